"""`desk doctor`: looks at everything on this machine and says what to do; works beside a running desk."""

from __future__ import annotations

import asyncio
import json

import click

from desk.commands.opening import open_office
from desk.counter.checkup import SIGNS, Finding, examine, worst
from desk.counter.office import Office
from desk.model.errors import DeskError
from desk.words import Words

EXITS = {"good": 0, "look": 0, "bad": 5}


@click.command()
@click.option("--offline", is_flag=True, help="do not ask the centre whether it is there")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def doctor(offline: bool, as_json: bool) -> None:
    """Look at file, journal, copy, clock, disk and line; exit 5 when something is wrong."""
    office = open_office(read_only=True)
    try:
        found = examine(office)
        if not offline and found[0].result == "good":
            found.append(asyncio.run(_line(office)))
    finally:
        office.close()
    if as_json:
        told = [{"name": each.name, "result": each.result, "th": each.said.th, "en": each.said.en} for each in found]
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        for each in found:
            click.echo(f"{SIGNS[each.result]} {each.said}")
    raise SystemExit(EXITS[worst(found)])


async def _line(office: Office) -> Finding:
    from sync.link import Link

    link = Link(office.file.identity().centre_url, None)
    try:
        there = await link.healthy()
    except DeskError as fault:
        return Finding("line", "look", fault.line)
    finally:
        await link.close()
    if there:
        return Finding("line", "good", Words("ติดต่อส่วนกลางได้", "the centre answers"))
    return Finding("line", "look", Words("ส่วนกลางตอบว่าไม่พร้อม", "the centre says that it is not ready"))
