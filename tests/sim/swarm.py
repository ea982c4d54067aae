"""What goes wrong in one run: drawn from its seed. Not every seed has every fault, so that each meets the others and
is met alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from tests.sim.machine import MORNING_S
from tests.sim.network import KINDS, Line

NEW_FISCAL_YEAR_S = datetime(2027, 9, 30, 17, 0, tzinfo=UTC).timestamp()  # 1 October 2570, midnight at the counter
LINE_FAULTS = (*KINDS, "reorder")
EVENTS = (
    "crash_await", "crash_before_commit", "crash_after_commit", "power_cut", "restart", "disk_full", "rollback",
    "clock_jump", "slow_centre", "cut", "revoke", "stick", "newer_centre",
)  # fmt: skip
MUST_HAPPEN = frozenset({*LINE_FAULTS, *EVENTS, "new_fiscal_year"} - {"hold"})  # held back counts when it was overtaken


@dataclass(frozen=True, slots=True)
class Event:
    """Something that goes wrong at `at` s; the rest is drawn when it does."""

    at: float
    kind: str


@dataclass
class Swarm:
    """One run's shape."""

    desks: int
    hub: bool
    lasts_s: float
    pace_s: float
    begins_s: float
    page_bytes: int
    line: Line
    events: list[Event] = field(default_factory=list)


def draw(seed: int) -> Swarm:
    """The run of a seed."""
    random = Random(f"swarm {seed}")
    bad = {kind for kind in KINDS if random.random() < 0.45}
    rates = {kind: random.uniform(0.02, 0.12) for kind in KINDS if kind in bad}
    line = Line(rates, random.choice((0.01, 0.05, 0.3, 0.6)), random.choice((8_000.0, 32_000.0, 500_000.0)))
    swarm = Swarm(
        desks=random.choice((2, 2, 3)),
        hub=random.random() < 0.25,
        lasts_s=random.uniform(120.0, 330.0),
        pace_s=random.uniform(8.0, 28.0),
        begins_s=NEW_FISCAL_YEAR_S - random.uniform(60.0, 200.0) if random.random() < 0.12 else MORNING_S,
        page_bytes=random.choice((1_200, 4_000, 262_144)),
        line=line,
    )
    for kind in EVENTS:
        if random.random() < (0.12 if kind == "revoke" else 0.4):
            every = random.uniform(45.0, 220.0)
            at = random.expovariate(1 / every) if kind != "rollback" else random.uniform(5.0, 60.0)
            while at < swarm.lasts_s:
                swarm.events.append(Event(at, kind))
                at += random.expovariate(1 / every) + 5.0
    swarm.events.sort(key=lambda event: (event.at, event.kind))
    return swarm
