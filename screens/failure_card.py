"""The card of a failure: is it safe, what the citizen is told, one key, whom to call. On a screen, or in a box."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from desk.counter.card_words import Card
from desk.words import Words, same
from screens.base import ModalBase
from screens.keys import BACK, SAVE
from screens.parts import FactRow, Said

LABEL = 13


class CardLines(Vertical):
    """Five lines: what, safe, tell, press, call."""

    DEFAULT_CSS = """
    CardLines { height: 5; width: 100%; }
    """

    def __init__(self, card: Card | None = None) -> None:
        super().__init__()
        self._rows = (
            FactRow(Words("เกิดอะไร", "What"), label_width=LABEL),
            FactRow(Words("งานปลอดภัยไหม", "Is it safe"), label_width=LABEL),
            FactRow(Words("บอกประชาชน", "Tell citizen"), label_width=LABEL),
            FactRow(Words("กดปุ่ม", "Press"), label_width=LABEL),
            FactRow(Words("เรียก", "Call"), label_width=LABEL),
        )
        self._card = card

    def compose(self) -> ComposeResult:
        """The rows; filled at once where the card is known."""
        yield from self._rows

    def on_mount(self) -> None:
        """Show the card given."""
        if self._card is not None:
            self.show(self._card)

    def show(self, card: Card) -> None:
        """Another card in the same place."""
        self._card = card
        what = card.what if not card.code else Words(f"{card.code}: {card.what.th}", f"{card.code}: {card.what.en}")
        for row, told in zip(self._rows, (what, card.safe, card.tell, card.press, card.call), strict=True):
            row.show(told)


class FailureCard(ModalBase[bool]):
    """The same in a box, over the screen where the failure is seen; answers True where its F10 was pressed."""

    TITLE_WORDS = Words("เกิดอะไรขึ้น และต้องทำอย่างไร", "What happened, and what to do")
    ACTIONS = (BACK, SAVE.called(Words("ทำตามบัตร", "Do it"), Words("ทำอย่างที่บัตรบอก", "Does what the card says")))

    def __init__(self, card: Card) -> None:
        super().__init__()
        self._card = card

    def body(self) -> ComposeResult:
        """The five lines."""
        yield CardLines(self._card)
        yield Said(same(""))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """F10 only where the card names it."""
        if action == "save":
            return self._card.press.en.startswith("F10")
        return super().check_action(action, parameters)

    def action_save(self) -> None:
        """F10: the screen below does it."""
        self.dismiss(True)
