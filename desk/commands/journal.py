"""`desk verify`, `desk rebuild`, `desk journal show`: the journal looked at and made use of."""

from __future__ import annotations

import json
import sys
from datetime import datetime

import click

from desk.commands.opening import open_office
from desk.counter.status import base64url
from desk.model.errors import Corrupt
from desk.rules.office_day import moment
from desk.words import Words
from local_db import high_water, meta
from local_db.driver import dbapi2
from local_db.errors import RegistryDiffers, from_sqlite
from local_db.journal import entries
from local_db.rebuild import rebuild as rebuild_tables
from local_db.verify import verify as verify_journal


class TablesDiffered(Corrupt):
    """A rebuild gave other tables than there were."""

    code = "E512"
    said = Words(
        "ตารางที่สร้างใหม่ต่างจากเดิม: {tables} ตอนนี้ใช้ตารางที่สร้างใหม่ โปรดแจ้งผู้ดูแลระบบ",
        "Tables made anew differ from those before: {tables}. The new ones are used; call the administrator",
    )


@click.command()
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def verify(as_json: bool) -> None:
    """Walk the whole journal; exit 5 with the first bad line."""
    office = open_office(read_only=True)
    try:
        found = verify_journal(office.read(), high_water.read(office.home))
    except dbapi2.Error as fault:
        named = from_sqlite(fault)
        if named is None:
            raise
        raise named from fault
    finally:
        office.close()
    if as_json:
        told = {"ok": True, "lines": found.lines, "epochs": found.epochs, "head": base64url(found.head)}
        click.echo(json.dumps(told))
        return
    said = Words(
        "สมุดรายการถูกต้อง {lines} บรรทัด หลักฐานจากส่วนกลาง {acks} ฉบับ หัวสาย {head}",
        "The journal holds: {lines} lines, {acks} proofs of the centre, head {head}",
    )
    click.echo(str(said.fill(lines=found.lines, acks=found.acks, head=found.head)))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def rebuild(as_json: bool) -> None:
    """Make every table anew from its sources; exit 5 when anything came out differently."""
    office = open_office()
    try:
        verify_journal(office.read(), high_water.read(office.home))  # an altered journal is no source
        found = office.file.store.write(rebuild_tables)
    finally:
        office.close()
    if as_json:
        told = {
            "sources": found.sources,
            "tables": found.tables,
            "different": found.different,
            "registry": {"citizens": found.registry.citizens, "households": found.registry.households},
            "registry_holds": found.registry_holds,
        }
        click.echo(json.dumps(told))
    if found.different:
        raise TablesDiffered(tables=", ".join(found.different))
    if not found.registry_holds:
        raise RegistryDiffers()
    if not as_json:
        said = Words(
            "สร้าง {tables} ตารางใหม่จาก {sources} รายการ เหมือนเดิมทุกตาราง สำเนาทะเบียน {citizens} คนตรงกัน",
            "{tables} tables made anew from {sources} items, all identical; the copy of {citizens} people holds",
        )
        click.echo(str(said.fill(tables=found.tables, sources=found.sources, citizens=found.registry.citizens)))


@click.group()
def journal() -> None:
    """The journal of this desk."""


@journal.command()
@click.option("--json", "as_json", is_flag=True, help="the exact bytes of each line")
@click.option("--epoch", type=click.IntRange(1), help="another epoch than the present one")
@click.option("--from", "first", type=click.IntRange(1), default=1, show_default=True, help="first line")
@click.option("--to", "last", type=click.IntRange(1), help="last line")
def show(as_json: bool, epoch: int | None, first: int, last: int | None) -> None:
    """Show lines of the journal, beside a running desk too."""
    office = open_office(read_only=True)
    try:
        connection = office.read()
        identity = meta.identity(connection)
        chosen = identity.journal if epoch is None else type(identity.journal)(identity.desk, epoch)
        for entry in entries(connection, chosen, first, last):
            if as_json:
                sys.stdout.buffer.write(entry.raw + b"\n")
                continue
            second = f" +{entry.w}" if entry.w else ""
            when = _shown_time(moment(entry.t))
            body = json.dumps(entry.b, ensure_ascii=False)
            told = body if len(body) <= 100 else body[:99] + "…"
            click.echo(f"{chosen.reference(entry.n):<12} {when}  {entry.o + second:<18} {entry.k:<20} {told}")
        sys.stdout.flush()
    finally:
        office.close()


def _shown_time(when: datetime) -> str:
    return f"{when.day:02d}/{when.month:02d}/{when.year + 543} {when:%H:%M:%S}"
