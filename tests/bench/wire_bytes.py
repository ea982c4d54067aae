"""Bytes of a push, with and without the dictionary: `python tests/bench/wire_bytes.py`.

Lines are synthetic, but of other people, answers and days than those the dictionary was made from (the words names are
put together from are the same). A batch is a whole request body: first line, segment header with signature, lines.
"""

from __future__ import annotations

import gzip
import hashlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(HOUSE), str(HOUSE / "tools")]

from make_dictionary import LineMaker  # noqa: E402 - found by the path above

from desk.model.line import Journal, genesis, link  # noqa: E402
from desk.rules import keys  # noqa: E402
from sync import compression  # noqa: E402
from sync.central import wire_dictionary  # noqa: E402
from sync.central.sample import make_sample  # noqa: E402
from sync.segment import seal  # noqa: E402
from sync.wire import SyncRequest  # noqa: E402

JOURNAL = Journal("5701A", 1)
KEY = keys.private_key(hashlib.sha256(b"bench").digest())
LONG = 1_500


def maker(seed: int) -> LineMaker:
    people = make_sample("5701", 2_000, seed)
    return LineMaker(seed, JOURNAL, names=[person["given"] for person in people.citizens])


def requests(count: int) -> list[bytes]:
    """Nothing but requests of about LONG bytes."""
    made = maker(3)
    return [made.long_request(made.services[n % len(made.services)], LONG) for n in range(count)]


def day(count: int) -> list[bytes]:
    """Whole visits: views, requests, approvals, money, paper."""
    made, lines = maker(4), list[bytes]()
    while len(lines) < count:
        lines += made.visit(made.services[len(lines) % len(made.services)])
    return lines[:count]


def bodies(lines: Sequence[bytes], batch: int) -> list[bytes]:
    found, head = [], genesis(JOURNAL)
    for first in range(0, len(lines), batch):
        run = list(lines[first : first + batch])
        for line in run:
            head = link(head, line)
        segment = seal(JOURNAL, first + 1, run, head, 1_795_000_000_000, KEY)
        asked = SyncRequest("5701A", 1, len(lines), 1_795_000_000_000, "0a1b2c3d.1234", have={"5701A": first})
        found.append(asked.encode([segment]))
    return found


def main() -> None:
    dictionary = wire_dictionary.current()
    packers: list[tuple[str, Callable[[bytes], bytes]]] = [
        ("gzip -9", lambda body: gzip.compress(body, 9)),
        ("zstd -9", lambda body: compression.encode(body, "zstd")),
        ("zstd -9 dictionary", lambda body: compression.encode(body, "dcz", dictionary=dictionary)),
        ("zstd -19 dictionary", lambda body: compression.encode(body, "dcz", dictionary=dictionary, level=19)),
    ]
    print(
        f"dictionary {len(dictionary)} bytes, fetched once as {len(compression.encode(dictionary, 'zstd', level=19))}"
    )
    for name, lines in (("requests", requests(200)), ("a day's lines", day(200))):
        mean = sum(map(len, lines)) // len(lines)
        print(f"\n200 {name} of {mean} bytes on average; bytes of the bodies (a line)")
        print(f"{'':22}{'8 x 25':>18}{'1 x 200':>18}{'25 for 200':>12}{'one batch of 25':>18}")
        for packer, pack in packers:
            small, large = (sum(len(pack(body)) for body in bodies(lines, size)) for size in (25, 200))
            one = len(pack(bodies(lines[100:125], 25)[0]))
            print(f"{packer:22}{small:>10} ({small // 200:>4}){large:>11} ({large // 200:>4})"
                  f"{small / large:>11.2f}x{one:>11} ({one // 25:>4})")  # fmt: skip


if __name__ == "__main__":
    main()
