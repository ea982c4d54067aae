"""One typed word: the names it fits, how well, and the people who bear them.

A word of one or two letters is looked for at the beginning of any part of a name, a longer one anywhere in it.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, islice
from typing import Final

from local_db import names
from local_db.connection import Connection

TRIGRAM: Final = names.GRAM_LETTERS
EQUAL, BEGINS, INSIDE = range(3)
NAMES_MAX: Final = 50_000
"""Names of one word that are looked at together with other words."""
PEOPLE_LISTED_MAX: Final = 40_000
PHRASE_LETTERS_MAX: Final = 8
GRAMS_ASKED: Final = 3
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
_OF_PART: Final = (
    "SELECT given_name, family_name, citizen, NULL FROM name_parts WHERE name = ?"
    " ORDER BY given_name, family_name, citizen"
)
_NAMES_OF: Final = "SELECT given, middle, family, given_en, family_en FROM citizens WHERE id = ?"
_HOLDING: Final = "SELECT rowid FROM name_grams WHERE name_grams MATCH ? ORDER BY rowid"
_HOLDING_WHOLE: Final = "SELECT rowid FROM name_grams WHERE name_grams MATCH ? AND instr(key, ?) ORDER BY rowid"


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
            # a long phrase asks for every trigram in its place: the rarest leave few names, which are looked at
            asked = map(_phrase, names.rarest_grams(self._connection, text, GRAMS_ASKED))
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

    def fits_any(self, keys: Sequence[str]) -> int | None:
        """How well the best of these names fits, by their letters; None for not at all."""
        if self.text in keys:
            return EQUAL
        if any(key.startswith(self.text) for key in keys):
            return BEGINS
        return INSIDE if not self.is_short and any(self.text in key for key in keys) else None

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

    @cached_property
    def count(self) -> int:
        """How many they are; asked only where the given and family names do not tell."""
        return self._word.people_by_other_parts()

    @property
    def is_few(self) -> bool:
        """Whether they may be listed."""
        return self.count <= PARTS_LISTED_MAX

    def listed(self) -> dict[int, int]:
        """How well it fits each of them, the best first."""
        if self._listed is None:
            self._listed = {}
            for role in OTHER_ROLES:
                for name, quality in self._word.of_role(role).items():
                    for hit in people_of(self._connection, name):
                        self._listed.setdefault(hit[2], quality)
                    if len(self._listed) > PEOPLE_LISTED_MAX:
                        return self._listed
        return self._listed

    def fit(self, person: int) -> int | None:
        """How well it fits that person: by the person's own names, until listing all who have it costs no more."""
        if not self.count:
            return None
        self._asked += 1
        if self._listed is not None or (self.is_few and self._asked * COST_OF_ASKING >= self.count):
            return self.listed().get(person)
        _, _, others = names.parts_of(*self._connection.execute(_NAMES_OF, (person,)).fetchone())
        return self._word.fits_any([key for _, key in others])


def people_of(connection: Connection, name: int) -> Iterable[Hit]:
    """Whoever bears a name, in dictionary order."""
    found: Iterable[Hit] = connection.execute(_OF_NAME.get(names.role_of(name), _OF_PART), (name,))
    return found


def people_bearing(connection: Connection, found: Iterable[int]) -> dict[int, int]:
    """How many bear each of these names."""
    return dict(
        connection.execute(
            "SELECT p.id, p.people FROM json_each(?) j CROSS JOIN name_people p ON p.id = j.value",
            (json.dumps(sorted(found)),),
        ).fetchall()
    )


def _phrase(word: str) -> str:
    # a quoted phrase: whatever was typed is letters, never an operator of the search language
    return '"' + word.replace('"', '""') + '"'
