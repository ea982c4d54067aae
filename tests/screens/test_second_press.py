"""A key pressed twice by accident: the second press never acts on the row that came in the first one's place."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from open_office import OfficeApp, at_the_desk, until
from textual import events

from desk.counter import daily_review, receipts, refunds, tickets, undo
from screens import key_sequencer
from screens.briefing import Briefing
from screens.money_room import MoneyRoom
from screens.printed_question import PrintedQuestion
from screens.tickets import Tickets
from screens.typist import press
from tests.counter.days import copy_request, open_drawer, pay
from tests.desks import Desk


async def twice(app: OfficeApp, key: str) -> None:
    """Two presses before the first one's act is on the disk."""
    for _ in range(2):
        event = events.Key(key, key if len(key) == 1 else None)
        event.set_sender(app)
        app.post_message(event)
    await asyncio.sleep(0.1)
    await app.settled()


def states(desk: Desk) -> list[str]:
    return [row.state for row in tickets.of_today(desk.office)]


async def test_one_person_of_the_waiting_room_is_called(desk: Desk) -> None:
    session: Any = desk.session("anan")
    for _ in range(3):
        tickets.issue(desk.office, session, "A")
    async with at_the_desk(desk, "anan") as app:
        await app.show(Tickets())
        await twice(app, "f10")
        assert sorted(states(desk)) == ["called", "waiting", "waiting"]
        await app.settled()
        app.screen.query_one("PagedTable").action_edge(1)  # type: ignore[attr-defined]
        await twice(app, "x")
        assert sorted(states(desk)) == ["called", "dropped", "waiting"]


async def test_one_undoing_is_confirmed(desk: Desk) -> None:
    open_drawer(desk)
    anan = desk.session("anan")
    for _ in range(2):
        refunds.refund(desk.office, anan, pay(desk, copy_request(desk)).receipt, 10_00, "", "คัดเกิน")
    async with at_the_desk(desk, "somying") as app:
        await app.show(MoneyRoom())
        await until(app, "ขอคืนเงิน รออนุมัติ")
        await twice(app, "f10")
    assert len(undo.waiting(desk.office, anan)) == 1


async def test_one_receipt_is_said_to_have_come_out(desk: Desk) -> None:
    open_drawer(desk)
    for _ in range(2):
        pay(desk, copy_request(desk))
    async with at_the_desk(desk, "anan") as app:
        await app.show(PrintedQuestion(receipts.perhaps_printed(desk.office)))
        await twice(app, "y")
        assert len(receipts.perhaps_printed(desk.office)) == 1


async def test_one_card_of_the_shift_before_is_taken_over(desk: Desk) -> None:
    for note in ("ตู้เย็นเสีย", "กุญแจอยู่ที่ยาม"):
        daily_review.hand_over(desk.office, desk.session("busaba"), note)
    async with at_the_desk(desk, "anan") as app:
        await app.show(Briefing())
        await until(app, "ตู้เย็นเสีย")
        await twice(app, "f4")
        assert len(daily_review.briefing(desk.office, app.work.officer).cards) == 1


async def test_who_means_it_presses_again_after_a_moment(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    session: Any = desk.session("anan")
    for _ in range(3):
        tickets.issue(desk.office, session, "A")
    async with at_the_desk(desk, "anan") as app:
        await app.show(Tickets())
        await press(app, "f10", "f10")  # the first has come to its end: a finger that bounced, or rests on the key
        assert states(desk).count("called") == 1
        monkeypatch.setattr(key_sequencer, "AGAIN_S", 0.0)
        await asyncio.sleep(0.45)
        await press(app, "f10", "f10")
        assert states(desk).count("called") == 3
