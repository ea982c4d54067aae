"""How far the journal had come, kept outside the database file: a file put back from yesterday is noticed.

Written after each commit and may lag behind it; it is compared before the first act (protocol 1, epochs).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from desk.devices.host import write_private

FILE = "highwater.json"


@dataclass(frozen=True, slots=True)
class HighWater:
    """Last line and last receipt known to have been committed; `head` is hex."""

    desk: str
    epoch: int
    n: int
    head: str
    receipt: str = ""


def read(home: Path) -> HighWater | None:
    """The mark, or None where there is none or it is unreadable (it may lag, so it may also be lost)."""
    try:
        return HighWater(**json.loads((home / FILE).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def write(home: Path, mark: HighWater) -> None:
    """Replace the mark; not waited for on the disk, it only ever lags."""
    write_private(home / FILE, json.dumps(asdict(mark)).encode(), durable=False)
