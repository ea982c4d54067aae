"""Figures of the terminal ground, printed and never asserted: first full screen and key to frame, beside bare Textual.

    python tests/bench/ground.py [runs]

Each figure is taken on a real pseudo-terminal of 80x24: from the start of the process (or the write of one key) to the
moment when the emulated screen shows it. Both apps run in turn, so that a busy machine slows both.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[1] / "screens"), str(HERE.parents[2])]

from terminal import Terminal  # noqa: E402

BARE = """
from textual.app import App
from textual.widgets import Input
class Bare(App):
    def compose(self):
        yield Input(placeholder="ready")
Bare().run()
"""

QUEUE = """
from textual.app import ComposeResult
from desk.words import Words
from screens.base import DeskScreen
from screens.bars import HeaderFacts
from screens.ground_app import GroundApp, open_screens
from screens.keys import FIND, REFRESH
from screens.paged_table import Column, PagedTable, Row
from screens.parts import FieldRow
from screens.thai_input import ThaiInput
import datetime
class Queue(DeskScreen):
    ACTIONS = (FIND, REFRESH)
    def body(self) -> ComposeResult:
        yield FieldRow(Words("ค้นหา", "Find"), ThaiInput(hint=Words("ready", "ready")))
        yield PagedTable([Column(Words("ที่", "No."), 6, "right"), Column(Words("ชื่อ", "Name"), 0),
                          Column(Words("บาท", "Baht"), 12, "right")])
    def on_mount(self):
        self.query_one(PagedTable).set_rows([Row(str(n), (n, "นางสาวน้ำผึ้ง ที่อยู่ยืนยง", f"{n}.00"))
                                             for n in range(2000)])
class Desk(GroundApp):
    def get_default_screen(self):
        return Queue()
open_screens(Desk(facts=lambda: HeaderFacts("อำเภอ", datetime.datetime(2026, 11, 20), "สมศรี", "up"), theme="calm"))
"""


def first_screen_ms(program: str, shows: str) -> float:
    """From process start to the screen that shows `shows`, in ms."""
    began = time.perf_counter()
    with Terminal(["-c", program]) as terminal:
        while shows not in terminal.text():
            terminal.read(1.0)
        return (time.perf_counter() - began) * 1000


def keys(program: str, shows: str, count: int = 80) -> tuple[list[float], float]:
    """Key to frame in ms for each of `count` letters, and bytes a key."""
    with Terminal(["-c", program]) as terminal:
        terminal.wait_for(shows)
        terminal.quiet()
        took, before = [], len(terminal.received)
        for number in range(count):
            shown = terminal.text()
            began = time.perf_counter()
            terminal.write(chr(97 + number % 26))
            while terminal.text() == shown:
                terminal.read(1.0)
            took.append((time.perf_counter() - began) * 1000)
            terminal.quiet(0.06)
        return took, (len(terminal.received) - before) / count


def main() -> None:
    """Print the figures."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    apps = {"bare Textual, one Input": (BARE, "ready"), "queue of 2,000 rows": (QUEUE, "F6 English")}
    starts: dict[str, list[float]] = {name: [] for name in apps}
    for _ in range(runs):
        for name, (program, shows) in apps.items():
            starts[name].append(first_screen_ms(program, shows))
    bare = statistics.median(starts["bare Textual, one Input"])
    for name, (program, shows) in apps.items():
        first = statistics.median(starts[name])
        took, size = keys(program, shows)
        p95 = statistics.quantiles(took, n=20)[-1]
        print(
            f"{name:26} first screen {first:6.0f} ms ({first / bare:4.2f} x)   "
            f"key to frame median {statistics.median(took):5.1f} p95 {p95:5.1f} ms   {size:6.0f} bytes a key"
        )
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"largest process {children.ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
