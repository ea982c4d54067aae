"""The dictionary of names: every different name once for each role it has, numbered in the order of a Thai dictionary.

A name's number is its role, its place and its head: places rise in dictionary order and lie far apart, so that a new
name finds room between its neighbours and no other row changes; the head is the first two letters, so that a search for
those need not look at the name. Who asks for people in order of these numbers has them in the order of the dictionary.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby, islice
from typing import Final
from zlib import crc32

from desk.thai import normalise, phonetic_codes, sort_key
from desk.thai.slips import bones, gaps
from local_db.connection import Connection

GIVEN, FAMILY, OTHER, GIVEN_EN, FAMILY_EN = range(5)
ROLES: Final = (GIVEN, FAMILY, OTHER, GIVEN_EN, FAMILY_EN)
ROLE_SHIFT: Final = 56
HEAD_BITS: Final = 16
HEAD_STEP: Final = 1 << HEAD_BITS
OTHER_LETTER: Final = 0xFF
"""In a head: a letter that is neither Thai nor ASCII, which only the name itself can tell from another."""
NO_NAME: Final = 0
NAMES_AT_ONCE: Final = 20_000
GRAM_LETTERS: Final = 3
"""Letters in a row by which names are indexed (the tokenizer of name_grams)."""
NAMES_A_COUNTED_ONE: Final = 4
"""Of so many names one is looked at to tell how common letters are."""
AT_THE_ENDS: Final = 1 << 20
"""How far behind the last name (before the first) the next is put: names in rising order may not halve the room."""

_WRITTEN_FIRST: Final = "\u0e40\u0e41\u0e42\u0e43\u0e44"
_CONSONANTS_AND_VOWELS: Final = ("ก", "\u0e44")
"""The first and the last letter that a Thai name stands under in the dictionary."""
_MARKS: Final = dict.fromkeys([*range(0x0E47, 0x0E4F), 0x0E46, 0x0E2F])

Named = tuple[int, str]
"""A role and a name in its searched spelling."""
Placed = tuple[bytes, str, int]
"""Dictionary key, name, number."""


class NoRoom(Exception):
    """Between two neighbours, `low` and `high`, no number is left: caught where rows are put, seen by nobody."""

    def __init__(self, low: int, high: int) -> None:
        super().__init__(low, high)
        self.low, self.high = low, high


PLAIN_ROLES: Final = {GIVEN: 3, FAMILY: 5, GIVEN_EN: 6, FAMILY_EN: 7}
"""Roles whose name is one member of a record, with that member's place (CITIZEN_MEMBERS of the registry)."""


@lru_cache(1 << 14)
def spelled(text: str) -> str:
    """A name as it is searched: in its one spelling, capitals made small."""
    return normalise(text).casefold()


def span(role: int) -> tuple[int, int]:
    """The lowest and the highest number of a role; neither is ever given to a name."""
    return role << ROLE_SHIFT, (role + 1) << ROLE_SHIFT


def role_of(number: int) -> int:
    """The role a name's number stands for."""
    return number >> ROLE_SHIFT


def head(key: str) -> int:
    """The first two letters in HEAD_BITS bits."""
    return _letter(key[:1]) << 8 | _letter(key[1:2])


def _letter(sign: str) -> int:
    if not sign:
        return 0
    point = ord(sign)
    return point if point < 0x80 else point - 0x0D80 if 0x0E00 <= point < 0x0E7F else OTHER_LETTER


def parts_of(given: str, middle: str, family: str, given_en: str, family_en: str) -> tuple[str, str, list[Named]]:
    """A person's given and family name as searched, and the other parts: middle names, further words, Latin ones."""
    first, last = spelled(given), spelled(family)
    others = []
    if middle or " " in first or " " in last:
        words = [*first.split(" ")[1:], *spelled(middle).split(), *last.split(" ")[1:]]
        others = [(OTHER, word) for word in dict.fromkeys(words) if word]
    for role, text in ((GIVEN_EN, given_en), (FAMILY_EN, family_en)):
        if text and (latin := spelled(text)):
            others.append((role, latin))
    return first, last, others


class Names:
    """Looks names up in the file and gives new ones their number."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._texts: dict[int, dict[str, int]] = {role: {"": NO_NAME} for role in PLAIN_ROLES}

    def numbers_of_texts(self, texts: dict[int, set[str]]) -> dict[int, dict[str, int]]:
        """For each role the numbers of names as records write them; NO_NAME where nothing of a name is left."""
        new = {
            (role, text): spelled(text) for role, found in texts.items() for text in found - self._texts[role].keys()
        }
        number = self.numbers({(role, key) for (role, _), key in new.items() if key})
        for (role, text), key in new.items():
            self._texts[role][text] = number[role, key] if key else NO_NAME
        return self._texts

    def numbers(self, wanted: Iterable[Named]) -> dict[Named, int]:
        """The numbers of these names; those new here are put into the dictionary. Raises NoRoom."""
        found: dict[Named, int] = {}
        for named in wanted:
            if named not in found:
                number = self._held(named)
                found[named] = NO_NAME if number is None else number
        missing = sorted((role, sort_key(key), key) for (role, key), number in found.items() if number == NO_NAME)
        for role, group in groupby(missing, key=lambda one: one[0]):
            placed = list(self._place(role, [(order, key) for _, order, key in group]))
            self._keep(role, placed)
            found.update({(role, key): number for _, key, number in placed})
        return found

    def _held(self, named: Named) -> int | None:
        role, key = named
        row = self._connection.execute(
            "SELECT id FROM names INDEXED BY names_key WHERE key = ? AND id BETWEEN ? AND ?", (key, *span(role))
        ).fetchone()
        return None if row is None else int(row[0])

    def _place(self, role: int, new: Sequence[tuple[bytes, str]]) -> Iterator[Placed]:
        """Numbers for new names in dictionary order, those of one gap spread evenly over it."""
        around = ((self.gap(role, one), one) for one in new)
        for (low, high), group in groupby(around, key=lambda found: found[0]):
            names = [one for _, one in group]
            first, last, (lowest, highest) = low >> HEAD_BITS, high >> HEAD_BITS, span(role)
            step = (last - first) // (len(names) + 1)
            if not step:
                raise NoRoom(low, high)
            if low != lowest and high == highest:
                step = min(step, AT_THE_ENDS)
            elif low == lowest and high != highest:
                step = min(step, AT_THE_ENDS)
                first = last - step * (len(names) + 1)
            for turn, (order, key) in enumerate(names, 1):
                yield order, key, (first + step * turn) << HEAD_BITS | head(key)

    def gap(self, role: int, new: tuple[bytes, str]) -> tuple[int, int]:
        """The numbers between which a new name belongs: halving the span, as numbers rise with the dictionary."""
        low, high = span(role)
        while True:
            middle = (low + high) // 2
            row = self._connection.execute(
                "SELECT id, key FROM names WHERE id > ? AND id < ? ORDER BY id LIMIT 1", (middle, high)
            ).fetchone()
            if row is not None and (sort_key(row[1]), row[1]) < new:
                low = row[0]
                continue
            before = self._connection.execute(
                "SELECT id, key FROM names WHERE id > ? AND id <= ? ORDER BY id DESC LIMIT 1", (low, middle)
            ).fetchone()
            if row is not None:
                high = row[0]
            if before is None:
                return low, high
            if (sort_key(before[1]), before[1]) < new:
                return before[0], high
            high = before[0]

    def _keep(self, _role: int, placed: list[Placed]) -> None:
        keep(self._connection, [(number, key) for _, key, number in placed])
        index_slips(self._connection, [(number, key) for _, key, number in placed])


def bounds(connection: Connection, role: int, beginning: str) -> tuple[int, int]:
    """Numbers between which lie all names of a role that begin so, and some others."""
    letters = beginning.translate(_MARKS)
    if not letters:
        return span(role)
    # a vowel written first stands behind its consonant, which may be any of them
    told = letters.rstrip(_WRITTEN_FIRST)
    first, last = (sort_key(sign).partition(b"\x00")[0] for sign in ((told, told) if told else _CONSONANTS_AND_VOWELS))
    low, high = span(role)
    lowest = connection.execute("SELECT id, key FROM names WHERE id > ? AND id < ? ORDER BY id LIMIT 1", (low, high))
    if (row := lowest.fetchone()) is None or sort_key(row[1]) > last + b"\xff":
        return low, low  # a Thai beginning among Latin names: all of them stand behind it
    dictionary = Names(connection)
    return dictionary.gap(role, (first, ""))[0], dictionary.gap(role, (last + b"\xff", ""))[1]


class ManyNames(Names):
    """The same for a million people at once: different names are kept in memory (some 300 bytes each), and where a
    misspelt one leads is worked out at the end (`index_all_slips`)."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._numbers: dict[Named, int] = {}
        self._sorted: dict[int, list[Placed]] = {role: [] for role in ROLES}
        for number, key in connection.execute("SELECT id, key FROM names ORDER BY id"):
            self._numbers[(role_of(number), key)] = number
            self._sorted[role_of(number)].append((sort_key(key), key, number))

    def _held(self, named: Named) -> int | None:
        return self._numbers.get(named)

    def gap(self, role: int, new: tuple[bytes, str]) -> tuple[int, int]:
        held = self._sorted[role]
        at = bisect_left(held, new)
        low, high = span(role)
        return held[at - 1][2] if at else low, held[at][2] if at < len(held) else high

    def _keep(self, role: int, placed: list[Placed]) -> None:
        keep(self._connection, [(number, key) for _, key, number in placed])
        self._numbers.update({(role, key): number for _, key, number in placed})
        self._sorted[role] += placed
        self._sorted[role].sort()


def keep(connection: Connection, numbered: Sequence[tuple[int, str]]) -> None:
    """Put names into the dictionary."""
    connection.executemany("INSERT INTO names VALUES (?, ?)", numbered)


def index_slips(connection: Connection, numbered: Iterable[tuple[int, str]]) -> None:
    """Note where misspellings of these names lead."""
    rows = sorted((code, number) for number, key in numbered for code in slip_codes(key))
    connection.executemany("INSERT INTO name_slips VALUES (?, ?)", rows)


def index_all_slips(connection: Connection) -> None:
    """The same for every name of the dictionary, after many were put in."""
    last = -1
    while True:
        rows = connection.execute(
            "SELECT id, key FROM names WHERE id > ? ORDER BY id LIMIT ?", (last, NAMES_AT_ONCE)
        ).fetchall()
        if not rows:
            return
        index_slips(connection, rows)
        last = rows[-1][0]


def count_grams(connection: Connection) -> None:
    """Count how common each GRAM_LETTERS letters in a row are, after many names were put in."""
    counts: Counter[str] = Counter()
    for (key,) in islice(connection.execute("SELECT key FROM names ORDER BY id"), 0, None, NAMES_A_COUNTED_ONE):
        counts.update({key[at : at + GRAM_LETTERS] for at in range(len(key) - GRAM_LETTERS + 1)})
    connection.executemany("INSERT INTO name_gram_counts VALUES (?, ?)", sorted(counts.items()))


def rarest_grams(connection: Connection, text: str, most: int) -> list[str]:
    """The rarest GRAM_LETTERS letters in a row of a text, at most so many, none sharing a letter with another: those
    that overlap mostly stand in the same names."""
    grams = [text[at : at + GRAM_LETTERS] for at in range(len(text) - GRAM_LETTERS + 1)]
    common = dict(
        connection.execute(
            "SELECT c.gram, c.names FROM json_each(?) j CROSS JOIN name_gram_counts c ON c.gram = j.value",
            (json.dumps(sorted(set(grams))),),
        ).fetchall()
    )
    chosen: list[int] = []
    for place in sorted(range(len(grams)), key=lambda at: common.get(grams[at], 0)):
        if len(chosen) < most and all(abs(place - other) >= GRAM_LETTERS for other in chosen):
            chosen.append(place)
    return list(dict.fromkeys(grams[place] for place in chosen))


def add_people(connection: Connection, change: Iterable[tuple[int, int]]) -> None:
    """So many more bear each name."""
    connection.executemany(
        "INSERT INTO name_people VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET people = people + excluded.people",
        sorted(change),
    )


def take_people(connection: Connection, change: Iterable[tuple[int, int]]) -> None:
    """So many fewer bear each name; a name nobody bears any more leaves the dictionary."""
    for number, fewer in sorted(change):
        connection.execute("UPDATE name_people SET people = people - ? WHERE id = ?", (fewer, number))
        row = connection.execute(
            "SELECT n.key FROM name_people p JOIN names n USING (id) WHERE p.id = ? AND p.people = 0", (number,)
        ).fetchone()
        if row is not None:
            _forget(connection, number, row[0])
            connection.execute("DELETE FROM name_people WHERE id = ?", (number,))


def forget_unborne(connection: Connection) -> None:
    """Take names out of the dictionary that nobody bears."""
    for number, key in connection.execute(
        "SELECT id, key FROM names WHERE id NOT IN (SELECT id FROM name_people)"
    ).fetchall():
        _forget(connection, number, key)


def _forget(connection: Connection, number: int, key: str) -> None:
    codes = [(code, number) for code in slip_codes(key)]
    connection.executemany("DELETE FROM name_slips WHERE code = ? AND name = ?", codes)
    connection.execute("DELETE FROM names WHERE id = ?", (number,))


def around(connection: Connection, full: NoRoom, crowd: int) -> tuple[int, int]:
    """The numbers of the names `crowd` places before and behind a gap, or the ends of the role."""
    lowest, highest = span(role_of(full.low))
    before = connection.execute(
        "SELECT id FROM names WHERE id > ? AND id <= ? ORDER BY id DESC LIMIT 1 OFFSET ?", (lowest, full.low, crowd)
    ).fetchone()
    behind = connection.execute(
        "SELECT id FROM names WHERE id >= ? AND id < ? ORDER BY id LIMIT 1 OFFSET ?", (full.high, highest, crowd)
    ).fetchone()
    return before[0] if before else lowest, behind[0] if behind else highest


def slip_codes(key: str) -> set[int]:
    """Under which codes a name is found when misspelt: its bones, whole and with a letter left out, and its sounds."""
    return {*bone_codes(key), *sound_codes(key)}


def bone_codes(key: str) -> set[int]:
    """Codes of the bones, and of them with one letter left out (Thai names alone: Latin ones stand on their cards)."""
    bone = bones(key)
    if not bone:
        return set()
    return {_code(bone)} if key.isascii() else {_code(left) for left in {bone, *gaps(bone)}}


def sound_codes(key: str) -> set[int]:
    """Codes of how it sounds, by both rules; none for a Latin name."""
    return {_code(f"{rule} {code}") for rule, code in phonetic_codes(key).items() if code}


def _code(text: str) -> int:
    # of 32 bits with a sign, which the file keeps in four bytes; whoever looks one up compares the names themselves
    return crc32(text.encode("utf-8", "surrogatepass")) - 0x80000000
