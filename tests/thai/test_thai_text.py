"""Spelling, keyboard, digits and sounds of Thai text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.thai import (
    latin_to_thai,
    normalise,
    phonetic_codes,
    recover_number,
    sort_key,
    squeeze_number,
    thai_to_latin,
    to_ascii_digits,
    to_thai_digits,
)
from desk.thai.phonetic import metasound

FACTS = json.loads((Path(__file__).parents[1] / "data" / "thai_facts.json").read_text("utf-8"))
THAI = st.text(st.sampled_from([chr(point) for point in range(0x0E01, 0x0E5C) if not 0x0E3B <= point <= 0x0E3E]))
MESSY = st.text(st.sampled_from("กขเแไาำะๅฤิุ่้์็ํฺๆ \u200b\u200d\n\ta1"), max_size=12)
PRINTABLE_ASCII = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("น\u0e4d\u0e49า", "น\u0e49\u0e33"),  # nikhahit, tone, sara aa
        ("น\u0e49\u0e4dา", "น\u0e49\u0e33"),
        ("น\u0e33\u0e49", "น\u0e49\u0e33"),  # sara am before its tone
        ("เเม่", "แม่"),
        ("ท\u0e48\u0e35", "ท\u0e35\u0e48"),
        ("พันธ\u0e4c\u0e38", "พันธ\u0e38\u0e4c"),
        ("กา\u0e49", "ก\u0e49า"),
        ("ที\u0e48\u0e48", "ที\u0e48"),
        ("ก\u0e48\u0e49า", "ก\u0e49า"),  # the last tone typed is the one meant
        ("นา\u200bย\u200cสม\ufeffชาย", "นายสมชาย"),
        ("  สม \t ชาย ", "สม ชาย"),
        ("\u0e48สม", "สม"),
        ("พ \u0e38\u0e48มพวง", "พ\u0e38\u0e48มพวง"),
        ("คำ \u0e48ที่สอง", "คำ ที่สอง"),
        ("กรุณๅ", "กรุณา"),
        ("ฤๅษี", "ฤๅษี"),
        ("cafe\u0301", "caf\u00e9"),
        ("๑๒๓ ABC", "๑๒๓ ABC"),
        ("", ""),
    ],
)
def test_one_spelling(typed: str, stored: str) -> None:
    assert normalise(typed) == stored


@given(MESSY)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text())
def test_any_text_is_normalised_without_a_crash(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_unpaired_surrogates_do_no_harm() -> None:
    for text in ("\ud800", "ก\udfffา", "\udc80\u0e48"):
        assert normalise(normalise(text)) == normalise(text)
        assert isinstance(sort_key(text), bytes)
        assert len(phonetic_codes(text)) == 2


def test_sara_am_is_never_torn_apart() -> None:
    assert "\u0e33" in normalise("คำ น้ำ อำนาจ")
    assert "\u0e4d" not in normalise("คำ น้ำ อำนาจ")


def test_the_whole_keyboard_is_a_bijection() -> None:
    table = FACTS["kedmanee"]["us_to_thai"]
    assert len(table) == 94
    for key, sign in table.items():
        assert latin_to_thai(key) == sign
        assert thai_to_latin(sign) == key


def test_sentences_typed_under_the_other_layout() -> None:
    for latin, thai in FACTS["kedmanee"]["vectors"]:
        assert latin_to_thai(latin) == thai
        assert thai_to_latin(thai) == latin


@given(PRINTABLE_ASCII)
def test_keys_there_and_back(text: str) -> None:
    assert thai_to_latin(latin_to_thai(text)) == text


@given(THAI)
def test_thai_keys_there_and_back(text: str) -> None:
    on_keys = "".join(sign for sign in text if sign in FACTS["kedmanee"]["us_to_thai"].values())
    assert latin_to_thai(thai_to_latin(on_keys)) == on_keys


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ๅ/-ภถุึคตจ", "1234567890"),
        (" ๅ/-ภ\u200b ", "1234"),
        ("ๅ/-๕67", "123*67"),  # digits of the number pad come through; shift gives Thai digits
        ("12-34/56", "12-34/56"),  # no Thai letter: nothing to undo
        ("๑๒๓", "๑๒๓"),  # Thai digits are digits, not the wrong layout
        ("ๅ１", "ๅ１"),  # the outcome would not be ASCII
    ],
)
def test_a_number_under_the_wrong_layout(typed: str, meant: str) -> None:
    assert recover_number(typed) == meant


@given(st.text(st.sampled_from("0123456789-"), min_size=1))
def test_any_number_with_a_telling_key_is_recovered(number: str) -> None:
    assert recover_number(latin_to_thai("1" + number)) == "1" + number


def test_digits() -> None:
    assert to_ascii_digits("๑2３ ก²٣") == "123 ก²٣"
    assert to_thai_digits("พ.ศ. 2569") == "พ.ศ. ๒๕๖๙"
    assert squeeze_number(" ๑-２ 3\u200b–4x ") == "1234x"


def test_sound_codes_of_the_public_examples() -> None:
    for rule, word, length, code in FACTS["phonetic"]["codes"]:
        assert (metasound(word, length) if length else phonetic_codes(word)[rule]) == code, (rule, word)


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ("เหตุ", "เหด", "lk82"),
        ("รักษ์", "ลัก", "lk82"),
        ("ก้อง", "กอง", "lk82"),
        ("วงศ์", "วง", "metasound"),
        ("สมชาย", "สมฉาย", "metasound"),
    ],
)
def test_sound_alikes_share_a_code(one: str, other: str, rule: str) -> None:
    assert phonetic_codes(one)[rule] == phonetic_codes(other)[rule]


def test_u_is_not_heard_behind_to_and_tho_but_parts_their_sounds() -> None:
    assert phonetic_codes("จตุตถ")["lk82"] == "จ3300"
    assert phonetic_codes("มธุรส")["lk82"] == "ม3430"
    assert phonetic_codes("สมบุญ")["lk82"] == "ซ65E4"


def test_names_without_thai_have_no_code() -> None:
    assert phonetic_codes("Somchai 123") == {"lk82": "", "metasound": ""}


@given(st.text(max_size=300))
def test_sound_codes_have_their_length(text: str) -> None:
    codes = phonetic_codes(text)
    assert len(codes["lk82"]) in (0, 5)
    assert len(codes["metasound"]) in (0, 4)
