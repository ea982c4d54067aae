"""The demo's bank: says of every QR order, a little later, that it was paid. Never part of a real centre."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from sync.central.feed import FeedWriter, lock_branch
from sync.central.tables import bills

DELAY_S = 2.0


def settle(connection: Connection, branch: str, now: int) -> int:
    """Settle what was asked for; how many bills."""
    lock_branch(connection, branch)
    rows = connection.execute(select(bills).where(bills.c.branch == branch, bills.c.settled.is_(None))).all()
    due = [row for row in rows if row.asked + DELAY_S * 1000 <= now + 200]
    if not due:
        return 0
    feed = FeedWriter(branch)
    for row in due:
        bank_ref = f"DEMO{row.ref1}"
        connection.execute(
            update(bills)
            .where(bills.c.branch == branch, bills.c.ref1 == row.ref1)
            .values(settled=now, bank_ref=bank_ref)
        )
        feed.say("payment.settled", {"ref1": row.ref1, "satang": row.satang, "at": now, "bank_ref": bank_ref})
    feed.flush(connection)
    return len(due)
