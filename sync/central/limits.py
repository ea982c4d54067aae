"""How often somebody may ask: a sliding minute per name, in memory, bounded."""

from __future__ import annotations

from collections import OrderedDict, deque

NAMES_MAX = 20_000
MINUTE_MS = 60_000


class Limit:
    """At most `most` a minute for each name."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._times: OrderedDict[str, deque[int]] = OrderedDict()

    def count(self, name: str, now: int) -> None:
        """Note one more."""
        times = self._times.setdefault(name, deque(maxlen=self._most))
        times.append(now)
        self._times.move_to_end(name)
        while len(self._times) > NAMES_MAX:
            self._times.popitem(last=False)

    def reached(self, name: str, now: int) -> bool:
        """Whether the name has had its share of the last minute."""
        times = self._times.get(name)
        return times is not None and len(times) == self._most and now - times[0] < MINUTE_MS
