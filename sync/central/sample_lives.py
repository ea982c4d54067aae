"""What makes a register a register: moves, new names, twins, namesakes, one person twice, people without civil status.

Applied to people already made, with chance of its own, so that a seed's people stay who they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from random import Random
from typing import Any, Final

from desk.rules.former import full_name
from desk.rules.ids import pin_check_digit

Record = dict[str, Any]
_BUDDHIST_ERA: Final = 543
_YEAR: Final = 2569
_ADULT: Final = 20
_SHARES: Final = {
    "moved": 0.06, "moved_out": 0.008, "renamed": 0.03, "suspended": 0.002, "doubled": 0.003, "twins": 0.04,
    "namesake": 0.004, "stateless": 0.15,
}  # fmt: skip
_SLIPS: Final = (("\u0e48", ""), ("\u0e49", ""), ("ณ", "น"), ("ศ", "ส"), ("ภ", "พ"), ("\u0e4c", ""), ("ร", "ล"))
_ELSEWHERE: Final = ("12 หมู่ 3", "88/4 หมู่ 9", "5 ถนนประชาสุข", "141 หมู่ 1", "27/2 ถนนชลประทาน")


def live(citizens: list[Record], households: list[Record], seed: int, new_name: Callable[[Random, str], str]) -> None:
    """Give these people their lives, in place. Their number stays what it is; `new_name` makes a given name."""
    random = Random(seed * 2 + 1)  # noqa: S311 - a sample wants to be repeatable, not secret
    parents = {record[who] for record in citizens for who in ("father", "mother") if record[who]}
    by_house: dict[str, list[Record]] = defaultdict(list)
    for record in citizens:
        by_house[record["house"]].append(record)
    place = {house["house"]: house for house in households}
    for members in by_house.values():
        _twins(random, members)
        _namesake(random, members)
    for record in citizens:
        _stateless(random, record)
        age = _YEAR - (record["born_year"] or _YEAR)
        past: list[Record] = []
        if random.random() < _SHARES["moved"]:
            house = place[record["house"]]
            there = f"{random.choice(_ELSEWHERE)} ต.{house['tambon']} อ.{house['amphoe']} จ.{house['province']}"
            past.append({"until": _day(random, age), "address": there})
        if age >= _ADULT and random.random() < _SHARES["renamed"]:
            before = full_name(record | {"given": new_name(random, record["sex"])})
            past.append({"until": _day(random, age), "name": before})
        if past:
            record["past"] = past
        _status(random, record, age)
    _doubles(random, citizens, parents)


def _day(random: Random, age: int) -> str:
    year = _YEAR - _BUDDHIST_ERA - random.randint(1, max(1, min(age, 30)))
    return f"{year}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}"


def _twins(random: Random, members: list[Record]) -> None:
    """Of two children of the same mother, now and then one is the other's twin."""
    children: dict[str, list[Record]] = defaultdict(list)
    for record in members:
        if record["mother"] and record["status"] == "alive":
            children[record["mother"]].append(record)
    for siblings in children.values():
        if len(siblings) > 1 and random.random() < _SHARES["twins"]:
            one, other = siblings[:2]
            other.update({name: one[name] for name in ("born_year", "born_month", "born_day")})


def _namesake(random: Random, members: list[Record]) -> None:
    """A grandchild named after somebody of the house."""
    if len(members) > 2 and random.random() < _SHARES["namesake"]:
        first, last = members[0], members[-1]
        if first["sex"] == last["sex"] and last["nationality"] == "ไทย":
            last.update({name: first[name] for name in ("given", "family", "given_en", "family_en")})


def _stateless(random: Random, record: Record) -> None:
    """Of those whose number begins with 6, 7 or 8 some have no civil status: theirs begins with 0."""
    if record["pin"][0] in "678" and random.random() < _SHARES["stateless"]:
        first = "0" + record["pin"][1:12]
        record["pin"] = first + pin_check_digit(first)


def _status(random: Random, record: Record, age: int) -> None:
    if record["status"] != "alive" or record["role"] == "เจ้าบ้าน":
        return
    chance = random.random()
    if chance < _SHARES["suspended"]:
        record["status"] = "suspended"
    elif chance < _SHARES["suspended"] + _SHARES["moved_out"] and age >= _ADULT:
        record["status"] = "moved_out"


def _doubles(random: Random, citizens: list[Record], parents: set[str]) -> None:
    """Some were entered twice, once misspelt; the second record was merged into the first."""
    wanted = int(len(citizens) * _SHARES["doubled"])
    childless = [
        at for at, one in enumerate(citizens) if one["pin"] not in parents and one["role"] not in ("เจ้าบ้าน", "คู่สมรส")
    ]
    chosen = set(random.sample(childless, min(wanted, len(childless))))
    for at in sorted(chosen):
        other = random.randrange(len(citizens))
        meant = citizens[other]
        if meant["status"] != "alive" or other in chosen:
            continue
        citizens[at] = meant | {
            "pin": citizens[at]["pin"],
            "given": _misspelt(meant["given"]),
            "status": "merged",
            "merged_into": meant["pin"],
            "phone": "",
            "card_expires": None,
            "past": None,
        }


def _misspelt(name: str) -> str:
    for right, wrong in _SLIPS:
        if right in name:
            return name.replace(right, wrong, 1)
    return name
