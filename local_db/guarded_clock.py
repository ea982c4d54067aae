"""The desk's clock: the machine's, watched by one nobody can set and set right by the centre at each contact."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from desk.rules.clock import Anchor, Believed, Reading, begin, believe, contact
from local_db import meta
from local_db.connection import Connection

KEPT = "clock_anchor"


@dataclass(frozen=True, slots=True)
class Compared:
    """What a contact showed: how far the desk's time had been off (ms, to be added to it), and the round trip."""

    off: int
    round_trip: int


class GuardedClock:
    """Device time as it is believed (desk/rules/clock.py). Read from any thread; `wall` and `steady` give ms."""

    def __init__(
        self, wall: Callable[[], int], steady: Callable[[], int], boot: str, *, counts_sleep: bool = True
    ) -> None:
        self._wall, self._steady, self._boot, self._counts_sleep = wall, steady, boot, counts_sleep
        self._anchor = begin(self._reading(), None, 0)
        self._round_trip = 0

    def now_ms(self) -> int:
        """Milliseconds since 1970 UTC, as believed."""
        return self.believed().now

    def unsure_ms(self) -> int:
        """How unsure that is, ms; -1 while no contact has shown it to be right."""
        return self.believed().unsure

    def steady_ms(self) -> int:
        """A count that only rises, for measuring how long something took."""
        return self._steady()

    def believed(self) -> Believed:
        """The whole of it: time, doubt, and how far the machine's own clock is off."""
        return believe(self._reading(), self._anchor, counts_sleep=self._counts_sleep)

    @property
    def compared_at(self) -> int | None:
        """When the centre last set it right, ms; None while it has not in this run of the machine."""
        return self._anchor.true if self._anchor.sure else None

    def begin(self, connection: Connection, not_before: int) -> None:
        """A desk is opened: what its file knows of earlier contacts, and when its last line was written (ms)."""
        kept = meta.get(connection, KEPT)
        anchor = Anchor(**json.loads(str(kept))) if kept is not None else None
        self._anchor = begin(self._reading(), anchor, not_before)

    def compare(self, theirs: int, took: int, *, held: bool) -> Compared:
        """The centre told its time `theirs` in an answer that took `took` ms. The way of a `held` answer is not in
        that: it is taken to be as long as the last one measured, and nothing while none was."""
        if not held:
            self._round_trip = took
        round_trip = min(took, self._round_trip)
        before = self.believed().now
        self._anchor = contact(self._reading(), theirs, round_trip)
        return Compared(self._anchor.true - before, round_trip)

    def keep(self, connection: Connection) -> None:
        """Write the last contact into the file, for the next opening in the same run of the machine."""
        meta.put(connection, KEPT, json.dumps(self._anchor.members()))

    def _reading(self) -> Reading:
        return Reading(self._wall(), self._steady(), self._boot)
