"""Who goes first over one line: a question somebody waits for at the counter, then lines, then everything else.

The journal's own order binds: line 42 goes before 43 whatever either is about. What can be held back while somebody
waits are whole requests that were not begun: the next batch of a backlog, the next piece of a scan.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

WAIT_MOST_S = 10.0  # a question that takes longer holds nothing back any more


class RightOfWay:
    """The way over one line; taken by questions, waited for by what may wait."""

    def __init__(self) -> None:
        self._asking = 0
        self._free = asyncio.Event()
        self._free.set()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """A question is under way meanwhile."""
        self._asking += 1
        self._free.clear()
        try:
            yield
        finally:
            self._asking -= 1
            if not self._asking:
                self._free.set()

    @property
    def is_free(self) -> bool:
        """Whether no question is under way."""
        return self._free.is_set()

    async def free(self) -> None:
        """Wait until it is, WAIT_MOST_S at most: no question keeps the journal at home."""
        with suppress(TimeoutError):
            async with asyncio.timeout(WAIT_MOST_S):
                await self._free.wait()
