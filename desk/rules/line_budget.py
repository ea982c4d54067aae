"""When background data may use the line, and what the line costs: policy of the office, pure functions.

Policies (data of the centre): `files.hours` (`18:00-06:00`) names when scans may go, any hour where it says nothing;
`data.bytes_a_day` how much a day may take, `data.satang_a_mb` what a megabyte costs, no limit where they say nothing.
Facts (the journal and its answers) always go, whatever a budget says: a budget holds back scans and copies alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

MB: Final = 1_000_000
"""Bytes by which providers reckon."""
WARN_PERCENT: Final = 80
_CLOCK: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Budget:
    """What a day may take, bytes; 0 for no limit. `satang_a_mb` what a megabyte costs, 0 where it costs nothing."""

    bytes_a_day: int = 0
    satang_a_mb: int = 0

    @classmethod
    def read(cls, policy: Callable[[str], Any]) -> Budget:
        """From the policies by name; what makes no sense sets nothing."""
        numbers = [policy("data.bytes_a_day"), policy("data.satang_a_mb")]
        return cls(*(number if type(number) is int and 0 <= number <= 10**15 else 0 for number in numbers))

    def cost_satang(self, used: int) -> int:
        """What so many bytes cost, satang, begun megabytes in full."""
        return -(-used // MB) * self.satang_a_mb

    def used_percent(self, used: int) -> int | None:
        """How much of the day's budget is used; None where there is none."""
        return used * 100 // self.bytes_a_day if self.bytes_a_day else None

    def spent(self, used: int) -> bool:
        """Whether background data has to wait for tomorrow."""
        return bool(self.bytes_a_day) and used >= self.bytes_a_day


def hours_allow(policy: Any, clock: str) -> bool:
    """Whether `clock` (`HH:MM` at the office) lies in the hours a policy names; any hour where it names none."""
    begin, _, end = str(policy or "").partition("-")
    if not _CLOCK.fullmatch(begin) or not _CLOCK.fullmatch(end) or begin == end:
        return True
    return begin <= clock < end if begin < end else clock >= begin or clock < end
