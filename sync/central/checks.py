"""What an administrator asks of the store: does every chain hold, does replay give the same outcomes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from desk.model.line import Journal, genesis, link, link_digest
from sync.central import decide, lookups
from sync.central.tables import books, branches, feed, journals, lines, receipts


def replay_all(connection: Connection) -> dict[str, Any]:
    """Judge every line of every branch anew; `faults` names the lines whose outcome differs."""
    faults = []
    for branch in connection.execute(select(branches.c.branch)).scalars().all():
        for ref, stored, now in decide.replay(connection, branch):
            faults.append(f"{ref}: {stored} -> {now}")
    count = connection.execute(select(func.count()).select_from(lines)).scalar_one()
    return {"lines": count, "faults": faults}


def check_all(connection: Connection) -> dict[str, Any]:
    """Check every chain from its beginning, every feed for gaps, and how far every book was used."""
    faults, count = [], 0
    for row in connection.execute(select(journals)).all():
        head, n = genesis(Journal(row.desk, int(row.epoch))), 0
        found = connection.execute(
            select(lines.c.n, lines.c.raw, lines.c.digest, lines.c.head)
            .where(lines.c.desk == row.desk, lines.c.epoch == row.epoch)
            .order_by(lines.c.n)
        )
        name = Journal(row.desk, int(row.epoch)).name
        for line in found:
            n, count = n + 1, count + 1
            # of an erased line only the digest is kept, and only the digest is chained
            head = link_digest(head, bytes(line.digest)) if line.raw is None else link(head, bytes(line.raw))
            if line.n != n or bytes(line.head) != head:
                faults.append(f"{name}: {line.n}")
                break
        if (n, head) != (row.through, bytes(row.head)):
            faults.append(f"{name}: {row.through}")
    heads = {row.branch: int(row.f) for row in connection.execute(select(branches)).all()}
    for branch, f in heads.items():
        held = connection.execute(
            select(func.coalesce(func.sum(feed.c.run), 0)).where(feed.c.branch == branch)
        ).scalar()
        if held != f:
            faults.append(f"feed {branch}: {held} / {f}")
    faults += _books(connection)
    unsaid = [each for branch in heads for each in lookups.without_line(connection, branch)]
    return {"lines": count, "faults": faults, "lookups_without_line": unsaid}


def _books(connection: Connection) -> list[str]:
    """Books that were used otherwise than the receipts in them say."""
    inside = (receipts.c.branch == books.c.branch) & (receipts.c.fiscal_year == books.c.fiscal_year)
    inside &= (receipts.c.book == books.c.book) & receipts.c.number.between(books.c.first, books.c.last)
    used = func.coalesce(func.max(receipts.c.number), books.c.first - 1)
    columns = (books.c.branch, books.c.fiscal_year, books.c.book)
    rows = connection.execute(
        select(books.c.book, books.c.used, used.label("found"))
        .select_from(books.outerjoin(receipts, inside))
        .group_by(*columns, books.c.used, books.c.first)
    )
    return [f"book {row.book}: {row.used} / {row.found}" for row in rows if int(row.used) != int(row.found)]
