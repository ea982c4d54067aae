"""Signboard tax: figures an assessor reckons by hand, the working that adds up to them, and nothing invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.signboard_tax import (
    InstalmentsRefused,
    Sign,
    SignboardLaw,
    SignWrong,
    assess,
    bill,
    instalments,
    months_late,
)
from desk.rules.working_days import HolidayCalendar

RATES = {
    "thai": 500, "thai_moving": 1000, "mixed": 2600, "mixed_moving": 5200, "foreign": 5000, "foreign_moving": 5200,
}  # fmt: skip
LAW = SignboardLaw(RATES, least_satang=20000, late_filing_percent=10)  # type: ignore[arg-type]
WEEKDAYS = HolidayCalendar((), lambda _year: {})


def test_a_sign_reckoned_by_hand() -> None:
    """300 x 100 cm of Thai mixed with English, one side: 30,000 / 500 = 60 units of 26 baht = 1,560."""
    found = assess([Sign("mixed", 300, 100)], LAW)
    assert (found.satang, found.tax_satang, len(found.lines)) == (156000, 156000, 1)
    assert "60" in found.lines[0].words.th
    assert assess([Sign("mixed", 300, 100, sides=2)], LAW).satang == 312000


def test_the_least_is_for_each_sign() -> None:
    found = assess([Sign("thai", 50, 50), Sign("thai", 300, 200)], LAW)
    assert [line.satang for line in found.lines] == [2500, 17500, 60000]
    assert found.satang == 80000


def test_a_part_of_a_unit_counts_as_the_office_says() -> None:
    free = replace(LAW, least_satang=None)
    assert assess([Sign("thai", 26, 20)], free).satang == 1000
    assert assess([Sign("thai", 26, 20)], replace(free, part_counts_over_cm2=250)).satang == 500
    assert assess([Sign("thai", 38, 20)], replace(free, part_counts_over_cm2=250)).satang == 1000


def test_lateness_is_added_to_the_tax_and_only_where_it_is_set() -> None:
    signs, told, two_months_on = [Sign("mixed", 300, 100)], date(2027, 1, 1), date(2027, 3, 10)
    filed = assess(signs, LAW, filed_late=True)
    assert ([line.satang for line in filed.lines], filed.tax_satang) == ([156000, 15600], 156000)
    timed = replace(LAW, pay_within_days=15)
    unset = bill(filed, timed, two_months_on, WEEKDAYS, told=told)
    assert unset.satang == 171600
    assert "has not set" in unset.working[-1].words.en
    late = bill(filed, replace(timed, late_payment_percent_a_month=2), two_months_on, WEEKDAYS, told=told)
    assert late.working[-1].satang == late.parts[0].surcharge_satang == 6240  # two months begun, of the tax alone
    assert (
        bill(filed, replace(timed, late_payment_percent_a_month=2), two_months_on, WEEKDAYS).satang == 171600
    )  # not told


def test_money_goes_to_the_parts_in_order_and_stops_the_months_of_what_it_pays() -> None:
    law = replace(LAW, pay_within_days=15, instalments=3, late_payment_percent_a_month=2)
    found = assess([Sign("mixed", 500, 300)], law)  # 300 units: 7,800 baht, 2,600 a part
    told, today = date(2027, 1, 1), date(2027, 4, 1)
    plan = bill(found, law, today, WEEKDAYS, told=told, in_parts=True, received=[(date(2027, 1, 10), 260000)])
    assert [part.paid for part in plan.parts] == [date(2027, 1, 10), None, None]
    assert [part.months for part in plan.parts] == [0, 2, 1]
    assert plan.steps == (260000 + 10400, 520000 + 10400 + 5200)
    then = bill(found, law, today, WEEKDAYS, told=told, in_parts=True, received=[(date(2027, 1, 10), 520000)])
    assert [part.paid for part in then.parts] == [date(2027, 1, 10), date(2027, 1, 10), None]
    assert then.satang == sum(line.satang for line in then.working)


@pytest.mark.parametrize(
    ("due", "paid", "months"),
    [
        (date(2027, 1, 15), date(2027, 1, 15), 0),
        (date(2027, 1, 15), date(2027, 1, 16), 1),
        (date(2027, 1, 15), date(2027, 2, 15), 1),
        (date(2027, 1, 15), date(2027, 2, 16), 2),
        (date(2026, 12, 31), date(2027, 1, 31), 1),
        (date(2026, 12, 31), date(2027, 3, 1), 3),
    ],
)
def test_months_late(due: date, paid: date, months: int) -> None:
    assert months_late(due, paid) == months


@given(st.integers(1, 10**9), st.integers(2, 12))
def test_instalments_add_up_and_differ_only_in_the_first(satang: int, parts: int) -> None:
    law = replace(LAW, instalments=parts)
    if satang < parts:
        with pytest.raises(InstalmentsRefused):
            instalments(satang, law)
        return
    found = instalments(satang, law)
    assert (sum(found), len(found), len(set(found[1:]))) == (satang, parts, 1)
    assert found[0] - found[1] < parts


def test_no_instalments_where_none_are_known_or_the_sum_is_small() -> None:
    with pytest.raises(InstalmentsRefused):
        instalments(500000, LAW)
    with pytest.raises(InstalmentsRefused):
        instalments(299999, replace(LAW, instalments=3, instalments_from_satang=300000))


@pytest.mark.parametrize(
    "sign", [Sign("thai", 0, 1), Sign("thai", 1, 100_001), Sign("thai", 1, 1, 11), Sign("x", 1, 1)]
)  # type: ignore[arg-type]
def test_a_sign_that_cannot_be_is_named(sign: Sign) -> None:
    with pytest.raises(SignWrong, match="2"):
        assess([Sign("thai", 10, 10), sign], LAW)
    with pytest.raises(SignWrong):
        assess([], LAW)
