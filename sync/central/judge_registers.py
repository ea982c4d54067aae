"""Rules for complaints and public notices, and for what a supervisor signs of a day. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from desk.model.kinds.complaints import ComplaintAnswered, ComplaintForwarded, ComplaintReopened
from desk.model.kinds.public_notices import NoticeEnded, NoticeLogged, NoticeObjected
from desk.rules.complaints import FROM
from sync.central.adjudication import Case, Life, Rule, Verdict

OnComplaint = ComplaintForwarded | ComplaintAnswered | ComplaintReopened


def received(case: Case) -> Verdict:
    """A complaint begins its life."""
    return case.forbidden("take_complaint") or case.applied(Life(case.ref, "open", case.ref, {"sort": "complaint"}))


def on_complaint(case: Case) -> Verdict:
    """Forwarded, answered, opened again."""
    body = case.body
    assert isinstance(body, OnComplaint)
    life = case.life_of(body.complaint, needs="sort")
    if isinstance(life, Verdict):
        return life
    if case.stale(life):
        return case.stale_conflict(life)
    if life.state not in FROM[case.entry.k]:
        return case.conflict("state", fields={"latest": life.latest, "state": life.state})
    if isinstance(body, ComplaintAnswered) and not body.final:
        return case.applied()
    state = {"complaint.forwarded": "forwarded", "complaint.answered": "closed"}.get(case.entry.k, "open")
    return case.applied(replace(life, state=state, latest=case.ref))


def posted(case: Case) -> Verdict:
    """A public notice hangs."""
    return case.forbidden("post_notice") or case.applied(Life(case.ref, "posted", case.ref, {"sort": "notice"}))


def on_notice(case: Case) -> Verdict:
    """Objected to, logged, ended; an objection that arrives after the end is kept all the same."""
    body = case.body
    assert isinstance(body, NoticeObjected | NoticeLogged | NoticeEnded)
    life = case.life_of(body.notice, needs="sort")
    if isinstance(life, Verdict):
        return life
    if not isinstance(body, NoticeEnded):
        return case.applied()
    if case.stale(life):
        return case.stale_conflict(life)
    if life.state != "posted":
        return case.conflict("state", fields={"latest": life.latest, "state": life.state})
    return case.applied(replace(life, state="ended", latest=case.ref))


def checked(case: Case) -> Verdict:
    """Only a supervisor says that something done without them is in order."""
    return case.forbidden("review") or case.applied()


def day_reviewed(case: Case) -> Verdict:
    """Only who may close a day signs its figures."""
    return case.forbidden("close_day") or case.applied()


RULES: Mapping[str, Rule] = {
    "complaint.received": received,
    "complaint.forwarded": on_complaint,
    "complaint.answered": on_complaint,
    "complaint.reopened": on_complaint,
    "public_notice.posted": posted,
    "public_notice.objected": on_notice,
    "public_notice.logged": on_notice,
    "public_notice.ended": on_notice,
    "review.checked": checked,
    "day.reviewed": day_reviewed,
}
