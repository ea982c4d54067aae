"""The same key under the Thai layout.

Terminals that speak the kitty protocol report Ctrl+S as `ctrl+ห` while the Kedmanee layout is on, and a plain `q` key
arrives as `ๆ` in every terminal. Each binding with a letter or sign is therefore bound twice. Function keys are the
same under every layout and come first everywhere.
"""

from __future__ import annotations

import unicodedata

from desk.thai.keyboard import latin_to_thai

_TEXTUAL_NAMES = {
    " ": "space",
    "/": "slash",
    "-": "minus",
    "+": "plus",
    "_": "underscore",
    "@": "at",
    "\\": "backslash",
}
"""Keys that Textual calls by another name than Unicode does."""

NEVER_BOUND = frozenset({"shift+f3"})
"""Terminals send Shift+F3 as the answer to a cursor enquiry; Textual swallows it."""


def twin(key: str) -> str | None:
    """The name of `key` (as in a binding, `ctrl+s`) while the Thai layout is on; None when it is the same key."""
    *modifiers, last = key.split("+")
    if len(last) != 1 or not last.isascii():
        return None
    thai = latin_to_thai(last)
    if thai == last:
        return None
    return "+".join([*modifiers, key_name(thai)])


def key_name(letter: str) -> str:
    """What Textual calls the key that types `letter`: letters and digits by themselves, all else by its name."""
    if letter.isalnum():
        return letter
    return _TEXTUAL_NAMES.get(letter) or unicodedata.name(letter, letter).lower().replace("-", "_").replace(" ", "_")


def digit_of(typed: str | None) -> int | None:
    """The digit a key means: as it is, a Thai one, or what its key types while the Thai layout is on (`/` is 2)."""
    return _DIGITS.get(typed or "")


_DIGITS = {
    way: digit for digit in range(10) for way in (str(digit), chr(ord("\u0e50") + digit), latin_to_thai(str(digit)))
}


def with_twins(keys: str) -> str:
    """A comma-separated list of keys with the Thai twin of each that has one; letters also with Caps Lock on.

    Raises ValueError for a key that must not be bound.
    """
    listed: list[str] = []
    for key in (part.strip() for part in keys.split(",")):
        if key in NEVER_BOUND:
            raise ValueError(f"{key} never arrives and must not be bound")
        listed.append(key)
        if len(key) == 1 and key.isascii():
            listed.append(key.upper())
        if thai := twin(key):
            listed.append(thai)
    return ",".join(dict.fromkeys(listed))
