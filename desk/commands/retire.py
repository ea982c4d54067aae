"""`desk retire`: the end of a desk, step by step: no new work, all proven, history kept, the rest erased."""

from __future__ import annotations

import asyncio

import click

from desk.commands.opening import open_office
from desk.commands.syncing import exchange
from desk.counter import retirement
from desk.counter.office import Office
from desk.counter.session import Door, Session
from desk.model.errors import DeskError
from desk.words import Words

OPEN_EXIT = 3


@click.command()
@click.option("--to", default="", metavar="TEXT", help="office or machine that goes on with the work")
@click.option("--why", type=click.Choice(list(retirement.WHY_WORDS)), default="replaced", show_default=True)
@click.option("--officer", help="the supervisor under whose eyes it is done (asked when missing)")
@click.option("--keep", "note", default="", metavar="NOTE", help="take it back: the desk goes on")
@click.option("--yes", is_flag=True, help="do not ask")
def retire(to: str, why: retirement.Why, officer: str | None, note: str, yes: bool) -> None:
    """Retire this desk: as far as it goes today; exit 3 while something is still open."""
    office = open_office()
    try:
        session = _supervisor(office, officer)
        if note:
            retirement.keep(office, session, note)
            click.echo(str(Words("โต๊ะนี้ใช้ต่อ", "The desk goes on")))
            return
        _go_on(office, session, why, to, yes=yes)
    finally:
        office.close()


def _go_on(office: Office, session: Session, why: retirement.Why, to: str, *, yes: bool) -> None:
    if retirement.progress(office).state == "":
        if not yes:
            _confirm(Words("หยุดรับงานใหม่ที่โต๊ะนี้หรือไม่", "Take no new work at this desk any more?"))
        retirement.begin(office, session, why, to)
    _send(office)
    if retirement.progress(office).state == "retiring":
        found = retirement.still_open(office)
        if found:
            for said in found:
                click.echo(f"! {said}")
            raise SystemExit(OPEN_EXIT)
        retirement.finish(office, session)
        _send(office)
    if not retirement.progress(office).proven:
        for said in retirement.still_open(office):
            click.echo(f"! {said}")
        raise SystemExit(OPEN_EXIT)
    if not yes:
        _confirm(Words("ลบสำเนาทะเบียนและกุญแจของเครื่องนี้หรือไม่", "Erase the registry copy and this machine's keys?"))
    retirement.erase_copy(office)
    said = Words(
        "เลิกใช้โต๊ะแล้ว ส่วนกลางมีครบทุกรายการ ประวัติยังอ่านได้ด้วย desk journal show",
        "The desk is retired; the centre holds every line. desk journal show still reads its history",
    )
    click.echo(str(said))


def _send(office: Office) -> None:
    """Exchange until all is sent and judged, or the line does not allow it: then what is open says so."""
    try:
        for _ in range(20):
            asyncio.run(exchange(office, once=True))
            found = retirement.still_open(office)
            if not any("judged" in said.en for said in found):
                return
    except DeskError as fault:
        click.echo(str(fault), err=True)


def _supervisor(office: Office, officer: str | None) -> Session:
    who = officer or click.prompt(str(Words("หัวหน้า", "Supervisor")), err=True)
    passphrase = click.prompt(str(Words("รหัสผ่าน", "Passphrase")), hide_input=True, err=True)
    return Door(office).vouch(who, passphrase, "retire_desk")


def _confirm(question: Words) -> None:
    click.confirm(str(question), abort=True, err=True)
