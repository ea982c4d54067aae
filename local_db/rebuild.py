"""Making every projection anew from its sources, and proving that nothing differs.

Sources in one order of arrival: own lines, received lines, and what was kept of the feed (outcomes among it). The
registry copy is not folded from kept items; it is checked by count and hash.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from desk.model.line import Journal, decode_line
from local_db import meta, registry
from local_db.connection import Connection
from local_db.driver import dbapi2
from local_db.errors import from_sqlite
from local_db.feed import NOT_AN_ITEM, REGISTRY_KINDS
from local_db.folds import PROJECTIONS, Origin, apply_feed_fold, apply_fold
from local_db.receiving import NOT_UNDERSTOOD, fold_received, name_unfolded

NEVER_FOLDED = {*REGISTRY_KINDS, "line", NOT_AN_ITEM}
"""Kinds whose rows are not folded from what was kept of the feed."""

SOURCES = """
  SELECT seq, 'own' AS what, '' AS name, epoch, raw FROM journal
  UNION ALL SELECT seq, 'line', desk, epoch, raw FROM received
  UNION ALL SELECT seq, 'feed', k, f, b FROM feed_kept
  ORDER BY seq"""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild found: tables that came out differently, and whether the registry copy holds."""

    sources: int
    tables: int
    different: list[str]
    registry: registry.RegistryCount
    registry_holds: bool


def rebuild(connection: Connection) -> Rebuilt:
    """Make all projections anew inside the caller's transaction and compare them with what was there."""
    before = {table: table_digest(connection, table) for table in PROJECTIONS}
    sources = fold_everything(connection)
    different = [table for table in PROJECTIONS if table_digest(connection, table) != before[table]]
    counted = registry.counted_anew(connection)
    return Rebuilt(sources, len(PROJECTIONS), different, counted, counted == registry.kept_count(connection))


def fold_everything(connection: Connection) -> int:
    """Empty the projections and fold every source in its order; gives how many there were."""
    for table in PROJECTIONS:
        if table != "unfolded":
            connection.execute(f"DELETE FROM {table}")
    # Items kept only because they could not be taken in have no fold to be tried again: they keep their mark.
    marks = ", ".join("?" * len(NEVER_FOLDED))
    kept = f"SELECT seq FROM feed_kept WHERE k IN ({marks})"
    connection.execute(f"DELETE FROM unfolded WHERE seq NOT IN ({kept})", sorted(NEVER_FOLDED))
    own = str(meta.get(connection, "desk", ""))
    count = 0
    for seq, what, name, number, content in connection.execute(SOURCES).fetchall():
        count += 1
        if what == "own":
            apply_fold(connection, decode_line(bytes(content)), Origin(Journal(own, number), seq))
        elif what == "line":
            fold_received(connection, bytes(content), Origin(Journal(name, number), seq))
        elif name not in NEVER_FOLDED:
            _fold_kept(connection, name, content, seq)
    return count


def _fold_kept(connection: Connection, kind: str, content: str, seq: int) -> None:
    from desk.model.feed import FEED_KINDS

    connection.execute("SAVEPOINT kept")
    try:
        body = json.loads(content)
        if kind in FEED_KINDS:
            FEED_KINDS[kind].model_validate(body)
        apply_feed_fold(connection, kind, body, seq)
    except NOT_UNDERSTOOD as fault:
        if isinstance(fault, dbapi2.Error) and from_sqlite(fault) is not None:
            raise
        connection.execute("ROLLBACK TO kept")
        name_unfolded(connection, seq, fault)
    connection.execute("RELEASE kept")


def table_digest(connection: Connection, table: str) -> str:
    """SHA-256 over all rows of a table in the order of its key."""
    digest = hashlib.sha256()
    for row in connection.execute(f"SELECT * FROM {table}"):
        digest.update(repr(row).encode())
    return digest.hexdigest()
