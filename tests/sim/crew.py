"""Seeds shared out among processes, what came of them, and what the whole run was worth."""

from __future__ import annotations

import gc
import json
import logging
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

SHARE_MOST = 250  # seeds a process takes at a time
ENOUGH_SEEDS = 100  # from here on every kind of fault must have happened
WRONG_TOLD = 12


def seeds_of(text: str) -> list[int]:
    """`0-499`, `7`, `3,5,8-11`."""
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def scratch() -> Path:
    """A folder of our own, in memory where the system has such."""
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="amphoe-sim-", dir=memory if os.access(memory, os.W_OK) else None))


def _quietly() -> None:
    logging.disable(logging.CRITICAL)  # faults are meant here; what they must not do, the oracle knows
    warnings.simplefilter("ignore", RuntimeWarning)
    sys.unraisablehook = lambda _unraisable: None


def work(template: str, seeds: str) -> int:
    """In a process of its own: one line of JSON for each seed.

    Each is played by a child that dies with all it left behind: nobody tidies up after the killed. The first seed is
    played once more beforehand, so that what the program brings in when it is first needed is there for all of them.
    """
    _quietly()
    from tests.sim.run import play

    wanted, folder = seeds_of(seeds), Path(template).parent / f"run-{os.getpid()}"
    play(wanted[0], Path(template), folder)
    gc.collect()
    gc.freeze()
    for seed in wanted:
        if child := os.fork():
            ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            if ended:
                print(json.dumps({"seed": seed, "wrong": [f"the process ended with {ended}"]}), flush=True)
            continue
        began = time.process_time()
        outcome = play(seed, Path(template), folder)
        print(json.dumps(asdict(outcome) | {"cpu_s": round(time.process_time() - began, 3)}), flush=True)
        os._exit(0)
    return 0


def replay(seed: int) -> int:
    """One seed, everything told."""
    _quietly()
    from tests.sim.run import play
    from tests.sim.swarm import draw
    from tests.sim.template import make_template

    folder = scratch()
    try:
        make_template(folder / "template")
        print(draw(seed))
        outcome = play(seed, folder / "template", folder / "run", print)
    finally:
        shutil.rmtree(folder)
    print(f"seed {seed}, trace {outcome.trace}, {outcome.acts} acts, at rest after {outcome.settled_s:.0f} s")
    for each in outcome.wrong:
        print("WRONG", each)
    return 1 if outcome.wrong else 0


def outcomes(seeds: list[int], processes: int, tree: Path, *, until_wrong: bool = False) -> Iterator[dict[str, Any]]:
    """What came of each seed, as it comes, by the product in `tree`."""
    folder = scratch()
    shares: queue.Queue[list[int]] = queue.Queue()
    share = min(SHARE_MOST, -(-len(seeds) // processes))
    for start in range(0, len(seeds), share):
        shares.put(seeds[start : start + share])
    told: queue.Queue[dict[str, Any] | None] = queue.Queue()
    enough = threading.Event()
    running: list[subprocess.Popen[str]] = []
    command = [sys.executable, "-m", "tests.sim"]
    environment = os.environ | {"PYTHONHASHSEED": "0", "PYTHONPATH": str(tree)}

    def take_shares() -> None:
        try:
            while not enough.is_set():
                share = shares.get_nowait()
                _run_share(share, told, enough)
        except queue.Empty:
            pass
        finally:
            told.put(None)

    def _run_share(share: list[int], told: queue.Queue[Any], enough: threading.Event) -> None:
        listed = ",".join(map(str, share))
        with subprocess.Popen(
            [*command, "work", str(folder / "template"), listed],
            cwd=tree, env=environment, stdout=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            assert process.stdout is not None
            answered = 0
            running.append(process)
            for line in process.stdout:
                told.put(json.loads(line))
                answered += 1
            if process.wait() and not enough.is_set() and answered < len(share):
                told.put({"seed": share[answered], "wrong": [f"the process ended with {process.returncode}"]})

    make = "from tests.sim import machine; machine.install(); from pathlib import Path; import sys;"
    make += "from tests.sim.template import make_template; make_template(Path(sys.argv[1]))"
    try:
        subprocess.run([sys.executable, "-c", make, str(folder / "template")], cwd=tree, env=environment, check=True)
        threads = [threading.Thread(target=take_shares) for _ in range(processes)]
        for thread in threads:
            thread.start()
        ended = 0
        while ended < processes:
            found = told.get()
            if found is None:
                ended += 1
            else:
                if until_wrong and found["wrong"]:
                    enough.set()
                    for process in running:
                        process.kill()
                yield found
        for thread in threads:
            thread.join()
    finally:
        enough.set()
        shutil.rmtree(folder, ignore_errors=True)


def run(seeds: str, processes: int, *, until_wrong: bool) -> int:
    """Run seeds and say what they were worth. 1 where one is wrong, or a kind of fault never happened."""
    began, wanted = time.monotonic(), seeds_of(seeds)
    happened: Counter[str] = Counter()
    wrong: list[int] = []
    acts = cpu = 0.0
    count = 0
    for found in outcomes(wanted, processes, Path(__file__).resolve().parents[2], until_wrong=until_wrong):
        count += 1
        happened.update(found.get("happened", {}))
        acts += found.get("acts", 0)
        cpu += found.get("cpu_s", 0)
        if found["wrong"]:
            wrong.append(found["seed"])
            print(f"seed {found['seed']} is wrong; replay it with: python -m tests.sim replay {found['seed']}")
            for each in found["wrong"][:WRONG_TOLD]:
                print(f"    {each}", flush=True)
    print(
        f"{count} seeds, {acts:,.0f} saved acts, {sum(happened.values()):,} faults,"
        f" {time.monotonic() - began:.0f} s ({cpu:.0f} s of processor)"
    )
    print("  " + ", ".join(f"{kind} {times}" for kind, times in sorted(happened.items())))
    never = sorted(_must_happen() - happened.keys()) if count >= ENOUGH_SEEDS else []
    if never:
        print(f"void: these never happened: {', '.join(never)}")
    if wrong:
        print(f"WRONG: {len(wrong)} of {count} seeds: {', '.join(map(str, sorted(wrong)))}")
    return 1 if wrong or never else 0


def _must_happen() -> frozenset[str]:
    from tests.sim.swarm import MUST_HAPPEN

    return MUST_HAPPEN
