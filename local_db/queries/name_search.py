"""Finding people by their names as typed, best first and in the order of a Thai dictionary, among a million.

A word of one or two letters is looked for at the beginning of any part of a name, a longer one anywhere in it. Names are
found first, people through them; of names that fit by the thousand only as many are looked at as a page and the count
up to COUNTED_AT_MOST need.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from local_db import names
from local_db.connection import Connection
from local_db.queries.citizens import COUNTED_AT_MOST

TRIGRAM: Final = 3
EQUAL, BEGINS, INSIDE = range(3)
NAMES_MAX: Final = 50_000
"""Names of one word that are looked at together with other words."""
PEOPLE_SEEN_MAX: Final = 40_000
"""People looked at for one search of several words; beyond, those found so far are what there is to show."""
BEYOND: Final = "\U0010ffff"

Hit = tuple[int, int, int, int | None]
"""Given name, family name, person, year of birth."""
_OF_NAME: Final = {
    names.GIVEN: "SELECT given_name, family_name, id, born_year FROM citizens INDEXED BY citizens_given"
    " WHERE given_name = ? ORDER BY family_name, born_year, id",
    names.FAMILY: "SELECT given_name, family_name, id, born_year FROM citizens INDEXED BY citizens_family"
    " WHERE family_name = ? ORDER BY given_name, born_year, id",
}
_OF_PART: Final = (
    "SELECT given_name, family_name, citizen, NULL FROM name_parts WHERE name = ?"
    " ORDER BY given_name, family_name, citizen"
)


@dataclass(frozen=True, slots=True)
class Hits:
    """Whoever fits: numbers of people, the best first; `total` stops counting just above COUNTED_AT_MOST."""

    people: list[int]
    total: int


class Word:
    """One typed word and the names it fits."""

    def __init__(self, connection: Connection, text: str) -> None:
        self._connection = connection
        self.text = text
        self.is_short = len(text) < TRIGRAM
        rows = connection.execute("SELECT id FROM names INDEXED BY names_key WHERE key = ?", (text,))
        self.equal = {row[0] for row in rows}
        self._fitting: dict[int, int] | None = None
        head = names.head(text)
        self._mask, self._head = (0xFFFF, head) if len(text) > 1 else (0xFF00, head)
        self._by_head = self.is_short and all(names.head(sign) >> 8 != names.OTHER_LETTER for sign in text)

    def beginning(self, role: int) -> Iterator[int]:
        """Names of a role that begin so, equal ones left out, in dictionary order."""
        if self._by_head:
            low, high = names.bounds(self._connection, role, self.text)
            rows = self._connection.execute(
                "SELECT id FROM name_people WHERE id > ? AND id < ? AND id & ? = ? ORDER BY id",
                (low, high, self._mask, self._head),
            )
        else:
            rows = self._connection.execute(
                "SELECT id FROM names INDEXED BY names_key WHERE key >= ? AND key < ? AND id BETWEEN ? AND ? ORDER BY id",
                (self.text, self.text + BEYOND, *names.span(role)),
            )
        return (row[0] for row in rows if row[0] not in self.equal)

    def inside(self, role: int, beginning: set[int]) -> Iterator[int]:
        """Names of a role that hold it further in, in dictionary order."""
        if self.is_short:
            return iter(())
        rows = self._connection.execute(
            "SELECT rowid FROM name_grams WHERE name_grams MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid",
            (_phrase(self.text), *names.span(role)),
        )
        return (row[0] for row in rows if row[0] not in beginning and row[0] not in self.equal)

    def in_order(self) -> Iterator[tuple[int, int, int]]:
        """(quality, role, name) of all names it fits, the best first."""
        yield from ((EQUAL, names.role_of(name), name) for name in sorted(self.equal))
        begun: dict[int, set[int]] = {}
        for role in names.ROLES:
            begun[role] = set()
            for name in self.beginning(role):
                begun[role].add(name)
                yield BEGINS, role, name
        for role in names.ROLES:
            yield from ((INSIDE, role, name) for name in self.inside(role, begun[role]))

    def fitting(self) -> dict[int, int]:
        """How well each name fits; only for words that no head tells."""
        if self._fitting is None:
            found = islice(self.in_order(), NAMES_MAX)
            self._fitting = {name: quality for quality, _, name in found}
        return self._fitting

    def fits(self, name: int) -> int | None:
        """How well a name fits; None for not at all."""
        if name in self.equal:
            return EQUAL
        if self._by_head:
            return BEGINS if name & self._mask == self._head and name else None
        return self.fitting().get(name)

    def people_about(self, most: int) -> int:
        """About how many people bear a name it fits; stops above `most`."""
        found = 0
        if not self._by_head:
            fitting = list(self.fitting())
            sample = fitting[:: max(1, len(fitting) // 64)]
            people = _people(self._connection, sample)
            return len(fitting) * sum(people.values()) // max(1, len(sample))
        for role in (names.GIVEN, names.FAMILY):
            for name in islice(self.beginning(role), 64):
                found += sum(_people(self._connection, [name]).values())
                if found > most:
                    return found
        return found + sum(_people(self._connection, list(self.equal)).values())


def as_typed(
    connection: Connection, words: list[str], limit: int, accepts: Callable[[Hit], bool] | None = None
) -> Hits:
    """People each of whose `words` (normalised, small letters) is in some part of their name, and whom `accepts`."""
    if not words:
        return Hits([], 0)
    if len(words) == 1 and accepts is None:
        return _one_word(connection, Word(connection, words[0]), limit)
    return _several(connection, [Word(connection, word) for word in dict.fromkeys(words)], limit, accepts)


def people_of(connection: Connection, name: int) -> Iterable[Hit]:
    """Whoever bears a name, in dictionary order."""
    found: Iterable[Hit] = connection.execute(_OF_NAME.get(names.role_of(name), _OF_PART), (name,))
    return found


# ---- one word


def _one_word(connection: Connection, word: Word, limit: int) -> Hits:
    page: dict[int, None] = {}
    for _, _, name in word.in_order():
        for hit in people_of(connection, name):
            page[hit[2]] = None
            if len(page) >= limit:
                return Hits(list(page), _count(connection, word))
    return Hits(list(page), len(page))


def _count(connection: Connection, word: Word) -> int:
    """How many people bear a name the word fits, up to just above COUNTED_AT_MOST."""
    found: dict[int, set[int]] = {role: set() for role in names.ROLES}
    for _, role, name in word.in_order():
        found[role].add(name)
        if len(found[role]) > COUNTED_AT_MOST:  # each has somebody who bears it, and each person one of a role
            return COUNTED_AT_MOST + 1
        if len(found[role]) % 50 == 1 and _enough(connection, found[role]):
            return COUNTED_AT_MOST + 1
    if any(_enough(connection, found[role]) for role in names.ROLES):
        return COUNTED_AT_MOST + 1
    # those found by their family name, others found by the given name, still others by another part
    given, family = found[names.GIVEN], found[names.FAMILY]
    total = sum(_people(connection, family).values())
    for name in sorted(given):
        total += sum(hit[1] not in family for hit in people_of(connection, name))
    others = {
        hit[2]
        for role in (names.OTHER, names.GIVEN_EN, names.FAMILY_EN)
        for name in sorted(found[role])
        for hit in people_of(connection, name)
        if hit[0] not in given and hit[1] not in family
    }
    return min(total + len(others), COUNTED_AT_MOST + 1)


def _enough(connection: Connection, found: set[int]) -> bool:
    return sum(_people(connection, found).values()) > COUNTED_AT_MOST


def _people(connection: Connection, found: Iterable[int]) -> dict[int, int]:
    """How many bear each of these names."""
    return dict(
        connection.execute(
            "SELECT p.id, p.people FROM json_each(?) j CROSS JOIN name_people p ON p.id = j.value",
            (json.dumps(sorted(found)),),
        ).fetchall()
    )


# ---- several words


def _several(connection: Connection, words: list[Word], limit: int, accepts: Callable[[Hit], bool] | None) -> Hits:
    """The word borne by the fewest leads to people; the others must fit the same person."""
    leading = min(words, key=lambda word: word.people_about(PEOPLE_SEEN_MAX)) if len(words) > 1 else words[0]
    others = [word for word in words if word is not leading]
    parts = [_by_other_parts(connection, word) for word in others]
    ranked: dict[int, tuple[int, int, int, int, int]] = {}
    seen = 0
    for quality, _, name in leading.in_order():
        for hit in people_of(connection, name):
            seen += 1
            sum_of = _sum_of_fits(hit, quality, others, parts)
            if sum_of is None or hit[2] in ranked or (accepts is not None and not accepts(hit)):
                continue
            first = 0 if words[0].fits(hit[0]) is not None else 1
            ranked[hit[2]] = (sum_of, first, hit[0], hit[1], hit[2])
        if len(ranked) > COUNTED_AT_MOST or seen > PEOPLE_SEEN_MAX:
            break
    best = sorted(ranked.values())
    return Hits([person for *_, person in best[:limit]], min(len(best), COUNTED_AT_MOST + 1))


def _sum_of_fits(hit: Hit, quality: int, others: list[Word], parts: list[dict[int, int]]) -> int | None:
    for word, by_part in zip(others, parts, strict=True):
        fits = [fit for fit in (word.fits(hit[0]), word.fits(hit[1]), by_part.get(hit[2])) if fit is not None]
        if not fits:
            return None
        quality += min(fits)
    return quality


def _by_other_parts(connection: Connection, word: Word) -> dict[int, int]:
    """People who have the word in a middle name, a further word of a name or a Latin spelling."""
    found: dict[int, int] = {}
    for quality, role, name in word.in_order():
        if role in _OF_NAME:
            continue
        for hit in people_of(connection, name):
            found.setdefault(hit[2], quality)
        if len(found) > PEOPLE_SEEN_MAX:
            break
    return found


def _phrase(word: str) -> str:
    # a quoted phrase: whatever was typed is letters, never an operator of the search language
    return '"' + word.replace('"', '""') + '"'
