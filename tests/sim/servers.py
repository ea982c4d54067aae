"""Centre and hub of a run: the product's applications on a simulated machine that can be killed and started again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from local_db.desk_file import SystemClock
from sync.central.app import build_app
from sync.central.centre import Centre
from sync.central.decide import replay
from sync.central.serving import Serving
from sync.central.store import open_store
from sync.hub.app import build_app as build_hub_app
from sync.hub.enrolment import open_hub
from sync.hub.hub import Hub
from tests.sim.disk import Disk
from tests.sim.loop import Killed, Life, SimLoop
from tests.sim.network import Host, Network

CENTRE_PORT, HUB_PORT = 7001, 7002
CENTRE_URL, HUB_URL = f"http://127.0.0.1:{CENTRE_PORT}", f"http://127.0.0.1:{HUB_PORT}"
Opening = Callable[[Path], tuple[Serving, Any]]


def open_centre(folder: Path) -> tuple[Serving, Any]:
    """As `desk central serve` does."""
    centre = Centre(open_store(folder), SystemClock().now_ms, demo_bank=True)
    return centre, build_app(centre)


def open_branch_hub(folder: Path, random: Random) -> tuple[Serving, Any]:
    """As `desk hub serve` does."""
    store, identity = open_hub(folder)
    hub = Hub(store, identity, SystemClock().now_ms, random)
    return hub, build_hub_app(hub)


class Server:
    """One server process, run after run. `folder` is where its files are now."""

    def __init__(
        self, name: str, port: int, folder: Path, opening: Opening, loop: SimLoop, network: Network, random: Random
    ) -> None:
        self.name = name
        self.port = port
        self.folder = folder
        self.clock_offset_ms = 0
        self.starts = 0
        self.life: Life | None = None
        self.serving: Serving | None = None
        self._opening = opening
        self._loop = loop
        self._network = network
        self._random = random

    @property
    def up(self) -> bool:
        """Whether it runs."""
        return self.life is not None and self.life.alive

    def start(self) -> None:
        """Open the store, serve."""
        self.starts += 1
        life = Life(self.name, self._random, self.clock_offset_ms)
        life.disk = Disk(self.folder, life, self._random)  # type: ignore[attr-defined]
        life.on_death.append(self._died)
        self.life = life
        try:
            life.context().run(self._serve, life)
        except Killed:
            return

    def _serve(self, life: Life) -> None:
        serving, app = self._opening(self.folder)
        self.serving = serving
        self._network.hosts[self.port] = Host(self.name, app, life)
        self._running = self._loop.create_task(self._run(serving), context=life.context())

    async def _run(self, serving: Serving) -> None:
        async with serving.running():
            await asyncio.Event().wait()

    def replayed(self, branch: str) -> list[str]:
        """What `desk central replay` finds: verdicts that come out otherwise when every line is judged anew."""
        assert self.life is not None
        assert self.serving is not None
        found = self.life.context().run(self.serving.store.read, lambda connection: replay(connection, branch))
        return [f"{ref} was {stored}, judged anew {now}" for ref, stored, now in found]

    async def stop(self) -> None:
        """End in good order, unless it dies while it ends."""
        assert self.life is not None
        assert self.serving is not None
        self._network.hosts.pop(self.port, None)
        self._running.cancel()
        if not await self.life.ends(self._running):
            return
        self.life.context().run(self.serving.store.close)
        self.life.on_death.clear()
        self.life.kill("stopped")
        self._loop.bury(self.life)

    def _died(self, why: str) -> None:
        life = self.life
        assert life is not None
        self._loop.bury(life)
        found = self.folder.with_name(f"{self.name}.{self.starts}")
        life.disk.copy(found, power_cut=why == "power")  # type: ignore[attr-defined]
        self.folder = found
        self._network.hosts.pop(self.port, None)
        if why != "power":  # with the power gone nobody says that the connections are closed
            self._network.reset(self.name)
