"""The forms a request's definition names: which may be printed now, each as it will look, one key to print it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult

from desk.words import Words, language
from screens.asking import AskReason
from screens.keys import SAVE, Action
from screens.looking import Looking
from screens.paged_table import Column, PagedTable, Row, Tone
from screens.paper_lines import PaperLines
from screens.parts import Said
from screens.printing import put_out
from screens.reading import read
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.printed_forms import Form
    from desk.paper.request_forms import FormSort

ELSEWHERE = ("defect_slip", "delay_notice", "receipt")
"""Forms with a screen of their own."""
_HEAD = Words("แบบพิมพ์ของคำขอ {ref}", "Forms of request {ref}")
_OPEN = Words("เปิด", "Open")
_NOW = Words("พิมพ์ได้", "can be printed")
_NOT_NOW = Words("ยังพิมพ์ไม่ได้: {why}", "not now: {why}")
_PRINTED = Words("พิมพ์แล้ว {n} ครั้ง", "printed {n} times")
_AGAIN = Words("พิมพ์{form}ของคำขอ {ref} อีกครั้ง", "Print again for request {ref}: {form}")
_AGAIN_TOLD = Words("ใบที่พิมพ์จะระบุว่าเป็นสำเนา เหตุผลอยู่ในสมุดรายการ", "It says that it is a copy; the reason is journalled")


class PrintedForms(Looking[None]):
    """The forms above, the one pointed at as it will look below; F10 prints it, or opens its own screen."""

    ACTIONS = (SAVE.called(Words("พิมพ์", "Print"), Words("พิมพ์แบบที่ชี้อยู่", "Prints the form pointed at")),)
    ABOUT = Words(
        "แบบที่นิยามของบริการกำหนดไว้ แบบที่กฎหมายกำหนดรูปแบบเฉพาะ เช่น สูติบัตร ให้ออกบนแบบพิมพ์ของทางราชการ",
        "The forms the service's definition names. Where the law prescribes a form, such as a birth certificate, "
        "it is made out on the official paper",
    )
    DEFAULT_CSS: ClassVar[str] = """
    PrintedForms #head { text-style: bold; }
    PrintedForms #paper { margin-top: 1; }
    """

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.ref = ref
        self.forms: dict[str, Form] = {}
        self._shown = ""
        self._table = PagedTable(
            [Column(Words("แบบพิมพ์", "Form"), 28), Column(Words("สถานะ", "State"), 0)],
            empty=Words("บริการนี้ไม่มีแบบพิมพ์", "This service names no forms"),
            id="forms",
        )
        self._paper = PaperLines(Words("ตัวอย่าง", "As it will look"), id="paper")

    def body(self) -> ComposeResult:
        """Which request, its forms, the paper."""
        yield Said(_HEAD.fill(ref=self.ref), id="head")
        yield self._table
        yield self._paper

    @on(events.Mount)
    def begin(self) -> None:
        """The cursor stands in the forms; Tab leads to the paper."""
        self._table.focus()

    async def look(self) -> None:
        """Read which forms there are, and show the one pointed at."""
        from desk.counter.printed_forms import forms_of

        office = work_of(self).open_office
        found = await read(self, lambda: forms_of(office, self.ref))
        if found is None:
            return
        self.forms = {form.sort: form for form in found}
        self._table.styles.height = len(found) + 1
        self._table.set_rows([Row(form.sort, (form.label, _state(form)), _tone(form)) for form in found])
        self._shown = ""
        await self._preview()
        self.refresh_keys()

    async def _preview(self) -> None:
        """The paper of the form pointed at, in the language in force (printed it speaks both)."""
        key = self._table.cursor_key or ""
        form = self.forms.get(key)
        if key == self._shown:
            return
        self._shown = key
        if form is None or form.why is not None or form.sort in ELSEWHERE:
            self._paper.show_paper([])
            return
        lines = await read(self, lambda: self._drawn(form.sort))  # type: ignore[arg-type]
        if lines is not None and key == self._shown:
            self._paper.show_paper(lines)

    def _drawn(self, sort: FormSort) -> list[str]:
        from desk.counter.printed_forms import paper_of
        from desk.paper.preview import preview
        from desk.paper.request_forms import form_document

        shared = work_of(self)
        paper = paper_of(shared.open_office, shared.officer, self.ref, sort, min(self.forms[sort].prints + 1, 99))
        return preview(form_document(paper, sort), language())

    async def on_paged_table_highlighted(self, event: PagedTable.Highlighted) -> None:
        """Another form, another paper."""
        if event.table is self._table:
            await self._preview()
            self.refresh_keys()

    def on_paged_table_selected(self, event: PagedTable.Selected) -> None:
        """Enter is as good as F10."""
        if event.table is self._table and self.check_action("save", ()):
            self.action_save()

    def actions(self) -> list[Action]:
        """F10 opens a form that has a screen of its own."""
        if (self._table.cursor_key or "") not in ELSEWHERE:
            return super().actions()
        return [each.called(_OPEN) if each.id == "save" else each for each in super().actions()]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what may be printed now is."""
        if action == "save":
            form = self.forms.get(self._table.cursor_key or "")
            return form is not None and form.why is None
        return super().check_action(action, parameters)

    @work(exclusive=True, group="print")
    async def action_save(self) -> None:
        """F10: print it; a second print of a counted one asks why."""
        from desk.counter.printed_forms import to_print

        form = self.forms.get(self._table.cursor_key or "")
        if form is None or form.why is not None:
            return
        if form.sort in ELSEWHERE:
            await self._open(form.sort)
            return
        reason = ""
        if form.prints:
            asked = AskReason(_AGAIN.fill(form=form.label, ref=self.ref), _AGAIN_TOLD)
            reason = await self.app.push_screen_wait(asked) or ""
            if not reason:
                return
        shared, sort = work_of(self), form.sort
        office, officer = shared.open_office, shared.officer
        if await put_out(self, lambda: to_print(office, officer, self.ref, sort, reason)):  # type: ignore[arg-type]
            await self.look()

    async def _open(self, sort: str) -> None:
        """The screen of a form that has one."""
        from screens.citizen_slips import DefectSlipView, DelayNoticeView

        if sort == "receipt":
            from desk.counter.case import open_case
            from screens.receipt_view import ReceiptView

            office = work_of(self).open_office
            case = await read(self, lambda: open_case(office, self.ref))
            if case is not None and case.case.row.receipt is not None:
                self.open_room(ReceiptView(case.case.row.receipt))
        else:
            self.open_room((DefectSlipView if sort == "defect_slip" else DelayNoticeView)(self.ref))


def _state(form: Form) -> Words:
    if form.why is not None:
        return _NOT_NOW.fill(why=form.why)
    if not form.prints:
        return _NOW
    printed = _PRINTED.fill(n=form.prints)
    return Words(f"{_NOW.th} · {printed.th}", f"{_NOW.en} · {printed.en}")


def _tone(form: Form) -> Tone:
    return "plain" if form.why is None else "quiet"
