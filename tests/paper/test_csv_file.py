"""CSV for the accounting office: amounts exact, Thai readable, no cell a spreadsheet would run."""

from __future__ import annotations

import csv
import io

import pytest

from desk.paper.csv_file import Baht, csv_file


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_table_comes_back_as_it_was() -> None:
    content = csv_file(["ผู้ชำระ", "บาท"], [["นางสาวปิ่นแก้ว, น้ำผึ้ง", Baht(125050)], ['เขา "เล็ก"', Baht(-5)], ["ค", 3]])
    assert read(content) == [
        ["ผู้ชำระ", "บาท"],
        ["นางสาวปิ่นแก้ว, น้ำผึ้ง", "1250.50"],
        ['เขา "เล็ก"', "-0.05"],
        ["ค", "3"],
    ]
    assert content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    "text", ["=1+1", "+66", "-1", "@SUM(A1)", "\t=1", "\r=1", "|calc", "%0A", '=HYPERLINK("x")', "\u200b=1"]
)
def test_no_cell_is_a_formula(text: str) -> None:
    (_, (cell,)) = read(csv_file(["x"], [[text]]))
    assert cell.startswith("'")


def test_line_ends_and_controls_are_gone() -> None:
    (_, (cell,)) = read(csv_file(["x"], [["a\nb\x1b[31m\u202ec"]]))
    assert cell == "a b [31m c"
