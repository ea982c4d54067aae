"""The machine below the product, simulated: its clock, its chance, its driver of encrypted files, its network.

Installed before anything of the product is imported; the product is not told. A device's clock is the clock of the life
that looks at it.
"""

from __future__ import annotations

import os
import secrets
import time
from random import Random
from typing import Any

from tests.sim.loop import LIFE, SimLoop

POLL_S = 5.0
MORNING_S = 1_795_138_200  # 08:30 at the counter on 20 November 2569


class World:
    """What the machines of one run share: true time, chance. One at a time."""

    loop: SimLoop | None = None
    begins_s: float = MORNING_S
    chance = Random(0)


WORLD = World()
_real_time, _real_monotonic = time.time, time.monotonic


def true_ms() -> int:
    """True time, as nobody in the simulation knows it."""
    assert WORLD.loop is not None
    return int((WORLD.begins_s + WORLD.loop.now) * 1000)


def device_ms() -> int:
    """The clock of whoever asks."""
    life = LIFE.get()
    return true_ms() + (life.clock_offset_ms if life is not None else 0)


def _time() -> float:
    return _real_time() if WORLD.loop is None else device_ms() / 1000


def _time_ns() -> int:
    return int(_real_time() * 1e9) if WORLD.loop is None else device_ms() * 1_000_000


def _steady_ns(_clock: int) -> int:
    """The clock of the machine since it was started, which the desk's clock guard goes by."""
    return 0 if WORLD.loop is None else round(WORLD.loop.now * 1_000_000_000)


def _monotonic_ns() -> int:
    return round(_monotonic() * 1_000_000_000)


def _monotonic() -> float:
    return _real_monotonic() if WORLD.loop is None else WORLD.loop.now


class DeviceRandomness:
    """Random bytes of a device, from the seed."""

    def token(self, size: int) -> bytes:
        """`size` bytes."""
        return WORLD.chance.randbytes(size)


def install() -> None:
    """Put the simulated machine under the product. Before its modules are imported."""
    time.time, time.time_ns, time.monotonic = _time, _time_ns, _monotonic
    time.clock_gettime_ns, time.monotonic_ns = _steady_ns, _monotonic_ns
    chance = WORLD

    def token_hex(size: int | None = None) -> str:
        return chance.chance.randbytes(size or 32).hex()

    def choice(among: Any) -> Any:
        return chance.chance.choice(among)

    secrets.token_bytes = lambda size=None: chance.chance.randbytes(size or 32)  # type: ignore[assignment]
    secrets.token_hex = token_hex
    secrets.choice = choice
    secrets.token_urlsafe = lambda size=None: chance.chance.randbytes(size or 32).hex()  # type: ignore[assignment]
    os.environ["TZ"] = "Asia/Bangkok"
    from tests.sim import disk, network

    disk.install()
    network.install()
    _make_it_quick()


def _make_it_quick() -> None:
    """What costs time and decides nothing: how hard bodies are packed, how often a quiet centre looks at its store."""
    from sync import compression
    from sync.central import centre

    encode = compression.encode

    def quickly(*args: Any, **members: Any) -> bytes:
        return encode(*args, **members | {"level": 1})

    compression.encode = quickly
    centre.POLL_S = POLL_S
