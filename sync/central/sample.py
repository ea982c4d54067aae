"""Synthetic citizens and households of one branch: the same from the same seed, no randomness of its own. Pure.

Numbers stand under office codes 9901 to 9989, which no office was ever given (there is no province 99); telephone
numbers begin with 010, which is no longer given out. Pure lists; `loading` writes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from desk.catalogue.geography import Subdistrict, subdistricts
from desk.model.feed import CitizenPut, HouseholdPut
from sync.central.officers import Officer
from sync.central.sample_lives import live
from sync.central.sample_names import FOREIGN, Pair, family_name, given_name

YEAR = 2569  # the year (BE) the sample lives in: fixed, so that a seed always gives the same people
HOUSEHOLDS_PER_HUNDRED = 40
HOUSEHOLD_MAX = 9
ADULT = 15  # from here on นาย, นาง, นางสาว
ROAD_NAMES = ("ประชาสุข", "ราษฎร์ร่วมใจ", "ชลประทาน", "สันติธรรม", "เทศบาลพัฒนา", "ริมน้ำ")


@dataclass
class Sample:
    """Records as `citizen.put` and `household.put` carry them."""

    citizens: list[dict[str, Any]] = field(default_factory=list)
    households: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Person:
    sex: str
    age: int
    role: str
    family: Pair
    married: bool = False
    father: str | None = None
    mother: str | None = None


COUNTRY_DISTRICT = "5007"
"""Addresses of a sample branch whose code was never assigned."""


def make_sample(branch: str, citizens: int, seed: int) -> Sample:
    """`citizens` people in two households per five people, in the subdistricts of the branch's district."""
    random = Random(seed)  # noqa: S311 - a sample wants to be repeatable, not secret
    maker = _Maker(random, places_of(branch))
    for size in _sizes(random, citizens):
        maker.household(size)
    live(maker.sample.citizens, maker.sample.households, seed, lambda chance, sex: given_name(chance, sex)[0])
    return maker.sample


def places_of(branch: str) -> Sequence[Subdistrict]:
    """The subdistricts of the district with that code; those of a country district where there is none."""
    known = subdistricts()
    return [place for place in known if place.code[:4] == branch] or [
        place for place in known if place.code[:4] == COUNTRY_DISTRICT
    ]


def pin_of(first: int, office: int, serial: int) -> str:
    """A 13-digit number: kind of person, office, running number, check digit (modulo 11 of the Civil Registration)."""
    digits = f"{first}{office:04d}{serial:07d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(13, 1, -1), strict=True))
    return f"{digits}{(11 - total % 11) % 10}"


def sample_officers(branch: str) -> tuple[tuple[Officer, str], ...]:  # noqa: ARG001 - every branch has the same five
    """The officers of a demo branch, each with the passphrase the demo tells; the names are obviously invented."""
    people = (
        Officer("somying", "สมหญิง ตัวอย่างหัวหน้า", "Somying Sample-Supervisor", ("officer", "supervisor", "registrar")),
        Officer("anan", "อนันต์ ตัวอย่างหนึ่ง", "Anan Sample-One", ("officer", "cashier")),
        Officer("busaba", "บุษบา ตัวอย่างสอง", "Busaba Sample-Two", ("officer",)),
        Officer("chai", "ชัย ตัวอย่างสาม", "Chai Sample-Three", ("officer", "cashier")),
        Officer("darin", "ดาริน ตัวอย่างผู้ตรวจ", "Darin Sample-Auditor", ("auditor",)),
    )
    return tuple((officer, f"amphoe-demo-{officer.officer}") for officer in people)


def _sizes(random: Random, citizens: int) -> list[int]:
    """How many live in each household: one at least, the rest spread at random."""
    count = max(1, citizens * HOUSEHOLDS_PER_HUNDRED // 100)
    sizes = [1] * min(count, citizens)
    left = citizens - len(sizes)
    while left:
        place = random.randrange(len(sizes))
        if sizes[place] < HOUSEHOLD_MAX:
            sizes[place] += 1
            left -= 1
    return sizes


class _Maker:
    def __init__(self, random: Random, places: Sequence[Subdistrict]) -> None:
        self._random = random
        self._places = places
        self._serial = 0
        self.sample = Sample()

    def household(self, size: int) -> None:
        """One house and the `size` people in it."""
        number = len(self.sample.households) + 1
        house = f"9901{number:07d}"
        self.sample.households.append(self._house(house))
        random = self._random
        family = family_name(random)
        if size <= 2 and random.random() < 0.03:
            for _ in range(size):
                self._foreigner(house)
            return
        head_age = min(92, max(22, int(random.gauss(52, 15))))
        sex = "m" if random.random() < 0.62 else "f"
        coupled = size > 1 and random.random() < 0.8
        head = self._add(_Person(sex, head_age, "เจ้าบ้าน", family, married=coupled), house)
        parents: dict[str, str | None] = {"m": None, "f": None, sex: head}
        left = size - 1
        if coupled:
            other = "f" if sex == "m" else "m"
            age = max(18, head_age + random.randint(-6, 4) * (1 if sex == "m" else -1))
            shared = family if random.random() < 0.7 else family_name(random)
            parents[other] = self._add(_Person(other, age, "คู่สมรส", shared, married=True), house)
            left -= 1
        for _ in range(left):
            self._relative(house, head_age, family, parents)

    def _relative(self, house: str, head_age: int, family: Pair, parents: dict[str, str | None]) -> None:
        random = self._random
        sex = "m" if random.random() < 0.5 else "f"
        chance = random.random()
        if chance < 0.12 and head_age < 62:
            self._add(
                _Person(sex, head_age + random.randint(20, 33), "บิดา" if sex == "m" else "มารดา", family, True), house
            )
        elif chance < 0.25 and head_age > 50:
            self._add(_Person(sex, max(0, head_age - random.randint(42, 60)), "หลาน", family), house)
        else:
            age = max(0, head_age - random.randint(19, 38))
            self._add(_Person(sex, age, "บุตร", family, age > 27, parents["m"], parents["f"]), house)

    def _add(self, person: _Person, house: str) -> str:
        random = self._random
        born = YEAR - person.age
        given, given_en = given_name(random, person.sex)
        pin = self._pin(_kind(random, born))
        known = person.age < 75 or random.random() < 0.6  # the elderly were registered by year, or by month
        month = random.randint(1, 12) if known or random.random() < 0.4 else None
        deceased = person.age > 55 and random.random() < (person.age - 50) / 400
        citizen = {
            "title": _title(random, person),
            "given": given,
            "family": person.family[0],
            "given_en": given_en if given_en and person.family[1] else "",
            "family_en": person.family[1] if given_en and person.family[1] else "",
            "sex": person.sex,
            "born_year": born,
            "born_month": month,
            "born_day": random.randint(1, 28) if known else None,
            "role": person.role,
            "father": person.father,
            "mother": person.mother,
        }
        if deceased:
            citizen |= {
                "status": "deceased",
                "died": f"{random.randint(2015, 2025)}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}",
            }
        elif person.age >= 7:
            citizen["card_expires"] = (
                f"{random.randint(2026, 2034)}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}"
            )
        self._keep(pin, house, citizen, phone=person.age >= ADULT and not deceased and random.random() < 0.7)
        return pin

    def _foreigner(self, house: str) -> None:
        random = self._random
        given, given_en, family, family_en = random.choice(FOREIGN)
        sex = "m" if random.random() < 0.5 else "f"
        age = random.randint(19, 58)
        citizen = {
            "title": "นาย" if sex == "m" else "นางสาว",
            "given": given, "family": family, "given_en": given_en, "family_en": family_en,
            "sex": sex, "born_year": YEAR - age, "born_month": random.randint(1, 12), "born_day": random.randint(1, 28),
            "nationality": random.choice(("เมียนมา", "ลาว", "กัมพูชา")), "role": "ผู้อาศัย",
        }  # fmt: skip
        self._keep(self._pin(random.choice((6, 7, 8))), house, citizen, phone=random.random() < 0.5)

    def _keep(self, pin: str, house: str, citizen: dict[str, Any], *, phone: bool) -> None:
        number = f"010{self._random.randint(0, 9_999_999):07d}" if phone else ""
        whole = CitizenPut.model_validate(citizen | {"pin": pin, "version": 1, "house": house, "phone": number})
        self.sample.citizens.append(whole.model_dump(mode="json"))

    def _pin(self, first: int) -> str:
        # scattered over office codes and numbers, as a real register is, yet never the same twice
        self._serial += 1
        return pin_of(first, 9901 + self._serial % 89, self._serial * 7_919 % 9_999_991)

    def _house(self, house: str) -> dict[str, Any]:
        random = self._random
        place = random.choice(self._places)
        slash = f"/{random.randint(1, 40)}" if random.random() < 0.25 else ""
        road = random.choice(ROAD_NAMES) if random.random() < 0.2 else ""
        whole = HouseholdPut.model_validate(
            {
                "house": house, "version": 1, "number": f"{random.randint(1, 399)}{slash}",
                "moo": "" if road else str(random.randint(1, 18)), "road": f"ถนน{road}" if road else "",
                "subdistrict": place.code, "tambon": place.tambon, "amphoe": place.amphoe,
                "province": place.province, "postcode": place.postcode,
            }
        )  # fmt: skip
        return whole.model_dump(mode="json")


def _kind(random: Random, born: int) -> int:
    """First digit: 3, 4, 5 for those on the register before the numbers came (2527), 1 and 2 for those born since."""
    if born < 2527:
        return 3 if random.random() < 0.9 else random.choice((4, 5))
    return 1 if random.random() < 0.96 else 2


def _title(random: Random, person: _Person) -> str:
    if person.age < ADULT:
        return "เด็กชาย" if person.sex == "m" else "เด็กหญิง"
    if person.sex == "m":
        return "นาย"
    return "นาง" if person.married and random.random() < 0.8 else "นางสาว"
