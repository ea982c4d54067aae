"""A million synthetic citizens as a snapshot's lines: the same from one seed, names spread as unevenly as real ones.

Given names: some 25,000, a few of which thousands bear. Family names: some 180,000, most of which a handful bear, as
the law wants each for one family. Both are put together from elements, so that many differ in one letter only, which
makes misspellings harder to resolve than a real register does. Numbers stand under offices that were never assigned.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import accumulate
from random import Random
from typing import Any

from desk.rules.ids import pin_check_digit
from sync.central import sample_names

ROWS = 10_000
Pair = tuple[str, str]


def names(random: Random, firsts: list[Pair], seconds: list[Pair], wanted: int, three: float) -> list[Pair]:
    """`wanted` different names of two elements, a share `three` of three; shuffled."""
    found: dict[str, str] = {}
    while len(found) < wanted:
        parts = [random.choice(firsts), random.choice(seconds)]
        if random.random() < three:
            parts.insert(1, random.choice(seconds if random.random() < 0.5 else firsts))
        found.setdefault("".join(part[0] for part in parts), "".join(part[1] for part in parts))
    return list(found.items())


def _rank_weights(count: int, steepness: float) -> list[float]:
    return list(accumulate(1 / (rank + 20) ** steepness for rank in range(count)))


class Million:
    """The people, made chunk by chunk."""

    def __init__(self, citizens: int, seed: int = 1) -> None:
        self.count = citizens
        self.random = Random(seed)
        short = sample_names
        firsts = [*short._GIVEN_FIRST, *short._FAMILY_FIRST]
        seconds = [*short._GIVEN_MALE, *short._GIVEN_FEMALE, *short._FAMILY_SECOND]
        listed = [(name, "") for part in short._lists() for name in part]
        share = min(1.0, citizens / 1_000_000)
        self.given = [*listed[:500], *names(self.random, firsts, seconds, int(25_000 * share) + 500, 0.8)]
        self.family = [*listed[500:], *names(self.random, firsts, seconds, int(180_000 * share) + 500, 0.97)]
        self._given_weights = _rank_weights(len(self.given), 1.0)
        self._family_weights = _rank_weights(len(self.family), 0.5)

    def lines(self) -> Iterator[bytes]:
        """Columns of houses, then of people, 10,000 rows each, people by number."""
        place = 0
        for start in range(0, self.count * 2 // 5 + 1, ROWS):
            yield self._line(place, "household.columns", [self._house(n) for n in range(start, start + ROWS)])
            place += 1
        for start in range(0, self.count, ROWS):
            yield self._line(place, "citizen.columns", self._people(start, min(ROWS, self.count - start)))
            place += 1

    def _line(self, place: int, kind: str, rows: list[dict[str, Any]]) -> bytes:
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        body = {"count": len(rows), "columns": columns}
        return json.dumps({"f": place, "k": kind, "b": body}, ensure_ascii=False, separators=(",", ":")).encode()

    def _house(self, number: int) -> dict[str, Any]:
        random = self.random
        tambon = random.randrange(40)
        return {
            "house": f"9901{number:07d}", "version": 1, "number": f"{random.randint(1, 399)}",
            "moo": str(random.randint(1, 18)), "subdistrict": f"9901{tambon:02d}", "tambon": f"ตำบล{tambon}",
            "amphoe": "ตัวอย่าง", "province": "สมมุติ", "postcode": "99000",
        }  # fmt: skip

    def _people(self, start: int, count: int) -> list[dict[str, Any]]:
        random = self.random
        given = random.choices(self.given, cum_weights=self._given_weights, k=count)
        family = random.choices(self.family, cum_weights=self._family_weights, k=count)
        rows = []
        for turn in range(count):
            first = f"1{9901 + (start + turn) * 89 // self.count:04d}{(start + turn) * 7:07d}"
            rows.append({
                "pin": first + pin_check_digit(first), "version": 1, "title": random.choice(("นาย", "นาง", "นางสาว")),
                "given": given[turn][0], "family": family[turn][0], "given_en": given[turn][1],
                "family_en": family[turn][1], "sex": random.choice("mf"), "born_year": 2470 + random.randrange(98),
                "born_month": random.randint(1, 12), "born_day": random.randint(1, 28),
                "house": f"9901{random.randrange(self.count * 2 // 5):07d}", "role": "บุตร",
                "phone": f"010{random.randrange(10_000_000):07d}" if random.random() < 0.7 else "",
                "status": "alive" if random.random() < 0.93 else "deceased", "card_expires": "2030-01-01",
            })  # fmt: skip
        return rows
