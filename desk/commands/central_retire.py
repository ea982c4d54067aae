"""`desk central retire`: the account of a desk that wrote its last line is closed."""

from __future__ import annotations

from pathlib import Path

import click

from desk.commands.central_store import confirm, data_option, database_option, say, with_store, yes_option
from desk.words import Words


@click.command()
@click.argument("desk")
@data_option
@database_option
@yes_option
def retire(desk: str, folder: Path, database: str | None, yes: bool) -> None:
    """Close the account of DESK, which wrote its last line: keys taken back, books closed, its id free again."""
    from sync.central.retirement import retire as close_account

    question = Words("ปิดบัญชีโต๊ะ {desk} ที่เลิกใช้แล้วหรือไม่", "Close the account of desk {desk}, which is retired?")
    confirm(question.fill(desk=desk), yes=yes)
    found = with_store(folder, lambda c: close_account(c, desk), writing=True, database=database)
    said = Words(
        "ปิดบัญชี {journal} แล้ว เก็บไว้ครบ {lines} รายการ ใช้รหัสโต๊ะเดิมกับเครื่องใหม่ได้ด้วย desk central enrol",
        "The account of {journal} is closed, {lines} lines are held; desk central enrol gives the id anew",
    )
    say(said.fill(journal=found.journal, lines=f"{found.lines:,}"))
