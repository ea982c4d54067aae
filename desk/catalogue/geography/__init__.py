"""Subdistricts of the country: official codes, names, postcodes. Reference data, replaceable by the centre.

The table is made by `tools/make_geography.py`; `corrections.csv` beside it is laid over it, so that a fault of the
source is mended by a line of data with its own source. Names are no keys: หนองบัว stands in the table 28 times.
A place whose code the source contradicts has none; it can be named in an address, but not coded.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

_BANGKOK: Final = "กรุงเทพมหานคร"


@dataclass(frozen=True, slots=True)
class Subdistrict:
    """One ตำบล or แขวง. `code` has six digits, or none while unknown; the postcode belongs to the subdistrict."""

    code: str
    tambon: str
    amphoe: str
    province: str
    postcode: str

    @property
    def address(self) -> str:
        """The last line of an address as it is written: แขวง and เขต in Bangkok, ตำบล, อำเภอ and จังหวัด elsewhere."""
        if self.province == _BANGKOK:
            return f"แขวง{self.tambon} เขต{self.amphoe} {self.province} {self.postcode}"
        return f"ตำบล{self.tambon} อำเภอ{self.amphoe} จังหวัด{self.province} {self.postcode}"


@cache
def _places() -> tuple[Subdistrict, ...]:
    """The table with its corrections: a corrected row takes the place of the one with the same three names."""
    places = {(row.tambon, row.amphoe, row.province): row for row in _read("subdistricts.csv")}
    places |= {(row.tambon, row.amphoe, row.province): row for row in _read("corrections.csv")}
    return tuple(
        sorted(places.values(), key=lambda row: (row.code == "", row.code, row.province, row.amphoe, row.tambon))
    )


def _read(name: str) -> list[Subdistrict]:
    text = resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
    return [
        Subdistrict(row["code"], row["tambon"], row["amphoe"], row["province"], row["postcode"])
        for row in csv.DictReader(text.splitlines())
    ]


@cache
def subdistricts() -> tuple[Subdistrict, ...]:
    """Every subdistrict whose code is known, by code; read once."""
    return tuple(row for row in _places() if row.code)


@cache
def uncoded() -> tuple[Subdistrict, ...]:
    """Places known by name and postcode only, until a correction gives their code."""
    return tuple(row for row in _places() if not row.code)


@cache
def _index() -> dict[str, Subdistrict]:
    return {row.code: row for row in subdistricts()}


def by_code(code: str) -> Subdistrict | None:
    """The subdistrict with that six-digit code, or None when it is not known."""
    return _index().get(code)
