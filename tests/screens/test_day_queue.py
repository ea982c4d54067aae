"""The home screen: rows and signs, roles, menu, and reading itself anew."""

from __future__ import annotations

from open_office import lines, shown, until
from rich.cells import cell_len
from whole_desk import signed_in

from desk.counter import review
from desk.counter.receipts import record_print
from screens.day_queue import DayQueue
from screens.desk_menu import DeskMenu
from screens.keys import in_order
from screens.sign_in import SignIn
from screens.sync_view import SyncView
from screens.typist import press
from tests.counter.days import copy_request, name_request, open_drawer, pay
from tests.desks import Desk


async def test_rows_tell_state_money_and_service(desk: Desk) -> None:
    name_request(desk)
    paid = copy_request(desk)
    open_drawer(desk)
    record_print(desk.office, desk.session("anan"), pay(desk, paid).receipt, "printed", 1)
    async with signed_in(desk) as app:
        await until(app, "เปลี่ยนชื่อตัว")
        await until(app, "✓20.00")
        await until(app, "คำขอ 2 รายการ · รอพิจารณา 1")
        await until(app, lambda: "คัดและรับรองสำเนาทะเบียนราษฎร" in lines(app)[-4])
        assert all(cell_len(line) == 80 for line in lines(app))


async def test_requests_that_wait_for_us_bear_a_sign(desk: Desk) -> None:
    shown_case = review.open_case(desk.office, name_request(desk))
    review.decide(desk.office, desk.session("somying"), shown_case, "return", "ขาดสำเนา")
    async with signed_in(desk) as app:
        await until(app, "* รอเราทำต่อ 1")
        row = next(line for line in lines(app) if "9901A-1" in line)
        assert "*" in row
        await until(app, lambda: "ขาดสำเนา" in lines(app)[-3])


async def test_what_happens_elsewhere_comes_by_itself(desk: Desk) -> None:
    async with signed_in(desk) as app:
        await until(app, "วันนี้ยังไม่มี")
        name_request(desk)
        await until(app, "9901A-2")


async def test_roles_hide_what_they_forbid(desk: Desk) -> None:
    async with signed_in(desk, "darin") as app:
        offered = {action.run for action in in_order(app.screen.actions())}
        assert not {"find", "save", "drawer", "review", "bank", "end_visit"} & offered
        assert {"close_day", "sync"} <= offered
        await press(app, "f2", "r", "d")
        assert isinstance(app.screen, DayQueue)
    async with signed_in(desk, "somying") as app:
        assert {"review", "find", "close_day"} <= {action.run for action in app.screen.actions()}


async def test_the_menu_goes_by_digit_and_thai_letters_are_the_same_keys(desk: Desk) -> None:
    async with signed_in(desk) as app:
        await press(app, "f4")
        menu = app.screen
        assert isinstance(menu, DeskMenu)
        place = [line.key for line in menu._lines].index("sync") + 1
        await press(app, str(place))
        await until(app, lambda: isinstance(app.screen, SyncView))
        await press(app, "f3", "ห")  # ห is the s of the Thai layout
        await until(app, lambda: isinstance(app.screen, SyncView))


async def test_the_language_changes_in_place(desk: Desk) -> None:
    name_request(desk)
    async with signed_in(desk) as app:
        await until(app, "เปลี่ยนชื่อตัว")
        await press(app, "f6")
        await until(app, "Change of gi")
        await until(app, "1 requests · 1 to be decided")
        assert "คำขอ" not in shown(app)


async def test_the_palette_cuts_and_restores_the_line_and_changes_the_officer(desk: Desk) -> None:
    from whole_desk import app_over, opened

    async with opened(app_over(desk)) as app:
        await press(app, "enter")
        await until(app, lambda: isinstance(app.screen, DayQueue))
        assert app.work.line is not None
        app.action_cut_line()
        await until(app, "ปิดสายไว้")
        assert app.work.line.is_off()
        app.action_restore_line()
        await until(app, lambda: "ปิดสายไว้" not in shown(app))
        app.action_as_supervisor()
        await until(app, lambda: isinstance(app.screen, SignIn))
        assert app.screen.officer.value == "somying"
        await press(app, "enter")
        await until(app, "somying ทดสอบ")


async def test_sending_tells_the_life_of_a_line(desk: Desk) -> None:
    name_request(desk)
    async with signed_in(desk) as app:
        await press(app, "s")
        await until(app, "รอส่ง 2 จาก 2")
        await until(app, "ส่วนกลางยังไม่ได้รับรายการใด")
        await press(app, "down")
        await until(app, "9901A-1: ยังไม่เคยส่ง")
        assert "ส่งครบแล้ว" not in shown(app)
        await press(app, "f4", "f4")
        await until(app, "ไม่มีรายการ")
        await press(app, "f6")
        await until(app, "Only what needs attention")
