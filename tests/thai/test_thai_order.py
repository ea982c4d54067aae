"""Dictionary order, against cases and words sorted by ICU."""

from __future__ import annotations

import json
import random
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from desk.thai import sort_key, to_thai_digits

FACTS = json.loads((Path(__file__).parents[1] / "data" / "thai_facts.json").read_text("utf-8"))
WORDS = st.text(st.sampled_from("กขคงอเแโไะาำิุ่้์็ๆฯ- 1๑aB"), max_size=8)


def _relation(one: str, other: str) -> str:
    first, second = sort_key(one), sort_key(other)
    return "<" if first < second else ">" if first > second else "="


def test_corner_cases() -> None:
    for one, relation, other in FACTS["order_cases"]["cases"]:
        assert _relation(one, other) == relation, (one, other)


def test_a_shuffled_page_of_a_dictionary_finds_its_order_again() -> None:
    groups = FACTS["order_words"]["sorted"]
    for group in groups:
        assert len({sort_key(word) for word in group}) == 1
    words = [word for group in groups for word in group]
    random.Random(1).shuffle(words)
    place = {word: at for at, group in enumerate(groups) for word in group}
    assert [place[word] for word in sorted(words, key=sort_key)] == sorted(place.values())


def test_thai_digits_and_punctuation_make_no_difference() -> None:
    assert sort_key("หมู่ 12") == sort_key("หมู่ ๑๒") == sort_key("หมู่-12 ฯ")


def test_digits_then_thai_then_latin_then_the_rest() -> None:
    assert (
        sort_key("9") < sort_key("ก") < sort_key("ฮ") < sort_key("a") < sort_key("Z") < sort_key("ກ") < sort_key("山")
    )


def test_accents_and_capitals_decide_last() -> None:
    assert sort_key("e") < sort_key("E") < sort_key("\u00e9") < sort_key("f")


@given(WORDS, WORDS)
def test_a_beginning_comes_before_the_whole(word: str, more: str) -> None:
    # A vowel written first belongs to the consonant behind it, so a cut between the two is no beginning.
    if not (word and word[-1] in "เแโไ"):
        assert sort_key(word) <= sort_key(word + more)


@given(WORDS)
def test_digits_of_either_kind_are_one(word: str) -> None:
    assert sort_key(word) == sort_key(to_thai_digits(word))


@given(st.text(max_size=200))
def test_any_text_has_a_key(text: str) -> None:
    assert isinstance(sort_key(text), bytes)
