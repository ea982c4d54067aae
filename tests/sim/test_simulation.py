"""A few seeds of the simulation, that it can be replayed, and that its planted faults still fit the product.

`make sim` runs 500 seeds, `make soak` 20,000, `make sim-mutants` hunts the planted faults.
"""

from __future__ import annotations

import pytest

from tests.sim.crew import outcomes
from tests.sim.hunt import HOUSE, planted
from tests.sim.mutants import MUTANTS, Mutant

SEEDS = list(range(12))


@pytest.mark.process
def test_nothing_is_lost_doubled_or_said_untruly_and_a_seed_replays_exactly() -> None:
    """Each of the first seeds is right, and two of them are the same once more in a branch made anew."""
    traces: dict[int, set[str]] = {}
    happened: set[str] = set()
    for found in (*outcomes(SEEDS, 2, HOUSE), *outcomes(SEEDS[:2], 1, HOUSE)):
        assert found["wrong"] == [], f"python -m tests.sim replay {found['seed']}"
        traces.setdefault(found["seed"], set()).add(found["trace"])
        happened.update(found["happened"])
    assert sorted(traces) == SEEDS
    assert all(len(each) == 1 for each in traces.values()), "the same seed went two ways"
    assert len(happened) > 10


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_planted_fault_still_fits_the_product(mutant: Mutant) -> None:
    for path, text in planted(mutant, HOUSE).items():
        assert text != path.read_text("utf-8")
        compile(text, str(path), "exec")
