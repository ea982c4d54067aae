"""A poor line between two network namespaces, with real kernel TCP on both ends and our own air in between.

Needs root and /dev/net/tun (`why_not` says what lacks). Sockets made inside `there()` or `here()` belong to that end of
the line for as long as they live, whichever thread uses them afterwards.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import itertools
import json
import os
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

from tests.lines.forwarder import COUNTERS
from tests.lines.profiles import Profile

Result = TypeVar("Result")
_TUNSETIFF, _IFF_TUN, _IFF_NO_PI = 0x400454CA, 1, 0x1000
_CLONE_NEWNET = 0x40000000
_numbers = itertools.count(1)
_libc = ctypes.CDLL(None, use_errno=True)


def why_not() -> str:
    """Why no such line can be made here; empty where it can."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "not root"
    if not os.path.exists("/dev/net/tun"):
        return "no /dev/net/tun"
    try:
        with TunLine(Profile(1000, 1, 0.0)):
            return ""
    except (OSError, subprocess.CalledProcessError) as fault:
        return f"no line can be made: {fault}"


class TunLine:
    """One line; `near` and `far` are the addresses of its ends."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        number = next(_numbers)
        self._name = f"{os.getpid() % 100_000}x{number}"
        net = (os.getpid() * 7 + number) % 250
        self.near, self.far = f"10.99.{net}.1", f"10.99.{net}.2"

    def __enter__(self) -> TunLine:
        self._stack = contextlib.ExitStack()
        try:
            ends = [self._end("a", self.near), self._end("b", self.far)]
            folder = self._stack.enter_context(tempfile.TemporaryDirectory())
            self._counters = Path(folder) / "counters"
            self._counters.write_bytes(bytes(4096))
            program = [sys.executable, str(Path(__file__).with_name("forwarder.py")), *map(str, ends)]
            self._air = subprocess.Popen(
                [*program, json.dumps(asdict(self.profile)), str(self._counters)], pass_fds=ends
            )
            self._stack.callback(self._still)
            for end in ends:
                os.close(end)
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _end(self, letter: str, address: str) -> int:
        device, space = f"dl{letter}{self._name}"[:15], self.space(letter)
        end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(end, _TUNSETIFF, struct.pack("16sH22x", device.encode(), _IFF_TUN | _IFF_NO_PI))
        _ip("netns", "add", space)
        self._stack.callback(_ip, "netns", "del", space)
        _ip("link", "set", device, "netns", space)
        _ip("-n", space, "link", "set", "lo", "up")
        _ip("-n", space, "addr", "add", f"{address}/30", "dev", device)
        _ip("-n", space, "link", "set", device, "mtu", str(self.profile.mtu), "up")
        return end

    def _still(self) -> None:
        self._air.kill()
        self._air.wait()

    def space(self, letter: str) -> str:
        """Name of the namespace at an end: `a` near, `b` far (for `ip netns exec`)."""
        return f"dl{letter}{self._name}"

    def counted(self) -> dict[str, int]:
        """Bytes and packets offered to the air in each direction so far, and how many were lost."""
        numbers = struct.unpack(f"{len(COUNTERS)}q", self._counters.read_bytes()[: 8 * len(COUNTERS)])
        return dict(zip(COUNTERS, numbers, strict=True))

    @contextlib.contextmanager
    def here(self) -> Iterator[None]:
        """This thread is at the near end meanwhile."""
        with _within(self.space("a")):
            yield

    @contextlib.contextmanager
    def there(self) -> Iterator[None]:
        """This thread is at the far end meanwhile."""
        with _within(self.space("b")):
            yield

    def run_here(self, work: Callable[[], Result]) -> Result:
        """Run something on a thread of its own at the near end."""
        done: list[Result] = []
        fault: list[BaseException] = []

        def run() -> None:
            try:
                with self.here():
                    done.append(work())
            except BaseException as raised:  # noqa: BLE001 - handed to whoever asked
                fault.append(raised)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join()
        if fault:
            raise fault[0]
        return done[0]


@contextlib.contextmanager
def _within(space: str) -> Iterator[None]:
    before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    wanted = os.open(f"/run/netns/{space}", os.O_RDONLY)
    try:
        _set_space(wanted)
        try:
            yield
        finally:
            _set_space(before)
    finally:
        os.close(wanted)
        os.close(before)


def _set_space(end: int) -> None:
    if _libc.setns(end, _CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)
