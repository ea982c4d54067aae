"""The schema, step by step: under the desk's lock, each step with its checksum, the file backed up first.

sqlite-utils applies the steps; what it lacks (checksum, lock, backup, refusal of a newer file) is added here.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from local_db.connection import Connection
from local_db.driver import dbapi2
from local_db.errors import MigrationChanged, NewerFile, StoreBusy, from_sqlite

SCHEMA = Path(__file__).with_name("schema")
BACKUPS_KEPT = 3
SEARCH_STEP = "0002_finding_people.sql"
"""A file that had not taken this step has its search tables made from the rows at the end, which SQL alone cannot."""


def steps() -> list[tuple[str, str]]:
    """(name, SQL) of every step, in order."""
    return [(name, (SCHEMA / name).read_text("utf-8")) for name in step_names()]


def schema_version(connection: Connection) -> int:
    """How many steps the file has had."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: Connection, path: Path) -> None:
    """Bring the file to this version's schema, in one transaction; cheap when there is nothing to do.

    Raises NewerFile, MigrationChanged. A file that held data is copied beside itself first.
    """
    refuse_newer(connection)
    known, found = len(step_names()), schema_version(connection)
    if found == known:
        return
    if found:
        _back_up(connection, path, found)
    _apply(connection)


def refuse_newer(connection: Connection) -> None:
    """Raise NewerFile for a file a newer version wrote (who only reads cannot migrate either)."""
    known, found = len(step_names()), schema_version(connection)
    if found > known:
        raise NewerFile(found=found, known=known)


def step_names() -> list[str]:
    """Names of every step, without reading them (the start-up path)."""
    return sorted(entry.name for entry in SCHEMA.glob("*.sql"))


def check(connection: Connection) -> None:
    """Raise MigrationChanged when an applied step is not the one this version holds."""
    held = dict(connection.execute("SELECT name, sha256 FROM schema_checksums").fetchall())
    for name, sql in steps():
        if name in held and held[name] != _checksum(sql):
            raise MigrationChanged(name=name)


def _apply(connection: Connection) -> None:
    from sqlite_utils import Database  # late: its import costs more than opening the file
    from sqlite_utils.migrations import Migrations

    database = Database(connection, execute_plugins=False)
    migrations = Migrations("amphoe-desk")
    for name, sql in steps():
        migrations(name=name)(lambda db, name=name, sql=sql: _run_step(db.conn, name, sql))
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute("CREATE TABLE IF NOT EXISTS schema_checksums (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL)")
        check(connection)
        searched = connection.execute("SELECT 1 FROM schema_checksums WHERE name = ?", (SEARCH_STEP,)).fetchone()
        migrations.apply(database)
        if searched is None and SEARCH_STEP in step_names():
            from local_db.loading import make_search_anew  # late: a step that is done costs nothing

            make_search_anew(connection)
        connection.execute(f"PRAGMA user_version={len(steps())}")
        connection.execute("COMMIT")
    except dbapi2.Error as fault:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        named = from_sqlite(fault)
        if named is None:
            raise
        raise named from fault
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _run_step(connection: Connection, name: str, sql: str) -> None:
    for statement in statements(sql):
        connection.execute(statement)
    connection.execute("INSERT INTO schema_checksums VALUES (?, ?)", (name, _checksum(sql)))


def statements(sql: str) -> list[str]:
    """Split a script into statements; a script run whole would commit behind our back."""
    found: list[str] = []
    pending = ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if dbapi2.complete_statement(pending):
            found.append(pending.strip())
            pending = ""
    if pending.strip():
        found.append(pending.strip())
    return found


def _checksum(sql: str) -> str:
    return hashlib.sha256(sql.encode()).hexdigest()


def _back_up(connection: Connection, path: Path, version: int) -> None:
    busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise StoreBusy()  # somebody still reads: the copy would lack what only the write-ahead log holds
    shutil.copy2(path, path.with_name(f"{path.name}.schema-{version}.backup"))
    backups = sorted(path.parent.glob(f"{path.name}.schema-*.backup"), key=lambda found: found.stat().st_mtime)
    for old in backups[:-BACKUPS_KEPT]:
        old.unlink()
