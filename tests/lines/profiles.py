"""What a poor line is like, in numbers that both ways of making one obey."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """`rate_kbit` of each direction, `delay_ms` one way, `loss` a packet, `cuts` spans in seconds during which nothing
    passes, `mtu` bytes, `queue` bytes that wait before the rest is dropped, `seed` of the losses."""

    rate_kbit: int
    delay_ms: int
    loss: float
    seed: int = 1
    cuts: tuple[tuple[float, float], ...] = ()
    mtu: int = 1400
    queue: int = 32_768

    @property
    def bytes_a_second(self) -> float:
        return self.rate_kbit * 125.0

    def cut_at(self, seconds: float) -> bool:
        """Whether nothing passes at this moment since the line was made."""
        return any(begin <= seconds < end for begin, end in self.cuts)


SATELLITE = Profile(rate_kbit=64, delay_ms=300, loss=0.03)
"""64 kbit/s, 600 ms there and back, 3 %."""
VILLAGE = Profile(rate_kbit=256, delay_ms=150, loss=0.01)
"""256 kbit/s, 300 ms, 1 %."""
