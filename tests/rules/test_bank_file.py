"""The bank's file: read to the satang whatever the bank calls its columns, or refused whole with the line named."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.bank_file import FILE_BYTES_MAX, BankFileUnreadable, BankLineWrong, read_bank_file

HEAD = "Ref 1,Amount,Date,Time,Transaction ID\n"


def at(*moment: int) -> int:
    return round(datetime(*moment, tzinfo=timezone(timedelta(hours=7))).timestamp() * 1000)  # type: ignore[arg-type]


def test_a_plain_file_is_read() -> None:
    read = read_bank_file((HEAD + '5701A42,"1,250.50",20/11/2026,10:15,B1\n\n5701a43,20,2026-11-20,,B2\n').encode())
    assert [(line.line, line.ref1, line.satang, line.at, line.bank_ref) for line in read.lines] == [
        (2, "5701A42", 125050, at(2026, 11, 20, 10, 15), "B1"),
        (4, "5701A43", 2000, at(2026, 11, 20, 0, 0), "B2"),
    ]
    assert read.satang == 127050
    assert len(read.sha256) == 64


def test_thai_headings_after_a_title_in_thai_windows_and_the_buddhist_era() -> None:
    told = "รายงานรับชำระ,,,\nวันที่ชำระ,เลขอ้างอิง 1,จำนวนเงิน,เลขที่รายการ\n20/11/2569 09:30:05,5701A2N7,100.5,ก1\n"
    read = read_bank_file(told.encode("cp874"))
    assert [(line.ref1, line.satang, line.at, line.bank_ref) for line in read.lines] == [
        ("5701A2N7", 10050, at(2026, 11, 20, 9, 30, 5), "ก1")
    ]
    assert read_bank_file(b"\xef\xbb\xbf" + told.encode()).lines == read.lines


def test_an_office_names_the_columns_of_its_bank() -> None:
    columns = {"ref1": "Cust No", "amount": "Sum", "date": "When", "bank_ref": "Seq"}
    read = read_bank_file(b"Seq,When,Sum,Cust No\n9,2026-11-20,5.25,5701A1\n", columns)
    assert read.lines[0].satang == 525
    with pytest.raises(BankFileUnreadable):
        read_bank_file(b"Seq,When,Sum,Cust No\n9,2026-11-20,5.25,5701A1\n")


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("5701-A,10.00,20/11/2026,,B", "ref1"),
        ("=1+1,10.00,20/11/2026,,B", "ref1"),
        ("5701A1,10.005,20/11/2026,,B", "amount"),
        ("5701A1,1e3,20/11/2026,,B", "amount"),
        ("5701A1,-5,20/11/2026,,B", "amount"),
        ("5701A1,0,20/11/2026,,B", "amount"),
        ('5701A1,"12,50",20/11/2026,,B', "amount"),
        ("5701A1,๑๐,20/11/2026,,B", "amount"),
        ("5701A1,10,31/02/2026,,B", "date"),
        ("5701A1,10,20/11/69,,B", "date"),
        ("5701A1,10,20/11/2026,25:00,B", "date"),
        ("5701A1,10,20/11/2026,,", "bank_ref"),
        ("5701A1,10,20/11/2026", "bank_ref"),
    ],
)
def test_one_bad_line_refuses_the_whole_file_by_its_number(line: str, column: str) -> None:
    with pytest.raises(BankLineWrong) as caught:
        read_bank_file((HEAD + "5701A9,10,20/11/2026,,A\n" + line + "\n").encode())
    assert caught.value.code == "E473"
    assert "3" in str(caught.value)
    assert column in str(caught.value)


def test_the_same_number_of_the_bank_twice_is_refused() -> None:
    with pytest.raises(BankLineWrong):
        read_bank_file((HEAD + "5701A9,10,20/11/2026,,A\n5701A8,10,20/11/2026,,A\n").encode())


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"a,b\n1,2\n", b'"unclosed', b"\xff\xfe\x00", b"x" * (FILE_BYTES_MAX + 1)]
)
def test_what_is_no_file_of_a_bank_is_refused(content: bytes) -> None:
    with pytest.raises(BankFileUnreadable):
        read_bank_file(content)


@given(st.binary(max_size=300))
def test_nothing_else_ever_comes_of_a_file(content: bytes) -> None:
    with suppress(BankFileUnreadable, BankLineWrong):
        assert read_bank_file(HEAD.encode() + content).satang >= 0
