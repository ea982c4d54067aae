"""Codes that prove themselves, names as they are written, and corrections that win."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

from desk.catalogue import geography
from desk.catalogue.geography import by_code, subdistricts, uncoded

TOOL = Path(__file__).resolve().parents[2] / "tools" / "make_geography.py"


def test_every_code_has_six_digits_and_stands_once() -> None:
    codes = [row.code for row in subdistricts()]
    assert len(codes) == len(set(codes)) > 6000
    assert all(len(code) == 6 and code.isascii() and code.isdigit() for code in codes)
    assert codes == sorted(codes)


def test_one_amphoe_and_province_a_code_prefix() -> None:
    amphoes: dict[str, set[str]] = {}
    provinces: dict[str, set[str]] = {}
    for row in subdistricts():
        amphoes.setdefault(row.code[:4], set()).add(row.amphoe)
        provinces.setdefault(row.code[:2], set()).add(row.province)
    assert all(len(names) == 1 for names in (*amphoes.values(), *provinces.values()))


def test_all_77_provinces_are_there_and_every_place_has_a_postcode() -> None:
    places = (*subdistricts(), *uncoded())
    assert len({row.province for row in places}) == 77
    assert all(len(row.postcode) == 5 and row.postcode.isdigit() for row in places)
    assert not any(letter.isascii() and letter.isalpha() for row in places for letter in row.tambon + row.amphoe)


def test_a_code_is_found_and_an_unknown_one_is_not() -> None:
    place = by_code("100101")
    assert place is not None
    assert place.address == "แขวงพระบรมมหาราชวัง เขตพระนคร กรุงเทพมหานคร 10200"
    elsewhere = by_code("500101")
    assert elsewhere is not None
    assert elsewhere.address.startswith("ตำบลศรีภูมิ อำเภอเมืองเชียงใหม่ จังหวัดเชียงใหม่ 50")
    assert by_code("999999") is None


def test_a_correction_takes_the_place_of_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    read = geography._read
    place = uncoded()[0]
    mended = geography.Subdistrict("990101", place.tambon, place.amphoe, place.province, "99999")
    monkeypatch.setattr(geography, "_read", lambda name: [mended] if name == "corrections.csv" else read(name))
    places = geography._places.__wrapped__()
    assert mended in places
    assert place not in places


def test_the_tool_keeps_only_codes_that_prove_themselves(tmp_path: Path) -> None:
    folder = tmp_path / "database" / "backup"
    folder.mkdir(parents=True)
    source = {
        "words": "บ้าน|หนอง",
        "lookup": "ในเมือง|Bบัว",
        "data": [["จังหวัดก", 30, [["อำเภอข", 3001, [
            [0, 300101, 30000], [1, 300102, 30000], ["Aค", 300102, 30000], ["Aง", 300299, 30000],
            ["Aจ", 0, 30000], ["Aฉ", 300103, ""], ["Aช", 300104, [30010, 30020]],
        ]]]]],
    }  # fmt: skip
    (folder / "geodb.json").write_text(json.dumps(source), encoding="utf-8")
    rows = runpy.run_path(str(TOOL))["proven"](tmp_path)
    assert [(row[0], row[1], row[4]) for row in rows] == [
        ("300101", "ในเมือง", "30000"),
        ("300104", "บ้านช", "30010"),
        ("", "บ้านค", "30000"),
        ("", "บ้านง", "30000"),
        ("", "บ้านจ", "30000"),
        ("", "หนองบัว", "30000"),
    ]
