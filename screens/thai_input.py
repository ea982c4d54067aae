"""The one-line field into which everything is typed.

It differs from Textual's `Input` where Thai and a busy counter need it: the cursor stands on clusters, not on marks;
Delete takes a cluster and Backspace one code point, as Thai typists expect (mark first, then consonant); a click
behind the end stands at the end; words end at blanks; pasted text loses what is no text; a key costs under 300 bytes
on the line, as it never lays the screen out anew; and what was typed is cleaned and checked when the field is left.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input
from textual.widgets.input import Selection

from desk.model.errors import DeskError
from desk.thai.digits import squeeze_number
from desk.thai.keyboard import recover_number
from desk.words import Words
from screens.keyboard_twins import with_twins
from screens.safe_text import REPLACED, safe, segment
from screens.thai_terminal import clusters, next_stop, prev_stop, takes_no_cell

LENGTH_MAX = 200
"""Characters in a field that names no limit of its own."""

NAME_LETTERS = "[\u0e01-\u0e3a\u0e40-\u0e4eA-Za-z .'\u2019-]*"
"""For `restrict`: what a name is typed with. `\\w` and `str.isalpha` refuse Thai marks."""

Clean = Callable[[str], str]
"""Turns what was typed into what is kept; raises DeskError when it cannot. Pure and quick: no disk, no line."""


class ThaiInput(Input):
    """A field of one line. Its size is fixed by its row; hide the row, not the field.

    `clean` is asked when the field is left (Tab, Enter, Down, click elsewhere); while it refuses, going forward is
    refused too and `Refused` is posted. `remember_as` names the value for F9 (repeat what was entered last).
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,down", "leave(True)", show=False),
        Binding("shift+tab,up", "leave(False)", show=False),
        Binding(with_twins("ctrl+a"), "home", show=False),
        Binding(with_twins("ctrl+e"), "end", show=False),
        Binding(with_twins("ctrl+d"), "delete_right", show=False),
        Binding(with_twins("ctrl+w"), "delete_left_word", show=False),
        Binding(with_twins("ctrl+u"), "delete_left_all", show=False),
        Binding(with_twins("ctrl+k"), "delete_right_all", show=False),
        Binding(with_twins("ctrl+x"), "cut", show=False),
        Binding(with_twins("ctrl+c"), "copy", show=False),
        Binding(with_twins("ctrl+v"), "paste", show=False),
    ]

    DEFAULT_CSS = """
    ThaiInput, ThaiInput:focus { border: none; height: 1; padding: 0; width: 1fr; scrollbar-size: 0 0; }
    """

    _WORD_START = re.compile(r"(?<=\s)\S")

    @dataclass
    class Accepted(Message):
        """The field was left and what stands in it passed its check; `value` is the cleaned text."""

        field: ThaiInput
        value: str

    @dataclass
    class Refused(Message):
        """What stands in the field did not pass its check."""

        field: ThaiInput
        error: DeskError

    @dataclass
    class Entered(Message):
        """Enter was pressed and the field accepted; follows `Accepted`."""

        field: ThaiInput
        value: str

    def __init__(
        self,
        value: str = "",
        *,
        clean: Clean | None = None,
        hint: Words | None = None,
        password: bool = False,
        restrict: str | None = None,
        length_max: int = LENGTH_MAX,
        enter_moves: bool = True,
        skip_when_full: bool = False,
        remember_as: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        self.clean = clean
        self.hint = hint
        self.enter_moves = enter_moves
        self.skip_when_full = skip_when_full
        self.remember_as = None if password else remember_as
        self.error: DeskError | None = None
        self._checked: str | None = None
        super().__init__(
            value,
            password=password,
            restrict=restrict,
            max_length=length_max,
            id=id,
            classes=classes,
            compact=True,
        )
        self.cursor_blink = False

    # ---- checking on the way out

    def check(self) -> bool:
        """Clean what was typed and say whether it may stay; posts `Accepted` or `Refused`."""
        value = self.value
        if value and self.clean is not None:
            try:
                value = self.clean(value)
            except DeskError as error:
                self.error = error
                self._checked = self.value
                self.add_class("-refused")
                self.post_message(self.Refused(self, error))
                return False
        self._forgive()
        if value != self.value:
            self.value = value
            self.cursor_position = len(self.value)
        self._checked = self.value
        self.post_message(self.Accepted(self, self.value))
        return True

    def _forgive(self) -> None:
        self.error = None
        self.remove_class("-refused")

    def action_leave(self, forward: bool) -> None:
        """To the next or previous part of the screen; forward only when the field accepts what stands in it."""
        accepted = self._checked == self.value and self.error is None
        if not accepted:
            accepted = self.check()
        if forward and accepted:
            self.screen.focus_next()
        elif not forward:
            self.screen.focus_previous()

    async def action_submit(self) -> None:
        """Enter: check, tell the screen, and go on to the next field when this one is set to."""
        if self.check():
            self.post_message(self.Entered(self, self.value))
            if self.enter_moves:
                self.screen.focus_next()

    def on_blur(self) -> None:
        """A field left by the mouse is checked as well."""
        if self._checked != self.value:
            self.check()

    def clear(self) -> None:
        """Empty the field and forget what was wrong with it."""
        super().clear()
        self._forgive()
        self._checked = None

    def validate_value(self, value: str) -> str:
        """No control, bidi or unseen characters get into a field, from wherever the value comes."""
        return value if value.isprintable() else "".join(filter(None, map(_typed, value)))

    def replace(self, text: str, start: int, end: int) -> None:
        """Put text into the field in place of a part; goes on to the next field when this one is full."""
        before = self.value
        super().replace(text, start, end)
        if self.value != before:
            self._forgive()
            self._checked = None
            if self.skip_when_full and text and len(self.value) == self.max_length and self.cursor_at_end:
                self.action_leave(True)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        if line := "".join(filter(None, map(_typed, event.text))).strip():
            self.replace(line, *self.selection)

    # ---- clusters

    def action_cursor_left(self, select: bool = False) -> None:
        """To the cluster before."""
        start, end = self.selection
        if select:
            self.selection = Selection(start, self._before(end))
        else:
            self.cursor_position = self._before(end) if self.selection.is_empty else min(start, end)

    def action_cursor_right(self, select: bool = False) -> None:
        """To the cluster behind."""
        start, end = self.selection
        if select:
            self.selection = Selection(start, self._behind(end))
        else:
            self.cursor_position = self._behind(end) if self.selection.is_empty else max(start, end)

    def action_delete_right(self) -> None:
        """Delete the cluster under the cursor."""
        if self.selection.is_empty:
            self.delete(self.cursor_position, self._behind(self.cursor_position))
        else:
            self.delete_selection()

    def _before(self, position: int) -> int:
        return max(position - 1, 0) if self.password else prev_stop(self.value, position)

    def _behind(self, position: int) -> int:
        return min(position + 1, len(self.value)) if self.password else next_stop(self.value, position)

    def _cell_offset_to_index(self, offset: int) -> int:
        """Where the cursor stands after a click on cell `offset`: on the cluster there, or at the end."""
        position = passed = 0
        offset += self.scroll_offset.x
        for cluster in self.value if self.password else clusters(self.value):
            passed += 1 if self.password else cell_len(cluster)
            if offset < passed:
                return position
            position += len(cluster)
        return len(self.value)

    def _position_to_cell(self, position: int) -> int:
        return position if self.password else cell_len(safe(self.value[:position]))

    def action_copy(self) -> None:
        """Copy what is selected, never from a hidden field."""
        if not self.password:
            super().action_copy()

    def action_cut(self) -> None:
        """Cut what is selected, never from a hidden field."""
        if not self.password:
            super().action_cut()

    # ---- drawing

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:  # noqa: ARG002
        """Draw the field again, and the field only: a layout of the whole screen for each key costs 1,800 bytes."""
        return super().refresh(*regions, repaint=repaint, layout=False, recompose=recompose)

    def render_line(self, y: int) -> Strip:
        """The line of the field: cursor and selection always cover whole clusters."""
        width = self.scrollable_content_region.width
        if y != 0:
            return Strip.blank(width, self.rich_style)
        segments = self._hint_segments() if not self.value else self._value_segments()
        scrolled = int(self.scroll_offset.x)
        strip = Strip(segments).crop(scrolled, scrolled + width).extend_cell_length(width)
        return strip.apply_style(self.rich_style)

    def _hint_segments(self) -> list[Segment]:
        hint = safe(self.hint if self.hint is not None else "")
        style = self.get_component_rich_style("input--placeholder")
        if not self.has_focus:
            return [segment(hint, style)]
        first = next_stop(hint, 0)
        cursor = self.get_component_rich_style("input--cursor")
        return [segment(safe(hint[:first] or " "), cursor), segment(safe(hint[first:]), style)]

    def _value_segments(self) -> list[Segment]:
        drawn = safe("•" * len(self.value)) if self.password else self.value
        pieces = list(drawn) if self.password else list(clusters(drawn))
        start, end = sorted(self.selection)
        selected = self.get_component_rich_style("input--selection")
        cursor = self.get_component_rich_style("input--cursor")
        runs: list[tuple[Any, list[str]]] = []
        position = 0
        for piece in [*pieces, " "]:
            style = selected if start <= position < end else None
            if position == self.cursor_position:
                style = cursor
            if not self.has_focus:
                style = None
            if runs and runs[-1][0] is style:
                runs[-1][1].append(piece)
            else:
                runs.append((style, [piece]))
            position += len(piece)
        return [segment(safe("".join(run)), style) for style, run in runs]


class NumberInput(ThaiInput):
    """A field that holds digits and Latin letters only: numbers, amounts, references, scans.

    Before its `clean` is asked, Thai digits become ASCII, dashes and blanks go, and a number typed or scanned while
    the Thai layout was on is read back as the keys that were meant.
    """

    def __init__(self, value: str = "", *, clean: Clean | None = None, **options: Any) -> None:
        super().__init__(value, clean=lambda typed: _number(typed, clean), **options)


def _number(typed: str, clean: Clean | None) -> str:
    number = squeeze_number(recover_number(typed.strip()))
    return clean(number) if clean is not None else number


def _typed(character: str) -> str:
    """What a field keeps of one character: line ends become blanks, controls and unseen marks go."""
    if character in "\n\r\t\u2028\u2029\x0b\x0c\x85":
        return " "
    if character == REPLACED or unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"}:
        return ""
    return character if character.isprintable() or takes_no_cell(character) else " "
