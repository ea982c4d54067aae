"""When background data may go, and what it costs."""

from __future__ import annotations

import pytest

from desk.rules.line_budget import Budget, hours_allow, hours_of, percent


@pytest.mark.parametrize(
    ("policy", "clock", "allowed"),
    [
        (None, "12:00", True),
        ("18:00-06:00", "17:59", False),
        ("18:00-06:00", "18:00", True),
        ("18:00-06:00", "05:59", True),
        ("18:00-06:00", "06:00", False),
        ("12:00-13:00", "12:30", True),
        ("12:00-13:00", "13:00", False),
        ("noon", "12:00", True),
        ("25:00-26:00", "12:00", True),
        ("08:00-08:00", "12:00", True),
        (7, "12:00", True),
    ],
)
def test_hours(policy: object, clock: str, allowed: bool) -> None:
    assert hours_allow(policy, clock) is allowed


def test_a_budget_counts_begun_megabytes_and_holds_back_when_spent() -> None:
    budget = Budget.read({"data.bytes_a_day": 5_000_000, "data.satang_a_mb": 30}.get)
    assert [budget.cost_satang(used) for used in (0, 1, 1_000_000, 1_000_001)] == [0, 30, 30, 60]
    assert percent(4_000_000, budget.bytes_a_day) == 80
    assert [budget.spent(used, 10**12) for used in (4_999_999, 5_000_000)] == [None, "day"]


def test_a_month_may_be_spent_before_the_day_is() -> None:
    budget = Budget.read({"data.bytes_a_day": 5_000_000, "data.bytes_a_month": 60_000_000}.get)
    assert budget.spent(1, 59_999_999) is None
    assert budget.spent(1, 60_000_000) == "month"


def test_hours_are_told_as_they_were_set() -> None:
    assert hours_of("18:00-06:00") == ("18:00", "06:00")
    assert hours_of("noon") is None


@pytest.mark.parametrize("nonsense", [None, "much", -1, True, 10**16])
def test_nonsense_sets_nothing(nonsense: object) -> None:
    budget = Budget.read(lambda _name: nonsense)
    assert budget == Budget()
    assert percent(10, budget.bytes_a_day) is None
    assert budget.spent(10**12, 10**13) is None
