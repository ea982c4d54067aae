"""`desk central serve`: one server process on loopback, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import ClassVar

import uvicorn
from starlette.applications import Starlette

from desk.model.errors import Busy
from desk.words import Words
from sync.central.app import build_app
from sync.central.centre import Centre
from sync.central.serving import Serving
from sync.central.sources import OutsideSource
from sync.central.store import lock_for_serving, open_store

HOST = "127.0.0.1"  # plain HTTP on loopback only; TLS stands in front of it
DRAIN_S = 5


class PortTaken(Busy):
    code: ClassVar[str] = "E931"
    said: ClassVar[Words] = Words(
        "พอร์ต {port} มีโปรแกรมอื่นใช้อยู่ เลือกพอร์ตอื่น หรือใช้ --port 0", "Port {port} is taken; choose another, or --port 0"
    )


class _Server(uvicorn.Server):
    """Tells held pulls to end before it waits for them."""

    def __init__(self, config: uvicorn.Config, serving: Serving) -> None:
        super().__init__(config)
        self._serving = serving
        self._loop: asyncio.AbstractEventLoop | None = None

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().serve(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._serving.stopping.set)
        super().handle_exit(sig, frame)


def serve(
    folder: Path,
    port: int,
    *,
    clock: Callable[[], int],
    started: Callable[[str], None],
    database: str | None = None,
    demo_bank: bool = False,
    source: OutsideSource | None = None,
) -> None:
    """Serve the centre in `folder` until SIGTERM or SIGINT. `started` gets the address once it listens.

    Raises NoStore, StoreUnreadable, AlreadyServed, PortTaken.
    """
    store = open_store(folder, database=database)
    lock = None if database is not None else lock_for_serving(folder)
    try:
        listening = listen(port)
        started(f"http://{HOST}:{listening.getsockname()[1]}")
        centre = Centre(store, clock, demo_bank=demo_bank, source=source)
        run_server(build_app(centre), centre, listening)
    finally:
        store.close()
        if lock is not None:
            lock.close()


def run_server(app: Starlette, serving: Serving, listening: socket.socket) -> None:
    """Serve `app` on a listening socket until SIGTERM or SIGINT."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=True,
        timeout_keep_alive=150,
        timeout_graceful_shutdown=DRAIN_S,
        lifespan="on",
    )
    server = _Server(config, serving)

    def end(_signal: int, _frame: FrameType | None) -> None:
        """Told to end before uvicorn listens for it; and once more after it has ended in good order."""
        server.should_exit = True

    signal.signal(signal.SIGTERM, end)
    server.run(sockets=[listening])


def listen(port: int) -> socket.socket:
    """A listening socket on loopback; port 0 takes any free one. Raises PortTaken."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except OSError as fault:
        listening.close()
        raise PortTaken(port=port) from fault
    listening.listen(512)
    return listening
