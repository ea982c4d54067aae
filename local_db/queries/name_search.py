"""Finding people by their names as typed, best first and in the order of a Thai dictionary, among a million.

A word of one or two letters is looked for at the beginning of any part of a name, a longer one anywhere in it. Names
are found first, people through them; of names that fit by the thousand only as many are looked at as a page and the
count up to COUNTED_AT_MOST need.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
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
PHRASE_LETTERS_MAX: Final = 8
GIVEN_COUNTED_MAX: Final = 500
COST_OF_NAME: Final = 60
"""Finding the people of another name costs as much as reading so many on."""
PAIRS_MAX: Final = 300
ROWS_AT_ONCE: Final = 256
PARTS_LISTED_MAX: Final = 3_000
COST_OF_ASKING: Final = 8
"""Looking at one person's names costs as much as listing so many."""
OTHER_ROLES: Final = (names.OTHER, names.GIVEN_EN, names.FAMILY_EN)
BEYOND: Final = "\U0010ffff"

Hit = tuple[int, int, int, int | None]
"""Given name, family name, person, year of birth."""
_OF_NAME: Final = {
    names.GIVEN: "SELECT given_name, family_name, id, born_year FROM citizens INDEXED BY citizens_given"
    " WHERE given_name = ? ORDER BY family_name, born_year, id",
    names.FAMILY: "SELECT given_name, family_name, id, born_year FROM citizens INDEXED BY citizens_family"
    " WHERE family_name = ? ORDER BY given_name, born_year, id",
}
_PERSON: Final = "SELECT given_name, family_name, id, born_year FROM citizens WHERE id = ?"
_HOLDING: Final = "SELECT rowid FROM name_grams WHERE name_grams MATCH ? ORDER BY rowid"
_HOLDING_WHOLE: Final = "SELECT rowid FROM name_grams WHERE name_grams MATCH ? AND instr(key, ?) ORDER BY rowid"
_BY_FAMILY: Final = (
    "SELECT c.given_name, c.family_name, c.id, c.born_year FROM json_each(?2) f CROSS JOIN citizens c"
    " INDEXED BY citizens_family ON c.family_name = f.value"
    " WHERE +c.given_name IN (SELECT value FROM json_each(?1))"
)
_BY_GIVEN: Final = (
    "SELECT c.given_name, c.family_name, c.id, c.born_year FROM json_each(?1) g CROSS JOIN citizens c"
    " INDEXED BY citizens_given ON c.given_name = g.value WHERE "
)
_FITS_HEAD: Final = "+c.family_name & ?2 = ?3"
_FITS_LIST: Final = "+c.family_name IN (SELECT value FROM json_each(?2))"
_PAIRS: Final = (
    "SELECT c.given_name, c.family_name, c.id, c.born_year FROM json_each(?1) g CROSS JOIN json_each(?2) f"
    " CROSS JOIN citizens c INDEXED BY citizens_given ON c.given_name = g.value AND c.family_name = f.value"
)
_OF_PART: Final = (
    "SELECT given_name, family_name, citizen, NULL FROM name_parts WHERE name = ?"
    " ORDER BY given_name, family_name, citizen"
)


@dataclass(frozen=True, slots=True)
class Hits:
    """Whoever fits: numbers of people, the best first; `total` stops counting just above COUNTED_AT_MOST."""

    people: list[int]
    total: int
    exact: bool
    """Whether the first of them has every word as a whole name."""


class Word:
    """One typed word and the names it fits."""

    def __init__(self, connection: Connection, text: str) -> None:
        self._connection = connection
        self.text = text
        self.is_short = len(text) < TRIGRAM
        rows = connection.execute("SELECT id FROM names INDEXED BY names_key WHERE key = ?", (text,))
        self.equal = {row[0] for row in rows}
        self.mask = 0xFFFF if len(text) > 1 else 0xFF00
        self.head = names.head(text) & self.mask
        self.by_head = self.is_short and all(names.head(sign) >> 8 != names.OTHER_LETTER for sign in text)
        self._of_role: dict[int, dict[int, int]] | None = None

    def in_order(self) -> Iterator[tuple[int, int]]:
        """(quality, name) of all names it fits, the best first, then by role, then by dictionary."""
        yield from ((EQUAL, name) for name in sorted(self.equal))
        begun = set(self.equal)
        for name in self._beginning():
            if name not in begun:
                begun.add(name)
                yield BEGINS, name
        if not self.is_short:
            yield from ((INSIDE, name) for name in self._holding() if name not in begun)

    def _beginning(self) -> Iterator[int]:
        if self.by_head:
            for role in names.ROLES:
                yield from (name for name, _ in self.heads(role))
            return
        rows = self._connection.execute(
            "SELECT id FROM names INDEXED BY names_key WHERE key >= ? AND key < ? ORDER BY id",
            (self.text, self.text + BEYOND),
        )
        while several := rows.fetchmany(ROWS_AT_ONCE):
            yield from [row[0] for row in several]

    def heads(self, role: int) -> Iterable[tuple[int, int]]:
        """(name, people who bear it) of a role, of a word that heads tell; in dictionary order."""
        low, high = names.bounds(self._connection, role, self.text)
        found: Iterable[tuple[int, int]] = self._connection.execute(
            "SELECT id, people FROM name_people WHERE id > ? AND id < ? AND id & ? = ? ORDER BY id",
            (low, high, self.mask, self.head),
        )
        return found

    def _holding(self) -> Iterator[int]:
        text = self.text
        if len(text) <= PHRASE_LETTERS_MAX:
            rows = self._connection.execute(_HOLDING, (_phrase(text),))
        else:
            # a long phrase asks for every trigram in its place: five of them leave few names, which are looked at
            places = [(len(text) - TRIGRAM) * part // 4 for part in range(5)]
            asked = dict.fromkeys(_phrase(text[place : place + TRIGRAM]) for place in places)
            rows = self._connection.execute(_HOLDING_WHOLE, (" AND ".join(asked), text))
        while several := rows.fetchmany(ROWS_AT_ONCE):
            yield from [row[0] for row in several]

    def fits(self, name: int) -> int | None:
        """How well a name fits; None for not at all."""
        if name in self.equal:
            return EQUAL
        if self.by_head:
            return BEGINS if name and name & self.mask == self.head else None
        return self.of_role(names.role_of(name)).get(name)

    def of_role(self, role: int) -> dict[int, int]:
        """The names of one role it fits, the best first; of a long list NAMES_MAX names of all roles."""
        if self.by_head:
            found = {name: EQUAL for name in sorted(self.equal) if names.role_of(name) == role}
            return found | {name: BEGINS for name, _ in self.heads(role) if name not in found}
        if self._of_role is None:
            self._of_role = self._by_role()
        return self._of_role[role]

    def _by_role(self) -> dict[int, dict[int, int]]:
        # thousands of names, rising by number and so by role: taken and ranked as whole lists
        equal, begun = sorted(self.equal), list(islice(self._beginning(), NAMES_MAX))
        holding = [] if self.is_short else list(islice(self._holding(), NAMES_MAX))
        found: dict[int, dict[int, int]] = {}
        for role in names.ROLES:
            low, high = names.span(role)
            inside, begins, same = (
                listed[bisect_right(listed, low) : bisect_left(listed, high)] for listed in (holding, begun, equal)
            )
            ranked = dict.fromkeys(chain(same, begins, inside), INSIDE)
            ranked.update(dict.fromkeys(begins, BEGINS))
            ranked.update(dict.fromkeys(same, EQUAL))
            found[role] = ranked
        return found

    def people_by_other_parts(self) -> int:
        """How many bear it as another part than given and family name."""
        parts = [name for role in OTHER_ROLES for name in self.of_role(role)]
        return sum(people_bearing(self._connection, parts).values())


class OtherParts:
    """People who have a word in a middle name, a further word of a name or a Latin spelling."""

    def __init__(self, connection: Connection, word: Word) -> None:
        self._connection = connection
        self._word = word
        self._listed: dict[int, int] | None = None
        self._asked = 0
        self.count = word.people_by_other_parts()
        self.is_few = self.count <= PARTS_LISTED_MAX

    def listed(self) -> dict[int, int]:
        """How well it fits each of them, the best first."""
        if self._listed is None:
            self._listed = {}
            for role in OTHER_ROLES:
                for name, quality in self._word.of_role(role).items():
                    for hit in people_of(self._connection, name):
                        self._listed.setdefault(hit[2], quality)
                    if len(self._listed) > PEOPLE_SEEN_MAX:
                        return self._listed
        return self._listed

    def fit(self, person: int) -> int | None:
        """How well it fits that person: by the person's own names, until listing all who have it costs no more."""
        if not self.count:
            return None
        self._asked += 1
        if self._listed is not None or (self.is_few and self._asked * COST_OF_ASKING >= self.count):
            return self.listed().get(person)
        row = self._connection.execute(
            "SELECT given, middle, family, given_en, family_en FROM citizens WHERE id = ?", (person,)
        ).fetchone()
        text, found = self._word.text, [key for _, key in names.parts_of(*row)[2]]
        if text in found:
            return EQUAL
        if any(key.startswith(text) for key in found):
            return BEGINS
        return INSIDE if not self._word.is_short and any(text in key for key in found) else None


def as_typed(
    connection: Connection, words: list[str], limit: int, accepts: Callable[[Hit], bool] | None = None
) -> Hits:
    """People each of whose `words` (normalised, small letters) is in some part of their name, and whom `accepts`."""
    if not words:
        return Hits([], 0, exact=False)
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
    for _, name in word.in_order():
        for hit in people_of(connection, name):
            page[hit[2]] = None
            if len(page) >= limit:
                return Hits(list(page), _count(connection, word), bool(word.equal))
    return Hits(list(page), len(page), bool(word.equal))


def _count(connection: Connection, word: Word) -> int:
    """How many people bear a name the word fits, up to just above COUNTED_AT_MOST."""
    found: dict[int, set[int]] = {role: set() for role in names.ROLES}
    people = dict.fromkeys(names.ROLES, 0)
    fitting, at_once = word.in_order(), 16
    while chunk := [name for _, name in islice(fitting, at_once)]:
        for name, borne in people_bearing(connection, chunk).items():
            role = names.role_of(name)
            found[role].add(name)
            people[role] += borne
        if max(people.values()) > COUNTED_AT_MOST:
            return COUNTED_AT_MOST + 1
        at_once = min(at_once * 2, 256)
    # those found by their family name, others found by the given name, still others by another part
    given, family = found[names.GIVEN], found[names.FAMILY]
    total = people[names.FAMILY]
    for name in sorted(given):
        total += sum(hit[1] not in family for hit in people_of(connection, name))
    others = {
        hit[2]
        for role in OTHER_ROLES
        for name in sorted(found[role])
        for hit in people_of(connection, name)
        if hit[0] not in given and hit[1] not in family
    }
    return min(total + len(others), COUNTED_AT_MOST + 1)


def people_bearing(connection: Connection, found: Iterable[int]) -> dict[int, int]:
    """How many bear each of these names."""
    return dict(
        connection.execute(
            "SELECT p.id, p.people FROM json_each(?) j CROSS JOIN name_people p ON p.id = j.value",
            (json.dumps(sorted(found)),),
        ).fetchall()
    )


# ---- several words


def _several(connection: Connection, words: list[Word], limit: int, accepts: Callable[[Hit], bool] | None) -> Hits:
    """Each word must fit some part of the person's name: the two longest lead to people, all are asked of them."""
    ranked: dict[int, tuple[int, int, int, int, int]] = {}
    parts = [OtherParts(connection, word) for word in words]
    for hit in islice(_candidates(connection, words, parts), PEOPLE_SEEN_MAX):
        if hit[2] in ranked:
            continue
        quality = _sum_of_fits(hit, words, parts)
        if quality is None or (accepts is not None and not accepts(hit)):
            continue
        first = words[0].fits(hit[0])
        ranked[hit[2]] = (quality, 0 if first is not None else 1, hit[0], hit[1], hit[2])
        if len(ranked) > COUNTED_AT_MOST:
            break
    best = sorted(ranked.values())
    exact = bool(best) and best[0][0] == EQUAL
    return Hits([person for *_, person in best[:limit]], min(len(best), COUNTED_AT_MOST + 1), exact)


def _candidates(connection: Connection, words: list[Word], parts: list[OtherParts]) -> Iterator[Hit]:
    """People whom two of the words may mean, those first whom they mean best."""
    if len(words) == 1:
        for _, name in words[0].in_order():
            yield from people_of(connection, name)
        return
    one, two = sorted(words, key=lambda word: (word.by_head, -len(word.text)))[:2]
    if words.index(one) > words.index(two):
        one, two = two, one
    given, family = [word.of_role(names.GIVEN) for word in (one, two)], [one, two]
    for which in (0, 1):
        yield from with_both(connection, given[which], family[1 - which])
    yield from (hit for name in given[0] if name in given[1] for hit in people_of(connection, name))
    if not (one.by_head and two.by_head) or one.text.startswith(two.text) or two.text.startswith(one.text):
        listed, asked = (one, two) if not one.by_head else (two, one)
        fitting = None if asked.by_head else asked.of_role(names.FAMILY)
        for name in listed.of_role(names.FAMILY):
            if (asked.fits(name) is not None) if fitting is None else (name in fitting):
                yield from people_of(connection, name)
    # by a part of the one with fewer people; who has the other as such a part only is among those
    of_one, of_two = parts[words.index(one)], parts[words.index(two)]
    few, other, of_other = (of_one, two, of_two) if of_one.count <= of_two.count else (of_two, one, of_one)
    yield from _by_part(connection, few, other, of_other)
    named = two if other is one else one
    if of_other.count and named.by_head:
        yield from _by_part(connection, of_other, named, few)
    elif of_other.count:
        yield from _by_part_and_name(connection, of_other, named)


def _by_part(connection: Connection, parts: OtherParts, other: Word, of_other: OtherParts) -> Iterator[Hit]:
    """People with a word among their other parts whom the other word fits by any part."""
    if not parts.count:
        return
    for person in parts.listed():
        row = connection.execute(_PERSON, (person,)).fetchone()
        if row is not None and _fits_person(row, other, of_other) is not None:
            yield row


def _by_part_and_name(connection: Connection, parts: OtherParts, word: Word) -> Iterator[Hit]:
    """People with one word among their other parts, by whose given or family name the other word is fitted."""
    for role in (names.GIVEN, names.FAMILY):
        for name in word.of_role(role):
            yield from (hit for hit in people_of(connection, name) if parts.fit(hit[2]) is not None)


def with_both(connection: Connection, given: Iterable[int], family: Iterable[int] | Word) -> Iterator[Hit]:
    """People with one of these given names and one of these family names, from the side with less to read."""
    firsts = list(given)
    if isinstance(family, Word) and not family.by_head:
        family = family.of_role(names.FAMILY)
    if isinstance(family, Word):
        yield from connection.execute(_BY_GIVEN + _FITS_HEAD, (json.dumps(firsts), family.mask, family.head))
        return
    lasts = list(family)
    if not firsts or not lasts:
        return
    if len(firsts) * len(lasts) <= PAIRS_MAX:
        way = _PAIRS
    else:
        borne = sum(people_bearing(connection, firsts[:GIVEN_COUNTED_MAX]).values())
        to_read = borne * max(1, len(firsts) // GIVEN_COUNTED_MAX) + len(firsts) * COST_OF_NAME
        way = _BY_FAMILY if len(lasts) * COST_OF_NAME < to_read else _BY_GIVEN + _FITS_LIST
    yield from connection.execute(way, (json.dumps(firsts), json.dumps(lasts)))


def _sum_of_fits(hit: Hit, words: list[Word], parts: list[OtherParts]) -> int | None:
    total = 0
    for word, by_part in zip(words, parts, strict=True):
        fit = _fits_person(hit, word, by_part)
        if fit is None:
            return None
        total += fit
    return total


def _fits_person(hit: Hit, word: Word, by_part: OtherParts) -> int | None:
    given, family = word.fits(hit[0]), word.fits(hit[1])
    if given is not None or family is not None:
        return min(EQUAL + 9 if given is None else given, EQUAL + 9 if family is None else family)
    return by_part.fit(hit[2])


def _phrase(word: str) -> str:
    # a quoted phrase: whatever was typed is letters, never an operator of the search language
    return '"' + word.replace('"', '""') + '"'


# ---- year of birth and tambon


@dataclass(frozen=True, slots=True)
class Narrowed:
    """People born in a year (Buddhist Era), living in a tambon whose name begins so; nothing asked for is no limit."""

    born: int | None = None
    tambon: str = ""

    def among(self, connection: Connection) -> Callable[[Hit], bool] | None:
        """Tells whether somebody is among them; None where nothing is asked for."""
        if self.born is None and not self.tambon:
            return None
        return lambda hit: self._holds(connection, hit)

    def _holds(self, connection: Connection, hit: Hit) -> bool:
        if self.born is not None and hit[3] not in (None, self.born):
            return False
        if hit[3] is not None and not self.tambon:
            return True
        row = connection.execute(
            "SELECT c.born_year, h.tambon FROM citizens c LEFT JOIN households h ON h.id = CAST(c.house AS INTEGER)"
            " WHERE c.id = ?",
            (hit[2],),
        ).fetchone()
        return self.born in (None, row[0]) and (row[1] or "").startswith(self.tambon)


def narrowed_alone(connection: Connection, narrowed: Narrowed, limit: int) -> Hits:
    """Everybody whom the year and the tambon leave, in dictionary order; of very many those who come first."""
    if narrowed.tambon:
        rows = connection.execute(
            "SELECT * FROM (SELECT given_name, family_name, id FROM citizens INDEXED BY citizens_house WHERE house IN"
            " (SELECT house FROM households INDEXED BY households_tambon WHERE tambon >= ?1 AND tambon < ?2)"
            " AND (?3 IS NULL OR born_year = ?3) LIMIT ?4) ORDER BY 1, 2, 3",
            (narrowed.tambon, narrowed.tambon + BEYOND, narrowed.born, COUNTED_AT_MOST + 1),
        ).fetchall()
    else:
        rows = connection.execute(
            "SELECT given_name, family_name, id FROM citizens INDEXED BY citizens_given WHERE born_year = ?"
            " ORDER BY given_name, family_name LIMIT ?",
            (narrowed.born, COUNTED_AT_MOST + 1),
        ).fetchall()
    return Hits([row[2] for row in rows[:limit]], len(rows), exact=False)
