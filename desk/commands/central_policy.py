"""`desk central policy`: a value the desks of a branch work by."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from desk.commands.central_store import branch_option, data_option, database_option, say, with_store
from desk.words import Words


@click.command()
@click.argument("name")
@click.argument("value")
@branch_option
@data_option
@database_option
def policy(name: str, value: str, branch: str, folder: Path, database: str | None) -> None:
    """Give a branch the policy NAME: an integer, true or false, a list as JSON, else a text."""
    from sync.central.policies import put_policy

    with_store(folder, lambda c: put_policy(c, branch, name, read(value)), writing=True, database=database)
    said = Words("กำหนดนโยบาย {name} ให้สำนักงาน {branch} แล้ว", "Policy {name} was given to branch {branch}")
    say(said.fill(name=name, branch=branch))


def read(text: str) -> Any:
    """What was typed, as JSON where it is that, else as it stands."""
    try:
        return json.loads(text)
    except ValueError:
        return text
