"""The desk's screens over the demo's district on a real terminal: first queue, key to frame with sync running, memory.

    python tests/bench/desk_screens.py [runs]

A day queue of 2,000 requests is made in a prepared demo (20,000 citizens, encrypted, real centre process). Timed
from the start of the process to the moment the terminal shows the queue, the file opened by the demo's key and the
officer signed in already, beside a bare Textual app with one Input in the same run. Signing in (argon2id twice, made
to be slow, and its line in the journal) is printed apart. Keys are timed in the search box of the whole demo while the
engine sends the 2,000 requests.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[1] / "screens"), str(HERE.parents[2]), str(HERE.parent)]

from ground import BARE, first_screen_ms  # noqa: E402
from terminal import F, Terminal  # noqa: E402

from desk.commands.opening import held_key, open_office  # noqa: E402
from desk.counter import session  # noqa: E402

ROWS = 2_000
QUEUE_SHOWS = "9901A-"
SIGN_IN_SHOWS = "รหัสผ่าน"
DESK = ["-m", "desk", "demo"]
SIGNED_IN = """
from pathlib import Path
from desk.commands.screens import close_desk, make_app
from desk.counter.session import Session
from desk.words import Words
from screens import ground_app
app = make_app(Path({home!r}))
app.work.session = Session("anan", Words("อนันต์", "Anan"), frozenset(("officer", "cashier")))
try:
    ground_app.open_screens(app)
finally:
    close_desk(app)
"""


def main() -> None:
    """Prepare, measure, print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        environment = {**os.environ, "DESK_HOME": str(home), "LANG": "C.UTF-8"}
        desk = [sys.executable, "-m", "desk", "demo"]
        subprocess.run([*desk, "--prepare"], env=environment, check=True, stdout=subprocess.DEVNULL)
        try:
            unlock = fill(home)
            measure(home, runs, unlock)
        finally:
            subprocess.run([*desk, "--stop"], env=environment, check=True, stdout=subprocess.DEVNULL)


def fill(home: Path) -> float:
    """Take in requests until the queue has 2,000; gives the ms signing in takes."""
    from desk.commands import demo_morning
    from desk.counter import intake

    office = open_office(home=home)
    try:
        assert held_key(home)
        officer = demo_morning._session(office, "busaba")
        people = demo_morning._adults(office, demo_morning.Random(5))
        service = next(found for found in intake.services(office) if found.code == "CR-COPY")
        have = office.read().execute("SELECT count(*) FROM requests").fetchone()[0]
        for number in range(ROWS - have):
            draft = demo_morning._draft(office, service, people[number % len(people)], demo_morning.Random(number))
            intake.submit(office, officer, draft, None)
        began = time.perf_counter()
        session.Door(office).sign_in("anan", "amphoe-demo-anan")
        return (time.perf_counter() - began) * 1000
    finally:
        office.close()


def measure(home: Path, runs: int, unlock: float) -> None:
    """Both apps in turn, then the keys."""
    bare, queue = [], []
    keys = key_to_frame(home)
    for _ in range(runs):
        bare.append(first_screen_ms(BARE, "ready"))
        queue.append(first_queue_ms(home))
    floor, first = statistics.median(bare), statistics.median(queue)
    took, size, memory = keys
    p95 = statistics.quantiles(took, n=20)[-1]
    print(f"bare Textual app, one Input        {floor:7.0f} ms")
    print(f"day queue of {ROWS:,} rows painted    {first:7.0f} ms")
    print(f"ratio                              {first / floor:7.2f}      (goal: at most 1.6)")
    print(f"signing in, apart                  {unlock:7.0f} ms")
    median = statistics.median(took)
    print(f"key to frame while syncing, median {median:7.1f} ms, p95 {p95:.1f} ms (goal: p95 at most 15)")
    print(f"bytes a key                        {size:7.0f}")
    own, share, now, most = memory
    print(f"memory of the desk while syncing   {share:7.0f} MB with its share of libraries (goal: at most 80)")
    print(
        f"  its own alone                    {own:7.0f} MB; all pages resident {now:.0f} MB, at sign-in {most:.0f} MB"
    )


def first_queue_ms(home: Path) -> float:
    """From process start to the queue on the screen."""
    began = time.perf_counter()
    with Terminal(["-c", SIGNED_IN.format(home=str(home))], {"DESK_HOME": str(home)}) as terminal:
        while QUEUE_SHOWS not in terminal.text():
            terminal.read(1.0)
        took = (time.perf_counter() - began) * 1000
        terminal.write("\x11")
        terminal.wait_for_end()
    return took


def sign_in(terminal: Terminal) -> None:
    """Enter, as soon as the program listens to keys (before, the terminal itself would take them)."""
    while SIGN_IN_SHOWS not in terminal.text():
        terminal.read(1.0)
    terminal.write("\r")


def key_to_frame(home: Path, count: int = 60) -> tuple[list[float], float, tuple[float, float, float, float]]:
    """Ms a key in the search box while 2,000 requests are being sent, bytes a key, and the process's memory in MB."""
    with Terminal(DESK, {"DESK_HOME": str(home)}) as terminal:
        sign_in(terminal)
        terminal.wait_for(QUEUE_SHOWS)
        terminal.write(F[2])
        terminal.wait_for("การพิมพ์ค้น")
        took, before = [], len(terminal.received)
        for number in range(count):
            shown = terminal.text()
            began = time.perf_counter()
            terminal.write("สมใจดี"[number % 6] if number % 12 < 6 else "\x7f")
            while terminal.text() == shown:
                terminal.read(1.0)
            took.append((time.perf_counter() - began) * 1000)
            terminal.quiet(0.05)
        size = (len(terminal.received) - before) / count
        memory = memory_mb(terminal.pid)
        terminal.write("\x11")
        terminal.wait_for_end()
        return took, size, memory


def memory_mb(pid: int) -> tuple[float, float, float, float]:
    """Memory in MB: the process's own pages; those with its share of libraries others use as well (what the machine
    would have free without it); all that are resident; the most that ever were (argon2 takes its share at sign-in)."""
    rolled = _kib(pid, "smaps_rollup")
    return (
        (rolled["Private_Clean"] + rolled["Private_Dirty"]) / 1024,
        rolled["Pss"] / 1024,
        rolled["Rss"] / 1024,
        _kib(pid, "status")["VmHWM"] / 1024,
    )


def _kib(pid: int, file: str) -> dict[str, int]:
    lines = (line.split() for line in Path(f"/proc/{pid}/{file}").read_text().splitlines())
    return {words[0].rstrip(":"): int(words[1]) for words in lines if words[-1] == "kB"}


if __name__ == "__main__":
    main()
