"""A small box that asks for a sum and a few words: a refund, cash in or out, a waiver, a remittance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult

from desk.rules.cash import format_baht, parse_amount
from desk.words import Words
from screens.base import ModalBase
from screens.keys import SAVE
from screens.parts import FieldRow, Said
from screens.thai_input import ThaiInput

LABEL_CELLS = 16
AMOUNT_LETTERS = 20
TEXT_LETTERS = 200


SUM = Words("จำนวน (บาท)", "Sum (baht)")


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of words: its name, what stands in it at first, how many letters it takes."""

    words: Words
    value: str = ""
    letters_max: int = TEXT_LETTERS


@dataclass(frozen=True, slots=True)
class Answer:
    """What was entered: satang (0 where no sum was asked), and the words in their order."""

    satang: int
    texts: tuple[str, ...]


class MoneyBox(ModalBase[Answer | None]):
    """Asks; answers None when the officer leaves it. `satang` None asks for no sum, else it stands there at first."""

    TITLE_WORDS = Words("กรอกข้อมูล", "Fill in")

    ACTIONS = (SAVE.called(Words("ต่อไป", "Go on")),)

    def __init__(
        self, what: Words, satang: int | None, asked: Sequence[Asked], told: Words | None = None, of_sum: Words = SUM
    ) -> None:
        super().__init__()
        self._what, self._told, self._of_sum = what, told, of_sum
        self._amount = None
        if satang is not None:
            shown = format_baht(satang) if satang else ""
            self._amount = ThaiInput(
                shown, clean=lambda text: format_baht(parse_amount(text)), length_max=AMOUNT_LETTERS, id="amount"
            )
            self._amount.styles.width = AMOUNT_LETTERS
        self._texts = [
            ThaiInput(each.value, length_max=each.letters_max, enter_moves=place + 1 < len(asked), id=f"text-{place}")
            for place, each in enumerate(asked)
        ]
        self._names = [each.words for each in asked]

    def body(self) -> ComposeResult:
        """What is being done, the sum, the words, and who will read them."""
        yield Said(self._what, wraps=True)
        if self._amount is not None:
            yield FieldRow(self._of_sum, self._amount, LABEL_CELLS)
        for words, field in zip(self._names, self._texts, strict=True):
            yield FieldRow(words, field, LABEL_CELLS)
        if self._told is not None:
            yield Said(self._told, wraps=True, classes="quiet")

    def on_mount(self) -> None:
        """The cursor stands in the first field; keys pressed before the box was there are no answer."""
        self.ground.flush_typed_ahead()
        (self._amount or self._texts[0]).focus()

    def on_thai_input_entered(self, event: ThaiInput.Entered) -> None:
        """Enter in the last field is as good as F10."""
        if event.field is (self._texts[-1] if self._texts else self._amount):
            self.action_save()

    def action_save(self) -> None:
        """Answer, once every field can be read."""
        if not self.fields_in_order():
            return
        satang = parse_amount(self._amount.value) if self._amount is not None and self._amount.value else 0
        self.dismiss(Answer(satang, tuple(field.value.strip() for field in self._texts)))
