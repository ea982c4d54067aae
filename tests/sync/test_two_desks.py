"""Two desks of one branch, each a process of its own, and a real centre: whatever they do at once ends the same."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from desk_process import DeskProcess

from desk.commands.opening import SystemRandomness
from local_db.desk_file import SystemClock
from sync.enrol import enrol

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def two_desks(centre: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DeskProcess, DeskProcess]]:
    started = []
    for name in ("5701A", "5701B"):
        home: Path = tmp_path_factory.mktemp(name) / "desk"
        code = centre.code(name)
        told = asyncio.run(enrol(home, centre.address, code, "test", SystemClock(), SystemRandomness()))
        started.append(DeskProcess.start(home, told.data_key))
    yield started[0], started[1]
    for desk in started:
        desk.stop()


def together(*desks: DeskProcess, times: int = 2) -> None:
    """Everybody sends and asks until nothing is news."""
    for _ in range(times):
        for desk in desks:
            desk.do("sync")


def same(first: DeskProcess, second: DeskProcess, ref: str) -> dict[str, Any]:
    """Both desks say the same of a request, and made anew from their journals they say it still."""
    one, other = first.do("look", ref=ref), second.do("look", ref=ref)
    for seen in (one, other):
        seen.pop("cards")
    assert one == other
    assert (first.do("whole"), second.do("whole")) == ([], [])
    assert first.do("waits") == second.do("waits") == [], "everything is decided"
    return dict(one)


def test_opened_here_reviewed_there(two_desks: tuple[DeskProcess, DeskProcess]) -> None:
    a, b = two_desks
    ref = a.do("submit", officer="anan")
    together(a, b)
    assert b.do("look", ref=ref)["state"] == "submitted"
    b.do("decide", officer="somying", ref=ref, decision="approve")
    together(b, a)
    assert same(a, b, ref)["state"] == "approved"


@pytest.mark.parametrize("first", ["withdraw", "approve"])
def test_withdrawn_here_and_approved_there_ends_the_same_on_both(
    two_desks: tuple[DeskProcess, DeskProcess], first: str
) -> None:
    a, b = two_desks
    ref = a.do("submit", officer="anan")
    together(a, b)
    a.tell("withdraw", officer="anan", ref=ref)
    b.tell("decide", officer="somying", ref=ref, decision="approve")
    assert (a.answer(), b.answer()) == (None, None)
    assert (a.do("look", ref=ref)["state"], b.do("look", ref=ref)["state"]) == ("withdrawn", "approved")
    winner, loser = (a, b) if first == "withdraw" else (b, a)
    together(winner, loser)
    ends = same(a, b, ref)
    assert ends["state"] == ("withdrawn" if first == "withdraw" else "approved")
    lost = "Approved" if first == "withdraw" else "Withdrawn"
    ((what, why),) = loser.do("look", ref=ref)["cards"]
    assert what == lost
    assert why == "Conflicts at the centre: somebody acted before"
    if first == "approve":  # what is left to do is done on top of what stands
        assert a.do("withdraw", officer="anan", ref=ref) is None
        together(a, b)
        assert same(a, b, ref)["state"] == "withdrawn"


def test_two_supervisors_at_once(two_desks: tuple[DeskProcess, DeskProcess]) -> None:
    a, b = two_desks
    ref = a.do("submit", officer="anan")
    together(a, b)
    a.tell("decide", officer="somying", ref=ref, decision="return", reason="ชื่อไม่ชัด")
    b.tell("decide", officer="somying", ref=ref, decision="refuse", reason="ไม่มีหลักฐาน")
    assert (a.answer(), b.answer()) == (None, None)
    a.tell("sync")
    b.tell("sync")
    a.answer()
    b.answer()
    together(a, b)
    assert same(a, b, ref)["state"] in ("returned", "refused")


def test_the_clean_remainder_is_approved_here_while_one_of_it_is_returned_there(
    two_desks: tuple[DeskProcess, DeskProcess],
) -> None:
    a, b = two_desks
    refs = [a.do("submit", officer="anan", new=f"ชุด{n}", place=n + 1) for n in range(6)]
    asked = a.do("submit", officer="busaba", new="มีคำถาม", place=9)
    together(a, b)
    b.do("ask", officer="somying", ref=asked)
    together(b, a)
    a.tell("bulk", officer="somying")
    b.tell("decide", officer="somying", ref=refs[0], decision="return", reason="ชื่อไม่ชัด")
    (approved, left), _ = a.answer(), b.answer()
    assert asked in left, "a question waits for its answer"
    assert len(approved) > 2, "of six that nothing speaks against"
    together(b, a)
    assert same(a, b, asked)["state"] == "submitted"
    assert same(a, b, refs[0])["state"] == "returned", "the other desk spoke first at the centre"
    for ref in approved:
        if ref != refs[0]:
            assert same(a, b, ref)["state"] == "approved"
    if refs[0] in approved:
        assert a.do("look", ref=refs[0])["cards"], "who lost is told"


def test_who_took_it_in_does_not_decide_on_it_at_the_other_desk_either(
    two_desks: tuple[DeskProcess, DeskProcess],
) -> None:
    a, b = two_desks
    ref = a.do("submit", officer="somying")
    together(a, b)
    assert b.do("decide", officer="somying", ref=ref, decision="approve") == {"error": "E312"}


def test_handed_over_there_while_worked_on_here_becomes_a_proposal(two_desks: tuple[DeskProcess, DeskProcess]) -> None:
    a, b = two_desks
    ref = a.do("submit", officer="anan", new="แรก")
    together(a, b)
    b.do("decide", officer="somying", ref=ref, decision="return", reason="ชื่อไม่ชัด")
    together(b, a)
    assert a.do("resubmit", officer="anan", ref=ref, new="ของอนันต์") is None  # not sent yet
    b.do("reassign", officer="somying", ref=ref, to="busaba")
    assert b.do("resubmit", officer="busaba", ref=ref, new="ของบุษบา") is None
    together(b, a)
    ends = same(a, b, ref)
    assert (ends["state"], ends["assigned"], ends["form"]["new_given"]) == ("submitted", "busaba", "ของบุษบา")
    assert len(ends["proposals"]) == 1, "nothing of Anan's is lost"
    assert a.do("look", ref=ref)["cards"] == [["Submitted again", "Conflicts at the centre: somebody acted before"]]


def test_a_question_asked_while_it_was_decided_holds_nothing_up(two_desks: tuple[DeskProcess, DeskProcess]) -> None:
    a, b = two_desks
    ref = a.do("submit", officer="anan")
    together(a, b)
    a.do("ask", officer="somying", ref=ref)
    b.do("decide", officer="somying", ref=ref, decision="approve")
    together(a, b)
    assert same(a, b, ref)["state"] == "approved"


def test_a_ticket_goes_to_another_desk_only_through_its_own(two_desks: tuple[DeskProcess, DeskProcess]) -> None:
    a, b = two_desks
    refs = [a.do("ticket", act="issue", group="A") for _ in range(3)]
    together(a, b)
    assert b.do("ticket", act="next", counter="2") == {"error": "E833"}
    for ref in refs[:2]:
        b.do("ticket", act="ask", ref=ref, counter="2")
    assert a.do("ticket", act="next", counter="1") == refs[0], "alone, a desk calls its own"
    assert b.do("ticket", act="next", counter="2") == {"error": "E833"}, "asked is not given"
    together(b, a, b)
    assert b.do("ticket", act="next", counter="2") == refs[1]
    assert b.do("ticket", act="next", counter="2") == {"error": "E833"}
    assert a.do("ticket", act="next", counter="1") == refs[2]
    together(a, b)
    said = [["A001", "called", "5701A", "1"], ["A002", "called", "5701B", "2"], ["A003", "called", "5701A", "1"]]
    assert a.do("ticket", act="list") == b.do("ticket", act="list") == said
    assert a.do("waits") == b.do("waits") == []
    assert (a.do("whole"), b.do("whole")) == ([], [])


ACTS = ["submit", "decide", "resubmit", "withdraw", "reassign", "ask", "bulk", "sync", "sync", "ticket"]
RACES = int(os.environ.get("DESK_RACES", "1"))
"""How many random days are played; `make races` plays more."""


@pytest.mark.parametrize("seed", range(RACES))
def test_any_order_of_acts_and_contacts_ends_the_same(two_desks: tuple[DeskProcess, DeskProcess], seed: int) -> None:
    chance, refs, waiting, called = Random(seed), list[str](), list[str](), list[str]()
    for _ in range(40):
        desk = chance.choice(two_desks)
        what = chance.choice(
            ["submit", "decide", "resubmit", "withdraw", "reassign", "ask", "bulk", "sync", "sync", "ticket"]
        )
        if what == "submit" or (what not in ("sync", "ticket", "bulk") and not refs):
            refs.append(desk.do("submit", officer="anan", new=f"ชื่อ{len(refs)}"))
        elif what == "sync":
            desk.do("sync")
        elif what == "bulk":
            desk.do("bulk", officer="somying")
        elif what == "ticket":
            act = chance.choice(["issue", "next", "next", "ask"])
            if act == "issue" or (act == "ask" and not waiting):
                waiting.append(desk.do("ticket", act="issue", group="B"))
            elif act == "ask":
                desk.do("ticket", act="ask", ref=chance.choice(waiting), counter="9")
            elif isinstance(ref := desk.do("ticket", act="next", counter="9"), str):
                called.append(ref)
        else:
            ref = chance.choice(refs[-3:])
            how: dict[str, Any] = {
                "decide": {
                    "officer": "somying",
                    "decision": chance.choice(["approve", "return", "refuse"]),
                    "reason": "เหตุ",
                },
                "resubmit": {"officer": chance.choice(["anan", "busaba"]), "new": f"แก้{chance.randrange(9)}"},
                "reassign": {"officer": "somying", "to": "busaba"},
                "withdraw": {"officer": "anan"},
                "ask": {"officer": "somying"},
            }[what]
            desk.do(what, ref=ref, **how)
    together(*two_desks, times=4)
    assert len(called) == len(set(called)), "a ticket was called twice"
    for ref in refs:
        same(*two_desks, ref)
    first, second = (desk.do("ticket", act="list") for desk in two_desks)
    assert first == second
    assert [desk.do("waits") for desk in two_desks] == [[], []]
