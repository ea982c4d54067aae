"""`desk catalogue check|list`: the office's services as data."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from desk.rules.cash import format_baht
from desk.rules.office_day import office_date
from desk.words import Words
from local_db.desk_file import SystemClock


@click.group()
def catalogue() -> None:
    """The services of the office."""


@catalogue.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Check service definitions (the packaged ones when no FILE is named); exit 2 with file, line and key."""
    from desk.catalogue.load import check_toml, packaged

    if not files:
        count = len(packaged().definitions())
        click.echo(str(Words("นิยามบริการ {n} รายการถูกต้อง", "{n} service definitions hold").fill(n=count)))
        return
    wrong = 0
    for path in files:
        service, faults = check_toml(path.read_text("utf-8", errors="replace"), path.name)
        wrong += len(faults)
        for fault in faults:
            click.echo(str(fault.sentence), err=True)
        if service is not None:
            click.echo(str(Words("{file}: ถูกต้อง", "{file}: holds").fill(file=path.name)))
    if wrong:
        raise click.exceptions.Exit(2)


@catalogue.command("list")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="another day than today")
def listing(as_json: bool, day: date | None) -> None:
    """List the services in force."""
    from desk.catalogue.load import packaged

    on = date(day.year, day.month, day.day) if day is not None else office_date(SystemClock().now_ms())
    services = packaged().on(on)
    if as_json:
        click.echo(json.dumps([service.body() for service in services], ensure_ascii=False))
        return
    for service in services:
        fixed = service.fee.kind == "fixed" and service.fee.satang is not None
        fee = format_baht(service.fee.satang or 0) if fixed else "-"
        click.echo(f"{service.menu}  {service.code:<16} {fee:>10}  {service.name}")
