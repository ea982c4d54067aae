"""Papers of a request: asked for once and in writing; late requests explained; days without a line shown as such."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desk.counter import case, deadlines, defects, intake
from desk.counter.deadlines import DelayReasonMissing, NotLate
from desk.counter.defects import NothingMissing, RequestEnded
from desk.counter.papers import checklist
from desk.counter.printing import Printers, print_now
from desk.model.errors import NotPermitted
from desk.model.kinds.requests import PaperShown
from desk.rules.office_day import DAY_MS
from desk.rules.paper_rounds import AskedOnce, explain_on
from local_db.rebuild import rebuild
from screens.form_lines import PaperItem
from tests.counter.days import copy_request, draft
from tests.desks import Desk

DAY = date(2026, 11, 20)


class Tray:
    def __init__(self) -> None:
        self.papers: dict[str, bytes] = {}

    def print_pdf(self, name: str, content: bytes) -> str:
        self.papers[name] = content
        return name


def waiting(desk: Desk, missing: tuple[str, ...] = ("card",)) -> str:
    """A request whose papers are not all there."""
    made = draft(desk, "CR-MOVE-DEST", {
        "house": "99010000001", "moved": "2026-11-20", "movers": [{"name": "สมชาย ดี", "relation": "head"}],
    })  # fmt: skip
    papers = tuple(PaperShown(paper=p.paper, how="missing" if p.paper in missing else "seen") for p in made.papers)
    made = type(made)(made.service, made.applicant, made.concerns, None, made.answers, papers)
    return intake.submit(desk.office, desk.session("anan"), made, None)


def test_missing_papers_are_asked_for_once_and_a_second_time_only_by_a_supervisor_who_says_why(desk: Desk) -> None:
    ref = waiting(desk, ("consent", "mover_card"))
    officer, head = desk.session("anan"), desk.session("somying")
    assert [paper.code for paper in defects.asking(desk.office, ref).missing] == ["consent", "mover_card"]
    defects.ask(desk.office, officer, ref, until=DAY + timedelta(days=7))
    for session, reason in ((officer, ""), (officer, "ลืม"), (head, "")):
        with pytest.raises(AskedOnce):
            defects.ask(desk.office, session, ref, reason=reason)
    defects.ask(desk.office, head, ref, more="ใบแปล", reason="เอกสารเดิมเป็นภาษาต่างประเทศ")
    first, second = defects.asking(desk.office, ref).asked
    assert (first.papers, first.until, first.reason) == (("consent", "mover_card"), "2026-11-27", "")
    assert (second.more, second.reason) == ("ใบแปล", "เอกสารเดิมเป็นภาษาต่างประเทศ")
    assert desk.office.file.store.write(rebuild).different == []


def test_there_must_be_something_to_ask_for_and_somebody_who_may(desk: Desk) -> None:
    with pytest.raises(NothingMissing):
        defects.ask(desk.office, desk.session("anan"), copy_request(desk))
    ref = waiting(desk, ("consent",))
    with pytest.raises(NotPermitted):
        defects.ask(desk.office, desk.session("darin"), ref)
    intake.withdraw(desk.office, desk.session("anan"), ref, "ไม่ประสงค์")
    with pytest.raises(RequestEnded):
        defects.ask(desk.office, desk.session("anan"), ref)


def test_a_request_brought_back_asks_for_nothing_that_was_not_on_the_slip(desk: Desk) -> None:
    ref = waiting(desk, ("consent",))
    defects.ask(desk.office, desk.session("anan"), ref)
    told = case.open_case(desk.office, ref).case
    codes = [paper["paper"] for paper in told.papers]
    shown = tuple(PaperShown(paper=code, how="missing" if code == "mover_card" else "seen") for code in codes)
    with pytest.raises(AskedOnce):
        intake.resubmit(desk.office, desk.session("anan"), ref, told.form, shown)
    whole = tuple(PaperShown(paper=p["paper"], how="seen") for p in told.papers)
    intake.resubmit(desk.office, desk.session("anan"), ref, told.form, whole)
    assert case.open_case(desk.office, ref).case.row.state == "approved"


def test_the_slip_speaks_both_languages_and_both_sign_it(desk: Desk) -> None:
    from desk.paper.defect_slip import defect_document
    from desk.paper.preview import preview

    ref, tray = waiting(desk, ("consent",)), Tray()
    officer = desk.session("anan")
    with pytest.raises(NothingMissing):
        defects.slip_to_print(desk.office, officer, ref)
    defects.ask(desk.office, officer, ref, until=DAY)
    assert print_now(defects.slip_to_print(desk.office, officer, ref), Printers(tray)).where in tray.papers
    (content,) = tray.papers.values()
    assert content.startswith(b"%PDF")
    (asked,) = defects.asking(desk.office, ref).asked
    text = "\n".join(preview(defect_document(defects.slip(desk.office, officer, ref, asked)), "th"))
    for words in ("หนังสือยินยอมของเจ้าบ้าน", "Householder's written consent", ref, "ผู้ยื่นคำขอ", "Officer"):
        assert words in text


def test_the_checklist_believes_no_way_a_paper_cannot_stand(desk: Desk) -> None:
    service = desk.office.catalogue(desk.office.read()).get("FM-ADOPT", DAY)
    shown = [PaperShown(paper="board_approval", how="seen"), PaperShown(paper="card", how="seen", instead="thaid")]
    found = {paper.paper: paper for paper in checklist(service, {"minor": True}, shown, "citizen")}
    assert found["board_approval"].how == "agency_asked"
    assert (found["card"].how, found["card"].instead) == ("seen", "thaid")
    assert found["witnesses"].how == "missing"
    grown = {paper.paper: paper.how for paper in checklist(service, {"minor": False}, shown, "citizen")}
    assert grown["board_approval"] == "not_needed"


def test_of_who_stands_outside_the_registry_the_state_holds_nothing(desk: Desk) -> None:
    service = desk.office.catalogue(desk.office.read()).get("WF-CHILD", DAY)
    (paper,) = (paper for paper in service.papers if paper.held_by == "registry")
    item = PaperItem(paper)
    assert (item.how, item.stops) == ("registry", False)
    item.belongs_to("foreigner")
    assert (item.how, item.stops) == ("missing", True)
    item.turn()
    for applicant, how in (("foreigner", "seen"), ("person", "seen"), ("citizen", "registry")):
        found = {one.paper: one.how for one in checklist(service, {}, [item.shown()], applicant)}
        assert found[paper.code] == how
    item.belongs_to("citizen")
    assert (item.how, item.stops) == ("registry", False)


def dated(desk: Desk, working_days: int) -> str:
    """A request that owes an answer after so many working days."""
    made = draft(desk, "CR-MOVE-DEST", {
        "house": "99010000001", "moved": "2026-11-20", "movers": [{"name": "สมชาย ดี", "relation": "head"}],
    })  # fmt: skip
    service = made.service.model_copy(update={"working_days": working_days})
    made = type(made)(service, made.applicant, made.concerns, None, made.answers, made.papers)
    return intake.submit(desk.office, desk.session("anan"), made, None)


def test_a_late_request_is_explained_every_seven_days(desk: Desk) -> None:
    ref, officer, tray = dated(desk, 1), desk.session("anan"), Tray()
    row = case.open_case(desk.office, ref).case.row
    assert row.due == "2026-11-23"  # Friday the 20th is not counted, nor is the weekend
    now = deadlines.standing(desk.office, row)
    assert (now.left, now.tone, now.explain) == (1, "soon", None)
    with pytest.raises(NotLate):
        deadlines.tell_delay(desk.office, officer, ref, "รอผลตรวจสอบ")
    desk.clock.now += 5 * DAY_MS
    now = deadlines.standing(desk.office, row)
    assert (now.left, now.tone, now.explain) == (-2, "late", date(2026, 11, 30))
    with pytest.raises(DelayReasonMissing):
        deadlines.tell_delay(desk.office, officer, ref, "  ")
    deadlines.tell_delay(desk.office, officer, ref, "รอผลตรวจสอบ", DAY + timedelta(days=14))
    assert deadlines.standing(desk.office, row).explain == date(2026, 12, 2)
    notice = deadlines.notice_to_print(desk.office, officer, case.open_case(desk.office, ref).case)
    assert print_now(notice, Printers(tray)).where in tray.papers
    assert desk.office.file.store.write(rebuild).different == []


def test_days_without_the_centre_are_shown_as_such(desk: Desk) -> None:
    ref = dated(desk, 1)
    start = desk.clock.now

    def attempt(day: int, answered: bool) -> None:
        at = start + day * DAY_MS
        cause = None if answered else "offline"
        desk.office.file.store.write(
            lambda c: c.execute(
                "INSERT INTO attempts (epoch, first, last, started, ended, cause) VALUES (1, 1, 1, ?, ?, ?)",
                (at, at + 5, cause),
            )
        )

    for day, answered in ((0, True), (0, False), (1, False), (3, False), (4, False), (4, True), (5, False)):
        attempt(day, answered)
    desk.clock.now += 6 * DAY_MS
    now = deadlines.standing(desk.office, case.open_case(desk.office, ref).case.row)
    assert now.down == (date(2026, 11, 23), date(2026, 11, 25))  # the 21st is a Saturday; on the 24th it got through
    notice = deadlines.notice(desk.office, desk.session("anan"), case.open_case(desk.office, ref).case)
    assert notice.down == now.down


def test_the_clock_of_explaining_runs_from_the_due_date_then_from_each_notice() -> None:
    due = date(2026, 11, 23)
    assert explain_on(due, None) == date(2026, 11, 30)
    assert explain_on(due, date(2026, 11, 20)) == date(2026, 11, 30)
    assert explain_on(due, date(2026, 12, 1)) == date(2026, 12, 8)
