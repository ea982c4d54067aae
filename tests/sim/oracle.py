"""What must hold, said from paper, screens and the centre's store alone."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from desk.counter.kind_words import kind_words
from desk.counter.status import Status
from desk.counter.sync_story import sent_lines
from desk.model.line import RECOVERED, Entry, Journal, LineFault, decode_line, read_recovered, unwrapped
from local_db.folds.recovered import current_name
from tests.sim.desks import SimDesk
from tests.sim.disk import _connect
from tests.sim.people import Notebook, Paper, SavedKey


@dataclass
class Held:
    """The centre's store, read as it lies on its disk."""

    acts: Counter[SavedKey] = field(default_factory=Counter)
    entries: list[tuple[str, int, Entry]] = field(default_factory=list)
    through: dict[tuple[str, int], tuple[int, bytes]] = field(default_factory=dict)
    outcomes: dict[str, tuple[str, str]] = field(default_factory=dict)
    lives: dict[str, str] = field(default_factory=dict)
    receipts: list[tuple[int, str, int, str]] = field(default_factory=list)
    f: int = 0


class CentreStore:
    """Reads the centre's files with a connection of the oracle's own."""

    def __init__(self, branch: str) -> None:
        self._branch = branch

    def _ask(self, folder: Path, *questions: str) -> list[list[Any]]:
        connection = _connect(str(folder / "store.db"), isolation_level=None)
        try:
            connection.execute(f"PRAGMA key = \"x'{(folder / 'store.key').read_text().strip()}'\"")
            return [connection.execute(question).fetchall() for question in questions]
        finally:
            connection.close()

    def marks(self, folder: Path) -> tuple[dict[tuple[str, int], tuple[int, bytes]], int]:
        """How far each journal is held, and where the feed ends."""
        journals, feed = self._ask(folder, "SELECT desk, epoch, through, head FROM journals", "SELECT f FROM branches")
        return {(row[0], row[1]): (row[2], bytes(row[3])) for row in journals}, int(feed[0][0])

    def read(self, folder: Path) -> Held:
        """Everything the oracle wants to know."""
        lines, outcomes, lives, numbers, aliases = self._ask(
            folder,
            "SELECT desk, epoch, n, raw FROM lines ORDER BY taken, desk, epoch, n",
            "SELECT ref, result, code FROM outcomes",
            "SELECT root, state FROM lives",
            "SELECT fiscal_year, book, number, ref FROM receipts",
            "SELECT old, new FROM aliases",
        )
        held = Held()
        held.through, held.f = self.marks(folder)
        held.outcomes = {row[0]: (row[1], row[2]) for row in outcomes}
        acts = {Journal(desk, epoch).reference(n): unwrapped(bytes(raw)) for desk, epoch, n, raw in lines}
        # after a fork an old name may be that of another act here than the one that was carried over
        other_names = {old for old, new in aliases if acts.get(old) == acts.get(new)}
        other_names |= _waiting_copies(lines, held.outcomes)
        copies: Counter[tuple[SavedKey, bytes]] = Counter()
        for desk, epoch, n, raw in lines:
            reference = Journal(desk, epoch).reference(n)
            if reference in other_names and unwrapped(bytes(raw)) != bytes(raw):
                continue  # carried over though it had arrived before: another name of the same act
            try:
                entry = decode_line(unwrapped(bytes(raw)))
            except LineFault:
                continue
            held.entries.append((desk, epoch, entry))
            key = (desk, entry.n, entry.t, kind_words(entry.k).en)
            copies[key, entry.raw] += 1
            # acts on both sides of a fork may look the same on a screen; copies of one act are the same to the byte
            held.acts[key] = max(held.acts[key], copies[key, entry.raw])
        held.lives = {row[0]: row[1] for row in lives}
        held.receipts = [tuple(row) for row in numbers]  # type: ignore[misc]
        return held


def _waiting_copies(lines: list[Any], outcomes: dict[str, tuple[str, str]]) -> set[str]:
    """Lines carried over though they had arrived, where neither is judged yet (a newer kind, say): when they are, the
    one becomes a name of the other. Until then both are named as waiting, and nothing came of either."""
    waiting = {ref for ref, (result, _) in outcomes.items() if result == "waiting"}
    raws = {Journal(desk, epoch).reference(n): bytes(raw) for desk, epoch, n, raw in lines}
    found = set()
    for ref in waiting & raws.keys():
        entry = decode_line(raws[ref])
        if entry.k == RECOVERED:
            carried = read_recovered(entry)
            if any(raws.get(name) == carried.entry.raw for name in waiting.intersection(carried.names)):
                found.add(ref)
    return found


def check_claim(desk: str, claim: Status, marks: dict[tuple[str, int], tuple[int, bytes]]) -> list[str]:
    """Whether "all sent" and the proofs a desk shows are true."""
    through, head = marks.get((desk, claim.epoch), (0, b""))
    wrong = []
    if claim.all_sent and (through < claim.n or (through == claim.n and claim.n and head.hex() != claim.head)):
        wrong.append(f"{desk} says all sent through {claim.n}, the centre holds {through}")
    if claim.acknowledged > through:
        wrong.append(f"{desk} shows proof through {claim.acknowledged}, the centre holds {through}")
    if claim.all_sent != (claim.unsent == 0) and claim.all_sent:
        wrong.append(f"{desk} says all sent with {claim.unsent} unsent")
    return wrong


def final(held: Held, notebook: Notebook, desks: list[SimDesk]) -> list[str]:
    """Everything that is wrong when all is healed and at rest."""
    named = named_as_kept(desks)
    return [
        *every_act_once(held, notebook, named),
        *numbers_once(held, notebook, named),
        *money_agrees(held, notebook, named),
        *years_right(held, notebook),
        *screens_agree(held, desks),
    ]


def named_as_kept(desks: list[SimDesk]) -> set[SavedKey]:
    """What screens name as not at the centre: stays at home, or unsent at a desk that is out of service, carried over
    into an epoch that is unsent there or not."""
    named: set[SavedKey] = set()
    for desk in desks:
        assert desk.office is not None
        assert desk.life is not None
        lines = desk.life.context().run(sent_lines, desk.office, "all", 10_000)
        waiting = {line.ref for line in lines if desk.out_of_service and line.state == "waiting"}
        for line in lines:
            today = desk.life.context().run(current_name, desk.office.read(), line.ref)
            if line.state == "home" or line.ref in waiting or (line.state == "carried" and today in waiting):
                named.add((desk.name, int(line.ref.rpartition("-")[2]), line.t, line.kind.en))
    return named


def every_act_once(held: Held, notebook: Notebook, named: set[SavedKey]) -> list[str]:
    """Every saved act is exactly once at the centre, or in a list with its name."""
    wrong = []
    for key in notebook.saved:
        times = held.acts[key]
        if times > 1 or (times == 0 and key not in notebook.excused and key not in named):
            wrong.append(f"saved act {key} is {times} times at the centre")
    wrong += [f"line {key} is {times} times at the centre" for key, times in held.acts.items() if times > 1]
    return wrong


def numbers_once(held: Held, notebook: Notebook, named: set[SavedKey]) -> list[str]:
    """No receipt number is on two papers, but where a rollback was noticed and the number named, or where the act of
    one of them was lost with its disk or is kept, and named as unsent, at a desk that is out of service."""
    ledger, kept = issued(held), {key[0] for key in named}
    seen: dict[str, list[Paper]] = {}
    for paper in dict.fromkeys(notebook.papers):
        if paper in notebook.lost_papers or (paper.desk in kept and not ledger[paper.key]):
            continue
        seen.setdefault(paper.name, []).append(paper)
    return [
        f"receipt number {name} is on {len(papers)} papers: {papers}"
        for name, papers in seen.items()
        if len(papers) > 1 and name.partition(" ")[2] not in notebook.twice
    ]


def issued(held: Held) -> Counter[tuple[str, str, int, str]]:
    """The receipts in the centre's ledger, by what stands on their papers."""
    found: Counter[tuple[str, str, int, str]] = Counter()
    for desk, _, entry in held.entries:
        if entry.k == "receipt.issued":
            b = entry.b
            found[desk, f"{b['fiscal_year']} {b['book']}/{b['number']}", b["satang"], b["payer"]["name"]] += 1
    return found


def money_agrees(held: Held, notebook: Notebook, named: set[SavedKey]) -> list[str]:
    """The papers in people's hands and the centre's ledger are the same money, desk by desk."""
    ledger = issued(held)
    held_back = {key[0] for key in named}
    wrong = []
    for paper in dict.fromkeys(notebook.papers):
        if ledger[paper.key] != 1 and paper not in notebook.lost_papers and paper.desk not in held_back:
            wrong.append(f"paper {paper.key} stands {ledger[paper.key]} times in the centre's ledger")
    taken = {
        key: sum(entry.b["satang"] for desk, _, entry in held.entries if entry.k == key)
        for key in ("payment.taken", "receipt.issued")
    }
    if taken["payment.taken"] != taken["receipt.issued"]:
        wrong.append(f"payments and receipts differ at the centre: {json.dumps(taken)}")
    numbers = Counter((year, book, number) for year, book, number, _ in held.receipts)
    wrong += [f"number {name} is {times} times in the register" for name, times in numbers.items() if times > 1]
    return wrong


def years_right(held: Held, notebook: Notebook) -> list[str]:
    """Papers and ledger carry the fiscal year of their date, which begins on 1 October."""
    dated = [(paper.name, paper.date, paper.fiscal_year) for paper in notebook.papers]
    for desk, _, entry in held.entries:
        if entry.k == "receipt.issued":
            dated.append((f"{desk} {entry.b['book']}", entry.b["date"], entry.b["fiscal_year"]))
    wrong = []
    for name, iso, year in dated:
        day = date.fromisoformat(iso)
        if year != day.year + 543 + (day.month >= 10):
            wrong.append(f"receipt {name} of {iso} is of fiscal year {year}")
    return wrong


def screens_agree(held: Held, desks: list[SimDesk]) -> list[str]:
    """Every desk of the branch shows the same requests in the same state; and what the centre found amiss with its
    lines."""
    wrong: list[str] = []
    views = {desk.name: _requests(desk) for desk in desks if not desk.out_of_service}
    if views:
        first_name, first = next(iter(views.items()))
        for name, view in views.items():
            differing = {ref for ref in first.keys() | view.keys() if first.get(ref) != view.get(ref)}
            for ref in sorted(differing)[:3]:
                wrong.append(f"request {ref}: {first_name} shows {first.get(ref)}, {name} shows {view.get(ref)}")
    for desk in desks:
        if desk.out_of_service:
            continue
        assert desk.office is not None
        assert desk.life is not None
        shown = {line.ref for line in desk.life.context().run(sent_lines, desk.office, "troubled", 1000) if line.code}
        said = {
            ref
            for ref, (result, _) in held.outcomes.items()
            if ref.startswith((f"{desk.name}-", f"{desk.name}.")) and result in ("refused", "conflict", "waiting")
        }
        if missing := said - shown:
            wrong.append(f"{desk.name} does not show what the centre said of {sorted(missing)[:3]}")
    return wrong


def _requests(desk: SimDesk) -> dict[str, str]:
    from desk.counter.queue import day_queue

    assert desk.office is not None
    assert desk.life is not None
    rows, _ = desk.life.context().run(day_queue, desk.office, desk.life.context().run(desk.office.today), 2000)
    shown = [(row.ref, row.state, row.receipt, row.fee_satang, row.reason, row.changed) for row in rows]
    return {ref: " ".join(str(each) for each in rest if each) for ref, *rest in shown}
