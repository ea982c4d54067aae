"""The same over the system's own card service: pcscd with vsmartcard's reader, in a network of its own.

Run by `make test-cards`, which makes that network (the reader listens on every address) and sets AMPHOE_CARD_SERVICE.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desk.devices.card_watch import CardWatch
from desk.model.card import CardEvent
from tests.desks import pin
from tests.devices.virtual_card import InVpcd, VirtualCard, photo

pytestmark = pytest.mark.skipif("AMPHOE_CARD_SERVICE" not in os.environ, reason="run by `make test-cards`")
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "screens"))


class Service:
    """A pcscd of our own."""

    def __init__(self) -> None:
        Path("/run/pcscd").mkdir(exist_ok=True)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program = shutil.which("pcscd")
        assert program is not None, "Debian: pcscd, vsmartcard-vpcd"
        self._process = subprocess.Popen([program, "-f"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while not Path("/run/pcscd/pcscd.comm").exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    made.start()
    yield made
    made.stop()


class Watched:
    """A watch on the machine's readers."""

    def __init__(self) -> None:
        self.events: list[CardEvent] = []
        self.stop = threading.Event()
        self._thread = threading.Thread(target=CardWatch().run, args=(self.events.append, self.stop), daemon=True)
        self._thread.start()

    @property
    def states(self) -> list[str]:
        return [event.state for event in self.events]

    def until(self, so: Callable[[], bool], seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while not so():
            assert time.monotonic() < deadline, self.states
            time.sleep(0.02)

    def end(self) -> None:
        self.stop.set()
        self._thread.join(10)


def test_inserted_swapped_removed_and_a_foreign_one(service: Service) -> None:
    watch, beside = Watched(), Watched()  # another program at the same reader: neither may get the other's answers
    watch.until(lambda: watch.states == ["empty"])
    beside.until(lambda: beside.states == ["empty"])
    first = InVpcd(VirtualCard())
    watch.until(lambda: watch.states == ["empty", "reading", "read", "photo"])
    beside.until(lambda: beside.states == watch.states)
    assert beside.events[-1].card == watch.events[-1].card
    beside.end()
    assert watch.events[-1].card is not None
    assert (watch.events[-1].card.pin, watch.events[-1].card.photo) == (pin(2), photo())
    first.pull()
    watch.until(lambda: watch.states[4:] == ["removed"])
    second = InVpcd(VirtualCard(pin=pin(4), thai="นาง#สมหญิง##ใจดี"))
    watch.until(lambda: watch.states[5:] == ["reading", "read", "photo"])
    second.pull()
    watch.until(lambda: watch.states[8:] == ["removed"])
    foreign = InVpcd(VirtualCard(foreign=True))
    watch.until(lambda: watch.states[9:] == ["reading", "failed"])
    assert watch.events[-1].error is not None
    assert watch.events[-1].error.code == "E723"
    foreign.pull()
    watch.end()


def test_pulled_half_way_and_the_service_gone_and_back(service: Service) -> None:
    watch = Watched()
    watch.until(lambda: watch.states == ["empty"])
    InVpcd(VirtualCard(), commands=8)
    watch.until(lambda: "failed" in watch.states)
    assert not any(event.card for event in watch.events)
    service.stop()
    watch.until(lambda: watch.states[-1] == "absent_service")
    watch.end()


def test_no_service_is_said_and_no_more() -> None:
    watch = Watched()
    watch.until(lambda: watch.states == ["absent_service"])
    watch.end()


def test_the_screen_follows_a_card_in_swapped_and_out(service: Service, tmp_path: Path) -> None:
    from terminal import F, Terminal

    desk = Path(__file__).resolve().parents[1] / "screens" / "whole_desk.py"
    paths = {"PYTHONPATH": os.pathsep.join([str(desk.parents[2]), str(desk.parent)])}
    with Terminal([str(desk), str(tmp_path / "desk"), "cards"], paths) as terminal:
        terminal.wait_for("รหัสผ่าน")
        terminal.write("\r")
        terminal.wait_for("รายการ")
        terminal.write(F[2])
        terminal.wait_for("เสียบบัตรได้")
        card = InVpcd(VirtualCard())
        terminal.wait_for("น้ำผึ้ง รักเรียน · แสดงตน: อ่านบัตร")
        card.pull()
        other = InVpcd(VirtualCard(pin=pin(4), thai="นาง#สมหญิง##ใจดี"))
        terminal.wait_for("สมหญิง ใจดี · แสดงตน: อ่านบัตร")
        terminal.write("\x1b[18~")
        terminal.wait_for("▀")
        terminal.write(F[3])
        other.pull()
        terminal.wait_for("นำบัตรออกแล้ว")
        terminal.write("\x11")
        terminal.wait_for_end()
