"""The morning's briefing: what is due, what was carried over, cards of the shift before; and the card for the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult

from desk.words import Language, Words, same
from screens.asking import NOTE, AskReason
from screens.case_lines import when
from screens.dates import iso_words
from screens.keys import FIND_ANYBODY, LIST, SAVE
from screens.looking import Looking
from screens.paged_table import Column, PagedTable, Row
from screens.parts import Said, Shown
from screens.reading import read
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.daily_review import Briefing as Told

_HEAD = Words("สรุปเช้าวันที่ {date}", "Briefing of {date}")
_LEFT = Words(
    "รอพิจารณา {decide} · รอเราทำต่อ {returned} · ยังไม่ส่ง {unsent} · รอคนที่สอง {asked}",
    "{decide} to be decided · {returned} wait for us · {unsent} unsent · {asked} asked",
)
_NOT_SIGNED = Words("! สรุปของวันทำการก่อนยังไม่ลงชื่อ", "! The figures of the last working day are not signed")
_CARD = Words("บันทึกส่งเวร", "Hand-over card")
_DUE = Words("ครบกำหนด", "Due")
_COMPLAINT = Words("ต้องตอบเรื่องร้องเรียน", "Complaint to answer")
_AGENCY = Words("รอหน่วยงานอื่นตอบ", "An agency is asked")
_NOTICE = Words("ประกาศครบกำหนด", "Notice ends")
_WRITTEN = Words("บันทึกส่งเวรแล้ว", "The card for the next shift is written")
_TAKEN = Words("รับเวรแล้ว", "Taken over")
NOTE_LETTERS = 200


class Briefing(Looking[None]):
    """Everything somebody must know who opens in the morning; Enter opens a line, or takes a card over."""

    ACTIONS = (
        FIND_ANYBODY,
        SAVE.called(Words("ส่งเวร", "Hand over"), Words("เขียนบันทึกให้ผู้รับเวรต่อ", "Writes the card for the next shift")),
        LIST.called(Words("รับเวร", "Take over"), Words("รับทราบบันทึกที่ชี้อยู่", "Takes the card under the cursor over")),
    )
    ABOUT = Words(
        "งานที่ครบกำหนด งานค้าง และบันทึกส่งเวรที่ยังไม่มีผู้รับ", "What is due, what was carried over, and cards nobody has taken"
    )
    DEFAULT_CSS = """
    Briefing #head { text-style: bold; }
    Briefing #notice { color: $text-accent; margin-bottom: 1; }
    Briefing #detail { height: 2; margin-top: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.told: Told | None = None
        self._details: dict[str, Words] = {}
        self._head = Said(same(""), id="head")
        self._left = Shown(id="left")
        self._notice = Shown(id="notice")
        self._detail = Said(same(""), wraps=True, id="detail")
        self._table = PagedTable(
            [
                Column(Words("เรื่อง", "What"), 22),
                Column(Words("เลขที่", "No."), 11),
                Column(Words("เมื่อ", "When"), 14),
                Column(Words("รายละเอียด", "Details"), 0),
            ],
            empty=Words("ไม่มีเรื่องที่ต้องทำก่อน", "Nothing has to be done first"),
        )

    def body(self) -> ComposeResult:
        """Counts, one warning, the lines, the one under the cursor in full."""
        yield self._head
        yield self._left
        yield self._notice
        yield self._table
        yield self._detail

    @on(events.Mount)
    def begin(self) -> None:
        """The cursor stands in the lines."""
        self._table.focus()

    async def look(self) -> None:
        """Read it."""
        from desk.counter.case_life import names_of_services
        from desk.counter.daily_review import briefing
        from desk.counter.queue import officer_names

        shared = work_of(self)
        office, session = shared.open_office, shared.officer

        def question() -> tuple[Told, dict[str, Words], dict[str, Words]]:
            told = briefing(office, session)
            return told, names_of_services(office, [*told.due, *told.agencies]), officer_names(office)

        found = await read(self, question)
        if found is not None:
            self.told, services, officers = found
            self._show(self.told, services, officers)

    def _show(self, told: Told, services: dict[str, Words], officers: dict[str, Words]) -> None:
        self._head.say(_HEAD.fill(date=iso_words(told.today.isoformat())))
        self._left.show(
            _LEFT.fill(decide=told.to_decide, returned=told.returned, unsent=told.unsent, asked=len(told.asked))
        )
        self._notice.show(same("") if told.yesterday_signed else _NOT_SIGNED)
        rows = []
        for card in told.cards:
            by = officers.get(card.officer) or same(card.officer)
            said = Words(f"{by.th}: {card.note}", f"{by.en}: {card.note}")
            rows.append(Row(card.ref, (_CARD, card.ref, when(card.t), said), "alert"))
        for row in told.due:
            service = services.get(row.ref) or same(row.service)
            due = iso_words(row.due or "")
            rows.append(Row(row.ref, (_DUE, row.ref, due, service)))
        rows += [Row(row.ref, (_COMPLAINT, row.ref, iso_words(row.due or ""), row.subject)) for row in told.complaints]
        rows += [Row(row.ref, (_NOTICE, row.ref, iso_words(row.until), row.subject)) for row in told.notices]
        rows += [
            Row(each.ref, (each.what, each.ref, when(each.t), same(f"{each.subject} {each.reason}".strip())))
            for each in told.asked
        ]
        listed = {row.ref for row in told.due}
        for row in told.agencies:
            if row.ref not in listed:
                service = services.get(row.ref) or same(row.service)
                rows.append(Row(row.ref, (_AGENCY, row.ref, when(row.opened), service)))
        self._details = {row.key: Words(_full(row, "th"), _full(row, "en")) for row in rows}
        self._table.set_rows(rows)
        self._say_detail()
        self.refresh_keys()

    def _say_detail(self) -> None:
        self._detail.say(self._details.get(self._table.cursor_key or "") or same(""))

    def on_paged_table_highlighted(self) -> None:
        """Another line under the cursor."""
        self._say_detail()

    def on_paged_table_selected(self, event: PagedTable.Selected) -> None:
        """Enter opens what the line is about."""
        told = self.told
        if told is None:
            return
        if any(row.ref == event.key for row in (*told.due, *told.agencies)):
            from screens.case import CaseView

            self.open_room(CaseView(event.key))
        elif any(row.ref == event.key for row in told.complaints):
            from screens.complaints import ComplaintView

            self.open_room(ComplaintView(event.key))
        elif any(row.ref == event.key for row in told.notices):
            from screens.public_notices import NoticeView

            self.open_room(NoticeView(event.key))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There must be a card to take over."""
        if action == "list":
            return self.told is not None and bool(self.told.cards)
        return super().check_action(action, parameters)

    async def action_list(self) -> None:
        """F4: the card under the cursor was read, the work goes on."""
        from desk.counter.daily_review import take_over

        shared, key, told = work_of(self), self._table.cursor_key, self.told
        if told is None or all(card.ref != key for card in told.cards):
            return

        if await self.carry_out(lambda: take_over(shared.open_office, shared.officer, key or ""), once=True):
            await self.look()
            self.say_done(_TAKEN)

    @work
    async def action_save(self) -> None:
        """F10: the card for the next shift; what is under way is named by itself."""
        from desk.counter.daily_review import hand_over

        shared = work_of(self)
        told = Words("ผู้รับเวรอ่าน งานที่ค้างของท่านระบุให้เอง", "Read by the next shift; your open work is named by itself")
        note = await self.app.push_screen_wait(
            AskReason(Words("บันทึกส่งเวร: สิ่งที่ต้องทำต่อ", "For the next shift: what must not be forgotten"), told, NOTE)
        )
        if note is not None:
            ref = await self.perform(lambda: hand_over(shared.open_office, shared.officer, note))
            if ref is not None:
                await self.look()
                self.say_done(_WRITTEN)


def _full(row: Row, which: Language) -> str:
    said = (cell.in_language(which) if isinstance(cell, Words) else str(cell) for cell in row.cells)
    return " · ".join(part for part in said if part)
