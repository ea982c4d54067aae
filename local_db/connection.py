"""Connections to the desk's encrypted file: the only place that knows SQLCipher."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

from local_db.driver import dbapi2
from local_db.errors import DiskFailed, from_sqlite

Connection: TypeAlias = dbapi2.Connection
KEY_BYTES = 32
BUSY_WAIT_MS = 5_000
READING_CACHE_KB = 8_000
WRITING_CACHE_KB = 1_000


def connect(path: Path, key: bytes, *, reading: bool = False, create: bool = False) -> Connection:
    """Open the file with its raw 256-bit key.

    A writing connection keeps every commit through a power cut (`synchronous=FULL`); a reading one cannot write.
    Raises WrongKey when the key does not fit, DiskFailed when there is no such file and `create` is not set.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("a raw key has 32 bytes")
    if not create and not path.exists():
        raise DiskFailed()
    connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False, cached_statements=256)
    try:
        # Errors of the cipher would otherwise be written straight over the screen.
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        connection.execute(f"PRAGMA busy_timeout={BUSY_WAIT_MS}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if not reading:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
        else:
            connection.execute("PRAGMA query_only=ON")
        connection.execute("PRAGMA temp_store=MEMORY")
        # a page out of the cache is deciphered anew: the search of a million reads some two hundred of them
        connection.execute(f"PRAGMA cache_size=-{READING_CACHE_KB if reading else WRITING_CACHE_KB}")
    except dbapi2.Error as fault:
        connection.close()
        named = from_sqlite(fault)
        if named is None:
            raise
        raise named from fault
    return connection
