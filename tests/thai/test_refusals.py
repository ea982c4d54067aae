"""What is no text, no day, no amount is refused with a sentence in each language, and as Python's own kind of error."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from desk.model.errors import Refused
from desk.rules import ids, mrz
from desk.thai import (
    baht_text,
    format_date,
    latin_to_thai,
    normalise,
    parse_date,
    phonetic_codes,
    recover_number,
    sort_key,
    thai_to_latin,
    to_ascii_digits,
    to_thai_digits,
)

TAKE_TEXT: tuple[Callable[[Any], object], ...] = (
    *(normalise, sort_key, latin_to_thai, thai_to_latin, to_ascii_digits, to_thai_digits, recover_number),
    *(phonetic_codes, parse_date, ids.check_pin, ids.check_juristic, ids.check_house_code, mrz.parse),
)


def said_in_both(refusal: Refused) -> None:
    thai, english = refusal.line.th, refusal.line.en
    assert any("\u0e01" <= letter <= "\u0e4e" for letter in thai)
    assert english.isascii()
    assert thai.startswith(refusal.code)
    assert english.startswith(refusal.code)


@pytest.mark.parametrize("takes_text", TAKE_TEXT, ids=lambda one: one.__name__)
@pytest.mark.parametrize("given", [None, 5, 1.5, b"1101700230708"], ids=repr)
def test_only_text(takes_text: Callable[[Any], object], given: object) -> None:
    with pytest.raises(TypeError) as caught:
        takes_text(given)
    assert isinstance(caught.value, Refused)
    said_in_both(caught.value)


@pytest.mark.parametrize(
    ("ask", "kind"),
    [
        (lambda: baht_text(1.5), TypeError),  # type: ignore[arg-type]
        (lambda: baht_text(10**20), ValueError),
        (lambda: format_date(None), TypeError),  # type: ignore[arg-type]
        (lambda: format_date(date(2026, 9, 5), "wide"), ValueError),  # type: ignore[arg-type]
        (lambda: mrz.parse([None]), TypeError),  # type: ignore[list-item]
    ],
)
def test_amounts_days_and_styles(ask: Callable[[], object], kind: type[Exception]) -> None:
    with pytest.raises(kind) as caught:
        ask()
    assert isinstance(caught.value, Refused)
    said_in_both(caught.value)
