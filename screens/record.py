"""One opened record: who it is, who lives with them, what they asked for and paid, and who looked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, cast

from textual import work
from textual.app import ComposeResult

from desk.counter.forms import address_line
from desk.counter.lookup import Record, open_record, read_record
from desk.counter.queue import notice
from desk.counter.states import state_words
from desk.counter.visit import PURPOSE_WORDS
from desk.rules.cash import format_baht
from desk.rules.ids import format_pin
from desk.thai import PartialDate, age_on
from desk.words import Words, same
from screens.base import SubScreen
from screens.dates import day_month, iso_words, partial_words, short_moment
from screens.day_queue import FIND_PERSON, NEXT_PERSON
from screens.find import CALM, STATUS_WORDS, copy_words
from screens.keys import LIST, NEXT, PREVIOUS, REFRESH, SAVE
from screens.paged_table import Column, PagedTable, Row
from screens.parts import FactRow, Shown
from screens.queue_rows import SIGNS
from screens.reading import read
from screens.safe_text import safe
from screens.work import work_of

if TYPE_CHECKING:
    from local_db.queries.citizens import Citizen
    from local_db.queries.money import ReceiptRow
    from screens.app import DeskApp

SEX_WORDS: Final = {"m": Words("ชาย", "male"), "f": Words("หญิง", "female"), "u": Words("ไม่ระบุเพศ", "sex not recorded")}
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

    def body(self) -> ComposeResult:
        """Facts above, then household, requests, receipts, and who looked."""
        yield self._who
        yield self._number
        yield self._born
        yield self._address
        yield self._more
        yield self._copy
        yield self._members
        yield self._requests
        yield self._receipts
        yield self._views

    @property
    def desk(self) -> DeskApp:
        """The app."""
        return cast("DeskApp", self.app)

    def on_mount(self) -> None:
        """Places are fixed; only the requests take what room is left."""
        self._members.styles.height = 5
        self._receipts.styles.height = 3
        self.show_record()
        self._requests.focus()

    # ---- showing

    def show_record(self) -> None:
        """Everything of the record, in the language in force."""
        record, citizen = self.record, self.record.citizen
        status = STATUS_WORDS.get(citizen.status, same(citizen.status))
        died = f" {iso_words(citizen.died)}" if citizen.died else ""
        self._who.show(citizen.name if citizen.status == "alive" else f"{citizen.name}   {status}{died}")
        self._who.set_class(citizen.status not in CALM, "alert")
        english = f"   {citizen.given_en} {citizen.family_en}".rstrip()
        self._number.show(f"{format_pin(citizen.pin)}{english}")
        self._born.show(born_line(citizen, work_of(self).open_office.today()))
        self._address.show(address_line(record.household) if record.household is not None else "-")
        parts = [citizen.role, citizen.nationality]
        if citizen.phone:
            parts.append(str(Words("โทร. {phone}", "tel. {phone}").fill(phone=citizen.phone)))
        if citizen.card_expires:
            said = Words("บัตรหมดอายุ {day}", "card expires {day}").fill(day=iso_words(citizen.card_expires))
            parts.append(str(said))
        self._more.show(" · ".join(part for part in parts if part) or "-")
        self._copy.show(self._data_words())
        self._show_tables()

    def _data_words(self) -> Words:
        """Age of the copy, and whether something is under way that will change it."""
        now = work_of(self).open_office.clock.now_ms()
        said = copy_words(self.record.as_of, now)
        if pending := sum(row.state in OPEN for row in self.record.requests):
            said = Words(
                f"{said.th} · มีคำขอที่ยังไม่จบ {pending} รายการ", f"{said.en} · {pending} requests not yet finished"
            )
        return said

    def _show_tables(self) -> None:
        record, today = self.record, work_of(self).open_office.today()
        self._members.set_rows([_member(one, one.pin == record.citizen.pin, today) for one in record.members])
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
        self._receipts.set_rows([_receipt(row) for row in record.receipts])
        self._views.show(safe(self._views_words(), self._requests.size.width or None))

    def _views_words(self) -> str:
        seen = [
            f"{self.desk.officer_names.get(officer, same(officer))} {short_moment(at)} ({_purpose(purpose)})"
            for officer, purpose, at in self.record.views[:VIEWS_SHOWN]
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
        fresh = await read(self, lambda: read_record(office, record.citizen, record.viewed_ref, record.as_of))
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
        }
        return allowed.get(action, True)

    def on_paged_table_selected(self, event: PagedTable.Selected) -> None:
        """Enter opens the one of the household, the request or the receipt under the cursor."""
        if event.table is self._members:
            self._look_at(event.key)
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
        record = await self.perform(lambda: open_record(shared.open_office, shared.officer, pin, shared.visit))
        if record is not None:
            self.record = record
            self.say(None)
            self.show_record()
            self.refresh_keys()

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
        from screens.request_form import RequestForm
        from screens.services import ChooseService

        with self.ground.hold_keys():
            code = await self.app.push_screen_wait(ChooseService())
            if code is not None:
                self.open_room(RequestForm(code, self.record.citizen, self.record.household))


def born_line(citizen: Citizen, today: date) -> str:
    """Day of birth as far as it is known, age in whole years, sex."""
    sex = str(SEX_WORDS.get(citizen.sex, SEX_WORDS["u"]))
    if citizen.born_year is None:
        return sex
    born = PartialDate(citizen.born_year, citizen.born_month, citizen.born_day)
    parts: list[object] = [partial_words(born)]
    if citizen.status != "deceased":
        parts.append(Words("อายุ {age} ปี", "{age} years").fill(age=age_on(born, today).years))
    return " · ".join(str(part) for part in [*parts, sex])


def _member(citizen: Citizen, here: bool, today: date) -> Row:
    age: object = "-"
    if citizen.born_year is not None and citizen.status != "deceased":
        age = age_on(PartialDate(citizen.born_year, citizen.born_month, citizen.born_day), today).years
    status = STATUS_WORDS.get(citizen.status, same(citizen.status))
    name = f"{citizen.name} ◂" if here else citizen.name
    return Row(citizen.pin, (name, citizen.role, age, status), "plain" if citizen.status in CALM else "alert")


def _receipt(row: ReceiptRow) -> Row:
    number = f"{row.book} {row.number:06d}"
    return Row(row.ref, (number, iso_words(row.date), row.payer_name, format_baht(row.satang)))


def _purpose(purpose: str) -> Words:
    return next((words for name, words in PURPOSE_WORDS.items() if name == purpose), same(purpose))
