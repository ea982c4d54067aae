"""Backups of a desk: one encrypted file that opens with a passphrase of its own, on any machine.

Inside is an archive of the desk's folder: the file, who may open it, and the secret of the device. Encrypted as age
does it (scrypt), so that a backup lying about opens nothing.
"""

from __future__ import annotations

import io
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from desk.devices.host import private_folder, write_private
from desk.model.errors import Corrupt, Misused
from desk.words import Words
from local_db import backup as copies
from local_db.store import DATABASE

if TYPE_CHECKING:
    from desk.counter.office import Office

KEPT: Final = ("keyslots.json", "device.secret", "config.toml")
ARCHIVE_BYTES_MAX: Final = 4 * 1024**3
PASSPHRASE_LEAST: Final = 8


class BackupUnreadable(Corrupt):
    """Not a backup, altered, or another passphrase."""

    code: ClassVar[str] = "E515"
    said: ClassVar[Words] = Words(
        "เปิดแฟ้มสำรองไม่ได้ รหัสผ่านไม่ถูกหรือแฟ้มเสียหาย ไม่มีอะไรเปลี่ยนแปลง ลองอีกครั้งหรือใช้แฟ้มสำรองอื่น",
        "The backup does not open: another passphrase, or it is damaged. Nothing was changed; try again or use another",
    )


class PassphraseTooShort(Misused):
    """A backup is read by whoever guesses its passphrase."""

    code: ClassVar[str] = "E516"
    said: ClassVar[Words] = Words(
        "รหัสผ่านของแฟ้มสำรองต้องยาวอย่างน้อย {least} ตัว ยังไม่ได้สำรอง",
        "The backup's passphrase has at least {least} letters; nothing was backed up",
    )


class DeskIsHere(Misused):
    """There is a desk in the folder already."""

    code: ClassVar[str] = "E517"
    said: ClassVar[Words] = Words(
        "โฟลเดอร์ {home} มีโต๊ะอยู่แล้ว ไม่มีอะไรเปลี่ยนแปลง ย้ายโฟลเดอร์นั้นออกก่อน หรือเลือกโฟลเดอร์อื่น",
        "There is a desk in {home} already; nothing was changed. Move that folder away, or use another DESK_HOME",
    )


def back_up(office: Office, into: Path, passphrase: str) -> int:
    """Write the backup to `into`; its size in bytes. Works beside a running desk. Raises PassphraseTooShort."""
    from pyrage import passphrase as age  # type: ignore[attr-defined,unused-ignore]

    if len(passphrase) < PASSPHRASE_LEAST:
        raise PassphraseTooShort(least=PASSPHRASE_LEAST)
    archive = io.BytesIO()
    with tempfile.TemporaryDirectory(dir=into.parent) as folder:
        copy = Path(folder) / DATABASE
        copies.copy_file(office.home, office.file.store.data_key, copy)
        with tarfile.open(fileobj=archive, mode="w") as tar:
            tar.add(copy, DATABASE)
            for name in KEPT:
                if (office.home / name).exists():
                    tar.add(office.home / name, name)
    sealed = age.encrypt(archive.getvalue(), passphrase)
    write_private(into, sealed)
    return len(sealed)


def unpack(sealed: bytes, passphrase: str, home: Path) -> None:
    """Put the desk's files into an empty folder. Raises BackupUnreadable, DeskIsHere; nothing is written then."""
    from pyrage import DecryptError  # type: ignore[attr-defined,unused-ignore]
    from pyrage import passphrase as age  # type: ignore[attr-defined,unused-ignore]

    if (home / DATABASE).exists():
        raise DeskIsHere(home=home)
    try:
        opened = age.decrypt(sealed, passphrase)
        with tarfile.open(fileobj=io.BytesIO(opened)) as tar:
            found = {member.name: member for member in tar.getmembers() if member.isfile()}
            if DATABASE not in found or sum(member.size for member in found.values()) > ARCHIVE_BYTES_MAX:
                raise BackupUnreadable()
            contents = {name: _read(tar, found[name]) for name in (*KEPT, DATABASE) if name in found}
    except (DecryptError, tarfile.TarError, ValueError) as fault:
        raise BackupUnreadable() from fault
    private_folder(home)
    for name, content in contents.items():
        write_private(home / name, content)


def _read(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    inside = tar.extractfile(member)
    if inside is None:
        raise BackupUnreadable()
    return inside.read()
