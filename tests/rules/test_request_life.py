"""The table of a request's life, walked from every state by every role."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest

from desk.rules.request_life import (
    ACTION_WORDS,
    ENDS,
    STATE_WORDS,
    TRANSITIONS,
    Action,
    ActNotAllowed,
    ActNotYours,
    Facts,
    NotSettled,
    OwnWork,
    State,
    next_state,
    possible_actions,
)

ROLES = ["officer", "cashier", "supervisor", "registrar", "administrator", "auditor", "trainee"]
STATES: tuple[State, ...] = get_args(State)
ACTIONS: tuple[Action, ...] = get_args(Action)
ALL_FACTS = [
    Facts(decided_by, missing, settled, own)
    for decided_by, missing, settled, own in product(("counter", "supervisor"), *[(False, True)] * 3)
]
CLEAN = Facts("supervisor")


def test_everything_has_words() -> None:
    assert set(STATE_WORDS) == set(STATES)
    assert set(ACTION_WORDS) == set(ACTIONS)


def test_every_step_offered_leads_somewhere_and_every_other_is_refused_by_name() -> None:
    for state, action, role, facts in product(STATES, ACTIONS, ROLES, ALL_FACTS):
        if action in possible_actions(state, [role], facts):
            assert next_state(state, action, [role], facts) in STATES
        else:
            with pytest.raises((ActNotAllowed, ActNotYours, OwnWork, NotSettled)) as caught:
                next_state(state, action, [role], facts)
            assert "{" not in caught.value.line.th + caught.value.line.en


def test_ends_lead_nowhere_and_every_other_state_has_a_way_out_whatever_the_facts() -> None:
    for state in STATES:
        for facts in ALL_FACTS:
            actions = possible_actions(state, ["officer"], facts)
            if state in ENDS:
                assert possible_actions(state, ROLES, facts) == ()
            else:
                assert "withdraw" in actions


def test_done_is_reached_from_every_open_state_once_papers_and_money_are_there() -> None:
    for decided_by in ("counter", "supervisor"):
        for start in set(STATES) - ENDS:
            seen, todo = {start}, [start]
            while todo:
                state = todo.pop()
                for action in possible_actions(state, ["officer", "supervisor"], Facts(decided_by)):
                    target = next_state(state, action, ["officer", "supervisor"], Facts(decided_by))
                    if target not in seen:
                        seen.add(target)
                        todo.append(target)
            assert "done" in seen, start


def test_who_only_looks_or_only_takes_money_moves_nothing() -> None:
    for state, facts, role in product(STATES, ALL_FACTS, ["cashier", "auditor", "administrator", "trainee"]):
        assert possible_actions(state, [role], facts) == ()


@pytest.mark.parametrize(
    ("facts", "target"),
    [
        (Facts("counter"), "approved"),
        (Facts("supervisor"), "submitted"),
        (Facts("counter", papers_missing=True), "waiting_papers"),
        (Facts("supervisor", papers_missing=True), "waiting_papers"),
    ],
)
def test_where_a_request_goes_when_submitted(facts: Facts, target: State) -> None:
    assert next_state("draft", "submit", ["officer"], facts) == target


def test_nobody_decides_on_their_own_work_or_without_the_role() -> None:
    with pytest.raises(OwnWork) as own:
        next_state("in_review", "approve", ["supervisor"], Facts("supervisor", own_work=True))
    assert own.value.exit_code == 4
    with pytest.raises(ActNotYours):
        next_state("in_review", "approve", ["officer"], CLEAN)
    assert next_state("in_review", "approve", ["supervisor"], CLEAN) == "approved"


def test_nothing_is_finished_before_its_fee_is_paid() -> None:
    with pytest.raises(NotSettled):
        next_state("approved", "finish", ["officer"], Facts("counter", settled=False))
    assert next_state("approved", "finish", ["officer"], Facts("counter")) == "done"


def test_papers_still_missing_complete_nothing() -> None:
    with pytest.raises(ActNotAllowed):
        next_state("waiting_papers", "complete", ["officer"], Facts("counter", papers_missing=True))


def test_no_row_stands_twice() -> None:
    rows = [(row.source, row.action, row.target) for row in TRANSITIONS]
    assert len(rows) == len(set(rows))
