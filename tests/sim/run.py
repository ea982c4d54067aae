"""One seed from beginning to end: trouble, healing, rest, and what the oracle says."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from desk.counter.status import Status
from desk.model.errors import DeskError
from sync import exchange
from sync.pace import read_pace
from tests.sim import oracle
from tests.sim.desks import SimDesk
from tests.sim.loop import Killed, SimLoop, Stuck
from tests.sim.machine import WORLD
from tests.sim.network import Line, Network, Wire
from tests.sim.people import Notebook
from tests.sim.servers import CENTRE_PORT, HUB_PORT, HUB_URL, Server, open_branch_hub, open_centre
from tests.sim.swarm import Swarm, draw
from tests.sim.template import BRANCH, DESKS, copy_template
from tests.sim.trouble import Trouble

SETTLES_WITHIN_S = 1_200.0
LOOKS_S = 12.0
REQUESTS_IN_TEN_S = 60
DEATHS = {
    "await": "crash_await", "before-commit": "crash_before_commit", "after-commit": "crash_after_commit",
    "power": "power_cut",
}  # fmt: skip

_LEFT: list[Run] = []  # kept to the end of the process: the coroutines of the dead must not run into their `finally`


@dataclass
class Outcome:
    """What came of a seed. `trace` is the same whenever the seed is run again."""

    seed: int
    trace: str
    wrong: list[str] = field(default_factory=list)
    happened: dict[str, int] = field(default_factory=dict)
    acts: int = 0
    settled_s: float = 0.0


class Run:
    """The branch of one seed and everything that befalls it."""

    def __init__(self, seed: int, template: Path, folder: Path, tell: Callable[[str], None] | None = None) -> None:
        self.seed = seed
        self.swarm: Swarm = draw(seed)
        self.random = Random(f"run {seed}")
        self.happened: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._trace = hashlib.sha256()
        self._tell = tell
        WORLD.chance = Random(f"chance {seed}")
        # a page of a quiet branch is never full otherwise
        exchange.read_pace = lambda c: replace(read_pace(c), page=self.swarm.page_bytes)
        WORLD.begins_s = self.swarm.begins_s
        self.loop = WORLD.loop = SimLoop(Random(f"loop {seed}"))
        self.network = Wire.network = Network(self.loop, Random(f"net {seed}"), self.swarm.line, self.note)
        self.folder = folder
        copy_template(template, folder, self.swarm.desks)
        self.notebook = Notebook()
        self.store = oracle.CentreStore(BRANCH)
        self.centre = Server(
            "centre", CENTRE_PORT, folder / "centre", open_centre, self.loop, self.network, self.random
        )
        self.hub = Server(
            "hub", HUB_PORT, folder / "hub", lambda at: open_branch_hub(at, self.random), self.loop, self.network,
            self.random,
        )  # fmt: skip
        self.servers = [self.centre, self.hub] if self.swarm.hub else [self.centre]
        self.desks = [self._desk(name) for name in DESKS[: self.swarm.desks]]
        self.healed = False
        self.trouble = Trouble(self)

    def _desk(self, name: str) -> SimDesk:
        return SimDesk(
            name, self.folder / name, self.loop, Random(f"desk {self.seed} {name}"), self.notebook,
            hub_url=HUB_URL if self.swarm.hub else "", pace_s=self.swarm.pace_s,
        )  # fmt: skip

    def note(self, what: str, counted: bool = True) -> None:
        """Something happened: it is counted, and belongs to the trace."""
        if counted:
            self.happened[what] += 1
        line = f"{self.loop.now:.6f} {what}"
        self._trace.update(line.encode() + b"\n")
        if self._tell is not None:
            self._tell(line)

    def play(self) -> Outcome:
        """Run it."""
        outcome = Outcome(self.seed, "")
        try:
            outcome.settled_s = self.loop.run_until_complete(self._all())
        except Stuck as stuck:
            self.wrong.append(f"stuck: {stuck}")
        self._look_for_crashes()
        for key in self.notebook.saved:
            self._trace.update(f"{key}\n".encode())
        for paper in self.notebook.papers:
            self._trace.update(f"{paper}\n".encode())
        outcome.trace = self._trace.hexdigest()[:16]
        outcome.wrong, outcome.happened = self.wrong, dict(self.happened)
        outcome.acts = len(self.notebook.saved)
        self._end()
        return outcome

    def _look_for_crashes(self) -> None:
        for (who, ten_s), count in self.network.asked.items():
            if count > REQUESTS_IN_TEN_S:
                self.wrong.append(f"{who} asked {count} times within 10 s from {ten_s * 10} s on")
        for task in self.loop.graveyard:
            if task.done() and not task.cancelled():
                fault = task.exception()
                ended = isinstance(fault, DeskError) and "_sync" not in repr(task.get_coro())
                if fault is not None and not ended and not isinstance(fault, Killed | Stuck):
                    self.wrong.append(f"crashed: {fault!r} in {task.get_coro()!r}"[:400])
        self.wrong += [f"crashed: {fault}" for fault in self.loop.faults]

    def _end(self) -> None:
        """Everybody is dead now."""
        for machine in (*self.servers, *self.desks):
            if machine.life is not None:
                machine.life.on_death.clear()
                machine.life.kill("over")
        self.loop.close()
        WORLD.loop = Wire.network = None

    async def _all(self) -> float:
        for machine in (*self.servers, *self.desks):
            self.start(machine)
        watching = self.loop.create_task(self._watch())
        for event in self.swarm.events:
            await asyncio.sleep(max(0.0, event.at - self.loop.now))
            await self.trouble.befall(event)
        await asyncio.sleep(max(0.0, self.swarm.lasts_s - self.loop.now))
        await self._heal()
        began = self.loop.now
        at_rest = await self._settle(began)
        watching.cancel()
        if not at_rest:
            self.wrong.append(f"not at rest {SETTLES_WITHIN_S:.0f} s after healing: {self._unrest()}")
        if len({paper.fiscal_year for paper in self.notebook.papers}) > 1:
            self.note("new_fiscal_year")
        held = self.store.read(self.centre.folder)
        self.wrong += oracle.final(held, self.notebook, self.desks)
        self.wrong += self.centre.replayed(BRANCH)
        return self.loop.now - began

    def start(self, machine: Server | SimDesk) -> None:
        machine.start()
        life = machine.life
        assert life is not None
        life.on_death.append(lambda why: self._died(machine, why))
        if not life.alive:
            self._died(machine, "not-opened")

    def _died(self, machine: Server | SimDesk, why: str) -> None:
        if why in DEATHS:
            self.note(DEATHS[why])
        self.note(f"{machine.name} died: {why}", counted=False)
        seconds = self.random.uniform(1.0, 5.0 if self.healed else 40.0)
        self.loop.later(seconds, lambda: None if machine.up else self.start(machine))

    async def _watch(self) -> None:
        """Screens are looked at all the time, and must be true whenever somebody looks."""
        while True:
            await asyncio.sleep(LOOKS_S)
            self._look()

    def _look(self) -> None:
        marks, _ = self.store.marks(self.centre.folder)
        for desk in self.desks:
            if desk.up:
                try:
                    claim = desk.claims()
                except Killed:
                    continue
                self.wrong += oracle.check_claim(desk.name, claim, marks)

    async def _heal(self) -> None:
        self.note("healing", counted=False)
        self.healed = True
        self.network.line = Line(latency_s=0.02)
        for machine in (*self.servers, *self.desks):
            machine.clock_offset_ms = 0
            if machine.life is not None:
                machine.life.clock_offset_ms = 0
                machine.life.slowness = 1.0
                machine.life.dies_at_step = 0
                machine.life.disk.full = machine.life.disk.brimful = False  # type: ignore[attr-defined]
                machine.life.disk.dies_at = None  # type: ignore[attr-defined]
        for desk in self.desks:
            desk.working, desk.full = False, ""
        await asyncio.sleep(30.0)
        for machine in (*self.servers, *self.desks):
            if not machine.up:
                self.start(machine)

    async def _settle(self, began: float) -> bool:
        while self.loop.now - began < SETTLES_WITHIN_S:
            await asyncio.sleep(LOOKS_S)
            if not self._unrest():
                return True
        return False

    def _unrest(self) -> list[str]:
        """Who is not in step yet."""
        _, f = self.store.marks(self.centre.folder)
        restless = []
        for desk in self.desks:
            if not desk.up:
                restless.append(f"{desk.name} is down")
                continue
            claim = desk.claims()
            sent_and_decided = claim.all_sent and not claim.integrity and claim.decided == claim.n
            if not desk.out_of_service and not (sent_and_decided and claim.feed.rpartition(".")[2] == str(f)):
                restless.append(_told(claim, f))
        return restless


def _told(claim: Status, f: int) -> str:
    where = f"n={claim.n} acknowledged={claim.acknowledged} unsent={claim.unsent} epoch={claim.epoch}"
    how = f"line={claim.line} cause={claim.last_cause} integrity={claim.integrity} feed={claim.feed} of {f}"
    return f"{claim.desk} {where} decided={claim.decided} {how}"


def play(seed: int, template: Path, folder: Path, tell: Callable[[str], None] | None = None) -> Outcome:
    """One seed, in `folder` (made and removed)."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    gc.disable()  # when garbage is found would be no part of the seed
    run = Run(seed, template, folder, tell)
    _LEFT.append(run)
    try:
        return run.play()
    finally:
        gc.enable()
        shutil.rmtree(folder, ignore_errors=True)
