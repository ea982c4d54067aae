"""Where look-ups are answered from: the centre's own registry, and beside it an outside source behind one port.

An outside source is a program of the office's own (a gateway to another agency): it reads one look-up as JSON on its
standard input and answers `{"found":[...],"truncated":bool}`; it ends with 0 when it asked, 4 when it was refused. It
has so many seconds and is ended then. "Not found" is an answer; what keeps it from answering is said by name.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import shlex
from dataclasses import asdict, dataclass
from typing import Any

from desk.model.line import encode_json
from sync.central.answers import Stop
from sync.central.lookups import FOUND_MAX, Lookup

TIMEOUT_S = 8.0  # somebody stands at the counter
ANSWER_MAX = 1024 * 1024
REFUSED = 4


@dataclass(frozen=True, slots=True)
class OutsideSource:
    """A program that asks elsewhere. `name` is what people are told could not be asked."""

    name: str
    command: tuple[str, ...]
    timeout_s: float = TIMEOUT_S

    @classmethod
    def of(cls, name: str, command: str, timeout_s: float = TIMEOUT_S) -> OutsideSource:
        """From a command line as it is typed."""
        return cls(name, tuple(shlex.split(command)), timeout_s)

    async def look_up(self, asked: Lookup) -> tuple[list[dict[str, Any]], bool]:
        """The records found, at most FOUND_MAX, and whether there were more; raises Stop `source-*`."""
        try:
            process = await asyncio.create_subprocess_exec(
                *self.command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                limit=ANSWER_MAX,
            )
        except OSError as fault:
            raise self._stopped(503, "source-down") from fault
        try:
            answer, _ = await asyncio.wait_for(process.communicate(encode_json(asdict(asked))), self.timeout_s)
        except TimeoutError as fault:
            raise self._stopped(504, "source-timeout") from fault
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):  # it ended just now
                    process.kill()
                await process.wait()
        if process.returncode == REFUSED:
            raise self._stopped(403, "source-refused")
        return self._read(answer if process.returncode == 0 else b"")

    def _read(self, answer: bytes) -> tuple[list[dict[str, Any]], bool]:
        try:
            told = json.loads(answer)
            found = told["found"]
        except (ValueError, KeyError, TypeError, RecursionError) as fault:
            raise self._stopped(503, "source-down") from fault
        if not isinstance(found, list) or not all(isinstance(record, dict) for record in found):
            raise self._stopped(503, "source-down")
        return found[:FOUND_MAX], told.get("truncated") is True or len(found) > FOUND_MAX

    def _stopped(self, status: int, name: str) -> Stop:
        return Stop(status, name, source=self.name, retry_after=10)
