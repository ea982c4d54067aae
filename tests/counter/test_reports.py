"""Revenue by what one asks, to the satang; the bank's file beside the books, and its new sums taken over once."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta

import pytest

from desk.counter import bank_file, cashier, undo
from desk.counter.revenue import (
    BY_WORDS,
    SpanWrong,
    revenue_csv,
    revenue_document,
    revenue_json,
    revenue_report,
)
from desk.paper.preview import preview
from desk.rules.bank_file import BankLineWrong
from desk.rules.roles import RoleForbids
from local_db.rebuild import rebuild
from tests.counter.days import copy_request, open_drawer, party, pay
from tests.desks import MORNING, Desk, tell

HEAD = "ref1,amount,date,time,transaction id\n"


def today(desk: Desk) -> date:
    return desk.office.today()


def test_revenue_is_told_by_each_and_adds_up_to_the_same(desk: Desk) -> None:
    open_drawer(desk)
    pay(desk, copy_request(desk, 2))
    pay(desk, copy_request(desk, 3), copy_request(desk, 1))
    void = pay(desk, copy_request(desk, 9))
    undo.void(desk.office, desk.session("anan"), void.receipt, "ผิดคน", desk.session("somying"))
    for by in BY_WORDS:
        found = revenue_report(desk.office, today(desk), today(desk), by)
        assert found.satang == 60_00, by
        assert sum(line.receipts for line in found.lines) == 2, by
    assert (found.undone.voids, found.undone.void_satang) == (1, 90_00)
    service = revenue_report(desk.office, today(desk), today(desk), "service")
    assert [(line.code, line.receipts, line.satang) for line in service.lines] == [("CR-COPY", 2, 60_00)]
    assert "สำเนา" in service.lines[0].name.th
    yesterday = today(desk) - timedelta(days=1)
    assert revenue_report(desk.office, yesterday, yesterday, "kind").lines == ()
    with pytest.raises(SpanWrong):
        revenue_report(desk.office, today(desk), yesterday, "kind")


def test_the_report_goes_out_as_paper_table_and_json(desk: Desk) -> None:
    open_drawer(desk)
    pay(desk, copy_request(desk, 2))
    found = revenue_report(desk.office, today(desk), today(desk), "officer")
    said = "\n".join(preview(revenue_document(found), "th"))
    assert "รายงานรายได้" in said
    assert "20.00" in said
    told = json.loads(revenue_json(found))
    assert (told["satang"], told["lines"][0]["name"]) == (20_00, "anan")
    rows = list(csv.reader(io.StringIO(revenue_csv(found).decode("utf-8-sig"))))
    assert rows[1] == ["anan ทดสอบ", "1", "20.00"]


def billed(desk: Desk, copies: int = 2) -> tuple[str, str]:
    """A QR bill waiting for the bank: the order and its reference on the bill."""
    order = cashier.open_qr_order(desk.office, desk.session("anan"), [copy_request(desk, copies)], party(desk), None)
    return order.ref, order.ref1


def line(ref1: str, baht: str, number: str) -> str:
    return f"{ref1},{baht},{date.fromtimestamp(MORNING / 1000):%d/%m/%Y},09:00,{number}\n"  # noqa: DTZ012


def test_the_banks_file_is_laid_beside_the_books_and_taken_over_once(desk: Desk) -> None:
    open_drawer(desk)
    order, ref1 = billed(desk)
    _, short = billed(desk, 3)
    content = (HEAD + line(ref1, "20.00", "B1") + line(short, "29.99", "B2") + line("5709Z9", "5", "B3")).encode()
    before = bank_file.compare(desk.office, content)
    assert [(each.standing, each.sort.en) for each in before.lines] == [
        ("new", "exact"), ("new", "short"), ("new", "no such order"),
    ]  # fmt: skip
    assert not before.agrees
    somying = desk.session("somying")
    assert bank_file.take_in(desk.office, somying, content) == 3
    assert bank_file.take_in(desk.office, somying, content) == 0
    assert {each.standing for each in bank_file.compare(desk.office, content).lines} == {"open"}
    paid = cashier.receive_from_bank(desk.office, desk.session("anan"), order)
    assert paid.satang == 20_00
    after = bank_file.compare(desk.office, content)
    assert [each.standing for each in after.lines] == ["received", "open", "open"]
    assert desk.office.file.store.write(rebuild).different == []


def test_the_centres_word_and_the_files_are_one_sum(desk: Desk) -> None:
    open_drawer(desk)
    _, ref1 = billed(desk)
    at = MORNING + 60_000
    tell(desk, ("payment.settled", {"ref1": ref1, "satang": 20_00, "at": at, "bank_ref": "B1"}))
    content = (HEAD + line(ref1, "20.00", "B1")).encode()
    assert bank_file.take_in(desk.office, desk.session("somying"), content) == 0
    assert desk.office.read().execute("SELECT count(*) FROM settlements").fetchone()[0] == 1


def test_a_sum_the_file_lacks_is_missing(desk: Desk) -> None:
    open_drawer(desk)
    _, ref1 = billed(desk)
    _, other = billed(desk, 3)
    start = bank_file.compare(desk.office, (HEAD + line(ref1, "20.00", "B1")).encode()).file.lines[0].at
    tell(desk, ("payment.settled", {"ref1": other, "satang": 30_00, "at": start, "bank_ref": "B7"}))
    found = bank_file.compare(desk.office, (HEAD + line(ref1, "20.00", "B1")).encode())
    assert [(each.ref1, each.satang) for each in found.missing] == [(other, 30_00)]


def test_who_may_not_keep_money_takes_nothing_over_and_a_bad_file_changes_nothing(desk: Desk) -> None:
    content = (HEAD + line("5709Z9", "5", "B3")).encode()
    with pytest.raises(RoleForbids):
        bank_file.take_in(desk.office, desk.session("darin", "auditor"), content)
    with pytest.raises(BankLineWrong):
        bank_file.take_in(desk.office, desk.session("somying"), content + b"x,1,2,3,4\n")
    assert desk.office.read().execute("SELECT count(*) FROM settlements").fetchone()[0] == 0
