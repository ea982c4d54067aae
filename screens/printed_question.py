"""After a crash: receipts of which nobody knows whether the paper came out. Nobody guesses; the officer is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal

from textual import work as in_background
from textual.app import ComposeResult

from desk.rules.cash import format_baht
from desk.rules.office_day import moment
from desk.words import Words
from screens.base import SubScreen
from screens.keys import CANCEL, SAVE, act
from screens.parts import FactRow, Said
from screens.printing import PRINTED, put_out, short
from screens.work import work_of

if TYPE_CHECKING:
    from local_db.queries.money import ReceiptRow

LABEL = 16


class PrintedQuestion(SubScreen[None]):
    """Asks about one receipt after the other; what is left unanswered is asked at the next start."""

    ACTIONS = (
        act("yes", "y", Words("พิมพ์แล้ว", "It was printed"), Words("กระดาษออกมาแล้ว", "The paper came out")),
        act("no", "n", Words("ยังไม่พิมพ์", "It was not"), Words("กระดาษไม่ได้ออกมา", "The paper did not come out")),
        SAVE.called(Words("พิมพ์เดี๋ยวนี้", "Print now"), Words("พิมพ์ใบเสร็จนี้เดี๋ยวนี้", "Prints this receipt now")),
        CANCEL.called(
            Words("ถามภายหลัง", "Later"), Words("เว้นไว้ ถามอีกครั้งเมื่อเปิดครั้งหน้า", "Leaves it; asked again at the next start")
        ),
    )
    ABOUT = Words(
        "เครื่องหยุดกลางคัน เงินและเลขใบเสร็จบันทึกแล้ว แต่ไม่รู้ว่ากระดาษออกมาหรือไม่",
        "The desk stopped midway. Money and number are saved; whether the paper came out only you can see",
    )
    DEFAULT_CSS: ClassVar[str] = """
    PrintedQuestion #question { text-style: bold; margin: 1 0; }
    PrintedQuestion #advice { margin: 1 0 0 0; }
    """

    def __init__(self, rows: Sequence[ReceiptRow]) -> None:
        super().__init__()
        self._rows = list(rows)
        self._place = 0
        self._offers_print = False
        self._question = Said(Words("", ""), wraps=True, id="question")
        self._facts = {
            name: FactRow(words, "", LABEL)
            for name, words in (
                ("left", Words("ใบที่", "Number")),
                ("payer", Words("ได้รับเงินจาก", "Received from")),
                ("amount", Words("จำนวน", "Amount")),
                ("when", Words("วันเวลา", "Date and time")),
                ("before", Words("พิมพ์มาแล้ว", "Printed before")),
            )
        }
        self._advice = Said(Words("", ""), wraps=True, id="advice")

    def body(self) -> ComposeResult:
        """The question, the receipt it is about, what to do."""
        yield self._question
        yield from self._facts.values()
        yield self._advice

    def on_mount(self) -> None:
        """The first receipt."""
        self._show()

    @property
    def row(self) -> ReceiptRow:
        """The receipt asked about."""
        return self._rows[self._place]

    def _show(self) -> None:
        """The question about the receipt in turn."""
        row = self.row
        number = f"{row.book}/{row.number:06d}"
        asked = Words("ใบเสร็จ {number} อาจพิมพ์แล้ว: พิมพ์แล้วหรือไม่", "Receipt {number} may have been printed: was it?")
        offered = Words("ใบเสร็จ {number} ยังไม่พิมพ์: พิมพ์เดี๋ยวนี้หรือไม่", "Receipt {number} was not printed: print it now?")
        self._question.say((offered if self._offers_print else asked).fill(number=number))
        from desk.thai import date_words

        at = moment(row.t)
        day = date_words(date.fromisoformat(row.date))
        self._facts["left"].show(f"{self._place + 1}/{len(self._rows)}")
        self._facts["payer"].show(row.payer_name)
        self._facts["amount"].show(Words("{baht} บาท", "{baht} baht").fill(baht=format_baht(row.satang)))
        self._facts["when"].show(Words(f"{day.th} {at:%H:%M} น.", f"{day.en} {at:%H:%M}"))
        self._facts["before"].show(Words("{n} ครั้ง", "{n} times").fill(n=row.copies))
        if self._offers_print:
            advice = Words("กด F10 พิมพ์ หรือ N ไม่พิมพ์", "F10 prints it; N leaves it without paper")
        else:
            advice = Words(
                "ดูที่เครื่องพิมพ์ แล้วกด Y พิมพ์แล้ว หรือ N ยังไม่พิมพ์",
                "Look at the printer, then press Y (printed) or N (not printed)",
            )
        self._advice.say(advice)
        self.refresh_keys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Printing is offered once the officer said that there is no paper."""
        if action == "save":
            return self._offers_print
        if action == "yes":
            return not self._offers_print
        return True

    # ---- keys

    async def action_yes(self) -> None:
        """Y: the paper is there."""
        if await self._record("found_printed"):
            self._go_on()

    async def action_no(self) -> None:
        """N: there is no paper; then whether to print it now. N again: not now."""
        if self._offers_print:
            self._go_on()
        elif await self._record("not_printed"):
            self._offers_print = True
            self._show()

    @in_background
    async def action_save(self) -> None:
        """F10: print it now."""
        from desk.counter import receipts

        work, ref = work_of(self), self.row.ref
        printed = await put_out(self, lambda: receipts.receipt_to_print(work.open_office, work.officer, ref))
        if printed is not None:
            self._go_on(PRINTED.fill(where=short(printed.where)))

    async def _record(self, result: Literal["found_printed", "not_printed"]) -> bool:
        from desk.counter import receipts

        work, row = work_of(self), self.row

        return await self.carry_out(
            lambda: receipts.record_print(work.open_office, work.officer, row.ref, result, row.copies + 1), once=True
        )

    def _go_on(self, done: Words | None = None) -> None:
        """The next receipt, or back to work."""
        self._offers_print = False
        if self._place + 1 == len(self._rows):
            self.dismiss(None)
            return
        self._place += 1
        self._show()
        if done is not None:
            self.say_done(done)
        else:
            self.say(None)

    def language_changed(self) -> None:
        """The question is put together here."""
        self._show()
