"""Planted faults hunted: each in a copy of the product tree, until a seed catches it."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from tests.sim.crew import outcomes, scratch, seeds_of
from tests.sim.mutants import MUTANTS, Mutant

HOUSE = Path(__file__).resolve().parents[2]
COPIED = ("desk", "local_db", "sync", "tests/__init__.py", "tests/sim")
TOLD_LETTERS = 90


class DoesNotFit(Exception):
    """The product moved on: the text a fault is planted in is no longer there, or no longer once."""


def planted(mutant: Mutant, tree: Path) -> dict[Path, str]:
    """The files of `tree` with the fault in them; nothing is written. Raises DoesNotFit."""
    found: dict[Path, str] = {}
    for name, text, instead in mutant.edits:
        path = tree / name
        before = found.get(path) or path.read_text("utf-8")
        if before.count(text) != 1:
            raise DoesNotFit(f"{mutant.name}: {name} holds this {before.count(text)} times: {text[:70]!r}")
        found[path] = before.replace(text, instead)
    return found


def copy_tree(to: Path) -> None:
    """The product and the simulation, without what running leaves behind."""
    for name in COPIED:
        source = HOUSE / name
        if source.is_dir():
            shutil.copytree(source, to / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, to / name)


def hunt(names: list[str], seeds: str, processes: int) -> int:
    """Print the table; 1 where a fault lived through all seeds."""
    chosen = [each for each in MUTANTS if not names or any(name in each.name for name in names)]
    wanted = seeds_of(seeds)
    lived = []
    print(f"{'planted fault':<26}{'caught':>10}{'s':>6}  what gave it away")
    for mutant in chosen:
        tree, began = scratch(), time.monotonic()
        try:
            copy_tree(tree)
            for path, text in planted(mutant, tree).items():
                path.write_text(text, "utf-8")
            tried, caught = 0, None
            for found in outcomes(wanted, processes, tree, until_wrong=True):
                tried += 1
                if found["wrong"] and caught is None:
                    caught = found
        finally:
            shutil.rmtree(tree, ignore_errors=True)
        seconds = time.monotonic() - began
        if caught is None:
            lived.append(mutant.name)
            print(f"{mutant.name:<26}{'LIVED':>10}{seconds:>6.0f}  through {tried} seeds: {mutant.why}", flush=True)
        else:
            at = f"seed {caught['seed']}"
            print(f"{mutant.name:<26}{at:>10}{seconds:>6.0f}  {caught['wrong'][0][:TOLD_LETTERS]}", flush=True)
    print(f"{len(chosen) - len(lived)} of {len(chosen)} planted faults caught within {len(wanted)} seeds")
    return 1 if lived else 0
