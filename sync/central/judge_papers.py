"""Rules for papers: missing ones are asked for once, again only with a supervisor's reason; prints are counted."""

from __future__ import annotations

from collections.abc import Mapping

from desk.model.kinds.papers import AgencyAnswered, DelayTold, PapersAsked
from desk.model.kinds.printing import PaperPrinted
from desk.model.kinds.taxes import AssessmentTold
from desk.rules.paper_rounds import AskedOnce, check_ask
from desk.rules.request_life import ENDS
from sync.central.adjudication import Case, Life, Rule, Verdict


def asked(case: Case) -> Verdict:
    """A slip of missing papers; how often there was one is a life of its own, so that no decision waits for it."""
    body = case.body
    assert isinstance(body, PapersAsked)
    life = case.life_of(body.request, needs="service")
    if not isinstance(life, Life):
        return life
    if life.state in ENDS:
        return case.conflict("state", fields={"latest": life.latest, "state": life.state})
    root = f"{life.root} papers"
    before = case.known.life(root)
    rounds = before.facts["rounds"] if before is not None else 0
    try:
        check_ask(rounds, case.known.roles(case.entry.o, case.entry.t), body.reason)
    except AskedOnce:
        return case.refused("asked-once")
    return case.applied(Life(root, "asked", case.ref, {"rounds": rounds + 1}))


def of_open_request(case: Case) -> Verdict:
    """A notice of delay, or an agency's answer, moves nothing; it is of a request that is still open."""
    body = case.body
    assert isinstance(body, DelayTold | AgencyAnswered)
    life = case.life_of(body.request, needs="service")
    if not isinstance(life, Life):
        return life
    if life.state in ENDS:
        return case.conflict("state", fields={"latest": life.latest, "state": life.state})
    return case.applied()


def printed(case: Case) -> Verdict:
    """Which print of a paper came out; of a line the centre has."""
    body = case.body
    assert isinstance(body, PaperPrinted)
    if case.known.act(case.name(body.of)) is None:
        return case.waiting("unknown-reference", body.of)
    return case.applied()


def assessment_told(case: Case) -> Verdict:
    """An assessment is told of a request that was approved and not withdrawn; it moves nothing."""
    body = case.body
    assert isinstance(body, AssessmentTold)
    life = case.life_of(body.request, needs="service")
    if not isinstance(life, Life):
        return life
    if life.state != "approved":
        return case.conflict("state", fields={"latest": life.latest, "state": life.state})
    return case.applied()


RULES: Mapping[str, Rule] = {
    "request.papers_asked": asked,
    "request.delay_told": of_open_request,
    "request.agency_answered": of_open_request,
    "paper.printed": printed,
    "assessment.told": assessment_told,
}
