"""A registry on its way here: what lies on the disk of it is unreadable without the machine's own key.

The copy comes whole into the encrypted file only at its end. Until then it must outlive a cut and a lost power, so that
not a byte comes twice; in the clear it would be the names of a district for whoever carries the machine off.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes

BLOCK = algorithms.AES.block_size // 8


class PartFile:
    """The beginning of a file described by its `sha256` (hex), as long on the disk as what came of it.

    `secret`: raw bytes nobody has without the opened desk. Whether the content is right, its digest says when it
    is whole; the cipher alone (AES-256 in counter mode, a key for every digest) does not.
    """

    def __init__(self, path: Path, secret: bytes, sha256: str) -> None:
        self._path = path
        self._key = hashlib.sha256(b"part of a file\n" + secret + sha256.encode()).digest()

    @property
    def size(self) -> int:
        """Bytes that came so far."""
        return self._path.stat().st_size if self._path.exists() else 0

    def forget(self) -> None:
        """It is in its place, or of no use."""
        self._path.unlink(missing_ok=True)

    @contextmanager
    def growing(self, at: int) -> Iterator[Growing]:
        """Go on at byte `at`; what lay beyond is gone."""
        self._path.touch()
        with self._path.open("r+b") as file:
            file.truncate(at)
            file.seek(at)
            yield Growing(file, self._stream(at), at)

    def read(self) -> bytes:
        """What came so far, readable."""
        return self._stream(0).update(self._path.read_bytes())

    def _stream(self, at: int) -> CipherContext:
        block, within = divmod(at, BLOCK)
        stream = Cipher(algorithms.AES(self._key), modes.CTR(block.to_bytes(BLOCK, "big"))).encryptor()
        stream.update(bytes(within))
        return stream


class Growing:
    """An opened part. `size`: bytes so far."""

    def __init__(self, file: BinaryIO, stream: CipherContext, size: int) -> None:
        self._file = file
        self._stream = stream
        self.size = size

    def write(self, piece: bytes) -> None:
        """What came next."""
        self._file.write(self._stream.update(piece))
        self.size += len(piece)
