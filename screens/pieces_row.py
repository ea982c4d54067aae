"""One note or coin being counted: its name, how many pieces, what they are worth."""

from __future__ import annotations

from functools import partial

from textual.app import ComposeResult
from textual.containers import Horizontal

from desk.model.errors import DeskError
from desk.rules.cash import LIMIT_PIECES, CountRefused, denomination_name
from screens.parts import FieldName, Shown
from screens.safe_text import money
from screens.thai_input import NumberInput

LABEL_CELLS = 22
PIECES_CELLS = 8
SUM_CELLS = 16


class PiecesRow(Horizontal):
    """One note or coin: its name, how many pieces were counted, what they are worth."""

    DEFAULT_CSS = """
    PiecesRow { height: 1; width: 100%; }
    """

    def __init__(self, piece: int) -> None:
        super().__init__()
        self.piece = piece
        self.field = NumberInput(clean=partial(whole_pieces, piece), length_max=9, id=f"piece-{piece}")
        self._label = FieldName(denomination_name(piece), LABEL_CELLS)
        self.field.styles.width = PIECES_CELLS
        self._sum = Shown("")
        self._sum.styles.width = SUM_CELLS

    def compose(self) -> ComposeResult:
        """Name, field, worth."""
        yield self._label
        yield self.field
        yield self._sum

    def count(self) -> int | None:
        """Pieces as typed so far; None while it is no number."""
        try:
            return int(whole_pieces(self.piece, self.field.value or "0"))
        except DeskError:
            return None

    def show_worth(self) -> None:
        """What these pieces are worth, or a sign that it cannot be told yet."""
        count = self.count()
        worth = "?".rjust(SUM_CELLS) if count is None else money(count * self.piece, SUM_CELLS) if count else ""
        self._sum.show(worth)

    def on_descendant_focus(self) -> None:
        """Mark the row in use."""
        self._label.sign("›")

    def on_descendant_blur(self) -> None:
        """Leave the sign that something is wrong, or none."""
        self._label.sign("!" if self.field.error is not None else " ")

    def on_thai_input_refused(self) -> None:
        """Show without colour that something is wrong here."""
        self._label.sign("!")


def whole_pieces(piece: int, text: str) -> str:
    """A number of pieces as typed, without leading noughts. Raises CountRefused."""
    from desk.thai import recover_number, squeeze_number

    digits = squeeze_number(recover_number(text.strip())).replace(",", "")
    if not (digits.isascii() and digits.isdigit()) or int(digits) > LIMIT_PIECES:
        raise CountRefused(denomination=denomination_name(piece), pieces=text.strip())
    return str(int(digits))
