"""Over a slow line with a backlog: whoever stands at the counter does not wait for the end of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.counter import visit
from desk.counter.office import Office
from desk.counter.session import Session
from desk.counter.status import status
from desk.words import same
from local_db import meta
from local_db.queries import office as office_data
from sync.central.policies import put_policy
from sync.central.store import open_store
from sync.look_up import CentreRegistry
from tests.lines.fronts import ProxyLine
from tests.lines.parts import CentreProcess, engine_of, open_office, own_lines, service_requests, take_in
from tests.lines.profiles import Profile

SLOW = Profile(rate_kbit=96, delay_ms=150, loss=0.0)
ANAN = Session("anan", same("anan"), frozenset({"officer"}))


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[CentreProcess]:
    made = CentreProcess(tmp_path / "centre", 400)
    made.start()
    yield made
    made.end()


def say(centre: CentreProcess) -> None:
    """A word of the centre, as the bank's on a QR order is."""
    store = open_store(centre.folder)
    try:
        store.write(lambda c: put_policy(c, "5701", "said.meanwhile", 1))
    finally:
        store.close()


def unsent(office: Office) -> int:
    return status(office).unsent


def attempts(office: Office) -> int:
    return int(office.read().execute("SELECT count(*) FROM attempts").fetchone()[0])


async def until_under_way(office: Office) -> None:
    while not attempts(office):
        await asyncio.sleep(0.02)


@pytest.mark.process
def test_news_and_questions_do_not_wait_for_a_backlog(centre: CentreProcess, tmp_path: Path) -> None:
    office = open_office(tmp_path / "desk", centre.enrol(tmp_path / "desk", "5701A").data_key)
    take_in(office, service_requests(70))
    visit.open_visit(office, ANAN, "enquiry")
    office.file.store.write(lambda c: meta.put(c, "batch_bytes_most", 8_000))  # many small requests
    say(centre)

    async def go(url: str) -> tuple[int, int, int, int]:
        async with engine_of(office, url) as engine:
            pushing = asyncio.create_task(engine._send(pull=True))
            await until_under_way(office)
            await asyncio.sleep(0.3)
            before = attempts(office)
            asked = CentreRegistry(engine._link).look_up("pin", "1" * 13, purpose="x", ref="5701A-1", officer="anan")
            await asked
            answered, begun = unsent(office), attempts(office) - before
            while office_data.policy(office.read(), "said.meanwhile", None) is None and not pushing.done():
                await asyncio.sleep(0.02)
            heard = unsent(office)
            await pushing
            while unsent(office):  # a run of sending may end early, as after a gap: the engine begins the next
                await engine._send(pull=False)
            return answered, begun, heard, unsent(office)

    try:
        with ProxyLine(SLOW, centre.port).open() as url:
            answered, begun, heard, left = asyncio.run(go(url))
        assert answered > 0  # lines were still waiting when the question was answered
        assert begun <= 1  # and none was begun before it, but the one already on its way to begin
        assert heard > 0
        assert left == 0
        assert centre.lines("5701A") == own_lines(office)
    finally:
        office.close()


@pytest.mark.process
def test_new_work_does_not_wait_for_a_copy_brought_anew(centre: CentreProcess, tmp_path: Path) -> None:
    office = open_office(tmp_path / "desk", centre.enrol(tmp_path / "desk", "5701A").data_key)
    office.file.store.write(lambda c: c.execute("UPDATE meta SET value = 'other.7' WHERE name = 'feed_cursor'"))
    slow = Profile(rate_kbit=16, delay_ms=20, loss=0.0)  # the snapshot alone takes seconds of it

    async def go(url: str) -> tuple[bool, bool]:
        async with engine_of(office, url) as engine:
            office.file.store.on_commit(engine.wake)
            running = asyncio.create_task(engine.run())
            part = tmp_path / "desk" / "snapshot.part"
            while not part.exists():
                await asyncio.sleep(0.02)
            await asyncio.to_thread(visit.open_visit, office, ANAN, "enquiry")
            while unsent(office) and part.exists():
                await asyncio.sleep(0.02)
            found = unsent(office) == 0, part.exists()
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            return found

    try:
        with ProxyLine(slow, centre.port).open() as url:
            assert asyncio.run(go(url)) == (True, True)  # sent, while the copy was still on its way
    finally:
        office.close()
