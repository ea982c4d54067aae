"""A card at the counter: read, it fills the search and says how identity was shown; pulled out, it says no more."""

from __future__ import annotations

import pytest
from open_office import shown, until
from whole_desk import kinds, signed_in

from desk.counter.session import Session
from desk.devices.card_watch import CardWatch
from screens.card_view import CardView
from screens.confirm_number import ConfirmNumber
from screens.find import Find
from screens.record import RecordScreen
from screens.request_form import RequestForm
from screens.typist import press, type_text
from tests.desks import Desk, pin
from tests.devices.virtual_card import FakeReaders, VirtualCard
from tests.local_db.files import last_line


async def test_a_card_fills_the_search_and_opens_without_a_further_question(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    readers = FakeReaders()
    async with signed_in(desk, cards=CardWatch(readers)) as app:
        await press(app, "f2")
        await until(app, "เสียบบัตรได้")
        readers.put(VirtualCard())
        await until(app, "แสดงตน: อ่านบัตร")
        assert app.screen.box.value == pin(2)
        await until(app, "อ่านบัตรแล้ว · F7 ดูบัตร")
        await app.keys_settled()
        assert "F7 ดูบัตร" in shown(app)
        await press(app, "f7")
        await until(app, lambda: isinstance(app.screen, CardView))
        await until(app, "Mrs. Namphueng Rakrian")
        await until(app, lambda: bool(app.screen.card.photo))
        await until(app, "▀")
        await press(app, "f3", "enter", "1")
        await until(app, lambda: isinstance(app.screen, RecordScreen))
        line = last_line(desk)["b"]
        assert (line["citizen"], line["found_by"], line["confirmed"]) == (pin(2), "card", "card")
        await until(app, "แสดงตน: อ่านบัตร")
        await press(app, "f10", "enter")
        await until(app, lambda: isinstance(app.screen, RequestForm) and app.screen.parties["applicant"] is not None)
        assert app.screen.parties["applicant"].identity == "card_read"


async def test_a_swapped_card_is_another_person_and_a_removed_one_nobody(desk: Desk) -> None:
    readers = FakeReaders()
    async with signed_in(desk, cards=CardWatch(readers)) as app:
        await press(app, "f2")
        readers.put(VirtualCard())
        await until(app, "แสดงตน: อ่านบัตร")
        readers.put(VirtualCard(pin=pin(4), thai="นาง#สมหญิง##ใจดี"))
        await until(app, "บัตร: นางสมหญิง ใจดี")
        assert app.screen.box.value == pin(4)
        readers.put(None)
        await until(app, "นำบัตรออกแล้ว")
        assert app.screen.box.value == ""
        # the number typed by hand is a number like any other
        await type_text(app, pin(4) + "\n1")
        await until(app, lambda: isinstance(app.screen, ConfirmNumber))
        assert "record.viewed" not in kinds(desk.office)


async def test_what_was_typed_stays_when_a_card_goes(desk: Desk) -> None:
    readers = FakeReaders()
    async with signed_in(desk, cards=CardWatch(readers)) as app:
        await press(app, "f2")
        readers.put(VirtualCard())
        await until(app, "แสดงตน: อ่านบัตร")
        await press(app, "f2")
        await type_text(app, "สม")
        readers.put(None)
        await until(app, "นำบัตรออกแล้ว")
        assert app.screen.box.value == "สม"


async def test_failures_are_said_plainly_and_nothing_is_filled_in(desk: Desk) -> None:
    readers = FakeReaders()
    readers.reader = False
    async with signed_in(desk, cards=CardWatch(readers)) as app:
        await press(app, "f2")
        await until(app, "ไม่พบเครื่องอ่านบัตร")
        readers.reader = True
        readers.put(VirtualCard(foreign=True))
        await until(app, "E723")
        readers.put(VirtualCard(), commands=5)
        await until(app, "E724")
        readers.put(None)
        await until(app, "นำบัตรออกแล้ว")
        assert "E724" in shown(app)  # that nothing of it was used, and what to do, stays on view
        readers.put(VirtualCard(thai="นาง#\x1b]52;c;aGk=\x07##[/]"))
        await until(app, "[/]")
        assert "\x1b" not in shown(app)
        assert isinstance(app.screen, Find)
        await press(app, "f7")
        await until(app, "? คือตัวอักษรที่อ่านไม่ได้")


async def test_a_card_of_somebody_unknown_or_of_another_name_is_told(desk: Desk) -> None:
    readers = FakeReaders()
    async with signed_in(desk, cards=CardWatch(readers)) as app:
        await press(app, "f2")
        readers.put(VirtualCard(thai="นาง#เปลี่ยน##ชื่อแล้ว"))
        await until(app, "ชื่อในทะเบียนต่างจากบัตร")
        readers.put(VirtualCard(pin=pin(77)))
        await until(app, "ไม่พบในสำเนา · F8")


async def test_a_card_put_in_before_the_search_opens_is_found_there(desk: Desk) -> None:
    readers = FakeReaders()
    readers.put(VirtualCard())
    async with signed_in(desk, cards=CardWatch(readers)) as app:
        assert isinstance(app.work.session, Session)
        await until(app, lambda: app.work.card is not None and app.work.card.state == "photo")
        await press(app, "f2")
        await until(app, "แสดงตน: อ่านบัตร")
        assert app.screen.box.value == pin(2)


async def test_a_card_names_another_person_of_a_request(desk: Desk) -> None:
    from screens.party import AskParty

    readers = FakeReaders()
    async with signed_in(desk, cards=CardWatch(readers)) as app:
        await until(app, lambda: app.work.card is not None)
        await app.push_screen(AskParty(("citizen", "person")), lambda party: named.append(party))
        named: list[object] = []
        await until(app, lambda: isinstance(app.screen, AskParty))
        readers.put(VirtualCard())
        await until(app, "เกิด 2510")
        assert app.screen.pin_field.value == pin(2)
        await press(app, "f10")
        await until(app, lambda: bool(named))
        assert (named[0].number, named[0].identity) == (pin(2), "card_read")  # type: ignore[attr-defined]
