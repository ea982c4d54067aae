"""A real centre: its store made by the commands, its server a process of its own on a free port."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest
from own_postgres import OwnPostgres, why_not
from stranger import Stranger

from desk.commands.central import now_ms
from sync.central import enrolment
from sync.central.loading import load_sample
from sync.central.store import Store, make_store, open_store

Result = TypeVar("Result")
STORES = {
    "test_centre": ["sqlite", "postgres"],
    "test_centre_work": ["sqlite", "postgres"],
    "test_store": ["sqlite", "postgres"],
    "test_feed_hammer": ["sqlite", "postgres"],
    "test_erasure": ["sqlite", "postgres"],
    "test_centre_keys": ["sqlite", "postgres"],
    "test_migrations": ["sqlite", "postgres"],
    "test_two_workers": ["postgres"],
}

_MAIN = """
import sys
from desk.commands.central import group
from desk.model.errors import DeskError
try:
    group(prog_name="central")
except DeskError as fault:
    print(fault, file=sys.stderr)
    sys.exit(fault.exit_code)
"""


def run_central(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """One `desk central` command to its end."""
    return subprocess.run(
        [sys.executable, "-c", _MAIN, *arguments], input=stdin, capture_output=True, text=True, timeout=60, check=False
    )


@dataclass
class RealCentre:
    """A centre's folder, and its server while it runs."""

    folder: Path
    options: tuple[str, ...] = ()
    database: str | None = None
    process: subprocess.Popen[str] | None = None
    address: str = ""
    strangers: list[Stranger] = field(default_factory=list)

    def command(self, *arguments: str, stdin: str = "") -> str:
        done = run_central(*arguments, *self.place, stdin=stdin)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    @property
    def place(self) -> tuple[str, ...]:
        """The options that name the store."""
        return ("--data", str(self.folder), *(("--database", self.database) if self.database else ()))

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", _MAIN, "serve", *self.place, "--port", "0", *self.options],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()
        assert self.address.startswith("http://127.0.0.1:"), self.address
        for stranger in self.strangers:
            stranger.address = self.address

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self._ended()

    def stop(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self._ended()

    def _ended(self) -> int:
        assert self.process is not None
        code = self.process.wait(timeout=20)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None
        return code

    def code(self, name: str) -> str:
        """A one-time code, without the seconds a command takes to start."""
        return self.inside(lambda store: store.write(lambda c: enrolment.new_code(c, name, now_ms())))

    def inside(self, work: Callable[[Store], Result]) -> Result:
        """Run something on the store itself, beside the server."""
        store = open_store(self.folder, database=self.database)
        try:
            return work(store)
        finally:
            store.close()

    def desk(self, name: str) -> Stranger:
        """A newly enrolled desk."""
        stranger = Stranger(self.address)
        self.strangers.append(stranger)
        answer = stranger.enrol(self.code(name))
        assert answer.status == 200, answer.body
        return stranger


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The centre's suite runs on both stores; what speaks to a centre from outside, on the embedded one."""
    if "store_kind" in metafunc.fixturenames and metafunc.module.__name__ in STORES:
        metafunc.parametrize("store_kind", STORES[metafunc.module.__name__], indirect=True, scope="module")


@pytest.fixture(scope="module")
def store_kind(request: pytest.FixtureRequest) -> str:
    """`sqlite`, or `postgres` where one can be started."""
    kind: str = getattr(request, "param", "sqlite")
    if kind == "postgres" and (reason := why_not()):
        pytest.skip(reason)
    return kind


@pytest.fixture(scope="session")
def postgres() -> Iterator[OwnPostgres]:
    made = OwnPostgres()
    made.start()
    yield made
    made.stop()
    made.remove()


@pytest.fixture(scope="module")
def new_database(store_kind: str, request: pytest.FixtureRequest) -> Callable[[], str | None]:
    """The URL of an empty database, None for the embedded store."""
    if store_kind == "sqlite":
        return lambda: None
    return request.getfixturevalue("postgres").database  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def make_centre(
    tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[], str | None]
) -> Iterator[Callable[..., RealCentre]]:
    made: list[RealCentre] = []

    def make(*options: str, citizens: int = 200) -> RealCentre:
        centre = RealCentre(tmp_path_factory.mktemp("centre"), options, new_database())
        store = make_store(centre.folder, database=centre.database)
        store.write(lambda c: enrolment.add_branch(c, "5701", "อำเภอตัวอย่าง", now_ms()))
        load_sample(store, "5701", citizens, 7, now_ms())
        store.close()
        centre.start()
        made.append(centre)
        return centre

    yield make
    for centre in made:
        if centre.process is not None:
            centre.stop()


@pytest.fixture(scope="module")
def centre(make_centre: Callable[..., RealCentre]) -> RealCentre:
    """One centre for the tests of a module that do not stop it."""
    return make_centre("--demo-bank")
