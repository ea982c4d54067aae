"""One box for finding a person: number, telephone or any part of a name; what is chosen among the rows opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from desk.counter.record import is_confirmed, open_record
from desk.counter.understood import zone_goes_on
from desk.words import Words
from screens import fast_path
from screens.allow_more import open_or_ask
from screens.confirm_number import ConfirmNumber
from screens.find_asking import FindAsking
from screens.keys import FIND, LIST, PREVIOUS, SAVE
from screens.paged_table import PagedTable
from screens.reading import read
from screens.work import work_of

if TYPE_CHECKING:
    from desk.model.kinds.visits import FoundBy
    from local_db.queries.found_papers import FoundPaper


class Find(FindAsking):
    """Typing shows masked rows and journals nothing; Enter opens the record, which is journalled."""

    ACTIONS = (
        FIND.called(Words("ค้นใหม่", "Clear"), Words("ล้างช่องแล้วค้นคนใหม่", "Empties the box for another search")),
        SAVE.called(
            Words("คนนอกทะเบียน", "Not registered"),
            Words("รับคำขอของผู้ไม่มีในทะเบียน", "Takes a request of somebody outside the registry"),
        ),
        LIST.called(Words("ตะกร้า", "Basket"), Words("คำขอที่กำลังทำ และรับเงิน", "Requests in hand, and taking money")),
        PREVIOUS.called(
            Words("ดูบัตร", "Card"), Words("แสดงข้อมูลและรูปจากบัตรในเครื่องอ่าน", "Shows what the card in the reader says")
        ),
    )
    DEFAULT_CSS = """
    Find #found > .table--resting { background: $primary; color: $text; text-style: bold; }
    Find #found:ansi > .table--resting { text-style: reverse; background: ansi_default; color: ansi_default; }
    """
    ABOUT = Words(
        "พิมพ์เลขประจำตัว โทรศัพท์ หรือส่วนใดของชื่อ เลขไทย ขีด และแป้นผิดภาษาอ่านได้ =110 เปิดแบบของบริการ 110 ทันที",
        "Type a number, a telephone or any part of a name; Thai digits, dashes and the wrong layout are understood. "
        "=110 opens the form of service 110 at once",
    )

    # ---- choosing

    def on_thai_input_entered(self) -> None:
        """Enter opens the row under the cursor. A scanner ends each line of a document's zone by Enter: not yet."""
        if zone_goes_on(self.box.value):
            self.box.insert_text_at_cursor(" ")
            return
        self._choose()

    def on_paged_table_selected(self, event: PagedTable.Selected) -> None:
        """A double click does."""
        self._open(event.key)

    @work(exclusive=True)
    async def _choose(self) -> None:
        """Whoever types ahead may press Enter before the rows came. They are waited for; of several none is opened
        unseen, as opening a record is an act that stands in the journal."""
        with self.ground.hold_keys():
            seen = self.answered
            path = fast_path.meant(self.box.value)
            if path is not None and not await self._know_service(self.box.value):
                return
            if path is not None and not path.who and self._service is not None:
                await self._request_of_nobody(self._service.code)
                return
            if not seen and self.box.value.strip():
                wanted, on_view = self._wanted, self._table.on_view
                found = await read(self, self._question(*wanted))
                if found is None:
                    self.ground.flush_typed_ahead()
                    return
                self._take(found, wanted)
                seen = on_view == self._table.on_view
            key = self._table.cursor_key
            if key is None or (not seen and self._table.row_count > 1):
                self.ground.flush_typed_ahead()
                self.app.bell()
                if key is not None:
                    self.say(Words("มีหลายคน เลือกแล้วกด Enter อีกครั้ง", "Several people: choose, then press Enter again"))
                return
            await self._open_now(key)

    @work(exclusive=True)
    async def _open(self, pin: str) -> None:
        with self.ground.hold_keys():
            await self._open_now(pin)

    async def _open_now(self, pin: str) -> None:
        shared = work_of(self)
        paper = next((one for one in self._found.papers if one.ref == pin), None) if self._found is not None else None
        if paper is not None:
            self._open_paper(paper)
            return
        if await self._visit() is None:
            return
        found_by, typed = self._how_found(pin)
        said = ""
        if typed and not await self._confirmed(pin):
            said = await self.app.push_screen_wait(ConfirmNumber()) or ""
            if not said:
                return
        record = await open_or_ask(
            self,
            lambda: open_record(
                shared.open_office, shared.officer, pin, shared.visit, found_by=found_by, typed=typed, said=said
            ),
        )
        if record is not None:
            from screens.record import RecordScreen

            opened = RecordScreen(record)
            await self.app.push_screen(opened)
            if fast_path.meant(self.box.value) is not None and self._service is not None:
                opened.begin_request(self._service.code)

    def _how_found(self, pin: str) -> tuple[FoundBy, bool]:
        """How the person of a row was found, and whether by a number typed by hand."""
        if self._card.is_of(pin, self.box.value):
            return "card", False
        if self._centre is not None:
            return "centre", self._centre.question.typed
        found = self._found
        if found is None:
            return "name", False
        if found.kind == "zone" or found.scanned:
            return "document", False
        return ("number", True) if found.number_typed else ("name", False)

    async def _confirmed(self, pin: str) -> bool:
        """Whether it was confirmed during this visit that the number is theirs."""
        shared = work_of(self)
        return bool(await read(self, lambda: is_confirmed(shared.open_office, shared.visit, pin)))

    def _open_paper(self, paper: FoundPaper) -> None:
        if paper.kind == "receipt":
            from screens.receipt_view import ReceiptView

            self.app.push_screen(ReceiptView(paper.ref))
        elif paper.kind == "ticket":
            from screens.tickets import Tickets

            self.app.push_screen(Tickets(paper.ref))
        else:
            from screens.case import CaseView

            self.app.push_screen(CaseView(paper.ref))

    # ---- where keys lead

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Requests and money are for those who may take them; there is a card to look at once one was read."""
        session = work_of(self).session if self.is_attached else None
        if action == "previous":
            return self._card.card is not None
        if session is None or action not in ("save", "list"):
            return True
        return session.may("take_request") or (action == "list" and session.may("take_payment"))

    def action_find(self) -> None:
        """F2: another search."""
        self.box.clear()
        self.box.focus()

    def action_list(self) -> None:
        """F4: the basket."""
        from screens.basket import Basket

        self.app.push_screen(Basket())

    def action_previous(self) -> None:
        """F7: the card."""
        if self._card.card is not None:
            from screens.card_view import CardView

            self.app.push_screen(CardView(self._card.card))

    # ---- somebody outside the registry

    @work(exclusive=True)
    async def action_save(self) -> None:
        """F10: a request of somebody the registry does not hold."""
        with self.ground.hold_keys():
            await self._request_of_nobody()

    async def _request_of_nobody(self, code: str | None = None) -> None:
        """The form of a service, nobody named in it yet; the service is asked for where the fast path did not say."""
        from screens.request_form import RequestForm
        from screens.services import ChooseService

        if await self._visit() is None:
            return
        if code is None:
            code = await self.app.push_screen_wait(ChooseService())
        if code is not None:
            self.app.push_screen(RequestForm(code, None))
