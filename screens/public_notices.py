"""Public notices: what hangs and until when; one whole with its objections and log; post, object, log, end."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from textual import work
from textual.app import ComposeResult

from desk.words import Words, same
from screens.base import SubScreen
from screens.dates import day_of, iso_words, typed_day
from screens.keys import LIST, SAVE, act
from screens.paged_table import Column, Row
from screens.parts import FieldRow, Said
from screens.register_view import RegisterList, RegisterView
from screens.thai_input import ThaiInput
from screens.work import work_of

if TYPE_CHECKING:
    from local_db.queries.registers import LogRow, NoticeRow

LABEL = 22
TEXT_LETTERS_MAX = 2_000
NAME_LETTERS_MAX = 200
_POSTED = Words("ปิดประกาศ {ref} แล้ว", "Notice {ref} posted")
_LOGGED = Words("อยู่ในบันทึกประกาศ", "It stays in the log")
_OVER = Words("! ครบกำหนดแล้ว กด F10 สรุปผล", "! The period is over; F10 ends it with its result")
_LEFT = Words("เหลือ {days} วัน", "{days} days left")


class PublicNotices(RegisterList["NoticeRow"]):
    """What hangs, what ends first first; Enter opens one."""

    ACTIONS = (
        SAVE.called(Words("ปิดประกาศ", "Post"), Words("ปิดประกาศใหม่", "Posts a new notice")),
        LIST.called(Words("ที่สิ้นสุด", "Ended"), Words("สลับระหว่างที่ปิดอยู่กับที่สิ้นสุด", "Those that hang, or those ended")),
    )
    ABOUT = Words("วันสุดท้ายนับรวมอยู่ในกำหนดคัดค้าน", "The last day belongs to the period of objection")
    COLUMNS = (
        Column(Words("  คัดค้านถึง", "  Object until"), 17),
        Column(Words("เลขที่", "No."), 11),
        Column(Words("เรื่อง", "Subject"), 0),
        Column(Words("ที่ปิด", "Hangs at"), 18),
        Column(Words("คัดค้าน", "Objections"), 10, "right"),
    )
    EMPTY = Words("ไม่มีประกาศ", "No public notices")
    OPEN = Words("ประกาศที่เปิดให้คัดค้าน {count} เรื่อง", "{count} public notices hang")
    ENDED = Words("ประกาศที่สิ้นสุดแล้ว {count} เรื่อง", "{count} public notices have ended")
    MAY = "post_notice"

    def entries(self) -> list[NoticeRow]:
        """Those that hang, or those that ended."""
        from desk.counter import public_notices

        shared = work_of(self)
        return public_notices.listed(shared.open_office, shared.officer, ended=self.ended)

    def row_of(self, entry: NoticeRow, today: date) -> Row:
        """Until when, which, about what, where."""
        return _row(entry, today)

    def form(self) -> NoticeForm:
        """A new notice."""
        return NoticeForm()

    def said_of(self, answer: Any) -> Words:
        """Its number."""
        return _POSTED.fill(ref=answer)

    def view(self, ref: str) -> NoticeView:
        """One notice."""
        return NoticeView(ref)


class NoticeForm(SubScreen[str]):
    """What is announced, where it hangs, from when and until when; answers its reference."""

    ACTIONS = (SAVE,)
    ABOUT = Words("กำหนดคัดค้านเป็นไปตามกฎหมายของเรื่องนั้น", "How long it hangs is a matter of the law it rests on")
    DEFAULT_CSS = "NoticeForm #title { text-style: bold; margin-bottom: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.subject = ThaiInput(length_max=NAME_LETTERS_MAX, id="subject")
        self.text = ThaiInput(length_max=TEXT_LETTERS_MAX, id="text")
        self.place = ThaiInput(length_max=NAME_LETTERS_MAX, id="place", remember_as="notice.place")
        self.basis = ThaiInput(length_max=300, id="basis", remember_as="notice.basis")
        self.posted = ThaiInput(clean=typed_day, length_max=30, id="posted")
        self.until = ThaiInput(clean=typed_day, length_max=30, id="until", enter_moves=False)

    def body(self) -> ComposeResult:
        """One field a line."""
        yield Said(Words("ปิดประกาศ", "A public notice"), id="title")
        yield FieldRow(Words("เรื่อง", "Subject"), self.subject, LABEL)
        yield FieldRow(Words("ข้อความ", "Text"), self.text, LABEL)
        yield FieldRow(Words("ที่ปิดประกาศ", "Where it hangs"), self.place, LABEL)
        yield FieldRow(Words("ฐานกฎหมาย", "Legal basis"), self.basis, LABEL)
        yield FieldRow(Words("วันที่ปิด", "Posted on"), self.posted, LABEL)
        yield FieldRow(Words("คัดค้านได้ถึงวันที่", "Objections until"), self.until, LABEL)

    def on_mount(self) -> None:
        """Posted today unless another day is typed."""
        self.posted.value = typed_day(work_of(self).open_office.today().isoformat())
        self.subject.focus()

    def on_thai_input_entered(self, event: ThaiInput.Entered) -> None:
        """Enter in the last field saves."""
        if event.field is self.until:
            self.action_save()

    @work
    async def action_save(self) -> None:
        """F10: post it."""
        from desk.counter import public_notices
        from desk.counter.public_notices import Draft, NoticeIncomplete

        if not self.fields_in_order():
            return
        shared = work_of(self)
        posted, until = day_of(self.posted.value), day_of(self.until.value)
        if posted is None or until is None:
            self.show_error(NoticeIncomplete(what=Words("วันที่", "A day")))
            (self.posted if posted is None else self.until).focus()
            return
        draft = Draft(self.subject.value, self.text.value, self.place.value, posted, until, self.basis.value)
        ref = await self.perform(lambda: public_notices.post(shared.open_office, shared.officer, draft))
        if ref is not None:
            self.dismiss(ref)


class NoticeView(RegisterView["NoticeRow"]):
    """One public notice with its objections and log."""

    ACTIONS = (
        SAVE.called(Words("สรุปผล", "End it"), Words("ครบกำหนดแล้ว สรุปผลการคัดค้าน", "Ends it with its result")),
        act("objection", "o", Words("คัดค้าน", "Objection"), Words("บันทึกผู้คัดค้านและเหตุ", "Notes an objection")),
        act("write_log", "l", Words("บันทึก", "Log"), Words("เขียนบันทึกของประกาศ", "Writes into its log")),
        act(
            "take_down",
            "x",
            Words("ปลดก่อน", "Take down"),
            Words("ปลดก่อนครบกำหนด พร้อมเหตุผล", "Before its time, with a reason"),
        ),
    )
    ABOUT = Words("ประกาศหนึ่งเรื่องพร้อมผู้คัดค้านและบันทึก", "One public notice with its objections and its log")

    def entry(self) -> tuple[NoticeRow, list[LogRow]]:
        """The notice and its log."""
        from desk.counter import public_notices

        return public_notices.one(work_of(self).open_office, work_of(self).officer, self.ref)

    def told(self, row: NoticeRow, today: date) -> tuple[Words, list[Words], str]:
        """What it is, where and until when it hangs, and its text."""
        return _head(row), _facts(row, today), row.text

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Only what its state allows; an objection is noted even after the end, as late."""
        if self.row is None or not self.is_attached:
            return action not in ("save", "objection", "write_log", "take_down")
        may, hangs = work_of(self).officer.may("post_notice"), self.row.state == "posted"
        over = date.fromisoformat(self.row.until) < work_of(self).open_office.today()
        possible = {
            "save": may and hangs and over,
            "take_down": may and hangs and not over,
            "write_log": may and hangs,
            "objection": may,
        }
        return possible.get(action, True)

    async def action_save(self) -> None:
        """F10: the period is over."""
        from desk.counter import public_notices

        shared = work_of(self)
        result = await self.perform(lambda: public_notices.end(shared.open_office, shared.officer, self.ref))
        if result is not None:
            await self.look()
            self.say_done(public_notices.RESULT_WORDS[result])

    @work
    async def action_objection(self) -> None:
        """Who objects, then why."""
        from desk.counter import public_notices
        from screens.party import AskParty

        office, session = work_of(self).open_office, work_of(self).officer
        party = await self.app.push_screen_wait(AskParty(("citizen", "person", "company"), role="applicant"))
        if party is not None:
            what = Words("เหตุที่คัดค้าน", "The ground of the objection")
            self.ask_and(what, _LOGGED, lambda said: public_notices.object_to(office, session, self.ref, party, said))

    def action_write_log(self) -> None:
        """What else belongs in the log."""
        from desk.counter import public_notices

        office, session = work_of(self).open_office, work_of(self).officer
        what = Words("บันทึกของประกาศ", "For the log")
        self.ask_and(what, _LOGGED, lambda said: public_notices.write_log(office, session, self.ref, said))

    def action_take_down(self) -> None:
        """Before its time."""
        from desk.counter import public_notices

        office, session = work_of(self).open_office, work_of(self).officer
        what = Words("ปลดก่อนครบกำหนดเพราะ", "Taken down before its time, because")
        self.ask_and(what, _LOGGED, lambda said: public_notices.end(office, session, self.ref, said))


def _row(row: NoticeRow, today: date) -> Row:
    over = row.state == "posted" and date.fromisoformat(row.until) < today
    until = iso_words(row.until)
    sign = "! " if over else "  "
    shown = (
        Words(f"{sign}{until.th}", f"{sign}{until.en.removesuffix(' BE')}"),
        row.ref,
        row.subject,
        row.place,
        row.objections,
    )
    return Row(row.ref, shown, "alert" if over else "plain")


def _head(row: NoticeRow) -> Words:
    return same(f"{row.ref} · {row.subject}")


def _facts(row: NoticeRow, today: date) -> list[Words]:
    days = (date.fromisoformat(row.until) - today).days
    lines = [
        Words(
            "ปิดที่ {place} ตั้งแต่ {posted} คัดค้านได้ถึง {until}", "Hangs at {place} from {posted}, objections until {until}"
        ).fill(place=row.place, posted=iso_words(row.posted), until=iso_words(row.until)),
        Words("ผู้คัดค้าน {count} ราย", "{count} objections").fill(count=row.objections),
    ]
    if row.legal_basis:
        lines.append(Words("ฐานกฎหมาย: {basis}", "Legal basis: {basis}").fill(basis=row.legal_basis))
    if row.state == "posted":
        lines.append(_OVER if days < 0 else _LEFT.fill(days=days))
    return lines
