"""Scans where the branch has a hub: held with the line down, passed on by content, and round a dead hub."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from desk_end import ANAN
from hub_end import Office as Branch
from hub_end import make_office
from test_desk_and_hub import desk_of, running, until
from test_files_lane import pace, request_of

from desk.counter import attachments
from desk.counter.data_use import data_used, send_files_now
from desk.counter.office import Office
from desk.counter.status import status
from sync import branch_line, files_lane
from sync.central import files as centre_files
from sync.central.store import open_store
from sync.hub import due_files

pytestmark = pytest.mark.process
SIZE = 60_000


@pytest.fixture
def branch(make_centre: Callable[..., Any], tmp_path: Path) -> Iterator[Branch]:
    made = make_office(make_centre(citizens=20), tmp_path / "hub")
    yield made
    if made.hub.process is not None:
        made.hub.end()


@pytest.fixture
def desk(branch: Branch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setattr(files_lane, "LOOK_S", 0.3)
    monkeypatch.setattr(files_lane, "AWAY_S", 0.3)
    monkeypatch.setattr(files_lane, "AGAIN_S", 0.3)
    monkeypatch.setattr(branch_line, "AWAY_S", 0.5)
    made = desk_of(branch, "5701A", tmp_path / "a")
    pace(made)
    yield made
    made.close()


def scan(seed: int) -> bytes:
    return b"%PDF-1.7\n" + random.Random(seed).randbytes(SIZE - 9)


def where(office: Office, request: str) -> str:
    return attachments.of_request(office, ANAN, request)[0].where


def at_the_centre(branch: Branch, office: Office, request: str) -> bool:
    (found,) = attachments.of_request(office, ANAN, request)
    store = open_store(branch.centre.folder)
    try:
        return store.read(lambda c: centre_files.standing(c, "5701", found.row.sha256).complete)
    finally:
        store.close()


def held_by_hub(branch: Branch) -> int:
    store = open_store(branch.hub.folder)
    try:
        return 1 if store.read(lambda c: due_files.next_due(c, "5701")) is not None else 0
    finally:
        store.close()


def test_a_scan_is_held_in_the_branch_and_passed_on_when_the_line_is_back(branch: Branch, desk: Office) -> None:
    async def play() -> str:
        async with running(branch, desk):
            request = request_of(desk)
            await until(lambda: status(desk).all_sent)
            branch.cut()
            attachments.attach(desk, ANAN, request, "", scan(61), "x")
            send_files_now(desk, ANAN)
            await until(lambda: where(desk, request) == "branch")
            assert data_used(desk).stuck == 0
            assert held_by_hub(branch) == 1
            branch.hub.end(signal.SIGKILL)  # what it holds outlives its process
            branch.hub.start()
            await asyncio.to_thread(branch.mend)
            await until(lambda: at_the_centre(branch, desk, request))
            await until(lambda: where(desk, request) == "sent")
            assert held_by_hub(branch) == 0
            return request

    request = asyncio.run(play())
    (found,) = attachments.of_request(desk, ANAN, request)
    assert found.row.done is not None


def test_a_dead_hub_is_gone_round_and_what_it_held_goes_straight(branch: Branch, desk: Office) -> None:
    async def play() -> None:
        async with running(branch, desk):
            first, second = request_of(desk), request_of(desk)
            await until(lambda: status(desk).all_sent)
            branch.cut()
            attachments.attach(desk, ANAN, first, "", scan(62), "x")
            send_files_now(desk, ANAN)
            await until(lambda: where(desk, first) == "branch")
            branch.hub.end(signal.SIGKILL)
            branch.restart_centre()
            await until(lambda: where(desk, first) == "sent")  # the hub is gone with what it held: sent from here
            attachments.attach(desk, ANAN, second, "", scan(63), "y")
            await until(lambda: where(desk, second) == "sent")
            assert at_the_centre(branch, desk, first)
            assert at_the_centre(branch, desk, second)
            branch.hub.start()
            await until(lambda: status(desk).all_sent)

    asyncio.run(play())
