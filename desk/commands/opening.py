"""Opening a desk from the command line: which folder, whose key, which clock."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path

from desk.counter.office import DEMO_KEY, Office, key_slots, unlock, unlock_with_key
from desk.devices.host import is_private
from desk.model.errors import Misused
from desk.words import Words
from local_db.connection import KEY_BYTES
from local_db.desk_file import SystemClock
from local_db.errors import NotEnrolled
from local_db.store import DATABASE

LINE_OFF = "line.off"


class KeyFileOpen(Misused):
    """A key file that others could read is not used."""

    code = "E901"
    said = Words(
        "แฟ้มกุญแจ {path} เปิดให้ผู้อื่นอ่านได้ จึงไม่ใช้ ตั้งสิทธิ์เป็น 600 แล้วลองใหม่",
        "Others can read the key file {path}, so it is not used; set its mode to 600 and try again",
    )


class KeyFileBroken(Misused):
    """A key file that holds no key."""

    code = "E903"
    said = Words(
        "แฟ้มกุญแจ {path} ไม่ใช่กุญแจ ข้อมูลของโต๊ะยังอยู่ ลบแฟ้มนี้แล้วใช้รหัสผ่าน หรือ make demo-reset",
        "The key file {path} holds no key; the desk's data is safe. Remove it and use a passphrase, or make demo-reset",
    )


class SystemRandomness:
    """Random bytes of this machine."""

    def token(self, size: int) -> bytes:
        """`size` random bytes."""
        return os.urandom(size)


class LineFile:
    """The demo's line: cut while a marker file lies in the desk's folder."""

    def __init__(self, home: Path) -> None:
        self._marker = home / LINE_OFF

    def is_off(self) -> bool:
        """True while the line is cut."""
        return self._marker.exists()

    def turn(self, off: bool) -> None:
        """Cut or restore the line."""
        if off:
            self._marker.touch()
        else:
            self._marker.unlink(missing_ok=True)


def demo_home() -> Path:
    """Where the demo keeps its files: DESK_HOME, or a folder of its own."""
    named = os.environ.get("DESK_HOME")
    return Path(named) if named else user_data_path("amphoe-desk") / "demo"


def desk_home() -> Path:
    """The desk's folder: DESK_HOME; else this user's desk; else the demo where only that exists."""
    named = os.environ.get("DESK_HOME")
    if named:
        return Path(named)
    own = user_data_path("amphoe-desk") / "desk"
    if not (own / DATABASE).exists() and (demo_home() / DATABASE).exists():
        return demo_home()
    return own


def held_key(home: Path) -> bytes | None:
    """The key the demo left, so that its commands ask nothing. Raises KeyFileOpen."""
    path = home / DEMO_KEY
    if not path.exists():
        return None
    if not is_private(path):
        raise KeyFileOpen(path=path)
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyFileBroken(path=path)
    return key


def open_office(*, read_only: bool = False, home: Path | None = None) -> Office:
    """Open the desk; asks for officer and passphrase where no demo key lies.

    Raises NotEnrolled, DeskLocked (another process writes), WrongPassphrase.
    """
    home = home or desk_home()
    if not (home / DATABASE).exists():
        raise NotEnrolled()
    clock, randomness = SystemClock(), SystemRandomness()
    key = held_key(home)
    if key is not None:
        return unlock_with_key(home, key, clock, randomness, read_only=read_only)
    import click

    known = key_slots(home, randomness).officers()
    officer = click.prompt(str(Words("ชื่อผู้ใช้", "Officer")), default=known[0] if len(known) == 1 else None, err=True)
    passphrase = click.prompt(str(Words("รหัสผ่าน", "Passphrase")), hide_input=True, err=True)
    return unlock(home, officer, passphrase, clock, randomness, read_only=read_only)
