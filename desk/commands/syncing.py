"""`desk enrol`, `desk sync`, `desk status`: this desk and its centre."""

from __future__ import annotations

import asyncio
import json
import socket
from random import SystemRandom

import click

from desk.commands.first_officer import NobodyCouldOpen, asked, let_in, say_enrolled
from desk.commands.opening import LineFile, SystemRandomness, desk_home, open_office
from desk.config import load
from desk.counter.data_use import DATA_WORDS, DataUse, data_used, used_words, waiting_words
from desk.counter.office import Office
from desk.counter.status import Status, clock_words
from desk.counter.status import status as read_status
from desk.rules.office_day import clock_time, office_date
from desk.thai import format_date
from desk.words import Words, language
from local_db.connection import KEY_BYTES
from local_db.desk_file import SystemClock
from local_db.errors import NotEnrolled
from local_db.store import DATABASE


@click.command()
@click.argument("url")
@click.argument("code")
@click.option("--officer", help="the first officer of this desk (asked when missing)")
@click.option("--name", default="", help="what to call this machine at the centre")
def enrol(url: str, code: str, officer: str | None, name: str) -> None:
    """Enrol this machine with the centre's one-time CODE, and let the first officer open it."""
    from sync import enrol as enrolment

    home, clock, randomness = desk_home(), SystemClock(), SystemRandomness()
    who, passphrase = asked(officer)
    switch, authorities = LineFile(home), load(home).authorities()
    named = name or socket.gethostname()[:60]
    told = asyncio.run(enrolment.enrol(home, url, code, named, clock, randomness, switch, authorities))
    assert len(told.data_key) == KEY_BYTES
    opened = None
    try:
        opened = let_in(home, told.data_key, who, passphrase, clock, randomness)
    finally:
        if opened is None:  # nobody could open it: the folder is emptied again, the id enrolled anew with a fresh code
            for path in (home / DATABASE, home / f"{DATABASE}-wal", home / f"{DATABASE}-shm", home / "highwater.json"):
                path.unlink(missing_ok=True)
    if opened is None:
        raise NobodyCouldOpen()
    say_enrolled(told.desk, told.branch, opened)


@click.command()
@click.option("--once", is_flag=True, help="until nothing is unsent, then end")
@click.option("--json", "as_json", is_flag=True, help="print the status afterwards as JSON")
def sync(once: bool, as_json: bool) -> None:
    """Exchange with the centre: headless until stopped, or --once. Exit 3 while the line is down."""
    office = open_office()
    office.file.ballast.take_in()
    try:
        asyncio.run(exchange(office, once=once))
        found, data = read_status(office), data_used(office)
    finally:
        office.close()
    _print(found, data, as_json)


async def exchange(office: Office, *, once: bool) -> None:
    """Send and receive over this desk's line: until cancelled, or `once` until nothing is unsent.

    What fellow desks ask of this one is answered meanwhile; `once` sends the answers, too.
    """
    from desk.commands.answering import Answering, answer
    from sync.branch_line import line_of
    from sync.engine import Engine

    switch = LineFile(office.home)
    settings = load(office.home)
    link = line_of(office.file, switch, settings.hub_url, settings.authorities())
    answering = Answering(office)
    engine = Engine(office.file, link, SystemRandom(), switch, answering.told if not once else lambda: None)
    office.file.store.on_commit(engine.wake)
    try:
        if once:
            await engine.once()
            while await office.ask(lambda: answer(office)):
                await engine.once()
        else:
            await engine.run()
    finally:
        await answering.end()
        await link.close()


@click.command()
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def status(as_json: bool) -> None:
    """Where this desk stands: unsent work, proofs, heads, age of the copy. Works beside a running desk."""
    if not (desk_home() / DATABASE).exists():
        raise NotEnrolled()
    office = open_office(read_only=True)
    try:
        found, data = read_status(office), data_used(office)
    finally:
        office.close()
    _print(found, data, as_json)


def _print(found: Status, data: DataUse, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(found.as_json() | {"data": data.as_json()}, ensure_ascii=False))
        return
    yes, no = Words("ใช่", "yes"), Words("ยัง", "no")
    rows: list[tuple[Words, object]] = [
        (Words("โต๊ะ", "Desk"), f"{found.desk} ({found.branch})"),
        (Words("ระบบกลาง", "Centre"), found.centre),
        (Words("สาย", "Line"), LINE_WORDS.get(found.line, LINE_WORDS["unknown"])),
        (Words("รายการทั้งหมด", "Lines"), found.n),
        (Words("ส่วนกลางรับแล้ว", "Acknowledged"), found.acknowledged),
        (Words("ยังไม่ได้ส่ง", "Unsent"), found.unsent),
        (Words("เก่าสุดที่ยังไม่ส่ง", "Oldest unsent"), _time(found.oldest_unsent)),
        (Words("ส่งครบแล้ว", "All sent"), yes if found.all_sent else no),
        (Words("ติดต่อล่าสุด", "Last contact"), _time(found.last_contact)),
        (Words("สำเนาทะเบียน ณ", "Copy as of"), _time(found.copy_as_of)),
        (Words("คนในสำเนา", "People in the copy"), f"{found.citizens:,}"),
        (Words("รอแก้ไข", "Need attention"), found.troubled),
        (Words("ส่งไม่ได้ เก็บไว้ที่เครื่อง", "Cannot be sent, kept here"), found.left_at_home),
        (Words("เทียบกับส่วนกลาง", "Against the centre"), found.integrity or found.doubt or "-"),
        (Words("นาฬิกาเครื่อง", "Clock"), clock_words(found)),
        (DATA_WORDS, used_words(data)),
        (Words("แฟ้มสแกน", "Scans"), waiting_words(data)),
        (Words("หัวสายของโต๊ะ", "Own head"), found.head),
        (Words("หัวสายที่ส่วนกลาง", "Centre's head"), found.centre_head or "-"),
    ]
    for label, value in rows:
        click.echo(f"{label}: {value}")


LINE_WORDS = {
    "up": Words("ใช้ได้", "up"),
    "down": Words("ขาด", "down"),
    "unknown": Words("ยังไม่ทราบ", "not known yet"),
}


def _time(ms: int | None) -> str:
    if ms is None:
        return "-"
    day = office_date(ms)
    return f"{format_date(day, 'medium') if language() == 'th' else day.isoformat()} {clock_time(ms)}"
