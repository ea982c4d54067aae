"""What is given to the citizen in writing about a request: the slip of missing papers, the notice of delay.

Both stand on the screen as they will be printed, are recorded first and printed after that.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult

from desk.model.errors import DeskError
from desk.thai import parse_date, recover_number, squeeze_number
from desk.words import Words, language
from screens.base import SubScreen
from screens.keys import SAVE
from screens.paper_lines import PaperLines
from screens.parts import FieldRow, Said
from screens.printing import put_out
from screens.reading import read
from screens.thai_input import ThaiInput
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.printing import Printout
    from desk.paper.document import Document

LABEL = 26
LETTERS_MAX = 200
_DATE_DIGITS = 8
_PRINTED = Words("บันทึกแล้ว พิมพ์แล้วที่ {where} ให้ลงนามทั้งสองฝ่าย", "Recorded and printed: {where}. Both sign it")


def day_typed(text: str) -> str:
    """A day as it is typed, with its strokes; eight digits will do. Raises the refusal of the date."""
    digits = squeeze_number(recover_number(text))
    if len(digits) == _DATE_DIGITS and digits.isascii() and digits.isdigit():
        text = f"{digits[:2]}/{digits[2:4]}/{digits[4:]}"
    day = parse_date(text).as_date()
    return f"{day.day:02d}/{day.month:02d}/{day.year + 543}"


def day_of(text: str) -> date | None:
    """The day that stands in a field, None while there is none."""
    return parse_date(text).as_date() if text.strip() else None


class CitizenSlip(SubScreen[None]):
    """The paper below, what is typed into it above; F10 records it and prints it."""

    ACTIONS = (
        SAVE.called(
            Words("บันทึกและพิมพ์", "Record, print"), Words("บันทึกว่าแจ้งแล้ว แล้วพิมพ์", "Records that it was told, then prints")
        ),
    )
    DEFAULT_CSS: ClassVar[str] = """
    CitizenSlip .head { text-style: bold; }
    CitizenSlip #paper { margin-top: 1; }
    """
    HEAD: ClassVar[Words]

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.ref = ref
        self.paper = PaperLines(id="paper")
        self._recorded = False
        """What stands here was told: the paper shows it, and F10 prints it once more and tells nothing anew."""

    def fields(self) -> Sequence[FieldRow]:
        """What is typed in; the screen's own."""
        raise NotImplementedError

    def draft(self) -> Document:
        """The paper as it stands now, on the reader thread; the screen's own."""
        raise NotImplementedError

    def record(self) -> None:
        """Record that it was told. The screen's own."""
        raise NotImplementedError

    def ready(self) -> Printout:
        """The paper of what was recorded last. The screen's own."""
        raise NotImplementedError

    def body(self) -> ComposeResult:
        """A heading, the fields, the paper."""
        yield Said(self.HEAD, classes="head")
        yield from self.fields()
        yield self.paper

    @on(events.Mount)
    async def begin(self) -> None:
        """Show the paper; the cursor stands in the first field."""
        self.query(ThaiInput).first().focus()
        await self.show_paper()

    async def show_paper(self) -> None:
        """The paper line by line, in the language in force (printed it speaks both)."""
        from desk.paper.preview import preview

        found = await read(self, self._document)
        if found is not None:
            lines = preview(found, language())
            self.paper.show_paper(lines)

    def language_changed(self) -> None:
        """Again in the other language."""
        self.run_worker(self.show_paper(), group="paper", exclusive=True)

    @work(exclusive=True, group="record")
    async def action_save(self) -> None:
        """F10: record, then print."""
        if not self.fields_in_order():
            return

        def carry_out() -> Printout:
            if not self._recorded:
                self.record()
                self._recorded = True
            return self.ready()

        if await put_out(self, carry_out, done=_PRINTED) is not None:
            self.ground.spend_key()  # pressed twice it would be printed twice
        await self.show_paper()

    def _document(self) -> Document:
        return self.ready().document if self._recorded else self.draft()

    def on_input_changed(self) -> None:
        """Something else is to be told."""
        self._recorded = False


class DefectSlipView(CitizenSlip):
    """The slip of missing papers."""

    HEAD = Words("บันทึกเอกสารที่ขาด · แจ้งได้ครั้งเดียว", "Papers still needed · asked for once")
    ABOUT = Words(
        "แจ้งเอกสารที่ขาดเป็นหนังสือสองภาษา ลงนามทั้งสองฝ่าย กฎหมายให้แจ้งครั้งเดียว ครั้งต่อไปหัวหน้าต้องบันทึกเหตุผล",
        "Missing papers are told in writing, in both languages, signed by both. The law allows one time; "
        "for another a supervisor records why",
    )

    def __init__(self, ref: str) -> None:
        super().__init__(ref)
        self._more = ThaiInput(length_max=LETTERS_MAX, id="more", remember_as="defect.more")
        self._until = ThaiInput(clean=day_typed, length_max=20, id="until", remember_as="defect.until")
        self._reason = ThaiInput(length_max=LETTERS_MAX, id="reason")

    def fields(self) -> Sequence[FieldRow]:
        """Anything besides the checklist, by when, and why again."""
        return (
            FieldRow(Words("ขออย่างอื่นด้วย (ถ้ามี)", "Anything besides"), self._more, LABEL),
            FieldRow(Words("ให้นำมาภายในวันที่", "To be brought by"), self._until, LABEL),
            FieldRow(Words("เหตุที่แจ้งซ้ำ (หัวหน้า)", "Why again (supervisor)"), self._reason, LABEL),
        )

    def draft(self) -> Document:
        """The latest slip once there is one, else what would be asked for."""
        from desk.counter import defects
        from desk.paper.defect_slip import defect_document

        office, officer = work_of(self).open_office, work_of(self).officer
        rows = defects.asking(office, self.ref).asked
        return defect_document(defects.slip(office, officer, self.ref, rows[-1] if rows else None))

    def record(self) -> None:
        """Ask."""
        from desk.counter import defects

        shared = work_of(self)
        until = day_of(self._until.value)
        defects.ask(shared.open_office, shared.officer, self.ref, self._more.value, until, self._reason.value)

    def ready(self) -> Printout:
        """The latest slip."""
        from desk.counter import defects

        shared = work_of(self)
        return defects.slip_to_print(shared.open_office, shared.officer, self.ref)


class DelayNoticeView(CitizenSlip):
    """The notice of delay."""

    HEAD = Words("หนังสือแจ้งเหตุแห่งความล่าช้า · ทุก 7 วัน", "Notice of delay · every 7 days")
    ABOUT = Words(
        "คำขอที่เกินกำหนดต้องแจ้งเหตุแก่ผู้ยื่นทุกเจ็ดวันจนกว่าจะเสร็จ วันที่สายขัดข้องแสดงไว้ให้",
        "A request that is late is explained to the applicant every seven days until it is decided; "
        "days the line was down are shown",
    )

    def __init__(self, ref: str) -> None:
        super().__init__(ref)
        self._reason = ThaiInput(length_max=LETTERS_MAX, id="reason", remember_as="delay.reason")
        self._expected = ThaiInput(clean=day_typed, length_max=20, id="expected", remember_as="delay.expected")

    def fields(self) -> Sequence[FieldRow]:
        """Why, and by when."""
        return (
            FieldRow(Words("เหตุแห่งความล่าช้า", "Why it takes longer"), self._reason, LABEL),
            FieldRow(Words("คาดว่าจะเสร็จวันที่", "Expected by"), self._expected, LABEL),
        )

    def draft(self) -> Document:
        """The notice with what is typed so far."""
        from dataclasses import replace

        from desk.counter import case, deadlines
        from desk.paper.delay_notice import delay_document

        office, officer = work_of(self).open_office, work_of(self).officer
        notice = deadlines.notice(office, officer, case.open_case(office, self.ref).case)
        return delay_document(replace(notice, reason=self._reason.value, expected=self._day()))

    def _day(self) -> date | None:
        try:
            return day_of(self._expected.value)
        except DeskError:
            return None  # the field itself says why when it is left

    async def on_thai_input_entered(self) -> None:
        """What was typed stands on the paper."""
        await self.show_paper()

    def record(self) -> None:
        """Tell of the delay."""
        from desk.counter import deadlines

        office, officer = work_of(self).open_office, work_of(self).officer
        deadlines.tell_delay(office, officer, self.ref, self._reason.value, day_of(self._expected.value))

    def ready(self) -> Printout:
        """The latest notice."""
        from desk.counter import case, deadlines

        office, officer = work_of(self).open_office, work_of(self).officer
        return deadlines.notice_to_print(office, officer, case.open_case(office, self.ref).case)
