"""One opened record: who it is, who lives with them, what they asked for and paid, and who looked.

The first page shows all of it at once; digits turn to the others. What the policy hides is uncovered by one key, which
is an act of its own.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final, cast

from textual import events, work
from textual.app import ComposeResult

from desk.counter.forms import address_line
from desk.counter.masking import reveal
from desk.counter.queue import notice
from desk.counter.record import Record, open_record, read_again
from desk.counter.states import state_words
from desk.rules.cash import format_baht
from desk.rules.ids import format_pin, mask_pin
from desk.words import Words, same
from screens.allow_more import open_or_ask
from screens.base import SubScreen
from screens.dates import day_month, iso_words, moment_words, short_moment
from screens.day_queue import FIND_PERSON, NEXT_PERSON
from screens.found_rows import STATUS_WORDS, copy_words
from screens.keyboard_twins import digit_of
from screens.keys import LIST, NEXT, PREVIOUS, REFRESH, SAVE, act
from screens.paged_table import Column, PagedTable, Row
from screens.parts import FactRow, Shown
from screens.queue_rows import SIGNS
from screens.reading import read
from screens.record_pages import (
    COLUMNS,
    HIDDEN_WORDS,
    LOOKS,
    OVERVIEW,
    PAGES,
    PERSON,
    covers,
    notices,
    rows_of,
    status_shown,
)
from screens.record_rows import born_line, member_row, more_parts, receipt_row
from screens.safe_text import cells, joined, safe
from screens.work import work_of

if TYPE_CHECKING:
    from desk.model.kinds.body import IdentityShown
    from screens.app import DeskApp

OPEN: Final = frozenset({"submitted", "in_review", "waiting_papers", "returned", "approved"})
VIEWS_SHOWN: Final = 3
LABEL: Final = 13


class RecordScreen(SubScreen[None]):
    """A record whose opening stands in the journal. A step to another of the household is a look of its own."""

    ACTIONS = (
        FIND_PERSON,
        REFRESH,
        LIST.called(Words("ตะกร้า", "Basket"), Words("คำขอที่กำลังทำ และรับเงิน", "Requests in hand, and taking money")),
        PREVIOUS.called(
            Words("คนก่อน", "Before"), Words("เปิดคนก่อนหน้าในบ้านเดียวกัน", "Opens the one before in the household")
        ),
        NEXT.called(Words("คนถัดไป", "After"), Words("เปิดคนถัดไปในบ้านเดียวกัน", "Opens the next of the household")),
        SAVE.called(Words("คำขอใหม่", "New request"), Words("รับคำขอของคนนี้", "Takes a request of this person")),
        act(
            "reveal",
            "v",
            Words("ดูที่ปิดไว้", "Show hidden"),
            Words("แสดงข้อมูลที่ปิดไว้ การแสดงถูกบันทึก", "Shows what is hidden; that is journalled"),
        ),
        act(
            "turn_page",
            "p",
            Words("หน้าต่อไป", "Next page"),
            Words("ไปหน้าต่อไปของทะเบียนนี้ หรือกดเลขหน้า", "Turns to the next page of the record; its digit does, too"),
            "move",
        ),
        act(
            "slip",
            "s",
            Words("ใบผู้เปิดดู", "Looks slip"),
            Words("ใบแจ้งว่าใครเปิดดูทะเบียนนี้ ให้เจ้าตัว", "The slip that tells this person who looked"),
            in_footer=False,
        ),
        act(
            "merged",
            "m",
            Words("รายการที่รวม", "Merged into"),
            Words("เปิดรายการที่รวมเข้าด้วย", "Opens the record this one was merged into"),
            in_footer=False,
        ),
        NEXT_PERSON,
    )
    ABOUT = Words(
        "ทะเบียนของคนหนึ่งคนจากสำเนาในเครื่อง การเปิดดูถูกบันทึก Tab ไปตารางถัดไป",
        "One person's record from the copy on this desk; opening it was journalled. Tab goes to the next table",
    )

    def __init__(self, record: Record) -> None:
        super().__init__()
        self.record = record
        self._who = Shown(classes="title")
        self._number = FactRow(Words("เลขประจำตัว", "Number"), label_width=LABEL)
        self._born = FactRow(Words("เกิด", "Born"), label_width=LABEL)
        self._address = FactRow(Words("ที่อยู่", "Address"), label_width=LABEL)
        self._more = FactRow(Words("ในบ้านเป็น", "In the house"), label_width=LABEL)
        self._copy = FactRow(Words("ข้อมูล", "Data"), label_width=LABEL)
        self._members = PagedTable(
            [
                Column(Words("คนในบ้าน", "Household"), 0),
                Column(Words("เป็น", "As"), 16),
                Column(Words("อายุ", "Age"), 4, "right"),
                Column(Words("สถานะ", "Status"), 12),
            ],
            empty=Words("ไม่มีทะเบียนบ้านในสำเนานี้", "No house of theirs in this copy"),
            id="members",
        )
        self._requests = PagedTable(
            [
                Column(Words("คำขอ", "Request"), 9),
                Column(Words("บริการ", "Service"), 0),
                Column(Words("สถานะ", "State"), 15),
                Column(Words("กำหนด", "Due"), 6, "right"),
                Column(Words("บาท", "Baht"), 9, "right"),
            ],
            empty=Words("ยังไม่มีคำขอ กด F10 เพื่อรับคำขอใหม่", "No requests yet; F10 takes a new one"),
            id="requests",
        )
        self._receipts = PagedTable(
            [
                Column(Words("ใบเสร็จ", "Receipt"), 17),
                Column(Words("วันที่", "Date"), 16),
                Column(Words("ผู้ชำระ", "Payer"), 0),
                Column(Words("บาท", "Baht"), 10, "right"),
            ],
            empty=Words("ยังไม่มีใบเสร็จ", "No receipts yet"),
            id="receipts",
        )
        self._views = Shown(classes="quiet")
        self.page = OVERVIEW
        self._pages = Shown(classes="quiet")
        self._notice = Shown(classes="alert")
        self._sheet = PagedTable(COLUMNS[PERSON], id="sheet")

    def body(self) -> ComposeResult:
        """Facts above, then household, requests, receipts, and who looked; or the table of another page."""
        yield self._who
        yield self._number
        yield self._born
        yield self._address
        yield self._more
        yield self._copy
        yield self._notice
        yield self._pages
        yield self._members
        yield self._requests
        yield self._receipts
        yield self._views
        yield self._sheet

    @property
    def desk(self) -> DeskApp:
        """The app."""
        return cast("DeskApp", self.app)

    def on_mount(self) -> None:
        """Places are fixed; only the requests take what room is left."""
        self._members.styles.height = 5
        self._receipts.styles.height = 3
        self._show_page()
        self.show_record()
        self._requests.focus()

    # ---- showing

    def show_record(self) -> None:
        """Everything of the record, in the language in force."""
        record, citizen = self.record, self.record.citizen
        today = work_of(self).open_office.today()
        shown = status_shown(citizen, today)
        status = STATUS_WORDS.get(shown, same(shown))
        died = f" {iso_words(citizen.died)}" if citizen.died else ""
        beside = safe("" if shown == "alive" else f"   {status}{died}")  # stays in view behind the longest name
        self._who.show(joined(safe(citizen.name, self._cells - cells(beside)), beside))
        self._who.set_class(shown != "alive", "alert")
        english = f"   {citizen.given_en} {citizen.family_en}".rstrip()
        number = mask_pin(citizen.pin) if "pin" in record.hidden else format_pin(citizen.pin)
        self._number.show(f"{number}{english}")
        self._born.show(born_line(citizen, today, hidden="birth" in record.hidden))
        self._address.show(self._address_text())
        self._more.show(" · ".join(part for part in more_parts(record) if part) or "-")
        self._copy.show(self._data_words())
        told = notices(record, today)
        self._notice.show(safe(" · ".join(str(one) for one in told), self._cells))
        self._notice.display = bool(told)
        self._show_tables()
        self._show_sheet()

    @property
    def _cells(self) -> int:
        return self.app.size.width - 2

    def _address_text(self) -> str:
        if "address" in self.record.hidden:
            return str(HIDDEN_WORDS)
        return address_line(self.record.household) if self.record.household is not None else "-"

    # ---- pages

    def _show_page(self) -> None:
        """The parts of the page in force, and where one is."""
        first = self.page == OVERVIEW
        for part in (self._members, self._requests, self._receipts, self._views):
            part.display = first
        self._sheet.display = not first
        self._show_sheet()
        if not first:
            self._sheet.focus()
        elif self.focused is self._sheet:
            self._requests.focus()

    def _show_sheet(self) -> None:
        marked = [f"[{n} {words}]" if n == self.page + 1 else f" {n} {words} " for n, words in enumerate(PAGES, 1)]
        self._pages.show(" ".join(marked))
        if self.page != OVERVIEW:
            self._sheet.columns = COLUMNS[self.page]
            today = work_of(self).open_office.today()
            self._sheet.set_rows(rows_of(self.page, self.record, today, self._address_text()))

    def go_to_page(self, page: int) -> None:
        """Turn to a page."""
        self.page = page
        self._show_page()
        self.say(covers(self.record.looks) if page == LOOKS else None)

    def action_turn_page(self) -> None:
        """P: the next page."""
        self.go_to_page((self.page + 1) % len(PAGES))

    def on_key(self, event: events.Key) -> None:
        """A digit turns to its page, under either layout."""
        digit = digit_of(event.character)
        if digit is not None and 1 <= digit <= len(PAGES):
            event.stop()
            self.go_to_page(digit - 1)

    def _data_words(self) -> Words:
        """Age of the copy, and whether something is under way that will change it."""
        now = work_of(self).open_office.clock.now_ms()
        said = copy_words(self.record.as_of, now)
        if self.record.source == "centre":
            said = Words("ส่วนกลางตอบเมื่อ {when}", "told by the centre {when}").fill(when=moment_words(self.record.as_of))
        if self.record.found_by == "card":
            said = Words(f"{said.th} · แสดงตน: อ่านบัตร", f"{said.en} · identity: card read")
        if pending := sum(row.state in OPEN for row in self.record.requests):
            said = Words(
                f"{said.th} · มีคำขอที่ยังไม่จบ {pending} รายการ", f"{said.en} · requests not yet finished: {pending}"
            )
        return said

    def _show_tables(self) -> None:
        record, today = self.record, work_of(self).open_office.today()
        self._members.set_rows([member_row(one, record.citizen, today) for one in record.members])
        self._members.go_to(record.citizen.pin)
        names = self.desk.service_names
        self._requests.set_rows(
            [
                Row(
                    row.ref,
                    (
                        row.ref,
                        names.get(row.service, row.service),
                        state_words(row.state),
                        SIGNS[notice(row.state, row.due, today)]
                        + (day_month(date.fromisoformat(row.due)) if row.due else ""),
                        ("✓" if row.receipt else "") + (format_baht(row.fee_satang) if row.fee_satang else "-"),
                    ),
                    "quiet" if row.state in ("done", "withdrawn", "refused") else "plain",
                )
                for row in record.requests
            ]
        )
        self._receipts.set_rows([receipt_row(row) for row in record.receipts])
        self._views.show(safe(self._views_words(), self._cells))

    def _views_words(self) -> str:
        seen = [
            f"{look.officer} {short_moment(look.at)} ({look.purpose})" for look in self.record.looks.looks[:VIEWS_SHOWN]
        ]
        said = Words("ผู้เปิดดู: {who}", "Opened by: {who}")
        return str(said.fill(who=" · ".join(seen))) if seen else ""

    def language_changed(self) -> None:
        """Sentences made here are made again."""
        self.show_record()

    def on_screen_resume(self) -> None:
        """Back in front: requests and receipts may have come meanwhile."""
        if self.is_mounted:
            self.news()

    def news(self) -> None:
        """Something changed in the desk's file."""
        self._reread()

    @work(exclusive=True, group="record")
    async def _reread(self) -> None:
        office, record = work_of(self).open_office, self.record
        fresh = await read(self, lambda: read_again(office, record))
        if fresh is not None and self.record is record:
            self.record = fresh
            self.show_record()

    # ---- where keys lead

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """What roles forbid, and a household of one, switch keys off."""
        session = work_of(self).session if self.is_attached else None
        if session is None:
            return True
        allowed = {
            "save": session.may("take_request"),
            "list": session.may("take_request") or session.may("take_payment"),
            "previous": len(self.record.members) > 1,
            "next": len(self.record.members) > 1,
            "reveal": bool(self.record.hidden),
            "merged": self.record.citizen.merged_into is not None,
        }
        return allowed.get(action, True)

    def on_paged_table_selected(self, event: PagedTable.Selected) -> None:
        """Enter opens the one of the household, the request or the receipt under the cursor."""
        if event.table is self._members:
            self._look_at(event.key)
        elif event.table is self._sheet:
            return
        elif event.table is self._requests:
            from screens.case import CaseView

            self.open_room(CaseView(event.key))
        else:
            from screens.receipt_view import ReceiptView

            self.open_room(ReceiptView(event.key))

    def action_previous(self) -> None:
        """F7: the one before in the household."""
        self._step(-1)

    def action_next(self) -> None:
        """F8: the next of the household."""
        self._step(1)

    def _step(self, by: int) -> None:
        pins = [one.pin for one in self.record.members]
        if self.record.citizen.pin in pins:
            self._look_at(pins[(pins.index(self.record.citizen.pin) + by) % len(pins)])

    @work(exclusive=True, group="look")
    async def _look_at(self, pin: str) -> None:
        """Another of the household: a look of its own, journalled as such."""
        shared = work_of(self)
        if pin == self.record.citizen.pin:
            return
        record = await open_or_ask(
            self,
            lambda: open_record(shared.open_office, shared.officer, pin, shared.visit, found_by="household"),
        )
        if record is not None:
            self.record = record
            self.say(None)
            self.show_record()
            self.refresh_keys()

    def action_merged(self) -> None:
        """M: the record this one was merged into."""
        if self.record.citizen.merged_into is not None:
            self._look_at(self.record.citizen.merged_into)

    @work(exclusive=True, group="look")
    async def action_reveal(self) -> None:
        """V: what the policy hides; journalled before it is shown."""
        shared, record = work_of(self), self.record
        shown = await self.perform(lambda: reveal(shared.open_office, shared.officer, record.viewed_ref))
        if shown is not None and self.record is record:
            self.record = replace(record, hidden=frozenset())
            self.show_record()
            self.refresh_keys()
            self.say(Words("แสดงข้อมูลที่ปิดไว้แล้ว และบันทึกไว้", "What was hidden is shown, and that is written down"))

    def action_slip(self) -> None:
        """S: the slip of who looked."""
        from screens.looks_slip_view import LooksSlipView

        self.open_room(LooksSlipView(self.record.citizen))

    def action_refresh_view(self) -> None:
        """F5."""
        self.news()

    def action_find(self) -> None:
        """F2: somebody else."""
        from screens.find import Find

        self.desk.go_home()
        self.app.push_screen(Find())

    def action_list(self) -> None:
        """F4: the basket."""
        from screens.basket import Basket

        self.open_room(Basket())

    def action_end_visit(self) -> None:
        """The next person."""
        self.desk.action_end_visit()

    @work(exclusive=True, group="request")
    async def action_save(self) -> None:
        """F10: a new request of this person."""
        from screens.services import ChooseService

        with self.ground.hold_keys():
            code = await self.app.push_screen_wait(ChooseService())
            if code is not None:
                self.begin_request(code)

    def begin_request(self, code: str) -> None:
        """The form of a service for this person."""
        from screens.request_form import RequestForm

        identity: IdentityShown = "card_read" if self.record.found_by == "card" else "card_seen"
        self.open_room(RequestForm(code, self.record.citizen, self.record.household, identity=identity))
