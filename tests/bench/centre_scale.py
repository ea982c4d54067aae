"""What one centre node carries over its own door, and what 30,000 desks with 120 acts a day need of such nodes.

    python -m tests.bench.centre_scale [VISITS] [sqlite|postgres|both]

A real centre process; desks of a counter day speak to it over kept connections: one signed, compressed request an act,
each answered with a signed acknowledgement and the page of the feed, every line judged. Then batches of 25 lines, the
way work comes when a line is back, then idle checks, then held pulls. CPU is that of the processes themselves, so that
other work on the machine changes the rates, not the arithmetic of `docs/scale.md`, which is printed at the end.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from desk.catalogue.load import packaged
from desk.model.line import Journal, genesis
from desk.rules import keys
from sync import compression
from sync.central import enrolment
from sync.central.store import make_store
from sync.segment import seal
from sync.signing import new_nonce, signature_headers
from sync.wire import SyncReply, SyncRequest
from tests.bench.counter_lines import ACTS_A_VISIT, CounterDay

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "sync"))
from own_postgres import OwnPostgres, why_not

BRANCHES, DESKS, BATCH, HELD = 6, 4, 25, 400
FLEET, ACTS_A_DAY, DAY_HOURS, BUSIEST, HOLD_S = 30_000, 120, 7, 2.5, 25
TICK = os.sysconf("SC_CLK_TCK")
SERVE = "import sys; from desk.commands.central import group; group(prog_name='central')"


@dataclass
class DeskAtWork:
    """One desk with one kept connection."""

    address: tuple[str, int]
    private: object
    day: CounterDay
    cursor: str = ""
    acked: int = 0
    bytes_up: int = 0
    bytes_down: int = 0
    lines_down: int = 0
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None
    heads: list[bytes] = field(default_factory=list)

    async def push(self, upto: int) -> None:
        """Send the lines up to `upto`, and take the page that comes."""
        journal, lines = self.day.journal, self.day.lines[self.acked : upto]
        segment = seal(journal, self.acked + 1, lines, self.head_at(upto), self.day.now, self.private)  # type: ignore[arg-type]
        reply = await self.sync(segment.encode_framed())
        assert [ack.through for ack in reply.acks if ack.desk == journal.desk] == [upto], reply
        self.acked = upto

    async def sync(self, framed: bytes = b"", wait: int = 0) -> SyncReply:
        journal = self.day.journal
        have = {journal.name: self.acked}
        asked = SyncRequest(journal.desk, journal.epoch, len(self.day.lines), feed=self.cursor, have=have, wait=wait)
        reply = SyncReply.decode(await self._post(asked.encode() + framed))
        if reply.feed:
            self.cursor = reply.feed
        self.lines_down += len(reply.lines)
        return reply

    def head_at(self, n: int) -> bytes:
        from desk.model.line import link

        while len(self.heads) < n:
            before = self.heads[-1] if self.heads else genesis(self.day.journal)
            self.heads.append(link(before, self.day.lines[len(self.heads)]))
        return self.heads[n - 1]

    async def _post(self, body: bytes) -> bytes:
        host, port = self.address
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(host, port)
        assert self._reader is not None
        packed = compression.encode(body, "zstd", level=3)
        url = f"http://{host}:{port}/v1/sync"
        signed = signature_headers("POST", url, packed, self.private, int(time.time()), new_nonce())  # type: ignore[arg-type]
        headers = {"Host": f"{host}:{port}", "Content-Length": str(len(packed)), "Content-Encoding": "zstd"}
        headers |= {"Content-Type": "application/x-ndjson", "Accept-Encoding": "zstd"} | signed
        head = "POST /v1/sync HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._writer.write(head.encode() + b"\r\n" + packed)
        self.bytes_up += len(head) + 2 + len(packed)
        answer = await self._reader.readuntil(b"\r\n\r\n")
        told = dict(line.lower().split(": ", 1) for line in answer.decode().split("\r\n")[1:] if ": " in line)
        content = await self._reader.readexactly(int(told["content-length"]))
        self.bytes_down += len(answer) + len(content)
        assert answer.startswith(b"HTTP/1.1 200"), (answer, content)
        return compression.decode(content, told.get("content-encoding"), most=64 * 1024 * 1024)


@dataclass(frozen=True)
class Cost:
    """What one kind of request took: requests a second, CPU of the centre and of its database, ms a request."""

    rate: float
    centre_ms: float
    database_ms: float


def main(visits: int, which: str) -> None:
    """Measure one store or both, and print what a fleet needs."""
    if which in ("sqlite", "both"):
        _measure("SQLite, encrypted, one process", None, visits)
    if which in ("postgres", "both"):
        if reason := why_not():
            print(f"PostgreSQL: not measured, {reason}")
            return
        server = OwnPostgres()
        server.start()
        try:
            _measure("PostgreSQL, one worker", server, visits)
        finally:
            server.stop()
            server.remove()


def _measure(name: str, postgres: OwnPostgres | None, visits: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = None if postgres is None else postgres.database()
        place = ["--data", f"{folder}/centre", *(() if database is None else ("--database", database))]
        desks = _desks(Path(folder) / "centre", database)
        serving = subprocess.Popen(
            [sys.executable, "-c", SERVE, "serve", *place, "--port", "0"], stdout=subprocess.PIPE, text=True
        )
        try:
            assert serving.stdout is not None
            port = int(serving.stdout.readline().strip().rsplit(":", 1)[1])
            for desk in desks:
                desk.address = ("127.0.0.1", port)
            print(f"{name}: {len(desks)} desks at once")
            asyncio.run(_play(desks, visits, serving.pid, postgres))
        finally:
            serving.terminate()
            serving.wait(timeout=30)


async def _play(desks: list[DeskAtWork], visits: int, pid: int, postgres: OwnPostgres | None) -> None:
    async def timed(title: str, count: int, work: Callable[[DeskAtWork], Awaitable[None]]) -> Cost:
        before, spent, beside = time.perf_counter(), _cpu_s(pid), _cpu_of_database(postgres)
        await asyncio.gather(*(work(desk) for desk in desks))
        took = time.perf_counter() - before
        cost = Cost(
            count / took,
            (_cpu_s(pid) - spent) / count * 1000,
            (_cpu_of_database(postgres) - beside) / count * 1000,
        )
        print(f"  {title:<34}{cost.rate:8,.0f}/s  centre {cost.centre_ms:5.2f} ms  database {cost.database_ms:5.2f} ms")
        return cost

    async def warm(desk: DeskAtWork) -> None:
        await desk.sync()

    async def day(desk: DeskAtWork) -> None:
        for _ in range(visits):
            for size in desk.day.visit():
                await desk.push(desk.acked + size)

    async def backlog(desk: DeskAtWork) -> None:
        for at in range(desk.acked + BATCH, len(desk.day.lines) + 1, BATCH):
            await desk.push(at)

    async def idle(desk: DeskAtWork) -> None:
        for _ in range(20):
            await desk.sync()

    await asyncio.gather(*(warm(desk) for desk in desks))
    up, down = (sum(getattr(desk, name) for desk in desks) for name in ("bytes_up", "bytes_down"))
    acts = len(desks) * visits * ACTS_A_VISIT
    act = await timed("acts, one request each, judged", acts, day)
    moved = [sum(getattr(desk, name) for desk in desks) for name in ("bytes_up", "bytes_down")]
    lines = sum(desk.acked for desk in desks) / acts
    for desk in desks:
        while len(desk.day.lines) < desk.acked + 8 * BATCH:
            desk.day.visit()
    count = sum((len(desk.day.lines) - desk.acked) // BATCH for desk in desks)
    batch = await timed(f"batches of {BATCH} lines", count, backlog)
    print(f"  {'':<34}{batch.rate * BATCH:8,.0f} lines/s over the door")
    check = await timed("idle checks", len(desks) * 20, idle)
    held_kb = await _held(desks, pid)
    print(f"  {HELD} held pulls: {held_kb:.0f} kB of memory each")
    print(f"  an act: {lines:.1f} lines, {(moved[0] - up) / acts:,.0f} B up, {(moved[1] - down) / acts:,.0f} B down")
    _reckon(act, check, held_kb)


async def _held(desks: list[DeskAtWork], pid: int) -> float:
    before = _resident_kb(pid)
    pulls = []
    for number in range(HELD):
        desk = desks[number % len(desks)]
        other = DeskAtWork(desk.address, desk.private, desk.day, desk.cursor, desk.acked)
        pulls.append(asyncio.ensure_future(other.sync(wait=30)))
        await asyncio.sleep(0.01)  # as desks come: not all in one moment
    await asyncio.sleep(3)
    grown = _resident_kb(pid) - before
    await asyncio.gather(*pulls)
    return max(grown, 0) / HELD


def _reckon(act: Cost, check: Cost, held_kb: float) -> None:
    peak = FLEET * ACTS_A_DAY / (DAY_HOURS * 3600) * BUSIEST
    checks = FLEET / HOLD_S
    centre = (peak * act.centre_ms + checks * check.centre_ms) / 1000
    database = (peak * act.database_ms + checks * check.database_ms) / 1000
    one = 1000 / act.centre_ms
    print(f"  {FLEET:,} desks x {ACTS_A_DAY} acts: {peak:,.0f} acts/s in the busiest hour, {checks:,.0f} idle checks/s")
    print(f"  cores for the centre {centre:.1f}, for its database {database:.1f}; memory of held pulls "
          f"{FLEET * held_kb / 1024 / 1024:.1f} GB")  # fmt: skip
    print(f"  one worker (one core) carries {one:,.0f} acts/s = {one / peak * FLEET:,.0f} desks without their checks, "
          f"{1000 / (act.centre_ms * peak / FLEET + check.centre_ms / HOLD_S):,.0f} with them")  # fmt: skip


def _desks(folder: Path, database: str | None) -> list[DeskAtWork]:
    now = time.time_ns() // 1_000_000
    store = make_store(folder, database=database)
    valid = next(s.valid_from.isoformat() for s in packaged().definitions() if s.code == "CR-COPY")
    made = []
    for branch in range(BRANCHES):
        name = f"{5701 + branch}"
        store.write(lambda c, name=name: enrolment.add_branch(c, name, name, now))  # type: ignore[misc]
        for letter in "ABCDEFGH"[:DESKS]:
            key = keys.private_key(os.urandom(32))
            code = store.write(lambda c, desk=name + letter: enrolment.new_code(c, desk, now))  # type: ignore[misc]
            asked = enrolment.Asked(code, keys.public_raw(key), "", "")
            store.write(lambda c, asked=asked: enrolment.enrol(c, asked, store.identity, now))  # type: ignore[misc]
            number = 2 * len(made) % (2 * DESKS) + 1  # the first of the two books it was lent
            book = (f"2570/{number:04d}", 2570)
            made.append(DeskAtWork(("", 0), key, CounterDay(Journal(name + letter, 1), valid, book, now)))
    store.close()
    return made


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def _cpu_of_database(postgres: OwnPostgres | None) -> float:
    if postgres is None:
        return 0.0
    total = 0.0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if (entry / "comm").read_text().strip() == "postgres":
                    total += _cpu_s(int(entry.name))
            except OSError:
                continue  # it ended just now
    return total


def _resident_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 6, sys.argv[2] if len(sys.argv) > 2 else "both")
