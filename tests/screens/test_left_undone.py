"""What is left is not done: F12 where a second person is asked for goes no further without a question."""

from __future__ import annotations

from pathlib import Path

from open_office import at_the_desk, message, until
from test_money_room import DAY_MS, keys, open_screen

from desk.counter import books, shift, treasury, undo
from screens.asking import Confirm
from screens.books_view import BooksView
from screens.drawer import Drawer
from screens.money_room import MoneyRoom
from screens.typist import type_text
from screens.year_end_view import YearEndView
from tests.counter.days import open_drawer
from tests.desks import MORNING, Desk, TestClock, make_desk, tell


def unused(desk: Desk, officer: str) -> int:
    (state, *_) = books.register(desk.office, desk.session(officer))
    return sum(gap.count for gap in state.explained.unused)


async def test_a_books_numbers_are_not_returned_by_leaving_the_box_of_the_second_person(desk: Desk) -> None:
    open_drawer(desk)
    async with at_the_desk(desk, "anan") as app:
        await open_screen(app, BooksView())
        await until(app, "69A-1")
        before = unused(desk, "anan")
        await keys(app, "e")
        await type_text(app, "ปิดเล่ม")
        await keys(app, "f10", "f12")
        assert unused(desk, "anan") == before
        assert isinstance(app.screen, Confirm), "alone, but only after a question"
        await keys(app, "f12")
        assert unused(desk, "anan") == before
        await keys(app, "l")
        await type_text(app, "หาย")
        await keys(app, "f10", "f12")
        assert isinstance(app.screen, BooksView), "two report a number lost"
        await keys(app, "e")
        await type_text(app, "ปิดเล่ม")
        await keys(app, "f10", "f12", "f10")
        await until(app, lambda: "จะไม่ถูกใช้" in message(app))
    assert unused(desk, "anan") == 0


async def test_a_years_books_are_not_closed_by_leaving_it_either(tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "desk", TestClock(MORNING + 315 * DAY_MS))  # 1 October 2027
    lease = {"book": "70-1", "fiscal_year": 2571, "desk": "9901A", "epoch": 1, "first": 1, "last": 90}
    tell(desk, ("book.leased", lease))
    desk.office.file.store.write(lambda c: c.execute("UPDATE officers SET valid_until = ?", (desk.clock.now * 2,)))
    async with at_the_desk(desk, "somying") as app:
        await open_screen(app, YearEndView())
        await until(app, "! ยังมี 50 เลขที่ไม่ได้ใช้")
        await keys(app, "f10", "f10", "f12", "f12")
        assert unused(desk, "somying") == 50
        await keys(app, "f10", "f10", "f12", "f10")
        await until(app, "✓ ทุกเลขมีที่มาที่ไป")
    desk.office.close()


async def test_the_safe_is_not_counted_alone_by_leaving_it(desk: Desk) -> None:
    open_drawer(desk)
    async with at_the_desk(desk, "anan") as app:
        await open_screen(app, MoneyRoom())
        await keys(app, "t")
        await type_text(app, "100")
        await keys(app, "f10", "f12", "f12")
        assert not treasury.look_at_safe(desk.office, app.work.officer).checked_today
        assert undo.waiting(desk.office, app.work.officer) == []


async def test_a_witness_signs_one_count_and_no_other(desk: Desk) -> None:
    open_drawer(desk)
    desk.clock.now += DAY_MS
    async with at_the_desk(desk, "anan") as app:
        await open_screen(app, Drawer())
        await keys(app, "f7")
        await type_text(app, "busaba\tpass-busaba")
        await keys(app, "f10")
        await until(app, "พยาน: busaba")
        await type_text(app, "\n1\n4\n1\n")
        await keys(app, "f10", "f10", "f10")
        await until(app, "เปิดลิ้นชัก: นับเงินทอนตั้งต้น")
        await type_text(app, "1\n")
        await keys(app, "f10")
        own = shift.own_shift(desk.office, app.work.officer)
        assert own is not None
        assert own.witness is None, "nobody saw today's float being counted"
