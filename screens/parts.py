"""The small parts screens are built of: words of the desk, facts from the data, a labelled field.

Screens use these and no widget of Textual's that takes text, so that all text passes `safe()` and nothing a person
typed or a feed brought is ever read as markup. Words are said again in place when the language changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from desk.words import Words
from screens.safe_text import Align, SafeText, cell, content, content_lines, safe, safe_lines
from screens.thai_input import ThaiInput

LINES_MAX = 40
"""Lines a block of facts may have; a screen has 24."""


class Said(Static):
    """A line of the desk's own words, in the language in force. One line high unless `wraps`."""

    DEFAULT_CSS = """
    Said { height: 1; width: auto; }
    Said.-wraps { height: auto; width: 100%; }
    """

    def __init__(self, words: Words, *, wraps: bool = False, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        self._words = words
        super().__init__(content(safe(words)), markup=False, id=id, classes=classes)
        self.set_class(wraps, "-wraps")

    def say(self, words: Words) -> None:
        """Say something else in this place."""
        if words != self._words:
            self._words = words
            self.say_again()

    def say_again(self) -> None:
        """Say the same in the language now in force."""
        self.update(content(safe(self._words)))


class Shown(Static):
    """Facts from the data: names, addresses, notes. `width` in cells cuts with an ellipsis; markup means nothing."""

    DEFAULT_CSS = """
    Shown { height: 1; width: 1fr; text-wrap: nowrap; text-overflow: ellipsis; }
    Shown.-block { height: auto; width: 100%; text-wrap: wrap; }
    """

    def __init__(self, value: object = "", *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        self._facts: object = value
        self._lines_max = 1
        super().__init__(content(safe(value)), markup=False, id=id, classes=classes)

    def show(self, value: object) -> None:
        """Show one fact on one line; `Words` among the facts follow the language."""
        self._facts, self._lines_max = value, 1
        self.remove_class("-block")
        self.update(content(safe(value)), layout=False)

    def show_lines(self, lines: Sequence[object], lines_max: int = LINES_MAX) -> None:
        """Show a block of facts, one a line."""
        self._facts, self._lines_max = tuple(lines), lines_max
        self.add_class("-block")
        self.update(content_lines(_block(tuple(lines), lines_max)))

    def say_again(self) -> None:
        """Show the same facts; those that are words in the language now in force."""
        if isinstance(self._facts, tuple):
            self.update(content_lines(_block(self._facts, self._lines_max)))
        else:
            self.update(content(safe(self._facts)), layout=False)


class FieldName(Static):
    """The name of a field in a fixed number of cells, with a sign for its state that needs no colour."""

    DEFAULT_CSS = """
    FieldName { height: 1; }
    """

    def __init__(self, words: Words, width: int, align: Align = "left") -> None:
        self._words, self._width, self._align, self._sign = words, width, align, " "
        super().__init__(self._drawn(), markup=False)
        self.styles.width = width + 2

    def _drawn(self) -> Any:
        return content(safe(f"{self._sign} {cell(self._words, self._width, self._align)}"))

    def sign(self, sign: str) -> None:
        """`›` for the field in use, `!` for one that was refused, a blank otherwise."""
        if sign != self._sign:
            self._sign = sign
            self.update(self._drawn(), layout=False)

    def say_again(self) -> None:
        """The name in the language now in force; the cells stay where they are."""
        self.update(self._drawn(), layout=False)


class FieldRow(Horizontal):
    """A name and its field on one line: eyes stay on the paper, so places are fixed whatever the language."""

    DEFAULT_CSS = """
    FieldRow { height: 1; width: 100%; }
    """

    def __init__(self, words: Words, field: ThaiInput, label_width: int = 20, *, id: str | None = None) -> None:  # noqa: A002
        self.field = field
        self._label = FieldName(words, label_width)
        super().__init__(id=id)

    def compose(self) -> ComposeResult:
        """Name, then field."""
        yield self._label
        yield self.field

    def on_descendant_focus(self) -> None:
        """Mark the field in use."""
        self._label.sign("›")

    def on_descendant_blur(self) -> None:
        """Take the mark away, or leave the sign that something is wrong."""
        self._label.sign("!" if self.field.error is not None else " ")

    def on_thai_input_refused(self) -> None:
        """Show at the field, without colour, that something is wrong with it."""
        self._label.sign("!")

    def on_thai_input_accepted(self) -> None:
        """Take that sign away."""
        self._label.sign("›" if self.field.has_focus else " ")


class FactRow(Static):
    """A name and a fact on one line, aligned with the fields of a form. One widget: a form has many of them."""

    DEFAULT_CSS = """
    FactRow { height: 1; width: 100%; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, words: Words, value: object = "", label_width: int = 20, *, id: str | None = None) -> None:  # noqa: A002
        self._words, self._width, self._fact, self._sign = words, label_width, value, " "
        super().__init__(self._drawn(), markup=False, id=id)

    def _drawn(self) -> Any:
        return content(safe(f"{self._sign} {cell(self._words, self._width)}{safe(self._fact)}"))

    def show(self, value: object) -> None:
        """Show another fact under the same name."""
        self._fact = value
        self.say_again()

    def sign(self, sign: str) -> None:
        """`›` for the line in use, a blank otherwise."""
        if sign != self._sign:
            self._sign = sign
            self.say_again()

    def say_again(self) -> None:
        """The same in the language now in force; the cells stay where they are."""
        self.update(self._drawn(), layout=False)


def _block(facts: tuple[object, ...], lines_max: int) -> list[SafeText]:
    if len(facts) <= lines_max:
        return [safe(fact) for fact in facts]
    return [*(safe(fact) for fact in facts[: lines_max - 1]), *safe_lines("…", 1)]
