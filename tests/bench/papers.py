"""What a receipt on paper costs: the PDF and the roll of 58 and 80 mm, warm, beside their limits; `make bench`.

Wall time and the process's own CPU time, medians of many; the load of the machine is said beside them, as wall time
under load says more of the neighbours than of the paper.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Final

from desk.paper.escpos import escpos
from desk.paper.pdf import pdf
from desk.paper.preview import preview
from desk.paper.receipt import receipt_document
from desk.paper.roll import roll
from tests.paper.test_receipt_paper import PAPER

TIMES: Final = 40
MADE: Final = datetime(2026, 11, 20, 9, 30, tzinfo=timezone(timedelta(hours=7)))
SEAL: Final = f"AMPHOE1.{'WyI1NzAxQS00MiIsIjY5QS0xIiw0Miwy' * 3}.AAAAAAAAAAA.{'B' * 86}"


def measured(draw: Callable[[], object]) -> tuple[float, float, float]:
    """First time in ms of wall, then the medians of wall and CPU."""
    began = time.perf_counter()
    draw()
    first = time.perf_counter() - began
    walls, cpus = [], []
    for _ in range(TIMES):
        wall, cpu = time.perf_counter(), time.process_time()
        draw()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return first * 1000, statistics.median(walls) * 1000, statistics.median(cpus) * 1000


def main() -> None:
    """One line a way of drawing."""
    from dataclasses import replace

    document = receipt_document(replace(PAPER, seal=SEAL))
    ways: list[tuple[str, float, Callable[[], object]]] = [
        ("receipt as PDF", 150, lambda: pdf(document, MADE)),
        ("receipt on 58 mm", 60, lambda: escpos(roll(document, 384))),
        ("receipt on 80 mm", 60, lambda: escpos(roll(document, 576))),
        ("receipt on the screen", 20, lambda: preview(document, "th")),
    ]
    print(f"load {os.getloadavg()[0]:.1f}")
    for name, limit, draw in ways:
        first, wall, cpu = measured(draw)
        print(f"{name:<24} wall {wall:6.1f} ms  CPU {cpu:6.1f} ms  of {limit:.0f}  (first {first:.0f} ms)")


if __name__ == "__main__":
    main()
