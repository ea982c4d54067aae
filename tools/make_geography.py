"""Make desk/catalogue/geography/subdistricts.csv from the unpacked npm package thai-address-database (ISC).

    python tools/make_geography.py PATH_OF_THE_UNPACKED_PACKAGE [OUTPUT.csv]

Its `database/backup/geodb.json` holds provinces, amphoes and subdistricts as nested lists, the names shortened by a
table of words (single letters) and a table of whole names (numbers). A code is taken only if it proves itself: six
digits, beginning with its amphoe's four, which begin with its province's two, and borne by one place alone. Where
amphoes were split after the numbers were written down the old number stands in the source; such a place keeps its
names and postcode and loses its code, because a wrong code is worse than none.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_POSTCODE = re.compile("[1-9][0-9]{4}")

Row = tuple[str, str, str, str, str]  # code, tambon, amphoe, province, postcode


def unpacked(package: Path) -> Iterator[tuple[Row, str, str]]:
    """Every place of the source with the codes of its amphoe and province."""
    source = json.loads((package / "database" / "backup" / "geodb.json").read_text(encoding="utf-8"))
    words, names = source["words"].split("|"), source["lookup"].split("|")

    def word(letter: re.Match[str]) -> str:
        code = ord(letter[0])
        return str(words[code - ord("A") if code < ord("a") else 26 + code - ord("a")])

    def name(packed: Any) -> str:
        text = names[packed] if isinstance(packed, int) else packed
        return re.sub("[A-Za-z]", word, text).strip()

    for province, province_code, amphoes in source["data"]:
        for amphoe, amphoe_code, tambons in amphoes:
            for tambon, code, postcodes in tambons:
                first = postcodes[0] if isinstance(postcodes, list) else postcodes
                row = (str(code or ""), name(tambon), name(amphoe), name(province), str(first or ""))
                yield row, str(amphoe_code or ""), str(province_code or "")


def proven(package: Path) -> list[Row]:
    """The places with a postcode, sorted; the code only where it proves itself."""
    places = {(row, amphoe, province) for row, amphoe, province in unpacked(package) if _POSTCODE.fullmatch(row[4])}
    bearers = Counter(row[0] for row, _, _ in places)
    rows = []
    for row, amphoe, province in places:
        nested = len(amphoe) == 4 and row[0].startswith(amphoe) and amphoe.startswith(province)
        good = re.fullmatch("[1-9][0-9]{5}", row[0]) and nested and bearers[row[0]] == 1
        rows.append(row if good else ("", *row[1:]))
    return sorted(set(rows), key=lambda row: (row[0] == "", *row))


def main(arguments: list[str]) -> int:
    """Write the table and say how much of it bears a code."""
    if not 1 <= len(arguments) <= 2:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    here = Path(__file__).resolve().parent.parent
    output = Path(arguments[1]) if len(arguments) == 2 else here / "desk/catalogue/geography/subdistricts.csv"
    rows = proven(Path(arguments[0]))
    with output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "tambon", "amphoe", "province", "postcode"))
        writer.writerows(rows)
    sys.stdout.write(f"{len(rows)} places, {sum(bool(row[0]) for row in rows)} with a code\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
