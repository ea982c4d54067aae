"""How far the journal had come, kept outside the database file: a file put back from yesterday is noticed.

Written in place after each commit and not waited for: it only ever lags, and a mark that was torn counts as none. It
is compared before the first act (protocol 1, epochs).
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

FILE = "highwater.json"
_ROOM = 512  # one sector: rewritten whole or not at all


@dataclass(frozen=True, slots=True)
class HighWater:
    """Last line and last receipt known to have been committed; `head` is hex."""

    desk: str
    epoch: int
    n: int
    head: str
    receipt: str = ""


def read(home: Path) -> HighWater | None:
    """The mark, or None where there is none or it does not hold."""
    try:
        text, _, check = (home / FILE).read_text("utf-8").strip().rpartition(" ")
        return HighWater(**json.loads(text)) if check == _check(text) else None
    except (OSError, ValueError, TypeError):
        return None


def put_back(epoch: int, n: int, mark: HighWater) -> str:
    """What a file put back lacks, as kept in the file itself: it stood at line `n` of `epoch`, the mark further on."""
    return json.dumps({"epoch": epoch, "n": n, "to_epoch": mark.epoch, "to_n": mark.n, "receipt": mark.receipt})


class Marker:
    """Writes the mark of one desk; kept open while the desk is."""

    def __init__(self, home: Path) -> None:
        self._file: int | None = os.open(home / FILE, os.O_WRONLY | os.O_CREAT, 0o600)

    def write(self, mark: HighWater) -> None:
        """Replace the mark; nothing once closed."""
        if self._file is None:
            return
        text = json.dumps({name: getattr(mark, name) for name in HighWater.__slots__}, ensure_ascii=False)
        os.lseek(self._file, 0, os.SEEK_SET)
        os.write(self._file, f"{text} {_check(text)}".encode().ljust(_ROOM))

    def close(self) -> None:
        """Close the file; closing twice must never reach a file that was given the same number since."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _check(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
