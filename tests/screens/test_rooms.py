"""The rooms beside the requests of the day: tickets, complaints, public notices, the daily review, the briefing, and
the board of the waiting room. All of them fit 80 cells in both languages."""

from __future__ import annotations

import json
from datetime import date, timedelta

from open_office import OfficeApp, at_the_desk, lines, message, shown, until
from rich.cells import cell_len

from desk.commands.answering import Answering, answer
from desk.counter import complaints, daily_review, public_notices, tickets
from desk.counter.parties import typed
from screens.board import BoardApp
from screens.briefing import Briefing
from screens.complaints import Complaints, ComplaintView
from screens.daily_review import DailyReview
from screens.find import Find
from screens.large_figures import HEIGHT, huge, large
from screens.public_notices import NoticeView, PublicNotices
from screens.ticket_issue import IssueTicket
from screens.tickets import Tickets
from screens.typist import press, type_text
from tests.counter.days import name_request
from tests.desks import Desk, tell
from tests.local_db.files import last_line

TODAY = date(2026, 11, 20)


async def appears(app: OfficeApp, text: str) -> None:
    """Wait until the screen shows it: reading takes a worker and a thread."""
    for _ in range(100):
        if text in shown(app):
            return
        await app.settled()
    raise AssertionError(shown(app))


def fits(app: object) -> bool:
    return all(cell_len(line) == 80 for line in lines(app))  # type: ignore[arg-type]


async def test_a_ticket_from_the_box_to_the_counter(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        await app.show(Tickets())
        await press(app, "f4")
        await app.settled()
        assert isinstance(app.screen, IssueTicket)
        await press(app, "f8", "1")
        await app.settled()
        await until(app, lambda: "ออกบัตร A001 แล้ว" in message(app))
        await until(app, "★")
        await press(app, "o")
        await app.settled()
        assert app.tray.papers["ticket-A001"].startswith(b"%PDF")
        await press(app, "f10")
        await appears(app, "กำลังเรียก A001 ที่ช่อง 1")
        assert fits(app)
        await press(app, "r")
        await app.settled()
        assert last_line(desk)["b"] == {"ticket": app.work.ticket, "counter": "1", "again": True}
        await press(app, "h")
        await appears(app, "พักไว้")
        await press(app, "enter")
        await app.settled()
        await press(app, "v")
        await app.settled()
        assert isinstance(app.screen, Find)
        assert app.work.ticket is not None


async def test_the_desk_answers_for_its_tickets_whoever_sits_there(desk: Desk) -> None:
    waits = tickets.issue(desk.office, desk.session("anan"), "A")
    answering = Answering(desk.office)
    body = {"ticket": waits, "counter": "2"}
    line = {"n": 1, "t": desk.clock.now, "o": "busaba", "k": "ticket.asked", "b": body}
    tell(desk, ("line", {"desk": "9901B", "epoch": 1, "line": json.dumps(line)}))
    for _ in range(3):
        answering.told()
    await answering.end()
    assert (last_line(desk)["k"], last_line(desk)["o"]) == ("ticket.given", "-")
    assert answer(desk.office) == 0


async def test_complaints_are_taken_answered_and_found_again(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        await app.show(Complaints())
        await press(app, "f10")
        await app.settled()
        await type_text(app, "4\n\nเสียงดัง\nเปิดเครื่องเสียงทุกคืน\nหมู่ 3\n\n1/12/2569")
        await press(app, "f10")
        await app.settled()
        await until(app, lambda: "รหัสติดตาม" in message(app))
        await until(app, "สิ่งแวดล้อม")
        assert fits(app)
        await press(app, "enter")
        await app.settled()
        assert isinstance(app.screen, ComplaintView)
        await until(app, "ไม่ประสงค์ออกนาม")
        assert fits(app)
        await press(app, "f10")
        await app.settled()
        await type_text(app, "แจ้งให้หยุดแล้ว\n")
        await appears(app, "แจ้งให้หยุดแล้ว")
        await press(app, "f3", "f4")
        await appears(app, "ตอบแล้ว 1 เรื่อง")


async def test_public_notices_are_posted_objected_to_and_ended(desk: Desk) -> None:
    anan = desk.session("anan")
    async with at_the_desk(desk, "anan") as app:
        await app.show(PublicNotices())
        await press(app, "f10")
        await app.settled()
        await type_text(app, "ขอออกโฉนด\nผู้ใดคัดค้านให้ยื่น\nหน้าอำเภอ\n\n\n21/11/2569\n")
        await appears(app, "ขอออกโฉนด")
        assert fits(app)
        (row,) = public_notices.listed(desk.office, anan)
        public_notices.object_to(desk.office, anan, row.ref, typed("person", "นายค้าน"), "ที่ดินทับซ้อน")
        desk.clock.now += 3 * 86_400_000
        await press(app, "enter")
        await app.settled()
        assert isinstance(app.screen, NoticeView)
        await until(app, "ที่ดินทับซ้อน")
        assert fits(app)
        await press(app, "f10")
        await app.settled()
        await until(app, lambda: "มีผู้คัดค้าน" in message(app))


async def test_the_day_in_figures_and_its_signature(desk: Desk) -> None:
    for _ in range(3):
        name_request(desk)
    async with at_the_desk(desk, "somying") as app:
        await app.show(DailyReview())
        await appears(app, "█")
        for _ in range(6):
            assert fits(app)
            await press(app, "f4")
        await press(app, "f10")
        await app.settled()
        await press(app, "f10")
        await appears(app, "ลงชื่อแล้วโดย somying")
        assert last_line(desk)["k"] == "day.reviewed"
        await press(app, "f6")
        await appears(app, "signed by somying")
        assert fits(app)


async def test_the_morning_and_the_card_of_the_shift_before(desk: Desk) -> None:
    daily_review.hand_over(desk.office, desk.session("busaba"), "ฝากรับเอกสาร")
    complaints.receive(
        desk.office, desk.session("anan"), complaints.Complaint("other", "box", "ไฟดับ", "หน้าบ้าน", due=TODAY)
    )
    async with at_the_desk(desk, "anan") as app:
        await app.show(Briefing())
        await appears(app, "ฝากรับเอกสาร")
        await until(app, "ไฟดับ")
        assert fits(app)
        await press(app, "f4")
        await app.settled()
        assert "ฝากรับเอกสาร" not in shown(app)
        await press(app, "f10")
        await app.settled()
        await type_text(app, "โทรหาคุณสมใจ\n")
        await appears(app, "โทรหาคุณสมใจ")


async def test_the_board_shows_the_number_large_and_rings_for_the_next(desk: Desk) -> None:
    anan = desk.session("anan")
    for _ in range(2):
        tickets.issue(desk.office, anan, "A")
    app = BoardApp(desk.office)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.look()
        await pilot.pause()
        await until(app, "ยังไม่ได้เรียกคิว")
        tickets.call_next(desk.office, anan, "3")
        await app.look()
        await pilot.pause()
        assert all(line.rstrip() in shown(app) for line in huge("A001"))
        await until(app, "ช่องบริการ 3")
        assert fits(app)
        await press(app, "f6")
        await app.look()
        await pilot.pause()
        await until(app, "Counter 3")
        assert fits(app)


def test_every_number_a_ticket_may_have_can_be_drawn() -> None:
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        drawn = large(f"{letter}B0123456789")
        assert len(drawn) == HEIGHT
        assert len({len(line) for line in drawn}) == 1
    assert len(huge("A1")) == 2 * HEIGHT
    assert "".join(huge("A1")).strip("█ ") == ""


def test_a_day_typed_may_be_left_empty() -> None:
    from screens.dates import day_of, typed_day

    assert (day_of(" "), typed_day("")) == (None, "")
    assert day_of("21/11/2569") == TODAY + timedelta(days=1)
