"""The home screen: every request of the day, what needs somebody, and the ways to all other rooms."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Final, cast

from textual import events, on
from textual.app import ComposeResult

from desk.rules.cash import format_baht
from desk.thai.dates import date_words
from desk.words import Words, same
from screens.keys import CANCEL, FIND, LIST, REFRESH, SAVE, act
from screens.paged_table import PagedTable
from screens.parts import Shown
from screens.queue_rows import PAGE_ROWS, WIDE, Page, columns, learn, page_of
from screens.reading import read
from screens.rooms import ENTRANCE, Rooms
from screens.safe_text import safe
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.queue import Notice
    from screens.app import DeskApp


FIRST_ROWS: Final = 100
"""Rows read for the first frame."""
FIRST_PAGE_S: Final = 0.25
"""How long the first frame waits for them."""


NOTICE_WORDS: Final[dict[Notice, Words]] = {
    "soon": Words("· ใกล้กำหนด", "· due soon"),
    "overdue": Words("! เลยกำหนด", "! overdue"),
    "attention": Words("* รอเราทำต่อ", "* waits for us"),
}
DRAFTS_LEFT: Final = Words(
    "ท่านมีร่างคำขอค้าง {count} ฉบับ กด E เพื่อทำต่อ", "You have {count} drafts of requests; press E to go on with them"
)
OWN_DRAFTS: Final = Words("ร่าง {count}", "{count} drafts")
OTHERS_DRAFTS: Final = Words("ร่างผู้อื่น {count}", "{count} drafts of others")
FREE: Final = Words("ไม่มีค่าธรรมเนียม", "free")

FIND_PERSON = FIND.called(
    FIND.label, Words("ค้นหาคนด้วยเลข ชื่อ หรือโทรศัพท์", "Looks a person up by number, name or telephone")
)
DRAWER = act(
    "drawer",
    "d",
    Words("ลิ้นชัก", "Drawer"),
    Words("เปิด นับ หรือปิดลิ้นชักเงิน", "Opens, counts or closes a drawer"),
    in_footer=False,
)
REVIEW = act(
    "review",
    "r",
    Words("พิจารณา", "Review"),
    Words("คำขอที่รอพิจารณา", "Requests that wait for a decision"),
    in_footer=False,
)
BANK = act(
    "bank", "k", Words("ธนาคาร", "Bank"), Words("รายการที่รอธนาคารยืนยัน", "Bills that wait for the bank"), in_footer=False
)
SYNC = act(
    "sync",
    "s",
    Words("การส่ง", "Sending"),
    Words("ดูว่าอะไรส่งแล้ว อะไรยังรอ", "What is sent and what waits"),
    in_footer=False,
)
CLOSE_DAY = act(
    "close_day",
    "c",
    Words("ปิดวัน", "Close day"),
    Words("ใบสรุปและปิดวัน", "The day on one sheet, and its close"),
    in_footer=False,
)
NEXT_PERSON = act(
    "end_visit",
    "n",
    Words("รายต่อไป", "Next person"),
    Words("จบรายที่อยู่หน้าเคาน์เตอร์", "Ends the visit of whoever is at the counter"),
)


class DayQueue(Rooms):
    """The day's requests; reads itself anew when something changed."""

    ACTIONS = (
        FIND_PERSON,
        LIST.called(Words("เมนู", "Menu"), Words("ทุกห้องของงาน", "All rooms of the desk")),
        REFRESH,
        SAVE.called(Words("ตะกร้า", "Basket"), Words("คำขอที่กำลังทำ และรับเงิน", "Requests in hand, and taking money")),
        CANCEL.called(Words("ลงชื่อออก", "Sign out"), Words("จบการใช้งานของท่าน", "Ends your session")),
        DRAWER,
        REVIEW,
        BANK,
        SYNC,
        CLOSE_DAY,
        NEXT_PERSON,
    )
    ABOUT = Words(
        "คำขอของวันนี้และคำขอเก่าที่ยังไม่จบ ใหม่สุดอยู่บน กด Enter เพื่อเปิด",
        "Requests of today and older ones still open, newest first; Enter opens one",
    )

    def __init__(self) -> None:
        super().__init__()
        self._line = Shown(id="totals")
        self._table = PagedTable(columns(80), empty=Words("วันนี้ยังไม่มีคำขอ", "No requests today yet"), id="queue")
        self._detail = (Shown(id="detail"), Shown(id="detail-more"))
        self._page = Page({}, [], 0, {}, 0)
        self._painted = False
        self._first_page = asyncio.Event()
        self._wanted = PAGE_ROWS
        self._reading = False
        self._again = False

    def body(self) -> ComposeResult:
        """Totals, rows, and the row under the cursor in full."""
        yield self._line
        yield self._table
        yield from self._detail

    @property
    def desk(self) -> DeskApp:
        """The app."""
        return cast("DeskApp", self.app)

    @on(events.Mount)
    async def _rows_first(self) -> None:
        """Read the rows at once; names of services and the rest of the house after the first frame.

        The first frame waits a moment for the rows, as drawing an empty table only to draw it again takes longer.
        """
        self._table.focus()
        self.reread()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._first_page.wait(), FIRST_PAGE_S)
        self.call_after_refresh(self._after_first_frame)

    def _after_first_frame(self) -> None:
        self.desk.begin_work()
        self.run_worker(self._learn_names(), group="names")

    async def _learn_names(self) -> None:
        """Codes become names: the catalogue takes longer to load than the queue to paint."""
        office = work_of(self).open_office
        if not self.desk.service_names:
            self.desk.service_names = await asyncio.to_thread(learn, office)
        self.reread()

    # ---- reading

    def news(self) -> None:
        """Something changed in the desk's file."""
        self.reread()

    def on_screen_resume(self) -> None:
        """Back in front: the queue may have moved meanwhile."""
        if self._painted:
            self.reread()

    def reread(self) -> None:
        """Read the rows once more; while one reading runs, one more follows it at most."""
        if self._reading:
            self._again = True
            return
        self._reading = True
        self.run_worker(self._read(), group="queue")

    async def _read(self) -> None:
        try:
            self._again = True
            while self._again:
                self._again = False
                question = self._question()
                page = await read(self, question)
                if page is not None:
                    self._show(page)
        finally:
            self._reading = False
            self._first_page.set()

    def _question(self) -> Callable[[], Page]:
        office, wide = work_of(self).open_office, self.app.size.width >= WIDE
        services, officers = self.desk.service_names, self.desk.officer_names
        painted = self._painted  # drafts are counted after the first frame
        limit = self._wanted if painted else FIRST_ROWS
        session = work_of(self).session
        return lambda: page_of(office, services, officers, wide=wide, limit=limit, session=session if painted else None)

    def on_paged_table_more_wanted(self) -> None:
        """Down on the last row: the next page."""
        self._wanted += PAGE_ROWS
        self.reread()

    def _show(self, page: Page) -> None:
        before, self._page, self._painted = self._page, page, True
        if len(fitting := columns(self.app.size.width)) != len(self._table.columns):
            self._table.columns = fitting
            self._table.refresh()
        self._table.set_rows(page.shown, page.total)
        self.show_totals()
        self.show_detail()
        if (before.drafts, before.others_drafts) != (page.drafts, page.others_drafts):
            self.refresh_keys()
        if before.drafts is None and page.drafts and self.message_line.words is None:
            self.say(DRAFTS_LEFT.fill(count=page.drafts))

    def on_resize(self, event: events.Resize) -> None:
        """A wider terminal shows the officer as well."""
        if (event.size.width >= WIDE) != (len(self._table.columns) > len(columns(80))):
            self.reread()

    def language_changed(self) -> None:
        """Sentences made here are made again."""
        self.show_totals()
        self.show_detail()

    def show_totals(self) -> None:
        """How many requests, how many of them need somebody; what the signs mean."""
        page = self._page
        said = Words("คำขอ {total} รายการ · รอพิจารณา {waiting}", "{total} requests · {waiting} to be decided").fill(
            total=f"{page.total:,}", waiting=f"{page.waiting:,}"
        )
        for told, words in NOTICE_WORDS.items():
            if count := page.notices.get(told):
                said = Words(f"{said.th} · {words.th} {count:,}", f"{said.en} · {words.en} {count:,}")
        for count, words in ((page.drafts, OWN_DRAFTS), (page.others_drafts, OTHERS_DRAFTS)):
            if count:
                drafts = words.fill(count=count)
                said = Words(f"{said.th} · {drafts.th}", f"{said.en} · {drafts.en}")
        if page.total > len(page.rows):
            more = Words("แสดง {shown}", "{shown} shown").fill(shown=f"{len(page.rows):,}")
            said = Words(f"{said.th} · {more.th}", f"{said.en} · {more.en}")
        self._line.show(said)

    def show_detail(self) -> None:
        """The row under the cursor in full: service, applicant, due, money, officer, and why it came back."""
        row = self._page.rows.get(self._table.cursor_key or "")
        first, second = self._detail
        if row is None:
            first.show("")
            second.show("")
            return
        service = self.desk.service_names.get(row.service, same(row.service))
        who = row.applicant_name
        if row.concerns_name != row.applicant_name:
            who = f"{who} → {row.concerns_name}"
        width = self._table.size.width
        first.show(safe(f"{row.ref}  {service}  {who}", width))
        officer = self.desk.officer_names.get(row.officer, same(row.officer))
        parts = [str(Words("รับโดย {officer}", "Taken in by {officer}").fill(officer=officer))]
        if row.due is not None:
            due = date_words(date.fromisoformat(row.due))
            parts.append(str(Words("ครบกำหนด {due}", "due {due}").fill(due=due)))
        if row.receipt is not None:
            parts.append(
                str(Words("ชำระแล้ว {baht} บาท", "{baht} baht paid").fill(baht=format_baht(row.fee_satang or 0)))
            )
        elif row.fee_satang:
            parts.append(str(Words("ค่าธรรมเนียม {baht} บาท", "fee {baht} baht").fill(baht=format_baht(row.fee_satang))))
        else:
            parts.append(str(FREE))
        if row.reason:
            parts.append(row.reason)
        second.show(safe(" · ".join(parts), width))

    def on_paged_table_highlighted(self) -> None:
        """Another row under the cursor."""
        self.show_detail()

    # ---- where keys lead

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """What the officer's roles do not allow is not offered."""
        session = work_of(self).session if self.is_attached else None
        if session is None:
            return True
        allowed = {
            "find": session.may("look_up"),
            "save": session.may("take_request") or session.may("take_payment"),
            "drawer": session.may("keep_drawer"),
            "bank": session.may("take_payment"),
            "review": session.may("review"),
            "close_day": session.may("see_day"),
            "end_visit": work_of(self).visit is not None,
            "drafts": bool(self._page.drafts or self._page.others_drafts),
            **{room: session.may(entrance) for room, entrance in ENTRANCE.items()},
        }
        return allowed.get(action, True)

    def on_paged_table_selected(self, event: PagedTable.Selected) -> None:
        """Enter opens the request."""
        from screens.case import CaseView

        self.open_room(CaseView(event.key))

    def action_refresh_view(self) -> None:
        """F5."""
        self.reread()

    def action_find(self) -> None:
        """F2: a person."""
        from screens.find import Find

        self.open_room(Find())

    def action_list(self) -> None:
        """F4: every room."""
        from screens.desk_menu import DeskMenu

        rooms = [action for action in self.actions() if action.run in DeskMenu.ROOMS]
        self.app.push_screen(DeskMenu(rooms), self._go_to)

    async def _go_to(self, run: str | None) -> None:
        if run is not None:
            await self.run_action(run)

    def action_save(self) -> None:
        """F10: the basket."""
        from screens.basket import Basket

        self.open_room(Basket())

    def action_drawer(self) -> None:
        """The drawer."""
        from screens.drawer import Drawer

        self.open_room(Drawer())

    def action_review(self) -> None:
        """What waits for a decision."""
        from screens.review_queue import ReviewQueue

        self.open_room(ReviewQueue())

    def action_bank(self) -> None:
        """What waits for the bank."""
        from screens.bank_list import BankList

        self.open_room(BankList())

    def action_sync(self) -> None:
        """What is sent and what waits."""
        self.desk.action_sync_view()

    def action_close_day(self) -> None:
        """The day's sheet."""
        from screens.day_close import DayClose

        self.open_room(DayClose())

    def action_end_visit(self) -> None:
        """The next person."""
        self.desk.action_end_visit()

    def action_cancel(self) -> None:
        """F12: sign out."""
        self.desk.action_sign_out()
