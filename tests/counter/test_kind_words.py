"""Every kind of line has its words, and a stranger keeps its own name."""

from __future__ import annotations

from desk.counter.kind_words import KIND_WORDS, kind_words
from desk.model.kinds import KINDS


def test_every_kind_has_words_and_no_word_is_left_over() -> None:
    assert set(KIND_WORDS) == set(KINDS)


def test_a_kind_of_a_newer_desk_keeps_its_name() -> None:
    assert str(kind_words("stamp.sold")) == "stamp.sold"
