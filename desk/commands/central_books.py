"""`desk central books`: what became of every number of the receipt books of a branch, as the centre holds it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from desk.commands.central_store import branch_option, data_option, database_option, json_option, with_store
from desk.words import Words

CLOSED = Words("ปิดแล้ว", "closed")
DORMANT = Words("ยังไม่เปิดใช้", "not opened")
IN_USE = Words("ใช้อยู่", "in use")


@click.command()
@data_option
@branch_option
@click.option("--year", type=int, metavar="YEAR", help="one fiscal year (BE) alone")
@json_option
@database_option
def books(folder: Path, branch: str, year: int | None, as_json: bool, database: str | None) -> None:
    """Usage report of the receipt books: used, missing and left, number by number."""
    from sqlalchemy import Connection

    from sync.central.books import usage
    from sync.central.enrolment import require_branch

    def work(connection: Connection) -> list[dict[str, Any]]:
        require_branch(connection, branch)
        return usage(connection, branch, year)

    found = with_store(folder, work, writing=False, database=database)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for book in found:
        click.echo(line(book))


def line(book: dict[str, Any]) -> str:
    """One book as a line of a terminal."""
    said = Words(
        "{book}  โต๊ะ {desk}  เลข {first}-{last}  ใช้ {used} (ยกเลิก {voided})  คืน {returned}  หาย {lost}  "
        "เสีย {cancelled}  ขาด {missing}  เหลือ {left}  {state}",
        "{book}  desk {desk}  numbers {first}-{last}  used {used} (voided {voided})  returned {returned}  lost {lost}  "
        "spoiled {cancelled}  missing {missing}  left {left}  {state}",
    )
    desk = book["desk"] + (f".{book['epoch']}" if book["epoch"] > 1 else "")
    runs = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in book["missing"]) or "0"
    state = CLOSED if book["closed"] else IN_USE if book["used"] else DORMANT
    names = ("book", "first", "last", "used", "voided", "returned", "lost", "cancelled", "left")
    told = {name: book[name] for name in names}
    return str(said.fill(**told, desk=desk, missing=runs, state=state))
