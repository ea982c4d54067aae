"""What carries out the acts of a desk's file one after the other: a thread of its own.

Whoever opens a store may hand in another writer; the simulation's has its own time and runs in the one thread there is.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol, TypeVar

Result = TypeVar("Result")
WAITING_ACTS_MAX = 1_000


class Writer(Protocol):
    """Runs work in the order it was given, one at a time."""

    def submit(self, work: Callable[[], Result]) -> Future[Result]:
        """Queue work; the future holds what it returned or raised."""
        ...

    def finish(self) -> None:
        """Return when everything queued is done; nothing may be submitted afterwards."""
        ...


class WriterThread:
    """The writer of a running desk. A slow disk stalls this thread, never the keyboard."""

    def __init__(self) -> None:
        self._queue: queue.Queue[tuple[Callable[[], Any], Future[Any]] | None] = queue.Queue(WAITING_ACTS_MAX)
        self._thread = threading.Thread(target=self._run, name="desk-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[], Result]) -> Future[Result]:
        """Queue work; waits while WAITING_ACTS_MAX are queued."""
        done: Future[Result] = Future()
        self._queue.put((work, done))
        return done

    def finish(self) -> None:
        """Wait for what is queued, end the thread."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            work, done = item
            if not done.set_running_or_notify_cancel():
                continue
            try:
                result = work()
            except BaseException as fault:  # noqa: BLE001 - handed to whoever asked, nothing is swallowed
                done.set_exception(fault)
            else:
                done.set_result(result)
