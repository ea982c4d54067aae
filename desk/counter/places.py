"""Places for an address: found by tambon, amphoe or postcode, and completed once what was typed can mean only one.

Names are no keys (หนองบัว stands 28 times in the country): a tambon alone is completed only where it is the only one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from desk.thai import normalise, to_ascii_digits

if TYPE_CHECKING:
    from desk.catalogue.geography import Subdistrict

MOST: Final = 50
_TITLES: Final = re.compile(r"^(ตำบล|ต\.|แขวง|อำเภอ|อ\.|เขต|จังหวัด|จ\.)\s*")
_TAIL: Final = re.compile(
    r"(?:ตำบล|ต\.|แขวง)\s*(?P<tambon>[\u0e01-\u0e4e]+)"
    r"(?:\s+(?:อำเภอ|อ\.|เขต)\s*(?P<amphoe>[\u0e01-\u0e4e]+))?"
    r"(?:\s+(?:จังหวัด|จ\.)?\s*(?P<province>[\u0e01-\u0e4e]+))?"
    r"(?:\s+(?P<postcode>[0-9]{5}))?\s*$"
)


def tail(place: Subdistrict) -> str:
    """The last part of an address as the forms write it: แขวง and เขต in Bangkok, ต., อ. and จ. elsewhere."""
    if place.province.startswith("กรุงเทพ"):
        return f"แขวง{place.tambon} เขต{place.amphoe} {place.province} {place.postcode}"
    return f"ต.{place.tambon} อ.{place.amphoe} จ.{place.province} {place.postcode}"


def find(text: str, most: int = MOST) -> list[Subdistrict]:
    """Places each word of the text fits, by beginning of tambon, amphoe or province, or of the postcode.

    Those whose tambon begins with the first word come first.
    """
    words = [_TITLES.sub("", word) for word in to_ascii_digits(normalise(text)).split()]
    words = [word for word in words if word]
    if not words:
        return []
    found = [place for place in _all() if all(_fits(place, word) for word in words)]
    found.sort(key=lambda place: (not place.tambon.startswith(words[0]), place.tambon != words[0]))
    return found[:most]


def completed(text: str) -> str:
    """The address with amphoe, province and postcode put in where its tambon can mean only one place; else as it is."""
    spelled = to_ascii_digits(text)
    found = _TAIL.search(spelled)
    if found is None:
        return text
    named = {name: value for name, value in found.groupdict().items() if value}
    places = [place for place in _all() if all(getattr(place, name) == value for name, value in named.items())]
    if len(places) != 1:
        return text
    head = spelled[: found.start()].rstrip()
    return f"{head} {tail(places[0])}".strip()


def with_place(text: str, place: Subdistrict) -> str:
    """The address with this place at its end, instead of the one that stood there."""
    spelled = to_ascii_digits(text)
    found = _TAIL.search(spelled)
    head = spelled[: found.start()] if found else spelled
    return f"{head.rstrip()} {tail(place)}".strip()


def _fits(place: Subdistrict, word: str) -> bool:
    if word.isdigit():
        return place.postcode.startswith(word)
    return any(name.startswith(word) for name in (place.tambon, place.amphoe, place.province))


def _all() -> Iterator[Subdistrict]:
    from desk.catalogue.geography import subdistricts, uncoded  # 7,000 rows: read when the first address is typed

    yield from subdistricts()
    yield from uncoded()
