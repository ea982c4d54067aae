"""Every item arrives once over poor lines: real kernel TCP over TUN where that can be had, else a proxy like it.

The short form is part of every run; `LINES=long` (make lines) plays every profile by both ways with cuts of 30 s.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desk.commands.opening import SystemRandomness
from desk.counter.office import Office, unlock_with_key
from desk.counter.status import status
from local_db import meta
from local_db.desk_file import SystemClock
from local_db.rebuild import rebuild
from tests.lines.ends import Ends, lacks, line_to
from tests.lines.parts import CentreProcess, engine_of, open_office, own_lines, service_requests, take_in
from tests.lines.profiles import SATELLITE, VILLAGE, Profile

LONG = os.environ.get("LINES") == "long"
CUT_30 = replace(VILLAGE, cuts=((3.0, 33.0), (45.0, 75.0)))
CUT_SHORT = replace(VILLAGE, cuts=((0.8, 2.0),))
CASES = [
    ("tun", SATELLITE, 200 if LONG else 20),
    ("proxy", CUT_SHORT, 40),
    *([("tun", VILLAGE, 400), ("tun", CUT_30, 600), ("proxy", SATELLITE, 100), ("proxy", VILLAGE, 200),
       ("proxy", CUT_30, 400)] if LONG else []),
]  # fmt: skip
_LETTERS = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CentreProcess]:
    made = CentreProcess(tmp_path_factory.mktemp("centre"), 20)
    made.start()
    yield made
    made.end()


def a_desk(centre: CentreProcess, home: Path) -> Office:
    name = f"5701{next(_LETTERS)}"
    return open_office(home, centre.enrol(home, name).data_key)


async def until_all_sent(office: Office, ends: Ends, beside: Callable[[], None], seconds: float) -> None:
    """Run the engine as the app does, work going on beside it, until the centre holds everything."""
    async with engine_of(office, ends.url, ends.authorities) as engine:
        office.file.store.on_commit(engine.wake)
        running = asyncio.create_task(engine.run())
        working = asyncio.create_task(asyncio.to_thread(beside))
        began = time.monotonic()
        try:
            while not working.done() or not status(office).all_sent:
                assert time.monotonic() - began < seconds, "never all sent"
                assert not running.done(), running.exception()
                await asyncio.sleep(0.1)
        finally:
            running.cancel()
            await asyncio.gather(running, working, return_exceptions=True)


@pytest.mark.process
@pytest.mark.parametrize(("how", "profile", "count"), CASES)
def test_everything_arrives_once(centre: CentreProcess, tmp_path: Path, how: str, profile: Profile, count: int) -> None:
    office = a_desk(centre, tmp_path / "desk")
    bodies = service_requests(count + 6)
    try:
        take_in(office, bodies[:count])

        def beside() -> None:
            for body in bodies[count:]:
                time.sleep(0.2)
                take_in(office, [body])

        with line_to(centre, profile, tmp_path, tun=how == "tun") as ends:
            ends.run(lambda: asyncio.run(until_all_sent(office, ends, beside, 600 if LONG else 60)))
            up, _ = ends.counted()
        assert centre.lines(office.file.identity().desk) == own_lines(office)
        assert office.file.store.write(rebuild).different == []
        sent = office.read().execute("SELECT sum(bytes_up) FROM attempts").fetchone()[0]
        print(f"{how} {profile}: {count} requests, bodies {sent} bytes, air {up} bytes up {lacks()}")
    finally:
        office.close()


class Moved(SystemClock):
    """The machine's clock, some days on."""

    days = 0.0

    def now_ms(self) -> int:
        return super().now_ms() + int(self.days * 86_400_000)


@pytest.mark.process
def test_three_days_without_a_line(centre: CentreProcess, tmp_path: Path) -> None:
    """Three days of work while nothing answers, the desk restarted each morning; then all goes by itself."""
    home, clock = tmp_path / "desk", Moved()
    name = f"5701{next(_LETTERS)}"
    key = centre.enrol(home, name).data_key
    bodies = service_requests(60)
    gone = Profile(64_000, 1, 0.0, cuts=((0.0, 1e9),))
    with line_to(centre, gone, tmp_path, tun=False) as nobody:
        for day in range(3):
            clock.days = day - 2.9  # the last one is today: the centre takes no clock a day off
            office = unlock_with_key(home, key, clock, SystemRandomness())
            try:
                asyncio.run(a_day_without_answer(office, nobody, bodies[day * 20 : day * 20 + 20]))
                found = status(office)
                assert (found.unsent, found.all_sent) == (found.n, False)
            finally:
                office.close()
    clock.days = 0
    office = unlock_with_key(home, key, clock, SystemRandomness())
    try:
        assert meta.get(office.read(), "retry_failures") is not None
        with line_to(centre, VILLAGE, tmp_path, tun=False) as ends:
            asyncio.run(until_all_sent(office, ends, lambda: None, 60))
        assert centre.lines(office.file.identity().desk) == own_lines(office)
        assert len(own_lines(office)) == 60
    finally:
        office.close()


async def a_day_without_answer(office: Office, ends: Ends, bodies: list[dict[str, object]]) -> None:
    async with engine_of(office, ends.url) as engine:
        office.file.store.on_commit(engine.wake)
        running = asyncio.create_task(engine.run())
        await asyncio.to_thread(take_in, office, bodies)
        await asyncio.sleep(0.3)
        assert not running.done()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
