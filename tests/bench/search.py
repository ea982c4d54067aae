"""Finding people among a million on the encrypted file, beside plain sqlite3, PostgreSQL and tantivy, and how long
such a file takes to fill.

    python -m tests.bench.search [CITIZENS]

AMPHOE_BENCH_HOME names a folder in which the built file is kept for the next run (some 600 MB). Every figure is of the
whole search as a screen asks for it, rows and houses included, on one reading connection as the desk opens it.
"""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from typing import Any

from desk.counter import lookup
from desk.counter.office import Office, unlock_with_key
from desk.counter.session import Session
from desk.words import Words
from local_db import meta, registry
from local_db.connection import Connection, connect
from local_db.loading import CACHE_KB
from local_db.names import spelled
from local_db.queries import citizens
from local_db.snapshot import apply_snapshot
from local_db.store import DATABASE, Store, in_transaction
from tests.bench import search_peers
from tests.bench.million import Million
from tests.bench.slips import KINDS, slipped
from tests.desks import KEY, Counting, TestClock

QUERIES = 500
PEER_QUERIES = 100
"""How many of them a peer is asked: to count and order what one letter begins takes a peer some hundred ms."""
TABLES = ("households", "citizens", "names", "name_people", "name_slips", "name_parts")


def main(count: int) -> None:
    """Build or take the file, then time every kind of search."""
    kept = os.environ.get("AMPHOE_BENCH_HOME")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(kept or folder) / f"desk-{count}"
        if not (home / "built").exists():
            _build(home, count)
        office = unlock_with_key(home, KEY, TestClock(), Counting())
        try:
            peers = search_peers.present(office.read(), home)
            try:
                _searches(office, count, peers)
            finally:
                for peer in peers:
                    peer.close()
            _beside_sqlite(office, home)
        finally:
            office.close()


# ---- filling


def _build(home: Path, count: int) -> None:
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    lines = list(Million(count).lines())
    print(f"snapshot of {count:,} citizens: {sum(map(len, lines)) / count:.0f} bytes of JSON a citizen")
    store = Store(home, KEY, create=True)
    identity = meta.Identity("9901A", 1, "9901", "http://127.0.0.1:9", b"c" * 32, b"d" * 32)
    store.write(lambda c: meta.put_identity(c, identity))
    before = _peak_mb()
    ours, ours_cpu = _timed_with_cpu(lambda: store.write(lambda c: apply_snapshot(c, lines, "t.9", 1)))
    grown = _peak_mb() - before
    count_of = registry.kept_count(store.read())
    assert count_of.citizens == count
    assert registry.counted_anew(store.read()) == count_of
    lines.clear()
    store.close()
    size = (home / DATABASE).stat().st_size
    bare, bare_cpu = _bare_load(home)
    print(f"loaded, indexes, sums and all   {ours:8.1f} s, {ours_cpu:6.1f} s of processor")
    print(f"bare executemany, same rows     {bare:8.1f} s, {bare_cpu:6.1f} s of processor")
    print(f"ratio {ours / bare:.2f}, of processor time {ours_cpu / bare_cpu:.2f} (goal: at most 1.5)")
    print(f"memory above the snapshot's own {grown:8.0f} MB at its highest")
    print(f"file                            {size / count:8.0f} bytes a citizen")
    (home / "built").touch()


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _bare_load(home: Path) -> tuple[float, float]:
    """The same rows of every table into the same empty encrypted schema, as they lie, in one transaction."""
    with tempfile.TemporaryDirectory(dir=home.parent) as folder:
        Store(Path(folder), KEY, create=True).close()
        source, target = connect(home / DATABASE, KEY, reading=True), connect(Path(folder) / DATABASE, KEY)
        target.execute(f"PRAGMA cache_size=-{CACHE_KB}")  # as much as the loading takes
        rows = {table: _rows(source, table) for table in TABLES}
        source.close()
        return _timed_with_cpu(lambda: in_transaction(target, lambda c: _put(c, rows)))


def _rows(source: Connection, table: str) -> tuple[str, list[Any]]:
    columns = [row[1] for row in source.execute(f"PRAGMA table_info({table})")]
    sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    return sql, source.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()


def _put(target: Connection, rows: dict[str, tuple[str, list[Any]]]) -> None:
    for sql, found in rows.values():
        target.executemany(sql, found)


# ---- searching


def _searches(office: Office, count: int, peers: list[Any]) -> None:
    random, connection = Random(7), office.read()
    people = _sample(connection, random, QUERIES)
    given, family = ([spelled(row[column]) for row in people] for column in (1, 2))
    either = [random.choice(pair) for pair in zip(given, family, strict=True)]
    print(f"\n{count:,} citizens{'':19}   p50 ms   p95 ms   p99 ms   goal p99")
    number = [row[0] for row in people]
    _row("exact number, its row", [_timed(lambda pin=pin: citizens.by_pin(connection, pin)) for pin in number * 4], "1")
    _ask(office, "exact number, as the box asks", number, "1")
    typed_so = {
        "1 character": [word[:1] for word in either],
        "2 characters": [word[:2] for word in either],
        "3 characters anywhere": [_cut(random, word, 3) for word in either],
        "4 to 8 characters anywhere": [_cut(random, word, random.randint(4, 8)) for word in either],
        "given name": given,
        "family name": family,
        "given and family name": [" ".join(pair) for pair in zip(given, family, strict=True)],
        "family and given name": [" ".join(pair) for pair in zip(family, given, strict=True)],
        "Latin given and family name": [f"{row[3]} {row[4]}" for row in people if row[3] and row[4]],
    }
    for what, texts in typed_so.items():
        _ask(office, what, texts, "5", peers)
    for length in (1, 2, 3):
        typed = [f"{first} {last[:length]}" for first, last in zip(given, family, strict=True)]
        _ask(office, f"given name and {length} of the family's", typed, "-")
    _ask(office, "2 and 2 characters", [f"{g[:2]} {f[:2]}" for g, f in zip(given, family, strict=True)], "-")
    _ask(office, "3 and 3 characters", [f"{g[:3]} {f[:3]}" for g, f in zip(given, family, strict=True)], "-")
    _misspelt(office, random, peers)


def _sample(connection: Connection, random: Random, count: int) -> list[tuple[str, str, str, str, str]]:
    numbers = [row[0] for row in connection.execute("SELECT id FROM citizens ORDER BY id")]
    chosen = random.sample(numbers, min(count, len(numbers)))
    asked = "SELECT pin, given, family, given_en, family_en FROM citizens WHERE id = ?"
    return [connection.execute(asked, (number,)).fetchone() for number in chosen]


def _cut(random: Random, word: str, length: int) -> str:
    start = random.randint(0, max(0, len(word) - length))
    return word[start : start + length]


def _misspelt(office: Office, random: Random, peers: list[Any]) -> None:
    people = _sample(office.read(), random, QUERIES * 6)
    for kind in KINDS:
        typed = []
        for pin, *name in people:
            first, last = spelled(name[0]), spelled(name[1])
            wrong = slipped(random, first, kind), slipped(random, last, kind)
            pairs = [f"{wrong[0]} {last}"] * bool(wrong[0]) + [f"{first} {wrong[1]}"] * bool(wrong[1])
            if pairs:
                typed.append((pin, random.choice(pairs)))
        _find(office, f"misspelt: {kind}", typed[:QUERIES], "10", 99, peers)
    typed = []
    for pin, *name in people:
        wrong = [slipped(random, spelled(word), random.choice(KINDS)) for word in name[:2]]
        if all(wrong):
            typed.append((pin, " ".join(str(word) for word in wrong)))
    _find(office, "misspelt: a slip in both words", typed[:QUERIES], "25", 95, peers)


SEEKER = Session("anan", Words("ผู้ค้น", "seeker"), frozenset({"officer"}))


def _ask(office: Office, what: str, texts: Iterable[str], goal: str, peers: Iterable[Any] = ()) -> None:
    """Ours and the peers' in turn for each text, so that a busy machine slows both."""
    asked = [text for text in texts if text.strip()]
    ways = {what: lambda text: lookup.search(office, SEEKER, text)}
    for peer in peers:
        if hasattr(peer, "as_typed"):
            ways[f"  {peer.name}, the same answer"] = peer.as_typed
            ways[f"  {peer.name}, any {search_peers.PAGE}"] = peer.any_page
    times: dict[str, list[float]] = {name: [] for name in ways}
    for at, text in enumerate([*asked[:50], *asked]):
        for name, way in ways.items():
            warming = at < min(50, len(asked))
            if name != what and not (at < 10 if warming else len(times[name]) < PEER_QUERIES):
                continue
            taken = _timed(lambda way=way, text=text: way(text))
            if not warming:
                times[name].append(taken)
    for name, taken in times.items():
        _row(name, taken, goal if name == what else "")


def _find(
    office: Office, what: str, typed: list[tuple[str, str]], goal: str, wanted: int, peers: Iterable[Any]
) -> None:
    """As `_ask`, and how many of the people meant are on the first page."""
    ways: dict[str, Callable[[str], list[int]]] = {
        what: lambda text: [int(row.pin) for row in lookup.search(office, SEEKER, text).rows]
    }
    ways |= {f"  {peer.name}": peer.misspelt for peer in peers}
    found, times = dict.fromkeys(ways, 0), {name: list[float]() for name in ways}
    for pin, text in typed:
        for name, way in ways.items():
            if name != what and len(times[name]) >= PEER_QUERIES:
                continue
            began = time.perf_counter()
            page = way(text)
            times[name].append(time.perf_counter() - began)
            found[name] += int(pin) in page
    for name, taken in times.items():
        aim = f" (goal: {wanted})" if name == what else ""
        _row(
            name, taken, goal if name == what else "", f"{100 * found[name] / len(taken):6.1f} % on the first page{aim}"
        )


def _row(what: str, times: list[float], goal: str, more: str = "") -> None:
    ordered = sorted(times)
    at = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 for share in (0.5, 0.95, 0.99)]
    print(f"{what:36} {at[0]:8.2f} {at[1]:8.2f} {at[2]:8.2f}   {goal:>6}   {more}")


# ---- beside plain sqlite3


def _beside_sqlite(office: Office, home: Path) -> None:
    """The exact number on a plain file of the same rows, asked in turn with the encrypted one."""
    plain_path = home / "plain.db"
    encrypted = office.read()
    if not plain_path.exists():
        _make_plain(encrypted, plain_path)
    plain = sqlite3.connect(plain_path)
    plain.execute(f"PRAGMA cache_size={encrypted.execute('PRAGMA cache_size').fetchone()[0]}")
    random = Random(11)
    numbers = [row[0] for row in _sample(encrypted, random, QUERIES * 4)]
    sql = f"SELECT {', '.join(citizens.Citizen.__slots__)} FROM citizens WHERE id = ?"
    times: dict[str, list[float]] = {"encrypted": [], "plain": []}
    for pin in numbers:
        for name, connection in (("encrypted", encrypted), ("plain", plain)):
            times[name].append(_timed(lambda c=connection, pin=pin: c.execute(sql, (int(pin),)).fetchone()))
    plain.close()
    print()
    for name, taken in times.items():
        _row(f"exact number, {name} sqlite3", taken, "1")
    p50, p99 = ([sorted(taken)[int(len(taken) * share)] for taken in times.values()] for share in (0.5, 0.99))
    print(f"ratio of p50 {p50[0] / p50[1]:.2f}, of p99 {p99[0] / p99[1]:.2f} (goal: at most 2.5)")


def _make_plain(encrypted: Connection, path: Path) -> None:
    plain = sqlite3.connect(path)
    plain.execute("PRAGMA synchronous=OFF")
    plain.execute(encrypted.execute("SELECT sql FROM sqlite_master WHERE name = 'citizens'").fetchone()[0])
    sql, rows = _rows(encrypted, "citizens")
    plain.executemany(sql, rows)
    plain.commit()
    plain.close()


def _timed_with_cpu(run: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the wall and of the processor: on a busy machine the second is what can be compared."""
    cpu = time.process_time()
    return _timed(run), time.process_time() - cpu


def _timed(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
