"""What the played day asks of the file follows what was done at the counter."""

from __future__ import annotations

from local_db.queries import played_day
from tests.counter.days import copy_request, open_drawer, pay
from tests.desks import Desk, pin


def test_the_tally_follows_the_day(desk: Desk) -> None:
    assert played_day.newest_request(desk.office.read()) is None
    assert played_day.last_viewed(desk.office.read()) is None
    open_drawer(desk)
    first, second = copy_request(desk), copy_request(desk)
    assert played_day.newest_request(desk.office.read()) == (second, "CR-COPY")
    pay(desk, first)
    now = played_day.tally(desk.office.read())
    assert (now.requests, now.receipts, now.receipts_not_printed, now.open_shifts) == (2, 1, 1, 1)
    assert (now.views, now.settlements, now.days_signed) == (0, 0, 0)
    assert played_day.receipt_numbers(desk.office.read()) == [1]


def test_who_is_grown_up(desk: Desk) -> None:
    everybody = played_day.living_born_before(desk.office.read(), 9999, 100)
    assert pin(1) in everybody
    assert everybody == sorted(everybody)
    assert played_day.living_born_before(desk.office.read(), 9999, 1) == everybody[:1]
    assert played_day.living_born_before(desk.office.read(), 1, 100) == []
