"""A line cut while a machine enrols: the same code goes on, with the same keys, and nothing is left half-made."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desk_end import open_office
from stranger_server import Plain, StrangerServer, problem

from desk.commands.opening import SystemRandomness
from desk.counter.status import status
from desk.model.errors import DeskError
from local_db import high_water
from local_db.desk_file import SystemClock
from local_db.errors import DeskLocked
from local_db.store import DATABASE, take_lock
from local_db.verify import verify
from sync import enrol as enrolment
from sync.enrol import AlreadyEnrolled, Enrolled


@pytest.fixture
def server() -> Iterator[StrangerServer]:
    made = StrangerServer(codes={"ABC": "5701A"})
    made.feed.append(("notice", {"id": "n1", "text_th": "ก", "text_en": "a", "until": 9}))
    made.start()
    yield made
    made.stop()


@pytest.fixture
def asked(server: StrangerServer) -> list[dict[str, Any]]:
    """Every enrolment the server was asked for."""
    seen: list[dict[str, Any]] = []
    serve = server.enrol

    def note(members: dict[str, Any]) -> Plain:
        seen.append(members)
        return serve(members)

    server.enrol = note
    return seen


def enrol(home: Path, server: StrangerServer) -> Enrolled:
    return asyncio.run(enrolment.enrol(home, server.address, "ABC", "x", SystemClock(), SystemRandomness()))


def works(home: Path, told: Enrolled) -> None:
    office = open_office(home, told.data_key)
    try:
        assert status(office).feed == "strange.1"
        verify(office.read(), high_water.read(home))
    finally:
        office.close()


def test_a_snapshot_cut_while_enrolling_goes_on_with_the_same_code(
    server: StrangerServer, asked: list[dict[str, Any]], tmp_path: Path
) -> None:
    server.cut_at = 20
    with pytest.raises(DeskError):
        enrol(tmp_path, server)
    assert not (tmp_path / DATABASE).exists()
    server.cut_at = None
    works(tmp_path, enrol(tmp_path, server))
    assert asked[0] == asked[1]
    assert [each.headers["range"] for each in server.seen if each.path == "snapshot"] == ["", "bytes=20-"]


def test_an_answer_to_enrolment_that_is_lost_is_asked_for_with_the_same_keys(
    server: StrangerServer, asked: list[dict[str, Any]], tmp_path: Path
) -> None:
    served = server.enrol

    def lost(members: dict[str, Any]) -> Plain:
        served(members)
        server.enrol = served
        return problem(500, "lost")

    server.enrol = lost
    with pytest.raises(DeskError):
        enrol(tmp_path, server)
    works(tmp_path, enrol(tmp_path, server))
    # the centre keeps the recipient it was told first: a bag home must open with the key held here
    assert asked[0] == asked[1]


def test_killed_before_the_copy_was_here_it_is_begun_anew(server: StrangerServer, tmp_path: Path) -> None:
    server.cut_at = 20
    with pytest.raises(DeskError):
        enrol(tmp_path, server)
    server.cut_at = None
    (tmp_path / DATABASE).write_bytes(b"of a process that is gone, and its key with it")
    lock = take_lock(tmp_path)
    with pytest.raises(DeskLocked):
        enrol(tmp_path, server)
    lock.release()
    works(tmp_path, enrol(tmp_path, server))


@pytest.mark.parametrize("answer", [problem(503, "busy"), problem(403, "revoked"), Plain(200, b"<html>")])
def test_once_the_copy_is_here_the_desk_stands_whatever_the_line_does(
    server: StrangerServer, tmp_path: Path, answer: Plain
) -> None:
    server.plan.append(answer)
    works(tmp_path, enrol(tmp_path, server))
    with pytest.raises(AlreadyEnrolled):
        enrol(tmp_path, server)
    assert (tmp_path / DATABASE).exists()
