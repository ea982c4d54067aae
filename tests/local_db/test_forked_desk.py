"""A desk's disk was copied, and every machine that has it goes on under the one name: what a fellow desk shows of it
follows from what the centre says, whatever the branch's hub told it before, and in whatever order.

The centre takes the lines of one machine; each other opens an epoch of its own and carries its lines over. The hub may
have the lines of another machine than the centre, a colleague may speak of either.
"""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.model.line import encode_line
from local_db import feed, meta
from local_db.connection import Connection
from local_db.folds import PROJECTIONS
from local_db.rebuild import fold_everything
from tests.desks import MORNING, Desk
from tests.local_db.test_any_order import ARRIVAL, BEGINNINGS, Branch

COPIED, FELLOW = "9901B", "9901C"
Journals = dict[tuple[str, int], list[bytes]]
"""Lines by desk and epoch."""


class Forked(Branch):
    """Two or three machines that are one desk, and a fellow desk that hears of any of them.

    A line goes by a handle here, `name|machine`, for its name alone may mean several acts.
    """

    def __init__(self, random: Random, length: int) -> None:
        self.random, self.time = random, MORNING
        self.journals = {"base": [], FELLOW: []}
        self.known, self.chain, self.root = [], {}, {}
        self.names: dict[str, list[str]] = {}  # by handle: every name of the line, oldest first
        self.epochs = {"base": 1}
        self.of_the_second: set[str] = set()  # the colleague's lines that speak of its lines, or of such
        self._grow((FELLOW, "base"), length // 3)
        self.copied_at = len(self.journals["base"])
        machines = ["first", "second"]
        for machine in machines:
            self.journals[machine], self.epochs[machine] = list(self.journals["base"]), 1
        self._grow((FELLOW, *machines), length)
        self.say("first", "handover.written", BEGINNINGS["handover.written"](random, ""))
        self.said: Journals = {(COPIED, 1): self.journals["first"], (FELLOW, 1): self.journals[FELLOW]}
        self.also_said: Journals = {}  # what the hub may have in the place of the same journal
        for machine in machines[1:]:
            self.also_said[COPIED, 1] = self.journals[machine]
            self._next_epoch(machine, self.copied_at + 1)
        self.said[COPIED, 2] = self.journals["second"]
        if "third" in machines:
            self.also_said[COPIED, 2] = self.journals["third"]
            self._next_epoch("third", 1)
            self.said[COPIED, 3] = self.journals["third"]
        self.feed = [self._outcome() for _ in range(length // 4)]

    def _grow(self, who: tuple[str, ...], length: int) -> None:
        for _ in range(length):
            self._act(self.random.choice(who))

    def _next_epoch(self, machine: str, first: int) -> None:
        """The machine carries over its lines from `first` on, which the centre holds otherwise, and works on."""
        old, lines = self.journals[machine], list[bytes]()
        self.epochs[machine] += 1
        self.journals[machine] = lines
        after = {"epoch": self.epochs[machine] - 1, "n": first - 1, "head": "A" * 43}
        self._put(lines, "journal.opened", {"after": after, "why": "fork"})
        for names in [names for handle, names in self.names.items() if handle.endswith(f"|{machine}")]:
            line = json.loads(old[int(names[-1].rpartition("-")[2]) - 1])
            inner = line["b"]["line"] if line["k"] == "line.recovered" else old[line["n"] - 1].decode()
            self._put(lines, "line.recovered", {"ref": names[-1], "line": inner, "also": names[:-1]})
            names.append(self._name(machine, len(lines)))
        self._grow((machine, machine, FELLOW), 4)

    def _put(self, lines: list[bytes], kind: str, body: dict[str, Any]) -> None:
        lines.append(encode_line(n=len(lines) + 1, t=self.time, o="-", k=kind, b=body))

    def _name(self, desk: str, n: int) -> str:
        epoch = self.epochs.get(desk, 1)
        return f"{FELLOW if desk == FELLOW else COPIED}{'' if epoch == 1 else f'.{epoch}'}-{n}"

    def knows(self, desk: str, reference: str) -> bool:
        """The colleague hears of all lines, a machine not of the other one's; nor the first of what was said of those,
        for by their names that was said of its own: lines would stand on one another in a circle."""
        if desk == FELLOW:
            return True
        if reference.startswith(FELLOW):
            return desk != "first" or reference not in self.of_the_second
        return reference.rpartition("|")[2] in (desk, "base")

    def reference(self, desk: str, n: int) -> str:
        if desk == FELLOW:
            return self._name(desk, n)
        handle = f"{self._name(desk, n)}|{desk}"
        self.names[handle] = [self._name(desk, n)]
        return handle

    def written(self, desk: str, content: str) -> str:
        """The machine writes the names of today, the colleague any that was ever heard."""
        if desk == FELLOW and ("|second" in content or any(f'"{each}"' in content for each in self.of_the_second)):
            self.of_the_second.add(self.reference(FELLOW, len(self.journals[FELLOW]) + 1))

        def name(found: re.Match[str]) -> str:
            names = self.names[found[0]]
            return self.random.choice(names) if desk == FELLOW else names[-1]

        return re.sub(r"9901B[0-9.]*-[0-9]+\|[a-z]+", name, content)

    def by_the_centre(self, random: Random) -> list[tuple[str, Any]]:
        """The centre's feed: each journal in its order, an epoch not before what it parted from."""
        left = {journal: list(lines) for journal, lines in self.said.items()}
        waits_for = {(COPIED, 2): ((COPIED, 1), self.copied_at), (COPIED, 3): ((COPIED, 2), 0)}
        found: list[tuple[str, Any]] = []
        while any(left.values()):
            journal = random.choice([each for each, lines in left.items() if lines])
            if journal in waits_for:
                before, n = waits_for[journal]
                if len(self.said[before]) - len(left[before]) <= n:
                    continue
            found.append(_line(journal, left[journal].pop(0)))
        for outcome in self.feed:
            found.insert(random.randrange(len(found) + 1), outcome)
        return found


def _line(journal: tuple[str, int], raw: bytes) -> tuple[str, Any]:
    return "line", {"desk": journal[0], "epoch": journal[1], "line": raw.decode()}


class _Undone(Exception):
    """The desk is put back as it was."""


def shown(desk: Desk, pages: list[tuple[str, Any]], told: list[list[tuple[str, Any]]], random: Random) -> Any:
    """Every table of a desk that pulled these pages, the hub telling it of `told` in between."""
    tables: dict[str, list[tuple[Any, ...]]] = {}
    whole: dict[str, list[tuple[Any, ...]]] = {}

    def raw(item: tuple[str, Any], f: int | None) -> bytes:
        placed = {} if f is None else {"f": f}
        return json.dumps(placed | {"k": item[0], "b": item[1]}, ensure_ascii=False).encode()

    def read(connection: Connection, into: dict[str, list[tuple[Any, ...]]], left: set[str]) -> None:
        for table in PROJECTIONS:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] not in left]
            into[table] = sorted(connection.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall(), key=repr)

    def live(connection: Connection) -> None:
        name, _, at = str(meta.get(connection, "feed_cursor")).rpartition(".")
        f, left, hub = int(at), list(pages), [list(each) for each in told]
        while left or any(hub):
            if any(hub) and (not left or random.random() < 0.6):
                journal = random.choice([each for each in hub if each])
                count = random.randint(1, 5)
                feed.apply_hub_lines(connection, [raw(item, None) for item in journal[:count]])
                del journal[:count]
                continue
            count = random.randint(1, 6)
            lines = [raw(item, f + place) for place, item in enumerate(left[:count], 1)]
            assert feed.apply_page(connection, lines, f"{name}.{f}", f"{name}.{f + len(lines)}", MORNING, False)
            f += len(lines)
            del left[:count]
        assert connection.execute("SELECT cause FROM unfolded").fetchall() == [], "every line here makes sense"
        read(connection, tables, ARRIVAL)
        now: dict[str, list[tuple[Any, ...]]] = {}
        read(connection, whole, set())
        fold_everything(connection)
        read(connection, now, set())
        for table, rows in whole.items():
            assert rows == now[table], f"{table} after a rebuild"
        raise _Undone

    with pytest.raises(_Undone):
        desk.office.file.store.write(live)
    return tables


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), length=st.integers(4, 40))
def test_a_copied_desk_is_shown_as_the_centre_has_it_whatever_the_hub_told_before(
    desk: Desk, seed: int, length: int
) -> None:
    random = Random(seed)
    branch = Forked(random, length)
    pages = branch.by_the_centre(random)
    alone = shown(desk, pages, [], random)
    for _ in range(2):
        told = [
            [_line(journal, raw) for raw in random.choice((lines, branch.also_said.get(journal, lines)))]
            for journal, lines in branch.said.items()
        ]
        other = shown(desk, pages, told, random)
        for table, rows in alone.items():
            assert rows == other[table], table
