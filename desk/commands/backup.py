"""`desk backup`, `desk restore`: an encrypted copy of this desk, and a desk made of one."""

from __future__ import annotations

from pathlib import Path

import click

from desk.commands.opening import SystemRandomness, desk_home, open_office
from desk.counter import backup as backups
from desk.counter.office import DEMO_KEY, key_slots
from desk.words import Words
from local_db.backup import begin_anew
from local_db.store import DATABASE

FILE_HELP = "file with the backup's passphrase on its first line (asked when missing)"


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--passphrase-file", "secret", type=click.Path(exists=True, path_type=Path), help=FILE_HELP)
def backup(file: Path, secret: Path | None) -> None:
    """Write an encrypted copy of this desk to FILE, beside a running desk too."""
    office = open_office(read_only=True)
    try:
        size = backups.back_up(office, file, _passphrase(secret, new=True))
    finally:
        office.close()
    said = Words("สำรองแล้วที่ {file} ขนาด {size} ไบต์", "Backed up to {file}, {size} bytes")
    click.echo(str(said.fill(file=file, size=f"{size:,}")))


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--passphrase-file", "secret", type=click.Path(exists=True, path_type=Path), help=FILE_HELP)
@click.option("--officer", help="an officer who could open the desk (asked when missing)")
@click.option("--yes", is_flag=True, help="do not ask")
def restore(file: Path, secret: Path | None, officer: str | None, yes: bool) -> None:
    """Make a desk of the backup FILE in an empty folder; it goes on in the next epoch."""
    home = desk_home()
    if not yes:
        said = Words(
            "นำข้อมูลสำรองมาใช้ที่ {home} เครื่องเดิมต้องไม่ใช้อีก ดำเนินการหรือไม่",
            "Restore into {home}? The machine it was made on must not be used any more",
        )
        click.confirm(str(said.fill(home=home)), abort=True, err=True)
    backups.unpack(file.read_bytes(), _passphrase(secret), home)
    try:
        epoch = begin_anew(home, _key(home, officer))
    except BaseException:
        for name in (*backups.KEPT, DATABASE):
            (home / name).unlink(missing_ok=True)
        raise
    told = Words(
        "นำกลับมาแล้ว สมุดรอบที่ {epoch} ใช้ desk sync เพื่อรับสิ่งที่ส่วนกลางมี แล้วให้หัวหน้าตรวจรายงานเลขใบเสร็จ",
        "Restored; epoch {epoch} is begun. desk sync brings home what the centre holds; a supervisor then looks at the"
        " report of receipt numbers",
    )
    click.echo(str(told.fill(epoch=epoch)))


def _key(home: Path, officer: str | None) -> bytes:
    """The key of the restored file: the demo's, or an officer's passphrase opens its slot."""
    demo = home / DEMO_KEY
    if demo.exists():
        return bytes.fromhex(demo.read_text("ascii").strip())
    who = officer or click.prompt(str(Words("ชื่อผู้ใช้", "Officer")), err=True)
    passphrase = click.prompt(str(Words("รหัสผ่าน", "Passphrase")), hide_input=True, err=True)
    return key_slots(home, SystemRandomness()).open(who, passphrase)


def _passphrase(secret: Path | None, *, new: bool = False) -> str:
    if secret is not None:
        return secret.read_text("utf-8").splitlines()[0].strip()
    question = str(Words("รหัสผ่านของแฟ้มสำรอง", "The backup's passphrase"))
    entered: str = click.prompt(question, hide_input=True, confirmation_prompt=new, err=True)
    return entered
