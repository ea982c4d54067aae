"""Applying what the centre says: pages of the feed and whole snapshots, rows and cursor in one transaction.

A page that starts beyond the own cursor is dropped (a late page must not jump over what was never seen); items up to
the own cursor are skipped. An item that makes no sense is kept, named in `unfolded`, and blocks nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from desk.model.feed import FEED_KINDS
from desk.model.kinds import KINDS
from desk.model.line import DESK_PATTERN, INTEGER_MAX, Journal, LineFault, decode_line
from local_db import columns, meta, registry
from local_db.connection import Connection
from local_db.driver import dbapi2
from local_db.errors import from_sqlite
from local_db.folds import Origin, apply_feed_fold, apply_fold
from local_db.folds.recovered import already_folded
from local_db.journal import kept_through
from local_db.loading import Loading

REGISTRY_KINDS = {
    "citizen.put",
    "citizen.drop",
    "household.put",
    "household.drop",
    "citizen.columns",
    "household.columns",
}
NOT_UNDERSTOOD = (
    KeyError,
    TypeError,
    ValueError,
    OverflowError,  # an integer no column can hold
    LineFault,
    ValidationError,
    RecursionError,
    dbapi2.Error,
)
NOT_AN_ITEM = "?"
"""Kind under which bytes are kept that are no feed line at all."""
KIND_LETTERS_MAX = 60
TIME_MAX_MS = 253_402_300_800_000
"""The year 10000: a line dated beyond it could not be shown."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far one feed was applied: `<feed id>.<f>`."""

    feed: str
    f: int

    @classmethod
    def parse(cls, text: str) -> Cursor | None:
        """The cursor a text names, None for the beginning; raises ValueError for anything else."""
        if text == "":
            return None
        feed, dot, number = text.rpartition(".")
        if not dot or not feed or not number.isascii() or not number.isdigit():
            raise ValueError(f"no cursor: {text[:40]!r}")
        return cls(feed, int(number))


@dataclass(frozen=True, slots=True)
class Item:
    """One feed line read; `f` is None for lines a hub adds, which move no cursor, and for what is no feed line."""

    f: int | None
    kind: str
    body: Any


def read_item(raw: bytes) -> Item:
    """Read a feed line. What cannot be read is an item too, under NOT_AN_ITEM: it is kept and blocks nothing."""
    try:
        value = json.loads(raw)
        f, kind, body = value.get("f"), value["k"], value["b"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Item(None, NOT_AN_ITEM, {"bytes": raw.decode("utf-8", "replace")})
    placed = f is None or (type(f) is int and 0 <= f <= INTEGER_MAX)
    if not placed or not isinstance(kind, str) or not kind.isascii() or len(kind) > KIND_LETTERS_MAX:
        return Item(None, NOT_AN_ITEM, {"bytes": raw.decode("utf-8", "replace")})
    return Item(f, kind, body)


def cursor(connection: Connection) -> str:
    """The cursor applied so far, as it goes on the wire."""
    return str(meta.get(connection, "feed_cursor", ""))


def apply_page(connection: Connection, lines: Iterable[bytes], start: str, end: str, time_ms: int, more: bool) -> bool:
    """Apply a verified page; False when it was dropped because it starts beyond the own cursor.

    `time_ms` is the server's time of the reply: with nothing more to come, the copy is as fresh as that.
    """
    held, begins, ends = Cursor.parse(cursor(connection)), Cursor.parse(start), Cursor.parse(end)
    if begins is not None and (held is None or held.feed != begins.feed or begins.f > held.f):
        return False
    reached = held.f if held is not None and ends is not None and held.feed == ends.feed else -1
    seen_whole = ends is not None and ends.f <= reached
    for raw in lines:
        item = read_item(raw)
        if (item.f is not None and item.f <= reached) or (item.kind == NOT_AN_ITEM and seen_whole):
            continue
        apply_item(connection, item.kind, item.body, item.f or 0)
    if ends is not None and (held is None or held.feed != ends.feed or ends.f > held.f):
        meta.put(connection, "feed_cursor", end)
    if not more:
        meta.put(connection, "copy_as_of", time_ms)
    return True


def apply_hub_lines(connection: Connection, lines: Iterable[bytes]) -> None:
    """Lines of fellow desks a hub added behind the centre's page: they move no cursor, none is of this desk.

    One that does not continue what is held of its journal is left: it comes with the centre's page, after those before
    it. A hub may hold the later lines alone, and what they speak of would not be known yet.
    """
    own = meta.get(connection, "desk")
    for raw in lines:
        item = read_item(raw)
        if item.f is not None or item.kind != "line" or not isinstance(item.body, dict) or item.body.get("desk") == own:
            continue
        if _continues(connection, item.body):
            apply_item(connection, item.kind, item.body, 0)


def _continues(connection: Connection, body: dict[str, Any]) -> bool:
    try:
        before = (body["desk"], body["epoch"], decode_line(body["line"].encode("utf-8")).n - 1)
        held = connection.execute("SELECT 1 FROM received WHERE desk = ? AND epoch = ? AND n = ?", before).fetchone()
    except (KeyError, TypeError, AttributeError, ValueError, LineFault, dbapi2.Error) as fault:
        if isinstance(fault, dbapi2.Error) and from_sqlite(fault) is not None:
            raise
        return True  # it makes no sense: kept as such
    return before[2] == 0 or held is not None


def apply_item(connection: Connection, kind: str, body: Any, f: int, loading: Loading | None = None) -> None:
    """Take in one item; registry rows of a snapshot go the way of `loading`."""
    connection.execute("SAVEPOINT item")
    try:
        if kind == NOT_AN_ITEM:
            raise LineFault("no feed line")
        if kind in FEED_KINDS and not kind.endswith(".columns"):
            FEED_KINDS[kind].model_validate(body)
        if kind in REGISTRY_KINDS:
            _apply_registry(connection, kind, body, loading)
        elif kind == "line":
            _receive_line(connection, body)
        else:
            seq = _keep(connection, kind, body, f)
            apply_feed_fold(connection, kind, body, seq)
    except NOT_UNDERSTOOD as fault:
        if isinstance(fault, dbapi2.Error) and from_sqlite(fault) is not None:
            raise
        connection.execute("ROLLBACK TO item")
        # Kept with its cause: refused or senseless data has a home too, and is tried again at every rebuild.
        seq = _keep(connection, kind, body, f)
        name_unfolded(connection, seq, fault)
    connection.execute("RELEASE item")


def name_unfolded(connection: Connection, seq: int, fault: Exception) -> None:
    """Remember that the item at `seq` could not be folded, and why (no personal data: the kind of fault alone)."""
    connection.execute("INSERT OR REPLACE INTO unfolded VALUES (?, ?)", (seq, type(fault).__name__))


def _keep(connection: Connection, kind: str, body: Any, f: int) -> int:
    seq = meta.next_arrival(connection)
    put = "INSERT INTO feed_kept VALUES (?, ?, ?, ?)"
    try:
        connection.execute(put, (seq, f, kind, json.dumps(body, ensure_ascii=False, separators=(",", ":"))))
    except UnicodeEncodeError:
        # a lone surrogate: no text of the file can hold it but as an escape
        connection.execute(put, (seq, f, kind, json.dumps(body, separators=(",", ":"))))
    return seq


def _apply_registry(connection: Connection, kind: str, body: dict[str, Any], loading: Loading | None) -> None:
    table = "citizens" if kind.startswith("citizen.") else "households"
    if kind.endswith(".drop"):
        number = body["pin" if table == "citizens" else "house"]
        if loading is not None:
            loading.drop(table, number)
        else:
            registry.drop(connection, table, number)
        return
    several = kind.endswith(".columns")
    found = columns.rows(kind, body) if several else [registry.row_of(body, registry.MEMBERS[table])]
    if loading is not None:
        (loading.citizens if table == "citizens" else loading.households)(found)
    elif table == "citizens":
        registry.put_citizens(connection, found)
    else:
        registry.put_households(connection, found)


def _receive_line(connection: Connection, body: dict[str, Any]) -> None:
    raw = body["line"].encode("utf-8")
    entry = decode_line(raw)
    journal = Journal(body["desk"], body["epoch"])
    if DESK_PATTERN.fullmatch(journal.desk) is None or journal.epoch < 1 or not 1 <= entry.n <= INTEGER_MAX:
        raise LineFault("a line of no journal")
    if _already_held(connection, journal, entry.n, raw):
        return
    identity = meta.identity(connection)
    if journal.desk == identity.desk and entry.n <= (kept_through(connection, journal.epoch) or 0):
        raise LineFault("another line than the own one")
    if journal.desk == identity.desk and journal.epoch >= identity.epoch:
        # A line this desk has yet to write, or wrote otherwise: kept aside until the next epoch is opened.
        raise LineFault("an own line beyond the own journal")
    seq = meta.next_arrival(connection)
    connection.execute("INSERT INTO received VALUES (?, ?, ?, ?, ?)", (journal.desk, journal.epoch, entry.n, seq, raw))
    fold_received(connection, raw, Origin(journal, seq))


def fold_received(connection: Connection, raw: bytes, origin: Origin) -> None:
    """Fold a fellow desk's line; one that makes no sense is named in `unfolded` and blocks nothing."""
    connection.execute("SAVEPOINT line")
    try:
        entry = decode_line(raw)
        if not 0 <= entry.t < TIME_MAX_MS:
            raise LineFault("a time beyond any calendar")
        if entry.k in KINDS:
            KINDS[entry.k].model_validate(entry.b)
        if not already_folded(connection, origin.journal, entry.n, raw):
            apply_fold(connection, entry, origin)
    except NOT_UNDERSTOOD as fault:
        if isinstance(fault, dbapi2.Error) and from_sqlite(fault) is not None:
            raise
        connection.execute("ROLLBACK TO line")
        name_unfolded(connection, origin.seq, fault)
    connection.execute("RELEASE line")


def _already_held(connection: Connection, journal: Journal, n: int, raw: bytes) -> bool:
    if journal.desk == meta.get(connection, "desk"):
        row = connection.execute("SELECT raw FROM journal WHERE epoch = ? AND n = ?", (journal.epoch, n)).fetchone()
        if row is not None and bytes(row[0]) == raw:
            return True
    row = connection.execute(
        "SELECT 1 FROM received WHERE desk = ? AND epoch = ? AND n = ?", (journal.desk, journal.epoch, n)
    ).fetchone()
    return row is not None


def take_in_again(connection: Connection, desk: str) -> None:
    """Own lines that came while their epoch was still being written, and were kept aside: they have a place now."""
    rows = connection.execute("SELECT seq, f, b FROM feed_kept WHERE k = 'line' ORDER BY seq").fetchall()
    for seq, f, content in rows:
        body = json.loads(content)
        if isinstance(body, dict) and body.get("desk") == desk:
            connection.execute("DELETE FROM feed_kept WHERE seq = ?", (seq,))
            connection.execute("DELETE FROM unfolded WHERE seq = ?", (seq,))
            apply_item(connection, "line", body, f)
