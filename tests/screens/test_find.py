"""Finding a person: rows while typing, nothing journalled before a record opens, and exactly one line then."""

from __future__ import annotations

import time
from typing import Any

import pytest
from open_office import lines, message, shown, until
from whole_desk import find, kinds, signed_in

from desk.counter.lookup import Found, search
from screens.day_queue import DayQueue
from screens.find import Find
from screens.purpose import AskPurpose
from screens.record import RecordScreen
from screens.request_form import RequestForm
from screens.typist import press, type_text
from tests.counter.days import copy_request
from tests.desks import Desk, citizen, pin, tell


@pytest.fixture
def slow_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that takes its time: whatever is typed is typed before the answer comes."""

    def slowly(*asked: Any) -> Found:
        time.sleep(0.3)
        return search(*asked)

    monkeypatch.setattr("screens.find_asking.search", slowly)


async def test_rows_come_masked_while_typing_and_nothing_is_journalled(desk: Desk) -> None:
    async with signed_in(desk) as app:
        before = kinds(desk.office)
        await find(app, "สม")
        await until(app, "พบ 2 คน · สำเนา ณ 08:30")
        await until(app, "x-xxxx-xxxx0-01-1")
        assert pin(1) not in shown(app).replace("-", "")
        await press(app, "backspace", "backspace")
        await until(app, "พิมพ์แล้วรายชื่อจะขึ้นเอง")
        await type_text(app, "ปู่")
        await until(app, "! เสียชีวิต")
        assert kinds(desk.office) == before


async def test_a_record_opens_with_one_purpose_a_visit_and_one_line_each(desk: Desk) -> None:
    async with signed_in(desk) as app:
        await find(app, "น้ำผึ้ง\n")
        assert isinstance(app.screen, AskPurpose)
        assert "record.viewed" not in kinds(desk.office)
        await press(app, "๒")
        await until(app, lambda: isinstance(app.screen, RecordScreen))
        assert "1-9901-00000-02-9" in shown(app) or "1-9901-00000-02" in shown(app)
        assert kinds(desk.office)[-2:] == ["visit.opened", "record.viewed"]
        await press(app, "f2")
        assert isinstance(app.screen, Find)
        await type_text(app, "สมใจ\n")
        await until(app, lambda: isinstance(app.screen, RecordScreen))
        assert kinds(desk.office).count("visit.opened") == 1
        assert kinds(desk.office).count("record.viewed") == 2


@pytest.mark.parametrize("typed", ["=110", "=๑๑๐", "ชๅๅจ"])
async def test_the_number_of_a_service_opens_its_form(desk: Desk, typed: str) -> None:
    async with signed_in(desk) as app:
        await find(app, typed)
        await until(app, "คัดและรับรองสำเนา")
        await type_text(app, "\n1")
        await until(app, lambda: isinstance(app.screen, RequestForm))
        assert app.screen.filling is not None
        assert app.screen.parties["concerns"] is None


async def test_the_number_of_a_service_and_a_person_open_the_form_for_that_person(desk: Desk) -> None:
    async with signed_in(desk) as app:
        await find(app, "=110 น้ำผึ้ง")
        await until(app, "เลือกคนแล้วกด Enter")
        await type_text(app, "\n1")
        await until(app, lambda: isinstance(app.screen, RequestForm))
        await until(app, "รักเรียน · x")
        await press(app, "f3")
        assert isinstance(app.screen, RecordScreen)


async def test_a_service_of_another_kind_of_office_is_not_opened(desk: Desk) -> None:
    tell(desk, ("policy.put", {"name": "office_kind", "value": "subdistrict"}))
    async with signed_in(desk) as app:
        await find(app, "=410\n")
        await until(app, lambda: message(app).startswith("E305"))
        assert isinstance(app.screen, Find)
        await press(app, "ctrl+u")
        await type_text(app, "=999\n")
        await until(app, lambda: message(app).startswith("E302"))


async def test_of_several_none_is_opened_unseen(desk: Desk, slow_search: None) -> None:
    async with signed_in(desk) as app:
        await find(app, "ใจดี\n")
        assert isinstance(app.screen, Find)
        await until(app, lambda: "เลือกแล้วกด Enter" in message(app))
        await press(app, "enter")
        assert isinstance(app.screen, AskPurpose)
        await press(app, "f12")
        assert isinstance(app.screen, Find)
        assert app.work.visit is None


async def test_a_last_letter_that_changes_nothing_on_view_does_not_ask_for_a_second_enter(
    desk: Desk, slow_search: None
) -> None:
    async with signed_in(desk) as app:
        await find(app, "ใจด")
        await until(app, lambda: app.screen.answered)
        await type_text(app, "ี\n")
        assert isinstance(app.screen, AskPurpose)


async def test_arrows_move_the_rows_while_the_box_keeps_the_cursor(desk: Desk) -> None:
    async with signed_in(desk) as app:
        await find(app, "สม")
        await until(app, lambda: app.screen.answered)
        await press(app, "down")
        assert app.focused is app.screen.box
        await press(app, "enter", "1")
        await until(app, lambda: isinstance(app.screen, RecordScreen))
        assert app.screen.record.citizen.given == "สมหญิง"


async def test_an_arrow_pressed_before_the_rows_came_moves_among_those_that_come(desk: Desk, slow_search: None) -> None:
    async with signed_in(desk) as app:
        await find(app, "สม")
        await press(app, "down")
        await until(app, lambda: app.screen.answered)
        await press(app, "enter", "1")
        await until(app, lambda: isinstance(app.screen, RecordScreen))
        assert app.screen.record.citizen.given == "สมหญิง"


@pytest.mark.parametrize("room", ["f10", "s", "b", "t", "o", "y", "v", "m", "k"])
async def test_f2_leads_to_the_search_from_every_room(desk: Desk, room: str) -> None:
    async with signed_in(desk) as app:
        home = app.screen
        await press(app, room)
        assert app.screen is not home
        await press(app, "f2", "ส", "ม")
        await until(app, "พบ 2 คน")
        assert isinstance(app.screen, Find)
        await press(app, "f3")
        assert app.screen is home


async def test_a_wrong_check_digit_is_explained_to_the_end(desk: Desk) -> None:
    async with signed_in(desk) as app:
        wrong = pin(1)[:-1] + str((int(pin(1)[-1]) + 1) % 10)
        await find(app, wrong)
        await until(app, "E214")
        await until(app, "แล้วพิมพ์ใหม่")


async def test_thai_digits_and_dashes_find_the_number(desk: Desk) -> None:
    thai = "".join(chr(0x0E50 + int(digit)) for digit in pin(2))
    async with signed_in(desk) as app:
        await find(app, f"{thai[0]}-{thai[1:]}")
        await until(app, "พบ 1 คน")


async def test_nobody_found_says_so_and_offers_a_person_outside_the_registry(desk: Desk) -> None:
    async with signed_in(desk) as app:
        await find(app, "ไม่มีใคร")
        await until(app, "ไม่พบในสำเนา ณ 08:30")
        assert "F10" in lines(app)[2]
        await press(app, "enter")
        assert isinstance(app.screen, Find)


async def test_more_than_a_page_is_said_and_fetched(desk: Desk) -> None:
    tell(desk, *[("citizen.put", citizen(100 + n, "มานะ", f"อดทน{n:03}")) for n in range(120)])
    async with signed_in(desk) as app:
        await find(app, "มานะ")
        await until(app, lambda: app.screen.answered)
        await until(app, "แสดง 50 จาก 120 คน")
        table = app.screen._table
        table.action_edge(1)
        await press(app, "down")
        await until(app, "แสดง 100 จาก 120 คน")
        assert table.cursor_key == pin(149)


async def test_an_old_answer_is_never_shown(desk: Desk, slow_search: None) -> None:
    async with signed_in(desk) as app:
        await press(app, "f2")
        screen = app.screen
        assert isinstance(screen, Find)
        shown_for: list[str] = []
        taken = screen._take
        screen._take = lambda found, asked: (shown_for.append(asked[0]), taken(found, asked))[1]  # type: ignore[method-assign]
        await type_text(app, "สมใจ")
        await until(app, "พบ 1 คน")
        assert shown_for == ["สมใจ"]


async def test_the_household_is_walked_through_and_each_look_is_journalled(desk: Desk) -> None:
    copy_request(desk)
    async with signed_in(desk) as app:
        await find(app, "สมใจ\n1")
        await until(app, lambda: isinstance(app.screen, RecordScreen))
        await until(app, "คัดและรับรอง")
        screen = app.screen
        await press(app, "f8")
        await until(app, lambda: screen.record.citizen.given == "น้ำผึ้ง")
        await press(app, "f8")
        await until(app, "! เสียชีวิต")
        await press(app, "f7")
        await until(app, lambda: screen.record.citizen.given == "น้ำผึ้ง")
        assert kinds(desk.office).count("record.viewed") == 4
        await until(app, "ผู้เปิดดู")


async def test_the_next_person_ends_the_visit_and_is_asked_anew(desk: Desk) -> None:
    async with signed_in(desk) as app:
        await find(app, "สมใจ\n1")
        await until(app, lambda: isinstance(app.screen, RecordScreen))
        await press(app, "n")
        await until(app, lambda: isinstance(app.screen, DayQueue))
        assert kinds(desk.office)[-1] == "visit.closed"
        await until(app, "จบรายนี้แล้ว")
        await find(app, "สมใจ\n")
        await until(app, lambda: isinstance(app.screen, AskPurpose))


async def test_a_request_and_a_receipt_open_by_their_number(desk: Desk) -> None:
    from screens.case import CaseView
    from screens.receipt_view import ReceiptView
    from tests.counter.days import open_drawer, pay

    open_drawer(desk)
    ref = copy_request(desk)
    async with signed_in(desk) as app:
        receipt = pay(desk, ref).receipt
        before = kinds(desk.office)
        await find(app, ref)
        await until(app, "พบเอกสาร 1 รายการ")
        await press(app, "enter")
        await until(app, lambda: isinstance(app.screen, CaseView))
        await press(app, "f3")
        await press(app, "f2")
        await type_text(app, receipt + "\n")
        await until(app, lambda: isinstance(app.screen, ReceiptView))
        assert kinds(desk.office) == before


async def test_namesakes_and_names_only_near_are_said_to_be(desk: Desk) -> None:
    tell(
        desk,
        ("citizen.put", citizen(40, "แฝด", "หนึ่ง", born_month=5, born_day=9)),
        ("citizen.put", citizen(41, "แฝด", "หนึ่ง", born_month=6, born_day=1, card_expires="2020-01-01")),
    )
    async with signed_in(desk) as app:
        await find(app, "แฝต")
        await until(app, "ชื่อใกล้เคียง 2 คน")
        for said in ("เกิด 9/5", "เกิด 1/6", "~ บัตรหมดอายุ"):
            assert said in shown(app)


async def test_a_ticket_opens_the_queue_where_it_stands(desk: Desk) -> None:
    from desk.counter import tickets
    from desk.thai.keyboard import latin_to_thai
    from screens.tickets import Tickets

    group = tickets.groups(desk.office)[0].letter
    refs = [tickets.issue(desk.office, desk.session("anan"), group) for _ in range(3)]
    number = tickets.of_today(desk.office)[1].number
    async with signed_in(desk) as app:
        for typed in (number, number.lower(), latin_to_thai(number)):
            await find(app, typed)
            await until(app, "พบเอกสาร 1 รายการ")
            await press(app, "f3")
        await find(app, number + "\n")
        await until(app, lambda: isinstance(app.screen, Tickets))
        await until(app, lambda: app.screen._table.cursor_key == refs[1])
