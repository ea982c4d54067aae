"""`desk central bag open|recipient`: sticks at a centre, with or without a line."""

from __future__ import annotations

from pathlib import Path

import click

from desk.commands.bag import place_for, read_bag
from desk.devices.host import write_private
from desk.words import Words


@click.group()
def bag() -> None:
    """Bags that came by stick."""


@bag.command("open")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--data", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="FILE|DIR", help="where the answer goes")
@click.option(
    "--database", metavar="URL", envvar="DESK_CENTRE_DATABASE", help="PostgreSQL instead of the embedded store"
)
def open_(file: Path, folder: Path, out: Path, database: str | None) -> None:
    """Take a desk's bag in, judge what is in it, and write the bag that goes home. Twice changes nothing."""
    from desk.commands.central import now_ms
    from sync.central.bags import answer_bag
    from sync.central.store import open_store

    store = open_store(folder, database=database)
    try:
        answered = answer_bag(store, read_bag(file), now_ms())
    finally:
        store.close()
    path = place_for(out, f"{answered.desk}-home")
    write_private(path, answered.file)
    said = Words(
        "รับถุงงานของโต๊ะ {desk} แล้ว มีรายการถึงเลขที่ {through} คำตอบอยู่ที่ {path}",
        "The bag of desk {desk} was taken in, lines are held through {through}; the answer is {path}",
    )
    click.echo(str(said.fill(desk=answered.desk, through=answered.through, path=path)))
    for problem in answered.problems:
        told = Words("มีข้อขัดข้อง: {problem}", "There is a problem: {problem}")
        click.echo(str(told.fill(problem=problem)))


@bag.command()
@click.option("--data", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
def recipient(folder: Path) -> None:
    """Print the key to which desks lock their bags."""
    from sync.central.store import read_identity

    click.echo(read_identity(folder).recipient)
