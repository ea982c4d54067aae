"""A field that holds one of a few choices: typed by number or by name, or taken from a list with F4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desk.counter.refusals import AnswerWrong
from desk.thai import normalise, recover_number, squeeze_number
from desk.words import Words
from screens.by_digit import ByDigit
from screens.keys import SAVE
from screens.paged_table import Column, Row
from screens.thai_input import ThaiInput

SHORTEST_BEGINNING = 2
"""Letters of a name from which it may be completed."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: what is kept, what is read, and other ways to type it."""

    value: str
    label: Words
    also: frozenset[str] = frozenset()


def chosen(choices: Sequence[Choice], text: str) -> Choice | None:
    """Which choice a text means: its number (in any digits or layout), its name or the only name that begins so."""
    typed, said = text.strip(), normalise(text).strip().casefold()
    if not typed:
        return None
    for choice in choices:
        names = (choice.value.casefold(), choice.label.th.casefold(), choice.label.en.casefold())
        if said in names or said in choice.also or typed in choice.also:
            return choice
    number = squeeze_number(recover_number(typed))
    if number.isascii() and number.isdigit() and 1 <= int(number[:3]) <= len(choices):
        return choices[int(number[:3]) - 1]
    begun = [c for c in choices if c.label.th.casefold().startswith(said) or c.label.en.casefold().startswith(said)]
    return begun[0] if len(begun) == 1 and len(said) >= SHORTEST_BEGINNING else None


class ChoiceInput(ThaiInput):
    """The field; `value` is the name of the choice in the language in force, `chosen_value` what is kept."""

    def __init__(
        self,
        label: Words,
        choices: Sequence[Choice],
        *,
        start: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual\'s name
    ) -> None:
        self.label = label
        self.choices = tuple(choices)
        super().__init__(clean=self._name_of, length_max=80, id=id)
        if start is not None:
            self.put(start)

    @property
    def chosen_value(self) -> str | None:
        """The value of what stands in the field; None while it means no choice."""
        choice = chosen(self.choices, self.value)
        return choice.value if choice is not None else None

    def put(self, value: str) -> None:
        """Put this choice into the field, by its name."""
        choice = next((choice for choice in self.choices if choice.value == value), None)
        self.value = str(choice.label) if choice is not None else ""
        self.cursor_position = len(self.value)

    def say_again(self) -> None:
        """The same choice by its name in the language now in force."""
        if (value := self.chosen_value) is not None:
            self.put(value)
        self.refresh()

    def _name_of(self, text: str) -> str:
        choice = chosen(self.choices, text)
        if choice is None:
            raise AnswerWrong(
                field=self.label, why=Words("ไม่อยู่ในตัวเลือก กด F4 ดูรายการ", "is not a choice; F4 lists them")
            )
        return str(choice.label)


class PickOne(ByDigit[str]):
    """The list of choices; answers the value of the one taken."""

    TITLE_WORDS = Words("เลือกหนึ่งรายการ", "Choose one")
    ACTIONS = (SAVE.called(Words("เลือก", "Take"), Words("เลือกรายการที่ชี้อยู่", "Takes the line pointed at")),)

    def __init__(self, choices: Sequence[Choice], current: str | None = None) -> None:
        columns = [Column(Words("ที่", "No."), 4, "right"), Column(Words("รายการ", "Choice"), 0)]
        lines = [Row(c.value, (n, c.label)) for n, c in enumerate(choices, start=1)]
        super().__init__(columns, lines, start=current, table_id="choices")

    def choose(self, key: str) -> None:
        """Answer it."""
        self.dismiss(key)

    def action_save(self) -> None:
        """F10 takes the line as well."""
        self.table.action_select()
