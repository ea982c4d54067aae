"""`desk paper verify`: whether a receipt in the hand is true and still holds, with the line up or down."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from desk.commands.opening import open_office
from desk.counter.receipt_seal import FILE_BYTES_MAX, Finding, Verdict, check_paper
from desk.rules.cash import format_baht
from desk.thai import date_words
from desk.words import Words

EXIT: dict[Verdict, int] = {"holds": 0, "void": 1, "altered": 5, "forged": 5, "unknown_key": 3}
_RECEIPT = Words(
    "เล่มที่ {book} เลขที่ {number} วันที่ {date} {baht} บาท พิมพ์ครั้งที่ {copy}",
    "Book {book}, No. {number}, {date}, {baht} baht, print {copy}",
)


@click.group()
def paper() -> None:
    """Papers of this system."""


@paper.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="print the finding as JSON")
def verify(file: str, as_json: bool) -> None:
    """Check a receipt: its PDF, its record, or the text of its QR code (`-` reads it from the input)."""
    with sys.stdin.buffer if file == "-" else Path(file).open("rb") as source:
        content = source.read(FILE_BYTES_MAX + 1)
    office = open_office(read_only=True)
    try:
        finding = check_paper(office, content)
    finally:
        office.close()
    click.echo(json.dumps(_told(finding), ensure_ascii=False) if as_json else _said(finding))
    sys.exit(EXIT[finding.verdict])


def _said(finding: Finding) -> str:
    facts = finding.facts
    receipt = _RECEIPT.fill(
        book=facts.book,
        number=f"{facts.number:06d}",
        date=date_words(facts.date),
        baht=format_baht(facts.satang),
        copy=facts.copy,
    )
    return f"{finding.words}\n{receipt}"


def _told(finding: Finding) -> dict[str, object]:
    facts = finding.facts
    return {
        "verdict": finding.verdict,
        "recorded": finding.recorded,
        "ref": facts.ref,
        "book": facts.book,
        "number": facts.number,
        "fiscal_year": facts.fiscal_year,
        "date": facts.date.isoformat(),
        "satang": facts.satang,
        "copy": facts.copy,
    }
