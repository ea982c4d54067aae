"""A receipt in the hand: its code is scanned, and whether it is true and holds is told without asking the line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import on
from textual.app import ComposeResult

from desk.model.errors import DeskError
from desk.rules.cash import format_baht
from desk.words import Words, same
from screens.base import SubScreen
from screens.keys import FIND_ANYBODY, SAVE
from screens.parts import FactRow, FieldRow, Said
from screens.thai_input import ThaiInput
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.receipt_seal import Finding, Verdict

LABEL: Final = 20
LETTERS_MAX: Final = 700
_SIGNS: Final[dict[Verdict, str]] = {"holds": "✓", "void": "✗", "altered": "✗", "forged": "✗", "unknown_key": "?"}
_TONES: Final[dict[Verdict, str]] = {
    "holds": "good", "void": "alert", "altered": "alert", "forged": "alert", "unknown_key": "doubt",
}  # fmt: skip
_HEAD: Final = Words("ตรวจใบเสร็จ: สแกนคิวอาร์ท้ายใบเสร็จ", "Check a receipt: scan the QR code at its foot")
_BOOK: Final = Words("เล่มที่ {book} เลขที่ {number} ปีงบประมาณ {year}", "Book {book}, No. {number}, fiscal year {year}")
_BAHT: Final = Words("{baht} บาท", "{baht} baht")
_DESK: Final = Words("โต๊ะ {desk} · {office}", "Desk {desk} · {office}")
_DESK_ALONE: Final = Words("โต๊ะ {desk} สำนักงานอื่น", "Desk {desk} of another office")
_COPY: Final = Words("พิมพ์ครั้งที่ {n}", "print {n}")
_KNOWN: Final = Words(
    "ตรวจลายเซ็นและสมุดรายการในเครื่องนี้ ไม่ใช้สาย", "By signature and by this desk's records, without a line"
)
_UNKNOWN: Final = Words(
    "ตรวจลายเซ็นโดยไม่ใช้สาย เครื่องนี้ไม่มีสมุดของโต๊ะนั้น", "By signature, without a line; this desk has no record of it"
)


class ReceiptCheck(SubScreen[None]):
    """One field for the scanner; below it what was found. The next scan takes the place of this one."""

    ACTIONS = (
        FIND_ANYBODY,
        SAVE.called(Words("เปิดใบเสร็จ", "Open receipt"), Words("เปิดใบเสร็จที่ตรวจพบ", "Opens the receipt that was found")),
    )
    ABOUT = Words(
        "สแกนคิวอาร์ท้ายใบเสร็จ จากโต๊ะใดก็ได้ สายขาดก็ตรวจได้ แป้นพิมพ์อยู่ภาษาใดก็อ่านออก",
        "Scan the QR code at the foot of a receipt of any desk, with the line up or down; either layout is understood",
    )
    DEFAULT_CSS = """
    ReceiptCheck .head { text-style: bold; }
    ReceiptCheck #verdict { text-style: bold; margin: 1 0; height: 2; }
    ReceiptCheck #verdict.-good { color: $text-success; }
    ReceiptCheck #verdict.-alert { color: $text-error; }
    ReceiptCheck #verdict.-doubt { color: $text-warning; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.finding: Finding | None = None
        self._office = same("")
        self._scan = ThaiInput(length_max=LETTERS_MAX, id="scan")
        self._verdict = Said(same(""), wraps=True, id="verdict")
        self._facts = {
            name: FactRow(words, "", LABEL)
            for name, words in (
                ("receipt", Words("ใบเสร็จ", "Receipt")),
                ("day", Words("ลงวันที่", "Dated")),
                ("sum", Words("จำนวนเงิน", "Amount")),
                ("desk", Words("ออกโดย", "Issued by")),
                ("print", Words("แผ่นนี้", "This sheet")),
                ("how", Words("ตรวจอย่างไร", "How it was checked")),
            )
        }

    def body(self) -> ComposeResult:
        """The field, the verdict, the facts."""
        yield Said(_HEAD, classes="head")
        yield FieldRow(Words("รหัสที่สแกน", "Scanned code"), self._scan, LABEL)
        yield self._verdict
        yield from self._facts.values()

    def on_mount(self) -> None:
        """The scanner types into the field."""
        self._scan.focus()

    @on(ThaiInput.Accepted)
    async def scanned(self, event: ThaiInput.Accepted) -> None:
        """A scanner ends with Enter, some with Tab: the code is checked, the field free for the next."""
        from desk.counter.printing import letterhead
        from desk.counter.receipt_seal import check_seal

        if not event.value.strip():
            return
        office = work_of(self).open_office
        self._scan.clear()
        self._scan.focus()
        try:
            self.finding, self._office = await office.ask(
                lambda: (check_seal(office, event.value), letterhead(office).office)
            )
        except DeskError as error:
            self.finding = None
            self.show_error(error)
        else:
            self.say(None)
        self._show()
        self.refresh_keys()

    def _show(self) -> None:
        from desk.thai import date_words

        found = self.finding
        self._verdict.remove_class("-good", "-alert", "-doubt")
        if found is None:
            self._verdict.say(same(""))
            for row in self._facts.values():
                row.show("")
            return
        facts = found.facts
        sign, words = _SIGNS[found.verdict], found.words
        self._verdict.say(Words(f"{sign} {words.th}", f"{sign} {words.en}"))
        self._verdict.add_class(f"-{_TONES[found.verdict]}")
        number = _BOOK.fill(book=facts.book, number=f"{facts.number:06d}", year=facts.fiscal_year)
        ours = found.verdict != "unknown_key"  # only keys of this office are known here
        issued = (_DESK if ours else _DESK_ALONE).fill(desk=facts.desk, office=self._office)
        told = {
            "receipt": number,
            "day": date_words(facts.date),
            "sum": _BAHT.fill(baht=format_baht(facts.satang)),
            "desk": issued,
            "print": _COPY.fill(n=facts.copy),
            "how": _KNOWN if found.recorded else _UNKNOWN,
        }
        for name, said in told.items():
            self._facts[name].show(said)

    # ---- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The receipt itself only where this desk has it."""
        if action == "save":
            return self.finding is not None and self.finding.recorded
        return super().check_action(action, parameters)

    def action_save(self) -> None:
        """F10: the receipt."""
        from screens.receipt_view import ReceiptView

        if self.finding is not None and self.finding.recorded:
            self.open_room(ReceiptView(self.finding.facts.ref))

    def language_changed(self) -> None:
        """The verdict is put together here."""
        self._show()
