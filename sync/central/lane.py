"""The way into the store: requests that come while one write is under way go into the next one together.

One write to the disk then makes many requests durable, and nobody waits longer than for the write under way and one
more. On the embedded store there is one lane, which has one writer anyway; on a server, one a branch, for the writers
of a branch wait for each other there as well.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field

from sync.central.serving import Serving
from sync.central.take_in import Parcel, TakenIn, take_in_all

TOGETHER_MAX = 64  # requests in one write
LINES_TOGETHER_MAX = 4_000


@dataclass
class _Lane:
    waiting: list[tuple[Parcel, asyncio.Future[TakenIn]]] = field(default_factory=list)
    moving: bool = False


class Intake:
    """Takes parcels in, durably, several at once where several wait."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving
        self._lanes: dict[str, _Lane] = defaultdict(_Lane)

    async def take(self, parcel: Parcel, branch: str) -> TakenIn:
        """What became of a parcel of a desk of `branch`; durable when this returns. Raises StoreBusy."""
        name = "" if self._serving.store.embedded else branch
        lane = self._lanes[name]
        done: asyncio.Future[TakenIn] = asyncio.get_running_loop().create_future()
        lane.waiting.append((parcel, done))
        if not lane.moving:
            lane.moving = True
            self._serving.spawn(self._move(name, lane))
        return await done

    async def _move(self, name: str, lane: _Lane) -> None:
        while lane.waiting:
            together = _front(lane.waiting)
            del lane.waiting[: len(together)]
            await self._write(together)
        lane.moving = False
        self._lanes.pop(name, None)  # nothing waits: the next request opens it anew

    async def _write(self, together: list[tuple[Parcel, asyncio.Future[TakenIn]]]) -> None:
        parcels = [parcel for parcel, _ in together]
        writing = asyncio.ensure_future(self._serving.write(lambda connection: take_in_all(connection, parcels)))
        await asyncio.wait({writing})
        fault = writing.exception()
        if fault is not None and len(together) > 1:
            for each in together:  # whatever one of them did, the others are taken
                await self._write([each])
            return
        for place, (_, done) in enumerate(together):
            if done.done():
                continue  # whoever asked has gone; what was taken is taken
            if fault is not None:
                done.set_exception(fault)
            else:
                done.set_result(writing.result()[place])


def _front(waiting: list[tuple[Parcel, asyncio.Future[TakenIn]]]) -> list[tuple[Parcel, asyncio.Future[TakenIn]]]:
    lines, count = 0, 0
    for parcel, _ in waiting[:TOGETHER_MAX]:
        lines += len(parcel.lines)
        if count and lines > LINES_TOGETHER_MAX:
            break
        count += 1
    return waiting[:count]
