"""A snapshot as it arrives, by the line or by the stick: described, signed, unpacked. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from sync.centre_keys import CentreKeys
from sync.compression import decode
from sync.errors import PageNotSigned
from sync.line_errors import SnapshotUnusable
from sync.wire import CURSOR_MAX, snapshot_text

DECODED_MAX = 2 * 1024 * 1024 * 1024
NAME_MAX = 100


@dataclass(frozen=True, slots=True)
class About:
    """What the centre says of a snapshot. `sha256` hex and `size` in bytes are of the file, `made` ms."""

    id: str
    feed: str
    sha256: str
    sig: str
    size: int
    made: int

    @classmethod
    def read(cls, members: dict[str, Any], centre: CentreKeys, branch: str) -> About:
        """Read and verify; members unknown here are ignored. Raises SnapshotUnusable, PageNotSigned."""
        texts = [members.get(name) for name in ("id", "feed", "sha256", "sig")]
        numbers = [members.get(name) for name in ("bytes", "made")]
        if not all(isinstance(text, str) for text in texts) or not all(type(number) is int for number in numbers):
            raise SnapshotUnusable()
        about = cls(*(str(text) for text in texts), *(int(str(number)) for number in numbers))  # type: ignore[arg-type]
        if not 0 < len(about.id) <= NAME_MAX or len(about.feed) > CURSOR_MAX:
            raise SnapshotUnusable()
        text = snapshot_text(branch, about.id, about.feed, about.sha256)
        if not centre.signed(text, about.sig):
            raise PageNotSigned()
        return about

    def lines(self, packed: bytes) -> list[bytes]:
        """The feed lines inside the file; raises SnapshotUnusable for another file than the one described."""
        if len(packed) != self.size or hashlib.sha256(packed).hexdigest() != self.sha256:
            raise SnapshotUnusable()
        try:
            content = decode(packed, "zstd", most=DECODED_MAX)
        except ValueError as fault:
            raise SnapshotUnusable() from fault
        lines = content.split(b"\n")
        if lines[-1] == b"":
            lines.pop()
        return lines
