"""`desk report`: revenue by what one asks, and the bank's file beside the books."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path

import click

from desk.commands.first_officer import asked
from desk.commands.opening import open_office
from desk.counter.bank_file import STANDING_WORDS, Comparison, compare, take_in
from desk.counter.revenue import revenue_csv, revenue_document, revenue_json, revenue_report
from desk.counter.session import Door
from desk.rules.bank_file import FILE_BYTES_MAX
from desk.rules.cash import format_baht
from desk.rules.office_day import moment
from desk.thai import date_words
from desk.words import Words

DAY = click.DateTime(["%Y-%m-%d"])
_DIFFERS = 1
_DUE = Words(
    "{ref} {service} · {state} {ended} · ครบกำหนดเก็บ {until} · แฟ้มแนบ {scans}",
    "{ref} {service} · {state} {ended} · kept until {until} · {scans} scans",
)
_RETENTION = Words(
    "ณ {day}: ครบกำหนดเก็บ {due} คำขอ ยังไม่ครบ {running} ยังไม่กำหนด {unset} ไม่มีอะไรถูกลบ",
    "On {day}: {due} requests are past their time, {running} are not yet, {unset} have none set. Nothing was deleted",
)


@click.group()
def report() -> None:
    """Reports of this desk."""


@report.command()
@click.option("--from", "since", type=DAY, help="first day, such as 2026-11-01 (this month's first)")
@click.option("--to", "until", type=DAY, help="last day, such as 2026-11-30 (today)")
@click.option("--by", type=click.Choice(["kind", "service", "officer", "day", "method"]), default="kind")
@click.option("--csv", "csv_path", type=click.Path(dir_okay=False), help="write a table for accounting")
@click.option("--pdf", "pdf_path", type=click.Path(dir_okay=False), help="write the paper")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def revenue(
    since: datetime | None,
    until: datetime | None,
    by: str,
    csv_path: str | None,
    pdf_path: str | None,
    as_json: bool,
) -> None:
    """What receipts brought in, by kind, service, officer, day or way of payment."""
    from desk.paper.pdf import pdf
    from desk.paper.preview import preview

    office = open_office(read_only=True)
    try:
        last: date = until.date() if until else office.today()
        first: date = since.date() if since else last.replace(day=1)
        found = revenue_report(office, first, last, by)  # type: ignore[arg-type]
        now = office.clock.now_ms()
    finally:
        office.close()
    if csv_path:
        Path(csv_path).write_bytes(revenue_csv(found))
    if pdf_path:
        Path(pdf_path).write_bytes(pdf(revenue_document(found), moment(now)))
    if as_json:
        click.echo(revenue_json(found).decode())
    elif not (csv_path or pdf_path):
        click.echo("\n".join(preview(revenue_document(found))))


@report.command()
@click.option("--on", "day", type=DAY, help="another day than today")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def retention(day: datetime | None, as_json: bool) -> None:
    """Which requests are past the time their definition keeps papers for. Deletes nothing."""
    from desk.counter.retention import due

    office = open_office(read_only=True)
    try:
        found = due(office, day.date() if day else None)
    finally:
        office.close()
    if as_json:
        click.echo(found.to_json())
        return
    for one in found.due:
        ended, until = date_words(one.ended), date_words(one.until)
        said = _DUE.fill(ref=one.ref, service=one.service, state=one.state, ended=ended, until=until, scans=one.scans)
        click.echo(f"{said} ({one.ground})" if one.ground is not None else str(said))
    count = {"due": len(found.due), "running": found.running, "unset": found.no_time_set}
    click.echo(str(_RETENTION.fill(day=date_words(found.day), **count)))


@report.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--take", is_flag=True, help="take over the sums that are not in the books yet")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
@click.option("--officer", help="who takes them over (asked when missing)")
def bank(file: str, take: bool, as_json: bool, officer: str | None) -> None:
    """The bank's file (CSV) beside the books; exit 1 where they differ."""
    with Path(file).open("rb") as source:
        content = source.read(FILE_BYTES_MAX + 1)
    office = open_office(read_only=not take)
    try:
        taken = take_in(office, Door(office).sign_in(*asked(officer)), content) if take else 0
        found = compare(office, content)
    finally:
        office.close()
    click.echo(json.dumps(_told(found, taken), ensure_ascii=False) if as_json else _said(found, taken))
    sys.exit(0 if found.agrees else _DIFFERS)


def _said(found: Comparison, taken: int) -> str:
    lines = []
    if taken:
        lines.append(str(Words("รับยอดใหม่เข้าสมุด {n} รายการ", "{n} new sums taken over").fill(n=taken)))
    for each in found.lines:
        told = f"{each.line.ref1:<20} {format_baht(each.line.satang):>14}"
        lines.append(f"{told}  {STANDING_WORDS[each.standing]} ({each.sort})")
    for missing in found.missing:
        said = Words("ไม่อยู่ในไฟล์ของธนาคาร", "not in the bank's file")
        lines.append(f"{missing.ref1:<20} {format_baht(missing.satang):>14}  {said}")
    total = Words("รวม {n} รายการ {baht} บาท", "{n} sums, {baht} baht")
    lines.append(str(total.fill(n=len(found.lines), baht=format_baht(found.file.satang))))
    return "\n".join(lines)


def _told(found: Comparison, taken: int) -> dict[str, object]:
    return {
        "agrees": found.agrees,
        "taken": taken,
        "satang": found.file.satang,
        "lines": [
            {"line": each.line.line, "ref1": each.line.ref1, "satang": each.line.satang, "standing": each.standing}
            for each in found.lines
        ],
        "missing": [{"ref1": each.ref1, "bank_ref": each.bank_ref, "satang": each.satang} for each in found.missing],
    }
