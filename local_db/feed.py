"""Applying what the centre says: pages of the feed and whole snapshots, rows and cursor in one transaction.

A page that starts beyond the own cursor is dropped (a late page must not jump over what was never seen); items up to
the own cursor are skipped. An item that makes no sense is kept, named in `unfolded`, and blocks nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from desk.model.feed import FEED_KINDS
from desk.model.line import INTEGER_MAX, LineFault
from local_db import columns, meta, registry
from local_db.connection import Connection
from local_db.driver import dbapi2
from local_db.errors import from_sqlite
from local_db.folds import apply_feed_fold
from local_db.loading import Loading
from local_db.receiving import NOT_UNDERSTOOD, continues, name_unfolded, receive_line

REGISTRY_KINDS = {
    "citizen.put",
    "citizen.drop",
    "household.put",
    "household.drop",
    "citizen.columns",
    "household.columns",
}
NOT_AN_ITEM = "?"
"""Kind under which bytes are kept that are no feed line at all."""
KIND_LETTERS_MAX = 60


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
    """One feed line read; `f` is None for lines a hub adds, which move no cursor, and for what is no feed line. `after`
    is the hub's word which line of its journal one follows on, where those between are for nobody else."""

    f: int | None
    kind: str
    body: Any
    after: int | None = None


def read_item(raw: bytes) -> Item:
    """Read a feed line. What cannot be read is an item too, under NOT_AN_ITEM: it is kept and blocks nothing."""
    try:
        value = json.loads(raw)
        f, kind, body, after = value.get("f"), value["k"], value["b"], value.get("after")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Item(None, NOT_AN_ITEM, {"bytes": raw.decode("utf-8", "replace")})
    placed = f is None or (type(f) is int and 0 <= f <= INTEGER_MAX)
    if not placed or not isinstance(kind, str) or not kind.isascii() or len(kind) > KIND_LETTERS_MAX:
        return Item(None, NOT_AN_ITEM, {"bytes": raw.decode("utf-8", "replace")})
    return Item(f, kind, body, after if type(after) is int and 0 <= after <= INTEGER_MAX else None)


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
        if continues(connection, item.body, item.after):
            apply_item(connection, item.kind, item.body, 0, by_hub=True)


def apply_item(
    connection: Connection, kind: str, body: Any, f: int, loading: Loading | None = None, *, by_hub: bool = False
) -> None:
    """Take in one item; registry rows of a snapshot go the way of `loading`. What the centre says of a line stands,
    what a hub says (`by_hub`) until the centre has spoken."""
    connection.execute("SAVEPOINT item")
    try:
        if kind == NOT_AN_ITEM:
            raise LineFault("no feed line")
        if kind in FEED_KINDS and not kind.endswith(".columns"):
            FEED_KINDS[kind].model_validate(body)
        if kind in REGISTRY_KINDS:
            _apply_registry(connection, kind, body, loading)
        elif kind == "line":
            receive_line(connection, body, by_hub=by_hub)
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


def take_in_again(connection: Connection, desk: str) -> None:
    """Own lines that came while their epoch was still being written, and were kept aside: they have a place now."""
    rows = connection.execute("SELECT seq, f, b FROM feed_kept WHERE k = 'line' ORDER BY seq").fetchall()
    for seq, f, content in rows:
        body = json.loads(content)
        if isinstance(body, dict) and body.get("desk") == desk:
            connection.execute("DELETE FROM feed_kept WHERE seq = ?", (seq,))
            connection.execute("DELETE FROM unfolded WHERE seq = ?", (seq,))
            apply_item(connection, "line", body, f)
