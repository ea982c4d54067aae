"""What was sent, what waits, what the centre said: the truth about the line, and the life of each act on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from textual import work
from textual.app import ComposeResult

from desk.counter.data_use import DATA_WORDS
from desk.counter.failure_cards import card_in_order, card_of
from desk.words import Words, same
from screens.alarms import alarm_words
from screens.bars import age
from screens.dates import moment_words, short_moment
from screens.failure_card import FailureCard
from screens.keys import FIND_ANYBODY, LIST, SAVE, act
from screens.line_story import LineStory, steps_of
from screens.looking import Looking
from screens.paged_table import Column, PagedTable, Row, Tone
from screens.parts import FactRow, Shown
from screens.reading import read
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.attachments import Attachment
    from desk.counter.data_use import DataUse
    from desk.counter.office import Office
    from desk.counter.status import Status
    from desk.counter.sync_story import LifeStory, SentLine, Which
    from screens.app import DeskApp

LABEL: Final = 19
HEAD_SHOWN: Final = 12
SHOWN_WORDS: Final[dict[Which, Words]] = {
    "all": Words("ทุกรายการ", "Every line"),
    "unsent": Words("เฉพาะที่ยังไม่ส่ง", "Only what is unsent"),
    "troubled": Words("เฉพาะที่ต้องดู", "Only what needs attention"),
    "files": Words("แฟ้มสแกนที่รอส่ง", "Scans that wait"),
}
NEXT_WHICH: Final[dict[Which, Which]] = {"all": "unsent", "unsent": "troubled", "troubled": "files", "files": "all"}
_FILES_NOW: Final = Words("แฟ้มที่รอจะส่งทันทีที่สายว่าง", "Waiting scans go as soon as the line is free")
LINE_WORDS: Final = {
    "up": Words("● ใช้ได้", "● up"),
    "down": Words("○ ขาด", "○ down"),
    "unknown": Words("? ยังไม่ได้ติดต่อ", "? not yet tried"),
}


class SyncView(Looking[None]):
    """Facts above, own lines in the middle, the life of the line under the cursor below."""

    ACTIONS = (
        FIND_ANYBODY,
        LIST.called(
            Words("เลือกดู", "Filter"),
            Words(
                "ทุกรายการ ยังไม่ส่ง ที่ต้องดู หรือแฟ้มสแกนที่รอ",
                "Every line, what is unsent, what needs attention, or scans that wait",
            ),
        ),
        SAVE.called(
            Words("การกู้คืน", "Recovery"),
            Words(
                "ดูและยืนยันการกู้รายการ เมื่อแฟ้มไม่ตรงกับส่วนกลางหรือเคยถูกย้อน",
                "Looks at and confirms a recovery, where the file differs from the centre or was put back",
            ),
        ),
        act(
            "send_files",
            "n",
            Words("ส่งแฟ้มเลย", "Send scans now"),
            Words("ส่งแฟ้มสแกนที่รอโดยไม่รอเวลาหรือโควตา", "Sends scans that wait, whatever hours and budget say"),
        ),
        act("why", "w", Words("เพราะอะไร", "Why"), Words("บัตรบอกเหตุที่ยังส่งไม่ครบ", "The card of what stands in the way")),
    )
    ABOUT = Words(
        "ทุกอย่างบันทึกในเครื่องก่อน แล้วส่งเองเมื่อสายใช้ได้ ไม่มีอะไรหายเพราะสายขาด",
        "Everything is saved here first and sent by itself when the line allows; a cut line loses nothing",
    )

    def __init__(self) -> None:
        super().__init__()
        self._which: Which = "all"
        self._status: Status | None = None
        self._used: DataUse | None = None
        self._story: LifeStory | None = None
        self._lines: list[SentLine] = []
        self._line = FactRow(Words("สาย", "Line"), label_width=LABEL)
        self._sent = FactRow(Words("การส่ง", "Sending"), label_width=LABEL)
        self._heads = FactRow(Words("เทียบกับส่วนกลาง", "Against the centre"), label_width=LABEL)
        self._contact = FactRow(Words("ติดต่อล่าสุด", "Last contact"), label_width=LABEL)
        self._copy = FactRow(Words("สำเนาทะเบียน", "Registry copy"), label_width=LABEL)
        self._clock = FactRow(Words("นาฬิกาเครื่อง", "Clock"), label_width=LABEL)
        self._data = FactRow(DATA_WORDS, label_width=LABEL)
        self._files = FactRow(Words("แฟ้มสแกน", "Scans"), label_width=LABEL)
        self._filter = Shown(SHOWN_WORDS["all"], classes="title")
        self._table = PagedTable(
            [
                Column(Words("เลขที่", "No."), 11),
                Column(Words("เวลา", "Time"), 11),
                Column(Words("รายการ", "Act"), 0),
                Column(Words("สถานะ", "State"), 17),
                Column(Words("รหัส", "Code"), 17),
            ],
            empty=Words("ไม่มีรายการ", "Nothing here"),
            id="lines",
        )
        self._life = Shown(id="life")

    def body(self) -> ComposeResult:
        """The three parts."""
        yield self._line
        yield self._sent
        yield self._heads
        yield self._contact
        yield self._copy
        yield self._clock
        yield self._data
        yield self._files
        yield self._filter
        yield self._table
        yield self._life

    @property
    def desk(self) -> DeskApp:
        """The app."""
        return cast("DeskApp", self.app)

    def on_mount(self) -> None:
        """The life below has a fixed height."""
        self._life.styles.height = 3
        self._table.focus()

    # ---- reading

    async def look(self) -> None:
        """Read everything."""
        office, which = work_of(self).open_office, self._which
        answer = await read(self, lambda: _look(office, which))
        if answer is not None:
            self._status, self._used, self._lines = answer
            self._show_status()
            self._table.set_rows([_row(line) for line in self._lines])
            self._read_story()
            self.refresh_keys()

    @work(exclusive=True, group="story")
    async def _read_story(self) -> None:
        from desk.counter.sync_story import life_story

        office, ref = work_of(self).open_office, self._table.cursor_key
        self._story = await read(self, lambda: life_story(office, ref)) if ref is not None else None
        self._show_story()

    def on_paged_table_highlighted(self) -> None:
        """The life of another line."""
        self._read_story()

    async def action_list(self) -> None:
        """F4: other lines; the next key finds them there."""
        self._which = NEXT_WHICH[self._which]
        self._filter.show(SHOWN_WORDS[self._which])
        await self.look()

    def on_paged_table_selected(self, event: PagedTable.Selected) -> None:
        """Enter: the whole story of the line, its card, the conflict field by field."""
        self.app.push_screen(LineStory(event.key))

    def action_why(self) -> None:
        """W: the card of what stands in the way now."""
        from desk.counter.sync_story import HELD

        status, stopped, cut = self._status, self.desk.sending_stopped, work_of(self).line
        if status is None:
            return
        code = status.integrity or status.doubt or (stopped.code if stopped is not None else "")
        if not code and status.clock_is_wrong:
            code = "E637"
        if not code and any(bound.endswith(":stop") for bound in status.bounds):
            code = "E638"
        if not code and (status.line != "up" or status.unsent):
            code = status.last_cause or ("E621" if cut is not None and cut.is_off() else "")
        if code in ("", HELD):
            card = card_in_order("decided" if status.all_sent else "held" if code else "waiting")
        else:
            card = card_of(code)
        self.app.push_screen(FailureCard(card), lambda wanted: self.action_save() if wanted else None)

    def action_save(self) -> None:
        """F10: recovery, and the reports of earlier ones."""
        from screens.recovery_view import RecoveryView

        self.app.push_screen(RecoveryView())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Scans are sent by whoever takes requests, where any wait."""
        if action == "send_files":
            session, used = work_of(self).session, self._used
            return used is not None and used.files > 0 and session is not None and session.may("take_request")
        return super().check_action(action, parameters)

    async def action_send_files(self) -> None:
        """N: scans go now."""
        from desk.counter.data_use import send_files_now

        office, session = work_of(self).open_office, work_of(self).officer
        if await self.perform(lambda: send_files_now(office, session)):
            self.say_done(_FILES_NOW)
            await self.look()

    # ---- showing

    def language_changed(self) -> None:
        """Sentences made here are made again."""
        self._show_status()
        self._show_story()

    def _show_status(self) -> None:
        status = self._status
        if status is None:
            return
        line = LINE_WORDS.get(status.line, LINE_WORDS["unknown"])
        stopped = self.desk.sending_stopped
        cut = work_of(self).line
        if stopped is not None:
            line = stopped.line
        elif cut is not None and cut.is_off():
            line = Words("○ ปิดสายไว้", "○ line cut off")
        if status.integrity or status.doubt:
            alarm = alarm_words(status) or same(status.integrity)
            line = Words(f"! {alarm.th} กด W", f"! {alarm.en}: press W")
        self._line.show(line)
        self._sent.show(sent_words(status, work_of(self).open_office.clock.now_ms()))
        self._heads.show(_heads_words(status))
        contact = _when(status.last_contact)
        if status.last_cause and not (status.line == "up" and status.all_sent):
            contact = Words("{when} · {cause}", "{when} · {cause}").fill(when=contact, cause=_cause(status.last_cause))
        self._contact.show(contact)
        from desk.counter.status import clock_words

        self._clock.show(clock_words(status))
        self._show_data()
        copy = Words("ณ {when} · {count} คน", "of {when} · {count} people")
        self._copy.show(copy.fill(when=_when(status.copy_as_of), count=f"{status.citizens:,}"))

    def _show_data(self) -> None:
        from desk.counter.data_use import used_words, waiting_words

        if self._used is not None:
            self._data.show(used_words(self._used))
            self._files.show(waiting_words(self._used))

    def _show_story(self) -> None:
        story = self._story
        self._life.show_lines(_story_lines(story) if story is not None else [""])


def sent_words(status: Status, now: int) -> Words:
    """How much is unsent; all is sent only when the centre's signature covers the last line under the same hash."""
    if status.all_sent:
        return Words(f"✓ ส่งครบแล้ว {status.n:,} รายการ", f"✓ all sent, {status.n:,} lines")
    if not status.unsent:
        return Words("รอลายเซ็นของส่วนกลาง", "waiting for the centre's signature")
    old = age((now - (status.oldest_unsent or now)) // 1000)
    said = Words("รอส่ง {unsent} จาก {n} รายการ เก่าสุด {old}", "{unsent} of {n} lines unsent, the oldest for {old}")
    if status.unsent > status.n:  # of this epoch there are n, and of those before some wait, too
        said = Words("รอส่ง {unsent} รายการ เก่าสุด {old}", "{unsent} lines unsent, the oldest for {old}")
    return said.fill(unsent=f"{status.unsent:,}", n=f"{status.n:,}", old=old)


def _look(office: Office, which: Which) -> tuple[Status, DataUse, list[SentLine]]:
    from desk.counter.data_use import data_used
    from desk.counter.status import status
    from desk.counter.sync_story import sent_lines

    return status(office), data_used(office), sent_lines(office, which)


def _row(line: SentLine) -> Row:
    from desk.counter.sync_story import STATE_WORDS

    if line.file is not None:
        return _file_row(line, line.file)
    tone: Tone = "alert" if line.state == "troubled" else "quiet" if line.state == "decided" else "plain"
    return Row(line.ref, (line.ref, short_moment(line.t), line.kind, STATE_WORDS[line.state], line.code), tone)


def _file_row(line: SentLine, file: Attachment) -> Row:
    from desk.counter.attachments import WHERE_WORDS
    from desk.counter.data_use import size_words

    what = Words("{name} · {size}", "{name} · {size}").fill(name=file.row.name, size=size_words(file.row.bytes))
    tone: Tone = "alert" if file.where == "stuck" else "plain"
    return Row(line.ref, (line.ref, short_moment(line.t), what, WHERE_WORDS[file.where], line.code), tone)


def _heads_words(status: Status) -> Words:
    """What the centre holds under its own signature, beside what is held here."""
    if status.centre_head is None:
        return Words("ส่วนกลางยังไม่ได้รับรายการใด", "the centre has not taken anything in yet")
    if status.acknowledged == status.n:
        equal = status.centre_head == status.head
        said = (
            Words("✓ ตรงกัน {n} รายการ ({head})", "✓ the same, {n} lines ({head})")
            if equal
            else Words(
                "! ไม่ตรงกันที่รายการ {n} ({head}) แจ้งผู้ดูแล", "! differs at line {n} ({head}); call the administrator"
            )
        )
        return said.fill(n=f"{status.n:,}", head=status.head[:HEAD_SHOWN])
    said = Words("ส่วนกลางรับถึงรายการ {n} ({head})", "the centre has lines through {n} ({head})")
    return said.fill(n=f"{status.acknowledged:,}", head=status.centre_head[:HEAD_SHOWN])


def _story_lines(story: LifeStory) -> list[Words]:
    """The last two steps of the line under the cursor, and that Enter tells the rest."""
    steps = [what for _, what in steps_of(story)]
    said = Words("{ref}: {step}", "{ref}: {step}")
    told = [said.fill(ref=story.ref, step=step) for step in steps[-2:]]
    return [*told, Words("Enter ดูทั้งหมดและวิธีแก้", "Enter tells all of it, and what to do")]


def _cause(cause: str) -> Words:
    """Why the last try failed, in a few words."""
    from desk.counter.sync_story import HELD

    if cause == HELD:
        return Words("ถึงศูนย์กลางสำนักงานแล้ว", "has reached the branch's hub")
    card = card_of(cause)
    return Words(f"ไม่สำเร็จ {cause} {card.what.th}", f"failed: {cause} {card.what.en}")


def _when(at: int | None) -> Words:
    return Words("ยังไม่เคย", "never") if at is None else moment_words(at)
