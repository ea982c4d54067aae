"""F1 and F11: every key of the screen explained, every command found by its name. Both are made from the registry."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from desk.words import Words
from screens.base import ModalBase
from screens.keys import GROUPS, Action
from screens.paged_table import Column, PagedTable, Row
from screens.parts import Said
from screens.thai_input import ThaiInput

_NO_KEY = "-"


class HelpScreen(ModalBase[None]):
    """What this screen is for, the last message in full, and what each key does."""

    TITLE_WORDS = Words("วิธีใช้", "Help")

    def __init__(self, actions: Sequence[Action], about: Words | None, message: Words | None) -> None:
        super().__init__(id="help")
        self._explained = actions
        self._about = about
        self._last_message = message
        self._table = PagedTable([Column(Words("ปุ่ม", "Key"), 9), Column(Words("ความหมาย", "What it does"), 0)])

    def body(self) -> ComposeResult:
        """Texts above, keys below."""
        if self._last_message is not None:
            yield Said(self._last_message, wraps=True, classes="help-message")
        if self._about is not None:
            yield Said(self._about, wraps=True)
        yield self._table

    def on_mount(self) -> None:
        """Fill the table; it scrolls when there are more keys than lines."""
        rows: list[Row] = []
        for group, heading in GROUPS.items():
            actions = [action for action in self._explained if action.group == group]
            if actions:
                rows.append(Row(f"group-{group}", ("", heading), "quiet"))
            for action in actions:
                meaning = Words(
                    f"{action.shown_label.th}: {action.explained.th}", f"{action.shown_label.en}: {action.explained.en}"
                )
                rows.append(Row(action.id, (action.key or _NO_KEY, meaning)))
        self._table.set_rows(rows)
        self._table.styles.height = min(len(rows) + 1, 13)
        self._table.focus()

    def action_help(self) -> None:
        """F1 again closes the help."""
        self.dismiss(None)


class PaletteScreen(ModalBase[Action]):
    """Every command by its name, for those who do not know the key; answers the chosen action or None."""

    TITLE_WORDS = Words("คำสั่งทั้งหมด", "All commands")

    def __init__(self, actions: Sequence[Action]) -> None:
        super().__init__(id="palette")
        self._offered = actions
        self._search = ThaiInput(
            hint=Words("พิมพ์ส่วนหนึ่งของชื่อคำสั่ง", "Type part of a command's name"), length_max=40, enter_moves=False
        )
        self._table = PagedTable(
            [
                Column(Words("คำสั่ง", "Command"), 22),
                Column(Words("ปุ่ม", "Key"), 7),
                Column(Words("ความหมาย", "What it does"), 0),
            ],
            empty=Words("ไม่มีคำสั่งที่ตรงกับคำนี้", "No command matches this"),
        )

    def body(self) -> ComposeResult:
        """Search above, commands below."""
        yield self._search
        yield self._table

    def on_mount(self) -> None:
        """Offer everything at first."""
        self._offer("")
        self._table.styles.height = 12
        self._search.focus()

    def on_input_changed(self, event: ThaiInput.Changed) -> None:
        """Narrow down to what has these letters in its name or explanation, in either language."""
        self._offer(event.value)

    def on_thai_input_entered(self) -> None:
        """Enter takes the command under the table's cursor."""
        self._table.action_select()

    def on_paged_table_selected(self, event: PagedTable.Selected) -> None:
        """Answer with the chosen action."""
        self.dismiss(next(action for action in self._offered if action.id == event.key))

    def _offer(self, part: str) -> None:
        wanted = part.strip().casefold()
        ranked = [(place, action) for action in self._offered if (place := _place(action, wanted)) is not None]
        ranked.sort(key=lambda pair: pair[0])
        self._table.set_rows(
            [
                Row(action.id, (action.shown_label, action.key or _NO_KEY, action.explained))
                for _place_of, action in ranked
            ]
        )


def _place(action: Action, wanted: str) -> int | None:
    """How well a command answers to what was typed: 0 its name begins so, 1 it is in its name, 2 in what it does."""
    names = [text.casefold() for text in (action.label.th, action.label.en)]
    if any(name.startswith(wanted) for name in names):
        return 0
    if any(wanted in name for name in names):
        return 1
    return 2 if any(wanted in text.casefold() for text in (action.explained.th, action.explained.en)) else None
