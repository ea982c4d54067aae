"""The read-only copy of the citizen registry: written by the feed alone, checked by count and hash.

A sum of row hashes is kept as rows come and go, in the same transaction; counting the tables anew must give the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from desk.thai import normalise, sort_key
from local_db import meta
from local_db.connection import Connection

CITIZEN_MEMBERS = (
    "pin",
    "version",
    "title",
    "given",
    "middle",
    "family",
    "given_en",
    "family_en",
    "sex",
    "born_year",
    "born_month",
    "born_day",
    "nationality",
    "house",
    "role",
    "father",
    "mother",
    "status",
    "died",
    "merged_into",
    "phone",
    "card_expires",
)
HOUSEHOLD_MEMBERS = (
    "house",
    "version",
    "number",
    "moo",
    "road",
    "subdistrict",
    "tambon",
    "amphoe",
    "province",
    "postcode",
)
_TEXT_DEFAULTS = {
    "title": "",
    "middle": "",
    "family": "",
    "given_en": "",
    "family_en": "",
    "sex": "u",
    "nationality": "ไทย",
    "role": "",
    "status": "alive",
    "phone": "",
    "moo": "",
    "road": "",
}
_SUM_SPACE = 2**128
_PUT_CITIZEN = (
    f"INSERT INTO citizens ({', '.join(CITIZEN_MEMBERS)}, given_key, family_key, name_key, sort_key)"
    f" VALUES ({', '.join('?' * (len(CITIZEN_MEMBERS) + 4))})"
)
_PUT_HOUSEHOLD = f"INSERT INTO households VALUES ({', '.join('?' * len(HOUSEHOLD_MEMBERS))})"


@dataclass(frozen=True, slots=True)
class RegistryCount:
    """How many rows the copy has, and the sum of their hashes in hex."""

    citizens: int
    households: int
    sum: str


def put_citizens(connection: Connection, bodies: Iterable[dict[str, Any]], *, replace: bool = True) -> None:
    """Put records; an older version than the one held changes nothing. `replace=False` into an emptied table."""
    rows = [_row(body, CITIZEN_MEMBERS) for body in bodies]
    change = 0
    if replace:
        kept = []
        for row in rows:
            held = _held(connection, "citizens", CITIZEN_MEMBERS, "pin", row[0])
            if held is not None:
                if held[1] > row[1]:
                    continue
                change -= _hash(held)
                connection.execute("DELETE FROM citizens WHERE pin = ?", (row[0],))
            kept.append(row)
        rows = kept
    connection.executemany(_PUT_CITIZEN, (row + _keys(row) for row in rows))
    _add_to_sum(connection, change + sum(_hash(row) for row in rows))


def put_households(connection: Connection, bodies: Iterable[dict[str, Any]], *, replace: bool = True) -> None:
    """Put houses; an older version than the one held changes nothing."""
    rows = [_row(body, HOUSEHOLD_MEMBERS) for body in bodies]
    change = 0
    if replace:
        kept = []
        for row in rows:
            held = _held(connection, "households", HOUSEHOLD_MEMBERS, "house", row[0])
            if held is not None:
                if held[1] > row[1]:
                    continue
                change -= _hash(held)
                connection.execute("DELETE FROM households WHERE house = ?", (row[0],))
            kept.append(row)
        rows = kept
    connection.executemany(_PUT_HOUSEHOLD, rows)
    _add_to_sum(connection, change + sum(_hash(row) for row in rows))


def drop(connection: Connection, table: str, number: str) -> None:
    """Take a citizen or a house out of the copy."""
    members, column = (CITIZEN_MEMBERS, "pin") if table == "citizens" else (HOUSEHOLD_MEMBERS, "house")
    held = _held(connection, table, members, column, number)
    if held is not None:
        connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (number,))
        _add_to_sum(connection, -_hash(held))


def clear(connection: Connection) -> None:
    """Empty the copy, before a snapshot replaces it in the same transaction."""
    connection.execute("DELETE FROM citizens")
    connection.execute("DELETE FROM households")
    meta.put(connection, "registry_sum", "0")


def kept_count(connection: Connection) -> RegistryCount:
    """Count of the tables and the sum kept beside them."""
    return RegistryCount(*_counts(connection), str(meta.get(connection, "registry_sum", "0")))


def counted_anew(connection: Connection) -> RegistryCount:
    """Count and sum made from the rows themselves."""
    total = 0
    for table, members in (("citizens", CITIZEN_MEMBERS), ("households", HOUSEHOLD_MEMBERS)):
        for row in connection.execute(f"SELECT {', '.join(members)} FROM {table}"):
            total += _hash(row)
    return RegistryCount(*_counts(connection), f"{total % _SUM_SPACE:x}")


def _counts(connection: Connection) -> tuple[int, int]:
    row = connection.execute("SELECT (SELECT count(*) FROM citizens), (SELECT count(*) FROM households)").fetchone()
    return int(row[0]), int(row[1])


def _row(body: dict[str, Any], members: Sequence[str]) -> tuple[Any, ...]:
    return tuple(body.get(name) if body.get(name) is not None else _TEXT_DEFAULTS.get(name) for name in members)


def _keys(row: tuple[Any, ...]) -> tuple[str, str, str, bytes]:
    given, middle, family = (normalise(part).casefold() for part in row[3:6])
    thai = " ".join(part for part in (given, middle, family) if part)
    latin = f"{row[6]} {row[7]}".strip().casefold()
    return given, family, f"{thai} {latin}".strip(), sort_key(thai)


def _held(
    connection: Connection, table: str, members: Sequence[str], column: str, number: str
) -> tuple[Any, ...] | None:
    row: tuple[Any, ...] | None = connection.execute(
        f"SELECT {', '.join(members)} FROM {table} WHERE {column} = ?", (number,)
    ).fetchone()
    return row


def _hash(row: Sequence[Any]) -> int:
    return int.from_bytes(hashlib.blake2b(repr(tuple(row)).encode(), digest_size=16).digest(), "big")


def _add_to_sum(connection: Connection, change: int) -> None:
    held = int(str(meta.get(connection, "registry_sum", "0")), 16)
    meta.put(connection, "registry_sum", f"{(held + change) % _SUM_SPACE:x}")
