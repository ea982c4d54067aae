"""When background data may go, and what it costs."""

from __future__ import annotations

import pytest

from desk.rules.line_budget import Budget, hours_allow


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
    assert (budget.used_percent(4_000_000), budget.spent(4_999_999), budget.spent(5_000_000)) == (80, False, True)


@pytest.mark.parametrize("nonsense", [None, "much", -1, True, 10**16])
def test_nonsense_sets_nothing(nonsense: object) -> None:
    budget = Budget.read(lambda _name: nonsense)
    assert budget == Budget()
    assert budget.used_percent(10) is None
    assert not budget.spent(10**12)
