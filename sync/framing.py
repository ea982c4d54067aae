"""Segments within a request: taken out one after the other, so that one that is broken stops no other. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from desk.model.line import DESK_PATTERN
from sync.segment import EPOCH_MAX, Segment, SegmentFault, SegmentHeader

_MARK = b'{"segment":'


@dataclass(frozen=True, slots=True)
class BrokenSegment:
    """A segment whose header cannot be read, or that was cut short; `desk` and `epoch` where they could be told."""

    desk: str | None
    epoch: int | None
    why: str


class SegmentReader:
    """Takes segments out of the lines of a request, one after the other.

    A segment is as many lines as its header says. One that turns out broken may have swallowed the headers after it:
    `reopen` goes back to the first of those, so that one segment's problem never stops another's.
    """

    def __init__(self, lines: Sequence[bytes]) -> None:
        self._lines = lines
        self._at = 0
        self._start = 0
        self._read: dict[int, SegmentHeader] = {}

    def headers(self) -> list[SegmentHeader]:
        """Every header that can be read, before anything is taken."""
        for at, line in enumerate(self._lines):
            if line.startswith(_MARK):
                with suppress(SegmentFault):  # told when its turn comes
                    self._read[at] = SegmentHeader.from_members(_members(line))
        return list(self._read.values())

    def take(self) -> Segment | BrokenSegment | None:
        """The next segment, a broken one, or None at the end."""
        if self._at >= len(self._lines):
            return None
        line = self._lines[self._at]
        self._start = self._at
        self._at += 1
        members: object = None
        try:
            if (header := self._read.get(self._start)) is None:
                members = _members(line)
                header = SegmentHeader.from_members(members)
        except SegmentFault as fault:
            self._skip_to_header()
            return _broken(members, str(fault))
        end = self._at + header.to_n - header.from_n + 1
        lines = tuple(self._lines[self._at : end])
        if end > len(self._lines):
            self.reopen()
            return BrokenSegment(header.desk, header.epoch, "fewer lines than the header says")
        self._at = end
        return Segment(header, lines)

    def reopen(self) -> None:
        """Go back behind the header of the last segment and on to the next line that looks like a header."""
        self._at = self._start + 1
        self._skip_to_header()

    def _skip_to_header(self) -> None:
        while self._at < len(self._lines) and not self._lines[self._at].startswith(_MARK):
            self._at += 1


def _broken(members: object, why: str) -> BrokenSegment:
    if isinstance(members, dict):
        desk, epoch = members.get("desk"), members.get("epoch")
        if isinstance(desk, str) and DESK_PATTERN.fullmatch(desk) and type(epoch) is int and 1 <= epoch <= EPOCH_MAX:
            return BrokenSegment(desk, epoch, why)
    return BrokenSegment(None, None, why)


def _members(line: bytes) -> object:
    try:
        value: object = json.loads(line)
    except (ValueError, RecursionError) as fault:
        raise SegmentFault("bad-segment", "a header is an object") from fault
    return value.get("segment") if isinstance(value, dict) else None
