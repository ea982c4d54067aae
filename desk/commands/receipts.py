"""`desk receipts`: an auditor's walk over this desk's receipts, their register, the usage report of a fiscal year."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desk.commands.opening import open_office
from desk.counter.audit import Audit, CentreHead, walk
from desk.counter.books import BookState, register_of
from desk.counter.office import Office
from desk.counter.register_papers import register_csv, register_sheet, sums_of, usage_csv, usage_sheet
from desk.model.errors import Corrupt, DeskError, Misused
from desk.paper.register_sheet import register_document, usage_document
from desk.rules.books import FATE_WORDS, in_figures
from desk.rules.cash import format_baht
from desk.rules.office_day import moment
from desk.words import Words

if TYPE_CHECKING:
    from desk.paper.document import Document

ASK_SECONDS_MAX = 10


class ReceiptsDiffer(Corrupt):
    """The walk found something that does not hold."""

    code = "E448"
    said = Words(
        "การตรวจใบเสร็จพบข้อผิดปกติ {count} เรื่อง สมุดรายการไม่ได้เปลี่ยน แจ้งหัวหน้าและผู้ตรวจสอบ",
        "The walk over the receipts found {count} things amiss; nothing was changed. Tell supervisor and auditor",
    )


class OneBook(Misused):
    """The register on paper is asked for without saying of which book."""

    code = "E728"
    said = Words(
        "ทะเบียนเป็นกระดาษทำทีละเล่ม ยังไม่ได้เขียนอะไร ระบุเล่มด้วย --book",
        "The register on paper is of one book; nothing was written. Name the book with --book",
    )


@click.group()
def receipts() -> None:
    """Receipts of this desk, as an auditor asks for them."""


@receipts.command()
@click.option("--json", "as_json", is_flag=True, help="print JSON")
@click.option("--offline", is_flag=True, help="do not ask the centre: take its last signed word")
def check(as_json: bool, offline: bool) -> None:
    """Prove that every number is explained and that desk and centre agree; exit 5 where they do not."""
    office = open_office(read_only=True)
    try:
        centre = None if offline else _ask(office)
        found = walk(office.read(), centre)
    finally:
        office.close()
    if as_json:
        click.echo(json.dumps(found.told(), ensure_ascii=False))
    else:
        _tell(found)
    if not found.holds:
        raise ReceiptsDiffer(count=len(found.findings))


@receipts.command()
@click.option("--year", type=click.IntRange(2500, 2700), help="fiscal year, Buddhist Era")
@click.option("--book", "named", help="the book whose register is written as a paper")
@click.option("--csv", "csv_path", type=click.Path(dir_okay=False), help="write a table for accounting")
@click.option("--pdf", "pdf_path", type=click.Path(dir_okay=False), help="write the paper")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def register(year: int | None, named: str | None, csv_path: str | None, pdf_path: str | None, as_json: bool) -> None:
    """The register: every number of every book and what became of it."""
    office = open_office(read_only=True)
    try:
        found = [book for book in register_of(office.read(), year) if named in (None, book.book)]
        if csv_path:
            Path(csv_path).write_bytes(register_csv(office, found))
        if pdf_path:
            if len(found) != 1:
                raise OneBook()
            _write(pdf_path, register_document(register_sheet(office, found[0])), office)
    finally:
        office.close()
    if not (csv_path or pdf_path):
        _list(found, as_json)


def _list(found: list[BookState], as_json: bool) -> None:
    for book in found:
        for span in book.explained.spans:
            if as_json:
                told = {"book": book.book, "fiscal_year": book.fiscal_year, "first": span.first, "last": span.last}
                click.echo(json.dumps(told | {"fate": span.fate, "ref": span.ref, "satang": span.satang}))
            else:
                sum_ = format_baht(span.satang) if span.satang else ""
                number = f"{book.book}/{in_figures(span.first, span.last)}"
                click.echo(f"{number:<24} {span.ref:<14} {sum_:>14}  {FATE_WORDS[span.fate]}")


@receipts.command()
@click.argument("year", type=click.IntRange(2500, 2700))
@click.option("--csv", "csv_path", type=click.Path(dir_okay=False), help="write a table for accounting")
@click.option("--pdf", "pdf_path", type=click.Path(dir_okay=False), help="write the paper")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def usage(year: int, csv_path: str | None, pdf_path: str | None, as_json: bool) -> None:
    """The usage report of a fiscal year (BE), due by 31 October after it."""
    office = open_office(read_only=True)
    try:
        found = register_of(office.read(), year)
        if csv_path:
            Path(csv_path).write_bytes(usage_csv(found))
        if pdf_path:
            _write(pdf_path, usage_document(usage_sheet(office, found, year)), office)
    finally:
        office.close()
    if (csv_path or pdf_path) and not as_json:
        return
    if as_json:
        click.echo(json.dumps([asdict(sums_of(book)) for book in found], ensure_ascii=False))
        return
    said = Words(
        "เล่ม {book}: ใช้ {used} ยกเลิก {voided} คืน {returned} เสียหาย {spoiled} สูญหาย {lost} เหลือ {left}",
        "Book {book}: used {used}, voided {voided}, returned {returned}, spoiled {spoiled}, lost {lost}, left {left}",
    )
    for book in found:
        click.echo(str(said.fill(**asdict(sums_of(book)))))


def _write(path: str, document: Document, office: Office) -> None:
    from desk.paper.pdf import pdf

    Path(path).write_bytes(pdf(document, moment(office.clock.now_ms())))


def _ask(office: Office) -> CentreHead | None:
    """The centre's head of this desk, asked by its read-only face; None where it does not answer."""
    try:
        return asyncio.run(asyncio.wait_for(_head(office), ASK_SECONDS_MAX))
    except (DeskError, TimeoutError, OSError) as fault:
        said = Words(
            "ส่วนกลางไม่ตอบ ใช้หลักฐานล่าสุดที่ลงลายเซ็นไว้ ({fault})",
            "The centre does not answer; its last signed word is taken ({fault})",
        )
        click.echo(str(said.fill(fault=type(fault).__name__)), err=True)
        return None


async def _head(office: Office) -> CentreHead:
    from desk.rules import keys
    from sync.link import Link

    identity = office.file.identity()
    link = Link(identity.centre_url, keys.private_key(identity.device_key))
    try:
        told = await link.desk_head(identity.desk)
    finally:
        await link.close()
    return CentreHead(int(told["epoch"]), int(told["through"]), keys.b64decode(told["head"]))


def _tell(found: Audit) -> None:
    said = Words(
        "โต๊ะ {desk}: ใบเสร็จ {count} ใบ ยกเลิก {voided} ใบ ยอดที่ใช้ได้ {sum} บาท",
        "Desk {desk}: {count} receipts, {voided} of them void; {sum} baht in force",
    )
    click.echo(
        str(said.fill(desk=found.desk, count=found.receipts, voided=found.voided, sum=format_baht(found.satang)))
    )
    centre = Words(
        "ส่วนกลางเก็บถึงรายการที่ {through} จาก {last} ยังไม่ส่ง {unsent} ใบ",
        "The centre holds lines through {through} of {last}; {unsent} receipts are not sent",
    )
    click.echo(str(centre.fill(through=found.through, last=found.last, unsent=len(found.unsent))))
    for each in found.findings:
        click.echo(f"! {each.said}: {', '.join(each.about)}")
    if found.holds:
        click.echo(str(Words("✓ ทุกเลขมีที่มาที่ไป บัญชีสองด้านเท่ากัน", "✓ Every number is explained; the ledger is even")))
