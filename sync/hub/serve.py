"""`desk hub serve`: one hub process on loopback, until it is told to stop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

from sync.central.serve import HOST, listen, run_server
from sync.central.store import AlreadyServed, lock_for_serving
from sync.hub.app import build_app
from sync.hub.enrolment import open_hub
from sync.hub.errors import HubServed
from sync.hub.hub import Hub


def serve(folder: Path, port: int, *, clock: Callable[[], int], random: Random, started: Callable[[str], None]) -> None:
    """Serve the hub in `folder` until SIGTERM or SIGINT. `started` gets the address once it listens.

    Raises NoHub, HubServed, PortTaken, StoreUnreadable.
    """
    store, identity = open_hub(folder)
    lock = None
    try:
        lock = lock_for_serving(folder)
        listening = listen(port)
        started(f"http://{HOST}:{listening.getsockname()[1]}")
        hub = Hub(store, identity, clock, random)
        run_server(build_app(hub), hub, listening)
    except AlreadyServed as fault:
        raise HubServed(folder=folder.name) from fault
    finally:
        store.close()
        if lock is not None:
            lock.close()
