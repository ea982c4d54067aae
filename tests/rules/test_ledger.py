"""Double entry: whatever a line says, its postings add up to nought; books and refunds by pure rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules import books, difference, ledger, refund
from desk.rules.books import Gap, Span

SATANG = st.integers(0, 1_000_000_00)
SOME = st.integers(1, 1_000_000_00)
WAYS = st.sampled_from(["cash", "card", "transfer", "cheque", "qr"])


def pieces(satang: list[int], ways: list[str]) -> list[dict[str, object]]:
    return [{"method": way, "satang": each} for way, each in zip(ways, satang, strict=False)]


@given(st.lists(SOME, min_size=1, max_size=4), st.lists(WAYS, min_size=4, max_size=4), SATANG, st.integers(-12, 12))
def test_a_payment_however_made_up_is_even_and_its_receipt_clears_it(
    parts: list[int], ways: list[str], surplus: int, rounding: int
) -> None:
    total = sum(parts)
    paid = {"satang": total, "method": "mixed", "tenders": pieces(parts, ways)}
    paid |= {"surplus_satang": surplus, "rounding_satang": rounding}
    items = [{"satang": part, "account": "fee.CR-COPY"} for part in parts]
    made = ledger.postings("payment.taken", paid) + ledger.postings("receipt.issued", {"satang": total, "items": items})
    assert sum(posting.satang for posting in made if posting.account == "unreceipted") == 0
    assert sum(posting.satang for posting in made if posting.account == "fee.CR-COPY") == -total
    assert sum(posting.satang for posting in made if posting.account in ledger.MONEY_IN) == total + surplus + rounding
    assert all(ledger.account_of(posting.account) for posting in made)


@given(st.lists(SOME, min_size=1, max_size=4), st.lists(WAYS, min_size=4, max_size=4), st.data())
def test_a_void_takes_back_exactly_what_the_receipt_brought(
    parts: list[int], ways: list[str], data: st.DataObject
) -> None:
    total = sum(parts)
    owed = data.draw(st.integers(0, total))
    items = [{"satang": part, "account": "fee.CR-COPY"} for part in parts]
    body = {"satang": total, "items": items, "tenders": pieces(parts, ways), "owed_satang": owed}
    made = ledger.postings("receipt.voided", body)
    assert sum(posting.satang for posting in made if posting.account == "owed") == -owed
    assert sum(posting.satang for posting in made if posting.account in ledger.MONEY_IN) == owed - total


@given(SATANG, SATANG, st.integers(0, 10_000_00))
def test_a_drawer_is_empty_after_its_count_and_over_and_short_stay_written(
    expected: int, counted: int, change: int
) -> None:
    closed = {"expected_satang": expected, "counted_satang": counted, "difference_satang": counted - expected}
    made = {p.account: p.satang for p in ledger.postings("shift.closed", closed | {"float_satang": change})}
    assert made.get("cash", 0) == -expected
    assert made.get("over_short", 0) == expected - counted
    assert made.get("safe", 0) + made.get("float", 0) == counted


def test_a_line_that_is_not_even_never_reaches_the_books() -> None:
    with pytest.raises(ledger.LedgerUneven):
        ledger.postings("receipt.written", {"satang": 20_00, "items": [{"satang": 19_99}]})
    assert ledger.postings("visit.opened", {}) == []


def test_revenue_has_its_kind_by_service_and_the_office_may_say_otherwise() -> None:
    assert ledger.revenue_account("CR-COPY") == "fee.CR-COPY"
    assert ledger.revenue_account("PH-FOOD") == "local.PH-FOOD"
    assert ledger.revenue_account("CR-COPY", {"CR-COPY": "local"}) == "local.CR-COPY"
    assert ledger.revenue_account("CR-COPY", {"CR-COPY": "no such"}) == "fee.CR-COPY"


@given(st.lists(SATANG, min_size=1, max_size=6), st.data())
def test_refunds_of_one_receipt_never_take_an_item_twice(items: list[int], data: st.DataObject) -> None:
    left, done, taken = sum(items), 0, [0] * len(items)
    for _ in range(3):
        part = data.draw(st.integers(0, left))
        shares = refund.taken_back(items, done, part)
        assert sum(shares) == part
        taken = [before + share for before, share in zip(taken, shares, strict=True)]
        left, done = left - part, done + part
    assert all(0 <= share <= item for share, item in zip(taken, items, strict=True))
    with pytest.raises(ValueError, match="more than"):
        refund.taken_back(items, done, left + 1)


@given(st.lists(st.integers(1, 30), unique=True, max_size=30))
def test_every_number_is_used_a_gap_or_not_used_yet(numbers: list[int]) -> None:
    found = books.explain(1, 30, [Span(n, n, "issued") for n in numbers])
    told = [n for gap in (*found.gaps, *found.unused) for n in range(gap.first, gap.last + 1)]
    assert sorted(told + numbers) == list(range(1, 31))
    assert found.whole == (sorted(numbers) == list(range(1, len(numbers) + 1)))


def test_numbers_twice_outside_lost_and_returned_are_told_apart() -> None:
    ended = [
        Span(1, 1, "issued"),
        Span(2, 3, "lost"),
        Span(4, 4, "voided"),
        Span(4, 4, "issued"),
        Span(12, 12, "issued"),
    ]
    found = books.explain(1, 10, ended)
    assert (found.twice, found.outside, found.gaps) == ((4,), (12,), (Gap(5, 11),))
    whole = books.explain(
        1, 10, [Span(1, 1, "issued"), Span(2, 3, "lost"), Span(4, 4, "voided"), Span(5, 10, "returned")]
    )
    assert whole.whole
    assert (whole.count("issued", "voided"), whole.count("lost"), whole.count("returned")) == (2, 2, 6)


def test_what_could_explain_a_difference_is_named_and_nothing_else() -> None:
    day = [difference.Candidate("A-1", books.FATE_WORDS["issued"], 20_00)]
    day.append(difference.Candidate("A-2", books.FATE_WORDS["issued"], 30_00))
    assert difference.suspects(0, day) == []
    assert [(s.ref, s.why) for s in difference.suspects(-20_00, day)] == [("A-1", "same")]
    assert [(s.ref, s.why) for s in difference.suspects(40_00, day)] == [("A-1", "double")]
    assert [s.why for s in difference.suspects(27_00, day)] == ["swapped"]
