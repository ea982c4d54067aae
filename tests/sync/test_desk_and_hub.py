"""Desks whose branch has a hub: real processes, the line cut, the hub killed, and every line once at the centre."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
from desk_end import look, open_office, work
from hub_end import Office as Branch
from hub_end import make_office
from sqlalchemy import Connection

from desk.commands.opening import SystemRandomness
from desk.counter.office import Office
from desk.counter.status import status
from desk.model.line import Journal
from desk.rules import keys
from local_db import feed, meta, outbox
from local_db.desk_file import SystemClock
from sync import branch_line
from sync import engine as engine_room
from sync.branch_line import BranchLink, line_of
from sync.central.feed import FeedWriter
from sync.central.store import head_of, open_store
from sync.engine import Engine
from sync.enrol import enrol
from sync.hub import feed_learning
from sync.link import Link

pytestmark = pytest.mark.process


@pytest.fixture
def branch(make_centre: Callable[..., Any], tmp_path: Path) -> Iterator[Branch]:
    made = make_office(make_centre(citizens=20), tmp_path / "hub")
    yield made
    if made.hub.process is not None:
        made.hub.end()


def desk_of(branch: Branch, name: str, home: Path) -> Office:
    """A desk enrolled through the hub, configured with the centre's address and the hub's."""
    told = asyncio.run(
        enrol(home, branch.centre.address, branch.centre.code(name), name, SystemClock(), SystemRandomness())
    )
    return open_office(home, told.data_key)


@pytest.fixture
def desks(branch: Branch, tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    a, b = desk_of(branch, "5701A", tmp_path / "a"), desk_of(branch, "5701B", tmp_path / "b")
    yield a, b
    a.close()
    b.close()


@asynccontextmanager
async def running(branch: Branch, office: Office) -> AsyncIterator[Engine]:
    """The engine at work, by the hub."""
    link = line_of(office.file, None, branch.hub.address)
    assert isinstance(link, BranchLink)
    engine = Engine(office.file, link, Random(1), retry_ceiling_s=0.3)
    office.file.store.on_commit(engine.wake)
    task = asyncio.ensure_future(engine.run())
    try:
        yield engine
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await link.close()


async def until(holds: Callable[[], Any], seconds: float = 25) -> None:
    for _ in range(int(seconds / 0.05)):
        if holds():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("never happened")


def received(office: Office, desk: str) -> int:
    return int(office.read().execute("SELECT count(*) FROM received WHERE desk = ?", (desk,)).fetchone()[0])


def failures(office: Office) -> set[str]:
    return {cause for (cause,) in office.read().execute("SELECT DISTINCT cause FROM attempts") if cause}


async def centre_holds(branch: Branch, office: Office) -> tuple[int, str]:
    identity = office.file.identity()
    link = Link(branch.centre.address, keys.private_key(identity.device_key))
    try:
        told = await link.desk_head(identity.desk)
    finally:
        await link.close()
    return int(told["through"]), keys.b64decode(told["head"]).hex()


async def agree(branch: Branch, *offices: Office) -> None:
    for office in offices:
        await until(lambda o=office: status(o).all_sent)
        found = status(office)
        assert await centre_holds(branch, office) == (found.n, found.head)


def test_a_day_with_the_line_cut_and_the_hub_killed(branch: Branch, desks: tuple[Office, Office]) -> None:
    a, b = desks

    async def play() -> None:
        async with running(branch, a), running(branch, b):
            work(a, 2)
            work(b, 1)
            await agree(branch, a, b)
            await until(lambda: received(b, "5701A") == 2)
            branch.cut()
            look(a)  # told to nobody: what comes after it is seen all the same
            work(a, 1)
            look(a)
            look(a)
            work(a, 2)
            work(b, 2)
            await until(lambda: received(b, "5701A") == 5 and received(a, "5701B") == 3)
            await until(lambda: status(a).line == "down")
            found = status(a)
            assert (found.unsent, found.acknowledged, found.all_sent) == (6, 2, False)
            branch.hub.end(signal.SIGKILL)
            work(a, 1)
            branch.hub.start()
            await asyncio.to_thread(branch.mend)
            await agree(branch, a, b)
            await until(lambda: received(b, "5701A") == 6 and received(a, "5701B") == 3)
            await until(lambda: status(a).line == "up")

    asyncio.run(play())
    for office in desks:
        assert "E627" not in failures(office)


def test_a_hubs_word_saves_sending_twice_and_makes_no_copy_younger_than_the_centres(
    branch: Branch, desks: tuple[Office, Office]
) -> None:
    a, _ = desks

    async def play() -> None:
        branch.cut()
        before, cut = status(a), SystemClock().now_ms()
        async with running(branch, a):
            work(a, 3)
            identity = a.file.identity()
            journal = Journal(identity.desk, identity.epoch)
            await until(
                lambda: len(a.read().execute("SELECT 1 FROM attempts WHERE cause = 'held' AND ended").fetchall())
            )
            await asyncio.sleep(1)
            assert outbox.acknowledged(a.read(), journal) == 0
            tries = a.read().execute("SELECT first, last FROM attempts WHERE cause = 'held' AND ended > 0").fetchall()
            assert sum(last - first + 1 for first, last in tries) == 3
            assert (status(a).copy_as_of or 0) <= cut
            assert status(a).last_contact == before.last_contact
            work(a, 1)
            await until(
                lambda: (
                    a.read()
                    .execute("SELECT max(last) FROM attempts WHERE coalesce(cause, '') IN ('', 'held') AND ended > 0")
                    .fetchone()[0]
                    == 4
                )
            )
            assert a.read().execute("SELECT first FROM attempts ORDER BY id DESC").fetchone()[0] == 4

    asyncio.run(play())


def test_a_copy_is_renewed_by_the_hub_and_is_as_old_as_the_centres_word(
    branch: Branch, desks: tuple[Office, Office]
) -> None:
    a, _ = desks

    async def play() -> None:
        async with running(branch, a):
            work(a, 1)
            await agree(branch, a)
        branch.centre.inside(lambda store: store.write(say_something))
        head = branch.centre.inside(lambda store: store.read(lambda c: f"{store.feed_id}.{head_of(c, '5701')}"))
        at_hub = open_store(branch.hub.folder)
        await until(lambda: at_hub.read(feed_learning.cursor) == head)
        at_hub.close()
        heard = SystemClock().now_ms()
        branch.cut()
        before = status(a)
        async with running(branch, a):
            await until(lambda: str(feed.cursor(a.read())) == head)
        after = status(a)
        assert before.copy_as_of is not None
        assert after.copy_as_of is not None
        assert before.copy_as_of <= after.copy_as_of <= heard
        assert after.last_contact == before.last_contact
        assert meta.get(a.read(), "line_state") == "down"

    asyncio.run(play())


def say_something(connection: Connection) -> None:
    writer = FeedWriter("5701")
    writer.say("notice", {"th": "ข่าว"})
    writer.flush(connection)


def test_a_dead_hub_is_gone_round_and_come_back_to(
    branch: Branch, desks: tuple[Office, Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    a, _ = desks
    monkeypatch.setattr(branch_line, "AWAY_S", 0.5)

    async def play() -> None:
        async with running(branch, a):
            work(a, 1)
            await agree(branch, a)
            branch.hub.end(signal.SIGKILL)
            work(a, 2)
            await agree(branch, a)
            branch.hub.start()
            await asyncio.sleep(0.6)
            branch.cut()
            work(a, 1)
            await until(lambda: status(a).line == "down" and hub_took(a) == 4)
            await asyncio.to_thread(branch.mend)
            await agree(branch, a)

    asyncio.run(play())


def hub_took(office: Office) -> int:
    row = (
        office.read()
        .execute("SELECT max(last) FROM attempts WHERE coalesce(cause, '') IN ('', 'held') AND ended > 0")
        .fetchone()
    )
    return int(row[0] or 0)


def test_the_hub_the_file_names_is_used_and_settings_come_first(branch: Branch, desks: tuple[Office, Office]) -> None:
    a, _ = desks

    async def play() -> None:
        plain = line_of(a.file)
        assert not isinstance(plain, BranchLink)
        for address, used in ((branch.hub.address, True), ("http://192.0.2.1:8700", False)):
            told = {"owner": "5701HUB", "key": address[-8:], "public_key": "", "address": address}
            a.file.store.write(lambda c, b=told: feed.apply_item(c, "key.put", b, 0))
            by_feed = line_of(a.file)
            assert isinstance(by_feed, BranchLink) == used  # what is neither TLS nor loopback is no address
            await by_feed.close()
        a.file.store.write(lambda c: meta.put(c, "hub_url", branch.hub.address))
        named = line_of(a.file)
        assert isinstance(named, BranchLink)
        for link in (plain, named):
            await link.close()

    asyncio.run(play())


def test_a_line_with_nothing_to_say_is_up_by_the_hub_and_down_when_it_is(
    branch: Branch, desks: tuple[Office, Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty page bears no signature: who answered it the hub says."""
    monkeypatch.setattr(engine_room, "HOLD_S", 1)
    monkeypatch.setattr(engine_room, "PACE_S", 0.2)
    a, _ = desks

    def asked() -> int:
        return int(a.read().execute("SELECT coalesce(sum(requests), 0) FROM data_use").fetchone()[0])

    async def play() -> None:
        async with running(branch, a):
            work(a, 1)
            await agree(branch, a)
            before = asked()
            await until(lambda: asked() >= before + 3)
            assert status(a).line == "up"
            branch.cut()
            await until(lambda: status(a).line == "down")
            await asyncio.to_thread(branch.mend)
            await until(lambda: status(a).line == "up")

    asyncio.run(play())
