"""Everything replicated replaced by a snapshot's lines, and what is folded made anew from it."""

from __future__ import annotations

from collections.abc import Iterable

from local_db import meta
from local_db.connection import Connection
from local_db.feed import apply_item, read_item
from local_db.loading import Loading
from local_db.rebuild import fold_everything


def apply_snapshot(connection: Connection, lines: Iterable[bytes], feed: str, made_ms: int) -> None:
    """Replace everything replicated by a snapshot's lines, in the caller's one transaction.

    Fellow desks' lines already held keep their place in the order of arrival; own lines are untouched.
    """
    loading = Loading(connection)
    connection.execute("DELETE FROM feed_kept")
    for raw in lines:
        item = read_item(raw)
        apply_item(connection, item.kind, item.body, item.f or 0, loading)
    loading.finish()
    meta.put(connection, "feed_cursor", feed)
    meta.put(connection, "copy_as_of", made_ms)
    fold_everything(connection)
