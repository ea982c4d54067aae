"""An auditor's walk: closes to nought over days of money, and names what somebody laid hands on."""

from __future__ import annotations

from pathlib import Path

from desk.counter.audit import CentreHead, walk
from local_db import meta
from local_db.journal import head_at, tip
from tests.counter.days import copy_request, open_drawer, pay
from tests.counter.month import play
from tests.counter.test_undo import even
from tests.desks import Desk, make_desk, tell


def test_days_of_money_close_to_nought(tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "desk")
    play(desk, 3, 8)
    found = walk(desk.office.read())
    assert found.findings == []
    assert (found.holds, found.trial_satang) == (True, 0)
    assert found.receipts >= 24
    assert len(found.unsent) == found.receipts
    even(desk)
    desk.office.close()


def test_the_centres_head_proves_it_and_another_head_is_named(desk: Desk) -> None:
    open_drawer(desk)
    pay(desk, copy_request(desk))
    read = desk.office.read()
    journal = meta.identity(read).journal
    last = tip(read, journal).n
    head = head_at(read, journal, last)
    assert head is not None
    found = walk(read, CentreHead(1, last, head))
    assert (found.holds, found.unsent, found.asked) == (True, (), True)
    for centre in (CentreHead(1, last, b"\0" * 32), CentreHead(1, last + 1, head)):
        assert [each.code for each in walk(read, centre).findings] == ["centre-head"]


def test_what_somebody_laid_hands_on_is_named(desk: Desk) -> None:
    open_drawer(desk)
    refs = [pay(desk, copy_request(desk)).receipt for _ in range(3)]
    write = desk.office.file.store.write
    write(lambda c: c.execute("UPDATE receipts SET number = 7 WHERE ref = ?", (refs[2],)))
    found = {each.code: each.about for each in walk(desk.office.read()).findings}
    assert found["gap"] == ("69A-1/000003-000006",)
    write(lambda c: c.execute("DELETE FROM receipts WHERE ref = ?", (refs[2],)))
    assert "tables" in {each.code for each in walk(desk.office.read()).findings}
    write(lambda c: c.execute("UPDATE postings SET satang = satang + 1 WHERE ref = ?", (refs[0],)))
    assert "ledger" in {each.code for each in walk(desk.office.read()).findings}


def test_a_receipt_the_centre_does_not_take_is_named(desk: Desk) -> None:
    open_drawer(desk)
    paid = pay(desk, copy_request(desk))
    tell(desk, ("outcome", {"ref": paid.receipt, "result": "conflict", "code": "duplicate-number"}))
    found = walk(desk.office.read())
    assert [(each.code, each.about) for each in found.findings] == [("centre-outcome", (paid.receipt,))]
