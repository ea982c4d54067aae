"""What is asked over the line, by whichever way it goes: one request, one round of sync, its place among others."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from sync.pace import RATE_UNKNOWN, STALL_S

SMALL_ANSWER = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Turn:
    """A request's place among others: it connects at once, its body goes once that of the one `before` is on its way.

    So the line is busy while the second connection is made, and nothing arrives before what it follows.
    """

    before: Turn | None = None
    sent: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class Question:
    """One request, as it goes over the wire. At most `most` bytes of an answer are taken; `wait_s` is how long the
    other end was asked to hold it, `turn` its place among requests under way."""

    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    most: int = SMALL_ANSWER
    wait_s: float = 0
    signed: bool = True
    stall_s: float = STALL_S
    turn: Turn | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """One round of POST /v1/sync: its body unpacked, feed bytes and seconds of waiting it asks for, over a line
    believed to carry `rate` bytes a second. `much`: the answer may be long enough for the dictionary to be offered."""

    body: bytes
    max_bytes: int
    wait_s: int = 0
    rate: int = RATE_UNKNOWN
    turn: Turn | None = None
    much: bool = True
