"""What a hub keeps of the centre's words to hand them on with the line down: a snapshot, signed pages, files.

All of it as the centre signed it, not a byte changed; who asks checks the signatures as if the centre had answered.
The snapshot and the files stand in the tables the centre uses for its own. Every function works inside the caller's
transaction.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select

from sync import compression
from sync.central import files, snapshots
from sync.central.snapshots import Built, Snapshot
from sync.hub.feed_learning import cursor_number
from sync.hub.tables import pages
from sync.snapshot_file import About
from sync.wire import SyncReply

PAGES_BYTES_MAX = 32 * 1024 * 1024
SNAPSHOT_AGE_MS = 24 * 3600 * 1000
PAGE_DECODED_MAX = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as the centre signed it; `time` when (ms, the centre's); `more`: another follows."""

    from_cursor: str
    feed: str
    sig: str
    lines: tuple[bytes, ...]
    time: int
    more: bool


def keep_page(connection: Connection, reply: SyncReply) -> None:
    """Keep a verified page that follows on the one before."""
    first, last = cursor_number(reply.from_cursor, reply.feed), cursor_number(reply.feed, reply.feed)
    if last <= first:
        return
    row = {"from_cursor": reply.from_cursor, "to_cursor": reply.feed, "sig": reply.sig, "time": reply.time}
    packed = compression.encode(reply.page, "zstd", level=9)
    connection.execute(delete(pages).where(pages.c.from_f >= first))
    connection.execute(pages.insert().values(from_f=first, to_f=last, packed=packed, **row))


def page_after(connection: Connection, cursor: str | None, own: str) -> KeptPage | None:
    """The kept page that leads on from a cursor of the feed `own` is of; None where there is none."""
    after = cursor_number(cursor, own)
    if not cursor or (after == 0 and cursor.rpartition(".")[0] != own.rpartition(".")[0]):
        return None
    row = connection.execute(
        select(pages).where(pages.c.from_f <= after, pages.c.to_f > after).order_by(pages.c.from_f.desc()).limit(1)
    ).one_or_none()
    if row is None:
        return None
    text = compression.decode(bytes(row.packed), "zstd", most=PAGE_DECODED_MAX)
    more = connection.execute(select(pages.c.from_f).where(pages.c.from_f >= row.to_f).limit(1)).first() is not None
    lines = tuple(text.split(b"\n")[:-1])
    return KeptPage(row.from_cursor, row.to_cursor, row.sig, lines, int(row.time), more)


def too_old(connection: Connection, branch: str, cursor: str | None, own: str) -> bool:
    """Whether a cursor lies before every kept page, so that only the kept snapshot leads on from it."""
    kept = snapshots.current(connection, branch)
    if kept is None or not cursor or cursor.rpartition(".")[0] != own.rpartition(".")[0]:
        return False
    first = connection.execute(select(func.min(pages.c.from_f))).scalar()
    return cursor_number(cursor, own) < min(kept.f, kept.f if first is None else int(first))


def keep_snapshot(connection: Connection, branch: str, about: About, packed: bytes, lines: int, now: int) -> None:
    """Keep a verified snapshot; pages that end before the one kept earlier lead nowhere any more."""
    before = snapshots.current(connection, branch)
    if before is not None:
        connection.execute(delete(pages).where(pages.c.to_f <= before.f))
    if snapshots.by_id(connection, branch, about.id) is not None:
        return
    f = cursor_number(about.feed, about.feed)
    made = Snapshot(about.id, f, about.feed, about.size, lines, about.sha256, about.made, about.sig)
    snapshots.keep(connection, branch, Built(made, packed), now)


def wants_snapshot(connection: Connection, branch: str, now: int) -> bool:
    """Whether the kept snapshot is a day old, or more pages lie behind it than are kept."""
    kept = snapshots.current(connection, branch)
    held = connection.execute(select(func.coalesce(func.sum(func.length(pages.c.packed)), 0))).scalar_one()
    return kept is None or kept.made < now - SNAPSHOT_AGE_MS or int(held) > PAGES_BYTES_MAX


def keep_file(connection: Connection, branch: str, sha256: str, body: bytes, now: int) -> None:
    """Keep a file that passed through here whole, where it is what its name says."""
    if hashlib.sha256(body).hexdigest() == sha256 and 0 < len(body) <= files.FILE_MAX:
        state = files.standing(connection, branch, sha256)
        if not state.complete:
            files.drop(connection, branch, sha256)
            files.add(connection, branch, sha256, 0, len(body), body, now)


def keep_piece(
    connection: Connection, branch: str, sha256: str, at: int, length: int | None, body: bytes, now: int
) -> None:
    """Keep a piece of a file that the centre took, where the pieces before it are here as well."""
    state = files.standing(connection, branch, sha256)
    if not state.complete and at == state.held and (state.length or length):
        files.add(connection, branch, sha256, at, length, body, now)
