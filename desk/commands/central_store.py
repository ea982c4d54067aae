"""What every `desk central` command shares: where the centre is, one transaction of its store, a line to the person."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from desk.words import Words

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sync.central.store import Store

Result = TypeVar("Result")

data_option = click.option(
    "--data", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="the centre's folder",
)  # fmt: skip
database_option = click.option(
    "--database", metavar="URL", envvar="DESK_CENTRE_DATABASE", help="PostgreSQL instead of the embedded store"
)
branch_option = click.option("--branch", required=True, metavar="CODE", help="the branch, such as 5701")
one_branch_option = click.option("--branch", metavar="CODE", help="one branch alone")
json_option = click.option("--json", "as_json", is_flag=True, help="print JSON")
yes_option = click.option("--yes", is_flag=True, help="do not ask")


def now_ms() -> int:
    """The wall clock in ms."""
    return time.time_ns() // 1_000_000


def say(words: Words) -> None:
    """One line to the person, in the language in force."""
    click.echo(str(words))


def confirm(question: Words, *, yes: bool) -> None:
    """Ask before what cannot be taken back, unless `--yes` answered already. Raises click.Abort at a no."""
    if not yes:
        click.confirm(str(question), abort=True)


@contextmanager
def opened(folder: Path, database: str | None) -> Iterator[Store]:
    """The centre's store, closed afterwards."""
    from sync.central.store import open_store

    store = open_store(folder, database=database)
    try:
        yield store
    finally:
        store.close()


def with_store(
    folder: Path, work: Callable[[Connection], Result], *, writing: bool, database: str | None = None
) -> Result:
    """Open the store, run one transaction, close it."""
    with opened(folder, database) as store:
        return store.write(work) if writing else store.read(work)
