"""The record's screen: a typed number confirmed first, pages, what is hidden, who looked, looks used up, the centre."""

from __future__ import annotations

from typing import Any

from open_office import message, shown, until
from whole_desk import find, kinds, signed_in

from desk.model.look_up import LookedUp, SourceDown
from screens.asking import AskReason
from screens.confirm_number import ConfirmNumber
from screens.find import Find
from screens.looks_slip_view import LooksSlipView
from screens.record import RecordScreen
from screens.second_officer import SecondOfficer
from screens.typist import press, type_text
from tests.counter.test_looks import Centre
from tests.desks import MORNING, Desk, citizen, pin, tell


async def opened(app: Any, text: str = "สมใจ\n1") -> None:
    await find(app, text)
    await until(app, lambda: isinstance(app.screen, RecordScreen))


async def test_a_typed_number_is_confirmed_before_its_record_opens(desk: Desk) -> None:
    async with signed_in(desk) as app:
        await find(app, pin(2) + "\n1")
        await until(app, lambda: isinstance(app.screen, ConfirmNumber))
        await type_text(app, "2499\n")
        await until(app, lambda: isinstance(app.screen, Find))
        await until(app, "E258")
        assert "record.viewed" not in kinds(desk.office)
        await press(app, "enter")
        await until(app, lambda: isinstance(app.screen, ConfirmNumber))
        await type_text(app, "น้ำ\n")
        await until(app, lambda: isinstance(app.screen, RecordScreen))
        # known now: not asked again during this visit
        await press(app, "f2")
        await type_text(app, pin(2) + "\n")
        await until(app, lambda: isinstance(app.screen, RecordScreen))


async def test_pages_turn_and_what_is_hidden_is_shown_by_its_key(desk: Desk) -> None:
    tell(
        desk,
        (
            "citizen.put",
            citizen(
                4, "สมหญิง", "ใจดี", version=2, phone="0990000044", born_month=5, born_day=9, mother=pin(1),
                card_expires="2020-01-01",
                past=[{"until": "2019-02-03", "name": "นางสาวสมหญิง เดิม"},
                      {"until": "2018-02-03", "address": "12 หมู่ 3"}],
            ),
        ),
        ("citizen.put", citizen(1, "สมใจ", "ใจดี", version=2, born_month=5, born_day=9)),
    )  # fmt: skip
    async with signed_in(desk) as app:
        await opened(app, "สมหญิง\n1")
        await until(app, "~ บัตรหมดอายุ")
        assert "0990000044" not in shown(app)
        await until(app, "ปิดวันเดือน")
        await until(app, "คนในบ้านที่อาจเข้าใจผิด: นางสมใจ")
        await press(app, "2")
        await until(app, "นางสาวสมหญิง เดิม")
        for said in ("ตั้งแต่ 3 ก.พ. 2562", "ถึง 3 ก.พ. 2562", "ตั้งแต่ 3 ก.พ. 2561", "12 หมู่ 3", "ปิดไว้ · กด V"):
            assert said in shown(app)
        before = kinds(desk.office)
        await press(app, "v")
        await until(app, "0990000044")
        assert "นางสมใจ ใจดี · " + pin(1) in shown(app)
        await until(app, "9 พ.ค. 2510")
        assert kinds(desk.office) == [*before, "record.revealed"]
        await press(app, "๕")
        await until(app, "+ดูที่ปิด")
        assert "ที่โต๊ะ 9901A รวมขณะสายขาด" in shown(app)
        await press(app, "p")
        await until(app, "[1 ภาพรวม]")


async def test_the_slip_of_who_looked_is_shown_and_printed(desk: Desk) -> None:
    async with signed_in(desk) as app:
        await opened(app)
        await press(app, "s")
        await until(app, lambda: isinstance(app.screen, LooksSlipView))
        await until(app, "เปิดดูที่โต๊ะ 9901A ทั้งหมด 1 ครั้ง")
        await press(app, "f10")
        await until(app, lambda: bool(app.work.printer.papers))
        await until(app, lambda: "พิมพ์แล้ว" in message(app))


async def test_beyond_the_limit_a_supervisor_allows_more_on_the_same_desk(desk: Desk) -> None:
    tell(desk, ("policy.put", {"name": "looks_per_hour", "value": 1}))
    async with signed_in(desk) as app:
        await opened(app)
        await press(app, "f8")
        await until(app, lambda: isinstance(app.screen, AskReason))
        await type_text(app, "คนมาก\n")
        await until(app, lambda: isinstance(app.screen, SecondOfficer))
        await type_text(app, "anan\tpass-anan\n")
        await until(app, "E107")
        await press(app, "f12")
        await until(app, lambda: isinstance(app.screen, RecordScreen))
        await until(app, lambda: "E256" in message(app))
        await press(app, "f8")
        await until(app, lambda: isinstance(app.screen, AskReason))
        await type_text(app, "คนมาก\n")
        await until(app, lambda: isinstance(app.screen, SecondOfficer))
        await type_text(app, "somying\tpass-somying\n")
        await until(app, lambda: isinstance(app.screen, RecordScreen) and app.screen.record.citizen.pin != pin(1))
        assert kinds(desk.office).count("looks.extended") == 1
        assert app.work.officer.officer == "anan"


async def test_the_centre_is_asked_and_its_three_answers_differ(desk: Desk) -> None:
    centre = Centre(SourceDown("line"))
    async with signed_in(desk, registry=centre) as app:  # type: ignore[arg-type]
        await find(app, "ไกลมาก")
        await until(app, "F8 ถามส่วนกลาง")
        await press(app, "f8", "1")
        await until(app, "ยังไม่ทราบว่ามีหรือไม่ · F8 ถามใหม่")
        await until(app, lambda: "E260" in message(app))
        centre.answer = LookedUp(MORNING, ())
        await press(app, "f8")
        await until(app, "ส่วนกลางตอบเมื่อ 08:30: ไม่มีในทะเบียน")
        assert "E260" not in message(app)
        centre.answer = LookedUp(MORNING, (citizen(77, "ไกลมาก", "\x1b]52;c;aGk=\x07", house=None),), truncated=True)
        await press(app, "f8")
        await until(app, "มีมากกว่านี้")
        assert "\x1b" not in shown(app)
        await press(app, "enter")
        await until(app, lambda: isinstance(app.screen, RecordScreen))
        await until(app, "ส่วนกลางตอบเมื่อ 20 พ.ย. 2569 08:30")
        assert kinds(desk.office).count("record.viewed") == 4


async def test_the_longest_name_hides_no_state_and_is_seen_to_be_cut(desk: Desk) -> None:
    tell(desk, ("citizen.put", citizen(61, "ยาวมาก" * 8, "นามสกุล" * 8, status="suspended")))
    async with signed_in(desk) as app:
        await opened(app, "ยาวมาก\n1")
        await until(app, "…   ! ถูกระงับ")
        assert "นามสกุล" in shown(app).splitlines()[1]


async def test_a_merged_record_leads_to_the_one_in_force(desk: Desk) -> None:
    tell(desk, ("citizen.put", citizen(60, "ซ้ำซ้อน", "รายการ", status="merged", merged_into=pin(1))))
    async with signed_in(desk) as app:
        await opened(app, "ซ้ำซ้อน\n1")
        await until(app, "รวมเข้ากับเลข " + pin(1))
        await press(app, "m")
        await until(app, lambda: app.screen.record.citizen.pin == pin(1))
