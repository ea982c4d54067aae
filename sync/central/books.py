"""Receipt books: ranges of numbers lent to one desk for one fiscal year, which starts on 1 October (BE)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy import Connection, func, select, update

from sync.central.feed import FeedWriter, lock_branch
from sync.central.tables import books, desks

NUMBERS = 1_000
LOW_PERCENT = 80
BANGKOK = timezone(timedelta(hours=7))


def fiscal_year(now: int) -> int:
    """The fiscal year (BE) of a moment in ms, in Bangkok: 1 October 2026 begins 2570."""
    day = datetime.fromtimestamp(now / 1000, tz=UTC).astimezone(BANGKOK)
    return day.year + 543 + (1 if day.month >= 10 else 0)


def lease(connection: Connection, feed: FeedWriter, desk: str, epoch: int, now: int) -> None:
    """Lend the next book of the year to a desk and say so; the caller flushes the feed."""
    year = fiscal_year(now)
    last = connection.execute(
        select(func.count()).select_from(books).where(books.c.branch == feed.branch, books.c.fiscal_year == year)
    ).scalar_one()
    book = f"{year}/{int(last) + 1:04d}"
    row = {"book": book, "fiscal_year": year, "desk": desk, "epoch": epoch, "first": 1, "last": NUMBERS}
    connection.execute(books.insert().values(branch=feed.branch, used=0, closed=False, **row))
    feed.say("book.leased", row)


def branches_running_low(connection: Connection) -> list[str]:
    """Branches with a book over LOW_PERCENT used whose desk holds no fresher one."""
    rows = connection.execute(select(books).where(books.c.closed.is_(False))).all()
    roomy = {(row.branch, row.desk) for row in rows if not _low(row)}
    return sorted({row.branch for row in rows if _low(row) and (row.branch, row.desk) not in roomy})


def continue_leases(connection: Connection, branch: str, now: int) -> None:
    """Lend a further book to every desk of the branch whose books all run low."""
    lock_branch(connection, branch)
    rows = connection.execute(select(books).where(books.c.branch == branch, books.c.closed.is_(False))).all()
    roomy = {row.desk for row in rows if not _low(row)}
    feed = FeedWriter(branch)
    for desk in sorted({row.desk for row in rows} - roomy):
        epoch = connection.execute(select(desks.c.epoch).where(desks.c.desk == desk)).scalar_one()
        lease(connection, feed, desk, int(epoch), now)
    feed.flush(connection)


def close_used(connection: Connection, feed: FeedWriter, desk: str) -> None:
    """Close the open books of a desk (it was revoked, or enrolled anew); the caller flushes the feed."""
    rows = connection.execute(
        select(books).where(books.c.branch == feed.branch, books.c.desk == desk, books.c.closed.is_(False))
    ).all()
    for row in rows:
        feed.say("book.closed", {"book": row.book, "fiscal_year": row.fiscal_year, "desk": desk, "epoch": row.epoch})
        connection.execute(
            update(books)
            .where(books.c.branch == feed.branch, books.c.fiscal_year == row.fiscal_year, books.c.book == row.book)
            .values(closed=True)
        )


def _low(row: object) -> bool:
    first, last, used = (int(getattr(row, name)) for name in ("first", "last", "used"))
    return (used - first + 1) * 100 > LOW_PERCENT * (last - first + 1)
