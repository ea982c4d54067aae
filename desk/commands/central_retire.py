"""`desk central retire`: the account of a desk that wrote its last line is closed."""

from __future__ import annotations

from pathlib import Path

import click

from desk.words import Words


@click.command()
@click.argument("desk")
@click.option("--data", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option("--database", metavar="URL", envvar="DESK_CENTRE_DATABASE", help="PostgreSQL, not the embedded store")
@click.option("--yes", is_flag=True, help="do not ask")
def retire(desk: str, folder: Path, database: str | None, yes: bool) -> None:
    """Close the account of DESK, which wrote its last line: keys taken back, books closed, its id free again."""
    from desk.commands.central import with_store
    from sync.central.retirement import retire as close_account

    if not yes:
        question = Words("ปิดบัญชีโต๊ะ {desk} ที่เลิกใช้แล้วหรือไม่", "Close the account of desk {desk}, which is retired?")
        click.confirm(str(question.fill(desk=desk)), abort=True)
    found = with_store(folder, lambda c: close_account(c, desk), writing=True, database=database)
    said = Words(
        "ปิดบัญชี {journal} แล้ว เก็บไว้ครบ {lines} รายการ ใช้รหัสโต๊ะเดิมกับเครื่องใหม่ได้ด้วย desk central enrol",
        "The account of {journal} is closed, {lines} lines are held; desk central enrol gives the id anew",
    )
    click.echo(str(said.fill(journal=found.journal, lines=f"{found.lines:,}")))
