"""Finding people in the registry copy."""

from __future__ import annotations

from dataclasses import dataclass

from local_db.connection import Connection

COUNTED_AT_MOST = 1_000
TRIGRAM = 3


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


_COLUMNS = ", ".join(f"c.{name}" for name in Citizen.__slots__)
_HOUSE_COLUMNS = ", ".join(Household.__slots__)


def by_pin(connection: Connection, pin: str) -> Citizen | None:
    """The record of that number."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM citizens c WHERE c.pin = ?", (pin,)).fetchone()
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
        f"SELECT {_COLUMNS} FROM citizens c WHERE c.phone = ? AND c.phone != '' ORDER BY c.sort_key LIMIT ?",
        (phone, limit),
    ).fetchall()
    return Matches([Citizen(*row) for row in rows], len(rows))


def by_pin_start(connection: Connection, start: str, limit: int) -> Matches:
    """Records whose number begins so (a number being typed)."""
    return _counted(connection, "c.pin >= ? AND c.pin < ?", (start, start + ":"), "c.pin", limit)


def by_name(connection: Connection, words: list[str], limit: int) -> Matches:
    """Records whose name holds all `words` (normalised): of one or two letters as the beginning of a name, longer
    ones anywhere in it. In the order of a Thai dictionary, names that begin so first."""
    conditions: list[str] = []
    values: list[str] = []
    for word in words:
        if len(word) < TRIGRAM:
            beyond = word + "\U0010ffff"
            conditions.append("((c.given_key >= ? AND c.given_key < ?) OR (c.family_key >= ? AND c.family_key < ?))")
            values += [word, beyond, word, beyond]
        else:
            conditions.append("c.id IN (SELECT rowid FROM citizen_names WHERE citizen_names MATCH ?)")
            values.append(_phrase(word))
    first = words[0] if words else ""
    order = "CASE WHEN substr(c.given_key, 1, ?) = ? THEN 0 WHEN substr(c.family_key, 1, ?) = ? THEN 1 ELSE 2 END"
    ranked = (len(first), first, len(first), first)
    return _counted(connection, " AND ".join(conditions), tuple(values), f"{order}, c.sort_key, c.pin", limit, ranked)


def _phrase(word: str) -> str:
    # a quoted phrase: whatever was typed is letters, never an operator of the search language
    return '"' + word.replace('"', '""') + '"'


def _counted(
    connection: Connection,
    where: str,
    values: tuple[object, ...],
    order: str,
    limit: int,
    order_values: tuple[object, ...] = (),
) -> Matches:
    if not where:
        return Matches([], 0)
    total = connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM citizens c WHERE {where} LIMIT {COUNTED_AT_MOST + 1})", values
    ).fetchone()[0]
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM citizens c WHERE {where} ORDER BY {order} LIMIT ?", (*values, *order_values, limit)
    )
    return Matches([Citizen(*row) for row in rows], int(total))


def household(connection: Connection, house: str) -> Household | None:
    """The house of that code."""
    row = connection.execute(f"SELECT {_HOUSE_COLUMNS} FROM households WHERE house = ?", (house,)).fetchone()
    return None if row is None else Household(*row)


def households_of(connection: Connection, houses: list[str]) -> dict[str, Household]:
    """Many houses at once, for a page of results."""
    marks = ", ".join("?" * len(houses))
    rows = connection.execute(f"SELECT {_HOUSE_COLUMNS} FROM households WHERE house IN ({marks})", houses)
    return {row[0]: Household(*row) for row in rows}
