"""Rules for what a desk says of itself: recoveries looked at, troubles answered, the end of a desk. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from desk.model.kinds.desk_life import TroubleAnswered
from sync.central.adjudication import Case, Entered, Rule, Verdict

ANSWERS = "trouble"
ENDS = "desk.end"


def recovery_seen(case: Case) -> Verdict:
    """Under a supervisor's eyes."""
    return case.forbidden("recover") or case.applied()


def trouble_answered(case: Case) -> Verdict:
    """The line it speaks of was not simply applied, and the act that is named instead of it is here."""
    body = case.body
    assert isinstance(body, TroubleAnswered)
    before = case.known.act(case.name(body.ref))
    if before is None:
        return case.waiting("unknown-reference", body.ref)
    if before.facts.get("result") not in ("refused", "conflict"):
        return case.refused("not-troubled")
    if body.how == "settled":
        forbidden = case.forbidden("review")
        return forbidden or case.applied(Entered(ANSWERS, before.ref, case.ref))
    if body.by is None:
        return case.refused("reference")
    after = case.known.act(case.name(body.by))
    if after is None:
        return case.waiting("unknown-reference", body.by)
    if _room(after.kind) != _room(before.kind) or after.ref == before.ref:
        return case.refused("reference")
    held = case.known.entered(ANSWERS, before.ref)
    if held is not None and held.ref != case.ref:
        return case.conflict("answered-twice", fields={"other": held.ref})
    return case.applied(Entered(ANSWERS, before.ref, case.ref, {"by": after.ref}))


def desk_end(case: Case) -> Verdict:
    """A supervisor says whether the desk goes on."""
    return case.forbidden("retire_desk") or case.applied(
        Entered(ENDS, case.journal.name, case.ref, {"k": case.entry.k})
    )


def _room(kind: str) -> str:
    return kind.partition(".")[0]


RULES: Mapping[str, Rule] = {
    "recovery.seen": recovery_seen,
    "trouble.answered": trouble_answered,
    "desk.retiring": desk_end,
    "desk.kept": desk_end,
    "desk.retired": desk_end,
}
