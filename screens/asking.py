"""Two small boxes: a reason that will be told to somebody, and a last look before what cannot be taken back."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult

from desk.counter.refusals import ReasonMissing
from desk.thai import normalise
from desk.words import Words
from screens.base import ModalBase
from screens.by_digit import ByDigit
from screens.keys import SAVE
from screens.paged_table import Column, Row
from screens.parts import FieldRow, Said
from screens.thai_input import ThaiInput

REASON_LETTERS_MAX = 200
"""Letters of a reason, as the journal's kinds hold them."""


REASON = Words("เหตุผล", "Reason")
NOTE = Words("ข้อความ", "Note")
NUMBER = Words("เลขที่", "Number")


class AskReason(ModalBase[str]):
    """Asks why, or for another sentence that is `named` so; answers it, or None when the officer leaves it."""

    TITLE_WORDS = Words("โปรดระบุ", "Please fill in")
    ACTIONS = (SAVE.called(Words("บันทึก", "Save")),)

    def __init__(self, act: Words, told: Words | None = None, named: Words = REASON) -> None:
        super().__init__()
        self._act, self._named = act, named
        self._told = told or Words(
            "เหตุผลนี้จะบอกแก่ประชาชนและอยู่ในประวัติคำขอ", "The citizen is told this; it stays with the request"
        )
        self.reason = ThaiInput(length_max=REASON_LETTERS_MAX, enter_moves=False, id="reason", remember_as="reason")

    def body(self) -> ComposeResult:
        """What is being done, the field, and who will read it."""
        yield Said(self._act, wraps=True)
        yield FieldRow(self._named, self.reason, 8)
        yield Said(self._told, wraps=True, classes="quiet")

    def on_mount(self) -> None:
        """The cursor stands in the field."""
        self.reason.focus()

    def on_thai_input_entered(self) -> None:
        """Enter is as good as F10."""
        self.action_save()

    def action_save(self) -> None:
        """Answer, once there is a reason."""
        said = normalise(self.reason.value).strip()
        if not said:
            self.show_error(ReasonMissing())
            self.reason.focus()
            return
        self.ground.remember_entry("reason", said)
        self.dismiss(said)


class Choose(ByDigit[str]):
    """One of a few; answers its key."""

    TITLE_WORDS = Words("เลือก", "Choose")

    def __init__(self, what: Words, choices: Iterable[tuple[str, Words]]) -> None:
        columns = [Column(Words("", ""), 2, "right"), Column(Words("", ""), 0)]
        super().__init__(columns, [Row(key, (place, words)) for place, (key, words) in enumerate(choices, start=1)])
        self._what = what

    def body(self) -> ComposeResult:
        """What is chosen, then a line each."""
        yield Said(self._what, wraps=True)
        yield from super().body()

    def choose(self, key: str) -> None:
        """Answer it."""
        self.dismiss(key)


class Confirm(ModalBase[bool]):
    """Says what will happen for good; F10 does it. Keys typed ahead never answer it."""

    TITLE_WORDS = Words("โปรดยืนยัน", "Please confirm")
    ACTIONS = (SAVE.called(Words("ยืนยัน", "Confirm")),)

    def __init__(self, *sentences: Words) -> None:
        super().__init__()
        self._sentences = sentences

    def body(self) -> ComposeResult:
        """The sentences, one below the other."""
        for sentence in self._sentences:
            yield Said(sentence, wraps=True)

    def on_mount(self) -> None:
        """A key pressed before the question was on the screen is no answer to it."""
        self.ground.flush_typed_ahead()

    def action_save(self) -> None:
        """Yes."""
        self.dismiss(True)
