"""How far a desk may go on without the centre: an early warning, then named acts refused; never anything lost.

Each bound is policy data (`policy.put`, named `offline.<bound>_warn`, `_stop` and `_acts`); what stands here is what
holds while the centre says nothing. A warning or stop of 0 means never. Acts that finish what was begun (closing a
drawer, closing the day, the receipt of money the bank has settled) are never among those refused. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from desk.words import Words

NewAct = Literal["take_request", "take_payment", "open_drawer"]
Level = Literal["warn", "stop"]
NEW_ACTS: Final[tuple[NewAct, ...]] = ("take_request", "take_payment", "open_drawer")
DAY_MS: Final = 86_400_000
MB: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Bound:
    """One bound. `falling`: it is reached from above (room on the disk, days a roster still holds)."""

    name: str
    what: Words
    unit: Words
    warn: int
    stop: int
    acts: tuple[NewAct, ...]
    falling: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A bound that is near (`warn`) or passed (`stop`), with what was measured and the acts refused."""

    bound: Bound
    level: Level
    measured: int
    limit: int
    acts: tuple[NewAct, ...]

    @property
    def said(self) -> Words:
        """What is near or passed, with both figures."""
        said = Words("{what} {measured} {unit} (เกณฑ์ {limit})", "{what}: {measured} {unit} (bound {limit})")
        return said.fill(
            what=self.bound.what, measured=f"{self.measured:,}", unit=self.bound.unit, limit=f"{self.limit:,}"
        )


_DAYS: Final = Words("วัน", "days")
_LINES: Final = Words("รายการ", "lines")
BOUNDS: Final[tuple[Bound, ...]] = (
    Bound(
        "disk_mb",
        Words("ที่ว่างในดิสก์", "Room on the disk"),
        Words("เมกะไบต์", "megabytes"),
        500,
        50,
        NEW_ACTS,
        falling=True,
    ),
    Bound("roster_days", Words("สิทธิ์ของท่านเหลือ", "Roster still holds"), _DAYS, 7, 0, (), falling=True),
    Bound("copy_days", Words("อายุสำเนาทะเบียน", "Age of the registry copy"), _DAYS, 7, 180, ("take_request",)),
    Bound("unsent_lines", Words("รายการรอส่ง", "Unsent"), _LINES, 5_000, 50_000, NEW_ACTS),
    Bound("unsent_days", Words("รายการรอส่งเก่าสุด", "Oldest unsent"), _DAYS, 3, 120, ("take_payment", "open_drawer")),
    Bound(
        "unsent_baht",
        Words("เงินในรายการรอส่ง", "Money not yet at the centre"),
        Words("บาท", "baht"),
        200_000,
        5_000_000,
        ("take_payment",),
    ),
)
"""The field's own: an outlying counter that sends by stick once a month works under these without a word."""

Policy = Callable[[str, Any], Any]


def findings(measured: Mapping[str, int], policy: Policy) -> list[Finding]:
    """Bounds near or passed, the gravest first. `measured` by name of the bound; one not measured is not judged."""
    found = []
    for bound in BOUNDS:
        value = measured.get(bound.name)
        if value is None:
            continue
        stop, warn = _limit(policy, bound, "stop"), _limit(policy, bound, "warn")
        for level, limit in (("stop", stop), ("warn", warn)):
            reached = value <= limit if bound.falling else value >= limit
            if limit > 0 and reached:
                acts = _acts(policy, bound) if level == "stop" else ()
                found.append(Finding(bound, "stop" if level == "stop" else "warn", value, limit, acts))
                break
    return sorted(found, key=lambda finding: finding.level != "stop")


def refused_by(found: list[Finding], act: NewAct) -> Finding | None:
    """The finding that refuses this act, None where none does."""
    return next((finding for finding in found if act in finding.acts), None)


def _limit(policy: Policy, bound: Bound, level: Level) -> int:
    default = bound.stop if level == "stop" else bound.warn
    told = policy(f"offline.{bound.name}_{level}", default)
    return told if type(told) is int and told >= 0 else default


def _acts(policy: Policy, bound: Bound) -> tuple[NewAct, ...]:
    told = policy(f"offline.{bound.name}_acts", list(bound.acts))
    return tuple(act for act in NEW_ACTS if act in told) if isinstance(told, list) else bound.acts
