"""An app with an open desk and somebody signed in, for tests of the office's screens one by one."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from textual.screen import Screen

from desk.counter.office import Office
from desk.words import Words
from screens.bars import HeaderFacts
from screens.base import DeskScreen
from screens.ground_app import GroundApp
from screens.parts import Said
from screens.work import Work
from tests.desks import Desk

WAIT_S = 20.0


class PaperTray:
    """A printer that keeps what it was given."""

    def __init__(self) -> None:
        self.papers: dict[str, bytes] = {}

    def print_pdf(self, name: str, content: bytes) -> str:
        self.papers[name] = content
        return f"/tray/{name}.pdf"


class Below(DeskScreen[None]):
    """Stands where the day queue stands."""

    def body(self) -> Any:
        yield Said(Words("หน้าแรก", "Home"))


class OfficeApp(GroundApp):
    """`answers` are what the screens opened with `show` dismissed with."""

    def __init__(self, desk: Desk, officer: str, *roles: str, theme: str = "calm") -> None:
        super().__init__(facts=self._facts, theme=theme)
        self.tray = PaperTray()
        self.work = Work(_unlock, _background, self.tray, office=desk.office, session=desk.session(officer, *roles))
        self.desk_under_test = desk
        self.answers: list[Any] = []

    def _facts(self) -> HeaderFacts:
        return HeaderFacts("อำเภอตัวอย่าง", datetime(2026, 11, 20, 8, 30), str(self.work.officer.name), "up")  # noqa: DTZ001

    def get_default_screen(self) -> Below:
        return Below()

    async def show(self, screen: Screen[Any]) -> None:
        await self.push_screen(screen, self.answers.append)
        await self.settled()

    async def settled(self) -> None:
        for _ in range(3):
            await self.keys_settled()
            await asyncio.sleep(0.02)


def _unlock(officer: str, passphrase: str) -> Office:
    raise AssertionError("the desk is open")


async def _background(office: Office, changed: Callable[[], None]) -> None:
    raise AssertionError("no engine in this test")


@asynccontextmanager
async def at_the_desk(desk: Desk, officer: str, *roles: str) -> AsyncIterator[OfficeApp]:
    app = OfficeApp(desk, officer, *roles)
    async with app.run_test(size=(80, 24)):
        yield app


def lines(app: GroundApp) -> list[str]:
    """What stands on the screen in front, line by line; SARA AM in one piece, as it is typed."""
    return [as_typed(strip.text) for strip in app.screen._compositor.render_strips()]


def as_typed(drawn: str) -> str:
    """A drawn text with SARA AM in one piece again, after its tone mark."""
    return re.sub("\u0e4d([\u0e48-\u0e4b]?)\u0e32", "\\1\u0e33", drawn)


def shown(app: GroundApp) -> str:
    return "\n".join(lines(app))


def message(app: GroundApp) -> str:
    """The message line of the screen in front."""
    screen = app.screen
    assert isinstance(screen, DeskScreen)
    return "" if screen.message_line.words is None else str(screen.message_line.words)


async def until(app: GroundApp, wanted: str | Callable[[], bool]) -> None:
    """Wait until a text stands on the screen, or something is so."""
    deadline = time.monotonic() + WAIT_S
    while not (wanted() if callable(wanted) else wanted in shown(app)):
        if time.monotonic() > deadline:
            raise AssertionError(f"{wanted!r} did not come:\n{shown(app)}")
        await asyncio.sleep(0.01)
    await app.keys_settled()
