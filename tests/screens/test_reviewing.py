"""The supervisor's screens: filters, reasons, the clean remainder together, questions, hand-over, late work side by
side, a second person at the same desk."""

from __future__ import annotations

import json

from open_office import at_the_desk, lines, message, shown, until
from rich.cells import cell_len

from desk.counter import review
from desk.counter.receipts import record_print
from local_db.queries import requests
from screens.asking import Confirm
from screens.case import CaseView
from screens.proposal import ProposalView
from screens.review_check import ReviewCheck
from screens.review_queue import ReviewQueue
from screens.second_officer import SecondOfficer
from screens.sign_in import OfficerList
from screens.typist import press, type_text
from tests.counter.days import copy_request, name_request, open_drawer, pay
from tests.counter.test_reviewing import signed_service
from tests.desks import Desk, tell
from tests.local_db.files import last_line

QUIET = (
    ("policy.put", {"name": "review_sample_percent", "value": 0}),
    ("policy.put", {"name": "review_same_person_days", "value": 0}),
)


def state(desk: Desk, ref: str) -> str | None:
    return requests.state_of(desk.office.read(), ref)


async def test_the_clean_remainder_is_approved_with_one_confirmation(desk: Desk) -> None:
    tell(desk, *QUIET)  # type: ignore[arg-type]
    refs = [name_request(desk) for _ in range(3)]
    review.ask(desk.office, desk.session("somying"), review.open_case(desk.office, refs[0]), "ทำไม")
    async with at_the_desk(desk, "somying") as app:
        await app.show(ReviewQueue())
        await until(app, "? รอคำตอบ")
        await press(app, "a")
        await app.settled()
        assert isinstance(app.screen, Confirm)
        await until(app, f"{refs[1]}, {refs[2]}")
        await press(app, "f10")
        await app.settled()
        await until(app, lambda: "อนุมัติ 2 เรื่องแล้ว" in message(app))
        assert [state(desk, ref) for ref in refs] == ["submitted", "approved", "approved"]


async def test_filters_and_what_was_done_already(desk: Desk) -> None:
    tell(desk, *QUIET)  # type: ignore[arg-type]
    name_request(desk)
    open_drawer(desk)
    receipt = pay(desk, copy_request(desk)).receipt
    for copy in (1, 2):
        record_print(desk.office, desk.session("anan"), receipt, "printed", copy)
    async with at_the_desk(desk, "somying") as app:
        await app.show(ReviewQueue())
        await until(app, "รอตรวจดู 1")
        for expected in ("รอพิจารณา (1)", "มีเหตุให้ดู (1)", "ใกล้หรือเลยกำหนด (0)", "ไม่มีข้อสังเกต (1)", "รอตรวจดู (1)"):
            await press(app, "f4")
            await app.settled()
            assert str(app.screen._what._words).endswith(expected)
        await press(app, "enter")
        await app.settled()
        assert isinstance(app.screen, ReviewCheck)
        await until(app, "พิมพ์ใบเสร็จซ")
        assert all(cell_len(line) == 80 for line in lines(app))
        await press(app, "f6")
        await until(app, "20 Nov 08:")
        await press(app, "f6", "n")
        await app.settled()
        await type_text(app, "ถามอนันต์\n")
        await app.settled()
        assert last_line(desk)["k"] == "review.checked"
        await until(app, "รอตรวจดู 0")


async def test_a_question_goes_to_the_counter_and_comes_back(desk: Desk) -> None:
    ref = name_request(desk)
    async with at_the_desk(desk, "somying") as app:
        await app.show(CaseView(ref))
        await press(app, "q")
        await app.settled()
        await type_text(app, "มีบัตรจริงหรือไม่\n")
        await app.settled()
        await until(app, "? หัวหน้าสอบถาม: มีบัตรจริงหรือไม่")
    async with at_the_desk(desk, "anan") as app:
        await app.show(CaseView(ref))
        await press(app, "a")
        await app.settled()
        await until(app, "มีบัตรจริงหรือไม่")
        await type_text(app, "เห็นแล้ว\n")
        await app.settled()
        await until(app, lambda: "ตอบข้อสอบถามของคำขอ" in message(app))
        await until(app, "เห็นแล้ว")


async def test_handing_over_and_the_late_work_side_by_side(desk: Desk) -> None:
    ref = name_request(desk)
    review.decide(desk.office, desk.session("somying"), review.open_case(desk.office, ref), "return", "แก้ชื่อ")
    returned = f"9901A-{last_line(desk)['n']}"
    async with at_the_desk(desk, "somying") as app:
        await app.show(CaseView(ref))
        await press(app, "g")
        await app.settled()
        assert isinstance(app.screen, OfficerList)
        assert [officer for officer, _ in app.screen._found] == ["busaba", "somying"]
        await press(app, "enter")
        await app.settled()
        await type_text(app, "ลาป่วย\n")
        await app.settled()
        await until(app, "busaba ทดสอบ ทำต่อ")
    body = {
        "request": ref, "form": {"old_given": "สมใจ", "new_given": "จากอนันต์", "minor": False},
        "papers": [{"paper": "card", "how": "seen"}], "decided_by": "supervisor",
    }  # fmt: skip
    line = {"n": 1, "t": desk.clock.now, "o": "anan", "p": returned, "k": "request.resubmitted", "b": body}
    tell(desk, ("line", {"desk": "9901B", "epoch": 1, "line": json.dumps(line)}))
    seen = {"latest": returned, "seen": returned, "state": "returned"}
    tell(desk, ("outcome", {"ref": "9901B-1", "result": "conflict", "code": "stale", "fields": seen}))
    async with at_the_desk(desk, "busaba") as app:
        await app.show(CaseView(ref))
        await press(app, "p")
        await app.settled()
        assert isinstance(app.screen, ProposalView)
        row = next(line for line in lines(app) if "จากอนันต์" in line)
        assert row.index("สมจิต") < row.index("จากอนันต์")
        assert all(cell_len(line) == 80 for line in lines(app))
        await press(app, "f10")
        await app.settled()
        assert isinstance(app.screen, CaseView)
        assert state(desk, ref) == "submitted"
        await until(app, "จากอนันต์")


async def test_a_supervisor_decides_at_the_officers_desk_while_the_officer_stays(desk: Desk) -> None:
    ref = name_request(desk)
    async with at_the_desk(desk, "anan") as app:
        await app.show(CaseView(ref))
        assert "approve" not in app.screen.offered
        await press(app, "s")
        await app.settled()
        assert isinstance(app.screen, SecondOfficer)
        await type_text(app, "somying\tpass-somying\n")
        for _ in range(40):
            if isinstance(app.screen, CaseView):
                break
            await app.settled()
        await app.settled()
        await until(app, "พิจารณาในนาม somying")
        await press(app, "f10")
        await app.settled()
        line = last_line(desk)
        assert (line["k"], line["o"]) == ("request.approved", "somying")
        assert app.work.officer.officer == "anan"


async def test_a_supervisor_endorses_and_the_registrar_signs(desk: Desk) -> None:
    ref = signed_service(desk)
    async with at_the_desk(desk, "somying") as app:
        await app.show(ReviewQueue())
        await press(app, "enter")
        await app.settled()
        assert "F10 เห็นชอบ" in shown(app)
        await press(app, "f10")
        await app.settled()
        assert "รอนายทะเบียนลงนาม" in message(app)
        assert "รอนายทะเบียนลงนาม" in shown(app)
        assert "save" not in {action.run for action in app.screen.actions()}, "it is not hers to sign"
    async with at_the_desk(desk, "wilai", "registrar") as app:
        await app.show(ReviewQueue())
        assert "รอนายทะเบียน" in shown(app)
        await press(app, "enter")
        await app.settled()
        assert "F10 ลงนาม" in shown(app)
        await press(app, "f10")
        await app.settled()
        assert requests.state_of(desk.office.read(), ref) == "approved"
