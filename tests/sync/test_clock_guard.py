"""A desk whose machine has the wrong time, against a real centre: it is heard, set right, and says what was wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from desk_end import ANAN, engine_of, work

from desk.commands.opening import SystemRandomness
from desk.counter.office import Office, unlock_with_key
from desk.counter.status import status
from desk.counter.sync_story import life_story, sent_lines
from desk.devices.host import steady_ms
from desk.model.line import decode_line
from local_db.desk_file import SystemClock, wall_ms
from local_db.guarded_clock import GuardedClock
from local_db.rebuild import rebuild
from sync.enrol import enrol
from sync.errors import ClockWrong

DAY = 86_400_000
_LETTERS = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
pytestmark = pytest.mark.process


class Machine:
    """A machine whose clock stands wrong by `off` ms, and that was started as `boot`."""

    def __init__(self) -> None:
        self.off = 0
        self.boot = "first"

    def clock(self) -> GuardedClock:
        return GuardedClock(lambda: wall_ms() + self.off, steady_ms, self.boot)


@pytest.fixture
def opened(centre: Any, tmp_path: Path) -> Callable[[Machine], Office]:
    told = asyncio.run(
        enrol(
            tmp_path / "desk", centre.address, centre.code(f"5701{next(_LETTERS)}"), "x", SystemClock(),
            SystemRandomness(),
        )
    )  # fmt: skip
    return lambda machine: unlock_with_key(tmp_path / "desk", told.data_key, machine.clock(), SystemRandomness())


def send(office: Office) -> None:
    async def go() -> None:
        async with engine_of(office) as engine:
            for _ in range(5):
                try:
                    await engine.once()
                except ClockWrong:
                    await asyncio.sleep(0.05)
                    continue
                return
        raise AssertionError("never sent")

    asyncio.run(go())


def lines(office: Office) -> list[tuple[str, int, int]]:
    """(kind, time, unsure) of every own line."""
    found = office.read().execute("SELECT raw FROM journal ORDER BY epoch, n").fetchall()
    return [(entry.k, entry.t, entry.u) for entry in (decode_line(bytes(raw)) for (raw,) in found)]


@pytest.mark.parametrize("off", [2 * DAY, -2 * DAY])
def test_two_days_wrong_is_heard_set_right_and_written_beside_the_lines(
    opened: Callable[[Machine], Office], off: int
) -> None:
    machine = Machine()
    machine.off, machine.boot = off, "after a night without power"
    office = opened(machine)
    try:
        work(office, 2)
        assert [u for _, _, u in lines(office)] == [-1, -1], "nothing proves this clock"
        send(office)
        found = lines(office)
        assert found[2][0] == "clock.corrected"
        told = life_story(office, sent_lines(office)[-1].ref)
        assert told is not None
        assert told.saved == found[0][1], "the original time stays"
        assert told.off_ms is not None
        assert abs(told.saved + told.off_ms - wall_ms()) < 60_000
        state = status(office)
        assert abs(state.clock_off_ms - off) < 5_000
        assert state.clock_checked is not None
        work(office, 1)
        _, t, u = lines(office)[-1]
        if off < 0:
            assert abs(t - wall_ms()) < 5_000
            assert u == 0
        else:
            assert t >= found[1][1], "no line before the last one"
            assert u >= DAY, "and it says how wrong that is"
        send(office)
        assert status(office).all_sent
        assert [kind for kind, _, _ in lines(office)].count("clock.corrected") == 1, "once is enough"
        assert office.file.store.write(rebuild).different == []
    finally:
        office.close()


def test_a_jump_while_the_desk_runs_reaches_no_line(opened: Callable[[Machine], Office]) -> None:
    machine = Machine()
    office = opened(machine)
    try:
        send(office)
        for off in (2 * DAY, -2 * DAY, 3_600_000):
            machine.off = off
            work(office, 1)
            _, t, u = lines(office)[-1]
            assert abs(t - wall_ms()) < 5_000
            assert u == 0
            assert abs(status(office).clock_off_ms - off) < 5_000
        send(office)
        assert status(office).all_sent
        assert "clock.corrected" not in [kind for kind, _, _ in lines(office)]
    finally:
        office.close()


def test_opened_again_in_the_same_run_of_the_machine_it_still_knows(opened: Callable[[Machine], Office]) -> None:
    machine = Machine()
    office = opened(machine)
    send(office)
    office.close()
    machine.off = -2 * DAY
    office = opened(machine)
    try:
        work(office, 1)
        _, t, u = lines(office)[-1]
        assert abs(t - wall_ms()) < 5_000
        assert u == 0
    finally:
        office.close()
    machine.boot = "second"
    office = opened(machine)
    try:
        work(office, 1)
        _, later, u = lines(office)[-1]
        assert later >= t
        assert u == -1
        assert ANAN.officer == "anan"
    finally:
        office.close()
