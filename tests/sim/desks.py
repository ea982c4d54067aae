"""A desk of a run: the product's file, engine and counter on a simulated machine, killed and started again."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

from desk.counter.office import Office
from desk.counter.status import Status, status
from desk.model.errors import DeskError
from local_db.store import DATABASE
from sync.branch_line import line_of
from sync.engine import Engine
from sync.errors import DeskRefused
from tests.sim.disk import Disk
from tests.sim.loop import Killed, Life, SimLoop
from tests.sim.people import Counter, Notebook
from tests.sim.template import open_office

SUPERVISOR_LOOKS_S = 20.0


class SimDesk:
    """One desk, run after run."""

    def __init__(
        self, name: str, folder: Path, loop: SimLoop, random: Random, notebook: Notebook, *, hub_url: str, pace_s: float
    ) -> None:
        self.name = name
        self.folder = folder
        self.loop = loop
        self.random = random
        self.notebook = notebook
        self.hub_url = hub_url
        self.pace_s = pace_s
        self.starts = 0
        self.clock_offset_ms = 0
        self.full = ""
        self.life: Life | None = None
        self.office: Office | None = None
        self.counter: Counter | None = None
        self.out_of_service = ""
        self.working = True
        self.backup: Path | None = None
        self.sticks: list[bytes] = []
        self.faults: list[str] = []
        self._numbers = 0

    @property
    def up(self) -> bool:
        return self.life is not None and self.life.alive

    def number(self) -> int:
        self._numbers += 1
        return self._numbers

    def start(self, prepare: Callable[[Life], None] = lambda _life: None) -> None:
        """Open the desk. `prepare` may say when this life is to end."""
        self.starts += 1
        life = Life(self.name, self.random, self.clock_offset_ms)
        disk = life.disk = Disk(self.folder, life, self.random)  # type: ignore[attr-defined]
        disk.full, disk.brimful = bool(self.full), self.full == "brimful"
        life.on_death.append(self._died)
        self.life = life
        prepare(life)
        try:
            life.context().run(self._open)
        except Killed:
            return
        except DeskError as fault:  # a full disk, say: tried again later
            self.faults.append(fault.code)
            life.kill("not-opened")

    def _open(self) -> None:
        self.office = open_office(self.folder, self.loop)
        link = line_of(self.office.file, None, self.hub_url)
        engine = Engine(self.office.file, link, Random(self.random.random()))
        self.office.file.store.on_commit(engine.wake)
        self.counter = Counter(self.name, self.office, self.random, self.notebook, self.number)
        self._link = link
        work = (self._sync(engine), self._work(self.counter), self._supervise(self.counter))
        self._tasks = [self.loop.create_task(each) for each in work]

    async def stop(self) -> None:
        """Close it in good order, unless it dies while it closes."""
        assert self.life is not None
        await self.life.ends(self.loop.create_task(self._close(), context=self.life.context()))

    async def _close(self) -> None:
        assert self.life is not None
        assert self.office is not None
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks)
        await self._link.close()
        self.office.close()
        self.life.on_death.clear()
        self.loop.later(0.0, lambda life=self.life: (life.kill("stopped"), self.loop.bury(life)))

    async def _sync(self, engine: Engine) -> None:
        try:
            await engine.run()
        except DeskRefused as fault:
            self.out_of_service = fault.code

    async def _work(self, counter: Counter) -> None:
        while True:
            try:
                counter.morning()
                break
            except DeskError:
                await asyncio.sleep(10)
        while True:
            await asyncio.sleep(self.random.expovariate(1 / self.pace_s))
            if self.working:
                counter.act()

    async def _supervise(self, counter: Counter) -> None:
        while True:
            await asyncio.sleep(SUPERVISOR_LOOKS_S)
            try:
                if (amiss := status(counter.office).integrity) in ("E633", "E635"):
                    counter.see_to(amiss)
            except DeskError as fault:
                self.faults.append(fault.code)

    def claims(self) -> Status:
        """What its screens say now."""
        assert self.life is not None
        assert self.office is not None
        return self.life.context().run(status, self.office)

    def put_aside(self, to: Path) -> None:
        """Somebody copies the desk's folder."""
        assert self.life is not None
        self.life.disk.copy(to)  # type: ignore[attr-defined]
        self.backup = to

    def put_back(self, *, whole: bool) -> None:
        """The copy is put back while the desk is off: its file, or the whole folder with the mark beside it."""
        assert self.backup is not None
        for path in self.folder.iterdir():
            if whole or path.name.startswith(DATABASE):
                path.unlink()
        for path in self.backup.iterdir():
            if whole or path.name.startswith(DATABASE):
                shutil.copy(path, self.folder / path.name)

    def _died(self, why: str) -> None:
        life = self.life
        assert life is not None
        self.loop.bury(life)
        found = self.folder.with_name(f"{self.name}.{self.starts}")
        life.disk.copy(found, power_cut=why == "power")  # type: ignore[attr-defined]
        self.folder = found
