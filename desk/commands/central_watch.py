"""`desk central dashboard|release`: how the desks of a centre stand, and what a person decides there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.cells import cell_len

from desk.commands.central_store import (
    confirm,
    data_option,
    database_option,
    json_option,
    now_ms,
    one_branch_option,
    say,
    with_store,
    yes_option,
)
from desk.rules.office_day import clock_time, office_date
from desk.thai import format_date
from desk.words import Words, language

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
HEADS: tuple[Words, ...] = (
    Words("สำนักงาน", "Branch"),
    Words("โต๊ะ", "Desk"),
    Words("ติดต่อล่าสุด", "Last heard"),
    Words("บันทึก", "Lines"),
    Words("รับแล้ว", "Taken"),
    Words("ค้างเก่าสุด", "Oldest unsent"),
    Words("นาฬิกาต่าง", "Clock off"),
    Words("รอคนตัดสิน", "Waiting"),
    Words("รุ่น", "Version"),
)
RIGHT = frozenset({3, 4, 6, 7})
"""Columns of numbers."""


@click.command()
@data_option
@one_branch_option
@json_option
@database_option
def dashboard(folder: Path, branch: str | None, as_json: bool, database: str | None) -> None:
    """Every desk: last heard, how much it has, how much is held here, what waits."""
    from sync.central.enrolment import require_branch
    from sync.central.faces import all_desks

    if branch is not None:
        with_store(folder, lambda c: require_branch(c, branch), writing=False, database=database)
    found = with_store(folder, lambda c: all_desks(c, branch), writing=False, database=database)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for line in table(found, now_ms()):
        click.echo(line)


@click.command()
@click.argument("desk")
@data_option
@database_option
@yes_option
def release(desk: str, folder: Path, database: str | None, yes: bool) -> None:
    """Let the lines count that came under a revoked key of DESK: somebody looked at them."""
    from sqlalchemy import Connection

    from sync.central.decide import decide_again
    from sync.central.enrolment import branch_of
    from sync.central.enrolment import release as let_go

    question = Words(
        "ให้รายการของโต๊ะ {desk} ที่มาด้วยกุญแจที่ถูกเพิกถอนมีผลหรือไม่",
        "Let the lines of desk {desk} that came under a revoked key count?",
    )
    confirm(question.fill(desk=desk), yes=yes)

    def work(connection: Connection) -> int:
        count = let_go(connection, desk)
        decide_again(connection, branch_of(desk), "person", now_ms())
        return count

    count = with_store(folder, work, writing=True, database=database)
    said = Words("ปล่อยให้พิจารณาแล้ว {count} รายการ", "{count} lines were let go and judged")
    say(said.fill(count=count))


@click.command()
@click.argument("ref")
@click.option("--order", required=True, metavar="TEXT", help="by whose order, kept with the digest")
@data_option
@database_option
@yes_option
def erase(ref: str, order: str, folder: Path, database: str | None, yes: bool) -> None:
    """Erase what line REF says, for good: its digest stays, and the chain still verifies."""
    from sync.central.erasure import erase as erase_line

    question = Words("ลบเนื้อความของรายการ {ref} อย่างถาวรหรือไม่", "Erase what line {ref} says, for good?")
    confirm(question.fill(ref=ref), yes=yes)
    with_store(folder, lambda c: erase_line(c, ref, order, now_ms()), writing=True, database=database)
    say(Words("ลบรายการ {ref} แล้ว", "Line {ref} was erased").fill(ref=ref))


def table(desks: Sequence[dict[str, Any]], now: int) -> list[str]:
    """The desks as lines of a terminal, columns aligned by cells (Thai marks take none). `now` ms."""
    rows = [[str(head) for head in HEADS], *([*_row(desk, now)] for desk in desks)]
    widths = [max(cell_len(row[column]) for row in rows) for column in range(len(HEADS))]
    lines = []
    for row in rows:
        cells = []
        for column, text in enumerate(row):
            room = " " * (widths[column] - cell_len(text))
            cells.append(room + text if column in RIGHT else text + room)
        lines.append("  ".join(cells).rstrip())
    return lines


def _row(desk: dict[str, Any], now: int) -> tuple[str, ...]:
    revoked = f" {Words('(เพิกถอน)', '(revoked)')}" if desk["revoked"] else ""
    return (
        desk["branch"],
        desk["desk"] + (f".{desk['epoch']}" if desk["epoch"] > 1 else "") + revoked,
        ago(desk["heard"], now),
        _number(desk["n"]),
        _number(desk["acknowledged"]),
        _since(desk["oldest"]),
        off(desk["offset"]),
        _number(desk["waiting"] or None),
        (desk["version"] or "-")[:30],
    )


def ago(then: int | None, now: int) -> str:
    """How long since a moment, in the largest unit that says something."""
    if then is None:
        return str(Words("ยังไม่เคย", "never"))
    for unit, words in (
        (DAY_MS, Words("{n} วันก่อน", "{n} d ago")),
        (HOUR_MS, Words("{n} ชม.ก่อน", "{n} h ago")),
        (MINUTE_MS, Words("{n} นาทีก่อน", "{n} min ago")),
    ):
        if now - then >= unit:
            return str(words.fill(n=(now - then) // unit))
    return str(Words("เมื่อครู่", "just now"))


def off(ms: int | None) -> str:
    """A clock's difference, signed, in seconds, or minutes where it is much."""
    if ms is None:
        return "-"
    if abs(ms) < 2 * MINUTE_MS:
        return str(Words("{n} วิ", "{n} s").fill(n=_signed(round(ms / 1000))))
    return str(Words("{n} นาที", "{n} min").fill(n=_signed(round(ms / MINUTE_MS))))


def _signed(value: int) -> str:
    return f"{value:+,}" if value else "0"


def _since(ms: int | None) -> str:
    if not ms:
        return "-"
    day = office_date(ms)
    return f"{format_date(day, 'medium') if language() == 'th' else day.isoformat()} {clock_time(ms)}"


def _number(value: int | None) -> str:
    return "-" if value is None else f"{value:,}"
