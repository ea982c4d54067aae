"""Thai ground: spelling, dictionary order, keyboard, digits, sounds, dates, and amounts in words.

Pure functions on text, standard library only, quick to import; each lives in a room of its own.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from desk.thai.baht_text import baht_text
from desk.thai.dates import Age, PartialDate, age_on, date_words, format_date, parse_date, partial_words
from desk.thai.digits import squeeze_number, to_ascii_digits, to_thai_digits
from desk.thai.keyboard import latin_to_thai, recover_number, thai_to_latin
from desk.thai.normalise import normalise

if TYPE_CHECKING:
    from desk.thai.order import sort_key
    from desk.thai.phonetic import phonetic_codes

__all__ = [
    "Age",
    "PartialDate",
    "age_on",
    "baht_text",
    "date_words",
    "format_date",
    "latin_to_thai",
    "normalise",
    "parse_date",
    "partial_words",
    "phonetic_codes",
    "recover_number",
    "sort_key",
    "squeeze_number",
    "thai_to_latin",
    "to_ascii_digits",
    "to_thai_digits",
]

_LATE = {"sort_key": "desk.thai.order", "phonetic_codes": "desk.thai.phonetic"}
"""Rooms the first screen has no need of, loaded when they are first asked for."""


def __getattr__(name: str) -> Any:
    """Module members that come late. Raises AttributeError for what is none."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATE[name]), name)
