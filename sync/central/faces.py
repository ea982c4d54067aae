"""Read-only faces: health, metrics, heads of desks, the branch's desks, tracking for the citizen (section 10)."""

from __future__ import annotations

import hmac
from collections import Counter
from typing import Any

from sqlalchemy import Connection, func, select

from desk.model.line import REFERENCE_PATTERN, Journal, parse_reference
from desk.rules import keys
from sync.central import tables
from sync.central.enrolment import branch_of
from sync.central.registry import Registry
from sync.central.take_in import held


def desk_head(connection: Connection, desk: str, branch: str) -> dict[str, Any] | None:
    """How far the centre holds the highest epoch of a desk; None for a desk of another branch, or none."""
    row = connection.execute(
        select(tables.desks.c.epoch).where(tables.desks.c.desk == desk, tables.desks.c.branch == branch)
    ).one_or_none()
    if row is None:
        return None
    state = held(connection, Journal(desk, int(row.epoch)))
    return {"desk": desk, "epoch": int(row.epoch), "through": state.through, "head": keys.b64encode(state.head)}


def branch_desks(connection: Connection, branch: str) -> list[dict[str, Any]]:
    """What the centre knows of every desk of a branch. Times ms."""
    rows = connection.execute(select(tables.desks).where(tables.desks.c.branch == branch).order_by(tables.desks.c.desk))
    found = []
    for row in rows.all():
        state = held(connection, Journal(row.desk, int(row.epoch)))
        found.append(
            {
                "desk": row.desk,
                "epoch": int(row.epoch),
                "heard": row.heard,
                "n": row.said_n,
                "acknowledged": state.through,
                "oldest": row.oldest,
                "offset": row.offset_ms,
                "version": row.version,
            }
        )
    return found


def all_desks(connection: Connection, branch: str | None = None) -> list[dict[str, Any]]:
    """Every desk of every branch, or of one, with the branch, the state of its key and how many of its lines wait."""
    wanted = select(tables.branches.c.branch).order_by(tables.branches.c.branch)
    if branch is not None:
        wanted = wanted.where(tables.branches.c.branch == branch)
    current = set(connection.execute(select(tables.keys.c.desk).where(tables.keys.c.state == "current")).scalars())
    found: list[dict[str, Any]] = []
    for name in connection.execute(wanted).scalars().all():
        waiting = _waiting(connection, name)
        for desk in branch_desks(connection, name):
            may_speak = desk["desk"] in current
            found.append({"branch": name, **desk, "revoked": not may_speak, "waiting": waiting.get(desk["desk"], 0)})
    return found


def _waiting(connection: Connection, branch: str) -> dict[str, int]:
    rows = connection.execute(
        select(tables.outcomes.c.ref).where(tables.outcomes.c.branch == branch, tables.outcomes.c.result == "waiting")
    ).scalars()
    return dict(Counter(parse_reference(ref)[0].desk for ref in rows))


def track(connection: Connection, ref: str, code: str) -> dict[str, Any] | None:
    """Where a request stands, for whoever holds its code: no names, no numbers of people."""
    match = REFERENCE_PATTERN.fullmatch(ref)
    if match is None or len(code) < 8:
        return None
    registry = Registry(connection, branch_of(match.group(1)))
    for name in (registry.current_name(ref), ref):  # after a fork two papers bear one reference: the code tells which
        life = registry.life(name)
        if life is None or "track" not in life.facts:
            continue
        if hmac.compare_digest(str(life.facts["track"]).encode(), code.encode()):
            return {"ref": ref, "state": life.state, "service": life.facts["service"], "due": life.facts["due"]}
    return None


def metrics(connection: Connection) -> str:
    """Counters in the text format that collectors read."""
    text = []
    for name, table in (
        ("lines", tables.lines), ("desks", tables.desks), ("records", tables.records), ("evidence", tables.evidence),
    ):  # fmt: skip
        number = connection.execute(select(func.count()).select_from(table)).scalar_one()
        text.append(f"amphoe_centre_{name} {number}")
    for row in connection.execute(select(tables.branches)):
        text.append(f'amphoe_centre_feed{{branch="{row.branch}"}} {row.f}')
    waiting: Any = connection.execute(select(tables.outcomes.c.result, func.count()).group_by(tables.outcomes.c.result))
    text.extend(f'amphoe_centre_outcomes{{result="{result}"}} {number}' for result, number in waiting)
    return "\n".join(text) + "\n"
