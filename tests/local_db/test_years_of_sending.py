"""Where sending stands is found at once, however many years of lines, proofs and attempts a file holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desk.counter.status import read_status
from local_db import outbox
from local_db.connection import Connection
from local_db.queries.sync import held_in_branch, unsent_bytes
from tests.desks import MORNING, Desk

STEPS_A_TICK = 20
FEW, MANY = 400, 4_000


def _sent(connection: Connection, first: int, last: int) -> None:
    """Lines that were written, sent two by two, and proven to be at the centre."""
    for n in range(first, last + 1):
        connection.execute(
            "INSERT INTO journal (epoch, n, seq, t, k, raw, head) VALUES (1, ?, ?, ?, 'record.viewed', X'00', X'00')",
            (n, 1_000_000 + n, MORNING + n),
        )
        if n % 2 == 0:
            connection.execute(
                "INSERT INTO attempts (epoch, first, last, started, ended) VALUES (1, ?, ?, 0, 1)", (n - 1, n)
            )
            connection.execute("INSERT INTO acks VALUES ('9901A', 1, ?, X'00', ?, 'k', 's', ?)", (n, n, n))


def _steps(connection: Connection, question: Callable[[], object]) -> int:
    """How many steps SQLite's machine takes for it, in ticks."""
    ticks = 0

    def tick() -> int:
        nonlocal ticks
        ticks += 1
        return 0

    question()
    connection.set_progress_handler(tick, STEPS_A_TICK)
    question()
    connection.set_progress_handler(None, 0)
    return ticks


@pytest.mark.parametrize(
    "question",
    [
        read_status,
        outbox.outlook,
        lambda connection: outbox.batches(connection, 16_000),
        unsent_bytes,
        lambda connection: held_in_branch(connection, outbox.HELD),
        lambda connection: outbox.carried_home(connection, "9901A", outbox.HELD),
    ],
    ids=["status", "outlook", "batches", "unsent bytes", "held in the branch", "carried home"],
)
def test_it_costs_the_same_after_ten_times_the_work(desk: Desk, question: Callable[[Connection], object]) -> None:
    write = desk.office.file.store.write
    write(lambda c: _sent(c, 1, FEW))
    early = write(lambda c: _steps(c, lambda: question(c)))
    write(lambda c: _sent(c, FEW + 1, MANY))
    assert write(lambda c: _steps(c, lambda: question(c))) <= early + 3
