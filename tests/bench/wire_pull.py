"""What comes down a line of 64 kbit/s, 600 ms, 3 % loss: `python -m tests.bench.wire_pull [runs]`.

2,000 changed citizens beside one bare GET of the same, packed as hard as can be, on the same line by the same TLS; the
check when there is nothing to do; a snapshot cut again and again. Bytes of requests and answers with their headers by
the desk's own meter, and on the air; root and TUN are needed for the first.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from desk.counter.office import Office
from desk.model.errors import DeskError
from desk.model.line import encode_json
from local_db import data_use
from sync import compression
from sync.central import wire_dictionary
from sync.central.loading import write_records
from sync.central.sample import make_sample
from sync.central.snapshots import columns_of
from sync.central.store import open_store
from tests.bench.wire_push import Took, bare, middle, over
from tests.lines.ends import line_to
from tests.lines.fronts import ProxyLine
from tests.lines.parts import CentreProcess, engine_of, open_office
from tests.lines.profiles import SATELLITE, Profile
from tests.lines.tun_line import why_not

CITIZENS = 6_000
CHANGED = 2_000


def metered(office: Office) -> tuple[int, int, int]:
    used = data_use.of_day(office.read(), office.today().isoformat())
    return used.up, used.down, used.requests


def change(centre: CentreProcess, times: int) -> bytes:
    """The centre changes 2,000 citizens; the columns it says so in."""
    found = [dict(each) for each in make_sample("5701", CITIZENS, 7).citizens[:CHANGED]]
    for number, each in enumerate(found):
        each["version"] = 1 + times
        each["phone"] = f"099{(number * 7919 + times * 104729) % 10**7:07d}"
    store = open_store(centre.folder)
    try:
        write_records(store, "5701", "citizen", found)
    finally:
        store.close()
    return encode_json(columns_of(found))


def pulled(office: Office, url: str, pem: str) -> float:
    async def go() -> float:
        async with engine_of(office, url, pem) as engine:
            began = time.monotonic()
            while (await engine._pull()).more:
                pass
            return time.monotonic() - began

    return asyncio.run(go())


def changes(office: Office, centre: CentreProcess, runs: int) -> None:
    desk, limit = list[Took](), list[Took]()
    for seed in range(1, runs + 1):
        profile = replace(SATELLITE, seed=seed)
        content = compression.encode(change(centre, seed), "dcz", level=19, dictionary=wire_dictionary.current())
        before = metered(office)
        desk.append(over(profile, centre.port, lambda url, pem: pulled(office, url, pem)))
        up, down, requests = (after - was for after, was in zip(metered(office), before, strict=True))
        limit.append(bare(profile, "GET", content))
        print(f"seed {seed}: desk {desk[-1].seconds:5.1f} s {desk[-1].air:,} B on the air, {up:,} up {down:,} down in "
              f"{requests} requests; bare GET of {len(content):,} B {limit[-1].seconds:.1f} s", flush=True)  # fmt: skip
    seconds, air = middle(desk)
    bare_seconds, bare_air = middle(limit)
    print(f"{CHANGED} changed citizens: {air:,} bytes on the air (goal 90,000), {up + down:,} by the meter; bare GET "
          f"{bare_air:,}; {seconds:.1f} s, bare GET {bare_seconds:.1f} s, {seconds / bare_seconds:.2f} x (goal 1.3)"
          )  # fmt: skip


def nothing_to_do(office: Office, centre: CentreProcess, profile: Profile, folder: Path) -> None:
    """The check on a kept connection: bytes with signature and headers, and the time beside one round trip."""

    async def go(url: str, pem: str) -> tuple[list[float], int, int]:
        async with engine_of(office, url, pem) as engine:
            while (await engine._pull()).more:
                pass
            await engine._pull()
            before, seconds = metered(office), []
            for _ in range(9):
                began = time.monotonic()
                await engine._pull()
                seconds.append(time.monotonic() - began)
            after = metered(office)
            return seconds, (after[0] - before[0]) // 9, (after[1] - before[1]) // 9

    with line_to(centre, replace(profile, loss=0.0), folder) as ends:
        seconds, up, down = ends.run(lambda: asyncio.run(go(ends.url, ends.authorities)))
    trips = statistics.median(seconds) / (2 * profile.delay_ms / 1000)
    print(f"nothing to do: {up} up + {down} down = {up + down} bytes (goal 900), {statistics.median(seconds):.2f} s, "
          f"{trips:.2f} round trips (goal one)")  # fmt: skip


def snapshot(office: Office, centre: CentreProcess) -> None:
    """The whole copy over a line that breaks every second: bytes of the file that came, beside the file."""
    cuts = tuple((second + 0.7, second + 1.0) for second in range(60))
    before, tries = metered(office), 0
    with ProxyLine(Profile(1_024, 20, 0.0, cuts=cuts), centre.port, reset=True).open() as url:
        began = time.monotonic()

        async def go() -> None:
            async with engine_of(office, url) as engine:
                await engine.load_snapshot()

        while True:
            tries += 1
            with suppress(DeskError):
                asyncio.run(go())
                break
            if time.monotonic() - began > 120:
                sys.exit("the snapshot never came")
    down = metered(office)[1] - before[1]
    size = int(last_size(centre))
    print(f"snapshot: {size:,} bytes, {size / CITIZENS:.1f} a citizen (goal 32); {tries} tries over a line cut every "
          f"second, {down - size:,} bytes beside it came down: heads and what it is")  # fmt: skip


def last_size(centre: CentreProcess) -> int:
    from sqlalchemy import select

    from sync.central.tables import snapshots

    store = open_store(centre.folder)
    try:
        query = select(snapshots.c.bytes).order_by(snapshots.c.made.desc()).limit(1)
        return int(store.read(lambda c: c.execute(query).scalar_one()))
    finally:
        store.close()


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        centre = CentreProcess(folder / "centre", CITIZENS)
        centre.start()
        office = open_office(folder / "desk", centre.enrol(folder / "desk", "5701A").data_key)
        try:
            if reason := why_not():
                print(f"no line over TUN can be made here: {reason}")
            else:
                changes(office, centre, runs)
            nothing_to_do(office, centre, SATELLITE, folder)
            snapshot(office, centre)
        finally:
            office.close()
            centre.end()


if __name__ == "__main__":
    main()
