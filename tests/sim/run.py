"""One seed from beginning to end: trouble, healing, rest, and what the oracle says."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from desk.counter.status import Status
from desk.model.errors import DeskError
from sync import exchange, stick
from sync.central import bags, enrolment
from sync.central.feed import FeedWriter
from tests.sim import oracle
from tests.sim.desks import SimDesk
from tests.sim.loop import Killed, Life, SimLoop, Stuck
from tests.sim.machine import WORLD, true_ms
from tests.sim.network import Line, Network, Wire
from tests.sim.people import Notebook
from tests.sim.servers import CENTRE_PORT, HUB_PORT, HUB_URL, Server, open_branch_hub, open_centre
from tests.sim.swarm import Event, Swarm, draw
from tests.sim.template import BRANCH, DESKS, copy_template

SETTLES_WITHIN_S = 1_200.0
LOOKS_S = 12.0
DEATHS = {
    "await": "crash_await", "before-commit": "crash_before_commit", "after-commit": "crash_after_commit",
    "power": "power_cut",
}  # fmt: skip


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
        exchange.PAGE_BYTES_DEFAULT = self.swarm.page_bytes  # a page of a quiet branch is never full otherwise
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
        for key, kind in self.notebook.saved.items():
            self._trace.update(f"{key} {kind}\n".encode())
        for paper in self.notebook.papers:
            self._trace.update(f"{paper}\n".encode())
        outcome.trace = self._trace.hexdigest()[:16]
        outcome.wrong, outcome.happened = self.wrong, dict(self.happened)
        outcome.acts = len(self.notebook.saved)
        self._end()
        return outcome

    def _look_for_crashes(self) -> None:
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
            self._start(machine)
        watching = self.loop.create_task(self._watch())
        for event in self.swarm.events:
            await asyncio.sleep(max(0.0, event.at - self.loop.now))
            await self._befall(event)
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
        return self.loop.now - began

    def _start(self, machine: Server | SimDesk) -> None:
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
        self.loop.later(seconds, lambda: None if machine.up else self._start(machine))

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
                machine.life.disk.full = False  # type: ignore[attr-defined]
                machine.life.disk.dies_at = None  # type: ignore[attr-defined]
        for desk in self.desks:
            desk.working = desk.full = False
        await asyncio.sleep(30.0)
        for machine in (*self.servers, *self.desks):
            if not machine.up:
                self._start(machine)

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
            if not desk.out_of_service and (
                not claim.all_sent or claim.integrity or claim.feed.rpartition(".")[2] != str(f)
            ):
                restless.append(_told(claim, f))
        return restless

    # what befalls them

    async def _befall(self, event: Event) -> None:
        target: Server | SimDesk = self.random.choice(self.desks)
        if event.kind.startswith(("crash", "power", "restart", "clock", "cut")) and self.random.random() < 0.3:
            target = self.random.choice(self.servers)
        self.note(f"{event.kind} {target.name}", counted=False)
        befalls = getattr(self, f"_{event.kind}")
        found = befalls(target)
        if asyncio.iscoroutine(found):
            await found

    def _crash_await(self, target: Server | SimDesk) -> None:
        if target.up and target.life is not None:
            target.life.dies_at_step = target.life.steps + self.random.randint(1, 300)

    def _at_commit(self, target: Server | SimDesk, side: str) -> None:
        if target.up and target.life is not None:
            disk = target.life.disk  # type: ignore[attr-defined]
            disk.dies_at = (disk.commits + self.random.randint(1, 5), side)

    def _crash_before_commit(self, target: Server | SimDesk) -> None:
        self._at_commit(target, "before")

    def _crash_after_commit(self, target: Server | SimDesk) -> None:
        self._at_commit(target, "after")

    def _power_cut(self, target: Server | SimDesk) -> None:
        if target.up and target.life is not None:
            target.life.kill("power")

    async def _restart(self, target: Server | SimDesk) -> None:
        if target.up:
            self.note("restart")
            await target.stop()
            self.loop.later(self.random.uniform(0.5, 10.0), lambda: None if target.up else self._start(target))

    def _disk_full(self, _target: Server | SimDesk) -> None:
        desk = self.random.choice(self.desks)
        if desk.up and desk.life is not None:
            self.note("disk_full")
            desk.full = desk.life.disk.full = True  # type: ignore[attr-defined]

            def room() -> None:
                desk.full = False
                if desk.life is not None:
                    desk.life.disk.full = False  # type: ignore[attr-defined]

            self.loop.later(self.random.uniform(20.0, 120.0), room)

    def _rollback(self, _target: Server | SimDesk) -> None:
        """Somebody copies a desk's folder; a while later the copy is put back."""
        desk = self.random.choice([desk for desk in self.desks if not desk.out_of_service])
        if not desk.up:
            return
        if desk.backup is None or self.random.random() < 0.3:
            desk.put_aside(self.folder / f"{desk.name}.backup.{self.loop.now:.0f}")
            self.loop.later(self.random.uniform(15.0, 90.0), lambda: self._put_back(desk))
        else:
            self._put_back(desk)

    def _put_back(self, desk: SimDesk) -> None:
        if self.healed or desk.backup is None or desk.out_of_service:
            return
        if desk.up and desk.life is not None:
            desk.life.kill("put-back")
        whole = self.random.random() < 0.65
        desk.put_back(whole=whole)
        self.note("rollback")
        held = self.store.read(self.centre.folder)
        for key in self.notebook.saved:
            if key[0] == desk.name and not held.acts[key]:
                self.notebook.excused.add(key)
        ledger = oracle.issued(held)
        mine = [paper for paper in self.notebook.papers if paper.desk == desk.name]
        self.notebook.lost_papers.update(paper for paper in mine if not ledger[paper.key])

    def _clock_jump(self, target: Server | SimDesk) -> None:
        most = 3_600_000 if isinstance(target, Server) else 30 * 3_600_000
        target.clock_offset_ms = int(self.random.uniform(-most, most))
        if target.life is not None:
            target.life.clock_offset_ms = target.clock_offset_ms
        self.note("clock_jump")

    def _slow_centre(self, _target: Server | SimDesk) -> None:
        life = self.centre.life
        if life is not None and life.alive:
            life.slowness = self.random.uniform(300.0, 4_000.0)
            self.note("slow_centre")
            self.loop.later(self.random.uniform(30.0, 120.0), lambda: setattr(life, "slowness", 1.0))

    def _cut(self, target: Server | SimDesk) -> None:
        self.note("cut")
        self.network.line.off.add(target.name)
        off = self.network.line.off
        self.loop.later(self.random.uniform(20.0, 200.0), lambda: off.discard(target.name))

    def _revoke(self, _target: Server | SimDesk) -> None:
        in_service = [desk for desk in self.desks if not desk.out_of_service]
        if len(in_service) < 2:
            return
        desk = self.random.choice(in_service)
        if self._at_centre(lambda c: enrolment.revoke(c, desk.name)):
            desk.out_of_service = "revoked"
            self.note("revoke")

    def _at_centre(self, work: Callable[..., object]) -> bool:
        """A command beside the running centre."""
        if not self.centre.up or self.centre.life is None or self.centre.serving is None:
            return False
        try:
            self.centre.life.context().run(self.centre.serving.store.write, work)
        except Killed:
            return False
        return True

    def _newer_centre(self, _target: Server | SimDesk) -> None:
        feed = FeedWriter(BRANCH)
        feed.say("future.news", {"told": str(self.random.random())})
        feed.say("notice", {"th": "ประกาศ", "en": "Notice", "at": true_ms()})
        if self._at_centre(feed.flush):
            self.note("newer_centre")

    def _stick(self, _target: Server | SimDesk) -> None:
        """A bag goes to the centre by hand, and its answer comes back, perhaps late, perhaps twice."""
        desk = self.random.choice([desk for desk in self.desks if not desk.out_of_service] or self.desks)
        if not desk.up or desk.out_of_service or desk.life is None or desk.office is None:
            return
        try:
            packed = desk.life.context().run(stick.pack, desk.office.file)
        except (DeskError, Killed):
            return

        def taken() -> None:
            if not self.centre.up or self.centre.life is None or self.centre.serving is None:
                return
            try:
                answered = self.centre.life.context().run(
                    bags.answer_bag, self.centre.serving.store, packed.file, self.centre.serving.clock()
                )
            except (DeskError, Killed):
                return
            self.centre.serving.tell(BRANCH)
            for _ in range(self.random.choice((1, 1, 2))):
                self.loop.later(self.random.uniform(10.0, 300.0), lambda: self._open_bag(desk, answered.file))

        self.loop.later(self.random.uniform(10.0, 200.0), taken)

    def _open_bag(self, desk: SimDesk, file: bytes) -> None:
        if desk.up and desk.life is not None and desk.office is not None and not self.healed:
            try:
                desk.life.context().run(stick.open_bag, desk.office.file, file)
            except DeskError as fault:
                self.note(f"bag {fault.code}", counted=False)
            except Killed:
                return
            self.note("stick")


def _told(claim: Status, f: int) -> str:
    return (
        f"{claim.desk} n={claim.n} acknowledged={claim.acknowledged} unsent={claim.unsent} epoch={claim.epoch}"
        f" line={claim.line} cause={claim.last_cause} integrity={claim.integrity} feed={claim.feed} of {f}"
    )


def play(seed: int, template: Path, folder: Path, tell: Callable[[str], None] | None = None) -> Outcome:
    """One seed, in `folder` (made and removed)."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    gc.disable()  # when garbage is found would be no part of the seed
    heard, sys.unraisablehook = sys.unraisablehook, lambda _unraisable: None
    try:
        run = Run(seed, template, folder, tell)
        outcome = run.play()
        run.loop.graveyard.clear()
        del run
        gc.collect()  # coroutines of the dead run into their own `finally` now, unheard
        return outcome
    finally:
        sys.unraisablehook = heard
        gc.enable()
        shutil.rmtree(folder, ignore_errors=True)


__all__ = ["Life", "Outcome", "Run", "play"]
