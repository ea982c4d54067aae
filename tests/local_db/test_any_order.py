"""What a desk shows follows from the lines and outcomes it holds, never from the order they arrived in.

Three fellow desks work on one another's requests, tickets, complaints, notices, cards and acts asked for; their lines
and the centre's outcomes reach a fourth desk in any order in which each journal, and the feed, is in its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.model.line import Journal, encode_line
from local_db.connection import Connection
from local_db.folds import PROJECTIONS
from local_db.journal import latest
from local_db.rebuild import fold_everything
from tests.desks import MORNING, Desk

DESKS = ("9901B", "9901C", "9901D")
PEOPLE = ("busaba", "chai", "somying")
PARTY = {"kind": "person", "name": "ผู้มาติดต่อ", "identity": "not_shown"}
SHOWN = "0" * 64
ARRIVAL = {"seq", "opened_seq"}
"""Columns that tell of the order of arrival itself."""
STEPS: dict[str, dict[str, Callable[[Random, str], dict[str, Any]]]] = {
    "request.submitted": {
        "request.resubmitted": lambda r, of: {
            "request": of, "form": {"copies": r.randint(1, 9)}, "papers": [], "decided_by": "supervisor",
        },
        "request.repriced": lambda r, of: {
            "request": of, "before_satang": 1000, "fee_satang": r.randint(1, 9),
            "service_from": f"2025-10-0{r.randint(1, 9)}",
        },
        "fee.waived": lambda r, of: {
            "request": of, "before_satang": 1000, "satang": r.randint(10, 19), "ground": "disabled", "basis": "x",
        },
        "request.taken_up": lambda _r, of: {"request": of, "shown": SHOWN},
        "request.endorsed": lambda _r, of: {"request": of, "shown": SHOWN},
        "request.asked": lambda r, of: {"request": of, "reason": f"q{r.randint(1, 9)}", "shown": SHOWN},
        "request.reassigned": lambda r, of: {"request": of, "to": r.choice(PEOPLE), "reason": "x", "shown": SHOWN},
        "request.approved": lambda _r, of: {"request": of, "shown": SHOWN},
        "request.returned": lambda r, of: {"request": of, "reason": f"r{r.randint(1, 9)}", "shown": SHOWN},
        "request.refused": lambda r, of: {"request": of, "reason": f"n{r.randint(1, 9)}", "shown": SHOWN},
        "request.withdrawn": lambda _r, of: {"request": of, "reason": "x", "shown": SHOWN},
        "request.done": lambda _r, of: {"request": of},
        "request.papers_asked": lambda _r, of: {"request": of, "papers": ["p"]},
    },
    "request.asked": {"request.answered": lambda _r, of: {"request": "", "asked": of, "reason": "x"}},
    "ticket.issued": {
        "ticket.called": lambda r, of: {"ticket": of, "counter": str(r.randint(1, 9))},
        "ticket.transferred": lambda r, of: {"ticket": of, "group": r.choice("ABC")},
        "ticket.asked": lambda _r, of: {"ticket": of, "counter": "2"},
        "ticket.held": lambda _r, of: {"ticket": of},
        "ticket.missed": lambda _r, of: {"ticket": of},
        "ticket.served": lambda _r, of: {"ticket": of},
        "visit.opened": lambda _r, of: {"purpose": "request", "ticket": of},
    },
    "complaint.received": {
        "complaint.forwarded": lambda r, of: {"complaint": of, "agency": f"a{r.randint(1, 9)}", "due": "2026-12-01"},
        "complaint.answered": lambda r, of: {
            "complaint": of, "reason": f"b{r.randint(1, 9)}", "final": r.random() < 0.5,
        },
        "complaint.reopened": lambda r, of: {"complaint": of, "reason": f"c{r.randint(1, 9)}", "due": "2026-12-09"},
    },
    "public_notice.posted": {
        "public_notice.objected": lambda _r, of: {
            "notice": of, "objector": PARTY, "reason": "x", "date": "2026-11-21",
        },
        "public_notice.ended": lambda r, of: {
            "notice": of, "reason": f"e{r.randint(1, 9)}", "result": "no_objection", "date": "2026-12-06",
        },
    },
    "handover.written": {"handover.taken": lambda _r, of: {"handover": of}},
    "undo.asked": {
        "undo.confirmed": lambda _r, of: {"asked": of},
        "undo.dropped": lambda _r, of: {"asked": of, "reason": "x"},
    },
    "receipt.issued": {
        "receipt.printed": lambda r, of: {"receipt": of, "result": "printed", "copy_number": r.randint(1, 4)},
        "trouble.answered": lambda r, of: {"ref": of, "how": "settled", "note": f"t{r.randint(1, 9)}"},
    },
}  # fmt: skip
BEGINNINGS: dict[str, Callable[[Random, str], dict[str, Any]]] = {
    "request.submitted": lambda r, _of: {
        "service": "CR-COPY", "service_from": "2024-10-01", "applicant": PARTY, "concerns": PARTY,
        "form": {"copies": 0}, "papers": [], "fee_satang": 1000,
        "decided_by": r.choice(("counter", "supervisor")), "track": "ABCDEFGH",
    },
    "ticket.issued": lambda r, _of: {
        "date": "2026-11-20", "group": "A", "number": f"A{r.randint(100, 999)}", "services": [],
    },
    "complaint.received": lambda _r, _of: {
        "category": "service", "channel": "counter", "anonymous": True, "subject": "x", "text": "y",
        "track": "ABCDEFGH",
    },
    "public_notice.posted": lambda _r, _of: {
        "subject": "x", "text": "y", "place": "z", "posted": "2026-11-20", "until": "2026-12-05",
    },
    "handover.written": lambda _r, _of: {
        "date": "2026-11-20", "note": "x", "open_requests": [], "open_tickets": 0, "asked": [],
    },
    "officer.signed_in": lambda r, _of: {"officer": r.choice(PEOPLE), "roles": [], "roster_until": 0},
}  # fmt: skip


class Branch:
    """Lines three desks wrote, each knowing some of what the others had written by then."""

    def __init__(self, random: Random, length: int) -> None:
        self.random = random
        self.journals: dict[str, list[bytes]] = {desk: [] for desk in DESKS}
        self.known: list[tuple[str, str, str, int]] = []  # reference, kind, its request, time
        self.chain: dict[str, list[str]] = {}  # by subject, its lines
        self.root: dict[str, str] = {}
        self.time = MORNING
        for _ in range(length):
            self._act(random.choice(DESKS))
        self.feed = [self._outcome() for _ in range(length // 3)]

    def _act(self, desk: str) -> None:
        random = self.random
        self.time += random.randint(0, 60_000)
        if random.random() < 0.1:
            self._pay(desk)
            return
        grown = [known for known in self.known if known[1] in STEPS and self.knows(desk, known[0])]
        if not grown or random.random() < 0.25:
            kind = random.choice(list(BEGINNINGS))
            self.say(desk, kind, BEGINNINGS[kind](random, ""))
            return
        reference, kind, request, _ = random.choice(grown[-12:])
        follows = random.choice(list(STEPS[kind]))
        body = STEPS[kind][follows](random, reference)
        if "request" in body:
            body["request"] = request
        self.say(desk, follows, body, None if follows == "visit.opened" else reference)

    def _pay(self, desk: str) -> None:
        """A drawer opened, a request paid, perhaps the receipt voided or its voiding asked for."""
        requests = [known[0] for known in self.known if known[1] == "request.submitted" and self.knows(desk, known[0])]
        if not requests:
            return
        random, of = self.random, self.random.choice(requests)
        item = {"request": of, "label": "x", "satang": 1000, "account": "fee.CR-COPY"}
        shift = self.say(
            desk, "shift.opened",
            {"drawer": "1", "cashier": "anan", "float_counts": {}, "float_satang": 0, "date": "2026-11-20"},
        )  # fmt: skip
        order = self.say(
            desk, "order.opened", {"items": [item], "satang": 1000, "payer": PARTY, "method": "cash", "shift": shift}
        )
        payment = self.say(
            desk, "payment.taken",
            {
                "order": order, "method": "cash", "satang": 1000, "tendered_satang": 1000, "change_satang": 0,
                "shift": shift,
            },
            order,
        )  # fmt: skip
        number = len(self.journals[desk])
        receipt = self.say(
            desk, "receipt.issued",
            {
                "book": "69A-1", "number": number, "fiscal_year": 2570, "order": order, "payment": payment,
                "payer": PARTY, "items": [item], "satang": 1000, "date": "2026-11-20", "shift": shift,
            },
            payment,
        )  # fmt: skip
        void = {"receipt": receipt, "reason": "x", "satang": 1000, "date": "2026-11-20", "shift": shift}
        asked = None
        if random.random() < 0.5:
            asked = self.say(desk, "undo.asked", {"sort": "void", **void}, receipt)
        if random.random() < 0.3:
            more = {"items": [item], "tenders": [{"method": "cash", "satang": 1000}], "owed_satang": 0, "asked": asked}
            self.say(desk, "receipt.voided", void | more, receipt)

    def say(self, desk: str, kind: str, body: dict[str, Any], about: str | None = None) -> str:
        journal, random = self.journals[desk], self.random
        n = len(journal) + 1
        reference = self.reference(desk, n)
        at = max(MORNING, self.time + random.randint(-300_000, 300_000))  # no two clocks are alike
        before = None
        if about is not None:
            on = [each for each in self.chain[self.root[about]] if self.knows(desk, each)]
            before = random.choice(on[-3:]) if random.random() < 0.5 else on[-1]
        self.root[reference] = reference if about is None else self.root[about]
        self.chain.setdefault(self.root[reference], []).append(reference)
        second = "darin" if kind == "fee.waived" else None
        p, b = json.loads(self.written(desk, json.dumps([before, body])))
        journal.append(encode_line(n=n, t=at, u=0, o=random.choice(PEOPLE), w=second, p=p, k=kind, b=b, limit=30_000))
        self.known.append((reference, kind, body.get("request") or reference, at))
        return reference

    def knows(self, _desk: str, _reference: str) -> bool:
        """Whether a desk has heard of a line."""
        return True

    def reference(self, desk: str, n: int) -> str:
        """The name a line goes by here."""
        return f"{desk}-{n}"

    def written(self, _desk: str, content: str) -> str:
        """JSON as it goes into a line of this desk, with the names of other lines as that desk writes them."""
        return content

    def _outcome(self) -> tuple[str, dict[str, Any]]:
        result = self.random.choice(("refused", "conflict", "waiting", "applied"))
        body = {"ref": self.random.choice(self.known)[0], "result": result, "code": "x", "detail": "", "fields": {}}
        return "outcome", body

    def arrivals(self, random: Random) -> list[tuple[str, Any]]:
        """Everything in one order of arrival: each journal and the feed in their own."""
        sources: list[list[tuple[str, Any]]] = [[(desk, raw) for raw in lines] for desk, lines in self.journals.items()]
        sources.append([("", item) for item in self.feed])
        found: list[tuple[str, Any]] = []
        while any(sources):
            source = random.choice([each for each in sources if each])
            for _ in range(random.randint(1, 5)):
                if source:
                    found.append(source.pop(0))
        return found


class _Undone(Exception):
    """The desk is put back as it was."""


def shown(desk: Desk, arrivals: list[tuple[str, Any]]) -> dict[str, list[tuple[Any, ...]]]:
    """Every table of a desk to which these came in this order, but for columns of the order itself."""
    tables: dict[str, list[tuple[Any, ...]]] = {}

    def fold(connection: Connection) -> None:
        place = 1_000
        numbers: dict[str, int] = {}
        for name, what in arrivals:
            place += 1
            if name:
                numbers[name] = numbers.get(name, 0) + 1
                row = (name, 1, numbers[name], place, what)
                connection.execute("INSERT INTO received VALUES (?, ?, ?, ?, ?, 0)", row)
            else:
                connection.execute("INSERT INTO feed_kept VALUES (?, 0, ?, ?)", (place, what[0], json.dumps(what[1])))
        fold_everything(connection)
        assert connection.execute("SELECT * FROM unfolded").fetchall() == [], "every line here makes sense"
        for table in PROJECTIONS:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] not in ARRIVAL]
            tables[table] = sorted(connection.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall(), key=repr)
        refs = [row[0] for row in connection.execute("SELECT ref FROM subjects").fetchall()]
        tables["seen last"] = sorted((ref, latest(connection, ref)) for ref in refs)
        raise _Undone

    with pytest.raises(_Undone):
        desk.office.file.store.write(fold)
    return tables


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), length=st.integers(3, 60))
def test_what_is_shown_follows_from_what_is_held_whatever_the_order_it_came_in(
    desk: Desk, seed: int, length: int
) -> None:
    branch = Branch(Random(seed), length)
    first = shown(desk, branch.arrivals(Random(f"{seed} one way")))
    assert Journal("9901B", 1).reference(1) in {row[0] for row in first["subjects"]} or not branch.journals["9901B"]
    for way in ("another", "a third"):
        other = shown(desk, branch.arrivals(Random(f"{seed} {way}")))
        for table, rows in first.items():
            assert rows == other[table], table
