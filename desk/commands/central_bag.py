"""`desk central bag open|recipient`: sticks at a centre, with or without a line."""

from __future__ import annotations

from pathlib import Path

import click

from desk.commands.bag import place_for, read_bag
from desk.commands.central_store import data_option, database_option, now_ms, opened, say
from desk.devices.host import write_private
from desk.words import Words


@click.group()
def bag() -> None:
    """Bags that came by stick."""


@bag.command("open")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_option
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="FILE|DIR", help="where the answer goes")
@database_option
def open_(file: Path, folder: Path, out: Path, database: str | None) -> None:
    """Take a desk's bag in, judge what is in it, and write the bag that goes home. Twice changes nothing."""
    from sync.central.bags import answer_bag

    with opened(folder, database) as store:
        answered = answer_bag(store, read_bag(file), now_ms())
    path = place_for(out, f"{answered.desk}-home")
    write_private(path, answered.file)
    said = Words(
        "รับถุงงานของโต๊ะ {desk} แล้ว มีรายการถึงเลขที่ {through} คำตอบอยู่ที่ {path}",
        "The bag of desk {desk} was taken in, lines are held through {through}; the answer is {path}",
    )
    say(said.fill(desk=answered.desk, through=answered.through, path=path))
    for problem in answered.problems:
        told = Words("มีข้อขัดข้อง: {problem}", "There is a problem: {problem}")
        say(told.fill(problem=problem))


@bag.command()
@data_option
def recipient(folder: Path) -> None:
    """Print the key to which desks lock their bags."""
    from sync.central.store import read_identity

    click.echo(read_identity(folder).recipient)
