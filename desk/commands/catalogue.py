"""`desk catalogue check|list|show|diff`: the office's services as data."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desk.model.errors import Misused
from desk.rules.office_day import office_date
from desk.words import Words
from local_db.desk_file import SystemClock

if TYPE_CHECKING:
    from desk.catalogue.load import Catalogue, CatalogueFault
    from desk.catalogue.service import Service

_FILES = click.Path(exists=True, path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])
_KINDS = click.Choice(["district", "municipality", "subdistrict"])
_HERE = click.option(
    "--desk", "here", is_flag=True, help="as this desk has them: with what the centre sent and the office filled in"
)
_NAME_CELLS = 26


class NoSuchDefinition(Misused):
    """What was named is neither a file nor a service in force."""

    code = "E304"
    said = Words(
        "ไม่พบแฟ้มหรือบริการ {name} ไม่มีอะไรเปลี่ยนแปลง ใช้ชื่อแฟ้ม รหัสบริการ หรือ รหัส@ปี-เดือน-วัน (ค.ศ.)",
        "There is no file or service {name}; nothing was changed. Name a file, a code, or CODE@YYYY-MM-DD",
    )


@click.group()
def catalogue() -> None:
    """The services of the office."""


@catalogue.command()
@click.argument("files", nargs=-1, type=_FILES)
def check(files: tuple[Path, ...]) -> None:
    """Check service definitions (the packaged ones when no FILE is named); exit 2 with file, line and key."""
    from desk.catalogue.load import packaged

    if not files:
        count = len(packaged().definitions())
        click.echo(str(Words("นิยามบริการ {n} รายการถูกต้อง", "{n} service definitions hold").fill(n=count)))
        return
    wrong = 0
    for path in [file for named in files for file in (sorted(named.glob("*.toml")) if named.is_dir() else [named])]:
        faults = _faults(path)
        wrong += len(faults)
        for fault in faults:
            click.echo(f"{fault.sentence.th}\n    {fault.sentence.en}", err=True)
        if not faults:
            click.echo(str(Words("{file}: ถูกต้อง", "{file}: holds").fill(file=path.name)))
    if wrong:
        raise click.exceptions.Exit(2)


def _faults(path: Path) -> tuple[CatalogueFault, ...]:
    """What is wrong with one file, be it a definition or what an office filled in."""
    from desk.catalogue.load import check_toml, packaged, read_file
    from desk.catalogue.office_file import check_office, is_office_file

    text = read_file(path)
    if is_office_file(text):
        return check_office(text, path.name, packaged())[1]
    return check_toml(text, path.name)[1]


@catalogue.command("list")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
@click.option("--on", "day", type=_DAY, help="another day than today")
@click.option("--office", "kind", type=_KINDS, help="what an office of this kind offers")
@_HERE
def listing(as_json: bool, day: datetime | None, kind: str | None, here: bool) -> None:
    """List the services in force."""
    from desk.catalogue.telling import fee_rule_words

    known, own_kind = _known(here)
    kind = kind or own_kind
    services = [one for one in known.on(_day(day)) if kind is None or kind in one.offices]
    if here:
        services = [one for one in services if one.offered]
    if as_json:
        click.echo(json.dumps([service.body() for service in services], ensure_ascii=False))
        return
    for service in services:
        click.echo(f"{service.menu}  {service.code:<20} {service.name} · {fee_rule_words(service.fee)}")


@catalogue.command()
@click.argument("code")
@click.option("--on", "day", type=_DAY, help="another day than today")
@_HERE
def show(code: str, day: datetime | None, here: bool) -> None:
    """Show one service as a person reads it: CODE, its menu number, or a file."""
    from rich.cells import cell_len

    from desk.catalogue.telling import told

    before = ""
    for name, text in told(_definition(code, _day(day), _known(here)[0])):
        label = "" if str(name) == before and not str(name).startswith(" ") else str(name)
        before = str(name)
        click.echo(f"{label}{' ' * max(1, _NAME_CELLS - cell_len(label))}{text}")


@catalogue.command()
@click.argument("before")
@click.argument("after")
@_HERE
def diff(before: str, after: str, here: bool) -> None:
    """Say what differs between two definitions; each is a file, a CODE, or CODE@YYYY-MM-DD."""
    from desk.catalogue.telling import differences

    today, (known, _) = _day(None), _known(here)
    found = differences(_definition(before, today, known), _definition(after, today, known))
    for key, old, new in found:
        click.echo(f"{key}: {old} -> {new}")
    if not found:
        click.echo(str(Words("เหมือนกันทุกช่อง", "they are the same")))


def _known(here: bool) -> tuple[Catalogue, str | None]:
    """The packaged definitions; `here` those of this desk, and the kind of its office.

    Raises what opening the desk raises, and DefinitionInvalid.
    """
    if not here:
        from desk.catalogue.load import packaged

        return packaged(), None
    from desk.commands.opening import open_office

    office = open_office(read_only=True)
    try:
        connection = office.read()
        return office.catalogue(connection), office.kind(connection)
    finally:
        office.close()


def _definition(named: str, today: date, known: Catalogue) -> Service:
    """The definition somebody means. Raises NoSuchDefinition, DefinitionInvalid."""
    from desk.catalogue.load import ServiceUnknown, read_file, read_toml

    path = Path(named)
    if path.suffix == ".toml" and path.is_file():
        return read_toml(read_file(path), path.name)
    code, _, day = named.partition("@")
    try:
        on = date.fromisoformat(day) if day else today
        return known.by_menu(code, on) if code.isdigit() else known.get(code.upper(), on)
    except (ServiceUnknown, ValueError) as error:
        raise NoSuchDefinition(name=named) from error


def _day(given: datetime | None) -> date:
    return given.date() if given is not None else office_date(SystemClock().now_ms())
