"""The real parts at both ends of a line: a centre as a process that can be killed, and desks enrolled at it."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from desk.commands.central import now_ms
from desk.commands.opening import SystemRandomness
from desk.counter.office import Office, unlock_with_key
from desk.model.kinds import KINDS
from desk.rules import keys
from local_db.desk_file import SystemClock
from sync.central import enrolment
from sync.central.loading import load_sample
from sync.central.store import make_store, open_store
from sync.engine import Engine
from sync.enrol import Enrolled, enrol
from sync.link import Link

HOUSE = Path(__file__).resolve().parents[2]
_CENTRAL = [sys.executable, "-c", "from desk.commands.central import group; group(prog_name='central')"]


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as found:
        return int(found.getsockname()[1])


class CentreProcess:
    """A centre's folder and its server, on one port for good, so that it is the same centre after it was killed."""

    def __init__(self, folder: Path, citizens: int = 200, *options: str) -> None:
        self.folder, self.port, self._options = folder, free_port(), options
        store = make_store(folder)
        store.write(lambda c: enrolment.add_branch(c, "5701", "อำเภอตัวอย่าง", now_ms()))
        load_sample(store, "5701", citizens, 7, now_ms())
        store.close()
        self.process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [*_CENTRAL, "serve", "--data", str(self.folder), "--port", str(self.port), *self._options],
            stdout=subprocess.PIPE, text=True, cwd=HOUSE,
        )  # fmt: skip
        assert self.process.stdout is not None
        assert self.process.stdout.readline().strip() == self.address

    def end(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Kill it, or ask it to stop; does nothing to one that does not run."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(20)
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None

    def code(self, name: str) -> str:
        store = open_store(self.folder)
        try:
            return store.write(lambda c: enrolment.new_code(c, name, now_ms()))
        finally:
            store.close()

    def enrol(self, home: Path, name: str) -> Enrolled:
        """A desk newly enrolled over the machine's own line."""
        return asyncio.run(enrol(home, self.address, self.code(name), name, SystemClock(), SystemRandomness()))

    def lines(self, desk: str) -> list[bytes]:
        """What its store holds of a desk, epoch by epoch, read from outside the server."""
        from sqlalchemy import select

        from sync.central.tables import lines

        store = open_store(self.folder)
        try:
            query = select(lines.c.raw).where(lines.c.desk == desk).order_by(lines.c.epoch, lines.c.n)
            return store.read(lambda c: [bytes(raw) for raw in c.execute(query).scalars()])
        finally:
            store.close()


def open_office(home: Path, key: bytes) -> Office:
    return unlock_with_key(home, key, SystemClock(), SystemRandomness())


def own_lines(office: Office) -> list[bytes]:
    """Every line of the desk's journal, oldest first."""
    return [bytes(raw) for (raw,) in office.read().execute("SELECT raw FROM journal ORDER BY epoch, n")]


@asynccontextmanager
async def engine_of(office: Office, url: str, authorities: str = "", seed: int = 1) -> AsyncIterator[Engine]:
    """The engine of a desk that reaches its centre at `url`."""
    key = keys.private_key(office.file.identity().device_key)
    link = Link(url, key, authorities=authorities)
    engine = Engine(office.file, link, random.Random(seed), retry_ceiling_s=1.0)
    try:
        yield engine
    finally:
        await link.close()


def service_requests(count: int, size: int = 1_500, seed: int = 3) -> list[dict[str, object]]:
    """Bodies of `request.submitted` of invented people, each line about `size` bytes."""
    sys.path.insert(0, str(HOUSE / "tools"))
    from make_dictionary import LineMaker

    from desk.model.line import Journal
    from sync.central.sample import make_sample

    people = make_sample("5701", 2_000, seed)
    maker = LineMaker(seed, Journal("5701A", 1), names=[person["given"] for person in people.citizens])
    made = [maker.long_request(maker.services[n % len(maker.services)], size) for n in range(count)]
    return [json.loads(line)["b"] for line in made]


def take_in(office: Office, bodies: list[dict[str, object]], officer: str = "anan") -> None:
    """Write requests into a desk's journal, each an act of its own."""
    model = KINDS["request.submitted"]
    for body in bodies:
        made = model.model_validate(body)
        office.file.act(lambda act, made=made: act.append(made, officer=officer))


def digest(lines: list[bytes]) -> str:
    """Short name of a run of lines, for messages."""
    return hashlib.sha256(b"\n".join(lines)).hexdigest()[:12]
