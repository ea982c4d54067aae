"""What data may do on its way to the screen: nothing but be read."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from desk.words import Words, use_language
from screens.safe_text import ControlFilter, SafeText, cell, content, joined, money, safe, safe_lines, segment
from screens.thai_terminal import MARKS

NASTY = [
    "\x1b]52;c;eA==\x07",
    "\x00",
    "\x9b31m",
    "\u202e",
    "\u2066",
    "\u2028",
    "\ud800",
    "\u200f",
    "\U000e0041",
    "\x7f",
    "\x85",
    "[/]",
    "[red]",
    "ที่",
    "น้ำ",
    "ี",
    "🙂",
    "漢",
]
texts = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(NASTY), max_size=8).map("".join))


@given(texts)
def test_nothing_that_commands_a_terminal_comes_through(text: str) -> None:
    for character in safe(text):
        assert unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@given(texts, st.integers(0, 30), st.sampled_from(["left", "right", "center"]))
def test_a_cell_has_exactly_its_width_and_whole_clusters(text: str, width: int, align) -> None:
    drawn = cell(text, width, align)
    assert cell_len(drawn) == width or width == 0
    assert not drawn or drawn[0] not in MARKS


def test_what_is_taken_away_is_seen() -> None:
    assert safe("a\x1b[31mb") == "a\ufffd[31mb"
    assert safe("a\u202eb\u2069") == "a\ufffdb\ufffd"
    assert safe("บ้าน\u200bเลขที่\n9\t\u20281") == "บ้านเลขที่ 9  1"


def test_a_mark_alone_does_not_climb_onto_its_neighbour() -> None:
    assert safe("\u0e35\u0e48x") == "\u25cc\u0e35\u0e48x"
    assert len(safe("ก" + "\u0e49" * 500)) < 10


def test_brackets_are_text() -> None:
    assert content(safe("[/] [bold]น้ำ[/bold]")).plain == "[/] [bold]น้ำ[/bold]"


def test_length_has_a_limit() -> None:
    assert len(safe("ก" * 1_000_000)) <= 4_000
    assert safe_lines("1\n2\n3\n4", 2) == ["1", "…"]


def test_words_are_said_in_the_language_in_force() -> None:
    words = Words("รับเงิน", "Take payment")
    assert safe(words) == "รับเงิน"
    use_language("en")
    assert safe(words) == "Take payment"
    assert cell(words, 6) == "Take …"


@pytest.mark.parametrize(
    ("satang", "shown"),
    [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (125_000, "1,250.00"), (-100_000_050, "-1,000,000.50")],
)
def test_money(satang: int, shown: str) -> None:
    assert money(satang) == shown
    assert money(satang, 15) == shown.rjust(15)


def test_money_is_never_cut() -> None:
    assert money(125_000, 5) == "#####"


def test_only_safe_text_is_drawn() -> None:
    for draw in (segment, content, joined):
        with pytest.raises(TypeError):
            draw("raw")
    assert isinstance(joined(safe("a"), safe("b")), SafeText)


@given(texts)
def test_the_filter_under_it_all_lets_no_control_through_and_moves_no_line(text: str) -> None:
    raw = [Segment("ก"), Segment(text), Segment("x", None, [])]
    drawn = ControlFilter().apply(raw, Color.parse("black"))
    assert all(unicodedata.category(letter) not in {"Cc", "Cf", "Cs"} for part in drawn for letter in part.text)
    assert [cell_len(part.text) for part in drawn] == [cell_len(part.text) for part in raw]
