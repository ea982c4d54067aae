"""Receipt books: ranges of numbers lent to one desk for one fiscal year, which starts on 1 October (BE).

A desk that may speak holds one unopened book ahead of the one in use, so that it goes on for days without a line; from
1 September it holds one of the next year too, dormant until that year begins. A book belongs to one epoch: a desk that
opened the next one has its old books closed and gets new ones. Books of a year that is over are closed. What was
written in a closed book is a fact all the same, and is judged by the book.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select, update

from desk.rules import office_day
from sync.central.feed import FeedWriter, lock_branch
from sync.central.tables import books, desks, keys, lives, receipts, registers, standing

NUMBERS = 1_000
AHEAD = 1
"""Unopened books a desk holds beside the one in use; while the branch's policy `books_ahead` says nothing."""
FATES = ("returned", "lost", "cancelled")
AHEAD_MAX = 20
AHEAD_MONTH = 9  # next year's book is lent from 1 September on: a desk may have no line on 1 October


@dataclass(frozen=True, slots=True)
class Needs:
    """What one desk lacks and holds too long: fiscal years (BE) to lend a book of, rows of books to close."""

    desk: str
    branch: str
    epoch: int
    lend: tuple[int, ...]
    close: tuple[Any, ...]


def fiscal_year(now: int) -> int:
    """The fiscal year (BE) of a moment in ms, in Bangkok: 1 October 2026 begins 2570."""
    return office_day.fiscal_year(_day(now))


def lease(connection: Connection, feed: FeedWriter, desk: str, epoch: int, year: int) -> None:
    """Lend the next book of a fiscal year (BE) to a desk and say so; the caller flushes the feed."""
    last = connection.execute(
        select(func.count()).select_from(books).where(books.c.branch == feed.branch, books.c.fiscal_year == year)
    ).scalar_one()
    book = f"{year}/{int(last) + 1:04d}"
    row = {"book": book, "fiscal_year": year, "desk": desk, "epoch": epoch, "first": 1, "last": NUMBERS}
    connection.execute(books.insert().values(branch=feed.branch, used=0, closed=False, **row))
    feed.say("book.leased", row)


def in_need(connection: Connection, now: int, desks_asked: Collection[str] | None = None) -> list[Needs]:
    """What desks lack, of those asked about or of all; nothing for those that lack nothing."""
    wanted = select(desks.c.desk, desks.c.branch, desks.c.epoch, keys.c.state).select_from(
        desks.outerjoin(keys, (keys.c.desk == desks.c.desk) & (keys.c.state == "current"))
    )
    open_books = select(books).where(books.c.closed.is_(False)).order_by(books.c.fiscal_year, books.c.book)
    if desks_asked is not None:
        wanted = wanted.where(desks.c.desk.in_(desks_asked))
        open_books = open_books.where(books.c.desk.in_(desks_asked))
    held: dict[str, list[Any]] = {}
    for book in connection.execute(open_books):
        held.setdefault(book.desk, []).append(book)
    ahead = _ahead(connection)
    found = [
        _needs(row, held.get(row.desk, []), now, ahead.get(str(row.branch), AHEAD))
        for row in connection.execute(wanted.order_by(desks.c.desk))
    ]
    return [each for each in found if each.lend or each.close]


def provide(connection: Connection, feed: FeedWriter, asked: Collection[str], now: int) -> bool:
    """Close and lend what the desks of a branch need; whether there was anything. The caller flushes the feed."""
    found = [each for each in in_need(connection, now, asked) if each.branch == feed.branch]
    for each in found:
        _close(connection, feed, each.close)
        for year in each.lend:
            lease(connection, feed, each.desk, each.epoch, year)
    return bool(found)


def provide_desk(connection: Connection, desk: str, now: int) -> str:
    """The same for one desk, in a write of its own; its branch. Nothing happens where somebody else was quicker."""
    branch = str(connection.execute(select(desks.c.branch).where(desks.c.desk == desk)).scalar_one())
    lock_branch(connection, branch)
    feed = FeedWriter(branch)
    provide(connection, feed, [desk], now)
    feed.flush(connection)
    return branch


def close_all(connection: Connection, feed: FeedWriter, desk: str) -> None:
    """Close the open books of a desk (it was revoked, or enrolled anew); the caller flushes the feed."""
    mine = (books.c.branch == feed.branch) & (books.c.desk == desk) & books.c.closed.is_(False)
    _close(connection, feed, connection.execute(select(books).where(mine)).all())


def usage(connection: Connection, branch: str, year: int | None = None) -> list[dict[str, Any]]:
    """What became of the numbers of every book of a branch, of one fiscal year (BE) or of all.

    `used` numbers the centre has receipts of, `voided` those of them taken back with the original kept; `returned`,
    `lost`, `cancelled` numbers that ended without a receipt; `missing` runs `[first, last]` below the highest of these
    of which nothing was said (or nothing has arrived); `left` numbers above it.
    """
    wanted = select(books).where(books.c.branch == branch).order_by(books.c.fiscal_year, books.c.book)
    if year is not None:
        wanted = wanted.where(books.c.fiscal_year == year)
    return [_used(connection, row) for row in connection.execute(wanted).all()]


def _ahead(connection: Connection) -> dict[str, int]:
    """How many unopened books the branches that say so hold ahead: those whose desks are long without a line."""
    said = select(standing.c.branch, standing.c.b).where(standing.c.k == "policy.put", standing.c.name == "books_ahead")
    values = {str(row.branch): json.loads(row.b).get("value") for row in connection.execute(said)}
    return {branch: min(value, AHEAD_MAX) for branch, value in values.items() if type(value) is int and value >= 1}


def _needs(row: Any, held: Sequence[Any], now: int, ahead: int) -> Needs:
    year = fiscal_year(now)
    over = [book for book in held if int(book.fiscal_year) < year or int(book.epoch) != int(row.epoch)]
    full = [book for book in held if book not in over and int(book.used) >= int(book.last)]
    if row.state is None:  # it may not speak: nothing is lent, and its books were closed when its key was taken back
        return Needs(row.desk, row.branch, int(row.epoch), (), (*over, *full))
    here = [book for book in held if book not in over and book not in full and int(book.fiscal_year) == year]
    opened = any(int(book.used) >= int(book.first) for book in here)
    unopened = sum(int(book.used) < int(book.first) for book in here)
    lend = [year] * max(0, ahead + (0 if opened else 1) - unopened)
    if _day(now).month == AHEAD_MONTH:
        asleep = sum(int(book.fiscal_year) > year for book in held if book not in over)
        lend += [year + 1] * max(0, ahead - asleep)
    return Needs(row.desk, row.branch, int(row.epoch), tuple(lend), (*over, *full))


def _close(connection: Connection, feed: FeedWriter, rows: Sequence[Any]) -> None:
    for row in rows:
        told = {"book": row.book, "fiscal_year": int(row.fiscal_year), "desk": row.desk, "epoch": int(row.epoch)}
        feed.say("book.closed", told)
        mine = (books.c.branch == feed.branch) & (books.c.fiscal_year == row.fiscal_year) & (books.c.book == row.book)
        connection.execute(update(books).where(mine).values(closed=True))


def _used(connection: Connection, row: Any) -> dict[str, Any]:
    mine = (
        (receipts.c.branch == row.branch) & (receipts.c.fiscal_year == row.fiscal_year) & (receipts.c.book == row.book)
    )
    inside = receipts.c.number.between(row.first, row.last)
    used = {int(number) for number in connection.execute(select(receipts.c.number).where(mine, inside)).scalars()}
    same = (lives.c.branch == receipts.c.branch) & (lives.c.root == receipts.c.ref) & (lives.c.state == "voided")
    voided = select(func.count()).select_from(receipts.join(lives, same)).where(mine, inside)
    ended = _ended(connection, row)
    missing, following = [], int(row.first)
    for number in sorted(used | set(ended)):
        if number > following:
            missing.append([following, number - 1])
        following = number + 1
    names = ("book", "fiscal_year", "desk", "epoch", "first", "last", "closed")
    told = {name: getattr(row, name) for name in names}
    told |= {"used": len(used), "voided": int(connection.execute(voided).scalar_one())}
    told |= {fate: sum(each == fate for each in ended.values()) for fate in FATES}
    return told | {"missing": missing, "left": int(row.last) - following + 1}


def _ended(connection: Connection, row: Any) -> dict[int, str]:
    """Numbers of a book that ended without a receipt, by the judge of `numbers.ended`, and how."""
    beginning = f"{row.fiscal_year} {row.book} "
    named = select(registers.c.name, registers.c.facts).where(
        registers.c.branch == row.branch,
        registers.c.register == "numbers.ended",
        registers.c.name.startswith(beginning, autoescape=True),
    )
    found = ((name.removeprefix(beginning), json.loads(facts)) for name, facts in connection.execute(named))
    return {int(number): str(facts.get("fate")) for number, facts in found if number.isdigit()}


def _day(now: int) -> date:
    return office_day.moment(now).date()
