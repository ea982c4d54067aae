"""Rules for service requests: their life, four eyes, and what an approval changes in the registry. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from desk.model.feed import CitizenPut
from desk.model.kinds.requests import (
    RequestApproved,
    RequestDone,
    RequestRefused,
    RequestRepriced,
    RequestResubmitted,
    RequestReturned,
    RequestSubmitted,
    RequestWithdrawn,
)
from sync.central.adjudication import Case, Life, RecordChanged, Rule, Verdict

DECIDERS = frozenset({"supervisor", "registrar"})
_OPEN = ("submitted", "resubmitted")
_ENDED = ("refused", "withdrawn", "done")
OnRequest = (
    RequestResubmitted
    | RequestRepriced
    | RequestApproved
    | RequestReturned
    | RequestRefused
    | RequestWithdrawn
    | RequestDone
)


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
        "officers": [case.entry.o],
        "service": body.service,
        "service_from": body.service_from,
        "decided_by": body.decided_by,
        "concerns": body.concerns.number if body.concerns.kind == "citizen" else None,
        "form": body.form,
        "track": body.track,
        "due": body.due,
    }
    return case.applied(Life(case.ref, "submitted", case.ref, facts))


def on_request(case: Case) -> Verdict:
    """Everything that happens to a request later."""
    body = case.body
    assert isinstance(body, OnRequest)
    root = case.known.current_name(body.request)
    if case.known.act(root) is None:
        return case.waiting("unknown-reference", body.request)
    life = case.known.life(root)
    if life is None or "service" not in life.facts:
        return case.refused("reference")
    if isinstance(body, RequestRepriced):
        return case.applied()
    if case.stale(life):
        return case.stale_conflict(life)
    if life.state not in _may_follow(body, life):
        return case.conflict("state", fields={"latest": life.latest, "state": life.state})
    if isinstance(body, RequestApproved | RequestReturned | RequestRefused):
        if not case.known.roles(case.entry.o, case.entry.t) & DECIDERS:
            return case.refused("role")
        if isinstance(body, RequestApproved) and case.entry.o in life.facts["officers"]:
            return case.refused("own-request")
    return _moved(case, body, life)


def _moved(case: Case, body: OnRequest, life: Life) -> Verdict:
    state = case.entry.k.removeprefix("request.")
    facts = dict(life.facts)
    if isinstance(body, RequestResubmitted):
        facts["form"] = dict(facts["form"]) | body.form
        facts["officers"] = sorted({*facts["officers"], case.entry.o})
    after = replace(life, state=state, latest=case.ref, facts=facts)
    takes_effect = isinstance(body, RequestApproved) or (
        isinstance(body, RequestDone) and life.facts["decided_by"] == "counter"
    )
    effects = _effects(case, life) if takes_effect else ()
    if not effects:
        return case.applied(after)
    record = _changed_record(case, life, effects)
    if isinstance(record, str):
        return case.conflict(record, fields={"state": life.state})
    return case.applied(after, RecordChanged(record))


def _may_follow(body: OnRequest, life: Life) -> tuple[str, ...]:
    if isinstance(body, RequestApproved | RequestReturned | RequestRefused):
        return _OPEN
    if isinstance(body, RequestResubmitted):
        return ("returned",)
    if isinstance(body, RequestDone):
        return (*_OPEN, "approved") if life.facts["decided_by"] == "counter" else ("approved",)
    return tuple({life.state} - set(_ENDED))


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
    try:
        CitizenPut.model_validate(changed)
    except ValidationError:
        return "effect"
    return changed


RULES: Mapping[str, Rule] = {
    "request.submitted": submitted,
    "request.resubmitted": on_request,
    "request.repriced": on_request,
    "request.approved": on_request,
    "request.returned": on_request,
    "request.refused": on_request,
    "request.withdrawn": on_request,
    "request.done": on_request,
}
