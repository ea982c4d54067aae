"""Every expected failure of the file and of the counter can be built, and speaks Thai and English."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from string import Formatter

import pytest

import desk.counter
import local_db
from desk.model.errors import DeskError
from desk.words import Words, use_language

THAI = re.compile("[\u0e01-\u0e4e]")
LATIN = re.compile("[A-Za-z]{2,}")
# Names of keys, commands and codes are what they are in every language.
NAMES = re.compile(r"\b(F[0-9]+|QR|desk enrol URL CODE|URL|ThaiD|ThaID|Space|Enter|Tab)\b")


def kinds(root: type[DeskError]) -> Iterator[type[DeskError]]:
    for kind in root.__subclasses__():
        yield kind
        yield from kinds(kind)


def rooms() -> list[type[DeskError]]:
    for package in (local_db, desk.counter):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            importlib.import_module(module.name)
    found = {kind for kind in kinds(DeskError) if kind.__module__.startswith(("local_db", "desk.counter"))}
    return sorted(found, key=lambda kind: kind.code)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


KINDS = rooms()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.code} {kind.__name__}")
def test_a_failure_speaks_both_languages_with_its_facts(kind: type[DeskError]) -> None:
    facts = places(kind.said.th)
    assert facts == places(kind.said.en), "both sentences tell the same facts"
    fault = kind(**{name: Words(f"ก{place}", f"x{place}") for place, name in enumerate(sorted(facts))})
    thai, english = fault.line.th, fault.line.en
    assert thai.startswith(f"{kind.code} ")
    assert english.startswith(f"{kind.code} ")
    assert "{" not in thai + english
    for place in range(len(facts)):
        assert f"ก{place}" in thai
        assert f"x{place}" in english
    assert THAI.search(thai)
    assert not THAI.search(english)
    assert LATIN.findall(NAMES.sub("", thai.removeprefix(kind.code))) == [], "no English in the Thai"
    use_language("en")
    assert str(fault) == english
    use_language("th")
    assert str(fault) == thai
    assert fault.exit_code in (1, 2, 3, 4, 5)
    assert kind.__doc__


def test_every_failure_has_a_code_of_its_own() -> None:
    codes = Counter(kind.code for kind in kinds(DeskError) if "code" in vars(kind))
    assert [code for code, times in codes.items() if times > 1] == []
    assert all(re.fullmatch("E[0-9]{3}", kind.code) for kind in KINDS)
    assert all("code" in vars(kind) and "said" in vars(kind) for kind in KINDS)
    assert len(KINDS) > 50


@pytest.mark.parametrize("fault", ["gap", "unreadable", "changed", "acknowledged", "missing", "replaced"])
def test_what_is_wrong_with_a_line_is_said_in_both_languages(fault: str) -> None:
    from local_db.errors import CHAIN_FAULTS, ChainBroken

    said = ChainBroken(ref="9901A-1", why=CHAIN_FAULTS[fault]).line
    assert CHAIN_FAULTS[fault].th in said.th
    assert CHAIN_FAULTS[fault].en in said.en
    assert not THAI.search(said.en)
