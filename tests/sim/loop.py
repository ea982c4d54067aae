"""Simulated time: an event loop whose clock jumps from one thing due to the next, and whose threads are none.

Everything that runs belongs to a `Life`, one run of one process from its start to its death. A dead life's callbacks
are never called again: it stops between two steps as a process killed by -9 does, without its `finally`.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextvars import Context, ContextVar, copy_context
from random import Random
from typing import Any

LIFE: ContextVar[Life | None] = ContextVar("life", default=None)
TURNS_MOST = 40_000  # a seed takes about 6,000


class Killed(BaseException):
    """The process of whoever sees this is no more."""


class Stuck(Exception):
    """Nothing is left to happen, and somebody still waits."""


class Life:
    """One run of one process. `clock_offset_ms`: its machine's clock beside true time."""

    def __init__(self, name: str, random: Random, clock_offset_ms: int = 0) -> None:
        self.name = name
        self.random = random
        self.clock_offset_ms = clock_offset_ms
        self.alive = True
        self.steps = 0
        self.dies_at_step = 0
        self.on_death: list[Callable[[str], None]] = []
        self.slowness = 1.0

    def kill(self, why: str) -> None:
        """End it here and now; what is on its disk at this moment is what is found later."""
        if self.alive:
            self.alive = False
            for told in self.on_death:
                told(why)

    def context(self) -> Context:
        """A context in which everything started belongs to this life."""
        context = Context()
        context.run(LIFE.set, self)
        return context

    async def ends(self, task: asyncio.Task[None]) -> bool:
        """Wait until `task` of this life is done; False where the life ended first, for then it never will be."""
        dead = asyncio.get_running_loop().create_future()
        self.on_death.append(lambda _why: None if dead.done() else dead.set_result(None))
        await asyncio.wait({task, dead}, return_when=asyncio.FIRST_COMPLETED)
        return self.alive


class _SteadyHash:
    """Sets of tasks are walked in the order of hashes, which by default are addresses: other ones in each run."""

    _numbers = itertools.count(1)

    def __new__(cls, *_args: Any, **_kwargs: Any) -> Any:
        made = super().__new__(cls)
        made._number = next(cls._numbers)
        return made

    def __hash__(self) -> int:
        return self._number  # type: ignore[attr-defined,no-any-return]


class SimTask(_SteadyHash, asyncio.Task):  # type: ignore[type-arg]
    """A task with a number."""


class SimFuture(_SteadyHash, asyncio.Future):  # type: ignore[type-arg]
    """A future with a number."""


class _Jump:
    """In place of the selector: nothing is awaited, time is put forward."""

    def __init__(self, loop: SimLoop) -> None:
        self._loop = loop
        self._turns = 0

    def select(self, timeout: float | None) -> list[Any]:
        self._turns += 1
        if self._turns > TURNS_MOST:
            raise Stuck(f"no rest after {TURNS_MOST:,} turns of the loop, {self._loop.now:.0f} s simulated")
        if timeout is None:
            raise Stuck("nothing is due any more")
        if timeout > 0:
            self._loop.now += timeout
        return []

    def close(self) -> None:
        pass


class SimLoop(asyncio.BaseEventLoop):
    """One thread, its own time (s since the start of the run)."""

    def __init__(self, random: Random) -> None:
        super().__init__()
        self.now = 0.0
        self.random = random
        self.faults: list[str] = []
        self.graveyard: list[Any] = []
        self._selector = _Jump(self)
        self._clock_resolution = 1e-9
        self._free_at: dict[int, float] = {}
        self.set_task_factory(self._new_task)
        self.set_exception_handler(self._noticed)

    def time(self) -> float:
        return self.now

    def create_future(self) -> SimFuture:
        return SimFuture(loop=self)

    def _new_task(self, _loop: Any, work: Any, context: Context | None = None) -> SimTask:
        task = SimTask(work, loop=self, context=context)
        self.graveyard.append(task)  # a dead life's coroutines must not be closed, for that runs their `finally`
        return task

    def _process_events(self, _events: Any) -> None:
        pass

    def _write_to_self(self) -> None:
        pass

    def call_soon(self, callback: Any, *args: Any, context: Context | None = None) -> asyncio.Handle:
        return self._counted(super().call_soon(callback, *args, context=context or copy_context()))

    def call_soon_threadsafe(self, callback: Any, *args: Any, context: Context | None = None) -> asyncio.Handle:
        return self.call_soon(callback, *args, context=context)

    def call_at(self, when: float, callback: Any, *args: Any, context: Context | None = None) -> asyncio.TimerHandle:
        handle = super().call_at(when, callback, *args, context=context or copy_context())
        life = handle._context.get(LIFE)  # type: ignore[attr-defined]
        if life is not None and not life.alive:
            handle.cancel()
        return handle

    def _counted(self, handle: asyncio.Handle) -> asyncio.Handle:
        life = handle._context.get(LIFE)  # type: ignore[attr-defined]
        if life is None:
            return handle
        if not life.alive:
            handle.cancel()
            return handle
        life.steps += 1
        if life.steps == life.dies_at_step:
            life.kill("await")
            self.bury(life)
        return handle

    def bury(self, life: Life) -> None:
        """Nothing that a dead life had put off is ever done."""
        for handle in (*self._ready, *self._scheduled):  # type: ignore[attr-defined]
            if handle._context.get(LIFE) is life:
                handle.cancel()

    def later(self, seconds: float, work: Callable[[], Any]) -> None:
        """Let the world (no life) do something in a while."""
        super().call_at(self.now + seconds, work, context=Context())

    def run_in_executor(self, executor: Executor | None, work: Callable[..., Any], *args: Any) -> Any:  # type: ignore[override]
        """What a thread would do, done in a while by the one there is. A pool of one keeps the order."""
        done = self.create_future()
        life = LIFE.get()
        seconds = self.random.uniform(0.0002, 0.004) * (life.slowness if life is not None else 1.0)
        due = self.now + seconds
        if executor is not None and getattr(executor, "_max_workers", 0) == 1:
            due = max(due, self._free_at.get(id(executor), 0.0) + 1e-6)
            self._free_at[id(executor)] = due

        def run() -> None:
            try:
                result = work(*args)
            except BaseException as fault:  # noqa: BLE001 - handed to whoever asked
                if not done.done() and not isinstance(fault, Killed | StopIteration):
                    done.set_exception(fault)
                return
            if not done.done():
                done.set_result(result)

        self.call_at(due, run)
        return done

    def _noticed(self, _loop: Any, context: dict[str, Any]) -> None:
        fault = context.get("exception")
        if isinstance(fault, Killed) or "was destroyed" in context.get("message", ""):
            return
        self.faults.append(f"{context.get('message')}: {fault!r}")


class _Owed(Future):  # type: ignore[type-arg]
    """Work of an inline writer: whoever waits for it in the one thread there is, has it done now."""

    def __init__(self, writer: InlineWriter) -> None:
        super().__init__()
        self._by = writer

    def result(self, timeout: float | None = None) -> Any:
        while not self.done():
            self._by.step()
        return super().result(0)


class InlineWriter:
    """The writer of a simulated desk: the order of a thread, none of its own."""

    def __init__(self, loop: SimLoop) -> None:
        self._loop = loop
        self._queue: deque[tuple[Callable[[], Any], _Owed]] = deque()

    def submit(self, work: Callable[[], Any]) -> Future[Any]:
        """Queue work; it is done soon, or when somebody waits for it."""
        owed = _Owed(self)
        self._queue.append((work, owed))
        self._loop.call_at(self._loop.now + self._loop.random.uniform(0.0005, 0.01), self.step)
        return owed

    def finish(self) -> None:
        """Everything queued is done."""
        while self._queue:
            self.step()

    def step(self) -> None:
        """Do the next thing, if there is one."""
        if not self._queue:
            return
        work, owed = self._queue.popleft()
        if not owed.set_running_or_notify_cancel():
            return
        try:
            result = work()
        except BaseException as fault:  # noqa: BLE001 - handed to whoever asked
            owed.set_exception(fault)
        else:
            owed.set_result(result)
