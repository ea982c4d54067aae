"""The read-only copy of the citizen registry: written by the feed alone, checked by count and hash.

What finds people (`names`, the parts, the counts) is written here beside each row, in the same transaction.
A sum of row hashes is kept as rows come and go, in the same transaction; counting the tables anew must give the same.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from local_db import meta, names
from local_db.connection import Connection
from local_db.names import Named, Names

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
    "past",
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
TEXT_DEFAULTS = {
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
MEMBERS = {"citizens": CITIZEN_MEMBERS, "households": HOUSEHOLD_MEMBERS}
"""Members of each table's records; the first is the number."""
_SUM_SPACE = 2**128
Row = tuple[Any, ...]
"""A record's values in the order of its members."""
Part = tuple[int, int, int, int]
"""A name beside the first given and the family name: its number, those two, whose it is."""
_STORED = CITIZEN_MEMBERS[1:]
_PUT_CITIZEN = (
    f"INSERT INTO citizens (id, {', '.join(_STORED)}, given_name, family_name)"
    f" VALUES ({', '.join('?' * (len(_STORED) + 3))})"
)
_PUT_HOUSEHOLD = (
    f"INSERT INTO households (id, {', '.join(HOUSEHOLD_MEMBERS[1:])})"
    f" VALUES ({', '.join('?' * len(HOUSEHOLD_MEMBERS))})"
)
_NAMES = slice(CITIZEN_MEMBERS.index("given"), CITIZEN_MEMBERS.index("family_en") + 1)
_GIVEN, _MIDDLE, _FAMILY, _GIVEN_EN, _FAMILY_EN = range(_NAMES.start, _NAMES.stop)
_CROWD = 64
"""Names on either side that are moved to make room for a new one where none is left."""


@dataclass(frozen=True, slots=True)
class RegistryCount:
    """How many rows the copy has, and the sum of their hashes in hex."""

    citizens: int
    households: int
    sum: str


def put_citizens(connection: Connection, found: Iterable[Row]) -> None:
    """Put records; an older version than the one held changes nothing."""
    rows: dict[str, Row] = {}
    change = 0
    for row in found:
        held = rows.get(row[0]) or held_row(connection, "citizens", row[0])
        if held is not None:
            if held[1] > row[1]:
                continue
            change -= row_hash(held)
            if row[0] not in rows:
                _take_out(connection, held)
        rows[row[0]] = row
        change += row_hash(row)
    _put_in(connection, list(rows.values()))
    add_to_sum(connection, change)


def put_households(connection: Connection, found: Iterable[Row]) -> None:
    """Put houses; an older version than the one held changes nothing."""
    change = 0
    for row in found:
        held = held_row(connection, "households", row[0])
        if held is not None:
            if held[1] > row[1]:
                continue
            change -= row_hash(held)
            connection.execute("DELETE FROM households WHERE id = ?", (int(row[0]),))
        write_households(connection, [row])
        change += row_hash(row)
    add_to_sum(connection, change)


def drop(connection: Connection, table: str, number: str) -> None:
    """Take a citizen or a house out of the copy."""
    held = held_row(connection, table, number)
    if held is None:
        return
    if table == "citizens":
        _take_out(connection, held)
    else:
        connection.execute("DELETE FROM households WHERE id = ?", (int(number),))
    add_to_sum(connection, -row_hash(held))


def kept_count(connection: Connection) -> RegistryCount:
    """Count of the tables and the sum kept beside them."""
    return RegistryCount(*_counts(connection), str(meta.get(connection, "registry_sum", "0")))


def counted_anew(connection: Connection) -> RegistryCount:
    """Count and sum made from the rows themselves."""
    total = 0
    for table, members in MEMBERS.items():
        for row in connection.execute(f"SELECT {', '.join(members)} FROM {table}"):
            total += row_hash(row)
    return RegistryCount(*_counts(connection), f"{total % _SUM_SPACE:x}")


def _counts(connection: Connection) -> tuple[int, int]:
    row = connection.execute("SELECT (SELECT count(*) FROM citizens), (SELECT count(*) FROM households)").fetchone()
    return int(row[0]), int(row[1])


# ---- rows


def row_of(body: dict[str, Any], members: Sequence[str]) -> Row:
    """The values of a record; what it leaves out is as the protocol has it."""
    given = [body.get(name) for name in members]
    if members is CITIZEN_MEMBERS:
        given[-1] = past_text(given[-1])
    return tuple(TEXT_DEFAULTS.get(members[at]) if one is None else one for at, one in enumerate(given))


def past_text(past: list[dict[str, Any]] | None) -> str | None:
    """Earlier names and addresses as a row holds them."""
    return json.dumps(past, ensure_ascii=False, separators=(",", ":"), sort_keys=True) if past else None


def held_row(connection: Connection, table: str, number: str) -> Row | None:
    """The row of `citizens` or `households` with that number."""
    row: Row | None = connection.execute(
        f"SELECT {', '.join(MEMBERS[table])} FROM {table} WHERE id = ?", (int(number),)
    ).fetchone()
    return row


def row_hash(row: Row) -> int:
    """A row's part in the sum. Who has no past counts as before there was such a member."""
    told = tuple(row[:-1] if len(row) == len(CITIZEN_MEMBERS) and row[-1] is None else row)
    return int.from_bytes(hashlib.blake2b(repr(told).encode(), digest_size=16).digest(), "big")


def add_to_sum(connection: Connection, change: int) -> None:
    """Rows came and went: the sum moves with them."""
    held = int(str(meta.get(connection, "registry_sum", "0")), 16)
    meta.put(connection, "registry_sum", f"{(held + change) % _SUM_SPACE:x}")


# ---- a person and what finds them


def named_by(row: Row) -> tuple[str, str, list[Named]]:
    """Given name, family name and other parts of a record, as searched."""
    return names.parts_of(*row[_NAMES])


def write_citizens(connection: Connection, rows: Sequence[Row], dictionary: Names) -> tuple[list[Row], list[Part]]:
    """Put rows that are not there yet, and their parts; gives both as written. Raises NoRoom.

    A name met before costs one look into a dictionary: most of a million people share theirs with others.
    """
    plain = dictionary.numbers_of_texts({role: {row[at] for row in rows} for role, at in names.PLAIN_ROLES.items()})
    given, family, given_en, family_en = (plain[role] for role in names.PLAIN_ROLES)
    several = [row for row in rows if row[_MIDDLE] or " " in row[_GIVEN] or " " in row[_FAMILY]]
    further = {row[0]: [named for named in named_by(row)[2] if named[0] == names.OTHER] for row in several}
    number = dictionary.numbers({named for others in further.values() for named in others}) if further else {}
    citizens: list[Row] = []
    parts: list[Part] = []
    for row in rows:
        first, last, pin = given[row[_GIVEN]], family[row[_FAMILY]], int(row[0])
        citizens.append((pin, *row[1:], first, last))
        if row[_GIVEN_EN] and (part := given_en[row[_GIVEN_EN]]) != names.NO_NAME:
            parts.append((part, first, last, pin))
        if row[_FAMILY_EN] and (part := family_en[row[_FAMILY_EN]]) != names.NO_NAME:
            parts.append((part, first, last, pin))
    for row in several:
        first, last, pin = given[row[_GIVEN]], family[row[_FAMILY]], int(row[0])
        parts += [(number[named], first, last, pin) for named in further[row[0]]]
    connection.executemany(_PUT_CITIZEN, citizens)
    parts.sort()
    connection.executemany("INSERT INTO name_parts VALUES (?, ?, ?, ?)", parts)
    return citizens, parts


def write_households(connection: Connection, rows: Sequence[Row]) -> None:
    """Put houses that are not there yet."""
    connection.executemany(_PUT_HOUSEHOLD, [(int(row[0]), *row[1:]) for row in rows])


def _put_in(connection: Connection, rows: list[Row]) -> None:
    """Put people who are not there. Where the dictionary has no room, the crowd is put anew together with them."""
    crowd = _CROWD
    while True:
        try:
            citizens, parts = write_citizens(connection, rows, Names(connection))
        except names.NoRoom as full:
            rows = [*rows, *_take_crowd(connection, full, crowd)]
            crowd *= 2
            continue
        used = Counter([*(row[-2] for row in citizens), *(row[-1] for row in citizens), *(part[0] for part in parts)])
        del used[names.NO_NAME]
        names.add_people(connection, used.items())
        return


def _take_crowd(connection: Connection, full: names.NoRoom, crowd: int) -> list[Row]:
    """Take out everybody who bears one of the names around a place without room, and so the names."""
    names.forget_unborne(connection)
    low, high = names.around(connection, full, crowd)
    found = connection.execute(
        f"SELECT {', '.join(CITIZEN_MEMBERS)} FROM citizens WHERE id IN (SELECT id FROM citizens WHERE given_name > ?"
        " AND given_name < ? UNION SELECT id FROM citizens WHERE family_name > ? AND family_name < ?"
        " UNION SELECT citizen FROM name_parts WHERE name > ? AND name < ?)",
        (low, high) * 3,
    ).fetchall()
    for row in found:
        _take_out(connection, row)
    return found


def _take_out(connection: Connection, row: Row) -> None:
    others = named_by(row)[2]
    pin = int(row[0])
    first, last = connection.execute("SELECT given_name, family_name FROM citizens WHERE id = ?", (pin,)).fetchone()
    number = Names(connection).numbers(others)
    connection.execute("DELETE FROM citizens WHERE id = ?", (pin,))
    connection.executemany(
        "DELETE FROM name_parts WHERE name = ? AND given_name = ? AND family_name = ? AND citizen = ?",
        [(number[part], first, last, pin) for part in others],
    )
    used = Counter([*(one for one in (first, last) if one != names.NO_NAME), *(number[part] for part in others)])
    names.take_people(connection, used.items())
