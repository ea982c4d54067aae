"""What tests of the desk's file share: looking at it, and laying hands on it behind the desk's back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from local_db.connection import Connection, connect
from local_db.desk_file import DeskFile
from local_db.journal import Act
from local_db.store import DATABASE
from tests.desks import KEY, Desk


def raw_lines(desk: Desk, epoch: int = 1) -> list[bytes]:
    """The exact bytes of the desk's own lines."""
    found = desk.office.read().execute("SELECT raw FROM journal WHERE epoch = ? ORDER BY n", (epoch,))
    return [bytes(row[0]) for row in found]


def last_line(desk: Desk) -> dict[str, object]:
    """The last own line, read."""
    return dict(json.loads(raw_lines(desk, desk.office.file.identity().epoch)[-1]))


def protocol_head(desk: str, epoch: int, lines: list[bytes]) -> bytes:
    """h(n) as section 1 of the protocol writes it, computed here and nowhere in the product."""
    head = hashlib.sha256(f"amphoe-desk/1\n{desk}\n{epoch}".encode()).digest()
    for line in lines:
        head = hashlib.sha256(head + hashlib.sha256(line).digest()).digest()
    return head


def act(desk: Desk, carry_out: Callable[[Act], object]) -> object:
    """One act on the desk's own file."""
    file: DeskFile = desk.office.file
    return file.act(carry_out)


@contextmanager
def behind_its_back(home: Path, key: bytes = KEY) -> Iterator[Connection]:
    """The file of a closed desk, opened for writing by somebody who has the key."""
    connection = connect(home / DATABASE, key)
    try:
        yield connection
    finally:
        connection.close()


def tables(connection: Connection, names: tuple[str, ...]) -> dict[str, list[tuple[object, ...]]]:
    """Every row of these tables."""
    return {name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in names}
