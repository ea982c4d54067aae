"""Days in the Buddhist Era: written, read, and counted to an age."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.model.errors import Refused
from desk.thai import PartialDate, age_on, format_date, parse_date
from desk.thai.dates import DateNotUnderstood, NoSuchDay, TwoDigitYear, YearOutOfRange

FACTS = json.loads((Path(__file__).parents[1] / "data" / "thai_facts.json").read_text("utf-8"))
DAYS = st.dates(date(1857, 1, 1), date(2256, 12, 31))


def test_days_are_written_as_icu_writes_them() -> None:
    for row in FACTS["dates"]["dates"]:
        day = date.fromisoformat(row["iso"])
        for name, written in row.items():
            if name != "iso":
                digits, style = name.split("_")
                assert format_date(day, style, digits) == written


@given(DAYS, st.sampled_from(["medium", "long", "full"]), st.sampled_from(["arabic", "thai"]))
def test_a_written_day_is_read_back(day: date, style: str, digits: str) -> None:
    read = parse_date(format_date(day, style, digits))  # type: ignore[arg-type]
    assert read == PartialDate.of(day)
    assert read.as_date() == day
    assert parse_date(read.iso) == read


@pytest.mark.parametrize(
    "text",
    [
        *("1/10/2568", "๑/๑๐/๒๕๖๘", "１/１０/２５６８", "01-10-2568", "1.10.2568", "1 10 2568", " 1 / 10 / 2568 "),
        *("1 ต.ค. 2568", "1ต.ค.2568", "1 ตค 2568", "1 ตุลาคม 2568", "1 ตุลาคม พ.ศ. 2568", "1 ต.ค.พ.ศ.2568"),
        *("วันพุธที่ 1 ตุลาคม พ.ศ. ๒๕๖๘", "วันที่ 1 เดือน ตุลาคม พุทธศักราช 2568", "1\u200b/10/2568"),
        *("2025-10-01", "2568-10-01", "25681001", "20251001", "1/10/2025", "1 ตุลาคม ค.ศ. 2025"),
        *("01102568", "01102025", "1 Oct 2568 BE", "1 oct 2025"),
    ],
)
def test_one_day_in_many_spellings(text: str) -> None:
    assert parse_date(text) == PartialDate(2568, 10, 1)


@pytest.mark.parametrize(
    ("text", "record", "iso"),
    [
        ("ต.ค. 2568", PartialDate(2568, 10), "2025-10"),
        ("10/2568", PartialDate(2568, 10), "2025-10"),
        ("2025-10", PartialDate(2568, 10), "2025-10"),
        ("0/10/2568", PartialDate(2568, 10), "2025-10"),
        ("- ต.ค. 2568", PartialDate(2568, 10), "2025-10"),
        ("2500", PartialDate(2500), "1957"),
        ("พ.ศ. ๒๕๐๐", PartialDate(2500), "1957"),
        ("25000000", PartialDate(2500), "1957"),
        ("25000100", PartialDate(2500, 1), "1957-01"),
        ("-/-/2500", PartialDate(2500), "1957"),
    ],
)
def test_records_that_lack_a_part_stay_so(text: str, record: PartialDate, iso: str) -> None:
    assert parse_date(text) == record
    assert record.iso == iso
    assert not record.is_complete
    with pytest.raises(NoSuchDay):
        record.as_date()


def test_the_year_2400_parts_the_eras() -> None:
    assert parse_date("1/1/2400").year_be == 2400
    assert parse_date("1/1/1857").year_be == 2400
    assert parse_date("1/1/2256").year_be == 2799
    with pytest.raises(YearOutOfRange):
        parse_date("1/1/2399")


def test_partial_records_are_written_with_what_is_known() -> None:
    assert format_date(PartialDate(2500), "full", "thai") == "พ.ศ. ๒๕๐๐"
    assert format_date(PartialDate(2500, 5), "medium") == "พ.ค. 2500"
    assert format_date(PartialDate(2500, 5), "short") == "5/2500"
    assert format_date(PartialDate(2500, 5, 3), "long") == "3 พฤษภาคม 2500"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        *((text, TwoDigitYear) for text in ("1/10/68", "๑/๑๐/๖๘", "1 ต.ค. 68", "ต.ค. 68", "68", "1/10/5")),
        *((text, NoSuchDay) for text in ("31/2/2568", "29/2/2566", "32/1/2568", "1/13/2568", "5/0/2568")),
        *(
            (text, YearOutOfRange)
            for text in ("1/1/1700", "1/1/9999", "99999999", "1 Oct 2025 BE", "พ.ศ. 1957", "ค.ศ. 2568")
        ),
        *(
            (text, DateNotUnderstood)
            for text in ("", "วันนี้", "1/10/256", "1/10/25688", "1//2568", "1" * 500, "²/1/2568")
        ),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(text: str, refusal: type[Refused]) -> None:
    with pytest.raises(refusal) as caught:
        parse_date(text)
    assert caught.value.code.startswith("E22")
    assert caught.value.sentence.th
    assert caught.value.sentence.en


@given(st.text(max_size=90))
def test_no_text_breaks_the_reader(text: str) -> None:
    with suppress(DateNotUnderstood):
        parse_date(text)


def test_age_turns_on_the_birthday() -> None:
    birth = PartialDate(2540, 6, 15)
    assert age_on(birth, date(2026, 6, 14)).years == 28
    assert age_on(birth, date(2026, 6, 15)).years == 29
    assert age_on(birth, date(1990, 1, 1)).years == 0


def test_unknown_parts_count_from_the_first_by_section_16() -> None:
    without_day = age_on(PartialDate(2540, 6), date(2026, 6, 1))
    assert (without_day.years, without_day.day_assumed, without_day.month_assumed) == (29, True, False)
    year_only = age_on(PartialDate(2540), date(2026, 1, 1))
    assert (year_only.years, year_only.month_assumed, year_only.old_calendar) == (29, True, False)


def test_years_before_1941_began_in_april() -> None:
    assert age_on(PartialDate(2482, 2, 5), date(2026, 2, 5)).counted_from == date(1940, 2, 5)
    assert age_on(PartialDate(2482, 2, 5), date(2026, 2, 5)).old_calendar
    assert age_on(PartialDate(2482, 4, 5), date(2026, 2, 5)).counted_from == date(1939, 4, 5)
    assert age_on(PartialDate(2483), date(2026, 2, 5)).counted_from == date(1940, 4, 1)
    assert age_on(PartialDate(2484), date(2026, 2, 5)).counted_from == date(1941, 1, 1)
    assert age_on(parse_date("29/2/2478"), date(2026, 2, 5)).counted_from == date(1936, 2, 29)
