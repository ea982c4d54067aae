"""The player of the demo: keys in through the real screens, records out of the desk, and waiting for one to follow.

Nothing here sleeps for luck: every wait is for something the desk's own records or the screen in front must show.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from desk.commands.opening import LineFile
from desk.counter.office import Office
from desk.counter.status import Status, status
from desk.words import Words
from local_db.connection import Connection
from local_db.queries import requests
from local_db.queries.played_day import Tally, tally

if TYPE_CHECKING:
    from screens.app import DeskApp

Answer = TypeVar("Answer")

STEP_WAIT_S = 30.0
LOOK_S = 0.05


class DayWentWrong(Exception):
    """A step did not have its effect; the text names the step."""


@dataclass
class Player:
    """Keys in, records out."""

    app: DeskApp
    home: Path
    line: LineFile
    told: int = 0
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def office(self) -> Office:
        """The desk being played."""
        return self.app.work.open_office

    async def keys(self, *keys: str) -> None:
        """Press keys by their names."""
        from screens.typist import press

        await press(self.app, *keys)

    async def write(self, text: str) -> None:
        """Type a text, Thai marks included; tab and enter as in it."""
        from screens.typist import type_text

        await type_text(self.app, text)

    async def screen(self, name: str) -> None:
        """Wait until the screen of that class is in front."""
        await self.until(lambda: settled(type(self.app.screen).__name__ == name), f"{name} opens")

    async def read(self, question: Callable[[Connection], Answer]) -> Answer:
        """Ask the desk's own records."""
        return await self.office.file.store.read_soon(question)

    async def tally(self) -> Tally:
        """How many there are of what the day adds to."""
        return await self.read(tally)

    async def state(self) -> Status:
        """Where the desk stands."""
        return await self.office.ask(lambda: status(self.office))

    async def until(self, holds: Callable[[], Awaitable[bool]], what: str) -> None:
        """Wait until something is so; DayWentWrong names what never came."""
        until = time.monotonic() + STEP_WAIT_S
        while not await holds():
            if time.monotonic() > until:
                raise DayWentWrong(f"{what}: {type(self.app.screen).__name__}: {self._said()}")
            await asyncio.sleep(LOOK_S)

    def tell(self, words: Words) -> None:
        """Print what has happened."""
        self.told += 1
        click.echo(f"{self.told:2d}. {words}")

    def _said(self) -> str:
        line = getattr(self.app.screen, "message_line", None)
        return str(line.words) if line is not None and line.words is not None else "-"


async def settled(found: bool) -> bool:
    return found


async def counted_so(player: Player, holds: Callable[[Tally], bool]) -> bool:
    """Whether the counts are so now."""
    return holds(await player.tally())


async def shows_found(player: Player) -> bool:
    from screens.find import Find
    from screens.paged_table import PagedTable

    screen = player.app.screen
    return isinstance(screen, Find) and screen.answered and screen.query_one(PagedTable).cursor_key is not None


async def all_sent(player: Player) -> bool:
    return (await player.state()).all_sent


async def all_decided(player: Player) -> bool:
    found = await player.state()
    return found.decided == found.n


async def line_is(player: Player, state: str) -> bool:
    return (await player.state()).line == state


async def state_is(player: Player, ref: str, state: str) -> bool:
    return await player.read(lambda c: requests.state_of(c, ref)) == state


async def select_request(player: Player, ref: str) -> bool:
    from screens.paged_table import PagedTable

    table = player.app.screen.query_one(PagedTable)
    table.go_to(ref)
    return table.cursor_key == ref
