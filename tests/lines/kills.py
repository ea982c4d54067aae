"""Desks, hub and centre killed with -9 at random under load; what the outside world remembers is compared afterwards.

    python -m tests.lines.kills [KILLS] [SEED]

Two desks serve and print, a hub stands between, a centre takes in. One of the four dies, stays dead for a moment, comes
back; then the next. In the end, with everything alive: every line a desk wrote is at the centre, byte for byte and
once; every receipt on paper stands in the centre's books exactly once, for the same money; every desk holds proof of
all it wrote. Exit 0 only when that holds.
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from desk.counter.status import status
from desk.model.line import decode_line
from local_db import high_water
from local_db.rebuild import rebuild
from local_db.verify import verify
from tests.lines.parts import HOUSE, CentreProcess, free_port, open_office, own_lines

ENDING_S = 120
_HUB = [sys.executable, "-c", "from desk.commands.hub import group; group(prog_name='hub')"]


@dataclass
class Part:
    """One process that can be killed and started again; it says one line once it stands."""

    name: str
    command: Callable[[], list[str]]
    errors: Path
    process: subprocess.Popen[str] | None = None
    killed: int = 0

    def start(self) -> None:
        with self.errors.open("a") as errors:
            self.process = subprocess.Popen(self.command(), stdout=subprocess.PIPE, stderr=errors, text=True, cwd=HOUSE)

    def stands(self) -> bool:
        """Wait until it said so; False where it ended instead."""
        assert self.process is not None
        assert self.process.stdout is not None
        return bool(self.process.stdout.readline())

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(20)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None


@dataclass
class Office:
    """A branch: its centre, its hub, its desks, and the paper of each desk."""

    folder: Path
    chance: random.Random
    parts: list[Part] = field(default_factory=list)
    keys: dict[str, bytes] = field(default_factory=dict)

    def build(self) -> None:
        self.centre = CentreProcess(self.folder / "centre", 50)
        self.centre.start()
        hub, port = self.folder / "hub", free_port()
        told = subprocess.run(
            [*_HUB, "enrol", self.centre.address, self.centre.code("5701HUB"), "--data", str(hub)],
            capture_output=True, text=True, cwd=HOUSE, timeout=60, check=False,
        )  # fmt: skip
        assert told.returncode == 0, told.stderr
        for name in ("5701A", "5701B"):
            self.keys[name] = self.centre.enrol(self.folder / name, name).data_key
        self.centre.end()
        serve = [sys.executable, "-c", "from desk.commands.central import group; group(prog_name='central')", "serve"]
        central = [*serve, "--data", str(self.centre.folder), "--port", str(self.centre.port)]
        self.parts = [
            Part("centre", lambda: central, self.folder / "centre.err"),
            Part("hub", lambda: [*_HUB, "serve", "--data", str(hub), "--port", str(port)], self.folder / "hub.err"),
            *(
                Part(name, self._desk(name, f"http://127.0.0.1:{port}"), self.folder / f"{name}.err")
                for name in self.keys
            ),
        ]
        for part in self.parts:
            part.start()
            assert part.stands(), part.name

    def _desk(self, name: str, hub: str) -> Callable[[], list[str]]:
        def command() -> list[str]:
            seed = str(self.chance.randrange(10**9))
            home, paper = str(self.folder / name), str(self.paper(name))
            return [sys.executable, "-m", "tests.lines.desk_under_load", home, self.keys[name].hex(), hub, paper, seed]

        return command

    def paper(self, name: str) -> Path:
        return self.folder / f"{name}.paper"

    def play(self, kills: int) -> None:
        """Kill one after the other, at moments nobody chose."""
        for number in range(1, kills + 1):
            time.sleep(self.chance.choice((0.0, 0.05, 0.2, 0.6, 1.2)) * self.chance.random())
            # desks are what lives longest in the dark: they die as often as hub and centre together
            part = self.chance.choices(self.parts, (1, 1, 1, 1))[0]
            part.kill()
            part.killed += 1
            time.sleep(self.chance.choice((0.0, 0.0, 0.1, 0.5, 2.0)) * self.chance.random())
            part.start()
            if not part.stands():
                raise SystemExit(f"{part.name} does not stand up again:\n{part.errors.read_text()[-2000:]}")
            if number % 50 == 0:
                print(f"  {number} kills", flush=True)

    def end(self) -> None:
        """Everything alive: the desks stop serving and only send, until each holds proof of all it wrote."""
        for part in self.parts[2:]:
            part.kill()
        for name, key in self.keys.items():
            self._send_the_rest(name, key)
        for part in self.parts[:2]:
            part.kill()

    def _send_the_rest(self, name: str, key: bytes) -> None:
        import asyncio

        from tests.lines.parts import engine_of

        office = open_office(self.folder / name, key)

        async def send() -> None:
            until = time.monotonic() + ENDING_S
            while not status(office).all_sent and time.monotonic() < until:
                async with engine_of(office, self.centre.address) as engine:
                    await engine.once()

        try:
            asyncio.run(send())
        finally:
            office.close()


def compare(office: Office) -> list[str]:
    """What does not agree, nothing where all does."""
    wrong: list[str] = []
    for name, key in office.keys.items():
        at_centre = office.centre.lines(name)
        desk = open_office(office.folder / name, key)
        try:
            own = own_lines(desk)
            if at_centre != own:
                wrong.append(f"{name}: {len(own)} lines written, {len(at_centre)} at the centre, or others")
            if not status(desk).all_sent:
                wrong.append(f"{name}: no proof of all")
            verify(desk.read(), high_water.read(desk.home))
            if different := desk.file.store.write(rebuild).different:
                wrong.append(f"{name}: tables differ from their sources: {different}")
        finally:
            desk.close()
        wrong += money(name, at_centre, office.paper(name))
    return wrong


def money(name: str, lines: list[bytes], paper: Path) -> list[str]:
    """Paper against the centre's books: by the reference on it, its number, and all the money."""
    entries = [decode_line(raw) for raw in lines]
    issued = {f"{name}-{entry.n}": entry.b for entry in entries if entry.k == "receipt.issued"}
    numbers = Counter((body["book"], body["number"]) for body in issued.values())
    paid = sum(int(entry.b["satang"]) for entry in entries if entry.k == "payment.taken")
    printed = [line.split() for line in paper.read_text().splitlines()] if paper.exists() else []
    twice = Counter(ref for ref, _, _ in printed)
    wrong = [f"{name}: number {number} given {times} times" for number, times in numbers.items() if times > 1]
    wrong += [f"{name}: {ref} on paper {times} times" for ref, times in twice.items() if times > 1]
    for ref, number, _ in printed:
        body = issued.get(ref)
        if body is None or not number.endswith(str(body["number"])):
            wrong.append(f"{name}: {ref} {number} is on paper and not in the books")
    on_paper = sum(int(satang) for _, _, satang in printed)
    if on_paper > paid or (len(printed) == len(issued) and on_paper != paid):
        wrong.append(f"{name}: {on_paper} satang on paper, {paid} in the books")
    print(f"{name}: {len(lines)} lines, {len(issued)} receipts, {len(printed)} on paper, {paid / 100:,.2f} baht")
    return wrong


def main() -> int:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**6)
    print(f"{kills} kills, seed {seed} (python -m tests.lines.kills {kills} {seed})", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder), random.Random(seed))
        try:
            office.build()
            office.play(kills)
            office.end()
            wrong = compare(office)
        finally:
            for part in office.parts:
                if part.process is not None:
                    part.kill()
        print(json.dumps({part.name: part.killed for part in office.parts}), f"{time.monotonic() - began:.0f} s")
    for each in wrong:
        print("WRONG", each)
    if not wrong:
        print("nothing lost, nothing doubled")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
