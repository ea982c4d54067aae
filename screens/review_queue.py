"""What waits for a supervisor, what weighs most first and why; filters; the clean remainder approved together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult

from desk.words import Words, same
from screens.asking import Confirm
from screens.bars import age
from screens.keys import FIND_ANYBODY, LIST, SAVE, act
from screens.looking import Looking
from screens.paged_table import PagedTable
from screens.parts import Said
from screens.reading import read
from screens.review_rows import FILTER_WORDS, FILTERS, REVIEWER, Filter, all_reasons, columns, fits, row_of, what_words
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.risk import Item

_WHAT = Words("รอพิจารณา {count} เรื่อง · รอตรวจดู {checks}", "{count} waiting for a decision · {checks} to look at")
_FILTERED = Words("{what} · แสดง: {filter} ({shown})", "{what} · showing: {filter} ({shown})")
_DETAIL = Words(
    "{service} · {applicant} · รับโดย {officer} · รอมา {age}",
    "{service} · {applicant} · by {officer} · waiting for {age}",
)
_BULK = Words(
    "อนุมัติพร้อมกัน {count} เรื่องที่ไม่มีข้อสังเกต: {refs}",
    "Approve {count} requests together, nothing speaks against them: {refs}",
)
_BULK_REST = Words(
    "เรื่องที่มีข้อสังเกต เรื่องที่ท่านรับเอง และเรื่องที่มีข้อสอบถาม ยังรออยู่",
    "What has a reason to look, your own work and what was asked about keep waiting",
)
_BULK_DONE = Words(
    "อนุมัติ {done} เรื่องแล้ว · เปลี่ยนไประหว่างนั้น ยังรออยู่ {left}", "{done} approved; {left} changed meanwhile and wait"
)
REFS_SHOWN = 6


class ReviewQueue(Looking[None]):
    """Requests to be decided and things to look at; Enter opens one, with the rest of the queue at F7 and F8."""

    ACTIONS = (
        FIND_ANYBODY,
        SAVE.called(
            Words("พิจารณา", "Decide"),
            Words("เปิดเรื่องนี้เพื่อพิจารณา ปุ่ม Enter ก็ได้", "Opens this one for a decision; Enter does as well"),
        ),
        LIST.called(
            Words("กรอง", "Filter"), Words("แสดงเฉพาะบางกลุ่ม กดซ้ำเพื่อเปลี่ยน", "Shows some only; press again for others")
        ),
        act(
            "approve_clean",
            "a",
            Words("อนุมัติพร้อมกัน", "Approve clean"),
            Words("อนุมัติเรื่องที่ไม่มีข้อสังเกตพร้อมกัน", "Approves together what nothing speaks against"),
        ),
    )
    ABOUT = Words(
        "เรียงตามความเสี่ยงและวันครบกำหนด พร้อมเหตุที่ต้องดู เรื่องที่ท่านรับเองต้องให้ผู้อื่นพิจารณา",
        "By risk and due date, with the reasons. What you took in yourself is for somebody else to decide",
    )
    DEFAULT_CSS = """
    ReviewQueue #what { text-style: bold; }
    ReviewQueue #detail { height: 2; margin-top: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.items: list[Item] = []
        self.filter: Filter = "all"
        self._services: dict[str, Words] = {}
        self._officers: dict[str, Words] = {}
        self._detail = Said(Words("", ""), wraps=True, id="detail")
        self._what = Said(Words("", ""), id="what")
        self._table = PagedTable(columns(), empty=Words("ไม่มีคำขอที่รอพิจารณา", "Nothing waits for a decision"))

    def body(self) -> ComposeResult:
        """How many, then the queue; below, the row under the cursor in full."""
        yield self._what
        yield self._table
        yield self._detail

    @on(events.Mount)
    def begin(self) -> None:
        """The cursor stands in the queue."""
        self._table.focus()

    async def look(self) -> None:
        """Read the queue; also on coming back from a case. A role that may not decide is told so."""
        from desk.counter.case_life import names_of_services
        from desk.counter.queue import officer_names
        from desk.counter.risk import review_queue

        shared = work_of(self)
        office, session = shared.open_office, shared.officer

        def question() -> tuple[list[Item], dict[str, Words], dict[str, Words]]:
            items = review_queue(office, session)
            rows = [item.request for item in items if item.request is not None]
            return items, names_of_services(office, rows), officer_names(office)

        found = await read(self, question)
        if found is not None:
            self.items, self._services, self._officers = found
            self._show()

    @property
    def shown(self) -> list[Item]:
        """What the filter leaves, in the order of the queue."""
        shared = work_of(self)
        today, officer = shared.open_office.today(), shared.officer.officer
        return [item for item in self.items if fits(item, self.filter, today, officer)]

    def _show(self) -> None:
        shared, items = work_of(self), self.shown
        today, now, officer = shared.open_office.today(), shared.open_office.clock.now_ms(), shared.officer.officer
        self._table.set_rows([row_of(item, self._services, today, now, officer) for item in items])
        waiting = sum(item.sort == "decide" for item in self.items)
        said = _WHAT.fill(count=f"{waiting:,}", checks=f"{len(self.items) - waiting:,}")
        if self.filter != "all":
            said = _FILTERED.fill(what=said, filter=FILTER_WORDS[self.filter], shown=f"{len(items):,}")
        self._what.say(said)
        self._say_detail()
        self.refresh_keys()

    def action_list(self) -> None:
        """F4: the next filter."""
        self.filter = FILTERS[(FILTERS.index(self.filter) + 1) % len(FILTERS)]
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing to open, no key for it."""
        if action == "approve_clean":
            return bool(self._clean())
        return bool(self.shown) if action == "save" else super().check_action(action, parameters)

    def on_paged_table_highlighted(self) -> None:
        """Another row under the cursor."""
        self._say_detail()

    def _item(self) -> Item | None:
        key = self._table.cursor_key
        return next((item for item in self.items if item.ref == key), None)

    def _say_detail(self) -> None:
        """The row under the cursor with nothing cut off: what, who, how long it has waited, every reason."""
        item = self._item()
        if item is None:
            self._detail.say(Words("", ""))
            return
        waited = age((work_of(self).open_office.clock.now_ms() - item.at) // 1000)
        said = _DETAIL.fill(
            service=what_words(item, self._services),
            applicant=item.request.applicant_name if item.request is not None else "-",
            officer=self._officers.get(item.officer) or same(item.officer),
            age=waited,
        )
        if item.reasons:
            reasons = all_reasons(item)
            said = Words(f"{said.th} · {reasons.th}", f"{said.en} · {reasons.en}")
        if item.request is not None and item.request.reviewer:
            reviewer = self._officers.get(item.request.reviewer) or same(item.request.reviewer)
            at_it = REVIEWER.fill(officer=reviewer)
            said = Words(f"{said.th} · {at_it.th}", f"{said.en} · {at_it.en}")
        self._detail.say(said)

    def on_paged_table_selected(self) -> None:
        """Enter opens the request."""
        self.action_save()

    def action_save(self) -> None:
        """F10: the entry under the cursor, the others at hand."""
        item = self._item()
        if item is None:
            return
        if item.sort == "check":
            from screens.review_check import ReviewCheck

            self.app.push_screen(ReviewCheck(item, self._services, self._officers))
            return
        from screens.case import CaseView

        walk = [each.ref for each in self.shown if each.sort == "decide"]
        self.app.push_screen(CaseView(item.ref, walk=walk), self._came_back)

    def _clean(self) -> list[Item]:
        officer = work_of(self).officer.officer if self.is_attached else ""
        return [item for item in self.shown if item.is_clean(officer)]

    @work
    async def action_approve_clean(self) -> None:
        """Approve together what nothing speaks against, after one more look at what that is."""
        from desk.counter import review

        office, session = work_of(self).open_office, work_of(self).officer
        items = self._clean()[: review.BULK_MAX]
        hashes = await read(self, lambda: review.hashes_of(office, [item.ref for item in items]))
        if hashes is None or not items:
            return
        refs = ", ".join(item.ref for item in items[:REFS_SHOWN]) + (" …" if len(items) > REFS_SHOWN else "")
        if not await self.app.push_screen_wait(Confirm(_BULK.fill(count=len(items), refs=refs), _BULK_REST)):
            return
        listed = [(item, hashes[item.ref]) for item in items]
        done = await self.perform(lambda: review.approve_clean(office, session, listed))
        if done is not None:
            await self.look()
            self.say_done(_BULK_DONE.fill(done=len(done.approved), left=len(done.left)))

    def _came_back(self, ref: str | None) -> None:
        """The cursor goes to the request that was on the screen last."""
        if ref is not None:
            self._table.go_to(ref)
