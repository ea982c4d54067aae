"""The day in figures: by officer, service and state with bars, waiting and service times, what is overdue."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal

from textual import events, on, work
from textual.app import ComposeResult

from desk.thai import date_words
from desk.words import Words, same
from screens.asking import Confirm
from screens.dates import iso_words
from screens.keys import FIND_ANYBODY, LIST, NEXT, PREVIOUS, SAVE
from screens.looking import Looking
from screens.paged_table import Column, PagedTable, Row
from screens.parts import Said, Shown
from screens.reading import read
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.daily_review import DayFigures
    from desk.rules.day_figures import Times
    from local_db.queries.day_work import Count

Page = Literal["officers", "services", "states", "decisions", "overdue", "asked"]
PAGES: Final[tuple[Page, ...]] = ("officers", "services", "states", "decisions", "overdue", "asked")
PAGE_WORDS: Final[dict[Page, Words]] = {
    "officers": Words("ตามเจ้าหน้าที่", "By officer"),
    "services": Words("ตามบริการ", "By service"),
    "states": Words("ตามสถานะ", "By state"),
    "decisions": Words("การพิจารณา", "Decisions"),
    "overdue": Words("เลยกำหนด", "Overdue"),
    "asked": Words("รอคนที่สอง", "Waits for a second person"),
}
BAR_CELLS: Final = 30
_HEAD = Words("สรุปวัน {date} · {signed}", "Daily review {date} · {signed}")
_SIGNED = Words("ลงชื่อแล้วโดย {name}", "signed by {name}")
_OPEN = Words("ยังไม่ลงชื่อ", "not signed yet")
_COUNTS = Words(
    "รับคำขอ {taken} · ส่งมอบ {finished} · พิจารณา {decided} · เลยกำหนด {overdue} · รอคนที่สอง {asked}",
    "{taken} taken in · {finished} handed over · {decided} decided · {overdue} overdue · {asked} asked",
)
_WAITED = Words("เวลารอคิว", "Waiting time")
_SERVED = Words("เวลาให้บริการ", "Service time")
_TIMES = Words(
    "{what}: กลาง {median} · เก้าในสิบไม่เกิน {p90} ({count} ราย)", "{what}: median {median} · p90 {p90} ({count} measured)"
)
_NO_TIMES = Words("{what}: ยังไม่มี", "{what}: none yet")
_MINUTES = Words("{minutes} นาที", "{minutes} min")
_TICKETS = Words("บัตรคิว: {states}", "Tickets: {states}")
_SURE = Words("ลงชื่อสรุปของวัน {date}", "Sign the figures of {date}")
_SURE_LEFT = Words(
    "ยกไป: เลยกำหนด {overdue} เรื่อง รอคนที่สอง {asked} รายการ", "Carried over: {overdue} overdue, {asked} asked"
)
_OVERDUE_ROW = Words("{state} · {due}", "{state} · {due}")
_ASKED_ROW = Words("{subject} · {officer} · {reason}", "{subject} · {officer} · {reason}")
_DONE = Words("ลงชื่อสรุปวันแล้ว", "The day's figures are signed")


class DailyReview(Looking[None]):
    """One day; F4 turns its pages, F7 and F8 the days."""

    ACTIONS = (
        FIND_ANYBODY,
        SAVE.called(Words("ลงชื่อ", "Sign"), Words("ลงชื่อสรุปของวันนี้", "Signs the figures of this day")),
        LIST.called(
            Words("หน้าถัดไป", "Next page"), Words("เจ้าหน้าที่ บริการ สถานะ งานค้าง", "Officers, services, states, overdue")
        ),
        PREVIOUS.called(Words("วันก่อน", "Day before")),
        NEXT.called(Words("วันถัดไป", "Day after")),
    )
    ABOUT = Words(
        "ตัวเลขของทั้งสำนักงานเท่าที่โต๊ะนี้รู้ เงินอยู่ในหน้าปิดวัน",
        "Figures of the whole office as far as this desk knows; money is on the close of the day",
    )
    DEFAULT_CSS = """
    DailyReview #head { text-style: bold; }
    DailyReview #page { text-style: bold; margin-top: 1; }
    DailyReview #bars > .table--heading { color: $text-muted; }
    """

    def __init__(self, day: date | None = None) -> None:
        super().__init__()
        self.day = day
        self.page: Page = "officers"
        self.figures: DayFigures | None = None
        self._services: dict[str, Words] = {}
        self._officers: dict[str, Words] = {}
        self._head = Said(same(""), id="head")
        self._counts = Shown(id="counts")
        self._waiting = Shown(id="waiting")
        self._service = Shown(id="service")
        self._tickets = Shown(id="tickets")
        self._page = Said(same(""), id="page")
        self._bars = PagedTable(
            [
                Column(same(""), 30),
                Column(Words("จำนวน", "Count"), 7, "right"),
                Column(same(""), 0),
            ],
            empty=Words("ไม่มี", "None"),
            id="bars",
        )

    def body(self) -> ComposeResult:
        """Totals, times, then one page of bars."""
        yield self._head
        yield self._counts
        yield self._waiting
        yield self._service
        yield self._tickets
        yield self._page
        yield self._bars

    @on(events.Mount)
    def begin(self) -> None:
        """The cursor stands in the bars."""
        self._bars.focus()

    async def look(self) -> None:
        """Read the day's figures."""
        from desk.counter.daily_review import figures
        from desk.counter.queue import officer_names, service_names

        shared = work_of(self)
        office, session = shared.open_office, shared.officer
        self.day = self.day or office.today()
        day = self.day
        found = await read(self, lambda: (figures(office, session, day), officer_names(office), service_names(office)))
        if found is not None:
            self.figures, self._officers, self._services = found
            self._show()

    def language_changed(self) -> None:
        """Sentences made here are made again."""
        self._show()

    def _show(self) -> None:
        found = self.figures
        if found is None:
            return
        by = self._officers.get(found.signed_by) or same(found.signed_by)
        signed = _SIGNED.fill(name=by) if found.signed_by else _OPEN
        self._head.say(_HEAD.fill(date=date_words(found.date), signed=signed))
        self._counts.show(
            _COUNTS.fill(
                taken=found.taken_in,
                finished=found.finished,
                decided=sum(each.count for each in found.decisions),
                overdue=len(found.overdue),
                asked=len(found.asked),
            )
        )
        self._waiting.show(_times(_WAITED, found.waiting))
        self._service.show(_times(_SERVED, found.service))
        self._tickets.show(_TICKETS.fill(states=_ticket_states(found.tickets)))
        place = PAGES.index(self.page) + 1
        self._page.say(Words("{page} · {place}/{all}", "{page} · {place}/{all}").fill(
            page=PAGE_WORDS[self.page], place=place, all=len(PAGES)))  # fmt: skip
        self._bars.set_rows(self._rows(found))
        self.refresh_keys()

    def _rows(self, found: DayFigures) -> list[Row]:
        from desk.counter.states import state_words

        if self.page == "overdue":
            rows = []
            for ref, service, state, due in found.overdue:
                said = _OVERDUE_ROW.fill(state=state_words(state), due=iso_words(due))
                rows.append(Row(ref, (self._services.get(service) or same(service), ref, said), "alert"))
            return rows
        if self.page == "asked":
            rows = []
            for each in found.asked:
                officer = self._officers.get(each.officer) or same(each.officer)
                said = _ASKED_ROW.fill(subject=each.subject, officer=officer, reason=each.reason)
                rows.append(Row(each.ref, (each.what, each.ref, said)))
            return rows
        if self.page == "states":
            return bars([(state_words(each.name), each) for each in found.by_state])
        if self.page == "services":
            return bars([(self._services.get(each.name) or same(each.name), each) for each in found.by_service])
        counts = found.by_officer if self.page == "officers" else found.decisions
        return bars([(self._officers.get(each.name) or same(each.name), each) for each in counts])

    # ---- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only who may close a day signs it, once; there is no day after today."""
        if action == "save":
            may = self.is_attached and work_of(self).officer.may("close_day")
            return may and self.figures is not None and not self.figures.signed_by
        if action == "next":
            return self.is_attached and self.day is not None and self.day < work_of(self).open_office.today()
        return super().check_action(action, parameters)

    def action_list(self) -> None:
        """F4: the next page."""
        self.page = PAGES[(PAGES.index(self.page) + 1) % len(PAGES)]
        self._show()
        self._bars.action_edge(-1)

    async def action_previous(self) -> None:
        """F7: the day before."""
        await self._go(-1)

    async def action_next(self) -> None:
        """F8: the day after, not beyond today."""
        await self._go(1)

    async def _go(self, days: int) -> None:
        if self.day is not None:
            self.day += timedelta(days=days)
            self.say(None)
            await self.look()

    @work
    async def action_save(self) -> None:
        """F10: sign it."""
        from desk.counter.daily_review import sign_off

        shared, found = work_of(self), self.figures
        if found is None:
            return
        left = _SURE_LEFT.fill(overdue=len(found.overdue), asked=len(found.asked))
        if not await self.app.push_screen_wait(Confirm(_SURE.fill(date=date_words(found.date)), left)):
            return

        if await self.carry_out(lambda: sign_off(shared.open_office, shared.officer, found)):
            await self.look()
            self.say_done(_DONE)


def bars(counts: list[tuple[Words, Count]]) -> list[Row]:
    """Counts as rows, each with its bar beside the longest."""
    from desk.rules.day_figures import bar

    most = max((each.count for _, each in counts), default=0)
    return [Row(each.name, (words, f"{each.count:,}", bar(each.count, most, BAR_CELLS))) for words, each in counts]


def _times(what: Words, found: Times) -> Words:
    if not found.count:
        return _NO_TIMES.fill(what=what)
    return _TIMES.fill(what=what, median=_spent(found.median_s), p90=_spent(found.p90_s), count=f"{found.count:,}")


def _spent(seconds: int) -> Words:
    return _MINUTES.fill(minutes=f"{(seconds + 30) // 60:,}")


def _ticket_states(counts: dict[str, int]) -> Words:
    from desk.rules.tickets import STATE_WORDS

    told = [(words, counts[name]) for name, words in STATE_WORDS.items() if counts.get(name)]
    if not told:
        return Words("ไม่มี", "none")
    thai, english = (" · ".join(f"{words.in_language(which)} {n}" for words, n in told) for which in ("th", "en"))
    return Words(thai, english)
