"""The drawer: which count is asked for, what stays hidden until it is counted, what is recorded."""

from __future__ import annotations

from open_office import at_the_desk, lines, message, shown, until
from rich.cells import cell_len

from desk.counter import shift
from local_db.queries import money
from local_db.queries.day import note_of
from screens.drawer import Drawer
from screens.typist import press, type_text
from tests.counter.days import copy_request, open_drawer, pay
from tests.desks import Desk
from tests.local_db.files import last_line

DAY_MS = 86_400_000


async def count(app: object, *pieces: str) -> None:
    """Type one number a row, from the 1,000 baht note downwards."""
    await type_text(app, "".join(f"{number}\n" for number in pieces))  # type: ignore[arg-type]


async def test_a_drawer_is_opened_with_its_float_counted_by_denomination(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        await app.show(Drawer())
        await until(app, "เปิดลิ้นชัก: นับเงินทอนตั้งต้น")
        assert "F10 เปิดลิ้นชัก" in lines(app)[23]
        await count(app, "", "", "๕", "", "10", "20", "", "", "50")
        assert "950.00" in next(line for line in lines(app) if "รวมที่นับได้" in line)
        await press(app, "f10")
        await app.settled()
        own = shift.own_shift(desk.office, desk.session("anan"))
        assert own is not None
        assert (own.drawer, own.float_satang) == ("1", 950_00)
        assert app.answers == [own.ref]
        await until(app, lambda: "950.00" in message(app))


async def test_what_should_be_there_is_told_only_after_the_count(desk: Desk) -> None:
    open_drawer(desk)
    pay(desk, copy_request(desk, 2))
    async with at_the_desk(desk, "anan") as app:
        await app.show(Drawer())
        await until(app, "ปิดลิ้นชัก 1 ของวันที่ 20 พ.ย. 2569")
        await count(app, "", "", "9", "2", "", "")
        await until(app, "1,000.00")
        assert "970.00" not in shown(app)
        await press(app, "f10")
        await until(app, "1,000.00")
        assert "970.00" not in shown(app)
        await press(app, "f10")
        await app.settled()
        await until(app, "970.00")
        await until(app, lambda: "30.00" in message(app))
        await until(app, lambda: "เกิน" in message(app))
        assert shift.own_shift(desk.office, desk.session("anan")) is None
        row = money.shifts_of_day(desk.office.read(), "9901A", "2026-11-20")[0]
        assert (row.counted_satang, row.expected_satang, row.difference_satang) == (1000_00, 970_00, 30_00)
        await press(app, "f8")
        await until(app, "รายงานปิดกะ Z 1 ลิ้นชัก 1")
        assert "30.00" in next(line for line in lines(app) if "ขาดหรือเกิน" in line)
        await press(app, "f3")
        await until(app, "ผลการนับลิ้นชัก 1")
        await press(app, "f10")
        assert app.answers == [None]


async def test_the_question_can_be_left_and_the_count_corrected(desk: Desk) -> None:
    open_drawer(desk)
    async with at_the_desk(desk, "anan") as app:
        await app.show(Drawer())
        await count(app, "1")
        await press(app, "f10", "f12")
        assert shift.own_shift(desk.office, desk.session("anan")) is not None
        app.screen.query_one("#piece-100000").focus()
        await press(app, "backspace")
        await type_text(app, "\n\n9\n1\n")
        app.screen.query_one("#note").focus()
        await type_text(app, "นับสองครั้ง")
        await press(app, "f10", "f10")
        await app.settled()
        row = money.shifts_of_day(desk.office.read(), "9901A", "2026-11-20")[0]
        assert (row.counted_satang, row.difference_satang) == (950_00, 0)
        assert note_of(desk.office.read(), row.ref) == "นับสองครั้ง"
        await until(app, lambda: "ตรงกัน" in message(app))


async def test_letters_are_no_pieces_and_nothing_is_recorded(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        await app.show(Drawer())
        await type_text(app, "xy")
        assert "?" in next(line for line in lines(app) if "รวมที่นับได้" in line)
        await press(app, "f10")
        assert message(app).startswith("E457")
        assert shift.open_shifts(desk.office) == []


async def test_a_colleagues_drawer_is_offered_and_counted_over(desk: Desk) -> None:
    ref = open_drawer(desk)
    async with at_the_desk(desk, "busaba") as app:
        await app.show(Drawer())
        await until(app, "anan ทดสอบ ดูแลลิ้นชัก 1 อยู่")
        assert "F4 ลิ้นชักอื่น" in lines(app)[23]
        await press(app, "f4")
        await until(app, "รับช่วงลิ้นชัก 1 จาก anan ทดสอบ")
        await count(app, "", "1", "4")
        await press(app, "f10", "f10")
        await app.settled()
        await until(app, lambda: "50.00" in message(app))
        await until(app, lambda: "ขาด" in message(app))
        own = shift.own_shift(desk.office, desk.session("busaba"))
        assert own is not None
        assert own.ref == ref
        await press(app, "f10")
        assert app.answers == [ref]


async def test_who_gives_the_drawer_signs_beside_who_takes_it(desk: Desk) -> None:
    open_drawer(desk)
    async with at_the_desk(desk, "busaba") as app:
        await app.show(Drawer())
        await press(app, "f4")
        await count(app, "", "", "5", "", "10", "20", "", "", "50")
        await press(app, "f10")
        await app.settled()
        assert "นับคนเดียว" in shown(app)  # nobody signed yet: it would be marked so
        await press(app, "f12", "f7")
        await type_text(app, "anan\tpass-anan")
        await press(app, "f10")
        await until(app, "พยาน: anan")
        await press(app, "f10")
        await app.settled()
        assert "นับคนเดียว" not in shown(app)
        await press(app, "f10")
        await app.settled()
    assert last_line(desk)["w"] == "anan"


async def test_a_second_drawer_gets_the_next_free_name(desk: Desk) -> None:
    open_drawer(desk)
    async with at_the_desk(desk, "busaba") as app:
        await app.show(Drawer())
        await count(app, "1")
        await press(app, "f10")
        await app.settled()
        own = shift.own_shift(desk.office, desk.session("busaba"))
        assert own is not None
        assert own.drawer == "2"


async def test_a_drawer_left_overnight_closes_on_its_own_date_and_todays_follows(desk: Desk) -> None:
    open_drawer(desk)
    desk.clock.now += DAY_MS
    async with at_the_desk(desk, "anan") as app:
        await app.show(Drawer())
        await until(app, "ของวันที่ 20 พ.ย. 2569")
        await until(app, "ค้างจากวันที่ 20 พ.ย. 2569")
        await count(app, "", "1", "4", "1")
        await press(app, "f10", "f10")
        await app.settled()
        assert money.shifts_of_day(desk.office.read(), "9901A", "2026-11-20")[0].difference_satang == 0
        assert "F7 ใบนำส่งเงิน" in lines(app)[23].replace("\u0e4d\u0e32", "\u0e33")
        await press(app, "f7")
        await until(app, "พิมพ์ลงกระดาษแผ่น")
        await press(app, "f3")
        await app.settled()
        await press(app, "f10")
        await app.settled()
        await until(app, "เปิดลิ้นชัก: นับเงินทอนตั้งต้น")
        await count(app, "1")
        await press(app, "f10")
        await app.settled()
        own = shift.own_shift(desk.office, desk.session("anan"))
        assert own is not None
        assert own.date == "2026-11-21"


async def test_who_keeps_no_drawer_is_told_so(desk: Desk) -> None:
    async with at_the_desk(desk, "somying") as app:
        await app.show(Drawer())
        assert message(app).startswith("E801")
        assert "F10" not in lines(app)[23]
        await press(app, "f10")
        assert shift.open_shifts(desk.office) == []


async def test_both_languages_fit(desk: Desk) -> None:
    open_drawer(desk)
    async with at_the_desk(desk, "busaba") as app:
        await app.show(Drawer())
        for _ in range(2):
            await press(app, "f6")
            assert all(cell_len(line) == 80 for line in lines(app))
            assert "…" not in shown(app)
