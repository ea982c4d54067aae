"""Reading the data the desk works by: roster, policies, services, holidays, visits, views, notices."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from local_db.connection import Connection


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """One officer of the roster; `verifier` is an argon2id string, `valid_until` ms."""

    officer: str
    name_th: str
    name_en: str
    roles: frozenset[str]
    verifier: str
    valid_until: int


def officer(connection: Connection, officer_id: str) -> OfficerRow | None:
    """One officer."""
    row = connection.execute(
        "SELECT officer, name_th, name_en, roles, verifier, valid_until FROM officers WHERE officer = ?", (officer_id,)
    ).fetchone()
    return None if row is None else _officer(row)


def officers(connection: Connection) -> list[OfficerRow]:
    """The whole roster."""
    found = connection.execute(
        "SELECT officer, name_th, name_en, roles, verifier, valid_until FROM officers ORDER BY officer"
    )
    return [_officer(row) for row in found]


def roster_until(connection: Connection) -> int | None:
    """Until when (ms) the first of the roster to run out still holds; None where there is no roster."""
    row = connection.execute("SELECT min(valid_until) FROM officers").fetchone()
    return None if row[0] is None else int(row[0])


def policy(connection: Connection, name: str, default: Any) -> Any:
    """A policy value, or the default while the centre has said nothing."""
    row = connection.execute("SELECT value FROM policies WHERE name = ?", (name,)).fetchone()
    return default if row is None else json.loads(row[0])


def reference(connection: Connection, name: str, default: Any = None) -> Any:
    """Reference data by name."""
    row = connection.execute("SELECT value FROM reference_data WHERE name = ?", (name,)).fetchone()
    return default if row is None else json.loads(row[0])


def services(connection: Connection) -> list[dict[str, Any]]:
    """Service definitions the centre sent, oldest version first."""
    return [json.loads(row[0]) for row in connection.execute("SELECT service FROM services ORDER BY code, valid_from")]


def holidays(connection: Connection) -> list[tuple[str, str, str, bool]]:
    """(ISO date, Thai, English, is a working day after all) of every holiday the centre sent."""
    found = connection.execute("SELECT date, name_th, name_en, working FROM holidays ORDER BY date")
    return [(row[0], row[1], row[2], bool(row[3])) for row in found]


def visit(connection: Connection, ref: str) -> tuple[str, str, int | None] | None:
    """(officer, purpose, closed at) of a visit."""
    row = connection.execute("SELECT officer, purpose, closed FROM visits WHERE ref = ?", (ref,)).fetchone()
    return None if row is None else (str(row[0]), str(row[1]), row[2])


def somebody_served(connection: Connection, desk: str, since: int) -> bool:
    """Whether a visit at this desk that began after `since` (ms) is still open."""
    row = connection.execute(
        "SELECT 1 FROM visits WHERE closed IS NULL AND opened > ? AND (ref LIKE ? OR ref LIKE ?) LIMIT 1",
        (since, f"{desk}-%", f"{desk}.%"),
    ).fetchone()
    return row is not None


def somebody_waits(connection: Connection, desk: str, since: int) -> bool:
    """Whether somebody is served at this desk, or a QR order of it younger than `since` (ms) waits for the bank."""
    if somebody_served(connection, desk, since):
        return True
    row = connection.execute(
        "SELECT 1 FROM orders WHERE state = 'open' AND opened > ? AND (ref LIKE ? OR ref LIKE ?) LIMIT 1",
        (since, f"{desk}-%", f"{desk}.%"),
    ).fetchone()
    return row is not None


def notices(connection: Connection, limit: int = 20) -> list[tuple[str, str, int]]:
    """(Thai, English, ms) of the latest words to the branch."""
    found = connection.execute("SELECT th, en, at FROM notices ORDER BY seq DESC LIMIT ?", (limit,))
    return [(str(row[0]), str(row[1]), int(row[2])) for row in found]


def _officer(row: tuple[Any, ...]) -> OfficerRow:
    return OfficerRow(row[0], row[1], row[2], frozenset(json.loads(row[3])), row[4], row[5])
