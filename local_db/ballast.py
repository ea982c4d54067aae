"""A file of nothing beside the desk's: let go when the disk is full, so that there is room to close the day.

SQLite keeps what it has when the disk is full, but closing a drawer and a day needs a few pages more (SYNC fact 12).
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from desk.devices.host import free_bytes

FILE = "ballast"
BYTES = 8 * 1024 * 1024


class Ballast:
    """The ballast of one desk's folder."""

    def __init__(self, home: Path, size: int = BYTES) -> None:
        self._path = home / FILE
        self._size = size

    @property
    def held(self) -> bool:
        """Whether the room is still kept."""
        return self._path.exists()

    def take_in(self) -> bool:
        """Keep the room, where the disk has twice as much to spare; whether it is kept now."""
        if self.held:
            return True
        if free_bytes(self._path.parent) < 2 * self._size:
            return False
        # no zeros: a file system that packs or leaves out what is empty would keep no room for them
        content = hashlib.shake_128(b"ballast").digest(self._size)
        try:
            self._path.write_bytes(content)
        except OSError:
            self.let_go()
        return self.held

    def let_go(self) -> bool:
        """Give the room back; False where there was none."""
        if not self.held:
            return False
        with suppress(OSError):
            self._path.unlink()
        return not self.held
