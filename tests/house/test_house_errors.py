"""Every expected failure has a code of its own and a sentence of its own that can be filled."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterator
from importlib import import_module

from house_rooms import product

from desk.model import errors
from desk.model.errors import DeskError
from desk.words import Words

FAMILIES = {errors.DeskError, errors.Refused, errors.NotPermitted, errors.Busy, errors.Misused, errors.Corrupt}


def family(of: type[DeskError]) -> Iterator[type[DeskError]]:
    """A class and everything derived from it."""
    yield of
    for child in of.__subclasses__():
        yield from family(child)


def failures() -> list[type[DeskError]]:
    """Every failure the product can tell, once."""
    for room in product():
        if not room.endswith("__main__.py"):
            import_module(room[:-3].replace("/", ".").removesuffix(".__init__"))
    found = {each for each in family(DeskError) if each not in FAMILIES}
    ours = ("desk.", "screens.", "sync.", "local_db.")
    return sorted((e for e in found if f"{e.__module__}.".startswith(ours)), key=lambda e: (e.__module__, e.__name__))


def bears_a_code(failure: type[DeskError]) -> bool:
    """A class that is itself told to people, not only a common part of others."""
    return "code" in vars(failure) or not failure.__subclasses__()


def named(failure: type[DeskError]) -> str:
    return f"{failure.__module__}.{failure.__name__}"


def test_every_failure_has_a_code_of_its_own() -> None:
    told = [failure for failure in failures() if bears_a_code(failure)]
    assert len(told) > 30
    assert [named(f) for f in told if not re.fullmatch(r"E[1-9]\d{2}", str(vars(f).get("code", "")))] == []
    twice = {code for code, times in Counter(failure.code for failure in told).items() if times > 1}
    assert [f"{named(f)} {f.code}" for f in told if f.code in twice] == []


def test_every_failure_has_a_sentence_of_its_own() -> None:
    assert [named(f) for f in failures() if bears_a_code(f) and not isinstance(vars(f).get("said"), Words)] == []


def test_every_sentence_can_be_filled() -> None:
    for failure in failures():
        for sentence in (failure.said.th, failure.said.en):
            places = [part for part in string.Formatter().parse(sentence) if part[1] is not None]
            assert all(re.fullmatch(r"[a-z_]+", str(name)) for _, name, _, _ in places), named(failure)
            filled = sentence.format(**{str(name): 7 if spec else "7" for _, name, spec, _ in places})
            assert "{" not in filled, named(failure)


def test_every_sentence_fits_two_lines_of_a_screen() -> None:
    long = [(named(f), len(f.said.th), len(f.said.en)) for f in failures() if max(len(f.said.th), len(f.said.en)) > 240]
    assert long == []
