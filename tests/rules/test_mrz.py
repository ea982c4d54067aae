"""Machine-readable zones: public specimens, long numbers, and every single misread."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules import mrz
from desk.thai import latin_to_thai

FACTS = json.loads((Path(__file__).parents[1] / "data" / "code_facts.json").read_text("utf-8"))["mrz"]
PASSPORT = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]
CARD = ["I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"]
CARD_2 = ["I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"]


def test_check_digits() -> None:
    for field, digit in FACTS["check_digits"]:
        assert mrz.check_digit(field) == digit


def test_public_specimens() -> None:
    for zone in FACTS["zones"]:
        if zone["good"]:
            assert mrz.parse(zone["lines"]).number
        else:
            with pytest.raises(mrz.MrzCheckDigitWrong):
                mrz.parse(zone["lines"])


def test_what_a_passport_says() -> None:
    said = mrz.parse(PASSPORT)
    assert (said.format, said.document_type, said.issuer, said.number) == ("TD3", "P", "UTO", "L898902C3")
    assert (said.surname, said.given_names, said.nationality) == ("ERIKSSON", "ANNA MARIA", "UTO")
    assert (said.birth, said.sex, said.expiry, said.optional) == ("740812", "F", "120415", "ZE184226B")


def test_one_zone_in_many_spellings() -> None:
    said = mrz.parse(PASSPORT)
    spellings = [
        *("\n".join(PASSPORT), "".join(PASSPORT), "\r\n".join(PASSPORT).lower()),
        *(f"  {PASSPORT[0]} \n\n {PASSPORT[1]}\u200b\n", "\n".join(map(latin_to_thai, PASSPORT))),
    ]
    for spelling in spellings:
        assert mrz.parse(spelling) == said


def test_cards_of_both_sizes_say_the_same() -> None:
    one, two = mrz.parse(CARD), mrz.parse(CARD_2)
    assert (one.format, two.format) == ("TD1", "TD2")
    assert (
        (one.number, one.birth, one.surname)
        == (two.number, two.birth, two.surname)
        == ("D23145890", "740812", "ERIKSSON")
    )
    assert mrz.parse("".join(CARD)) == one


def test_a_long_number_goes_on_in_the_optional_data() -> None:
    # Number and check digit as in the ICAO 9303-5 example of a long document number.
    first = "I<UTOD23145890<7349<<<<<<<<<<<"
    second = "7408122F1204159UTO<<<<<<<<<<<"
    second += mrz.check_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29])
    said = mrz.parse([first, second, CARD[2]])
    assert (said.number, said.optional) == ("D23145890734", "")
    with pytest.raises(mrz.MrzCheckDigitWrong):
        mrz.parse([first.replace("7349", "7348"), second, CARD[2]])
    row = "D23145890<UTO7408122F12041597349<<<"
    row += mrz.check_digit(row[0:10] + row[13:20] + row[21:35])
    assert mrz.parse([CARD_2[0], row]).number == "D23145890734"


def test_visas_have_no_check_over_the_whole() -> None:
    visa = ["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"]
    assert mrz.parse(visa).format == "MRV-A"
    assert mrz.parse(visa).number == "L8988901C"


@pytest.mark.parametrize("zone", [PASSPORT, CARD, CARD_2])
def test_every_misread_digit_of_a_checked_field_is_found(zone: list[str]) -> None:
    row = 1 if zone is not CARD else 0
    fields = {44: [*range(10), *range(13, 20), *range(21, 44)], 36: [*range(10), *range(13, 20)], 30: range(5, 15)}
    for place in fields[len(zone[0])]:
        sign = zone[row][place]
        if sign.isdigit():
            wrong = zone[row][:place] + str((int(sign) + 1) % 10) + zone[row][place + 1 :]
            with pytest.raises(mrz.MrzRefused):
                mrz.parse([*zone[:row], wrong, *zone[row + 1 :]])


@pytest.mark.parametrize(
    ("lines", "refusal"),
    [
        ([], mrz.MrzShapeWrong),
        ("", mrz.MrzShapeWrong),
        (PASSPORT[:1], mrz.MrzShapeWrong),
        ([PASSPORT[0], PASSPORT[1][:-1]], mrz.MrzShapeWrong),
        (["<" * 100_000], mrz.MrzShapeWrong),
        (["P" * 44] * 9, mrz.MrzShapeWrong),
        ([PASSPORT[0].replace("<", "*"), PASSPORT[1]], mrz.MrzSignWrong),
        ([PASSPORT[0].replace("ANNA", "ANN1"), PASSPORT[1]], mrz.MrzSignWrong),
        (["<" * 44, PASSPORT[1]], mrz.MrzSignWrong),
    ],
)
def test_what_is_no_zone_is_refused_by_name(lines: list[str] | str, refusal: type[mrz.MrzRefused]) -> None:
    with pytest.raises(refusal) as caught:
        mrz.parse(lines)
    assert caught.value.code.startswith("E23")


def test_a_date_that_is_none() -> None:
    second = "L898902C36UTO741332" + mrz.check_digit("741332") + PASSPORT[1][20:43]
    second += mrz.check_digit(second[0:10] + second[13:20] + second[21:43])
    with pytest.raises(mrz.MrzDateWrong):
        mrz.parse([PASSPORT[0], second])


def test_unknown_birth_and_the_century() -> None:
    today = date(2026, 9, 5)
    assert mrz.full_date("740812", today, past=True) == date(1974, 8, 12)
    assert mrz.full_date("260906", today, past=True) == date(1926, 9, 6)
    assert mrz.full_date("260905", today, past=True) == today
    assert mrz.full_date("310101", today, past=False) == date(2031, 1, 1)
    assert mrz.full_date("990101", today, past=False) == date(1999, 1, 1)
    assert mrz.full_date("74<<<<", today, past=True) is None


@given(st.lists(st.text(st.sampled_from("P<UTOAZ09I1"), min_size=30, max_size=30), min_size=3, max_size=3))
def test_no_zone_breaks_the_reader(lines: list[str]) -> None:
    with suppress(mrz.MrzRefused):
        mrz.parse(lines)
