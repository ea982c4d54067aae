"""Finding people by their names as typed, best first and in the order of a Thai dictionary, among a million.

Names are found first (`name_words`), people through them; of names that fit by the thousand only as many are looked at
as a page and the count up to COUNTED_AT_MOST need.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from local_db import names
from local_db.connection import Connection
from local_db.queries.citizens import COUNTED_AT_MOST
from local_db.queries.name_words import BEYOND, EQUAL, OTHER_ROLES, Hit, OtherParts, Word, people_bearing, people_of

PEOPLE_SEEN_MAX: Final = 40_000
"""People looked at for one search of several words; beyond, those found so far are what there is to show."""
GIVEN_COUNTED_MAX: Final = 500
COST_OF_NAME: Final = 60
"""Finding the people of another name costs as much as reading so many on."""
PAIRS_MAX: Final = 300
FEW_NAMES: Final = 100
BEARERS_MAX: Final = 1_000
FEW_PEOPLE: Final = 80
"""So few people are read and asked for every word, which spares the lists of all names the other words fit."""

Ranked = tuple[int, int, int, int, int]
"""Sum of how well the words fit, whether the first of them is not the given name, both names, the person."""
_PERSON: Final = "SELECT given_name, family_name, id, born_year FROM citizens WHERE id = ?"
_HITS_AND_NAMES: Final = (
    "SELECT c.given_name, c.family_name, c.id, c.born_year, c.given, c.middle, c.family, c.given_en, c.family_en"
    " FROM json_each(?) j CROSS JOIN citizens c ON c.id = j.value"
)
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


@dataclass(frozen=True, slots=True)
class Hits:
    """Whoever fits: numbers of people, the best first; `total` stops counting just above COUNTED_AT_MOST."""

    people: list[int]
    total: int
    exact: bool
    """Whether the first of them has every word as a whole name."""


def as_typed(
    connection: Connection, words: list[str], limit: int, accepts: Callable[[Hit], bool] | None = None
) -> Hits:
    """People each of whose `words` (normalised, small letters) is in some part of their name, and whom `accepts`."""
    if not words:
        return Hits([], 0, exact=False)
    if len(words) == 1 and accepts is None:
        return _one_word(connection, Word(connection, words[0]), limit)
    return _several(connection, [Word(connection, word) for word in dict.fromkeys(words)], limit, accepts)


# ---- one word


def _one_word(connection: Connection, word: Word, limit: int) -> Hits:
    page: dict[int, None] = {}
    met, fitting = list[int](), (name for _, name in word.in_order())
    for name in fitting:
        met.append(name)
        for hit in people_of(connection, name):
            page[hit[2]] = None
            if len(page) >= limit:
                return Hits(list(page), _count(connection, chain(met, fitting)), bool(word.equal))
    return Hits(list(page), len(page), bool(word.equal))


def _count(connection: Connection, fitting: Iterator[int]) -> int:
    """How many people bear one of these names, up to just above COUNTED_AT_MOST."""
    found: dict[int, set[int]] = {role: set() for role in names.ROLES}
    people = dict.fromkeys(names.ROLES, 0)
    at_once = 16
    while chunk := list(islice(fitting, at_once)):
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


# ---- several words


def _several(connection: Connection, words: list[Word], limit: int, accepts: Callable[[Hit], bool] | None) -> Hits:
    """Each word must fit some part of the person's name: the two longest lead to people, all are asked of them."""
    few = _few(connection, words)
    if few is not None:
        return _among(connection, few, words, limit, accepts)
    ranked: dict[int, Ranked] = {}
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
    return _best(ranked, limit)


def _best(ranked: dict[int, Ranked], limit: int) -> Hits:
    best = sorted(ranked.values())
    exact = bool(best) and best[0][0] == EQUAL
    return Hits([person for *_, person in best[:limit]], min(len(best), COUNTED_AT_MOST + 1), exact)


def _few(connection: Connection, words: list[Word]) -> set[int] | None:
    """Few people among whom is everybody who has all the words; None where the words tell of too many."""
    people: set[int] | None = None
    for word in sorted(words, key=lambda word: -len(word.text)):
        found = None if word.is_short else _bearers(connection, word)
        if found is not None:
            people = found if people is None else people & found
            if len(people) <= FEW_PEOPLE:
                return people
    return None


def _bearers(connection: Connection, word: Word) -> set[int] | None:
    """Everybody who bears a word as any part of their name; None if they are many."""
    found = [name for _, name in islice(word.in_order(), FEW_NAMES + 1)]
    if len(found) > FEW_NAMES or sum(people_bearing(connection, found).values()) > BEARERS_MAX:
        return None
    return {hit[2] for name in found for hit in people_of(connection, name)}


def _among(
    connection: Connection, people: set[int], words: list[Word], limit: int, accepts: Callable[[Hit], bool] | None
) -> Hits:
    """Those of a few people whose names have every word."""
    ranked: dict[int, Ranked] = {}
    for *hit, given, middle, family, given_en, family_en in connection.execute(
        _HITS_AND_NAMES, (json.dumps(sorted(people)),)
    ):
        first, last, others = names.parts_of(given, middle, family, given_en, family_en)
        keys = [first, last, *(key for _, key in others)]
        fits = [fit for word in words if (fit := word.fits_any(keys)) is not None]
        given_name, family_name, person, born = hit
        if len(fits) < len(words) or (accepts and not accepts((given_name, family_name, person, born))):
            continue
        turned = words[0].fits_any([first]) is None
        ranked[person] = (sum(fits), int(turned), given_name, family_name, person)
    return _best(ranked, limit)


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
