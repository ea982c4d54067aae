"""The first officer of a desk just enrolled: whose passphrase opens its file from then on."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from desk.counter.office import key_slots
from desk.counter.session import verified
from desk.model.errors import NotPermitted
from desk.model.ports import Clock, Randomness
from desk.words import Words
from local_db.desk_file import DeskFile
from local_db.queries import office as office_data

TRIES: Final = 3
_WHO: Final = Words("ชื่อผู้ใช้ของท่าน", "Your officer name")
_PASSPHRASE: Final = Words("รหัสผ่าน", "Passphrase")
_AGAIN: Final = Words("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง ลองอีกครั้ง", "Officer or passphrase is not right; try again")


class NobodyCouldOpen(NotPermitted):
    """The desk was enrolled, but nobody could open it, so that it was taken back."""

    code = "E905"
    said = Words(
        "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง จึงไม่ได้ลงทะเบียน รหัสลงทะเบียนใช้ไปแล้ว ขอรหัสใหม่จากผู้ดูแลระบบแล้วเริ่มใหม่",
        "Officer or passphrase is not right, so nothing was enrolled; the code is used up. Ask for another one",
    )


def asked(officer: str | None) -> tuple[str, str]:
    """(officer, passphrase), asked before anything is begun."""
    return officer or _prompt(_WHO), _prompt(_PASSPHRASE, hidden=True)


def let_in(home: Path, data_key: bytes, who: str, passphrase: str, clock: Clock, randomness: Randomness) -> str | None:
    """Make the key of whoever is on the roster with that passphrase; the officer, or None after three wrong tries."""
    desk = DeskFile(home, data_key, clock)
    try:
        for left in reversed(range(TRIES)):
            row = office_data.officer(desk.read(), who)
            if row is not None and verified(row.verifier, passphrase):
                key_slots(home, randomness).add(who, passphrase, data_key)
                return who
            if left:
                click.echo(str(_AGAIN), err=True)
                who, passphrase = _prompt(_WHO, who), _prompt(_PASSPHRASE, hidden=True)
    finally:
        desk.close()
    return None


def say_enrolled(desk: str, branch: str, officer: str) -> None:
    """The line that says so."""
    said = Words(
        "ลงทะเบียนแล้ว: โต๊ะ {desk} ของ {branch} พร้อมใช้ {officer} เปิดได้",
        "Enrolled: desk {desk} of branch {branch} is ready; {officer} can open it",
    )
    click.echo(str(said.fill(desk=desk, branch=branch, officer=officer)))


def _prompt(words: Words, before: str | None = None, *, hidden: bool = False) -> str:
    return str(click.prompt(str(words), default=before, hide_input=hidden, err=True))
