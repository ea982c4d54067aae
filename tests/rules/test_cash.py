"""Amounts as typed, notes and coins, change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules import cash
from desk.thai import latin_to_thai, to_thai_digits

PAYABLE = st.integers(0, cash.LIMIT_SATANG // 25).map(lambda quarters: quarters * 25)


@pytest.mark.parametrize(
    ("typed", "satang"),
    [
        ("1250", 125_000),
        ("1,250.50", 125_050),
        ("๑,๒๕๐.๕", 125_050),
        ("１２", 1_200),
        (".75", 75),
        ("5.", 500),
        ("0", 0),
        (" 1 250 ", 125_000),
        ("\u200b20\u200b", 2_000),
        (latin_to_thai("1250.50"), 125_050),
    ],
)
def test_amounts_as_typed(typed: str, satang: int) -> None:
    assert cash.parse_amount(typed) == satang


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", cash.AmountRefused),
        (".", cash.AmountRefused),
        ("9" * 100, cash.AmountRefused),
        ("abc", cash.AmountHasOtherSigns),
        ("ร้อยบาท", cash.AmountHasOtherSigns),
        ("1e5", cash.AmountHasOtherSigns),
        ("1,25", cash.AmountHasOtherSigns),  # a comma meant as a point
        ("12,34,567", cash.AmountHasOtherSigns),
        ("1.2.3", cash.AmountHasOtherSigns),
        ("1.005", cash.AmountTooFine),
        ("-5", cash.AmountNegative),
        ("\u22125", cash.AmountNegative),
        ("100000000.01", cash.AmountOverLimit),
    ],
)
def test_what_is_no_amount_is_refused_by_name(typed: str, refusal: type[cash.AmountRefused]) -> None:
    with pytest.raises(refusal) as caught:
        cash.parse_amount(typed)
    assert type(caught.value) is refusal
    assert caught.value.code.startswith("E45")


def test_a_given_limit_is_named_in_the_refusal() -> None:
    with pytest.raises(cash.AmountOverLimit) as caught:
        cash.parse_amount("2,000.25", limit_satang=200_000)
    assert "2,000.00" in caught.value.sentence.th


@given(st.integers(0, cash.LIMIT_SATANG))
def test_a_written_amount_is_read_back(satang: int) -> None:
    assert cash.parse_amount(cash.format_baht(satang)) == satang
    assert cash.parse_amount(to_thai_digits(cash.format_baht(satang))) == satang


@given(PAYABLE)
def test_notes_and_coins_make_the_amount(satang: int) -> None:
    pieces = cash.by_denomination(satang)
    assert sum(worth * count for worth, count in pieces.items()) == satang
    assert list(pieces) == sorted(pieces, reverse=True)
    assert all(count > 0 for count in pieces.values())


@given(PAYABLE, PAYABLE)
def test_change_is_what_was_given_too_much(amount: int, more: int) -> None:
    if more <= cash.LIMIT_SATANG:
        back = cash.change(amount, amount + more)
        assert back.satang == more
        assert cash.count_total(back.pieces) == more


def test_change_that_cannot_be_given() -> None:
    with pytest.raises(cash.TenderedTooLittle) as caught:
        cash.change(10_000, 9_950)
    assert "0.50" in caught.value.sentence.en
    with pytest.raises(cash.NoCoinsForIt):
        cash.change(10_001, 20_000)
    with pytest.raises(cash.AmountNegative):
        cash.change(-1, 0)


def test_counting_a_drawer() -> None:
    assert cash.count_total({100_000: 2, 2_000: 5, 25: 3}) == 210_075
    for counts in ({100_000: -1}, {300: 1}, {25: cash.LIMIT_PIECES + 1}):
        with pytest.raises(cash.CountRefused):
            cash.count_total(counts)


def test_money_is_never_a_float() -> None:
    for wrong in (1.0, True, "1"):
        for use in (cash.format_baht, cash.by_denomination, cash.round_cash):
            with pytest.raises(TypeError):
                use(wrong)  # type: ignore[operator]
    with pytest.raises(TypeError):
        cash.count_total({25: 1.0})  # type: ignore[dict-item]


def test_names_of_notes_and_coins() -> None:
    assert cash.denomination_name(100_000).th == "ธนบัตร 1,000 บาท"
    assert cash.denomination_name(1_000).en == "10 baht coin"
    assert cash.denomination_name(25).th == "เหรียญ 25 สตางค์"


@given(st.integers(0, cash.LIMIT_SATANG), st.sampled_from([1, 25, 50, 100]))
def test_rounding_goes_to_the_nearest_step(satang: int, step: int) -> None:
    rounded = cash.round_cash(satang, step)
    assert rounded % step == 0
    assert abs(rounded - satang) * 2 <= step
