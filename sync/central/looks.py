"""Who looked at one person's record, at every desk of every branch: what a citizen may ask the centre for.

Desks send their looks to the centre and to no fellow desk (protocol section 5), so the whole answer is here alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from desk.model.line import Journal, LineFault, decode_line, unwrapped
from sync.central.tables import journals, lines

VIEWED = "record.viewed"


@dataclass(frozen=True, slots=True)
class LookTaken:
    """One look: the line that says so, when (ms), whose, for what and how the person was found ("" where not said)."""

    branch: str
    desk: str
    ref: str
    at: int
    officer: str
    purpose: str
    found_by: str


def looks_at(connection: Connection, pin: str, branch: str | None = None) -> list[LookTaken]:
    """Every look the centre holds, the latest first; of one branch where it is named. Reads every look: for a person
    who asks, not for a screen."""
    wanted = (
        select(journals.c.branch, lines.c.desk, lines.c.epoch, lines.c.n, lines.c.raw)
        .join(journals, (journals.c.desk == lines.c.desk) & (journals.c.epoch == lines.c.epoch))
        .where(lines.c.kind == VIEWED, lines.c.raw.is_not(None))
    )
    if branch is not None:
        wanted = wanted.where(journals.c.branch == branch)
    number, found = pin.encode(), []
    for row in connection.execute(wanted.execution_options(yield_per=1_000)):
        if number not in row.raw:
            continue
        try:
            entry = decode_line(unwrapped(bytes(row.raw)))
        except LineFault:
            continue
        asked = entry.b.get("question") or {}
        if entry.k == VIEWED and pin in (entry.b.get("citizen"), asked.get("value")):
            ref = Journal(row.desk, row.epoch).reference(row.n)
            told = (str(entry.b.get(name) or "") for name in ("purpose", "found_by"))
            found.append(LookTaken(row.branch, row.desk, ref, entry.t, entry.o, *told))
    return sorted(found, key=lambda look: (-look.at, look.ref))
