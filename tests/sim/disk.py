"""The simulated disk: real encrypted files, and what is left of them when a process dies or the power goes.

A commit is kept through a power cut when the connection's `PRAGMA synchronous` in force is FULL or more; with less, the
file falls back to its last checkpoint, as the write-ahead log after it was never waited for.
"""

from __future__ import annotations

import shutil
from collections import deque
from pathlib import Path
from random import Random
from typing import Any

from sqlcipher3 import dbapi2

from tests.sim.loop import LIFE, Killed, Life

FULL = 2
PAGES_MOST = 1_073_741_823
NOT_KEPT = ("-shm", ".lock")
SMALL_FILE = "highwater.json"  # written in place and not waited for
VERSIONS = 4
_connect = dbapi2.connect


class Disk:
    """The folder of one life. `full`: no file of the database may grow; `brimful`: nothing can be written at all.

    `dies_at`: at which writing commit, and on which side of it."""

    def __init__(self, folder: Path, life: Life, random: Random) -> None:
        self.folder = folder
        self.life = life
        self.random = random
        self.full = False
        self.brimful = False
        self.commits = 0
        self.dies_at: tuple[int, str] | None = None
        self.checkpoints: dict[Path, tuple[int, bytes]] = {}
        self._small: deque[bytes] = deque(maxlen=VERSIONS)

    def before_commit(self, connection: SimConnection) -> None:
        """A writing transaction is about to be committed."""
        if self.brimful:
            raise dbapi2.OperationalError("database or disk is full")
        self.commits += 1
        if connection.synchronous() < FULL:
            self._see_checkpoint(connection.path)
        small = self.folder / SMALL_FILE
        if small.exists():
            self._small.append(small.read_bytes())
        if self.dies_at == (self.commits, "before"):
            self.life.kill("before-commit")
            raise Killed

    def after_commit(self, connection: SimConnection) -> None:
        """It was."""
        if connection.path in self.checkpoints:
            self._see_checkpoint(connection.path)
        if self.dies_at == (self.commits, "after"):
            self.life.kill("after-commit")
            raise Killed

    def _see_checkpoint(self, path: Path) -> None:
        changed = path.stat().st_mtime_ns
        held = self.checkpoints.get(path)
        if held is None or held[0] != changed:
            self.checkpoints[path] = (changed, path.read_bytes())

    def copy(self, to: Path, *, power_cut: bool = False) -> None:
        """What is found in the folder afterwards: all that was written, or after a power cut what was waited for."""
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(self.folder, to, ignore=lambda _folder, names: [n for n in names if n.endswith(NOT_KEPT)])
        if not power_cut:
            return
        for path, (_, image) in self.checkpoints.items():
            (to / path.name).write_bytes(image)
            (to / f"{path.name}-wal").unlink(missing_ok=True)
        if self._small and self.random.random() < 0.5:
            (to / SMALL_FILE).write_bytes(self.random.choice(self._small))


class SimConnection(dbapi2.Connection):  # type: ignore[misc]
    """A connection of a life to one of its files; useless once that life is over."""

    def __init__(self, database: Any, *args: Any, **members: Any) -> None:
        self.path = Path(database)
        self.life = LIFE.get()
        self.disk: Disk | None = getattr(self.life, "disk", None)
        self._limited = False
        self._changes = 0
        super().__init__(database, *args, **members)

    def synchronous(self) -> int:
        """What SQLite itself says."""
        return int(super().execute("PRAGMA synchronous").fetchone()[0])

    def _look(self) -> None:
        if self.life is None or self.disk is None:
            return
        if not self.life.alive:
            raise Killed
        if self.disk.full != self._limited:
            self._limited = self.disk.full
            most = super().execute("PRAGMA page_count").fetchone()[0] if self._limited else PAGES_MOST
            super().execute(f"PRAGMA max_page_count={most}")

    def execute(self, sql: str, *args: Any) -> Any:
        self._look()
        if sql == "COMMIT":
            return self._commit(lambda: super(SimConnection, self).execute(sql))
        return super().execute(sql, *args)

    def cursor(self, *args: Any, **members: Any) -> Any:
        self._look()
        return super().cursor(*args, **members)

    def commit(self) -> None:
        self._look()
        self._commit(super().commit)

    def _commit(self, commit: Any) -> Any:
        disk = self.disk
        if disk is None or self.total_changes == self._changes:
            return commit()  # nothing was written
        self._changes = self.total_changes
        disk.before_commit(self)
        done = commit()
        disk.after_commit(self)
        return done


def install() -> None:
    """Every encrypted file of this process is opened on the simulated disk."""

    def connect(database: Any, *args: Any, **members: Any) -> Any:
        return _connect(database, *args, **members | {"factory": SimConnection})

    dbapi2.connect = connect
