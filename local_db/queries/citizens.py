"""Finding people in the registry copy."""

from __future__ import annotations

import json
from dataclasses import dataclass

from local_db import names
from local_db.connection import Connection

COUNTED_AT_MOST = 1_000
PIN_DIGITS = 13
HOUSE_DIGITS = 11


@dataclass(frozen=True, slots=True)
class Earlier:
    """A name or an address somebody had until a day (ISO)."""

    until: str
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Citizen:
    """One registry record as the copy holds it. Birth: year BE as recorded, month and day only where known."""

    pin: str
    version: int
    title: str
    given: str
    middle: str
    family: str
    given_en: str
    family_en: str
    sex: str
    born_year: int | None
    born_month: int | None
    born_day: int | None
    nationality: str
    house: str | None
    role: str
    father: str | None
    mother: str | None
    status: str
    died: str | None
    merged_into: str | None
    phone: str
    card_expires: str | None
    past: str | None = None

    @property
    def earlier(self) -> list[Earlier]:
        """Earlier names and addresses, the latest first."""
        told = json.loads(self.past) if self.past else []
        found = [Earlier(one["until"], one.get("name", ""), one.get("address", "")) for one in told]
        return sorted(found, key=lambda one: one.until, reverse=True)

    @property
    def name(self) -> str:
        """Title, given, middle and family name as written in Thai."""
        return f"{self.title}{' '.join(part for part in (self.given, self.middle, self.family) if part)}"


@dataclass(frozen=True, slots=True)
class Household:
    """A house of the registry."""

    house: str
    version: int
    number: str
    moo: str
    road: str
    subdistrict: str
    tambon: str
    amphoe: str
    province: str
    postcode: str


@dataclass(frozen=True, slots=True)
class Matches:
    """The first page of a search; `total` stops counting just above COUNTED_AT_MOST."""

    rows: list[Citizen]
    total: int

    @property
    def more_than_counted(self) -> bool:
        """Whether there are more than were counted."""
        return self.total > COUNTED_AT_MOST


_HOW_MANY = (
    "SELECT coalesce(sum(people), 0) + (SELECT count(*) FROM citizens INDEXED BY citizens_given WHERE given_name = ?1)"
    " FROM name_people WHERE id BETWEEN ?2 AND ?3"
)
_COLUMNS = ", ".join(f"c.{name}" for name in Citizen.__slots__)
_HOUSE_COLUMNS = ", ".join(Household.__slots__)


def number_of(digits: str) -> int:
    """The row's number of a person's or a house's digits; -1, which no row has, for anything else."""
    whole = len(digits) in (PIN_DIGITS, HOUSE_DIGITS) and digits.isascii() and digits.isdigit()
    return int(digits) if whole else -1


def how_many(connection: Connection) -> int:
    """People in the copy, by the counts kept beside the given names: a million rows take 60 ms to be counted anew."""
    return int(connection.execute(_HOW_MANY, (names.NO_NAME, *names.span(names.GIVEN))).fetchone()[0])


def by_pin(connection: Connection, pin: str) -> Citizen | None:
    """The record of that number."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM citizens c WHERE c.id = ?", (number_of(pin),)).fetchone()
    return None if row is None else Citizen(*row)


def in_house(connection: Connection, house: str, limit: int = 100) -> list[Citizen]:
    """Everybody registered in a house, oldest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM citizens c WHERE c.house = ? ORDER BY c.born_year, c.pin LIMIT ?", (house, limit)
    )
    return [Citizen(*row) for row in rows]


def by_phone(connection: Connection, phone: str, limit: int) -> Matches:
    """People who gave that telephone number (digits only)."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM citizens c WHERE c.phone = ? AND c.phone != ''"
        " ORDER BY c.given_name, c.family_name, c.id LIMIT ?",
        (phone, limit),
    ).fetchall()
    return Matches([Citizen(*row) for row in rows], len(rows))


def by_pin_start(connection: Connection, start: str, limit: int) -> Matches:
    """Records whose number begins so (a number being typed)."""
    between = "WHERE c.id BETWEEN ? AND ?"
    values = (number_of(start.ljust(PIN_DIGITS, "0")), number_of(start.ljust(PIN_DIGITS, "9")))
    total = connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM citizens c {between} LIMIT {COUNTED_AT_MOST + 1})", values
    ).fetchone()[0]
    rows = connection.execute(f"SELECT {_COLUMNS} FROM citizens c {between} ORDER BY c.id LIMIT ?", (*values, limit))
    return Matches([Citizen(*row) for row in rows], int(total))


def of_numbers(connection: Connection, numbers: list[int]) -> list[Citizen]:
    """Records by their rows' numbers, in that order."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM json_each(?) j CROSS JOIN citizens c ON c.id = j.value ORDER BY j.key",
        (json.dumps(numbers),),
    )
    return [Citizen(*row) for row in rows]


def household(connection: Connection, house: str) -> Household | None:
    """The house of that code."""
    row = connection.execute(f"SELECT {_HOUSE_COLUMNS} FROM households WHERE id = ?", (number_of(house),)).fetchone()
    return None if row is None else Household(*row)


def households_of(connection: Connection, houses: list[str]) -> dict[str, Household]:
    """Many houses at once, for a page of results."""
    wanted = json.dumps([number_of(house) for house in houses])
    rows = connection.execute(
        f"SELECT {_HOUSE_COLUMNS} FROM json_each(?) j CROSS JOIN households h ON h.id = j.value", (wanted,)
    )
    return {row[0]: Household(*row) for row in rows}
