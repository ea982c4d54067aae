"""`desk central hub|key`: what the feed tells desks of keys and addresses: a branch's hub, the centre's next key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desk.commands.central_store import confirm, data_option, database_option, opened, say, with_store, yes_option
from desk.words import Words

if TYPE_CHECKING:
    from sync.central.store import Store


@click.command()
@click.argument("desk")
@click.argument("address")
@click.option(
    "--certificate", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="the hub's certificate (PEM)"
)
@data_option
@database_option
def hub(desk: str, address: str, certificate: Path | None, folder: Path, database: str | None) -> None:
    """Tell a branch that its hub, enrolled as DESK, is at ADDRESS; its desks go there first."""
    from sync.central.enrolment import name_hub
    from sync.link import require_carrying

    require_carrying(address)
    text = "" if certificate is None else _certificate(certificate)
    with_store(folder, lambda c: name_hub(c, desk, address, text), writing=True, database=database)
    said = Words("แจ้งที่อยู่ศูนย์กลางสำนักงาน {desk} แล้ว: {address}", "The branch was told of hub {desk} at {address}")
    say(said.fill(desk=desk, address=address))


@click.group()
def key() -> None:
    """The centre's own signing key, and the one that comes after it."""


@key.command("next")
@data_option
@database_option
def key_next(folder: Path, database: str | None) -> None:
    """Make the next key and name it in every branch's feed; it signs nothing yet."""
    from sync.central.rollover import prepare

    said = Words("เตรียมกุญแจดอกถัดไป {key} และแจ้งทุกสำนักงานแล้ว", "The next key {key} was made and every branch was told")
    _with_keys(folder, database, prepare, said)


@key.command("use")
@data_option
@database_option
@yes_option
def key_use(folder: Path, database: str | None, yes: bool) -> None:
    """Sign with the next key from now on; servers that run are to be started anew."""
    from sync.central.rollover import use

    confirm(Words("ใช้กุญแจดอกถัดไปลงนามหรือไม่", "Sign with the next key from now on?"), yes=yes)
    said = Words(
        "ต่อจากนี้ลงนามด้วยกุญแจ {key} เปิดระบบกลางใหม่ทุกเครื่อง", "Key {key} signs from now on; start every server anew"
    )
    _with_keys(folder, database, use, said)


@key.command("retire")
@data_option
@database_option
@yes_option
def key_retire(folder: Path, database: str | None, yes: bool) -> None:
    """Take the former key back: a desk that has not read of the present one is to be enrolled anew."""
    from sync.central.rollover import retire

    confirm(Words("เลิกใช้กุญแจดอกก่อนหรือไม่", "Take the former key back?"), yes=yes)
    said = Words("เลิกใช้กุญแจ {key} และแจ้งทุกสำนักงานแล้ว", "Key {key} was taken back and every branch was told")
    _with_keys(folder, database, retire, said)


def _with_keys(folder: Path, database: str | None, work: Callable[[Store], str], said: Words) -> None:

    with opened(folder, database) as store:
        name = work(store)
    say(said.fill(key=name))


def _certificate(path: Path) -> str:
    """The text of a certificate. Raises AuthoritiesUnreadable."""
    from cryptography.x509 import load_pem_x509_certificates

    from sync.errors import AuthoritiesUnreadable

    raw = path.read_bytes()
    try:
        load_pem_x509_certificates(raw)
        return raw.decode("ascii")
    except ValueError as fault:
        raise AuthoritiesUnreadable() from fault
