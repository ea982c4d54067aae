"""Erasing a line by order: its bytes go, its 32-byte digest stays, and the chain still verifies (protocol section 1).

Only what was decided is erased, for an undecided line would never be. What the line did stands: numbers used, states
reached. What it said of people goes, also out of what was kept of it; kept snapshots are made anew without it.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, ClassVar

from sqlalchemy import Connection, delete, select, update

from desk.model.errors import Misused
from desk.model.line import LineFault, parse_reference
from desk.words import Words
from sync.central import tables
from sync.central.enrolment import branch_of
from sync.central.feed import in_run, lock_branch, number_in_feed

REGISTER = "erased"
PERSONAL = ("form", "concerns", "track")
"""Facts of a life that speak of people."""


class NoSuchLine(Misused):
    """The centre holds no such line, or it was erased before."""

    code: ClassVar[str] = "E940"
    said: ClassVar[Words] = Words(
        "ระบบกลางไม่มีรายการ {ref} หรือลบไปแล้ว ไม่มีอะไรเปลี่ยนแปลง",
        "The centre holds no line {ref}, or it was erased before; nothing was changed",
    )


class LineUndecided(Misused):
    """The line waits to be decided."""

    code: ClassVar[str] = "E941"
    said: ClassVar[Words] = Words(
        "รายการ {ref} ยังรอการพิจารณา ลบได้เมื่อพิจารณาแล้ว ไม่มีอะไรเปลี่ยนแปลง",
        "Line {ref} is not decided yet and can be erased only then; nothing was changed",
    )


def erase(connection: Connection, ref: str, order: str, now: int) -> None:
    """Erase one line; `order` says by whose order. Raises NoSuchLine, LineUndecided."""
    try:
        journal, n = parse_reference(ref)
    except LineFault as fault:
        raise NoSuchLine(ref=ref) from fault
    branch, lines = branch_of(journal.desk), tables.lines
    lock_branch(connection, branch)
    mine = (lines.c.desk == journal.desk) & (lines.c.epoch == journal.epoch) & (lines.c.n == n)
    raw = connection.execute(select(lines.c.raw).where(mine)).scalar()
    if raw is None:
        raise NoSuchLine(ref=ref)
    if _undecided(connection, branch, ref, mine):
        raise LineUndecided(ref=ref)
    digest = hashlib.sha256(bytes(raw)).digest()
    connection.execute(update(lines).where(mine).values(raw=None, digest=digest))
    _forget_people(connection, branch, ref)
    for table in (tables.snapshot_parts, tables.snapshots):
        connection.execute(delete(table).where(table.c.branch == branch))
    row = {"register": REGISTER, "name": ref, "ref": ref, "facts": json.dumps({"order": order[:500], "at": now})}
    connection.execute(tables.registers.insert().values(branch=branch, **row))


def erased(connection: Connection, branch: str) -> list[str]:
    """References of the lines of a branch that were erased."""
    table = tables.registers
    rows = connection.execute(select(table.c.name).where(table.c.branch == branch, table.c.register == REGISTER))
    return [str(name) for name in rows.scalars()]


def _undecided(connection: Connection, branch: str, ref: str, mine: Any) -> bool:
    feed, outcomes = tables.feed, tables.outcomes
    placed = (
        select(number_in_feed()).select_from(feed.join(tables.lines, in_run())).where(mine, feed.c.branch == branch)
    )
    decided = connection.execute(select(tables.branches.c.adjudicated).where(tables.branches.c.branch == branch))
    if int(connection.execute(placed).scalar_one()) > int(decided.scalar_one()):
        return True
    waits = select(outcomes.c.ref).where(
        outcomes.c.branch == branch, outcomes.c.ref == ref, outcomes.c.result == "waiting"
    )
    return connection.execute(waits).first() is not None


def _forget_people(connection: Connection, branch: str, ref: str) -> None:
    lives = tables.lives
    mine = (lives.c.branch == branch) & (lives.c.root == ref)
    kept = connection.execute(select(lives.c.facts).where(mine)).scalar()
    if kept is None:
        return
    facts = json.loads(kept)
    facts |= {name: {} if name == "form" else None for name in PERSONAL if name in facts}
    connection.execute(update(lives).where(mine).values(facts=json.dumps(facts)))
