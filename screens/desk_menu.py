"""F4 on the home screen: every room of the desk, chosen by its digit or with Enter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult

from desk.words import Words
from screens.base import ModalBase
from screens.keys import Action
from screens.paged_table import Column, PagedTable, Row


class DeskMenu(ModalBase[str]):
    """Answers the action to run on the home screen, or None."""

    TITLE_WORDS = Words("ไปที่", "Go to")
    ABOUT = Words("กดตัวเลขหน้ารายการ หรือเลือกแล้วกด Enter", "Press the digit before a line, or choose and press Enter")
    ROOMS: ClassVar[tuple[str, ...]] = (
        "find",
        "save",
        "drafts",
        "tickets",
        "drawer",
        "bank",
        "money",
        "review",
        "complaints",
        "public_notices",
        "sync",
        "prints",
        "check_receipt",
        "daily_review",
        "briefing",
        "close_day",
        "end_visit",
        "cancel",
    )
    """What may stand in the menu, in its order; the home screen leaves out what roles forbid."""

    def __init__(self, rooms: Sequence[Action]) -> None:
        super().__init__()
        self._rooms = sorted(rooms, key=lambda room: self.ROOMS.index(room.run))
        self._table = PagedTable(
            [
                Column(Words("", ""), 2, "right"),
                Column(Words("งาน", "Room"), 14),
                Column(Words("ปุ่ม", "Key"), 5),
                Column(Words("ความหมาย", "What it does"), 0),
            ]
        )

    def body(self) -> ComposeResult:
        """One line a room."""
        yield self._table

    def on_mount(self) -> None:
        """Fill the lines."""
        self._table.styles.height = len(self._rooms) + 1
        self._table.set_rows(
            [
                Row(room.run, (place, room.shown_label, room.key, room.explained))
                for place, room in enumerate(self._rooms, start=1)
            ]
        )
        self._table.focus()

    def on_key(self, event: events.Key) -> None:
        """A digit goes there at once, a Thai one as well."""
        from desk.thai import to_ascii_digits

        digit = to_ascii_digits(event.character or "")
        if digit.isascii() and digit.isdigit() and 1 <= int(digit) <= len(self._rooms):
            event.stop()
            self.dismiss(self._rooms[int(digit) - 1].run)

    def on_paged_table_selected(self, event: PagedTable.Selected) -> None:
        """Enter goes there."""
        self.dismiss(event.key)
