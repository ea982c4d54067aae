"""The scans on the papers of one request: which are there, how far each has come, and another attached."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from textual import events, on
from textual.app import ComposeResult

from desk.words import Words, same
from screens.attach_file import AttachFile
from screens.dates import moment_words
from screens.keys import SAVE, act
from screens.looking import Looking
from screens.paged_table import Column, PagedTable, Row, Tone
from screens.parts import Said, Shown
from screens.printing import put_file_out
from screens.reading import read
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.attachments import Attachment
    from desk.counter.data_use import DataUse
    from desk.counter.office import Office
    from desk.counter.session import Session

PDF: Final = "application/pdf"
_HEAD = Words("แฟ้มสแกนของคำขอ {ref} · {n} แฟ้ม", "Scans on request {ref}: {n}")
_NO_PAPER = Words("ไม่ระบุเอกสาร", "no paper of the list")
_BY = Words("{who} แนบเมื่อ {when}", "Attached by {who} on {when}")
_FETCH = Words("Enter ขอแฟ้มนี้จากส่วนกลาง", "Enter fetches it from the centre")
_TOLD: Final[dict[str, Words]] = {
    "stuck": Words(
        "ปลายทางไม่รับ ({cause}) แฟ้มอยู่ที่นี่ครบ กด N ลองใหม่", "Not taken ({cause}); it is whole here. N tries again"
    ),
    "branch": Words(
        "ศูนย์กลางสำนักงานเก็บไว้ จะส่งต่อเมื่อสายกลับมา", "The branch's hub holds it, to pass it on when the line is back"
    ),
    "sent": Words("ส่วนกลางมีครบเมื่อ {when}", "The centre has had all of it since {when}"),
    "elsewhere": _FETCH,
    "coming": Words("ขอไว้แล้ว จะมาเองเมื่อสายว่าง", "Asked for; it comes when the line is free"),
    "here": Words("รับมาจากส่วนกลางครบแล้ว", "Fetched from the centre, all of it"),
}
_REFUSED = Words("! ส่วนกลางไม่รับการแนบนี้", "! The centre did not take this attachment")
_ATTACHED = Words("แนบ {name} แล้ว ส่งเองเมื่อถึงคราว", "{name} attached; it is sent by itself in its turn")
_NOW = Words("จะส่งแฟ้มที่รอทั้งหมดทันทีที่สายว่าง", "All waiting scans go as soon as the line is free")
_ASKED = Words("ขอแฟ้มไว้แล้ว จะมาเองเมื่อสายว่าง", "Asked for; it comes when the line is free")
_NO_PICTURE = Words("พิมพ์ได้เฉพาะแฟ้มพีดีเอฟ", "Only a PDF can be printed from here")
_SCAN = Words("ภาพสแกน {ref}", "Scan {ref}")
_PRINTED = Words("พิมพ์แล้วที่ {where}", "Printed: {where}")


class AttachmentsView(Looking[None]):
    """One row a file; below it who attached it and what holds it back."""

    ACTIONS = (
        SAVE.called(
            Words("แนบแฟ้ม", "Attach"),
            Words("แนบแฟ้มสแกนกับเอกสารของคำขอ", "Attaches a scan to a paper of the request"),
        ),
        act(
            "send_now",
            "n",
            Words("ส่งเลย", "Send now"),
            Words("ส่งแฟ้มที่รอโดยไม่รอเวลาหรือโควตา", "Sends what waits, whatever hours and budget say"),
        ),
        act("print_it", "ctrl+o", Words("พิมพ์", "Print"), Words("พิมพ์แฟ้มพีดีเอฟที่เลือก", "Prints the PDF pointed at")),
    )
    ABOUT = Words(
        "รายการที่แนบส่งไปกับคำขอก่อน เนื้อแฟ้มตามไปเมื่อสายว่างในเวลาที่กำหนด คำขอสมบูรณ์โดยไม่ต้องรอแฟ้ม",
        "The line that says so goes with the request; the content follows when the line is free and the hour allows. "
        "The request is valid without it",
    )
    DEFAULT_CSS = """
    AttachmentsView #head { text-style: bold; }
    AttachmentsView #told { height: 3; margin-top: 1; }
    """

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.ref = ref
        self.files: dict[str, Attachment] = {}
        self._papers: dict[str, Words] = {}
        self._used: DataUse | None = None
        self._names: dict[str, Words] = {}
        self._head = Said(same(ref), id="head")
        self._table = PagedTable(
            [
                Column(Words("เอกสาร", "Paper"), 24),
                Column(Words("ชื่อแฟ้ม", "File"), 0),
                Column(Words("ขนาด", "Size"), 14, "right"),
                Column(Words("อยู่ที่ไหน", "Where"), 21),
            ],
            empty=Words("ยังไม่มีแฟ้มแนบ กด F10 แนบแฟ้ม", "No scan yet: F10 attaches one"),
        )
        self._told = Shown(id="told")

    def body(self) -> ComposeResult:
        """The files, and what is to be said of the one under the cursor."""
        yield self._head
        yield self._table
        yield self._told

    @on(events.Mount)
    def begin(self) -> None:
        """The cursor stands in the files."""
        self._table.focus()

    async def look(self) -> None:
        """Read them."""
        office, session, ref = work_of(self).open_office, work_of(self).officer, self.ref
        found = await read(self, lambda: _look(office, session, ref))
        if found is None:
            return
        files, papers, self._used, self._names = found
        self.files = {each.row.ref: each for each in files}
        self._papers = dict(papers)
        self._show()

    def _show(self) -> None:
        self._head.say(_HEAD.fill(ref=self.ref, n=len(self.files)))
        self._table.set_rows([self._row(each) for each in self.files.values()])
        self._tell()
        self.refresh_keys()

    def _row(self, each: Attachment) -> Row:
        from desk.counter.attachments import WHERE_WORDS
        from desk.counter.data_use import size_words

        row, where = each.row, WHERE_WORDS[each.where]
        if each.where in ("going", "coming") and row.bytes:
            where = Words("{where} {part}%", "{where} {part}%").fill(where=where, part=each.moved * 100 // row.bytes)
        tone: Tone = "alert" if each.where == "stuck" or row.verdict == "refused" else "plain"
        paper = self._papers.get(row.paper) or _NO_PAPER
        return Row(row.ref, (paper, row.name, size_words(row.bytes), where), tone)

    def _tell(self) -> None:
        each = self.files.get(self._table.cursor_key or "")
        self._told.show_lines(told_of(each, self._used, self._names) if each is not None else [""])

    def on_paged_table_highlighted(self) -> None:
        """Another file."""
        self._tell()
        self.refresh_keys()

    def language_changed(self) -> None:
        """Sentences made here are made again."""
        self._show()

    # ---- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is possible is offered."""
        session, each = work_of(self).session, self.files.get(self._table.cursor_key or "")
        if action == "save":
            return session is not None and session.may("take_request")
        if action == "send_now":
            waits = any(file.where in ("waits", "going", "stuck") for file in self.files.values())
            return waits and session is not None and session.may("take_request")
        if action == "print_it":
            return each is not None and each.row.media == PDF and each.row.here >= each.row.bytes
        return super().check_action(action, parameters)

    def action_save(self) -> None:
        """F10: choose a file and a paper."""
        self.app.push_screen(AttachFile(self.ref, list(self._papers.items())), self._attached)

    def _attached(self, name: str | None) -> None:
        if name is not None:
            self.say_done(_ATTACHED.fill(name=name))

    async def action_send_now(self) -> None:
        """N: whatever hours and budget say."""
        from desk.counter.data_use import send_files_now

        office, session = work_of(self).open_office, work_of(self).officer
        if await self.perform(lambda: send_files_now(office, session)):
            self.say_done(_NOW)
            await self.look()

    async def on_paged_table_selected(self, event: PagedTable.Selected) -> None:
        """Enter: a fellow desk's file is asked for."""
        from desk.counter.attachments import fetch

        office, session, each = work_of(self).open_office, work_of(self).officer, self.files[event.key]
        if each.where in ("elsewhere", "coming") and await self.perform(lambda: fetch(office, session, event.key)):
            self.say(_ASKED)
            await self.look()

    async def action_print_it(self) -> None:
        """Ctrl+O: on paper."""
        from desk.counter.attachments import content_of

        shared, each = work_of(self), self.files.get(self._table.cursor_key or "")
        if each is None or each.row.media != PDF:
            self.say(_NO_PICTURE)
            return
        ref = each.row.ref

        def print_it() -> str:
            return shared.printer.print_pdf(ref, content_of(shared.open_office, shared.officer, ref))

        await put_file_out(self, f"scan {ref}", _SCAN.fill(ref=ref), print_it, _PRINTED)


def told_of(each: Attachment, used: DataUse | None, names: Mapping[str, Words]) -> list[Words]:
    """Who attached it, and where its content is or what it waits for."""
    from desk.counter.data_use import why_words

    row = each.row
    lines = [_BY.fill(who=names.get(row.officer) or same(row.officer), when=moment_words(row.at))]
    if each.where in ("waits", "going") and used is not None:
        why = why_words(used)
        going = Words("ส่งเมื่อสายว่าง", "Goes as soon as the line is free")
        lines.append(Words("รออยู่: {why}", "Waits: {why}").fill(why=why) if used.waits is not None else going)
    elif each.where in _TOLD:
        when = moment_words(row.done) if row.done is not None else same("-")
        lines.append(_TOLD[each.where].fill(cause=row.cause or "-", when=when))
    if row.verdict == "refused":
        lines.append(_REFUSED)
    return lines


def _look(
    office: Office, session: Session, ref: str
) -> tuple[list[Attachment], list[tuple[str, Words]], DataUse, dict[str, Words]]:
    from desk.counter.attachments import of_request, papers_of
    from desk.counter.data_use import data_used
    from desk.counter.queue import officer_names

    return of_request(office, session, ref), papers_of(office, ref), data_used(office), officer_names(office)
