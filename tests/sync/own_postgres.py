"""A PostgreSQL of the tests' own: initdb in a temporary folder, unix socket only, fsync on, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

USER = "centre"
OPTIONS = (
    "listen_addresses=", "fsync=on", "synchronous_commit=on", "full_page_writes=on", "shared_buffers=32MB",
    "max_connections=80",
)  # fmt: skip


def binaries() -> Path | None:
    """Where initdb and postgres are: Debian's newest, or the path's."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def why_not() -> str:
    """Why none can be started here; empty where one can."""
    if os.name != "posix" or binaries() is None:
        return "no PostgreSQL binaries here (Debian: package postgresql)"
    if os.geteuid() == 0 and (shutil.which("runuser") is None or _other_user() is None):
        return "root may not run PostgreSQL, and there is no runuser or no other user"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "psycopg is not installed (extra postgres)"
    return ""


def _other_user() -> str | None:
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in known), None)


@dataclass
class OwnPostgres:
    """One server; `database()` makes a new, empty database and gives its URL."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp")))
    _process: subprocess.Popen[bytes] | None = None
    _count: int = 0

    def start(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, user=_other_user())
        make = ("--auth=trust", f"--username={USER}", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        subprocess.run(self._as_user("initdb", "-D", str(self.folder / "data"), *make), check=True, capture_output=True)
        self.run()

    def run(self) -> None:
        options = [part for option in (*OPTIONS, f"unix_socket_directories={self.folder}") for part in ("-c", option)]
        command = self._as_user("postgres", "-D", str(self.folder / "data"), *options)
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/")
        for _ in range(1_200):  # after a crash it recovers first, and a busy machine takes its time
            ready = self._as_user("pg_isready", "-q", "-h", str(self.folder), "-U", USER)
            if subprocess.run(ready, check=False, cwd="/").returncode == 0:
                return
            time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text())

    def database(self) -> str:
        self._count += 1
        name = f"centre{self._count}"
        made = self._as_user("createdb", "-h", str(self.folder), "-U", USER, name)
        subprocess.run(made, check=True, capture_output=True, cwd="/")
        return f"postgresql://{USER}@/{name}?host={self.folder}"

    def stop(self, how: str = "fast") -> None:
        """Stop it: `fast`, or `immediate`, which is a crash."""
        assert self._process is not None
        end = self._as_user("pg_ctl", "-D", str(self.folder / "data"), "-m", how, "-w", "stop")
        subprocess.run(end, check=True, capture_output=True, cwd="/")
        self._process.wait(timeout=30)

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _as_user(self, program: str, *arguments: str) -> list[str]:
        place = binaries()
        assert place is not None
        before = ["runuser", "-u", str(_other_user()), "--"] if os.geteuid() == 0 else []
        return [*before, str(place / program), *arguments]
