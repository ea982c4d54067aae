"""Identity numbers in every spelling, and what is said of wrong ones."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules import ids
from desk.thai import latin_to_thai, to_thai_digits

FIRST_12 = st.text(st.sampled_from("0123456789"), min_size=12, max_size=12)
# Made up and completed by the rule.
PIN = "123456789012" + ids.pin_check_digit("123456789012")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(
    "typed",
    [
        PIN,
        ids.format_pin(PIN),
        " ".join(PIN),
        to_thai_digits(PIN),
        PIN.translate(FULL_WIDTH),
        f"\u200b{PIN}\u200e\n",
        PIN[:4] + "–" + PIN[4:],
        latin_to_thai(PIN),
        latin_to_thai(ids.format_pin(PIN)),
        latin_to_thai(PIN[:6]) + PIN[6:],
    ],
)
def test_one_number_in_many_spellings(typed: str) -> None:
    assert ids.check_pin(typed) == PIN


def test_known_juristic_number() -> None:
    # Example of the published form, python-stdnum stdnum/th/moa.py.
    assert ids.check_juristic("0-99-4-000-61772-1") == "0994000617721"
    assert ids.format_juristic("0994000617721") == "0-99-4-000-61772-1"


@given(FIRST_12)
def test_right_numbers_pass_and_their_type_is_minded(first12: str) -> None:
    number = first12 + ids.pin_check_digit(first12)
    if number[0] == "9":
        with pytest.raises(ids.PinFirstDigitRefused):
            ids.check_pin(number)
        return
    assert ids.check_pin(number) == number
    assert bool(ids.pin_warnings(number)) == (number[0] == "0")
    if number[0] == "0":
        assert ids.check_juristic(number) == number
    else:
        with pytest.raises(ids.PinFirstDigitRefused):
            ids.check_juristic(number)


@given(FIRST_12, st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_found_but_in_the_third_place(first12: str, place: int, step: int) -> None:
    number = "1" + first12[1:]
    number += ids.pin_check_digit(number)
    wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
    if place == 2:
        assert ids.check_pin(wrong) == wrong  # its weight is 11: the check cannot see it, so people must
    elif place == 12:
        with pytest.raises(ids.NumberCheckDigitWrong) as caught:
            ids.check_pin(wrong)
        assert caught.value.facts["expected"] == number[12]


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", ids.NumberLengthWrong),
        (PIN[:12], ids.NumberLengthWrong),
        (PIN + "1", ids.NumberLengthWrong),
        ("1" * 5000, ids.NumberLengthWrong),
        ("สมชาย", ids.NumberHasOtherSigns),
        (PIN[:5] + "x" + PIN[6:], ids.NumberHasOtherSigns),
        (PIN[:5] + "\u0663" + PIN[6:], ids.NumberHasOtherSigns),  # an Arabic-Indic digit
        (PIN[:5] + "\u00b2" + PIN[6:], ids.NumberHasOtherSigns),
        (PIN[:5] + "\x1b[31m" + PIN[6:], ids.NumberHasOtherSigns),
    ],
)
def test_wrong_numbers_are_refused_by_name(typed: str, refusal: type[ids.NumberRefused]) -> None:
    with pytest.raises(refusal) as caught:
        ids.check_pin(typed)
    assert caught.value.code.startswith("E21")
    assert "\x1b" not in str(caught.value)


def test_the_sentence_names_the_digit_expected() -> None:
    wrong = PIN[:-1] + str((int(PIN[-1]) + 1) % 10)
    with pytest.raises(ids.NumberCheckDigitWrong) as caught:
        ids.check_pin(wrong)
    assert PIN[-1] in caught.value.sentence.th
    assert PIN[-1] in caught.value.sentence.en


def test_house_codes() -> None:
    assert ids.check_house_code("๑๐๐๑-๒๓๔๕๖๗-๘") == "10012345678"
    assert ids.format_house_code("10012345678") == "1001-234567-8"
    for typed in ("00012345678", "28012345678", "10002345678"):
        with pytest.raises(ids.HouseOfficeUnknown):
            ids.check_house_code(typed)
    with pytest.raises(ids.NumberLengthWrong):
        ids.check_house_code("1001234567")


def test_shown_and_masked() -> None:
    assert ids.format_pin("1234567890123") == "1-2345-67890-12-3"
    assert ids.mask_pin("1234567890123") == "x-xxxx-xxxx0-12-3"
    for wrong in ("123", "๑" * 13, "x" * 13):
        with pytest.raises(ValueError, match="digits"):
            ids.format_pin(wrong)
        with pytest.raises(ValueError, match="digits"):
            ids.mask_pin(wrong)


@given(st.text(max_size=80))
def test_no_text_breaks_the_checks(text: str) -> None:
    for check in (ids.check_pin, ids.check_juristic, ids.check_house_code):
        with suppress(ids.NumberRefused):
            check(text)
