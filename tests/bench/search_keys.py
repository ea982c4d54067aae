"""From a key in the search box to the repainted list, over the file of a million that `tests.bench.search` keeps.

    AMPHOE_BENCH_HOME=... python -m tests.bench.search_keys [CITIZENS] [KEYS]

On a real pseudo-terminal of 80x24, the screens as an officer has them, the engine running beside them. Timed from the
write of one key to the moment when other rows stand in the list; a key after which the same rows stand is not counted.
"""

from __future__ import annotations

import os
import statistics
import sys
from pathlib import Path
from random import Random
from time import perf_counter

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[1] / "screens")]

from terminal import F, Terminal  # noqa: E402

from local_db.connection import connect  # noqa: E402
from local_db.names import spelled  # noqa: E402
from local_db.store import DATABASE  # noqa: E402
from tests.desks import KEY  # noqa: E402

PROGRAM = """
from pathlib import Path
from desk.commands.screens import close_desk, make_app
from desk.counter.session import Session
from desk.words import Words
from screens import ground_app
app = make_app(Path({home!r}))
app.work.session = Session("anan", Words("อนันต์", "Anan"), frozenset(("officer",)))
try:
    ground_app.open_screens(app)
finally:
    close_desk(app)
"""
FIRST_ROW, LAST_ROW = 3, 22
QUIET_S = 0.12
"""Nothing more comes for a key after so long a silence."""
LONGEST_S = 3.0


def rows(terminal: Terminal) -> list[str]:
    """The list as it stands."""
    return terminal.screen.display[FIRST_ROW:LAST_ROW]


def pressed(terminal: Terminal, letter: str) -> float | None:
    """Milliseconds from the write of a key to the last byte that changed the list; None where the list stayed.

    What comes is noted with its time first and drawn afterwards, so that the emulator's own work is not counted.
    """
    came: list[tuple[float, bytes]] = []
    terminal.write(letter)
    began = last = perf_counter()
    while (now := perf_counter()) - last < QUIET_S and now - began < LONGEST_S:
        if received := terminal.receive(QUIET_S):
            last = perf_counter()
            came.append((last, received))
    repainted = None
    for at, received in came:
        before = rows(terminal)
        terminal.feed(received)
        if rows(terminal) != before:
            repainted = (at - began) * 1000
    return repainted


def processor(pid: int) -> tuple[float, float]:
    """Milliseconds that all threads of a process ran, and that they stood ready and waited for a processor."""
    ran = waited = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        one = (thread / "schedstat").read_text().split()
        ran, waited = ran + int(one[0]), waited + int(one[1])
    return ran / 1e6, waited / 1e6


def main(count: int, keys: int) -> None:
    """Type names letter by letter, and print how long each list took."""
    home = Path(os.environ["AMPHOE_BENCH_HOME"]) / f"desk-{count}"
    (home / "demo.key").write_text(KEY.hex())
    (home / "demo.key").chmod(0o600)
    connection, random = connect(home / DATABASE, KEY, reading=True), Random(3)
    names = connection.execute("SELECT given, family FROM citizens WHERE id % 7919 = 5 LIMIT 400").fetchall()
    connection.close()
    took: list[float] = []
    ran: list[float] = []
    waited: list[float] = []
    with Terminal(["-c", PROGRAM.format(home=str(home))], {"DESK_HOME": str(home)}) as terminal:
        terminal.wait_for("F2", 60)
        terminal.write(F[2])
        terminal.wait_for("การพิมพ์ค้น", 60)
        while len(took) < keys:
            given, family = random.choice(names)
            for letter in f"{spelled(given)[:6]} {spelled(family)[:3]}":
                terminal.quiet(0.1)
                before = processor(terminal.pid)
                repainted = pressed(terminal, letter)
                after = processor(terminal.pid)
                if repainted is not None:
                    took.append(repainted)
                    ran.append(after[0] - before[0])
                    waited.append(after[1] - before[1])
            terminal.write("\x15")
            terminal.quiet(0.2)
        terminal.write("\x11")
        terminal.wait_for_end()
    print(f"{count:,} citizens, {len(took)} keys, load {os.getloadavg()[0]:.1f}   p50 ms   p95 ms   p99 ms")
    for what, values in (
        ("key to repainted list (goal p95: 30)", took),
        ("ran on a processor for the key", ran),
        ("stood ready and waited for one", waited),
    ):
        at = statistics.quantiles(values, n=100)
        print(f"{what:40} {at[49]:8.1f} {at[94]:8.1f} {at[98]:8.1f}")


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    main(given[0] if given else 1_000_000, given[1] if len(given) > 1 else 200)
