"""The whole app over a real encrypted desk, without a centre; run as a program it opens on a real terminal."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from open_office import PaperTray, until

from desk.commands.screens import SystemCards, close_desk
from desk.counter.office import Office, unlock
from desk.model.line import decode_line
from desk.model.ports import CardReaders, RegistryLine
from screens.app import DeskApp
from screens.ground_app import open_screens
from screens.typist import press, type_text
from screens.work import Story, Work
from tests.desks import Counting, Desk, make_desk, open_desk

STORY = Story("anan", "pass-anan", "somying", "pass-somying")


class Line:
    """A line cut by hand."""

    def __init__(self) -> None:
        self.off = False

    def is_off(self) -> bool:
        return self.off

    def turn(self, off: bool) -> None:
        self.off = off


async def idle_engine(office: Office, told: Callable[[], None]) -> None:
    await asyncio.Event().wait()


def app_over(
    desk: Desk,
    story: Story | None = STORY,
    *,
    closed: bool = False,
    idle_s: float | None = None,
    cards: CardReaders | None = None,
    registry: RegistryLine | None = None,
) -> DeskApp:
    """The app; `closed` leaves the file to be opened by the first who signs in."""
    home, clock = desk.office.home, desk.clock
    if closed:
        desk.office.close()
    shared = Work(
        lambda officer, passphrase: unlock(home, officer, passphrase, clock, Counting()),
        idle_engine,
        PaperTray(),
        office=None if closed else desk.office,
        line=Line(),
        story=story,
        clock=clock,
        known_officers=lambda: ["anan"],
        cards=cards,
        registry=registry,
    )
    return DeskApp(shared, theme="calm", idle_s=idle_s)


@asynccontextmanager
async def opened(app: DeskApp) -> AsyncIterator[DeskApp]:
    """The app without a terminal; the desk's file stays open for the test."""
    async with app.run_test(size=(80, 24)):
        await app.keys_settled()
        yield app


@asynccontextmanager
async def signed_in(
    desk: Desk, officer: str = "anan", *, cards: CardReaders | None = None, registry: RegistryLine | None = None
) -> AsyncIterator[DeskApp]:
    """The app on its home screen."""
    async with opened(app_over(desk, Story(officer, f"pass-{officer}"), cards=cards, registry=registry)) as app:
        await press(app, "enter")
        await until(app, "รายการ")
        yield app


def kinds(office: Office) -> list[str]:
    """Kind of every line in the journal."""
    rows = office.file.store.write(
        lambda connection: connection.execute("SELECT raw FROM journal ORDER BY seq").fetchall()
    )
    return [decode_line(bytes(row[0])).k for row in rows]


async def find(app: DeskApp, text: str) -> None:
    """F2 and a name."""
    await press(app, "f2")
    await type_text(app, text)


if __name__ == "__main__":
    home, asked = Path(sys.argv[1]), sys.argv[2:]
    found = open_desk(home) if "open" in asked else make_desk(home)
    whole = app_over(found, cards=SystemCards() if "cards" in asked else None)
    code = open_screens(whole)
    close_desk(whole)
    sys.exit(code)
