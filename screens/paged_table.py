"""A table that stays quick: it draws the lines in view and nothing else.

Textual's DataTable needs 0.58 s for 2,000 rows; a day's queue has that many. This one keeps rows as they were given
and cuts, pads and cleans a cell only when its line is drawn. Pages beyond what was given are the screen's business
(`MoreWanted`), so that a query never brings more than it must.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from desk.words import Words
from screens.safe_text import Align, SafeText, cell, safe, segment

ROWS_MAX = 5_000
"""Rows a table may be given at once; more is a page too many."""

Tone = Literal["plain", "quiet", "alert"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and its width in cells. Width 0 takes what the others leave (one column only)."""

    heading: Words
    width: int
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its key, what stands in its cells (text, numbers, `Words`, `SafeText`), and how it is to be seen.

    Tone is colour only; what it means must also stand in a cell, for screens of 16 colours and for readers.
    """

    key: str
    cells: tuple[object, ...]
    tone: Tone = "plain"


class PagedTable(Widget, can_focus=True):
    """Rows under fixed columns with a cursor. Height is the screen's to give; the first line holds the headings."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", show=False),
        Binding("down", "step(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(-1)", show=False),
        Binding("end", "edge(1)", show=False),
        Binding("enter", "select", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--heading",
        "table--cursor",
        "table--resting",
        "table--quiet",
        "table--alert",
    }
    DEFAULT_CSS = """
    PagedTable { height: 1fr; width: 100%; }
    PagedTable > .table--heading { text-style: bold; color: $text-muted; }
    PagedTable > .table--cursor { background: $primary; color: $text; text-style: bold; }
    PagedTable > .table--resting { text-style: underline; }
    PagedTable > .table--quiet { color: $text-muted; }
    PagedTable > .table--alert { color: $text-error; }
    """

    @dataclass
    class Selected(Message):
        """Enter, or a second click, on the row with this key."""

        table: PagedTable
        key: str

    @dataclass
    class Highlighted(Message):
        """The cursor has come to the row with this key."""

        table: PagedTable
        key: str

    @dataclass
    class MoreWanted(Message):
        """The cursor was moved beyond the last row given, and `total` says that there are more."""

        table: PagedTable

    def __init__(self, columns: Sequence[Column], *, empty: Words | None = None, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.columns = list(columns)
        self.empty = empty
        self.total = 0
        self._rows: list[Row] = []
        self._places: dict[str, int] = {}
        self._cursor = 0
        self._top = 0
        self._painted_in = Style()

    # ---- what screens use

    def set_rows(self, rows: Sequence[Row], total: int | None = None) -> None:
        """Show these rows; the cursor stays on its key where that is still there. Raises ValueError above ROWS_MAX."""
        if len(rows) > ROWS_MAX:
            raise ValueError(f"{len(rows)} rows at once; a page holds at most {ROWS_MAX}")
        key, before = self.cursor_key, (self._top, self._cursor, self._in_view())
        self._rows = list(rows)
        self._places = {row.key: place for place, row in enumerate(self._rows)}
        self.total = len(self._rows) if total is None else total
        self._cursor = self._places.get(key, 0) if key is not None else 0
        self._keep_in_view()
        self._draw_changed(*before)

    def add_rows(self, rows: Sequence[Row]) -> None:
        """Put a further page below the rows on view."""
        self.set_rows([*self._rows, *rows], self.total)

    def update_row(self, key: str, cells: tuple[object, ...], tone: Tone | None = None) -> bool:
        """Change one row and draw its line only; False when the row is not among those given."""
        place = self._places.get(key)
        if place is None:
            return False
        row = self._rows[place]
        self._rows[place] = replace(row, cells=cells, tone=row.tone if tone is None else tone)
        self._draw(place)
        return True

    def go_to(self, key: str) -> bool:
        """Put the cursor on the row with this key; False when it is not among those given."""
        place = self._places.get(key)
        if place is None:
            return False
        self._move_to(place)
        return True

    @property
    def cursor_key(self) -> str | None:
        """The key of the row under the cursor."""
        return self._rows[self._cursor].key if self._rows else None

    @property
    def on_view(self) -> tuple[str | None, tuple[str, ...]]:
        """What an officer sees: key of the row under the cursor, keys of the rows on the screen."""
        return self.cursor_key, tuple(row.key for row in self._in_view())

    @property
    def row_count(self) -> int:
        """How many rows were given."""
        return len(self._rows)

    def say_again(self) -> None:
        """Headings and words in the language now in force."""
        self.refresh()

    # ---- moving

    def action_step(self, by: int) -> None:
        """One row up or down."""
        self._move_by(by)

    def action_page(self, direction: int) -> None:
        """One screenful up or down."""
        self._move_by(direction * max(1, self._lines - 1))

    def action_edge(self, direction: int) -> None:
        """To the first or the last row."""
        self._move_to(0 if direction < 0 else len(self._rows) - 1)

    def action_select(self) -> None:
        """Say which row was chosen."""
        if (key := self.cursor_key) is not None:
            self.post_message(self.Selected(self, key))

    def on_click(self, event: events.Click) -> None:
        """A click goes to the row, a second one chooses it."""
        place = self._top + event.get_content_offset_capture(self).y - 1
        if self._top <= place < len(self._rows):
            self._move_to(place)
            if event.chain == 2:
                self.action_select()

    def on_mouse_scroll_down(self) -> None:
        """The wheel moves the cursor, so that it is always in view."""
        self._move_by(3)

    def on_mouse_scroll_up(self) -> None:
        """The wheel moves the cursor, so that it is always in view."""
        self._move_by(-3)

    def on_focus(self) -> None:
        """Put the terminal's own cursor on the row, for screen readers."""
        self._tell_terminal()
        self._draw(self._cursor)

    def on_blur(self) -> None:
        """The row stays marked, but quietly."""
        self._draw(self._cursor)

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._keep_in_view()

    def _move_by(self, by: int) -> None:
        if by > 0 and self._cursor == len(self._rows) - 1 and self.total > len(self._rows):
            self.post_message(self.MoreWanted(self))
        self._move_to(self._cursor + by)

    def _move_to(self, place: int) -> None:
        place = max(0, min(place, len(self._rows) - 1))
        if not self._rows or place == self._cursor:
            return
        before, self._cursor = self._cursor, place
        if self._keep_in_view():
            self.refresh()
        else:
            self._draw(before)
            self._draw(place)
        self._tell_terminal()
        self.post_message(self.Highlighted(self, self._rows[place].key))

    @property
    def _lines(self) -> int:
        """Rows that fit below the headings."""
        return max(1, self.content_size.height - 1)

    def _keep_in_view(self) -> bool:
        """Scroll until the cursor is in view; whether that moved the rows."""
        before = self._top
        if self._cursor < self._top:
            self._top = self._cursor
        elif self._cursor >= self._top + self._lines:
            self._top = self._cursor - self._lines + 1
        self._top = max(0, min(self._top, len(self._rows) - self._lines))
        return self._top != before

    def _tell_terminal(self) -> None:
        if self.has_focus:
            self.app.cursor_position = self.content_region.offset + Offset(0, 1 + self._cursor - self._top)

    # ---- drawing

    def _in_view(self) -> list[Row]:
        return self._rows[self._top : self._top + self._lines]

    def _draw_changed(self, top: int, cursor: int, rows: list[Row]) -> None:
        """Draw the lines that are not as they were: a search answers at every key, over a slow line."""
        now = self._in_view()
        if not rows or not now or not self.is_attached:
            self.refresh()
            return
        cursors = (cursor - top, self._cursor - self._top)
        for line in range(max(len(rows), len(now))):
            same = line < len(rows) and line < len(now) and rows[line] == now[line]
            if not same or (line in cursors and cursors[0] != cursors[1]):
                self._draw(self._top + line)

    def _draw(self, place: int) -> None:
        line = place - self._top + 1
        if 1 <= line < self.content_size.height:
            self.refresh(Region(0, line, self.content_size.width, 1))

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of one painting: their style comes from every part around the table, worked out once for all."""
        self._painted_in = self.rich_style
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One line: the headings, a row, or nothing."""
        width = self.content_size.width
        base = self._painted_in
        if y == 0:
            text = self._line("  ", tuple(column.heading for column in self.columns))
            style = base + self.get_component_rich_style("table--heading")
            return Strip([segment(text, style)]).adjust_cell_length(width, style)
        place = self._top + y - 1
        if not self._rows and y == 1 and self.empty is not None:
            return Strip([segment(safe(f"  {self.empty}", width), base)]).adjust_cell_length(width, base)
        if place >= len(self._rows):
            return Strip.blank(width, base)
        row = self._rows[place]
        style = base
        if row.tone != "plain":
            style += self.get_component_rich_style(f"table--{row.tone}")
        if place == self._cursor:
            style += self.get_component_rich_style("table--cursor" if self.has_focus else "table--resting")
        text = self._line(("›" if place == self._cursor else " ") + self._more(y), row.cells)
        return Strip([segment(text, style)]).adjust_cell_length(width, style)

    def _more(self, y: int) -> str:
        """At the edges of what is in view: whether rows stand above or below."""
        if y == self.content_size.height - 1 and self._top + y < len(self._rows):
            return "↓"
        return "↑" if y == 1 and self._top else " "

    def _line(self, sign: str, values: Sequence[object]) -> SafeText:
        rest = self.content_size.width - 2 - sum(column.width + 1 for column in self.columns if column.width)
        drawn = [
            cell(value, column.width or max(1, rest - 1), column.align)
            for column, value in zip(self.columns, values, strict=False)
        ]
        return safe(sign + " ".join(drawn))
