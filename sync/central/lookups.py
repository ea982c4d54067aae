"""POST /v1/lookups: one record from the centre while the line is up (protocol section 8). Each is logged here too."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from desk.model.kinds.visits import Purpose
from desk.model.line import REFERENCE_PATTERN, parse_reference
from sync.central.tables import lines, lookups, records

FOUND_MAX = 20
VALUE_MAX = 100
BY = ("pin", "name", "house", "passport")
PURPOSES: tuple[str, ...] = Purpose.__args__  # type: ignore[attr-defined]


class LookupFault(ValueError):
    """A look-up that cannot be read (400)."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """What is looked for, for which purpose, and the `record.viewed` line that says so."""

    by: str
    value: str
    purpose: str
    ref: str
    officer: str

    @classmethod
    def from_members(cls, members: object, desk: str) -> Lookup:
        """Read strictly; `desk` is who asks, whose own line `ref` must be. Raises LookupFault."""
        if not isinstance(members, dict):
            raise LookupFault("not an object")
        texts: dict[str, str] = {}
        for name in ("by", "value", "purpose", "ref", "officer"):
            text = members.get(name)
            if not isinstance(text, str) or not 1 <= len(text) <= VALUE_MAX or not text.isprintable():
                raise LookupFault(name)
            texts[name] = text
        if texts["by"] not in BY or not REFERENCE_PATTERN.fullmatch(texts["ref"]):
            raise LookupFault("by or ref")
        if parse_reference(texts["ref"])[0].desk != desk:
            raise LookupFault("ref")
        return cls(**texts)


def look_up(connection: Connection, branch: str, lookup: Lookup) -> tuple[list[dict[str, Any]], bool]:
    """The records found, at most FOUND_MAX, and whether there were more."""
    value = lookup.value.strip()
    where = [records.c.branch == branch, records.c.kind == "citizen"]
    if lookup.by == "pin":
        where.append(records.c.number == value)
    elif lookup.by == "house":
        where.append(records.c.house == value)
    elif lookup.by == "name":
        escaped = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        where.append(records.c.name.like(f"%{escaped}%", escape="\\"))
    else:
        return [], False  # this registry keeps no passports: asked, and not found
    rows = connection.execute(
        select(records.c.b).where(*where).order_by(records.c.number).limit(FOUND_MAX + 1)
    ).scalars()
    found = [json.loads(body) for body in rows]
    return found[:FOUND_MAX], len(found) > FOUND_MAX


def note(connection: Connection, branch: str, desk: str, lookup: Lookup, found: int, now: int) -> None:
    """Log a look-up: never what was looked for, only by what, for what, by whom."""
    key = {"branch": branch, "ref": lookup.ref, "at": now}
    same = [lookups.c[name] == value for name, value in key.items()]
    if connection.execute(select(lookups.c.found).where(*same)).first() is None:
        connection.execute(
            lookups.insert().values(
                desk=desk, officer=lookup.officer, by=lookup.by, purpose=lookup.purpose, found=found, **key
            )
        )


def without_line(connection: Connection, branch: str) -> list[dict[str, Any]]:
    """Look-ups whose `record.viewed` line never came."""
    missing = []
    rows: list[Row[Any]] = list(connection.execute(select(lookups).where(lookups.c.branch == branch)))
    for row in rows:
        journal, n = parse_reference(row.ref)
        held = connection.execute(
            select(lines.c.n).where(lines.c.desk == journal.desk, lines.c.epoch == journal.epoch, lines.c.n == n)
        ).first()
        if held is None:
            missing.append({"ref": row.ref, "desk": row.desk, "officer": row.officer, "at": row.at})
    return missing
