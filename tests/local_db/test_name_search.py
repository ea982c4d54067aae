"""Whoever has all the words is found, by whichever way it costs least; a long word by its rarest letters."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local_db import names
from local_db.queries import name_search
from local_db.queries.name_words import Word
from local_db.snapshot import apply_snapshot
from tests.desks import Desk, citizen

GIVEN = ("สมใจ", "สมชาย", "เสมอ", "น้ำ", "น้ำผึ้ง", "ศักดิ์", "เ", "John", "วัฒนาวัฒนพันธ์")
FAMILY = ("ใจดี", "สมใจ", "ณ อยุธยา", "ศักดาวัฒนาพันธ์", "เสมอใจ", "ดี")
LATIN = ("", "Somchai", "WatthanaWatthanaphan", "De la Cruz")
TYPED = ("ส", "เ", "สม", "ใจ", "สมใจ", "ใจดี", "ศักด", "วัฒนา", "วัฒนาวัฒน", "อยุธยา", "j", "som", "watthanaphan", "ัก", "ณ")


@pytest.fixture
def crowd(desk: Desk) -> Desk:
    people = [
        citizen(
            100 + n, GIVEN[n % 9], FAMILY[n * 5 % 6], middle=GIVEN[n * 7 % 9] if n % 3 else "", given_en=LATIN[n % 4]
        )
        for n in range(120)
    ]
    lines = [json.dumps({"f": n, "k": "citizen.put", "b": body}).encode() for n, body in enumerate(people, 1)]
    desk.office.file.store.write(lambda c: apply_snapshot(c, lines, "t.9999", 1))
    return desk


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(TYPED), min_size=2, max_size=3, unique=True), st.integers(0, 3))
def test_the_way_through_few_people_finds_what_the_long_way_finds(crowd: Desk, words: list[str], many: int) -> None:
    read = crowd.office.read()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(name_search, "FEW_PEOPLE", many * 40)
        short = name_search.as_typed(read, words, 50)
        patch.setattr(name_search, "FEW_PEOPLE", -1)
        assert name_search.as_typed(read, words, 50) == short
    wanted = {
        row[0]
        for row in read.execute("SELECT id, given, middle, family, given_en, family_en FROM citizens")
        if all(_has(row[1:], word) for word in words)
    }
    assert short.total == len(wanted)
    assert set(short.people) <= wanted
    assert len(short.people) == min(50, len(wanted))


def _has(person: tuple[str, str, str, str, str], word: str) -> bool:
    first, last, others = names.parts_of(*person)
    keys = [first, last, *(key for _, key in others)]
    return any(key.startswith(word) if len(word) < 3 else word in key for key in keys)


@pytest.mark.parametrize("counted", [True, False])
def test_a_long_word_is_found_whether_or_not_letters_were_counted(crowd: Desk, counted: bool) -> None:
    store = crowd.office.file.store
    assert store.read().execute("SELECT count(*) FROM name_gram_counts").fetchone() > (0,)
    if not counted:
        store.write(lambda c: c.execute("DELETE FROM name_gram_counts"))
    read = crowd.office.read()
    for typed in ("วัฒนาวัฒน", "ศักดาวัฒนาพันธ์", "watthanawatt", "วัฒนาวัฒนาพ"):
        found = {read.execute("SELECT key FROM names WHERE id = ?", (name,)).fetchone()[0]
                 for _, name in Word(read, typed).in_order()}  # fmt: skip
        assert found == {key for (key,) in read.execute("SELECT key FROM names") if typed in key}


@pytest.mark.parametrize("beginning", ["เ", "ใ", "ไ", "แก", "ก", "j", "น้", "์"])
def test_all_names_that_begin_so_lie_within_the_bounds(crowd: Desk, beginning: str) -> None:
    read = crowd.office.read()
    for role in names.ROLES:
        low, high = names.bounds(read, role, beginning)
        begun = [number for number, key in read.execute("SELECT id, key FROM names") if key.startswith(beginning)]
        assert all(low < number < high for number in begun if names.role_of(number) == role)
