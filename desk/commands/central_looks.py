"""`desk central looks`: who looked at one person's record at every desk: the whole of what a desk's own slip begins."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from desk.commands.central_store import data_option, database_option, json_option, one_branch_option, say, with_store
from desk.words import Words


@click.command()
@data_option
@one_branch_option
@json_option
@database_option
@click.argument("number", default="")
def looks(number: str, folder: Path, branch: str | None, as_json: bool, database: str | None) -> None:
    """Tell who looked at the record of the person with this NUMBER; asked for when it is missing."""
    from desk.counter.looks import FOUND_BY_WORDS
    from desk.counter.visit import PURPOSE_WORDS
    from desk.rules.ids import check_pin
    from desk.rules.office_day import clock_time, office_date
    from desk.thai import date_words
    from sync.central.enrolment import require_branch
    from sync.central.looks import looks_at

    pin = check_pin(number or click.prompt(str(Words("เลขประจำตัว 13 หลัก", "Number of 13 digits"))))
    if branch is not None:
        with_store(folder, lambda c: require_branch(c, branch), writing=False, database=database)
    found = with_store(folder, lambda c: looks_at(c, pin, branch), writing=False, database=database)
    if as_json:
        click.echo(json.dumps([asdict(look) for look in found], ensure_ascii=False))
        return
    purposes = {str(name): words for name, words in PURPOSE_WORDS.items()}
    ways = {str(name): words for name, words in FOUND_BY_WORDS.items()}
    for look in found:
        purpose, way = purposes.get(look.purpose, look.purpose), ways.get(look.found_by, "-")
        when = f"{date_words(office_date(look.at))} {clock_time(look.at)}"
        click.echo(f"{when}  {look.desk}  {look.officer}  {purpose}  {way}  {look.ref}")
    said = Words(
        "เปิดดูทั้งหมด {count} ครั้ง ที่ {desks} โต๊ะ เท่าที่ส่งถึงส่วนกลางแล้ว",
        "{count} looks at {desks} desks, as far as they were sent to the centre",
    )
    say(said.fill(count=f"{len(found):,}", desks=len({look.desk for look in found})))
