"""What a cut costs: bytes handed to the line again after it broke in the middle of a push, beside what was under way.

    python -m tests.bench.wire_cut [requests]

200 requests over a proxy of 64 kbit/s and 600 ms whose connections are reset once half-way, beside the same without a
cut. The goal is at most what was under way: two requests, each 128 kB at most. What a snapshot costs when it is cut
again and again `tests.bench.wire_pull` tells.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from desk.counter.status import status
from desk.model.errors import DeskError
from local_db import data_use, meta
from tests.lines.fronts import ProxyLine
from tests.lines.parts import CentreProcess, engine_of, open_office, own_lines, service_requests, take_in
from tests.lines.profiles import Profile


def pushed(centre: CentreProcess, home: Path, name: str, count: int, cut: float) -> tuple[int, int]:
    """Push everything; bytes up, and the largest body. Bytes are the desk's own meter's: bodies and headers."""
    title, cuts = (f"cut at {cut} s:", ((cut, cut + 0.4),)) if cut else ("without a cut:", ())
    office = open_office(home, centre.enrol(home, name).data_key)
    # one size all the way, so that both runs make the same requests
    office.file.store.write(lambda c: meta.put(c, "batch_bytes_most", 60_000))
    take_in(office, service_requests(count))
    try:
        day = office.today().isoformat()
        before = data_use.of_day(office.read(), day)
        with ProxyLine(Profile(64, 300, 0.0, cuts=cuts), centre.port, reset=True).open() as url:

            async def go() -> None:
                async with engine_of(office, url) as engine:
                    while not status(office).all_sent:
                        with suppress(DeskError):
                            await engine._send(pull=False)
                        await asyncio.sleep(0.5)

            asyncio.run(go())
        assert centre.lines(name) == own_lines(office)
        used = data_use.of_day(office.read(), day)
        columns = "sum(cause IS NOT NULL), max(bytes_up)"
        broken, largest = office.read().execute(f"SELECT {columns} FROM attempts").fetchone()
        print(f"{title} {used.up - before.up:,} bytes up in {used.requests - before.requests} requests, "
              f"{broken} broken off, the largest body {largest:,}")  # fmt: skip
        return used.up - before.up, int(largest)
    finally:
        office.close()


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        centre = CentreProcess(folder / "centre", 20)
        centre.start()
        try:
            whole, _ = pushed(centre, folder / "a", "5701A", count, 0.0)
            for letter, cut in zip("BCD", (1.5, 2.5, 3.5), strict=True):
                up, largest = pushed(centre, folder / letter, f"5701{letter}", count, cut)
                print(f"  handed over again {up - whole:,}; goal: what was under way, two of {largest:,}, and heads")
        finally:
            centre.end()


if __name__ == "__main__":
    main()
