"""After a rollback, a copy or a restored backup: what would be carried over, under whose eyes, and which receipt
numbers may exist twice on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult

from desk.words import Words, same
from screens.asking import Confirm
from screens.dates import moment_words, short_moment
from screens.keys import SAVE, act
from screens.looking import Looking
from screens.paged_table import Column, PagedTable, Row
from screens.paper_view import PaperView
from screens.parts import Said, Shown
from screens.reading import read
from screens.second_officer import SecondOfficer
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.office import Office
    from desk.counter.recovery import Preview, Report
    from desk.counter.session import Session
    from desk.model.errors import DeskError

NUMBERS_SHOWN = 12
_RECOVER = Words("กู้รายการ", "Recover")
_SEEN = Words("ตรวจแล้ว", "Looked at")


class RecoveryView(Looking[None]):
    """Above what is amiss; in the middle the lines that come along, or the reports of earlier recoveries."""

    ACTIONS = (
        SAVE.called(
            _RECOVER,
            Words(
                "กู้รายการของเครื่องนี้ไปสมุดรอบใหม่ หรือลงชื่อว่าหัวหน้าตรวจรายงานแล้ว",
                "Carries this desk's lines over into the next epoch, or signs that a supervisor looked at the report",
            ),
        ),
        act("paper", "ctrl+o", Words("พิมพ์รายงาน", "Print"), Words("พิมพ์รายงานการกู้คืน", "Prints the recovery report")),
    )
    ABOUT = Words(
        "หัวหน้าตรวจรายการที่จะยกไปรอบใหม่และเลขใบเสร็จที่อาจมีสองใบ แล้วยืนยัน ไม่มีรายการใดถูกลบ",
        "A supervisor looks at what is carried over and at doubtful receipt numbers, then confirms. Nothing is lost",
    )
    DEFAULT_CSS = """
    RecoveryView #what { height: auto; text-style: bold; }
    RecoveryView #numbers { height: 5; margin-top: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.preview: Preview | None = None
        self.reports: list[Report] = []
        self._amiss: DeskError | None = None
        self._names: dict[str, Words] = {}
        self._what = Said(same(""), wraps=True, id="what")
        self._table = PagedTable(
            [
                Column(Words("รายการ", "Line"), 14),
                Column(Words("เวลา", "Time"), 12),
                Column(Words("เรื่อง", "What"), 0),
                Column(Words("ใบเสร็จ", "Receipt"), 16),
            ],
            empty=Words("ไม่มีรายการต้องยกไป และไม่เคยมีการกู้คืน", "Nothing to carry over, and no recovery so far"),
        )
        self._numbers = Shown(id="numbers")

    def body(self) -> ComposeResult:
        """What is amiss, the lines, the numbers."""
        yield self._what
        yield self._table
        yield self._numbers

    def on_mount(self) -> None:
        """The cursor stands in the lines."""
        self._table.focus()

    async def look(self) -> None:
        """Read how things stand."""
        office = work_of(self).open_office
        found = await read(self, lambda: _look(office))
        if found is not None:
            self._amiss, self.preview, self.reports, self._names = found
            self._show()

    def _show(self) -> None:
        if self.preview is not None:
            said = Words("{line}  จะยกไป {count} รายการ ตั้งแต่ {at}", "{line}  To carry over: {count}, from {at} on")
            count = f"{len(self.preview.lines):,}"
            self._what.say(said.fill(line=self._amiss.line if self._amiss else "", count=count, at=self.preview.at))
            rows = [
                Row(
                    line.ref,
                    (line.ref, short_moment(line.t), line.kind, line.receipt),
                    "alert" if line.receipt else "plain",
                )
                for line in self.preview.lines
            ]
        else:
            self._what.say(self._amiss.line if self._amiss is not None else Words("การกู้คืนที่ผ่านมา", "Recoveries so far"))
            rows = [_report_row(report, self._names) for report in self.reports]
        self._table.set_rows(rows)
        self._show_numbers()
        self.refresh_keys()

    def on_paged_table_highlighted(self) -> None:
        """The numbers of another epoch."""
        self._show_numbers()

    def _show_numbers(self) -> None:
        if self.preview is not None:
            self._numbers.show_lines(_twice(self.preview.receipts))
            return
        report = next((each for each in self.reports if str(each.epoch) == self._table.cursor_key), None)
        self._numbers.show_lines([*_twice(report.twice), *_unknown(report)] if report is not None else [same("")])

    def language_changed(self) -> None:
        """Sentences made here are made again."""
        self._show()

    @property
    def _to_sign(self) -> bool:
        return any(report.doubtful and not report.seen_by for report in self.reports)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing to recover and nothing to sign, no key for it."""
        if action == "save":
            return self.preview is not None or self._to_sign
        if action == "paper":
            return any(report.doubtful for report in self.reports)
        return super().check_action(action, parameters)

    @work
    async def action_save(self) -> None:
        """F10: carry over, or sign the report; a supervisor signs beside where the one signed in may not."""
        from desk.counter import recovery

        shared = work_of(self)
        office, session = shared.open_office, shared.officer
        with self.ground.hold_keys():
            if not await self.app.push_screen_wait(Confirm(*self._questions())):
                return
            beside: Session | None = None
            if not session.may("recover"):
                beside = await self.app.push_screen_wait(SecondOfficer(_BESIDE, "recover"))
                if beside is None:
                    return
            if self.preview is not None:
                opened = await self.perform(lambda: recovery.recover(office, session, beside))
                if opened is not None:
                    self.say_done(_BEGUN.fill(epoch=opened.epoch, n=opened.carried))
            else:
                count = await self.perform(lambda: recovery.mark_seen(office, session, beside))
                if count:
                    self.say_done(Words("บันทึกว่าหัวหน้าตรวจแล้ว", "Signed: a supervisor has looked"))
        await self.look()

    def _questions(self) -> list[Words]:
        if self.preview is None:
            return [Words("ลงชื่อว่าตรวจรายงานนี้กับใบเสร็จบนกระดาษแล้ว", "Sign that the report was compared with the paper?")]
        count = f"{len(self.preview.lines):,}"
        first = Words(
            "ยก {count} รายการของเครื่องนี้ไปสมุดรอบใหม่ ส่วนกลางจะรู้จักในเลขใหม่",
            "{count} lines of this desk go into the next epoch; the centre will know them by new numbers",
        ).fill(count=count)
        return [first, *_twice(self.preview.receipts)]

    def action_paper(self) -> None:
        """Ctrl+O: the report on paper."""
        from desk.counter.recovery_paper import recovery_to_print

        office = work_of(self).open_office
        reports = [report for report in self.reports if report.doubtful]
        self.open_room(PaperView(lambda _reason: recovery_to_print(office, reports)))


_BEGUN = Words("เปิดสมุดรอบที่ {epoch} ยกมา {n} รายการ กำลังส่ง", "Epoch {epoch} begun, {n} lines carried over")
_TWICE = Words("! เลขใบเสร็จที่อาจมีสองใบบนกระดาษ: {numbers}", "! Receipt numbers that may exist twice on paper: {numbers}")
_BESIDE = Words(
    "การกู้รายการต้องมีหัวหน้ารับรู้ ให้หัวหน้าลงชื่อที่นี่ ท่านยังเข้าใช้อยู่",
    "Recovery is done under a supervisor's eyes: the supervisor signs here, you stay signed in",
)


def _look(office: Office) -> tuple[DeskError | None, Preview | None, list[Report], dict[str, Words]]:
    from desk.counter import recovery
    from desk.counter.queue import officer_names

    connection = office.read()
    amiss = recovery.amiss(connection) or recovery.unseen(connection)
    return amiss, recovery.preview(office), recovery.reports(office), officer_names(office)


def _report_row(report: Report, names: dict[str, Words]) -> Row:
    from desk.counter.recovery import WHY_WORDS

    told = WHY_WORDS.get(report.why, same(report.why))
    told = Words(f"{told.th} · ยกมา {report.carried}", f"{told.en} · {report.carried} carried over")
    signed = (
        names.get(report.seen_by) or same(report.seen_by) if report.seen_by else Words("! ยังไม่ตรวจ", "! not looked at")
    )
    if not report.doubtful:
        signed = same("-")
    waits = report.doubtful and not report.seen_by
    name = Words(f"รอบที่ {report.epoch}", f"Epoch {report.epoch}")
    return Row(str(report.epoch), (name, short_moment(report.t), told, signed), "alert" if waits else "plain")


def _twice(numbers: tuple[str, ...]) -> list[Words]:
    if not numbers:
        return [Words("ไม่มีเลขใบเสร็จที่อาจซ้ำ", "No receipt number may exist twice")]
    return [_TWICE.fill(numbers=_some(numbers))]


def _unknown(report: Report) -> list[Words]:
    lines = []
    if report.unknown:
        said = Words("! เลขที่เคยออกแต่ไม่มีในเครื่องนี้: {numbers}", "! Issued, but not known to this file: {numbers}")
        lines.append(said.fill(numbers=_some(report.unknown)))
    if report.missing:
        said = Words("รายการที่หายจากแฟ้มและยังไม่กลับมา {n}", "Lines lost from the file and not home yet: {n}")
        lines.append(said.fill(n=report.missing))
    if report.seen_by:
        signed = Words("ตรวจโดย {who} เมื่อ {when}", "Looked at by {who}, {when}")
        lines.append(signed.fill(who=report.seen_by, when=moment_words(report.seen_at)))
    return lines


def _some(numbers: tuple[str, ...]) -> str:
    more = f" … +{len(numbers) - NUMBERS_SHOWN}" if len(numbers) > NUMBERS_SHOWN else ""
    return ", ".join(numbers[:NUMBERS_SHOWN]) + more
