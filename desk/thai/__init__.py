"""Thai ground: spelling, dictionary order, keyboard, digits, sounds, dates, and amounts in words.

Pure functions on text, standard library only, quick to import; each lives in a room of its own.
"""

from __future__ import annotations

from desk.thai.baht_text import baht_text
from desk.thai.dates import Age, PartialDate, age_on, date_words, format_date, parse_date, partial_words
from desk.thai.digits import squeeze_number, to_ascii_digits, to_thai_digits
from desk.thai.keyboard import latin_to_thai, recover_number, thai_to_latin
from desk.thai.normalise import normalise
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
