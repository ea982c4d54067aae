"""What stands on a screen is so: no message outlives what it spoke of, no act is done on what nobody saw, and a
refusal of the file is said."""

from __future__ import annotations

import asyncio
import importlib
from typing import Any

import pytest
from open_office import at_the_desk, lines, message, shown, until
from test_bank_list import bill
from test_money_room import keys, open_screen, sign_beside
from test_second_press import twice
from whole_desk import kinds, signed_in

from desk.counter import cashier, drafts, review
from desk.devices.printing import PrinterSlow
from desk.devices.thai_card import read_card
from desk.model.card import CardEvent
from desk.model.errors import DeskError
from desk.rules.office_day import DAY_MS
from desk.words import Words
from local_db.queries import requests
from screens import bank_list, qr_bill
from screens.bank_list import BankList
from screens.books_view import BooksView
from screens.case import CaseView
from screens.citizen_slips import DelayNoticeView
from screens.complaint_form import ComplaintForm
from screens.day_close import DayClose
from screens.drafts import Drafts
from screens.drawer import Drawer
from screens.key_sequencer import AGAIN_S
from screens.lock import Locked
from screens.money_room import MoneyRoom
from screens.party import AskParty
from screens.qr_bill import QrBill
from screens.receipt_view import ReceiptView
from screens.review_queue import ReviewQueue
from screens.sign_in import SignIn
from screens.typist import press, type_text
from screens.year_end_view import YearEndView
from tests.counter.days import copy_request, name_request, open_drawer, pay
from tests.counter.test_papers import dated
from tests.desks import Desk, pin
from tests.devices.virtual_card import ATR, VirtualCard


class DiskGone(DeskError):
    code = "E699"
    said = Words("อ่านแฟ้มไม่ได้", "the file cannot be read")


def refuse(*_given: object) -> Any:
    raise DiskGone()


@pytest.mark.parametrize(
    ("screen", "what", "officer", "key"),
    [
        (BankList, "desk.counter.cashier.waiting_for_bank", "anan", "f5"),
        (Drawer, "desk.counter.shift.open_shifts", "anan", ""),
        (CaseView, "desk.counter.review.assignable", "somying", "g"),
        (Drafts, "desk.counter.review.who_takes_requests", "somying", "g"),
    ],
)
async def test_a_file_that_refuses_is_said_and_ends_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, screen: Any, what: str, officer: str, key: str
) -> None:
    ref = name_request(desk)
    body = {"answers": {}, "papers": [], "parties": {}, "acting": None}
    drafts.keep(desk.office, desk.session("anan"), "NM-GIVEN", "1", body).result()
    async with at_the_desk(desk, officer) as app:
        if key != "f5" and key:
            await open_screen(app, screen(ref) if screen is CaseView else screen())
        monkeypatch.setattr(what, refuse)
        if key:
            if key == "f5":
                await open_screen(app, screen())
            await press(app, key)
        else:
            await open_screen(app, screen())
        await until(app, lambda: message(app).startswith("E699"))


@pytest.mark.parametrize("shown_bill", [False, True])
async def test_behind_the_lock_nothing_is_read(desk: Desk, monkeypatch: pytest.MonkeyPatch, shown_bill: bool) -> None:
    monkeypatch.setattr(bank_list, "LOOK_AGAIN_S", 0.02)
    monkeypatch.setattr(qr_bill, "LOOK_EVERY_S", 0.02)
    read = []
    true = cashier.waiting_for_bank
    monkeypatch.setattr(cashier, "waiting_for_bank", lambda office: read.append(1) or true(office))
    open_drawer(desk)
    order = bill(desk)
    async with at_the_desk(desk, "anan") as app:
        await open_screen(app, QrBill(order) if shown_bill else BankList())
        await until(app, lambda: len(read) > 2)
        await open_screen(app, Locked())
        before = len(read)
        await asyncio.sleep(0.15)
        assert len(read) <= before + 1


async def test_a_card_read_shows_nobodys_identity_but_its_owners(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        box = AskParty(("citizen",), role="payer")
        await app.show(box)
        card = read_card(VirtualCard().answer, ATR)
        await box.card_news(CardEvent("read", card))
        await until(app, "นางน้ำผึ้ง รักเรียน")
        assert box.identity_field.chosen_value == "card_read"
        box.pin_field.focus()
        await press(app, "ctrl+e", "ctrl+u")
        await type_text(app, pin(4))
        await press(app, "f10")
        await app.settled()
        await press(app, "f10")
        await app.settled()
        (party,) = app.answers
        assert (party.number, party.identity) == (pin(4), "card_seen")


class Jammed:
    def print_pdf(self, name: str, content: bytes) -> str:
        raise PrinterSlow(seconds=9)


async def test_a_receipt_undone_is_not_to_be_handed_over(desk: Desk) -> None:
    open_drawer(desk)
    paid = pay(desk, copy_request(desk))
    async with at_the_desk(desk, "anan") as app:
        await open_screen(app, ReceiptView(paid.receipt))
        await keys(app, "f10")
        await until(app, "ยื่นใบเสร็จ")
        await keys(app, "v")
        await type_text(app, "ผิดคน")
        await keys(app, "f10")
        await sign_beside(app, "somying")
        await until(app, "ใบเสร็จนี้ยกเลิกแล้ว")
        assert "ยื่นใบเสร็จ" not in shown(app)


async def test_another_receipt_was_not_printed_yet(desk: Desk) -> None:
    open_drawer(desk)
    paid = pay(desk, copy_request(desk))
    async with at_the_desk(desk, "anan") as app:
        await open_screen(app, ReceiptView(paid.receipt))
        await keys(app, "f10")
        await until(app, "พิมพ์แล้ว (ต้นฉบับ)")
        await keys(app, "n")
        await type_text(app, "สมหญิง\tสะกดผิด")
        await keys(app, "f10")
        await sign_beside(app, "somying")
        await until(app, lambda: "ออกใบเสร็จใหม่แล้ว" in message(app))
        assert "พิมพ์แล้ว (ต้นฉบับ)" not in shown(app)


async def test_a_copy_that_did_not_come_out_names_the_key_that_prints_it(desk: Desk) -> None:
    open_drawer(desk)
    paid = pay(desk, copy_request(desk))
    async with at_the_desk(desk, "anan") as app:
        await open_screen(app, ReceiptView(paid.receipt))
        await keys(app, "f10", "f10")
        app.work.printer = Jammed()
        await open_screen(app, ReceiptView(paid.receipt))
        await keys(app, "p")
        await type_text(app, "ใบเดิมหาย")
        await keys(app, "f10")
        await until(app, "กระดาษยังไม่ออก")
        assert "กด F10" not in shown(app), "F10 prints the original, which is out"
        assert "กด P" in shown(app)


async def test_the_search_is_for_who_may_look_people_up(desk: Desk) -> None:
    async with signed_in(desk) as app:
        app.work.session = desk.session("darin")
        await app.push_screen(MoneyRoom())
        await press(app, "f2")
        await until(app, lambda: message(app).startswith("E801"))
        assert isinstance(app.screen, MoneyRoom)


async def test_leaving_the_box_of_names_leaves_who_was_named(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        form = ComplaintForm()
        await open_screen(app, form)
        form.subject.focus()
        await keys(app, "f4")
        await type_text(app, "1\n" + pin(2))
        await keys(app, "f10", "f10")
        assert form.who is not None
        await keys(app, "f4", "f12")
        assert form.who is not None
        await keys(app, "ctrl+o")
        assert form.who is None
        assert "ไม่ประสงค์ออกนาม" in shown(app)
        assert "ไม่ออกนาม" not in lines(app)[23]


async def test_the_day_that_was_asked_about_is_signed(desk: Desk) -> None:
    async with at_the_desk(desk, "somying") as app:
        await open_screen(app, DayClose())
        await keys(app, "f10")
        await until(app, "ลงนามปิดวัน 20 พ.ย. 2569")
        desk.clock.now += DAY_MS
        await keys(app, "f10")
        await until(app, lambda: "ปิดวันแล้ว" in message(app))
        assert [row[0] for row in desk.office.read().execute("SELECT date FROM days")] == ["2026-11-20"]


async def test_a_reason_belongs_to_what_was_read_when_it_was_asked(desk: Desk) -> None:
    ref = name_request(desk)
    async with at_the_desk(desk, "somying") as app:
        await open_screen(app, CaseView(ref))
        await keys(app, "r")
        review.ask(
            desk.office, desk.session("busaba", "supervisor"), review.open_case(desk.office, ref), "เอกสารจริงหรือไม่"
        )
        await type_text(app, "ขาดเอกสาร\n")
        await app.settled()
        await until(app, lambda: message(app).startswith("E326"))
        (row,) = requests.rows(desk.office.read(), [ref])
        assert row.state != "returned"


async def test_a_delay_is_told_once_by_a_key_pressed_twice(desk: Desk) -> None:
    ref = dated(desk, 1)
    desk.clock.now += 5 * DAY_MS
    async with at_the_desk(desk, "anan") as app:
        await open_screen(app, DelayNoticeView(ref))
        await type_text(app, "รอผลตรวจสอบ\n04122569\n")
        await twice(app, "f10")
        await until(app, lambda: "พิมพ์แล้ว" in message(app))
        assert kinds(desk.office).count("request.delay_told") == 1


async def test_a_notice_told_is_the_one_on_view_and_is_printed_again_not_told_again(desk: Desk) -> None:
    ref = dated(desk, 1)
    desk.clock.now += 5 * DAY_MS
    async with at_the_desk(desk, "anan") as app:
        await open_screen(app, DelayNoticeView(ref))
        await type_text(app, "รอผลตรวจสอบ\n04122569\n")
        await keys(app, "f10")
        await until(app, lambda: "พิมพ์แล้ว" in message(app))
        await until(app, lambda: any("แจ้งครั้งที่" in line and line.rstrip().endswith("1") for line in lines(app)))
        await asyncio.sleep(AGAIN_S)
        await keys(app, "f10")
        await app.settled()
        assert kinds(desk.office).count("request.delay_told") == 1


async def test_a_notice_that_did_not_come_out_is_printed_and_not_told_again(desk: Desk) -> None:
    ref = dated(desk, 1)
    desk.clock.now += 5 * DAY_MS
    async with at_the_desk(desk, "anan") as app:
        app.work.printer = Jammed()
        await open_screen(app, DelayNoticeView(ref))
        await type_text(app, "รอผลตรวจสอบ\n04122569\n")
        await keys(app, "f10")
        await until(app, lambda: message(app).startswith("E713"))
        app.work.printer = app.tray
        await keys(app, "f10")
        await until(app, lambda: "พิมพ์แล้ว" in message(app))
        assert kinds(desk.office).count("request.delay_told") == 1


async def test_a_passphrase_sent_twice_while_an_act_is_waited_for_is_one_try(desk: Desk) -> None:
    async with signed_in(desk) as app:
        with app.hold_keys():
            app.went_idle()
            await until_locked(app)
            await type_text(app, "pass-anan\n")
            await press(app, "enter", "enter")
        await until(app, lambda: not app.locked)
        await asyncio.sleep(0.1)
        assert kinds(desk.office).count("officer.signed_in") == 2  # at the door, and back at the lock


async def until_locked(app: Any) -> None:
    while not (isinstance(app.screen, Locked) and app.screen.is_mounted):
        await asyncio.sleep(0.01)


async def test_who_signs_out_from_deep_inside_leaves_nothing_that_reads_on(desk: Desk) -> None:
    async with signed_in(desk) as app:
        for screen in (MoneyRoom(), BooksView(), YearEndView(), DayClose(), Drafts()):
            await app.push_screen(screen)
            await app.keys_settled()
        app.action_sign_out()
        await until(app, lambda: isinstance(app.screen, SignIn))
        await asyncio.sleep(0.2)
        assert app.is_running
        assert app.work.session is None


@pytest.mark.parametrize(
    ("screen", "what"),
    [
        (ReviewQueue, "desk.counter.risk.review_queue"),
        (MoneyRoom, "desk.counter.money_waiting.waiting"),
        (CaseView, "desk.counter.review.open_case"),
        (DayClose, "desk.counter.day_paper.look_at_day"),
        (Drafts, "desk.counter.drafts.listed"),
    ],
)
async def test_an_answer_that_comes_after_its_officer_left_is_for_nobody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, screen: Any, what: str
) -> None:
    room, _, name = what.rpartition(".")
    true = getattr(importlib.import_module(room), name)
    ref = name_request(desk)
    async with at_the_desk(desk, "somying") as app:

        def leaves(*asked: Any) -> Any:
            app.work.session = None
            return true(*asked)

        await open_screen(app, screen(ref) if screen is CaseView else screen())
        app._facts = None
        monkeypatch.setattr(what, leaves)
        await app.screen.look()  # type: ignore[attr-defined]
        await asyncio.sleep(0.05)
        assert app.is_running
        assert app._exception is None
