"""What befalls the machines of a run: each kind of event once, on whom the seed chooses."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from desk.model.errors import DeskError
from sync import stick
from sync.central import bags, enrolment
from sync.central.feed import FeedWriter
from tests.sim import oracle
from tests.sim.desks import SimDesk
from tests.sim.loop import Killed
from tests.sim.machine import true_ms
from tests.sim.servers import Server
from tests.sim.swarm import Event
from tests.sim.template import BRANCH

if TYPE_CHECKING:
    from tests.sim.run import Run


class Trouble:
    """The events of one run."""

    def __init__(self, run: Run) -> None:
        self._run = run

    async def befall(self, event: Event) -> None:
        target: Server | SimDesk = self._run.random.choice(self._run.desks)
        if event.kind.startswith(("crash", "power", "restart", "clock", "cut")) and self._run.random.random() < 0.3:
            target = self._run.random.choice(self._run.servers)
        self._run.note(f"{event.kind} {target.name}", counted=False)
        befalls = getattr(self, f"_{event.kind}")
        found = befalls(target)
        if asyncio.iscoroutine(found):
            await found

    def _crash_await(self, target: Server | SimDesk) -> None:
        if target.up and target.life is not None:
            target.life.dies_at_step = target.life.steps + self._run.random.randint(1, 300)

    def _at_commit(self, target: Server | SimDesk, side: str) -> None:
        if target.up and target.life is not None:
            disk = target.life.disk  # type: ignore[attr-defined]
            disk.dies_at = (disk.commits + self._run.random.randint(1, 5), side)

    def _crash_before_commit(self, target: Server | SimDesk) -> None:
        self._at_commit(target, "before")

    def _crash_after_commit(self, target: Server | SimDesk) -> None:
        self._at_commit(target, "after")

    def _power_cut(self, target: Server | SimDesk) -> None:
        if target.up and target.life is not None:
            target.life.kill("power")

    async def _restart(self, target: Server | SimDesk) -> None:
        if target.up:
            self._run.note("restart")
            await target.stop()
            self._run.loop.later(
                self._run.random.uniform(0.5, 10.0), lambda: None if target.up else self._run.start(target)
            )

    def _disk_full(self, _target: Server | SimDesk) -> None:
        desk = self._run.random.choice(self._run.desks)
        if desk.up and desk.life is not None:
            self._run.note("disk_full")
            desk.full = self._run.random.choice(("full", "brimful"))
            desk.life.disk.full = True  # type: ignore[attr-defined]
            desk.life.disk.brimful = desk.full == "brimful"  # type: ignore[attr-defined]

            def room() -> None:
                desk.full = ""
                if desk.life is not None:
                    desk.life.disk.full = desk.life.disk.brimful = False  # type: ignore[attr-defined]

            self._run.loop.later(self._run.random.uniform(20.0, 120.0), room)

    def _rollback(self, _target: Server | SimDesk) -> None:
        """Somebody copies a desk's folder; a while later the copy is put back. A bag may be under way meanwhile.

        Whoever put the copy back opens the stick that lies at the desk: its line may not be joined yet.
        """
        desk = self._run.random.choice(self._run.desks)
        if not desk.up or desk.out_of_service:
            return
        if desk.backup is None or self._run.random.random() < 0.3:
            desk.put_aside(self._run.folder / f"{desk.name}.backup.{self._run.loop.now:.0f}")
            self._run.loop.later(self._run.random.uniform(40.0, 110.0), lambda: self._put_back(desk))
            if self._run.random.random() < 0.5:
                desk.working = False  # nobody is at a desk whose machine is seen to
                self._run.loop.later(200.0, lambda: setattr(desk, "working", not self._run.healed))
            if self._run.random.random() < 0.7:
                self._run.loop.later(self._run.random.uniform(10.0, 29.0), lambda: self._stick(desk))
        else:
            self._put_back(desk)

    def _put_back(self, desk: SimDesk) -> None:
        if self._run.healed or desk.backup is None or desk.out_of_service:
            return
        if desk.up and desk.life is not None:
            desk.life.kill("put-back")
        desk.put_back(whole=self._run.random.random() < 0.65)
        if self._run.random.random() < 0.5:
            self._cut(desk)
        if desk.sticks:
            self._open_what_lies_there(desk, desk.sticks[-1])
        self._run.note("rollback")
        held = self._run.store.read(self._run.centre.folder)
        for key in self._run.notebook.saved:
            if key[0] == desk.name and not held.acts[key]:
                self._run.notebook.excused.add(key)
        ledger = oracle.issued(held)
        mine = [paper for paper in self._run.notebook.papers if paper.desk == desk.name]
        self._run.notebook.lost_papers.update(paper for paper in mine if not ledger[paper.key])

    def _clock_jump(self, target: Server | SimDesk) -> None:
        most = 3_600_000 if isinstance(target, Server) else 30 * 3_600_000
        target.clock_offset_ms = int(self._run.random.uniform(-most, most))
        if target.life is not None:
            target.life.clock_offset_ms = target.clock_offset_ms
        self._run.note("clock_jump")

    def _slow_centre(self, _target: Server | SimDesk) -> None:
        life = self._run.centre.life
        if life is not None and life.alive:
            life.slowness = self._run.random.uniform(300.0, 4_000.0)
            self._run.note("slow_centre")
            self._run.loop.later(self._run.random.uniform(30.0, 120.0), lambda: setattr(life, "slowness", 1.0))

    def _cut(self, target: Server | SimDesk) -> None:
        self._run.note("cut")
        self._run.network.line.off.add(target.name)
        off = self._run.network.line.off
        self._run.loop.later(self._run.random.uniform(20.0, 200.0), lambda: off.discard(target.name))

    def _revoke(self, _target: Server | SimDesk) -> None:
        in_service = [desk for desk in self._run.desks if not desk.out_of_service]
        if len(in_service) < 2:
            return
        desk = self._run.random.choice(in_service)
        if self._at_centre(lambda c: enrolment.revoke(c, desk.name)):
            desk.out_of_service = "revoked"
            self._run.note("revoke")

    def _at_centre(self, work: Callable[..., object]) -> bool:
        """A command beside the running centre."""
        if not self._run.centre.up or self._run.centre.life is None or self._run.centre.serving is None:
            return False
        try:
            self._run.centre.life.context().run(self._run.centre.serving.store.write, work)
        except Killed:
            return False
        return True

    def _newer_centre(self, _target: Server | SimDesk) -> None:
        feed = FeedWriter(BRANCH)
        feed.say("future.news", {"told": str(self._run.random.random())})
        feed.say("notice", {"th": "ประกาศ", "en": "Notice", "at": true_ms()})
        if self._at_centre(feed.flush):
            self._run.note("newer_centre")

    def _stick(self, target: Server | SimDesk) -> None:
        """A bag goes to the centre by hand, and its answer comes back, perhaps late, perhaps twice."""
        desk = target if isinstance(target, SimDesk) else self._run.random.choice(self._run.desks)
        if not desk.up or desk.out_of_service or desk.life is None or desk.office is None:
            return
        try:
            packed = desk.life.context().run(stick.pack, desk.office.file)
        except (DeskError, Killed):
            return

        def taken() -> None:
            if not self._run.centre.up or self._run.centre.life is None or self._run.centre.serving is None:
                return
            try:
                answered = self._run.centre.life.context().run(
                    bags.answer_bag, self._run.centre.serving.store, packed.file, self._run.centre.serving.clock()
                )
            except (DeskError, Killed):
                return
            self._run.centre.serving.tell(BRANCH)
            desk.sticks.append(answered.file)
            for _ in range(self._run.random.choice((1, 1, 2))):
                self._run.loop.later(self._run.random.uniform(5.0, 150.0), lambda: self._open_bag(desk, answered.file))

        self._run.loop.later(self._run.random.uniform(5.0, 80.0), taken)

    def _open_what_lies_there(self, desk: SimDesk, file: bytes) -> None:
        """The last stick once more, as soon as the desk runs again."""
        if not desk.up and not self._run.healed:
            self._run.loop.later(3.0, lambda: self._open_what_lies_there(desk, file))
        else:
            self._open_bag(desk, file)

    def _open_bag(self, desk: SimDesk, file: bytes) -> None:
        if desk.up and desk.life is not None and desk.office is not None and not self._run.healed:
            try:
                desk.life.context().run(stick.open_bag, desk.office.file, file)
            except DeskError as fault:
                self._run.note(f"bag {fault.code}", counted=False)
            except Killed:
                return
            self._run.note("stick")
