"""Receipt books: ranges of numbers lent to one desk for one fiscal year, which starts on 1 October (BE)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy import Connection, func, select, update

from sync.central.feed import FeedWriter, lock_branch
from sync.central.tables import books, desks, keys

NUMBERS = 1_000
LOW_PERCENT = 80
AHEAD_MS = 30 * 24 * 3600 * 1000
BANGKOK = timezone(timedelta(hours=7))


def fiscal_year(now: int) -> int:
    """The fiscal year (BE) of a moment in ms, in Bangkok: 1 October 2026 begins 2570."""
    day = datetime.fromtimestamp(now / 1000, tz=UTC).astimezone(BANGKOK)
    return day.year + 543 + (1 if day.month >= 10 else 0)


def lease(connection: Connection, feed: FeedWriter, desk: str, epoch: int, year: int) -> None:
    """Lend the next book of a fiscal year (BE) to a desk and say so; the caller flushes the feed."""
    last = connection.execute(
        select(func.count()).select_from(books).where(books.c.branch == feed.branch, books.c.fiscal_year == year)
    ).scalar_one()
    book = f"{year}/{int(last) + 1:04d}"
    row = {"book": book, "fiscal_year": year, "desk": desk, "epoch": epoch, "first": 1, "last": NUMBERS}
    connection.execute(books.insert().values(branch=feed.branch, used=0, closed=False, **row))
    feed.say("book.leased", row)


def desks_in_need(connection: Connection, now: int) -> list[str]:
    """Desks that may speak and have no book with room for this fiscal year, or for the one that is near."""
    return sorted(desk for desk, _ in _wants(connection, now))


def continue_leases(connection: Connection, desk: str, now: int) -> str:
    """Lend a desk the books it needs; its branch. Nothing happens where somebody else has done so meanwhile."""
    row = connection.execute(select(desks).where(desks.c.desk == desk)).one()
    lock_branch(connection, row.branch)
    feed = FeedWriter(row.branch)
    for needing, year in sorted(_wants(connection, now)):
        if needing == desk:
            lease(connection, feed, desk, int(row.epoch), year)
    feed.flush(connection)
    return str(row.branch)


def _wants(connection: Connection, now: int) -> set[tuple[str, int]]:
    # next year's book comes a month early: a desk may have no line on 1 October
    years = {fiscal_year(now), fiscal_year(now + AHEAD_MS)}
    speaking = connection.execute(select(keys.c.desk).where(keys.c.state == "current")).scalars().all()
    rows = connection.execute(select(books).where(books.c.closed.is_(False), books.c.fiscal_year.in_(years)))
    roomy = {(row.desk, int(row.fiscal_year)) for row in rows if not _low(row)}
    return {(desk, year) for desk in speaking for year in years} - roomy


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
