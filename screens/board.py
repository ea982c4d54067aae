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
from desk.words import Words, same
from screens.bars import HeaderFacts
from screens.base import DeskScreen
from screens.ground_app import GroundApp
from screens.large_figures import HEIGHT, large
from screens.paged_table import Column, PagedTable, Row
from screens.parts import Said, Shown

if TYPE_CHECKING:
    from desk.counter.office import Office
    from desk.counter.queue import Place
    from desk.counter.tickets import Board
    from screens.themes import ThemeName

LOOK_S: Final = 1.0
_COUNTER = Words("ช่องบริการ {counter}", "Counter {counter}")
_NOBODY = Words("ยังไม่ได้เรียกคิว", "Nobody is called yet")
_PLEASE = Words("ขอเชิญหมายเลข", "Now serving")


class BoardScreen(DeskScreen[None]):
    """What hangs in the waiting room; the language key works here as well."""

    ABOUT = Words("จอเรียกคิวสำหรับที่นั่งรอ ไม่แสดงชื่อผู้ใด", "The call board of the waiting room; it shows no names")
    DEFAULT_CSS = """
    BoardScreen #left { width: 44; padding: 1 2; }
    BoardScreen #please { text-style: bold; color: $text-muted; }
    BoardScreen #number { margin-top: 1; color: $text-accent; text-style: bold; }
    BoardScreen #counter { margin-top: 1; text-style: bold; }
    BoardScreen #waiting { height: 7; margin-top: 2; }
    BoardScreen #right { width: 1fr; padding-top: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._number = Shown(id="number")
        self._counter = Said(same(""), id="counter")
        self._calls = PagedTable(
            [Column(Words("หมายเลข", "Number"), 10), Column(Words("ช่อง", "Counter"), 0)], id="calls"
        )
        self._waiting = PagedTable(
            [Column(Words("กลุ่มงาน", "Service group"), 0), Column(Words("รอ", "Wait"), 5, "right")], id="waiting"
        )
        self._last: tuple[str, int] | None = None

    def body(self) -> ComposeResult:
        """Left the number called last and how many wait; right the calls before it."""
        with Horizontal():
            with Vertical(id="left"):
                yield Said(_PLEASE, id="please")
                yield self._number
                yield self._counter
                yield self._waiting
            with Vertical(id="right"):
                yield self._calls

    def show(self, board: Board) -> None:
        """Show it; a new call rings."""
        self._waiting.set_rows(
            [Row(group.letter, (Words(f"{group.letter} {group.name.th}", f"{group.letter} {group.name.en}"), count))
             for group, count in board.waiting]
        )  # fmt: skip
        self._calls.set_rows([Row(row.ref, (row.number, _COUNTER.fill(counter=row.counter))) for row in board.calls])
        if not board.calls:
            self._number.show_lines([same("")] * HEIGHT)
            self._counter.say(_NOBODY)
            return
        last = board.calls[0]
        self._number.show_lines([same(line) for line in large(last.number)])
        self._counter.say(_COUNTER.fill(counter=last.counter))
        called = (last.ref, last.calls)
        if self._last is not None and called != self._last:
            self.app.bell()
        self._last = called


class BoardApp(GroundApp):
    """The board over a desk opened for reading."""

    def __init__(self, office: Office, *, theme: ThemeName | None = None) -> None:
        super().__init__(facts=self.facts, theme=theme)
        self.office = office
        self._place: Place | None = None

    def get_default_screen(self) -> Screen[Any]:
        """The board and nothing else."""
        return BoardScreen()

    def facts(self) -> HeaderFacts:
        """The office's name and the time; nobody is signed in."""
        now = self.office.clock.now_ms()
        minute: datetime = moment(now - now % 60_000)
        return HeaderFacts(branch=str(self._place.office) if self._place is not None else "", now=minute, officer="")

    def on_ready(self) -> None:
        """Look at once, then every second."""
        self.set_interval(LOOK_S, self.look)
        self.call_later(self.look)

    async def look(self) -> None:
        """Read the board anew; a desk that is being closed is read again the next second."""
        from desk.counter.queue import place
        from desk.counter.tickets import board

        screen = self.screen
        try:
            found, self._place = await self.office.ask(lambda: (board(self.office), place(self.office)))
        except DeskError as error:
            if isinstance(screen, DeskScreen):
                screen.show_error(error)
            return
        self.set_header(self.facts())
        if isinstance(screen, BoardScreen):
            screen.show(found)
