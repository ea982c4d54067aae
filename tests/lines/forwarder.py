"""The air between two TUN devices: rate, delay, queue, seeded loss and cuts, packet by packet. A process of its own.

    python forwarder.py <fd of one> <fd of the other> <profile as JSON> <file of counters>

Losses are drawn in the order packets come, so a seed gives the same share of losses and not the same instants: what two
kernels send is not the same twice. A lost packet has used the air all the same.
"""

from __future__ import annotations

import heapq
import json
import mmap
import os
import random
import select
import struct
import sys
import time

COUNTERS = ["up_bytes", "up_packets", "up_lost", "down_bytes", "down_packets", "down_lost", "overflowed"]


def forward(near: int, far: int, profile: dict, counters: mmap.mmap) -> None:  # type: ignore[type-arg]
    chance = random.Random(profile["seed"])
    rate, delay, queue = profile["rate_kbit"] * 125.0, profile["delay_ms"] / 1000, profile["queue"]
    free, waiting, number, began = [0.0, 0.0], [], 0, time.monotonic()
    counts = [0] * len(COUNTERS)
    while True:
        now = time.monotonic()
        patience = max(0.0, waiting[0][0] - now) if waiting else 1.0
        ready, _, _ = select.select([near, far], [], [], patience)
        for end in ready:
            way = 0 if end == near else 1
            while True:
                try:
                    packet = os.read(end, 4096)
                except BlockingIOError:
                    break
                now = time.monotonic()
                counts[3 * way] += len(packet)
                counts[3 * way + 1] += 1
                start = max(now, free[way])
                if any(begin <= now - began < over for begin, over in profile["cuts"]):
                    counts[3 * way + 2] += 1
                    continue
                if (start - now) * rate > queue:
                    counts[6] += 1
                    continue
                free[way] = start + len(packet) / rate
                if chance.random() < profile["loss"]:
                    counts[3 * way + 2] += 1
                    continue
                number += 1
                heapq.heappush(waiting, (free[way] + delay, number, far if way == 0 else near, packet))
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, _, end, packet = heapq.heappop(waiting)
            try:
                os.write(end, packet)
            except OSError:
                continue  # the device is gone or full: lost like any other
        counters[: 8 * len(counts)] = struct.pack(f"{len(counts)}q", *counts)


if __name__ == "__main__":
    with open(sys.argv[4], "r+b") as file:
        forward(int(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3]), mmap.mmap(file.fileno(), 4096))
