"""The call board of the waiting room: the number called last in large figures, those before it, and how many wait.

No names and no services of anybody: numbers and counters only. It reads beside a running desk and writes nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen

from desk.model.errors import DeskError
from desk.rules.office_day import moment
from desk.words import Language, Words, same
from screens.bars import HeaderFacts, LineState
from screens.base import DeskScreen
from screens.ground_app import GroundApp
from screens.large_figures import HEIGHT, drawable, huge
from screens.parts import Said, Shown
from screens.safe_text import cell

if TYPE_CHECKING:
    from desk.counter.office import Office
    from desk.counter.queue import Place
    from desk.counter.status import Status
    from desk.counter.tickets import Board, Group
    from screens.themes import ThemeName

LOOK_S: Final = 1.0
NAME_CELLS: Final = 26
LANGUAGES: Final[tuple[Language, Language]] = ("th", "en")
_COUNTER = Words("ช่องบริการ {counter}", "Counter {counter}")
_NOBODY = Words("ยังไม่ได้เรียกคิว", "Nobody is called yet")
_BEFORE = Words("เรียกก่อนหน้า", "Called before")
_WAITING = Words("รอเรียก", "Waiting")
_PLEASE = Words("ขอเชิญหมายเลข", "Now serving")


class BoardScreen(DeskScreen[None]):
    """What hangs in the waiting room; the language key works here as well."""

    ABOUT = Words("จอเรียกคิวสำหรับที่นั่งรอ ไม่แสดงชื่อผู้ใด", "The call board of the waiting room; it shows no names")
    DEFAULT_CSS = """
    BoardScreen #left { width: 46; padding: 1 2; }
    BoardScreen #please { text-style: bold; color: $text-muted; }
    BoardScreen #number { margin-top: 1; color: $text-accent; text-style: bold; }
    BoardScreen #counter { margin-top: 1; text-style: bold; }
    BoardScreen #counter-number { margin-top: 1; color: $text-accent; text-style: bold; }
    BoardScreen #right { width: 1fr; padding: 1 0; }
    BoardScreen .heading { text-style: bold; color: $text-muted; }
    BoardScreen #calls { margin-bottom: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._number = Shown(id="number")
        self._counter = Said(same(""), id="counter")
        self._counter_number = Shown(id="counter-number")
        self._calls = Shown(id="calls")
        self._waiting = Shown(id="waiting")
        self._last: tuple[str, int] | None = None
        self._shown: Board | None = None

    def body(self) -> ComposeResult:
        """Left the number called last and how many wait; right the calls before it."""
        with Horizontal():
            with Vertical(id="left"):
                yield Said(_PLEASE, id="please")
                yield self._number
                yield self._counter
                yield self._counter_number
            with Vertical(id="right"):
                yield Said(_BEFORE, classes="heading")
                yield self._calls
                yield Said(_WAITING, classes="heading")
                yield self._waiting

    def show(self, board: Board) -> None:
        """Show it; a new call rings. What is on view already is not drawn again: the board looks every second."""
        if board == self._shown:
            return
        self._shown = board
        self._waiting.show_lines([_waiting_line(group, count) for group, count in board.waiting])
        self._calls.show_lines([_call_line(row.number, row.counter) for row in board.calls[1:]] or [same("-")])
        if not board.calls:
            self._number.show_lines([same("")] * 2 * HEIGHT)
            self._counter.say(_NOBODY)
            self._counter_number.show("")
            return
        last = board.calls[0]
        self._number.show_lines([same(line) for line in huge(last.number)])
        self._counter.say(_COUNTER.fill(counter=last.counter))
        drawn = huge(last.counter) if drawable(last.counter) else []
        self._counter_number.show_lines([same(line) for line in drawn] or [same("")])
        called = (last.ref, last.calls)
        if self._last is not None and called != self._last:
            self.app.bell()
        self._last = called


def _waiting_line(group: Group, count: int) -> Words:
    names = (cell(f"{group.letter} {group.name.in_language(which)}", NAME_CELLS) for which in LANGUAGES)
    thai, english = (f"{name} {count:>3}" for name in names)
    return Words(thai, english)


def _call_line(number: str, counter: str) -> Words:
    said = _COUNTER.fill(counter=counter)
    return Words(f"{number:<8} {said.th}", f"{number:<8} {said.en}")


class BoardApp(GroundApp):
    """The board over a desk opened for reading."""

    def __init__(self, office: Office, *, theme: ThemeName | None = None) -> None:
        super().__init__(facts=self.facts, theme=theme)
        self.office = office
        self._place: Place | None = None
        self._status: Status | None = None

    def get_default_screen(self) -> Screen[Any]:
        """The board and nothing else."""
        return BoardScreen()

    def facts(self) -> HeaderFacts:
        """The office's name, the time and the state of the line; nobody is signed in."""
        now = self.office.clock.now_ms()
        minute: datetime = moment(now - now % 60_000)
        status, place = self._status, self._place
        said = status.line if status is not None else "unknown"
        line: LineState = "up" if said == "up" else "down" if said == "down" else "unknown"
        return HeaderFacts(
            branch=str(place.office) if place is not None else "",
            now=minute,
            line=line,
            unsent=status.unsent if status is not None else None,
        )

    def on_ready(self) -> None:
        """Look at once, then every second."""
        self.set_interval(LOOK_S, self.look)
        self.call_later(self.look)

    async def look(self) -> None:
        """Read the board anew; a desk that is being closed is read again the next second."""
        from desk.counter.queue import place
        from desk.counter.status import status
        from desk.counter.tickets import board

        office = self.office
        screen = self.screen
        try:
            found, self._place, self._status = await office.ask(lambda: (board(office), place(office), status(office)))
        except DeskError as error:
            if isinstance(screen, DeskScreen):
                screen.show_error(error)
            return
        self.set_header(self.facts())
        if isinstance(screen, BoardScreen):
            screen.show(found)
