"""The desk's app: what every screen of the office stands in. Keeps the engine running and the header true."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from datetime import datetime
from threading import Event
from typing import TYPE_CHECKING, Any

from textual import events, on, work
from textual.screen import Screen

from desk.model.errors import DeskError
from desk.rules.office_day import moment
from desk.words import Words
from screens.alarms import alarm_words, books_words, prints_words
from screens.bars import HeaderFacts, LineState
from screens.base import DeskScreen
from screens.ground_app import GroundApp, places
from screens.keys import Action, command
from screens.themes import ThemeName
from screens.work import Work

if TYPE_CHECKING:
    from desk.counter.office import Office
    from desk.counter.queue import Place
    from desk.counter.status import Status
    from desk.model.card import CardEvent
    from desk.model.ports import CardReaders

STATUS_S = 3.0
"""How often the desk's state is read when nothing told of a change."""

WORTH_SAYING_MS = 60_000
"""Unsent work younger than this is only counted in the header."""

TOGETHER_S = 0.2
"""Changes that come closer together than this are read once."""

log = logging.getLogger(__name__)


class SendingStopped(DeskError):
    """The engine ended on a fault of its own; the counter goes on."""

    code = "E690"
    said = Words(
        "ส่วนส่งข้อมูลหยุดเพราะข้อผิดพลาดภายใน งานบันทึกในเครื่องครบ ทำงานต่อได้ ปิดแล้วเปิดโปรแกรมใหม่เพื่อส่งต่อ",
        "Sending stopped on a fault of its own; all work is saved here and goes on. Close and open the desk to send",
    )


CARD_READ = Words("อ่านบัตรแล้ว กด F2 เปิดหน้าค้นหา", "A card was read: F2 opens the search with it")

CUT_LINE = command(
    "cut_line",
    Words("ตัดสาย", "Cut the line"),
    Words("ตัดสายไประบบกลางของอำเภอตัวอย่าง", "Cuts the demo's line to the centre"),
)
RESTORE_LINE = command(
    "restore_line", Words("ต่อสาย", "Restore the line"), Words("ต่อสายกลับคืน", "Restores the demo's line")
)
AS_SUPERVISOR = command(
    "as_supervisor",
    Words("เข้าใช้เป็นหัวหน้า", "Supervisor signs in"),
    Words("ออกแล้วเติมชื่อหัวหน้าในหน้าลงชื่อเข้าใช้", "Signs out and fills in the demo's supervisor"),
)
SYNC_VIEW = command(
    "sync_view", Words("สถานะการส่ง", "Sending"), Words("ดูว่าอะไรส่งแล้ว อะไรยังรอ", "Shows what is sent and what waits")
)
RETIRE_VIEW = command(
    "retire_view",
    Words("เลิกใช้โต๊ะ", "Retire the desk"),
    Words("ย้าย เปลี่ยนเครื่อง รวม หรือปิดโต๊ะนี้", "Moves, replaces, merges or closes this desk"),
)
SIGN_OUT = command("sign_out", Words("ออกจากระบบ", "Sign out"), Words("จบการใช้งานของท่าน", "Ends your session"))


class DeskApp(GroundApp):
    """The office's screens over one desk. `work` is what they share (screens/work.py)."""

    def __init__(self, work: Work, *, theme: ThemeName | None = None, idle_s: float | None = None) -> None:
        super().__init__(facts=self.facts, theme=theme, idle_s=idle_s)
        self.work = work
        self.service_names: dict[str, Words] = {}
        self.officer_names: dict[str, Words] = {}
        self.sending_stopped: DeskError | None = None
        self._status: Status | None = None
        self._place: Place | None = None
        self._line_cut = False
        self._news = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def get_default_screen(self) -> Screen[Any]:
        """The sign-in, or the day where somebody is signed in already (benches, tests)."""
        if self.work.session is None:
            from screens.sign_in import SignIn

            return SignIn()
        from screens.day_queue import DayQueue

        return DayQueue()

    # ---- the header

    def facts(self) -> HeaderFacts:
        """What is known now, without asking the file."""
        status, office = self._status, self.work.office
        clock = office.clock if office is not None else self.work.clock
        now = clock.now_ms() if clock is not None else 0
        session = self.work.session
        oldest = status.oldest_unsent if status is not None else None
        copy = status.copy_as_of if status is not None else None
        return HeaderFacts(
            branch=str(self._place.office) if self._place is not None else "",
            now=_minute(now),
            officer=str(session.name) if session is not None else "",
            line=self._line_state(),
            unsent=status.unsent if status is not None else None,
            oldest_unsent_s=None if oldest is None or now - oldest < WORTH_SAYING_MS else (now - oldest) // 1000,
            copy_age_s=None if copy is None else max(0, now - copy) // 1000,
            alarm=self._alarm(status) if session is not None else None,
            all_sent=status is None or status.all_sent,
        )

    def _alarm(self, status: Status | None) -> Words | None:
        """What must not be overlooked: what ails the desk, receipt numbers running out, papers that do not come out."""
        said = alarm_words(status) if status is not None else None
        session = self.work.session
        if said is None and status is not None and status.books is not None and session is not None:
            said = books_words(status.books) if session.may("take_payment") or session.may("close_day") else None
        return said if said is not None else prints_words(self.work.print_jobs())

    def _line_state(self) -> LineState:
        if self.sending_stopped is not None:
            return "unknown"
        if self._line_cut:
            return "off"
        said = self._status.line if self._status is not None else "unknown"
        return "up" if said == "up" else "down" if said == "down" else "unknown"

    def action_language(self) -> None:
        """F6: names in the header follow as well."""
        super().action_language()
        self.set_header(self.facts())

    # ---- the engine and its news

    def begin_work(self) -> None:
        """Start what runs beside the screens; by the first screen behind the unlock, after its first frame."""
        office = self.work.office
        if office is None or self._tasks:
            return
        self._loop = asyncio.get_running_loop()
        office.file.store.on_commit(self.told)
        self._start("desk status", self._keep_status(office))
        engine = self._start("desk engine", self._run_engine(office))
        engine.add_done_callback(self._engine_ended)
        self.settle()
        if self.work.cards is not None:
            self._start("desk cards", self._watch_cards(self.work.cards))

    def _start(self, name: str, what: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(what, name=name)
        self._tasks.append(task)
        return task

    def told(self) -> None:
        """Something changed in the desk's file; may be called from any thread."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._news.set)

    async def _run_engine(self, office: Office) -> None:
        await self.work.background(office, self.told)

    async def _watch_cards(self, readers: CardReaders) -> None:
        """The card readers, on a thread that ends with the app."""
        stop = Event()

        def told(event: CardEvent) -> None:
            if self._loop is not None and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._card_told, event)

        try:
            await asyncio.to_thread(readers.run, told, stop)
        finally:
            stop.set()

    def _card_told(self, event: CardEvent) -> None:
        """Whoever comes to the search later finds the card that lies in the reader; the screen in front hears now."""
        self.work.card = event
        screen = self.screen if self._screen_stack else None
        if not isinstance(screen, DeskScreen) or self.work.session is None or self.locked:
            return
        news = getattr(screen, "card_news", None)
        if news is not None:
            screen.call_later(news, event)
        elif event.state == "read":
            screen.say(CARD_READ)
        elif event.state == "failed" and event.error is not None:
            screen.message_line.say(event.error.line, "alert")

    def _engine_ended(self, task: asyncio.Task[None]) -> None:
        """A fault of the engine is shown and written down; the counter goes on without it."""
        if task.cancelled() or task.exception() is None:
            return
        fault = task.exception()
        log.critical("engine: %s", " < ".join(places(fault)))
        self.sending_stopped = fault if isinstance(fault, DeskError) else SendingStopped()
        self.set_header(self.facts())
        self._show(self.sending_stopped)

    def _show(self, error: DeskError) -> None:
        if self._screen_stack and isinstance(self.screen, DeskScreen):
            self.screen.message_line.say(error.line, "alert")

    async def _keep_status(self, office: Office) -> None:
        """Read the desk's state after every change, at most a few times a second, and now and then without one."""
        from desk.counter.queue import officer_names, place
        from desk.counter.status import status

        shown: DeskError | None = None
        while True:
            try:
                before = self._status
                now, self._place = await office.ask(lambda: (status(office), place(office)))
                self._status = now
                if before is None or before.feed != now.feed:
                    self.officer_names = await office.ask(lambda: officer_names(office))
                shown = None
            except DeskError as error:
                if shown is None:
                    self._show(error)
                shown = error
            self._line_cut = self.work.line is not None and self.work.line.is_off()
            self.set_header(self.facts())
            if self._status != before:
                self._tell_screen()
            await asyncio.sleep(TOGETHER_S)
            try:
                async with asyncio.timeout(STATUS_S):  # wait_for may swallow that the app is to end (Python 3.11)
                    await self._news.wait()
            except TimeoutError:
                continue
            finally:
                self._news.clear()

    def _tell_screen(self) -> None:
        """The screen in front may show what changed: one that has a method `news` is called."""
        news = getattr(self.screen, "news", None) if self._screen_stack else None
        if news is not None:
            self.screen.call_later(news)

    @on(events.Unmount)
    async def _end_work(self) -> None:
        """Engine and readers end before the desk's file is closed."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # ---- coming and going

    def go_home(self) -> None:
        """Close every screen above the day's queue."""
        from screens.day_queue import DayQueue

        while len(self.screen_stack) > 1 and not isinstance(self.screen, DayQueue):
            self.pop_screen()

    def action_find_anybody(self) -> None:
        """F2 in a room: home, and the search; what was typed after it goes there."""
        from screens.find import Find

        try:
            self.work.officer.require("look_up")
        except DeskError as error:
            if isinstance(self.screen, DeskScreen):
                self.screen.show_error(error)
            return
        self.go_home()
        self.push_screen(Find())

    @work
    async def action_sign_out(self) -> None:
        """End the session: journalled, nothing of it stays on the screen."""
        await self.leave()

    async def leave(self) -> None:
        """The officer goes; the sign-in comes back empty."""
        from screens.sign_in import SignIn

        screen = self.screen
        if self.work.session is None or not isinstance(screen, DeskScreen):
            return
        if await screen.perform(lambda: leave_work(self.work)):
            self.forget_entries()
            while len(self.screen_stack) > 1:
                self.pop_screen()
            self.set_header(self.facts())
            if isinstance(self.screen, SignIn):
                self.screen.begin_again()
            else:
                await self.switch_screen(SignIn())

    @work
    async def action_end_visit(self) -> None:
        """The next person, please: the visit is closed, and its basket with it."""
        screen = self.screen
        if isinstance(screen, DeskScreen) and self.work.visit is not None:
            if not await screen.perform(lambda: close_visit(self.work)):
                return
            self.go_home()
            self._say(Words("จบรายนี้แล้ว เชิญรายต่อไป", "This person is done; next, please"))

    def _say(self, words: Words) -> None:
        if isinstance(self.screen, DeskScreen):
            self.screen.say_done(words)

    def went_idle(self) -> None:
        """Nobody is at the desk: everything is hidden in one frame, reading connections are closed, sending goes on."""
        from screens.lock import Locked

        if self.work.session is not None and not isinstance(self.screen, Locked):
            self.push_screen(Locked())

    # ---- the palette

    def commands(self) -> list[Action]:
        """What the palette offers on every screen behind the sign-in."""
        if self.work.session is None or self.locked:
            return []
        found = [SYNC_VIEW, RETIRE_VIEW, SIGN_OUT]
        if self.work.line is not None:
            found += [CUT_LINE, RESTORE_LINE]
        if self.work.story is not None and self.work.story.supervisor:
            found.append(AS_SUPERVISOR)
        return found

    @property
    def locked(self) -> bool:
        """Whether the idle lock hides the screens."""
        from screens.lock import Locked

        return any(isinstance(screen, Locked) for screen in self.screen_stack)

    def action_sync_view(self) -> None:
        """What is sent, what waits."""
        from screens.sync_view import SyncView

        if not any(isinstance(screen, SyncView) for screen in self.screen_stack):
            self.push_screen(SyncView())

    def action_retire_view(self) -> None:
        """The end of this desk, step by step."""
        from screens.retire_view import RetireView

        if not any(isinstance(screen, RetireView) for screen in self.screen_stack):
            self.push_screen(RetireView())

    @work
    async def action_cut_line(self) -> None:
        """The demo's line drops."""
        await self._turn_line(True, Words("ตัดสายแล้ว งานที่เคาน์เตอร์ทำต่อได้", "The line is cut; the counter works on"))

    @work
    async def action_restore_line(self) -> None:
        """The demo's line returns."""
        await self._turn_line(False, Words("ต่อสายแล้ว กำลังส่งงานที่ค้าง", "The line is back; what waited is being sent"))

    async def _turn_line(self, off: bool, said: Words) -> None:
        line = self.work.line
        if line is not None:
            await asyncio.to_thread(line.turn, off)
            self._line_cut = off
            self.set_header(self.facts())
            self._say(said)
            self.told()

    @work
    async def action_as_supervisor(self) -> None:
        """The demo's supervisor takes over: her name is filled in, Enter signs her in."""
        from screens.sign_in import SignIn

        await self.leave()
        if isinstance(self.screen, SignIn):
            self.screen.fill_in_supervisor()


def _minute(now_ms: int) -> datetime:
    """The time at the counter without its seconds: a header that shows none is not drawn anew for them."""
    return moment(now_ms - now_ms % 60_000)


def close_visit(work: Work) -> bool:
    """Close the visit at the counter; off the event loop."""
    from desk.counter import visit

    if work.visit is not None:
        visit.close_visit(work.open_office, work.officer, work.visit)
    work.visit = None
    work.basket.clear()
    return True


def leave_work(work: Work) -> bool:
    """Close the visit and end the session; off the event loop, or when the app has ended."""
    if work.session is not None and work.door is not None:
        close_visit(work)
        work.door.sign_out(work.session)
    work.ticket = None
    work.session = None
    return True
