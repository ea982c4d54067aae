"""`desk bag pack|open|enrol`: the work of this desk by stick, where there is no line."""

from __future__ import annotations

import socket
from pathlib import Path

import click

from desk.commands.answering import answer
from desk.commands.first_officer import asked, let_in, say_enrolled
from desk.commands.opening import SystemRandomness, desk_home, open_office
from desk.devices.host import write_private
from desk.words import Words
from local_db.desk_file import SystemClock
from local_db.key_slots import WrongPassphrase

target_argument = click.argument("target", type=click.Path(path_type=Path), metavar="FILE|DIR")


@click.group()
def bag() -> None:
    """Work by stick: bags up to the centre, bags home."""


@bag.command()
@target_argument
@click.option("--to", "recipient", default="", metavar="KEY", help="the centre's key for bags, where it is not known")
def pack(target: Path, recipient: str) -> None:
    """Pack everything unsent into FILE, or into DIR under a name of its own."""
    from sync import stick

    office = open_office()
    try:
        identity = office.file.identity()
        path = place_for(target, f"{identity.desk}-up")
        packed = stick.pack(office.file, recipient=recipient)
        write_private(path, packed.file)
    finally:
        office.close()
    said = Words(
        "เก็บ {lines} รายการลงถุงงาน {path} แล้ว เหลือนอกถุง {left} รายการ นำแท่งความจำไปที่ระบบกลางแล้วนำคำตอบกลับมา",
        "{lines} lines packed into {path}, {left} left for the next; carry it to the centre and its answer back",
    )
    click.echo(str(said.fill(lines=packed.lines, path=path, left=packed.left)))


@bag.command("open")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--officer", help="the first officer of a desk that is enrolled by this bag (asked when missing)")
def open_(file: Path, officer: str | None) -> None:
    """Take in the bag that came home; twice changes nothing."""
    from sync import stick

    content = read_bag(file)
    if stick.is_waiting(desk_home()):
        _begin(content, officer)
        return
    office = open_office()
    try:
        opened = stick.open_bag(office.file, content)
        answer(office)
    finally:
        office.close()
    said = Words(
        "เปิดถุงงานแล้ว ระบบกลางรับรายการเพิ่ม {taken} รายการ ข้อมูลใหม่ {lines} บรรทัด",
        "The bag was opened: {taken} more lines are proven to be at the centre, {lines} lines of news",
    )
    click.echo(str(said.fill(taken=opened.taken, lines=opened.lines)))
    if opened.problem:
        told = Words("ระบบกลางแจ้งว่า {problem}", "The centre says: {problem}")
        click.echo(str(told.fill(problem=opened.problem)))


@bag.command()
@click.argument("code")
@click.argument("recipient", metavar="KEY")
@target_argument
@click.option("--name", default="", help="what to call this machine at the centre")
@click.option("--url", default="", help="the centre's address, where a line may come one day")
def enrol(code: str, recipient: str, target: Path, name: str, url: str) -> None:
    """Ask by stick to be enrolled, with the centre's one-time CODE and its KEY for bags."""
    from sync import stick

    path = place_for(target, "enrol")
    machine = name or socket.gethostname()[:60]
    file = stick.ask_to_enrol(desk_home(), code, recipient, machine, SystemClock(), SystemRandomness(), url)
    write_private(path, file)
    said = Words(
        "เก็บคำขอลงทะเบียนไว้ที่ {path} แล้ว นำไปที่ระบบกลาง แล้วเปิดคำตอบด้วย desk bag open",
        "The request to enrol is in {path}; carry it to the centre and open the answer with desk bag open",
    )
    click.echo(str(said.fill(path=path)))


def _begin(content: bytes, officer: str | None) -> None:
    from sync import stick

    home, clock, randomness = desk_home(), SystemClock(), SystemRandomness()
    who, passphrase = asked(officer)
    told = stick.finish_enrolment(home, content, clock, randomness)
    opened = None
    try:
        opened = let_in(home, told.data_key, who, passphrase, clock, randomness)
    finally:
        if opened is None:
            stick.forget(home)
    if opened is None:
        raise WrongPassphrase()
    stick.enrolment_done(home)
    say_enrolled(told.desk, told.branch, opened)


def place_for(target: Path, name: str) -> Path:
    """Where to write: the file named, or the first free `name-N` in the folder named. Raises BagExists."""
    from sync.bag import SUFFIX
    from sync.bag_errors import BagExists

    if not target.is_dir():
        if target.exists():
            raise BagExists(path=target)
        return target
    number = 1
    while (path := target / f"{name}-{number}{SUFFIX}").exists():
        number += 1
    return path


def read_bag(file: Path) -> bytes:
    """A bag's file, within bounds. Raises NotABag."""
    from sync.bag import FILE_BYTES_MAX
    from sync.bag_errors import NotABag

    if file.stat().st_size > FILE_BYTES_MAX:
        raise NotABag(Words("แฟ้มใหญ่เกินกำหนด", "the file is too large"))
    return file.read_bytes()
