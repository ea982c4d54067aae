"""Records the centre told when it was asked: kept beside the copy as long as the policy says, in no copy's count."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from local_db import registry
from local_db.connection import Connection
from local_db.queries.citizens import Citizen

KEPT_MAX = 5_000


@dataclass(frozen=True, slots=True)
class Told:
    """A record as the centre told it; `as_of` ms."""

    citizen: Citizen
    as_of: int


def citizen_of(record: dict[str, Any]) -> Citizen:
    """A registry record as rows of the copy are read; the record must be a valid `citizen.put`."""
    return Citizen(*registry.row_of(record, registry.CITIZEN_MEMBERS))


def keep(connection: Connection, records: Iterable[dict[str, Any]], as_of: int, now: int) -> None:
    """Remember what the centre told; the oldest beyond KEPT_MAX go."""
    rows = [(record["pin"], json.dumps(record, ensure_ascii=False), as_of, now) for record in records]
    connection.executemany("INSERT OR REPLACE INTO looked_up VALUES (?, ?, ?, ?)", rows)
    connection.execute(
        "DELETE FROM looked_up WHERE number IN (SELECT number FROM looked_up ORDER BY kept DESC LIMIT -1 OFFSET ?)",
        (KEPT_MAX,),
    )


def forget_before(connection: Connection, before: int) -> None:
    """Forget what was told before that moment (ms)."""
    connection.execute("DELETE FROM looked_up WHERE kept < ?", (before,))


def by_pin(connection: Connection, pin: str, since: int) -> Told | None:
    """What the centre told of that number since then (ms)."""
    row = connection.execute(
        "SELECT record, as_of FROM looked_up WHERE number = ? AND kept >= ?", (pin, since)
    ).fetchone()
    return None if row is None else Told(citizen_of(json.loads(row[0])), int(row[1]))
