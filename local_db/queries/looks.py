"""Who looked at whose record, what was uncovered, and how many looks an officer has had."""

from __future__ import annotations

import json
from dataclasses import dataclass

from desk.model.line import parse_reference
from local_db.connection import Connection


@dataclass(frozen=True, slots=True)
class LookRow:
    """One look at a record; `asked_by` names what the centre was asked by, '' where the record itself was opened."""

    ref: str
    officer: str
    purpose: str
    t: int
    source: str
    as_of: int
    found_by: str
    confirmed: str
    asked_by: str
    revealed: tuple[str, ...]


def looks_at(connection: Connection, pin: str, limit: int) -> list[LookRow]:
    """Looks at a citizen's record, the latest first."""
    found = connection.execute(
        "SELECT ref, officer, purpose, t, source, as_of, found_by, confirmed, asked_by,"
        " (SELECT json_group_array(json(r.fields)) FROM reveals r WHERE r.viewed = v.ref)"
        " FROM views v WHERE citizen = ? ORDER BY t DESC, length(ref) DESC, ref DESC LIMIT ?",
        (pin, limit),
    )
    return [LookRow(*(*row[:-1], _together(row[-1]))) for row in found]


def _together(listed: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(field for fields in json.loads(listed) for field in fields))


def desks_at(connection: Connection, pin: str) -> list[str]:
    """At which desks those looks were."""
    refs = connection.execute("SELECT ref FROM views WHERE citizen = ?", (pin,))
    return sorted({parse_reference(ref)[0].desk for (ref,) in refs})


def count_at(connection: Connection, pin: str) -> int:
    """How many looks at a citizen's record there were."""
    return int(connection.execute("SELECT count(*) FROM views WHERE citizen = ?", (pin,)).fetchone()[0])


def count_by(connection: Connection, officer: str, since: int) -> int:
    """How many records an officer opened or asked for since then (ms)."""
    row = connection.execute("SELECT count(*) FROM views WHERE officer = ? AND t > ?", (officer, since)).fetchone()
    return int(row[0])


def earliest_by(connection: Connection, officer: str, since: int) -> int:
    """When (ms) the first of an officer's looks since then was; `since` where there was none."""
    row = connection.execute("SELECT min(t) FROM views WHERE officer = ? AND t > ?", (officer, since)).fetchone()
    return since if row[0] is None else int(row[0])


def allowed_more(connection: Connection, officer: str, since: int) -> int:
    """How many more than the policy says a second person allowed since then (ms)."""
    row = connection.execute(
        "SELECT coalesce(sum(more), 0) FROM look_allowances WHERE officer = ? AND t > ?", (officer, since)
    ).fetchone()
    return int(row[0])


def confirmed_in(connection: Connection, visit: str, pin: str) -> bool:
    """Whether it was confirmed during that visit that a number is this person's."""
    row = connection.execute(
        "SELECT 1 FROM views WHERE citizen = ? AND visit = ? AND confirmed != '' LIMIT 1", (pin, visit)
    ).fetchone()
    return row is not None


def revealed_in(connection: Connection, viewed: str) -> tuple[str, ...]:
    """Which hidden fields were uncovered under a look."""
    rows = connection.execute("SELECT fields FROM reveals WHERE viewed = ? ORDER BY t, ref", (viewed,))
    return tuple(dict.fromkeys(field for (fields,) in rows for field in json.loads(fields)))
