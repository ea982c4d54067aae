"""A box with a few lines of which one is chosen: by its digit, whatever the keyboard's layout, or with Enter."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.screen import ScreenResultType

from screens.base import ModalBase
from screens.keyboard_twins import digit_of
from screens.paged_table import Column, PagedTable, Row

LINES_MAX = 19
"""Lines the box has room for at 80x24, the headings among them."""


class ByDigit(ModalBase[ScreenResultType]):
    """The first nine lines have a digit. What choosing one means is the box's own (`choose`)."""

    def __init__(
        self, columns: Sequence[Column], lines: Sequence[Row], *, start: str | None = None, table_id: str = "lines"
    ) -> None:
        super().__init__()
        self._lines, self._start = list(lines), start
        self.table = PagedTable(columns, id=table_id)

    def choose(self, key: str) -> None:
        """The line with this key; to be answered by each box."""
        raise NotImplementedError

    def body(self) -> ComposeResult:
        """The lines."""
        yield self.table

    def on_mount(self) -> None:
        """Fill them, and begin at the one in force."""
        self.table.styles.height = min(len(self._lines) + 1, LINES_MAX)
        self.table.set_rows(self._lines)
        if self._start is not None:
            self.table.go_to(self._start)
        self.table.focus()

    def on_key(self, event: events.Key) -> None:
        """A digit chooses at once."""
        digit = digit_of(event.character)
        if digit is not None and 1 <= digit <= len(self._lines):
            event.stop()
            self.choose(self._lines[digit - 1].key)

    def on_paged_table_selected(self, event: PagedTable.Selected) -> None:
        """Enter chooses the line under the cursor."""
        self.choose(event.key)
