"""Card, transfer, cheque, several together, or a part of the fee: every way of paying that is not one sum of cash."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult

from desk.counter.parties import ROLE_IN_REQUEST
from desk.rules.cash import format_baht, parse_amount
from desk.rules.tenders import Piece, Way
from desk.words import Words
from screens.dates import day_of, typed_day
from screens.parts import FactRow, FieldRow, Said
from screens.party_line import who
from screens.reading import read as ask
from screens.taking import Taking
from screens.thai_input import ThaiInput
from screens.work import work_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desk.counter.basket import BasketLine
    from desk.model.kinds.body import Party

SUM_LETTERS, TEXT_LETTERS = 16, 40
LABEL = 22
_HELD = Words("เงินมัดจำที่รับไว้", "Deposit held")
_FROM_DEPOSIT = Words("จากเงินมัดจำ (บาท)", "Of the deposit (baht)")
_SUMS: tuple[tuple[Way, Words], ...] = (
    ("card", Words("บัตร (บาท)", "Card (baht)")),
    ("transfer", Words("โอน (บาท)", "Transfer (baht)")),
    ("cheque", Words("เช็ค (บาท)", "Cheque (baht)")),
    ("cash", Words("เงินสดที่รับมา (บาท)", "Cash given (baht)")),
)
_REFERENCES = {
    "card": Words("   เลขอนุมัติ", "   Approval no."),
    "transfer": Words("   เลขอ้างอิง", "   Reference"),
    "cheque": Words("   เลขที่เช็ค", "   Cheque no."),
}
_BANK = Words("   ธนาคารของเช็ค", "   Bank of the cheque")
_DATED = Words("   วันที่บนเช็ค (พ.ศ.)", "   Dated (BE)")
_PART = Words("ชำระบางส่วน (บาท)", "Part payment (baht)")
_LEFT = Words("ขาดอีก {sum} บาท", "{sum} baht to go")
_BACK = Words("ทอน {sum} บาท", "Change {sum} baht")
_TOO_MUCH = Words("เกิน {sum} บาท เงินทอนมาจากเงินสดเท่านั้น", "{sum} baht too much; only cash gives change")
_EVEN = Words("ครบพอดี กด F10", "Paid in full; press F10")


class TakeOther(Taking):
    """Takes one payment in several ways; answers the receipt's reference."""

    ABOUT = Words(
        "กรอกยอดของแต่ละวิธี บัตร โอน และเช็คต้องมีเลขอ้างอิง เงินทอนมาจากเงินสดเท่านั้น",
        "Fill in the sum of each way; card, transfer and cheque need their numbers. Only cash gives change",
    )
    DEFAULT_CSS = """
    TakeOther #left { text-style: bold; margin: 1 0 0 2; }
    """

    def __init__(self, refs: Sequence[str], payer: Party, part_satang: int = 0) -> None:
        super().__init__(refs, payer)
        self._due = FactRow(Words("ยอดชำระ", "Amount due"), "", LABEL)
        self._sums = {way: ThaiInput(clean=_baht, length_max=SUM_LETTERS, id=f"sum-{way}") for way, _words in _SUMS}
        self._texts = {way: ThaiInput(length_max=TEXT_LETTERS, id=f"ref-{way}") for way in _REFERENCES}
        self._bank = ThaiInput(length_max=TEXT_LETTERS, id="bank")
        self._dated = ThaiInput(clean=typed_day, length_max=TEXT_LETTERS, id="dated")
        shown = format_baht(part_satang) if part_satang else ""
        self._part = ThaiInput(shown, clean=_baht, length_max=SUM_LETTERS, id="part")
        self._deposit = ThaiInput(clean=_baht, length_max=SUM_LETTERS, id="deposit")
        self._held = FactRow(_HELD, "", LABEL, id="held")
        self._left = Said(Words("", ""), id="left")

    def body(self) -> ComposeResult:
        """Payer, what is due, each way with its papers, what is left."""
        yield FactRow(ROLE_IN_REQUEST["payer"], who(self.payer), LABEL)
        yield self._due
        yield FieldRow(_PART, self._part, LABEL, id="part-row")
        yield self._held
        yield FieldRow(_FROM_DEPOSIT, self._deposit, LABEL, id="deposit-row")
        for way, words in _SUMS:
            yield FieldRow(words, self._sums[way], LABEL)
            if way in _REFERENCES:
                yield FieldRow(_REFERENCES[way], self._texts[way], LABEL)
            if way == "cheque":
                yield FieldRow(_BANK, self._bank, LABEL)
                yield FieldRow(_DATED, self._dated, LABEL)
        yield self._left

    @on(events.Mount)
    async def begin(self) -> None:
        """Read what is due."""
        for field in (*self._sums.values(), self._part, self._deposit):
            field.styles.width = SUM_LETTERS + 2
        await self.read_due()
        self._sums["card"].focus()

    async def read_due(self) -> None:
        """What the requests ask for now, and what is held for them."""
        work, refs = work_of(self), self.refs

        def read() -> tuple[list[BasketLine], int]:
            from desk.counter import basket, deposits

            return basket.lines(work.open_office, None, refs), deposits.held_on(work.open_office, refs)

        found, held = await ask(self, read) or ([], 0)
        self._held.show(Words("{baht} บาท", "{baht} baht").fill(baht=format_baht(held)))
        self._held.display = self.query_one("#deposit-row").display = held > 0
        self.due_satang = sum(line.due_satang for line in found)
        self._due.show(Words("{baht} บาท", "{baht} baht").fill(baht=format_baht(self.due_satang)))
        self.query_one("#part-row").display = len(found) == 1
        self._follow()

    # ---- the fields

    def on_input_changed(self, _event: ThaiInput.Changed) -> None:
        """What is left follows every figure; what was said against the figures before is over."""
        if self.message_line.tone == "alert" and not self.fee_changed:
            self.say(None)
        self._follow()

    def _sum(self, field: ThaiInput) -> int:
        from desk.model.errors import DeskError

        try:
            return parse_amount(field.value) if field.value else 0
        except DeskError:
            return 0  # not an amount yet; the field says so when it is left

    def _asked(self) -> int:
        return self._sum(self._part) or self.due_satang

    def _follow(self) -> None:
        left = self._asked() - sum(self._sum(field) for field in (*self._sums.values(), self._deposit))
        back = _BACK if -left <= self._sum(self._sums["cash"]) else _TOO_MUCH
        said = _EVEN if not left else (_LEFT if left > 0 else back).fill(sum=format_baht(abs(left)))
        self._left.say(said)

    def _given(self) -> list[Piece]:
        pieces = []
        for way, field in self._sums.items():
            if satang := self._sum(field):
                reference = self._texts[way].value.strip() if way in self._texts else ""
                bank = self._bank.value.strip() if way == "cheque" else ""
                dated = self._cheque_date() if way == "cheque" else None
                pieces.append(Piece(way, satang, reference, bank, dated))
        return pieces

    def _cheque_date(self) -> date | None:
        from desk.model.errors import DeskError

        try:
            return day_of(self._dated.value)
        except DeskError:
            return None  # no day yet; the field says so when it is left

    # ---- keys

    async def action_save(self) -> None:
        """F10: take it, once."""
        from desk.counter import cashier, deposits

        if not self.fields_in_order():
            return
        work, given, held = work_of(self), self._given(), self._sum(self._deposit)
        parts = {self.refs[0]: part} if (part := self._sum(self._part)) and len(self.refs) == 1 else None
        office, session = work.open_office, work.officer
        await self.take(
            lambda: cashier.take(
                office,
                session,
                self.refs,
                self.payer,
                [*(deposits.pieces(office, self.refs, held) if held else []), *given],
                work.visit,
                parts,
            )
        )


def _baht(text: str) -> str:
    """An amount as it stands in its field. Raises AmountRefused."""
    return format_baht(parse_amount(text))
