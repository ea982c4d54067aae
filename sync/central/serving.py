"""A serving process: its store, its clock, who waits for news, and the tasks that go on behind the requests."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeVar

from sqlalchemy import Connection

from sync.central.store import Store

log = logging.getLogger(__name__)
Result = TypeVar("Result")


class Serving:
    """What a centre and a branch hub have in common. `clock` gives ms since 1970 UTC."""

    def __init__(self, store: Store, clock: Callable[[], int]) -> None:
        self.store = store
        self.clock = clock
        self.stopping = asyncio.Event()
        self._news: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._tasks: set[asyncio.Task[None]] = set()

    def running(self) -> AbstractAsyncContextManager[None]:
        """What goes on while it serves."""
        raise NotImplementedError

    async def end_work(self) -> None:
        """Tell held pulls to end, and stop the work behind the requests."""
        self.stopping.set()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        """Run a reading transaction in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self.store.reading, self.store.read, work)

    async def write(self, work: Callable[[Connection], Result]) -> Result:
        """Run a writing transaction in the writer's thread; durable when it returns.

        A client that goes away does not take the transaction with it: the work is shielded.
        """
        running = asyncio.get_running_loop().run_in_executor(self.store.writing, self.store.write, work)
        return await asyncio.shield(running)

    def tell(self, branch: str) -> None:
        """Wake every held pull of the branch."""
        news = self._news.pop(branch, None)
        if news is not None:
            news.set()

    def listen(self, branch: str) -> asyncio.Event:
        """What is set at the next news of the branch; taken before looking, so that nothing falls between."""
        return self._news[branch]

    async def hear(self, news: asyncio.Event, seconds: float) -> None:
        """Return when there is news, the server stops, or the time is over."""
        waits = [asyncio.ensure_future(news.wait()), asyncio.ensure_future(self.stopping.wait())]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run work behind the requests; what goes wrong there is logged."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            log.error("work behind the requests failed", exc_info=fault)
