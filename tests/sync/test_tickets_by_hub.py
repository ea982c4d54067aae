"""Tickets with the line to the centre down: two desks and their hub, all real; the hub hands on the holder's word."""

from __future__ import annotations

from typing import Any

import pytest
from test_desk_and_hub import branch, desks, running, until  # noqa: F401 - fixtures

from desk.counter import tickets
from desk.counter.office import Office
from desk.counter.session import Session
from desk.counter.status import status
from desk.rules.tickets import NoTicketWaiting
from desk.words import Words
from local_db.queries import tickets as rows

pytestmark = pytest.mark.process
ANAN = Session("anan", Words("อนันต์", "Anan"), frozenset({"officer", "cashier"}))


async def test_a_ticket_changes_hands_by_the_hub_alone(branch: Any, desks: Any) -> None:  # noqa: F811
    a, b = desks
    ref = tickets.issue(a, ANAN, "A")
    async with running(branch, a), running(branch, b):
        await until(lambda: rows.one(b.read(), ref) is not None)
        branch.cut()
        tickets.ask_for(b, ANAN, ref, "2")
        with pytest.raises(NoTicketWaiting):
            tickets.call_next(b, ANAN, "2")
        await until(lambda: tickets.answer_asks(a))
        with pytest.raises(NoTicketWaiting):
            tickets.call_next(a, ANAN, "1")
        await until(lambda: rows.one(b.read(), ref).holder == "5701B")
        assert tickets.call_next(b, ANAN, "2").ref == ref
        await until(lambda: rows.one(a.read(), ref).state == "called")
        branch.mend()
        await until(lambda: all(status(each).decided == status(each).n for each in (a, b)))
        # the centre, told late, sees it the same way, and nothing waits there for ever
        await until(lambda: not outcomes(a, "waiting") and not outcomes(b, "waiting"))
    assert not outcomes(b, "conflict")
    assert not outcomes(b, "refused")


def outcomes(office: Office, result: str) -> list[str]:
    """Lines on which the centre's latest word is this."""
    found = office.read().execute("SELECT ref FROM outcomes WHERE result = ?", (result,))
    return [str(row[0]) for row in found]
