"""What a desk answers its fellow desks by itself, whatever process runs its engine: screens, `desk sync`, a stick.

Another counter waits for this desk's word on a queue ticket that is its own; nobody has to sit here for that.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from desk.counter.queue import ticket_asked
from desk.model.errors import DeskError

if TYPE_CHECKING:
    from desk.counter.office import Office


def answer(office: Office) -> int:
    """Answer everything that waits for this desk's own word; how much that was.

    Raises what an act raises where nothing can be written.
    """
    if not ticket_asked(office):
        return 0
    from desk.counter.tickets import answer_asks  # brings pydantic: only where somebody asked

    return answer_asks(office)


class Answering:
    """Answers after each exchange, beside the engine: its `told` is what the engine calls."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._task: asyncio.Task[None] | None = None
        self._again = False

    def told(self) -> None:
        """Something came: look once more, after a look that is under way."""
        self._again = True
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._look())

    async def end(self) -> None:
        """Let a look that is under way come to its end. Before the desk's file is closed."""
        if self._task is not None:
            await self._task

    async def _look(self) -> None:
        while self._again:
            self._again = False
            try:
                await self._office.ask(lambda: answer(self._office))
            except DeskError:
                return  # the disk is full or the file is locked: screens and status say so; asked again with the next
