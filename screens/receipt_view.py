"""The receipt on the screen: what to hand back, printing, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual import work as in_background
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll

from desk.rules.cash import format_baht
from desk.words import Words
from screens.asking import AskReason
from screens.base import SubScreen
from screens.keys import CANCEL, FIND_ANYBODY, SAVE, Action, act
from screens.large_figures import large
from screens.paper_view import COPY_TOLD
from screens.parts import Said, Shown
from screens.printing import put_out, short
from screens.reading import read as ask
from screens.undoing import UNDOING, Undoing
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.printing import Printed
    from desk.counter.undo import Undone
    from desk.paper.receipt import ReceiptPaper
    from local_db.queries.money import ReceiptRow

PREVIEW_LINES_MAX = 300
_DONE = Words("เสร็จ", "Done")
_VOID = Words("ใบเสร็จนี้ยกเลิกแล้ว เลขที่เก็บไว้", "This receipt is void; its number is kept")
_NOT_PRINTED = (
    Words("F10 พิมพ์ใบเสร็จ", "F10 prints the receipt"),
    Words("F3 กลับโดยไม่พิมพ์", "F3 leaves without paper"),
)
_HAND_OVER = (Words("ยื่นใบเสร็จ", "Hand over the receipt,"), Words("แล้วกด F10 เสร็จ", "then press F10: done"))
_AGAIN = (Words("P พิมพ์ซ้ำเป็นสำเนา", "P prints a copy"), Words("F3 กลับ", "F3 leads back"))
_COPY = Words("พิมพ์สำเนาใบเสร็จ", "Print a copy of the receipt")
_NOT_OUT = Words(
    "กระดาษยังไม่ออก เงินและเลขใบเสร็จไม่หาย กด {key} ลองใหม่ หรือ F3 พิมพ์ภายหลังจากคิวพิมพ์",
    "No paper yet. Money and number are safe: {key} tries again, F3 leaves it to the print queue",
)


class ReceiptView(Undoing[None], SubScreen[None]):
    """One receipt. `just_paid`: change goes over the counter now and stands there large."""

    ACTIONS = (
        FIND_ANYBODY,
        SAVE.called(
            Words("พิมพ์", "Print"), Words("พิมพ์ใบเสร็จ แล้ว F10 อีกครั้งเมื่อเสร็จ", "Prints the receipt; F10 again when done")
        ),
        act(
            "print",
            "p",
            Words("พิมพ์ซ้ำ", "Print again"),
            Words("พิมพ์อีกแผ่น ระบุว่าเป็นสำเนา ต้องมีเหตุผล", "Prints another sheet, marked as a copy, for a reason"),
        ),
        act(
            "seal",
            "q",
            Words("คิวอาร์บนจอ", "Code on screen"),
            Words("แสดงรหัสของใบเสร็จให้ถ่ายรูป เมื่อเครื่องพิมพ์เสีย", "Shows the receipt's code to be photographed"),
            in_footer=False,
        ),
        *UNDOING,
        CANCEL.called(
            Words("ไม่พิมพ์", "No paper"),
            Words("กลับโดยไม่พิมพ์ ใบเสร็จบันทึกแล้ว", "Leaves without printing; the receipt is saved"),
        ),
    )
    ABOUT = Words(
        "เงินและเลขใบเสร็จบันทึกแล้วก่อนพิมพ์ พิมพ์ไม่ได้ก็ไม่หาย",
        "Money and number are saved before printing; a printer that fails loses neither",
    )
    DEFAULT_CSS: ClassVar[str] = """
    ReceiptView #preview {
        width: 51; height: 1fr; padding: 0 1; background: $surface;
        scrollbar-size-vertical: 1; scrollbar-color: $primary; scrollbar-background: $surface;
        scrollbar-color-hover: $primary; scrollbar-background-hover: $surface;
    }
    ReceiptView #preview:focus { background-tint: transparent 0%; }
    ReceiptView #beside { width: 1fr; padding: 0 0 0 2; }
    ReceiptView #back-large { height: 3; width: 100%; text-style: bold; color: $text-success; margin: 1 0; }
    ReceiptView #back { text-style: bold; }
    ReceiptView #where, ReceiptView #next { margin: 1 0 0 0; }
    """

    def __init__(self, ref: str, *, just_paid: bool = False) -> None:
        super().__init__()
        self.ref = ref
        self.just_paid = just_paid
        self.printed: Printed | None = None
        self._paper: ReceiptPaper | None = None
        self._row: ReceiptRow | None = None
        self._preview = Shown("", id="lines")
        self._back = Said(Words("", ""), wraps=True, id="back")
        self._back_large = Shown("", id="back-large")
        self._where = Said(Words("", ""), wraps=True, id="where")
        self._next = Shown("", id="next")

    def body(self) -> ComposeResult:
        """The receipt at the left, the officer's part at the right."""
        with Horizontal():
            yield VerticalScroll(self._preview, id="preview")
            with Vertical(id="beside"):
                yield self._back
                yield self._back_large
                yield self._where
                yield self._next

    @on(events.Mount)
    async def begin(self) -> None:
        """Read the receipt."""
        await self._read()
        self.query_one("#preview").focus()

    async def _read(self) -> None:
        office, ref = work_of(self).open_office, self.ref

        def read() -> tuple[ReceiptPaper, ReceiptRow]:
            from desk.counter import receipts

            return receipts.receipt_paper(office, ref), receipts.receipt_row(office, ref)

        found = await ask(self, read)
        if found is not None:
            self._paper, self._row = found
        self._show()
        self.refresh_keys()

    def undone_row(self) -> ReceiptRow | None:
        """The receipt on view."""
        return self._row

    async def after_undoing(self, found: Undone | None) -> None:
        """The receipt as it stands now, or the one that took its place."""
        if found is not None and found.receipt:
            self.ref, self.printed = found.receipt, None
            self._where.say(Words("", ""))
        self.just_paid = False
        await self._read()

    def _show(self) -> None:
        """Everything in the language in force."""
        from desk.paper.preview import preview
        from desk.paper.receipt import receipt_document

        paper = self._paper
        if paper is None:
            return
        self._preview.show_lines(preview(receipt_document(paper)), PREVIEW_LINES_MAX)
        if self.just_paid and self._row is not None and self._row.method in ("cash", "mixed"):
            back = format_baht(paper.change_satang)
            self._back.say(Words("ทอน {baht}", "Change {baht}").fill(baht=back))
            self._back_large.show_lines(large(back))
        elif not self.just_paid:
            self._back.say(_VOID if paper.void else Words("", ""))
            self._back_large.show_lines([])
        else:
            self._back.say(Words("ชำระผ่านธนาคารแล้ว ไม่มีเงินทอน", "Paid through the bank; no change"))
        self._advise()

    def _advise(self) -> None:
        if (self._paper is not None and self._paper.void) or not self._may_print:
            self._next.show_lines(_AGAIN[1:])
        elif self.printed is not None:
            self._next.show_lines(_HAND_OVER)
        elif self._row is not None and self._row.copies:
            times = Words("พิมพ์แล้ว {n} ครั้ง", "Printed {n} times").fill(n=self._row.copies)
            self._next.show_lines([times, *_AGAIN])
        else:
            self._next.show_lines(_NOT_PRINTED)

    def language_changed(self) -> None:
        """The preview is made of lines of one language."""
        self._show()

    # ---- keys

    def actions(self) -> list[Action]:
        """Once printed, F10 goes on and a further print has a key of its own."""
        if self.printed is None and not (self._row is not None and self._row.copies):
            return super().actions()
        left = [action for action in super().actions() if action.id != "cancel"]
        return [action.called(_DONE) if action.id == "save" else action for action in left]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Printing again comes after printing; leaving without paper before it."""
        if action == "print":
            return self._may_print and (self.printed is not None or (self._row is not None and bool(self._row.copies)))
        if action == "save":
            return self.printed is not None or (self._may_print and (self._row is None or not self._row.copies))
        if action == "seal":
            return self._paper is not None and bool(self._paper.seal)
        if action == "bounce":
            return self.may_undo() and self._row is not None and self._row.method in ("cheque", "mixed")
        if action in ("void", "refund", "correct"):
            return self.may_undo()
        return True

    @property
    def _may_print(self) -> bool:
        """Receipts are in the hands of who takes the money, and of who closes the day."""
        session = work_of(self).session if self.is_attached else None
        return session is not None and (session.may("take_payment") or session.may("close_day"))

    def action_seal(self) -> None:
        """Q: the code on the screen."""
        from screens.seal_view import SealView

        if self._paper is not None and self._paper.seal:
            self.open_room(SealView(self._paper.seal))

    def action_save(self) -> None:
        """F10: print; once printed, done."""
        if self.printed is None:
            self._print()
        else:
            self.dismiss(None)

    @in_background
    async def action_print(self) -> None:
        """P: another sheet, marked as a copy; the journal keeps why."""
        reason = await self.app.push_screen_wait(AskReason(_COPY, COPY_TOLD))
        if reason:
            self._print(reason)

    @in_background
    async def _print(self, reason: str = "") -> None:
        """Print on another thread; a slow printer holds back keys, never the screen."""
        from desk.counter import receipts

        work, ref = work_of(self), self.ref
        printed = await put_out(self, lambda: receipts.receipt_to_print(work.open_office, work.officer, ref, reason))
        if printed is None:
            self._where.say(_NOT_OUT.fill(key="P" if reason else "F10"))
            return
        self.printed = printed
        copy = Words("ต้นฉบับ", "original")
        if printed.copy_number > 1:
            copy = Words("สำเนา ครั้งที่ {n}", "copy, print {n}").fill(n=printed.copy_number)
        said = Words("พิมพ์แล้ว ({copy}) {name}", "Printed ({copy}) {name}")
        self._where.say(said.fill(copy=copy, name=short(printed.where)))
        self._advise()
        self.refresh_keys()
