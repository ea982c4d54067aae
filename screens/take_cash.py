"""Cash: what is due, what was handed over, what goes back; taken once."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult

from desk.counter.parties import ROLE_IN_REQUEST
from desk.model.errors import DeskError
from desk.rules.cash import (
    AmountRefused,
    TenderedTooLittle,
    change,
    denomination_name,
    format_baht,
    parse_amount,
)
from desk.words import Words
from screens.keys import LIST
from screens.large_figures import large
from screens.parts import FactRow, FieldRow, Said, Shown
from screens.party_line import who
from screens.reading import read as ask
from screens.taking import Taking
from screens.thai_input import ThaiInput
from screens.work import work_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desk.counter.basket import BasketLine
    from desk.model.kinds.body import Party

PIECES_ON_VIEW = 8
"""Kinds of notes and coins that fit beside each other under the change."""
LETTERS_MAX = 20


class TakeCash(Taking):
    """Takes cash for these requests from this payer; answers the receipt's reference when its view is closed."""

    ACTIONS = (LIST.called(Words("ลิ้นชักเงิน", "Drawer"), Words("เปิดลิ้นชักเงิน", "Opens the drawer")),)
    ABOUT = Words(
        "พิมพ์จำนวนที่รับมา หรือกด Enter ถ้ารับพอดี แล้วกด F10",
        "Type what was handed over, or press Enter for the exact sum, then F10",
    )
    DEFAULT_CSS: ClassVar[str] = """
    TakeCash #due-large, TakeCash #change-large { height: 3; width: 100%; text-style: bold; margin: 0 0 0 22; }
    TakeCash #due-large { color: $text-accent; }
    TakeCash #change-large { color: $text-success; }
    TakeCash #told { color: $text-error; height: auto; margin: 1 0 0 2; }
    """

    def __init__(self, refs: Sequence[str], payer: Party) -> None:
        super().__init__(refs, payer)
        self._items: list[BasketLine] = []
        # ThaiInput, not NumberInput: that one drops dashes, and minus a hundred would be read as a hundred
        self.given = ThaiInput(
            clean=lambda text: format_baht(parse_amount(text)), length_max=LETTERS_MAX, enter_moves=False, id="given"
        )
        self._what = FactRow(Words("รายการ", "For"), "", id="what")
        self._due = FactRow(Words("ยอดชำระ", "Amount due"), "", id="due")
        self._due_large = Shown("", id="due-large")
        self._change = FactRow(Words("เงินทอน", "Change"), "", id="change")
        self._change_large = Shown("", id="change-large")
        self._pieces = FactRow(Words("ทอนเป็น", "Given back as"), "", id="pieces")
        self._told = Said(Words("", ""), wraps=True, id="told")

    def body(self) -> ComposeResult:
        """Payer and items, the sum, the field, the change."""
        yield FactRow(ROLE_IN_REQUEST["payer"], who(self.payer))
        yield self._what
        yield self._due
        yield self._due_large
        yield FieldRow(Words("รับมา (บาท)", "Given (baht)"), self.given, id="given-row")
        yield self._change
        yield self._change_large
        yield self._pieces
        yield self._told

    @on(events.Mount)
    async def begin(self) -> None:
        """Read what is due."""
        self.given.styles.width = LETTERS_MAX
        self.query_one("#given-row").styles.margin = (1, 0)
        await self.read_due()
        self.given.focus()

    async def read_due(self) -> None:
        """What the requests ask for now."""
        work, refs = work_of(self), self.refs

        def read() -> list[BasketLine]:
            from desk.counter import basket

            return basket.lines(work.open_office, None, refs)

        found = await ask(self, read)
        if found is None:
            return
        self._items = found
        self.due_satang = sum(line.due_satang for line in self._items)
        self._show()

    def _show(self) -> None:
        names = [line.label for line in self._items]
        more = f" +{len(names) - 1}" if len(names) > 1 else ""
        self._what.show(Words(f"{names[0].th}{more}", f"{names[0].en}{more}") if names else "")
        self._due.show(Words("{baht} บาท", "{baht} baht").fill(baht=format_baht(self.due_satang)))
        self._due_large.show_lines(large(format_baht(self.due_satang)))
        self._follow(self.given.value)

    # ---- the field

    def on_input_changed(self, event: ThaiInput.Changed) -> None:
        """The change follows every figure; what was said against the figure before is over."""
        if self.message_line.tone == "alert" and not self.fee_changed:
            self.say(None)
        self._follow(event.value)

    def on_thai_input_entered(self, event: ThaiInput.Entered) -> None:
        """Enter in the empty field: the exact sum was handed over."""
        if not event.value:
            self.given.value = format_baht(self.due_satang)
            self.given.cursor_position = len(self.given.value)
        self.say(Words("ตรวจเงินทอน แล้วกด F10 รับเงิน", "Check the change, then press F10"))

    def _follow(self, text: str) -> None:
        """Show the change for what stands in the field now, or what is still missing."""
        blank = Words("-", "-")
        try:
            back = change(self.due_satang, parse_amount(text))
        except TenderedTooLittle as short:
            missing = Words("ยังขาด {baht} บาท", "{baht} baht short").fill(baht=short.facts["missing"])
            self._show_change(missing, [], "")
            return
        except DeskError:
            self._show_change(blank, [], "")  # nothing typed, or not an amount yet; the field says why when it is left
            return
        amount = Words("{baht} บาท", "{baht} baht").fill(baht=format_baht(back.satang))
        self._show_change(amount, large(format_baht(back.satang)), _pieces(back.pieces))

    def _show_change(self, amount: Words, figures: list[str], pieces: object) -> None:
        self._change.show(amount)
        self._change_large.show_lines(figures or ["", "", ""])
        self._pieces.show(pieces)

    def language_changed(self) -> None:
        """Pieces are put together here."""
        self._show()

    # ---- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The key of the new rate needs the place of the drawer's."""
        return not self.fee_changed if action == "list" else super().check_action(action, parameters)

    async def action_save(self) -> None:
        """F10: take the money, once."""
        from desk.counter import cashier

        if not self.fields_in_order():
            return
        if not self.given.value:
            self.show_error(AmountRefused())
            self.given.focus()
            return
        tendered = parse_amount(self.given.value)
        work = work_of(self)
        office, session = work.open_office, work.officer
        await self.take(lambda: cashier.take_cash(office, session, self.refs, self.payer, tendered, work.visit))

    def tell_of_fee(self, said: Words | None) -> None:
        """It stands below the change until the new rate is taken."""
        self._told.say(said or Words("", ""))

    def action_list(self) -> None:
        """F4: the drawer."""
        from screens.drawer import Drawer

        self.app.push_screen(Drawer(), lambda _answer: self.say(None))


def _pieces(pieces: dict[int, int]) -> object:
    """Notes and coins to hand back, highest first."""
    named = [(denomination_name(piece), count) for piece, count in pieces.items()][:PIECES_ON_VIEW]
    thai = "  ".join(f"{name.th} × {count}" for name, count in named)
    english = "  ".join(f"{name.en} × {count}" for name, count in named)
    return Words(thai, english) if named else Words("ไม่ต้องทอน", "nothing to give back")
