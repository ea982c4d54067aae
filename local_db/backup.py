"""A copy of the desk's file as it stands at one moment, beside a running desk too; and putting one back.

A restored desk begins the next epoch at once: what was written after the copy was made may be on paper and at the
centre, and its numbers must not be used again (protocol 1).
"""

from __future__ import annotations

import json
from pathlib import Path

from local_db import high_water, meta
from local_db.connection import Connection, connect
from local_db.desk_file import DeskFile, SystemClock
from local_db.epochs import open_next
from local_db.store import DATABASE, take_lock


def copy_file(home: Path, key: bytes, into: Path) -> None:
    """Write a whole, consistent copy of the desk's file to `into`, encrypted under the same key."""
    source = connect(home / DATABASE, key, reading=True)
    try:
        target = connect(into, key, create=True)
        try:
            source.backup(target)
        finally:
            target.close()
    finally:
        source.close()


def begin_anew(home: Path, key: bytes) -> int:
    """The file in `home` is a restored one: its next epoch begins before anybody works on it; gives its number."""
    lock = take_lock(home)
    lock.release()
    (home / high_water.FILE).unlink(missing_ok=True)
    desk = DeskFile(home, key, SystemClock())
    try:

        def next_epoch(connection: Connection) -> int:
            _, opened = open_next(connection, desk.clock, "restore")
            last = _last_receipt(connection)
            told = {"epoch": opened.epoch - 1, "n": 0, "to_epoch": opened.epoch, "to_n": 0, "receipt": last}
            meta.put(connection, f"put_back.{opened.epoch}", json.dumps(told))
            return opened.epoch

        return desk.store.write(next_epoch)
    finally:
        desk.close()


def _last_receipt(connection: Connection) -> str:
    row = connection.execute("SELECT book, number FROM receipts ORDER BY t DESC, number DESC LIMIT 1").fetchone()
    return "" if row is None else f"{row[0]}/{row[1]}"
