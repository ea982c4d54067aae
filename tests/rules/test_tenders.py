"""How a sum is paid: only cash gives change, papers of the bank need their numbers; remittance in time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.bank_match import sort_of
from desk.rules.cash import TenderedTooLittle
from desk.rules.remittance import remittance_due
from desk.rules.tenders import ChequeDateWrong, Piece, TenderIncomplete, TendersWrong, settle
from desk.rules.working_days import HolidayCalendar

TODAY = date(2026, 11, 20)


def test_cash_gives_change_and_is_rounded_by_the_step() -> None:
    plain = settle(20_00, [Piece("cash", 100_00)], 25, TODAY)
    assert (plain.tendered_satang, plain.change_satang, plain.rounding_satang) == (100_00, 80_00, 0)
    odd = settle(20_10, [Piece("cash", 100_00)], 25, TODAY)
    assert (odd.change_satang, odd.rounding_satang) == (80_00, -10)
    with pytest.raises(TenderedTooLittle):
        settle(20_00, [Piece("cash", 19_75)], 25, TODAY)


def test_several_ways_make_one_sum_and_only_cash_is_rounded() -> None:
    given_ = [Piece("card", 50_10, "AP1"), Piece("transfer", 20_00, "T1"), Piece("cash", 100_00)]
    found = settle(100_00, given_, 25, TODAY)
    assert [piece.way for piece in found.pieces] == ["card", "transfer", "cash"]
    assert (found.tendered_satang, found.change_satang, found.rounding_satang) == (100_00, 70_00, 10)
    assert sum(piece.satang for piece in found.pieces) == 100_00


@pytest.mark.parametrize(
    "given_",
    [
        [Piece("card", 30_00, "A")],
        [Piece("card", 20_00, "A"), Piece("cash", 1_00)],
        [Piece("card", 10_00, "A"), Piece("cash", 9_00)],
        [Piece("card", 10_00, "A"), Piece("cash", -1)],
    ],
)
def test_what_does_not_make_the_sum_is_refused(given_: list[Piece]) -> None:
    with pytest.raises(TendersWrong):
        settle(20_00, given_, 25, TODAY)


def test_papers_of_the_bank_need_their_numbers_and_a_cheque_a_date() -> None:
    for piece in (Piece("card", 20_00), Piece("transfer", 20_00), Piece("cheque", 20_00, "1", "", TODAY)):
        with pytest.raises(TenderIncomplete):
            settle(20_00, [piece], 25, TODAY)
    for days in (-1, 181):
        with pytest.raises(ChequeDateWrong):
            settle(20_00, [Piece("cheque", 20_00, "1", "B", TODAY - timedelta(days=days))], 25, TODAY)
    assert settle(20_00, [Piece("cheque", 20_00, "1", "B", TODAY)], 25, TODAY).tendered_satang == 0


@given(st.integers(1, 10_000_00), st.integers(0, 10_000_00), st.sampled_from([1, 25, 50, 100]))
def test_whatever_is_paid_what_is_kept_is_the_sum_and_its_rounding(due: int, more: int, step: int) -> None:
    found = settle(due, [Piece("cash", due + more + 100)], step, TODAY)
    assert found.tendered_satang - found.change_satang == due + found.rounding_satang
    assert abs(found.rounding_satang) <= step // 2


def test_a_sum_of_the_bank_is_told_apart() -> None:
    assert [sort_of("open", 100, paid) for paid in (100, 99, 101)] == ["exact", "short", "over"]
    assert [sort_of(state, 100, 100) for state in ("paid", "cancelled", None)] == ["twice", "late", "unknown"]


def test_money_is_remitted_by_the_months_end_or_within_three_working_days() -> None:
    calendar = HolidayCalendar((), lambda _year: {})
    assert remittance_due(9_999_00, TODAY, calendar) == remittance_due(1, TODAY, calendar)
    assert remittance_due(1, TODAY, calendar).day == date(2026, 11, 30)
    by_sum = remittance_due(10_000_01, TODAY, calendar)
    assert (by_sum.day, by_sum.by_sum) == (date(2026, 11, 25), True)  # Friday: Monday, Tuesday, Wednesday
