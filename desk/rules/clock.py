"""What time to believe: the centre's word at the last contact carried on by a clock that nobody can set.

The machine's own clock may be wrong, and may be changed while the desk runs. A steady clock only counts; at a contact
the two are tied together (`Anchor`), and from then on the steady one tells the time. Before the first contact since the
machine was started nothing proves the machine's clock right, and what is written then says so. Pure; all times in ms.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

SURE_MS: Final = 2_000
"""Less than this is not worth flagging: people read minutes, and a line is dated to the second."""
DRIFT_PER_MILLION: Final = 100
"""How far a quartz clock may stray while it counts."""
OFF_WORTH_SAYING_MS: Final = 120_000
"""From here on the machine's clock is shown as wrong."""
UNKNOWN: Final = -1


@dataclass(frozen=True, slots=True)
class Reading:
    """Both clocks at one moment. `boot` names the run of the machine in which the steady clock counts."""

    wall: int
    steady: int
    boot: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """At this reading the time was `true`. `sure`: the centre said so; else it is only where this run began."""

    true: int
    wall: int
    steady: int
    boot: str
    round_trip: int = 0
    sure: bool = True

    def members(self) -> dict[str, Any]:
        """As it is kept in the file."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Believed:
    """The time, how unsure it is (0 sure, -1 not known to be right at all), and how far the machine's clock is off."""

    now: int
    unsure: int
    wall_off: int


def begin(reading: Reading, kept: Anchor | None, not_before: int) -> Anchor:
    """Where a run of the desk begins: the contact kept from the same run of the machine still holds; else the
    machine's clock is taken for what it is, but never earlier than the last line (`not_before`)."""
    if kept is not None and kept.boot == reading.boot and kept.steady <= reading.steady:
        return kept
    return Anchor(max(reading.wall, not_before), reading.wall, reading.steady, reading.boot, sure=False)


def contact(reading: Reading, theirs: int, round_trip: int) -> Anchor:
    """The centre's time as it arrives: it was told half a round trip ago."""
    return Anchor(theirs + round_trip // 2, reading.wall, reading.steady, reading.boot, round_trip)


def believe(reading: Reading, anchor: Anchor, *, counts_sleep: bool) -> Believed:
    """The time now. Where the steady clock stands still while the machine sleeps, a jump forward of the machine's clock
    is taken for such a sleep, and flagged."""
    gone = reading.steady - anchor.steady
    now, doubt = anchor.true + gone, anchor.round_trip // 2 + gone * DRIFT_PER_MILLION // 1_000_000
    slept = (reading.wall - anchor.wall) - gone
    if not counts_sleep and slept > SURE_MS:
        now, doubt = now + slept, doubt + slept
    unsure = UNKNOWN if not anchor.sure else doubt if doubt > SURE_MS else 0
    return Believed(now, unsure, reading.wall - now)
