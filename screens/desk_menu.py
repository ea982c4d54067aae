"""F4 on the home screen: every room of the desk, chosen by its digit or with Enter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from desk.words import Words
from screens.by_digit import ByDigit
from screens.keys import Action
from screens.paged_table import Column, Row


class DeskMenu(ByDigit[str]):
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
        listed = sorted(rooms, key=lambda room: self.ROOMS.index(room.run))
        super().__init__(
            [
                Column(Words("", ""), 2, "right"),
                Column(Words("งาน", "Room"), 14),
                Column(Words("ปุ่ม", "Key"), 5),
                Column(Words("ความหมาย", "What it does"), 0),
            ],
            [
                Row(room.run, (place, room.shown_label, room.key, room.explained))
                for place, room in enumerate(listed, start=1)
            ],
        )

    def choose(self, key: str) -> None:
        """Go there."""
        self.dismiss(key)
