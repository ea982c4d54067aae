"""`desk central ...`: the reference central service, its branches, desks, officers and data.

Loaded only when asked for; what needs the store is imported inside each command, so that `--help` stays quick.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desk.commands.central_bag import bag
from desk.commands.central_books import books
from desk.commands.central_keys import hub, key
from desk.commands.central_looks import looks
from desk.commands.central_policy import policy
from desk.commands.central_retire import retire
from desk.commands.central_store import (
    branch_option,
    confirm,
    data_option,
    database_option,
    json_option,
    now_ms,
    opened,
    say,
    with_store,
    yes_option,
)
from desk.commands.central_watch import dashboard, erase, release
from desk.words import Words

if TYPE_CHECKING:
    from sqlalchemy import Connection


@click.group(name="central")
def group() -> None:
    """The reference central service."""


for command in (bag, books, dashboard, erase, hub, key, looks, release, policy, retire):
    group.add_command(command)


@group.command()
@data_option
@database_option
def init(folder: Path, database: str | None) -> None:
    """Make a new centre: keys, and an empty encrypted store."""
    from sync.central.store import make_store

    make_store(folder, database=database).close()
    say(Words("สร้างระบบกลางแล้วที่ {folder}", "The centre was made in {folder}").fill(folder=folder))


@group.group()
def branch() -> None:
    """Branches: what shares one queue."""


@branch.command("add")
@click.argument("code")
@click.option("--name", required=True)
@data_option
@database_option
def branch_add(code: str, name: str, folder: Path, database: str | None) -> None:
    """Add a branch."""
    from sync.central.enrolment import add_branch

    with_store(folder, lambda c: add_branch(c, code, name, now_ms()), writing=True, database=database)
    say(Words("เพิ่มสำนักงาน {code} แล้ว", "Branch {code} was added").fill(code=code))


@group.command()
@click.argument("desk")
@data_option
@database_option
def enrol(desk: str, folder: Path, database: str | None) -> None:
    """Print a one-time code for a desk."""
    from sync.central.enrolment import new_code

    click.echo(with_store(folder, lambda c: new_code(c, desk, now_ms()), writing=True, database=database))


@group.command()
@click.argument("desk")
@data_option
@database_option
@yes_option
def revoke(desk: str, folder: Path, database: str | None, yes: bool) -> None:
    """Take back every key of a desk: it may speak no more."""
    from sync.central.enrolment import revoke as take_back

    question = Words("เพิกถอนเครื่อง {desk} หรือไม่", "Revoke desk {desk}?").fill(desk=desk)
    confirm(question, yes=yes)
    count = with_store(folder, lambda c: take_back(c, desk), writing=True, database=database)
    say(Words("เพิกถอนกุญแจแล้ว {count} ดอก", "{count} keys were revoked").fill(count=count))


@group.command()
@data_option
@click.option("--port", type=click.IntRange(0, 65535), required=True)
@database_option
@click.option("--demo-bank", is_flag=True, help="settle every QR order after two seconds; for the demo only")
@click.option("--source", metavar="COMMAND", help="a program that is asked for what the registry does not know")
@click.option("--source-name", default="outside", show_default=True, help="what desks are told that program asks")
@click.option("--source-timeout", type=click.FloatRange(0.1, 60), default=8.0, show_default=True, help="seconds it has")
def serve(
    folder: Path,
    port: int,
    database: str | None,
    demo_bank: bool,
    source: str | None,
    source_name: str,
    source_timeout: float,
) -> None:
    """Serve on loopback until stopped; prints the address once it listens."""
    from sync.central.serve import serve as run
    from sync.central.sources import OutsideSource

    def started(address: str) -> None:
        click.echo(address)
        sys.stdout.flush()

    outside = None if source is None else OutsideSource.of(source_name, source, source_timeout)
    run(folder, port, clock=now_ms, started=started, database=database, demo_bank=demo_bank, source=outside)


@group.command("make-sample")
@data_option
@branch_option
@click.option("--citizens", type=click.IntRange(1, 2_000_000), default=20_000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@database_option
def make_sample(folder: Path, branch: str, citizens: int, seed: int, database: str | None) -> None:
    """Fill a branch with synthetic citizens, households and officers."""
    from sync.central.loading import load_sample

    with opened(folder, database) as store:
        loaded = load_sample(store, branch, citizens, seed, now_ms())
    say(
        Words(
            "สร้างข้อมูลตัวอย่าง {citizens} คน {households} หลังคาเรือน",
            "Made {citizens} sample citizens in {households} households",
        ).fill(citizens=loaded.citizens, households=loaded.households)
    )


@group.command("load-citizens")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_option
@branch_option
@database_option
def load_citizens(file: Path, folder: Path, branch: str, database: str | None) -> None:
    """Load citizens from CSV: a header of record members, one citizen a row."""
    from sync.central.loading import load_csv

    with opened(folder, database) as store:
        count = load_csv(store, branch, file)
    say(Words("นำเข้าแล้ว {count} คน", "{count} citizens were loaded").fill(count=count))


@group.group()
def officers() -> None:
    """The roster of a branch."""


@officers.command("add")
@click.argument("officer")
@branch_option
@data_option
@click.option("--name-th", required=True)
@click.option("--name-en", required=True)
@click.option("--role", "roles", multiple=True, required=True)
@database_option
def officers_add(
    officer: str, branch: str, folder: Path, name_th: str, name_en: str, roles: tuple[str, ...], database: str | None
) -> None:
    """Add an officer, or change one; the passphrase comes from a prompt, or from standard input."""
    from sync.central.enrolment import require_branch
    from sync.central.officers import Officer, put_officer, verifier_of

    passphrase = _passphrase()

    def work(connection: Connection) -> None:
        require_branch(connection, branch)
        found = Officer(officer, name_th, name_en, roles)
        put_officer(connection, branch, found, verifier_of(passphrase), now_ms())

    with_store(folder, work, writing=True, database=database)
    say(Words("บันทึกเจ้าหน้าที่ {officer} แล้ว", "Officer {officer} was put on the roster").fill(officer=officer))


@officers.command("list")
@branch_option
@data_option
@json_option
@database_option
def officers_list(branch: str, folder: Path, as_json: bool, database: str | None) -> None:
    """Who is on the roster."""
    from sync.central.officers import roster

    found = with_store(folder, lambda c: roster(c, branch), writing=False, database=database)
    if as_json:
        click.echo(json.dumps(list(found), ensure_ascii=False))
        return
    for officer in found:
        click.echo(f"{officer['officer']:<16} {officer['name_th']}  ({', '.join(officer['roles'])})")


@officers.command("drop")
@click.argument("officer")
@branch_option
@data_option
@database_option
@yes_option
def officers_drop(officer: str, branch: str, folder: Path, database: str | None, yes: bool) -> None:
    """Take an officer off the roster."""
    from sync.central.officers import drop_officer

    question = Words("นำเจ้าหน้าที่ {officer} ออกหรือไม่", "Take officer {officer} off the roster?").fill(officer=officer)
    confirm(question, yes=yes)
    with_store(folder, lambda c: drop_officer(c, branch, officer, now_ms()), writing=True, database=database)
    say(Words("นำเจ้าหน้าที่ {officer} ออกแล้ว", "Officer {officer} was taken off").fill(officer=officer))


@group.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@branch_option
@data_option
@database_option
def catalogue(file: Path, branch: str, folder: Path, database: str | None) -> None:
    """Give a branch a service definition (TOML): a new fee, a new form."""
    from desk.catalogue.load import read_file, read_toml
    from sync.central.loading import put_service

    service = read_toml(read_file(file), file.name)
    with_store(folder, lambda c: put_service(c, branch, service), writing=True, database=database)
    say(Words("ส่งบริการ {code} ให้สำนักงานแล้ว", "Service {code} was given to the branch").fill(code=service.code))


@group.command()
@data_option
@database_option
@json_option
def replay(folder: Path, database: str | None, as_json: bool) -> None:
    """Judge every stored line anew and compare; exit 5 when an outcome differs."""
    from sync.central.checks import replay_all

    report = with_store(folder, replay_all, writing=False, database=database)
    _report(report, as_json)


@group.command()
@data_option
@database_option
@json_option
def doctor(folder: Path, database: str | None, as_json: bool) -> None:
    """Check every chain, feed and book of the store; exit 5 when something is wrong."""
    from sync.central.checks import check_all

    report = with_store(folder, check_all, writing=False, database=database)
    _report(report, as_json)


def _report(report: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        for fault in report["faults"]:
            click.echo(fault)
        words = Words("ตรวจ {lines} บรรทัด พบข้อผิดพลาด {count} ข้อ", "{lines} lines checked, {count} faults")
        say(words.fill(lines=report["lines"], count=len(report["faults"])))
    if report["faults"]:
        raise SystemExit(5)


def _passphrase() -> str:
    if sys.stdin.isatty():
        question = Words("รหัสผ่าน", "Passphrase")
        entered: str = click.prompt(str(question), hide_input=True, confirmation_prompt=True)
        return entered
    return sys.stdin.readline().rstrip("\r\n")


__all__ = ["group"]
