"""Finding people whose name was misspelt: names with a slip between them and what was typed, the nearest first.

Looked for among the different names, of which there are far fewer than people: by their bones, whole and with a letter
left out (one slip of any kind leaves one of them the same), and, where that finds nothing, by how they sound (LK82 and
MetaSound, ranked by distance).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import Final

from desk.thai.slips import folded
from local_db import names
from local_db.connection import Connection
from local_db.queries.name_search import with_both
from local_db.queries.name_words import BEGINS, EQUAL, TRIGRAM, Hit, Word, people_of

SAME, HEARD_SAME, ONE_SLIP, TWO_SLIPS, SOUNDS_SO = range(5)
LETTERS_APART_MAX: Final = 2
"""A letter that goes may take its vowel with it."""
NAMES_LOOKED_AT: Final = 1_500
NAMES_KEPT: Final = 200
BY_SOUND_KEPT: Final = 20
PEOPLE_LOOKED_AT: Final = 5_000
_BEGUN_KEPT: Final = 200
_LEADS_TO: Final = (
    "SELECT DISTINCT n.id, n.key FROM json_each(?) c CROSS JOIN name_slips s ON s.code = c.value"
    " CROSS JOIN names n ON n.id = s.name LIMIT ?"
)


Accepts = Callable[[Hit], bool] | None


def near(connection: Connection, words: list[str], limit: int, accepts: Accepts = None) -> list[int]:
    """At most `limit` people whom `accepts`, the nearest first; none for words too short to be misspelt."""
    spelled = [word for word in dict.fromkeys(words) if word]
    if not spelled or (len(spelled) == 1 and len(spelled[0]) < TRIGRAM):
        return []
    if len(spelled) == 1:
        looked_at = islice(_one(connection, spelled[0]), PEOPLE_LOOKED_AT)
        hits = (hit for hit in looked_at if accepts is None or accepts(hit))
        return list(islice(dict.fromkeys(hit[2] for hit in islice(hits, limit * 3)), limit))
    one, two = sorted(spelled, key=len, reverse=True)[:2]
    return [hit[2] for hit in _two(connection, one, two) if accepts is None or accepts(hit)][:limit]


def near_names(connection: Connection, word: str) -> dict[int, int]:
    """How near each name is to a word that may be misspelt, the nearest first."""
    return _a_slip_apart(connection, word) or _sounding_so(connection, word)


def _a_slip_apart(connection: Connection, word: str) -> dict[int, int]:
    led_to = _led_to(connection, names.bone_codes(word))
    apart = _distances(folded(word), {name: folded(key) for name, key in led_to.items()}, LETTERS_APART_MAX)
    ranked = sorted((SAME if led_to[name] == word else HEARD_SAME + letters, name) for name, letters in apart.items())
    return {name: cost for cost, name in ranked[:NAMES_KEPT]}


def _sounding_so(connection: Connection, word: str) -> dict[int, int]:
    led_to = _led_to(connection, names.sound_codes(word))
    apart = _distances(word, led_to, max(LETTERS_APART_MAX, len(word) // 3))
    return dict.fromkeys(sorted(apart, key=lambda name: (apart[name], name))[:BY_SOUND_KEPT], SOUNDS_SO)


def _led_to(connection: Connection, codes: set[int]) -> dict[int, str]:
    return dict(connection.execute(_LEADS_TO, (json.dumps(sorted(codes)), NAMES_LOOKED_AT)).fetchall())


def _distances(word: str, keys: dict[int, str], most: int) -> dict[int, int]:
    """Letters to put in, take out, change or swap with their neighbour between the word and each of the keys that are
    at most so far."""
    from rapidfuzz.distance.OSA import distance  # nothing before the first misspelt name needs it
    from rapidfuzz.process import extract

    near = extract(word, keys, scorer=distance, score_cutoff=most, limit=None)
    return {name: apart for _, apart, name in near}


def _one(connection: Connection, word: str) -> Iterator[Hit]:
    """People with a name near to the word; or who have it as given and family name run together."""
    for cut in range(2, len(word) - 1):
        if given := _equal(connection, names.GIVEN, word[:cut]):
            yield from with_both(connection, given, _equal(connection, names.FAMILY, word[cut:]))
    found = list(_a_slip_apart(connection, word))
    if len(found) < BY_SOUND_KEPT:  # somebody else may only sound so
        found += _sounding_so(connection, word)
    for name in dict.fromkeys(found):
        yield from people_of(connection, name)


def _equal(connection: Connection, role: int, key: str) -> list[int]:
    rows = connection.execute(
        "SELECT id FROM names INDEXED BY names_key WHERE key = ? AND id BETWEEN ? AND ?", (key, *names.span(role))
    )
    return [row[0] for row in rows]


def _two(connection: Connection, one: str, two: str) -> list[Hit]:
    """People to whose given and family name the words are near, in either order."""
    ranked: dict[int, tuple[int, Hit]] = {}
    near_one, near_two = (_candidates(connection, word) for word in (one, two))
    for given, family, last_word in ((near_one, near_two, two), (near_two, near_one, one)):
        firsts = _of_role(given, names.GIVEN)
        lasts = _of_role(family, names.FAMILY)
        begun = Word(connection, last_word)
        for hit in chain(
            islice(with_both(connection, firsts, lasts), PEOPLE_LOOKED_AT),
            islice(with_both(connection, firsts, begun), PEOPLE_LOOKED_AT) if begun.by_head else (),
        ):
            ranked.setdefault(hit[2], (firsts[hit[0]] + lasts.get(hit[1], SAME), hit))
    return [hit for _, hit in sorted(ranked.values(), key=lambda found: (found[0], found[1][:3]))]


def _of_role(found: dict[int, int], role: int) -> dict[int, int]:
    return {name: cost for name, cost in found.items() if names.role_of(name) == role}


def _candidates(connection: Connection, word: str) -> dict[int, int]:
    """Names a word may mean: those near to it, and those it begins."""
    found = near_names(connection, word) if len(word) > 1 else {}
    typed = islice(Word(connection, word).in_order(), _BEGUN_KEPT)
    return found | {name: quality for quality, name in typed if quality in (EQUAL, BEGINS)}
