"""Which scan, and on which paper of the request: a name from the scanner's folder, or a path typed in full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult

from desk.counter.refusals import AnswerWrong
from desk.words import Words
from screens.base import ModalBase
from screens.choice_input import Choice, ChoiceInput, PickOne
from screens.dates import short_moment
from screens.keys import LIST, SAVE
from screens.parts import FieldRow, Said
from screens.thai_input import ThaiInput
from screens.work import work_of

if TYPE_CHECKING:
    from desk.devices.scan_folder import Scan

PATH_LETTERS_MAX = 400
NO_PAPER = "-"
_FILE = Words("แฟ้ม", "File")
_PAPER = Words("เอกสาร", "Paper")
_MISSING = Words("ยังไม่ได้เลือก กด F4 ดูรายการ", "is not chosen yet; F4 lists them")
_EMPTY = Words(
    "ไม่มีแฟ้มในโฟลเดอร์สแกน {folder} สแกนก่อน หรือพิมพ์ชื่อเต็ม", "No scan lies in {folder}: scan first, or type a path"
)


class AttachFile(ModalBase[str]):
    """Two fields, F4 lists what each may hold; answers the name under which the scan was attached."""

    TITLE_WORDS = Words("แนบแฟ้มสแกน", "Attach a scan")
    ACTIONS = (
        SAVE.called(Words("แนบ", "Attach"), Words("แนบแฟ้มนี้กับเอกสารนี้", "Attaches this file to this paper")),
        LIST,
    )
    ABOUT = Words(
        "แฟ้มที่สแกนล่าสุดอยู่บนสุด แนบได้เฉพาะพีดีเอฟหรือภาพ สำเนาเข้ารหัสเก็บในเครื่องทันที",
        "The latest scan stands first. PDF and pictures only; an encrypted copy is kept on this desk at once",
    )

    def __init__(self, request: str, papers: Sequence[tuple[str, Words]]) -> None:
        super().__init__()
        self.request = request
        self._scans: list[Scan] = []
        none = Choice(NO_PAPER, Words("ไม่ระบุเอกสาร", "No paper of the list"))
        self._choices = [*(Choice(code, label) for code, label in papers), none]
        self.file = ThaiInput(length_max=PATH_LETTERS_MAX, id="file")
        self.paper = ChoiceInput(_PAPER, self._choices, start=papers[0][0] if papers else NO_PAPER, id="paper")
        self._about = Said(Words("", ""), wraps=True, classes="quiet")

    def body(self) -> ComposeResult:
        """File, paper, and what lies in the folder."""
        yield FieldRow(_FILE, self.file, 8)
        yield FieldRow(_PAPER, self.paper, 8)
        yield self._about

    @on(events.Mount)
    async def begin(self) -> None:
        """The latest scan is the likeliest."""
        self.file.focus()
        from desk.devices import scan_folder

        folder = work_of(self).scans
        if folder is None:
            return
        found = await self.perform(lambda: scan_folder.newest(folder))
        self._scans = found or []
        if self._scans:
            self.file.value = self._scans[0].name
            latest = Words("สแกนล่าสุด {when} · F4 ดูทั้งหมด {n} แฟ้ม", "Latest scan {when}; F4 lists all {n}")
            self._about.say(latest.fill(when=short_moment(self._scans[0].made), n=len(self._scans)))
        else:
            self._about.say(_EMPTY.fill(folder=folder.name))

    def action_list(self) -> None:
        """F4: scans, or papers."""
        if self.focused is self.paper:
            self.app.push_screen(PickOne(self._choices, self.paper.chosen_value), self._take_paper)
            return
        if self._scans:
            choices = [Choice(scan.name, _label(scan)) for scan in self._scans]
            self.app.push_screen(PickOne(choices, self.file.value), self._take_file)

    def _take_paper(self, code: str | None) -> None:
        if code is not None:
            self.paper.put(code)

    def _take_file(self, name: str | None) -> None:
        if name is not None:
            self.file.value = name
            self.file.cursor_position = len(name)

    async def action_save(self) -> None:
        """F10: kept here with its line, in one act."""
        typed = self.file.value.strip()
        if not typed:
            self.show_error(AnswerWrong(field=_FILE, why=_MISSING))
            self.file.focus()
            return
        if not self.fields_in_order():
            return
        shared, paper = work_of(self), self.paper.chosen_value

        def attach() -> str:
            from desk.counter import attachments
            from desk.devices import scan_folder
            from desk.model.kinds.files import FILE_BYTES_MAX

            folder = shared.scans or shared.open_office.home
            content = scan_folder.read(folder, typed, FILE_BYTES_MAX)
            name = typed.replace("\\", "/").rsplit("/", 1)[-1]
            on = "" if paper in (None, NO_PAPER) else str(paper)
            attachments.attach(shared.open_office, shared.officer, self.request, on, content, name)
            return name

        name = await self.perform(attach)
        if name is not None:
            self.dismiss(name)


def _label(scan: Scan) -> Words:
    from desk.counter.data_use import size_words

    said = Words("{name} · {size} · {when}", "{name} · {size} · {when}")
    return said.fill(name=scan.name, size=size_words(scan.bytes), when=short_moment(scan.made))
