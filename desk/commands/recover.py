"""`desk recover`: going on after this desk's file and the centre were found to differ."""

from __future__ import annotations

import click

from desk.commands.opening import open_office
from desk.counter.recovery import NothingToRecover, amiss
from desk.counter.recovery import recover as carry_over
from desk.words import Words


@click.command()
@click.option("--yes", is_flag=True, help="do not ask")
def recover(yes: bool) -> None:
    """Begin the next epoch where file and centre part, and carry this desk's own lines over."""
    office = open_office()
    try:
        found = amiss(office.read())
        if found is None:
            raise NothingToRecover()
        click.echo(str(found), err=True)
        if not yes:
            click.confirm(
                str(Words("กู้รายการของเครื่องนี้ต่อหรือไม่", "Carry this desk's own lines over")), abort=True, err=True
            )
        opened = carry_over(office, None)
    finally:
        office.close()
    said = Words(
        "เปิดสมุดรอบที่ {epoch} กู้คืน {lines} รายการ ใช้ desk sync เพื่อส่ง",
        "Epoch {epoch} begun, {lines} lines carried over; desk sync sends them",
    )
    click.echo(str(said.fill(epoch=opened.epoch, lines=opened.carried)))
    if opened.receipts:
        twice = Words(
            "เลขใบเสร็จที่อาจมีสองใบบนกระดาษ: {numbers}", "Receipt numbers that may exist twice on paper: {numbers}"
        )
        click.echo(str(twice.fill(numbers=", ".join(opened.receipts))))
