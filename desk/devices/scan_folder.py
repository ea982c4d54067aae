"""The folder a scanner puts its files into: what lies there, newest first, and one of them read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from desk.model.errors import Refused
from desk.words import Words

SHOWN_MAX: Final = 200
LOOKED_AT_MAX: Final = 5_000
_ENDINGS: Final = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp"})


class ScanUnreadable(Refused):
    """No such file, or nobody may read it."""

    code: ClassVar[str] = "E387"
    said: ClassVar[Words] = Words(
        "เปิดแฟ้ม {name} ไม่ได้ ยังไม่มีอะไรถูกแนบ คำขอยังอยู่ครบ ตรวจชื่อแฟ้มหรือสแกนใหม่",
        "{name} cannot be read; nothing was attached and the request is as it was. Check the name, or scan again",
    )


@dataclass(frozen=True, slots=True)
class Scan:
    """One file as it lies there; `made` ms."""

    name: str
    bytes: int
    made: int


def newest(folder: Path) -> list[Scan]:
    """Scans in the folder, newest first; none where there is no such folder."""
    found: list[Scan] = []
    try:
        for number, path in enumerate(folder.iterdir()):
            if number >= LOOKED_AT_MAX:
                break
            if path.suffix.lower() in _ENDINGS and path.is_file():
                told = path.stat()
                found.append(Scan(path.name, told.st_size, told.st_mtime_ns // 1_000_000))
    except OSError:
        return found  # no folder yet, or a file that went while it was looked at
    return sorted(found, key=lambda scan: (-scan.made, scan.name))[:SHOWN_MAX]


def read(folder: Path, typed: str, bytes_max: int) -> bytes:
    """A scan by its name in the folder, or by a path typed in full; at most one byte more than `bytes_max`, which tells
    that it is too large. Raises ScanUnreadable."""
    path = Path(typed.strip())
    try:
        with (path if path.is_absolute() else folder / path).open("rb") as file:
            return file.read(bytes_max + 1)
    except (OSError, ValueError) as fault:
        raise ScanUnreadable(name=path.name or "-") from fault
