"""The centre's judge of queue tickets: who asks waits for the desk a ticket belongs to; nobody calls another's."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from test_adjudication import Memory

from desk.model.line import Journal
from sync.central.adjudication import Settled

A, B, C = (Journal(f"5701{letter}", 1) for letter in "ABC")
TICKET = {"date": "2026-11-20", "group": "A", "number": "A001", "lane": "ordinary"}


def test_a_ticket_is_called_by_the_desk_it_belongs_to_and_by_no_other() -> None:
    known = Memory()
    known.judge(A, 1, "ticket.issued", TICKET)
    call = {"ticket": "5701A-1", "counter": "1"}
    assert known.judge(B, 1, "ticket.called", call).code == "not-holder"
    assert known.judge(A, 2, "ticket.called", call, p="5701A-1").result == "applied"


def test_asking_waits_for_the_owner_and_the_gift_settles_it() -> None:
    known = Memory()
    known.judge(A, 1, "ticket.issued", TICKET)
    asked = {"ticket": "5701A-1", "counter": "2"}
    first = known.judge(B, 1, "ticket.asked", asked)
    assert (first.result, first.code) == ("waiting", "ticket-owner")
    given = known.judge(A, 2, "ticket.given", {"ticket": "5701A-1", "ask": "5701B-1", "desk": "5701B"}, p="5701A-1")
    assert Settled("ask 5701B-1") in given.changes
    assert first.waits_on == "ask 5701B-1"
    assert known.judge(B, 1, "ticket.asked", asked).result == "applied"
    call = {"ticket": "5701A-1", "counter": "2"}
    assert known.judge(B, 2, "ticket.called", call, p="5701A-2").result == "applied"
    assert known.judge(A, 3, "ticket.called", call, p="5701A-2").code == "not-holder"


def test_who_asks_for_what_was_called_is_told_so() -> None:
    known = Memory()
    known.judge(A, 1, "ticket.issued", TICKET)
    known.judge(A, 2, "ticket.called", {"ticket": "5701A-1", "counter": "1"}, p="5701A-1")
    assert known.judge(B, 1, "ticket.asked", {"ticket": "5701A-1", "counter": "2"}).code == "kept"


def test_a_number_is_given_out_once_a_day() -> None:
    known = Memory()
    known.judge(A, 1, "ticket.issued", TICKET)
    assert known.judge(B, 1, "ticket.issued", TICKET).code == "duplicate-number"
    assert known.judge(B, 2, "ticket.issued", TICKET | {"date": "2026-11-21"}).result == "applied"


@settings(max_examples=300)
@given(
    st.lists(st.tuples(st.sampled_from([A, B, C]), st.sampled_from(["called", "asked", "given", "kept"])), max_size=25)
)
def test_whatever_desks_write_only_the_holder_ever_calls(steps: list[tuple[Journal, str]]) -> None:
    known = Memory()
    known.judge(A, 1, "ticket.issued", TICKET)
    numbers, holder, asks = {A: 1, B: 0, C: 0}, "5701A", {}
    for journal, what in steps:
        numbers[journal] += 1
        n, body = numbers[journal], {"ticket": "5701A-1"}
        if what in ("called", "asked"):
            body["counter"] = "1"
        else:
            other = next(reversed(asks), None)
            if other is None:
                numbers[journal] -= 1
                continue
            body |= {"ask": other} | ({"desk": asks[other]} if what == "given" else {})
        verdict = known.judge(journal, n, f"ticket.{what}", body)
        if what == "asked":
            asks[journal.reference(n)] = journal.desk
        elif verdict.result == "applied":
            assert journal.desk == holder
            holder = body.get("desk", holder)
