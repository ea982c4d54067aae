"""Deciding on requests: approve, endorse, sign, return, refuse, ask; who is at one and who is in charge of it; the
clean remainder together; late work of a colleague taken over or set aside; a look at what no supervisor saw before.

Each act is one line with its reason and the hash of what was shown; if anything of that changed since, nothing is done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from desk.counter import trouble
from desk.counter.case import Beside, Case, Compared, beside, case_of, open_case
from desk.counter.office import Office
from desk.counter.queue import QUEUE_MAX
from desk.counter.refusals import CaseChanged, ReasonMissing
from desk.counter.risk import TO_DECIDE, Item, reasons_of
from desk.counter.session import Session
from desk.counter.states import living_state
from desk.counter.typed_text import NAME_LETTERS_MAX, REASON, clean_text
from desk.model.errors import Refused
from desk.model.kinds.body import Body
from desk.model.kinds.requests import (
    PaperShown,
    RequestApproved,
    RequestRefused,
    RequestResubmitted,
    RequestReturned,
)
from desk.model.kinds.review import (
    ProposalSetAside,
    RequestAnswered,
    RequestAsked,
    RequestEndorsed,
    RequestReassigned,
    RequestSigned,
    RequestTakenUp,
    ReviewChecked,
)
from desk.rules.request_life import Action, OwnWork, next_state
from desk.words import Words
from local_db.journal import Act
from local_db.queries import office as office_data
from local_db.queries import requests
from local_db.queries.requests import RequestRow

__all__ = ["Beside", "Case", "Compared", "Decision", "beside", "decide", "open_case", "waiting"]

Decision = Literal["approve", "endorse", "sign", "return", "refuse"]
SAYING_ONLY: tuple[Action, ...] = ("ask", "answer", "take_up")
"""Acts that only say something: they stand in no other act's place."""
WITHOUT_REASON: tuple[Decision, ...] = ("approve", "endorse", "sign")
BULK_MAX = 200


class NothingAsked(Refused):
    """Nobody asked anything about the request, or it was answered meanwhile."""

    code = "E820"
    said = Words(
        "คำขอ {ref} ไม่มีข้อสอบถามที่รอตอบ ไม่มีอะไรเปลี่ยนแปลง กด F5 อ่านใหม่",
        "No question about request {ref} waits for an answer; nothing was changed. Press F5 to read it anew",
    )


class NoProposal(Refused):
    """A colleague's late work that is not there any more: taken over or set aside meanwhile."""

    code = "E821"
    said = Words(
        "ข้อเสนอของเพื่อนร่วมงานในคำขอ {ref} มีผู้จัดการแล้ว ไม่มีอะไรเปลี่ยนแปลง กด F5 อ่านใหม่",
        "That proposal beside request {ref} was dealt with already; nothing was changed. Press F5 to read it anew",
    )


class OfficerUnknown(Refused):
    """Nobody of that name takes requests in this branch."""

    code = "E822"
    said = Words(
        "ไม่มีเจ้าหน้าที่รับคำขอชื่อ {officer} ในสำนักงานนี้ ไม่มีอะไรเปลี่ยนแปลง เลือกจากรายชื่อ",
        "Nobody called {officer} takes requests in this office; nothing was changed. Choose from the list",
    )


@dataclass(frozen=True, slots=True)
class Approved:
    """What a bulk approval came to: approved, and left alone because something speaks against it by now."""

    approved: tuple[str, ...]
    left: tuple[str, ...]


def waiting(office: Office, session: Session, limit: int = QUEUE_MAX) -> list[RequestRow]:
    """What waits for a decision, the soonest due first."""
    session.require("review")
    return requests.in_states(office.read(), TO_DECIDE, limit)


def decide(office: Office, session: Session, shown: Case, decision: Decision, reason: str = "") -> None:
    """Approve, endorse, sign, return or refuse what was shown; journalled with the hash of it.

    Raises RoleForbids, OwnWork, ActNotAllowed, ReasonMissing, TextRefused, and CaseChanged when somebody acted on the
    request since it was shown.
    """
    session.require("sign" if decision == "sign" else "review")
    ref, said = shown.case.row.ref, _reason(reason, needed=decision not in WITHOUT_REASON)
    _on(office, session, shown, decision, _decision(ref, decision, said, shown.shown))


def take_up(office: Office, session: Session, shown: Case) -> None:
    """Say that one is at it; colleagues see who. Raises as `decide`."""
    session.require("review")
    _on(office, session, shown, "take_up", RequestTakenUp(request=shown.case.row.ref, shown=shown.shown))


def ask(office: Office, session: Session, shown: Case, question: str) -> None:
    """Ask the counter something; the request stays where it is. Raises as `decide`."""
    session.require("review")
    body = RequestAsked(request=shown.case.row.ref, reason=_reason(question), shown=shown.shown)
    _on(office, session, shown, "ask", body)


def answer(office: Office, session: Session, shown: Case, said: str) -> None:
    """Answer the latest question. Raises NothingAsked, and as `decide`."""
    session.require("take_request")
    ref, words = shown.case.row.ref, _reason(said)

    def body(act: Act) -> Body:
        asked = requests.open_question(act.connection, ref)
        if asked is None:
            raise NothingAsked(ref=ref)
        return RequestAnswered(request=ref, asked=asked, reason=words, shown=shown.shown)

    _on(office, session, shown, "answer", body)


def reassign(office: Office, session: Session, shown: Case, to: str, reason: str) -> None:
    """Put another officer in charge. What the one before has not sent yet is kept beside the request as a proposal.

    Raises OfficerUnknown, and as `decide`.
    """
    session.require("review")
    ref, said = shown.case.row.ref, _reason(reason)

    def body(act: Act) -> Body:
        found = office_data.officer(act.connection, to)
        if found is None or not found.roles & {"officer", "supervisor"}:
            raise OfficerUnknown(officer=to)
        return RequestReassigned(request=ref, to=to, reason=said, shown=shown.shown)

    _on(office, session, shown, "reassign", body)


def assignable(office: Office, shown: Case) -> list[tuple[str, Words]]:
    """Ids and names of who could be put in charge: whoever takes requests, but for who is in charge now."""
    in_charge = shown.case.row.assigned or shown.case.row.officer
    return [(officer, name) for officer, name in who_takes_requests(office) if officer != in_charge]


def who_takes_requests(office: Office) -> list[tuple[str, Words]]:
    """Ids and names of everybody in the roster who does."""
    return [
        (row.officer, Words(row.name_th, row.name_en))
        for row in office_data.officers(office.read())
        if row.roles & {"officer", "supervisor"}
    ]


def approve_clean(office: Office, session: Session, items: Sequence[tuple[Item, str]]) -> Approved:
    """Approve together what nothing speaks against: each with the hash it had in the list; the rest is left.

    `items` are entries of the queue with the hash of the case as listed (`hashes_of`). Raises RoleForbids.
    """
    session.require("review")

    def carry_out(act: Act) -> Approved:
        refs = [item.ref for item, _ in items[:BULK_MAX]]
        risky = {ref for ref, why in reasons_of(office, act.connection, refs).items() if why}
        approved, left = [], [item.ref for item, _ in items[BULK_MAX:]]
        for item, shown in items[:BULK_MAX]:
            now = case_of(office, act.connection, item.ref)
            row, facts = now.case.row, now.facts(session.officer)
            clean = item.is_clean(session.officer) and item.ref not in risky and not row.question
            unanswered = any(paper["how"] == "agency_asked" for paper in now.case.papers)
            if (
                not clean
                or unanswered
                or now.shown != shown
                or facts.own_work
                or row.state not in TO_DECIDE
                or now.proposals
            ):
                left.append(item.ref)
                continue
            next_state(living_state(row.state, "approve"), "approve", session.roles, facts)
            act.append(RequestApproved(request=row.ref, shown=shown), officer=session.officer, about=row.ref)
            approved.append(item.ref)
        return Approved(tuple(approved), tuple(left))

    return office.file.act(carry_out)


def hashes_of(office: Office, refs: Sequence[str]) -> dict[str, str]:
    """The hash of each case as it stands now: what the list before a bulk approval shows."""
    connection = office.read()
    return {ref: case_of(office, connection, ref).shown for ref in refs}


def take_over(office: Office, session: Session, shown: Case, proposal: str) -> None:
    """Bring the request back with a colleague's late work; both names stay on it.

    Raises NoProposal, ActNotAllowed where the request cannot be submitted from where it stands, CaseChanged.
    """
    session.require("take_request")
    ref = shown.case.row.ref
    found = next((each for each in shown.proposals if each.ref == proposal), None)
    if found is None:
        raise NoProposal(ref=ref)
    papers = [PaperShown.model_validate(paper) for paper in found.papers]
    body = RequestResubmitted(
        request=ref,
        form=found.form,
        papers=papers,
        decided_by=shown.case.decided_by,
        proposal=proposal,
        shown=shown.shown,
    )
    missing = any(paper.how == "missing" for paper in papers)
    action: Action = "resubmit" if shown.case.row.state == "returned" else "complete"
    _on(office, session, shown, action, body, papers_missing=missing)


def set_aside(office: Office, session: Session, shown: Case, proposal: str, reason: str) -> None:
    """Say why a colleague's late work is not used; it stays in the journal. Raises NoProposal, ReasonMissing."""
    if not session.may("review"):
        session.require("take_request")
    ref, said = shown.case.row.ref, _reason(reason)

    def carry_out(act: Act) -> None:
        if all(each.ref != proposal for each in requests.proposals(act.connection, ref)):
            raise NoProposal(ref=ref)
        body = ProposalSetAside(request=ref, proposal=proposal, reason=said)
        act.append(body, officer=session.officer, about=ref)

    office.file.act(carry_out)


def check(office: Office, session: Session, item: Item, *, in_order: bool, note: str = "") -> None:
    """Say of something done without a supervisor that it is in order, or that it must be followed up (with a note).

    Raises OwnWork where it is one's own, ReasonMissing for a follow-up without a note.
    """
    session.require("review")
    if session.officer in item.own_of:
        raise OwnWork
    said = _reason(note, needed=not in_order)
    body = ReviewChecked(
        subject=item.ref,
        reasons=list(item.reasons),
        result="in_order" if in_order else "follow_up",
        note=said,
        shown=item.shown,
    )
    office.file.act(lambda act: act.append(body, officer=session.officer, about=item.ref))


def _on(
    office: Office,
    session: Session,
    shown: Case,
    action: Action,
    body: Body | Callable[[Act], Body],
    *,
    papers_missing: bool | None = None,
) -> None:
    """One act on a request as it was shown: the same still, and allowed by the table of its life."""
    ref = shown.case.row.ref

    def carry_out(act: Act) -> None:
        now = case_of(office, act.connection, ref)
        if now.shown != shown.shown:
            raise CaseChanged()
        facts = now.facts(session.officer)
        if papers_missing is not None:
            facts = replace(facts, papers_missing=papers_missing)
        next_state(living_state(now.case.row.state, action), action, session.roles, facts)
        line = body(act) if callable(body) else body
        said = act.append(line, officer=session.officer, about=ref)
        if action not in SAYING_ONLY:
            trouble.answer_on(act, session, ref, said)

    office.file.act(carry_out)


def _decision(ref: str, decision: Decision, said: str, shown: str) -> Body:
    if decision == "approve":
        return RequestApproved(request=ref, shown=shown, note=said)
    if decision == "endorse":
        return RequestEndorsed(request=ref, shown=shown, note=said)
    if decision == "sign":
        return RequestSigned(request=ref, shown=shown, note=said)
    if decision == "return":
        return RequestReturned(request=ref, reason=said, shown=shown)
    return RequestRefused(request=ref, reason=said, shown=shown)


def _reason(text: str, *, needed: bool = True) -> str:
    said = clean_text(text, REASON, NAME_LETTERS_MAX)
    if needed and not said:
        raise ReasonMissing()
    return said
