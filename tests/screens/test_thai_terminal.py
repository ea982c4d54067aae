"""Cursor stops, cuts and SARA AM; and whether the libraries still behave as they were measured."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip
from wcwidth import wcswidth

from screens import thai_terminal
from screens.thai_terminal import MARKS, SaraAmFilter, clusters, next_stop, prev_stop

thai_terminal.install()

CONSONANTS = [chr(point) for point in range(0x0E01, 0x0E2F)]
VOWELS = ["\u0e31", "\u0e34", "\u0e35", "\u0e36", "\u0e37", "\u0e38", "\u0e39"]
TONES = ["\u0e48", "\u0e49", "\u0e4a", "\u0e4b", "\u0e4c"]
ALONE = list("เแโใไะาำ 1aฯๆ")

cluster = st.one_of(
    st.builds(
        "".join, st.tuples(st.sampled_from(CONSONANTS), st.sampled_from(["", *VOWELS]), st.sampled_from(["", *TONES]))
    ),
    st.sampled_from(ALONE),
)
thai = st.lists(cluster, min_size=1, max_size=25).map("".join)


def filtered(*texts: str) -> str:
    black = Color.parse("black")
    return "".join(part.text for part in SaraAmFilter().apply([Segment(text) for text in texts], black))


@given(thai, st.data())
def test_no_crop_parts_a_mark_from_its_consonant(text: str, data: st.DataObject) -> None:
    width = cell_len(text)
    start = data.draw(st.integers(0, width))
    end = data.draw(st.integers(start, width))
    shown = Strip([Segment(text)]).crop(start, end).text
    wanted = "".join(
        piece
        for piece, at in zip(
            clusters(text), itertools.accumulate(map(cell_len, clusters(text)), initial=0), strict=False
        )
        if start <= at < end
    )
    assert shown == wanted


@given(st.lists(thai, min_size=1, max_size=4), st.lists(st.integers(0, 40), max_size=5))
def test_no_division_parts_a_mark_from_its_consonant(texts: list[str], cuts: list[int]) -> None:
    strip = Strip([Segment(text, Style(bold=bool(n % 2))) for n, text in enumerate(texts)])
    width = strip.cell_length
    places = sorted({min(cut, width) for cut in cuts} | {width})
    parts = strip.divide(places)
    assert "".join(part.text for part in parts) == "".join(texts)
    assert all(not part.text or part.text[0] not in MARKS for part in parts)


@given(thai)
def test_stops_go_through_all_clusters_and_back(text: str) -> None:
    forward = [0]
    while forward[-1] < len(text):
        forward.append(next_stop(text, forward[-1]))
    back = [len(text)]
    while back[-1] > 0:
        back.append(prev_stop(text, back[-1]))
    assert forward == back[::-1]
    assert len(forward) - 1 == len(list(clusters(text)))


def test_three_cells_are_three_stops() -> None:
    assert [next_stop("ที่อยู่", n) for n in (0, 3, 4)] == [3, 4, 7]
    assert list(clusters("ที่อยู่")) == ["ที่", "อ", "ยู่"]


def test_sara_am_is_drawn_in_two_parts_below_the_tone() -> None:
    assert filtered("น้ำ สำนัก") == "น\u0e4d\u0e49\u0e32 ส\u0e4d\u0e32นัก"
    assert filtered("น้", "ำ") == "น\u0e4d\u0e49\u0e32"
    assert filtered("ก", "ข") == "กข"


@given(thai)
def test_drawing_sara_am_moves_no_cell(text: str) -> None:
    assert cell_len(filtered(text)) == cell_len(text)


@given(thai)
def test_widths_of_thai_stay_as_measured(text: str) -> None:
    """If this fails after an update of Rich or wcwidth, columns and cursors are wrong: keep the pin."""
    assert cell_len(text) == wcswidth(text)
    assert cell_len("ที่อยู่") == 3
    assert cell_len("น้ำ") == 2


def test_every_thai_mark_takes_no_cell() -> None:
    assert all(cell_len(mark) == 0 for mark in MARKS)
    assert len(MARKS) == 16


def test_rich_still_needs_us() -> None:
    """Fails when Rich cuts between clusters by itself; then `thai_terminal.install` may go."""
    stock = Segment._split_cells.stock
    parted = 0
    for text in ("ที่อยู่", "ผู้ใหญ่บ้าน", "น้ำผึ้ง", "นี้ยังไม่ได้"):
        for cut in range(1, cell_len(text)):
            _, after = stock(Segment, Segment(text), cut)
            parted += after.text[:1] in MARKS
    assert parted > 0
