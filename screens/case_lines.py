"""The lines of a case as table rows: long values folded over several rows, so that nothing decided on is cut off."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from desk.paper.columns import wrap
from desk.rules.office_day import clock_time, office_date
from desk.thai.dates import MONTHS_ENGLISH, MONTHS_SHORT
from desk.words import Words
from screens.paged_table import Column, Row, Tone
from screens.safe_text import cells, safe

if TYPE_CHECKING:
    from desk.counter.case_life import Step
    from desk.counter.review import Compared

CHANGED_SIGN = "≠"
LABEL_CELLS = 27
BEFORE_CELLS_MIN = 22
WHEN_CELLS = 14
WHAT_CELLS = 19
OFFICER_CELLS = 18
_WHEN = Words("{day} {month} {time}", "{day} {month} {time}")
LINES_MAX = 60
"""Rows one value may take; the longest answer a form allows has fewer."""


def compared_columns(width: int, *, changes: bool) -> list[Column]:
    """Label, before, after; where nothing is compared, label and answer only. `width` in cells."""
    label = Column(Words("  รายการ", "  Item"), LABEL_CELLS)
    if not changes:
        return [label, Column(Words("ที่ยื่น", "As submitted"), 0)]
    return [label, Column(Words("เดิม", "Before"), _before_cells(width)), Column(Words("ที่ขอ", "After"), 0)]


def compared_rows(lines: Sequence[Compared], width: int, *, changes: bool) -> list[Row]:
    """The comparison as rows; what approval changes is marked by sign and tone."""
    before = _before_cells(width)
    after = width - 2 - (LABEL_CELLS + 1) - (before + 1 if changes else 0) - 1
    rows = []
    for number, line in enumerate(lines):
        sign = CHANGED_SIGN if line.changes else " "
        label = [f"{sign if first else ' '} {text}" for first, text in _marked(_fold(str(line.label), LABEL_CELLS - 2))]
        parts = [label, _fold(line.before, before), _fold(line.after or "-", after)] if changes else []
        parts = parts or [label, _fold(line.after or "-", after)]
        tone: Tone = "alert" if line.changes else "plain"
        for place, values in enumerate(zip_longest(*parts, fillvalue="")):
            rows.append(Row(f"{number}.{place}", values, tone))
    return rows


def life_columns() -> list[Column]:
    """When, what, who, and why or what the centre said."""
    return [
        Column(Words("เมื่อ", "When"), WHEN_CELLS),
        Column(Words("ประวัติคำขอ", "Life so far"), WHAT_CELLS),
        Column(Words("เจ้าหน้าที่", "Officer"), OFFICER_CELLS),
        Column(Words("เหตุผล / ส่วนกลาง", "Reason / centre"), 0),
    ]


def life_rows(steps: Sequence[Step], width: int) -> list[Row]:
    """The life as rows, newest first: what happened last is what matters."""
    room = width - 2 - (WHEN_CELLS + 1) - (WHAT_CELLS + 1) - (OFFICER_CELLS + 1) - 1
    rows = []
    for step in reversed(steps):
        said = " · ".join(part for part in (step.reason, str(step.verdict or "")) if part)
        heads: tuple[Sequence[object], ...] = (
            [when(step.at)],
            _fold(str(step.what), WHAT_CELLS),
            _fold(str(step.officer), OFFICER_CELLS),
        )
        for place, values in enumerate(zip_longest(*heads, _fold(said, room), fillvalue="")):
            rows.append(Row(f"{step.ref}.{place}", values, "alert" if step.trouble else "plain"))
    return rows


def when(ms: int) -> Words:
    """Day, month and time at the counter: `20 พ.ย. 09:12`."""
    day = office_date(ms)
    month = Words(MONTHS_SHORT[day.month - 1], MONTHS_ENGLISH[day.month - 1])
    return _WHEN.fill(day=day.day, month=month, time=clock_time(ms))


def _before_cells(width: int) -> int:
    return max(BEFORE_CELLS_MIN, (width - 2 - (LABEL_CELLS + 1) - 2) // 2)


def _fold(text: str, room: int) -> list[str]:
    return wrap(text, max(room, 4), lambda part: cells(safe(part)))[:LINES_MAX] or [""]


def _marked(parts: list[str]) -> list[tuple[bool, str]]:
    return [(place == 0, part) for place, part in enumerate(parts)]
