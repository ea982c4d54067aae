"""When background data may use the line, and what the line costs: policy of the office, pure functions.

Policies (data of the centre): `files.hours` (`18:00-06:00`) names when scans may go, any hour where it says nothing;
`data.bytes_a_day` and `data.bytes_a_month` how much a day and a month of the calendar may take, `data.satang_a_mb`
what a megabyte costs, no limit where they say nothing.
Facts (the journal and its answers) always go, whatever a budget says: a budget holds back scans and copies alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

MB: Final = 1_000_000
"""Bytes by which providers reckon."""
WARN_PERCENT: Final = 80
HeldBack = Literal["facts", "served", "hours", "day", "month"]
"""Why scans wait: lines are unsent, somebody is served, the hour, the day's budget, the month's."""
_CLOCK: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Budget:
    """What a day and a month may take, bytes; 0 for no limit. `satang_a_mb` what a megabyte costs, 0 for nothing."""

    bytes_a_day: int = 0
    bytes_a_month: int = 0
    satang_a_mb: int = 0

    @classmethod
    def read(cls, policy: Callable[[str], Any]) -> Budget:
        """From the policies by name; what makes no sense sets nothing."""
        numbers = [policy("data.bytes_a_day"), policy("data.bytes_a_month"), policy("data.satang_a_mb")]
        return cls(*(number if type(number) is int and 0 <= number <= 10**15 else 0 for number in numbers))

    def cost_satang(self, used: int) -> int:
        """What so many bytes cost, satang, begun megabytes in full."""
        return -(-used // MB) * self.satang_a_mb

    def spent(self, today: int, month: int) -> HeldBack | None:
        """Which of the two is used up, so that background data has to wait for tomorrow or for next month."""
        if self.bytes_a_month and month >= self.bytes_a_month:
            return "month"
        return "day" if self.bytes_a_day and today >= self.bytes_a_day else None


def percent(used: int, budget: int) -> int | None:
    """How much of a budget is used; None where there is none."""
    return used * 100 // budget if budget else None


def hours_allow(policy: Any, clock: str) -> bool:
    """Whether `clock` (`HH:MM` at the office) lies in the hours a policy names; any hour where it names none."""
    hours = hours_of(policy)
    if hours is None:
        return True
    begin, end = hours
    return begin <= clock < end if begin < end else clock >= begin or clock < end


def hours_of(policy: Any) -> tuple[str, str] | None:
    """The hours a policy names, `HH:MM` each; None where it names none."""
    begin, _, end = str(policy or "").partition("-")
    if not _CLOCK.fullmatch(begin) or not _CLOCK.fullmatch(end) or begin == end:
        return None
    return begin, end
