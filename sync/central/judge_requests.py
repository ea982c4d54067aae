"""Rules for service requests: their life, four eyes, and what an approval changes in the registry. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from pydantic import ValidationError

from desk.model.feed import CitizenPut
from desk.model.kinds.requests import (
    PaperShown,
    RequestApproved,
    RequestDone,
    RequestRefused,
    RequestRepriced,
    RequestResubmitted,
    RequestReturned,
    RequestSubmitted,
    RequestWithdrawn,
)
from desk.model.kinds.review import (
    ProposalSetAside,
    RequestAnswered,
    RequestAsked,
    RequestEndorsed,
    RequestReassigned,
    RequestSigned,
    RequestTakenUp,
)
from desk.rules.former import with_past
from desk.rules.office_day import office_date
from desk.rules.request_life import (
    COUNTER,
    DECISIONS,
    Action,
    ActNotAllowed,
    ActNotYours,
    Facts,
    OwnWork,
    State,
    next_state,
)
from sync.central.adjudication import Case, Life, RecordChanged, Rule, Verdict

ACTIONS: Mapping[str, Action] = {
    "request.taken_up": "take_up",
    "request.asked": "ask",
    "request.answered": "answer",
    "request.endorsed": "endorse",
    "request.signed": "sign",
    "request.reassigned": "reassign",
    "request.approved": "approve",
    "request.returned": "return",
    "request.refused": "refuse",
    "request.withdrawn": "withdraw",
    "request.done": "finish",
}
SUPERVISING: frozenset[Action] = DECISIONS | {"take_up", "ask", "reassign"}
OnRequest = (
    RequestResubmitted
    | RequestTakenUp
    | RequestAsked
    | RequestAnswered
    | RequestEndorsed
    | RequestSigned
    | RequestReassigned
    | RequestApproved
    | RequestReturned
    | RequestRefused
    | RequestWithdrawn
    | RequestDone
)
Beside = RequestRepriced | ProposalSetAside


def submitted(case: Case) -> Verdict:
    """A request begins its life."""
    body = case.body
    assert isinstance(body, RequestSubmitted)
    service = case.known.service(body.service, body.service_from)
    if service is None:
        return case.waiting("unknown-service", f"service {body.service}")
    if service["decided_by"] != body.decided_by:
        return case.refused("decided-by")
    facts = {
        "officer": case.entry.o,
        "hands": [case.entry.o],
        "service": body.service,
        "service_from": body.service_from,
        "decided_by": body.decided_by,
        "concerns": body.concerns.number if body.concerns.kind == "citizen" else None,
        "form": body.form,
        "track": body.track,
        "due": body.due,
    }
    state = next_state("draft", "submit", COUNTER, Facts(body.decided_by, papers_missing=_missing(body.papers)))
    return case.applied(Life(case.ref, state, case.ref, facts))


def on_request(case: Case) -> Verdict:
    """Everything that happens to a request later."""
    body = case.body
    assert isinstance(body, OnRequest | Beside)
    life = case.life_of(body.request, needs="service")
    if isinstance(life, Verdict):
        return life
    if isinstance(body, Beside):
        return case.applied()
    if case.stale(life):
        return case.stale_conflict(life)
    try:
        state = _leads_to(case, body, life)
    except ActNotAllowed:
        return case.conflict("state", fields={"latest": life.latest, "state": life.state})
    except ActNotYours:
        return case.refused("role")
    except OwnWork:
        return case.refused("own-request")
    if isinstance(body, RequestAsked | RequestAnswered):
        return case.applied()  # nothing moves: whoever decides without having read it decides all the same
    return _moved(case, body, life, state)


def _leads_to(case: Case, body: OnRequest, life: Life) -> State:
    """The next state by the same table the desk goes by; raises its refusals.

    Whether the fee is settled is the desk's to see: the centre judges money by its own lines.
    """
    action: Action = ACTIONS.get(case.entry.k) or ("resubmit" if life.state == "returned" else "complete")
    missing = isinstance(body, RequestResubmitted) and _missing(body.papers)
    # who may take a request in was the desk's to check; who decides is checked again here
    roles = case.known.roles(case.entry.o, case.entry.t) if action in SUPERVISING else COUNTER
    facts = Facts(
        life.facts["decided_by"],
        papers_missing=missing,
        own_work=case.entry.o in life.facts["hands"],
        endorsed=bool(life.facts.get("endorsed")),
    )
    return next_state(cast(State, life.state), action, roles, facts)


def _missing(papers: Sequence[PaperShown]) -> bool:
    return any(paper.how == "missing" for paper in papers)


def _moved(case: Case, body: OnRequest, life: Life, state: State) -> Verdict:
    after = replace(life, state=state, latest=case.ref, facts=_facts_after(case, body, life))
    takes_effect = isinstance(body, RequestApproved | RequestSigned) or (
        isinstance(body, RequestDone) and life.facts["decided_by"] == "counter"
    )
    effects = _effects(case, life) if takes_effect else ()
    if not effects:
        return case.applied(after)
    record = _changed_record(case, life, effects)
    if isinstance(record, str):
        return case.conflict(record, fields={"state": life.state})
    return case.applied(after, RecordChanged(record))


def _facts_after(case: Case, body: OnRequest, life: Life) -> dict[str, Any]:
    """What is known of the request from now on: its form, who had a hand in it, who endorsed it, who is in charge."""
    facts = dict(life.facts)
    if isinstance(body, RequestResubmitted):
        taken_over = None if body.proposal is None else case.known.act(case.name(body.proposal))
        hands = {*facts["hands"], case.entry.o, *([taken_over.officer] if taken_over is not None else [])}
        facts |= {"form": dict(facts["form"]) | body.form, "hands": sorted(hands), "endorsed": None}
    elif isinstance(body, RequestEndorsed):
        facts["endorsed"] = case.entry.o
    elif isinstance(body, RequestReassigned):
        facts["assigned"] = body.to
    return facts


def _effects(case: Case, life: Life) -> tuple[Mapping[str, str], ...]:
    service = case.known.service(life.facts["service"], life.facts["service_from"])
    form = life.facts["form"]
    return tuple(effect for effect in (service or {}).get("effects", ()) if form.get(effect["field"]) is not None)


def _changed_record(case: Case, life: Life, effects: tuple[Mapping[str, str], ...]) -> dict[str, Any] | str:
    """The record's next version, or the code of what is wrong."""
    pin = life.facts["concerns"]
    record = None if pin is None else case.known.record(pin)
    if record is None:
        return "no-record"
    changed = dict(record) | {effect["member"]: life.facts["form"][effect["field"]] for effect in effects}
    changed["version"] = record["version"] + 1
    if (past := with_past(record, changed, office_date(case.entry.t).isoformat())) is not None:
        changed["past"] = past
    try:
        CitizenPut.model_validate(changed)
    except ValidationError:
        return "effect"
    return changed


RULES: Mapping[str, Rule] = {
    "request.submitted": submitted,
    **dict.fromkeys((*ACTIONS, "request.resubmitted", "request.repriced", "request.proposal_set_aside"), on_request),
}
