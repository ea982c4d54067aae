"""Several processes write the feed of one branch while another reads: no cursor ever passes a line. Both stores."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desk.model.line import Journal
from desk.rules import keys
from sync.central import enrolment
from sync.central.checks import check_all
from sync.central.feed import Asker, read_page
from sync.central.store import make_store

pytestmark = pytest.mark.process
NOW = 1_795_000_000_000
DESKS, TURNS, LINES = ("5701A", "5701B", "5701C"), 25, 4

# a writer as a worker is one: lines of its desk and words of the centre in one transaction that takes its time
WRITER = """
import sys, time
from pathlib import Path
from random import Random
from desk.model.line import Journal, encode_line, genesis, link
from desk.rules import keys
from sync.central.feed import FeedWriter
from sync.central.store import open_store
from sync.central.take_in import Parcel, take_in_all
from sync.segment import seal

folder, database, desk, turns, lines, now = sys.argv[1:]
turns, lines, now, chance = int(turns), int(lines), int(now), Random(desk)
store = open_store(Path(folder), database=database or None)
journal, key = Journal(desk, 1), keys.private_key(desk.encode().ljust(32, b"."))
head, n = genesis(journal), 0
for turn in range(turns):
    raw = [encode_line(n=n + 1 + i, t=1, o="anan", k="note.made", b={"turn": turn}) for i in range(lines)]
    for line in raw:
        head = link(head, line)
    framed = seal(journal, n + 1, raw, head, now, key).encode_framed().split(b"\\n")[:-1]
    n += lines

    def work(connection):
        taken = take_in_all(connection, [Parcel(framed, journal, now)])
        feed = FeedWriter("5701")
        feed.say("notice", {"th": f"{desk} {turn}"})
        time.sleep(chance.random() / 200)
        feed.flush(connection)
        time.sleep(chance.random() / 200)
        return taken

    assert store.write(work)[0].problems == []
store.close()
"""


def test_no_cursor_passes_a_line_whichever_process_writes(
    tmp_path: Path, new_database: Callable[[], str | None]
) -> None:
    database = new_database()
    store = make_store(tmp_path / "centre", database=database)
    store.write(lambda c: enrolment.add_branch(c, "5701", "ตัวอย่าง", NOW))
    for desk in DESKS:
        public = keys.public_raw(keys.private_key(desk.encode().ljust(32, b".")))
        code = store.write(lambda c, desk=desk: enrolment.new_code(c, desk, NOW))  # type: ignore[misc]
        asked = enrolment.Asked(code, public, "", "")
        store.write(lambda c, asked=asked: enrolment.enrol(c, asked, store.identity, NOW))  # type: ignore[misc]
    rest = [str(TURNS), str(LINES), str(NOW)]
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(store.folder), database or "", desk, *rest])
        for desk in DESKS
    ]
    seen: list[int] = []
    said: dict[str, list[int]] = {desk: [] for desk in DESKS}
    at, asker = 0, Asker(Journal("5701Z", 1), {}, {})
    while True:
        over = all(writer.poll() is not None for writer in writers)
        page = store.read(lambda c, at=at: read_page(c, "5701", at, 2_000, asker))  # type: ignore[misc]
        for raw in page.lines:
            line = json.loads(raw)
            seen.append(line["f"])
            if line["k"] == "line":
                said[line["b"]["desk"]].append(json.loads(line["b"]["line"])["n"])
        at = page.f
        if over and not page.more:
            break
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    assert seen == list(range(1, at + 1))  # every number once, in order, none passed over
    assert said == {desk: list(range(1, TURNS * LINES + 1)) for desk in DESKS}
    assert store.read(check_all)["faults"] == []
    store.close()
