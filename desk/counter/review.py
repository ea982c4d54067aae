"""The supervisor's queue: what waits, before and after in one view, approve, return, refuse."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Literal

from desk.counter.forms import show_answer
from desk.counter.office import Office
from desk.counter.parties import PARTY_KIND_WORDS
from desk.counter.queue import QUEUE_MAX
from desk.counter.refusals import CaseChanged, ReasonMissing, RequestUnknown
from desk.counter.session import Session
from desk.counter.states import living_state
from desk.counter.typed_text import NAME_LETTERS_MAX, REASON, clean_text
from desk.model.kinds.requests import RequestApproved, RequestRefused, RequestReturned
from desk.rules.request_life import Facts, next_state
from desk.words import Words, same
from local_db.connection import Connection
from local_db.journal import Act, latest
from local_db.queries import citizens, requests
from local_db.queries.requests import RequestCase, RequestEvent, RequestRow

Decision = Literal["approve", "return", "refuse"]
WAITING = ("submitted", "in_review")


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of the before/after view; `changes` marks what approval will change in the registry."""

    label: Words
    before: str
    after: str
    changes: bool


@dataclass(frozen=True, slots=True)
class Case:
    """A request as the supervisor sees it; `shown` is the hash of exactly this."""

    case: RequestCase
    service: Words
    lines: list[Compared]
    events: list[RequestEvent]
    shown: str


def waiting(office: Office, session: Session, limit: int = QUEUE_MAX) -> list[RequestRow]:
    """What waits for a decision, the soonest due first."""
    session.require("review")
    return requests.in_states(office.read(), WAITING, limit)


def open_case(office: Office, ref: str) -> Case:
    """One request with the record before and after. Raises RequestUnknown."""
    return _case(office, office.read(), ref)


def decide(office: Office, session: Session, shown: Case, decision: Decision, reason: str = "") -> None:
    """Approve, return or refuse what was shown; journalled with the hash of it.

    Raises RoleForbids, OwnWork, ActNotAllowed, ReasonMissing, TextRefused, and CaseChanged when somebody acted on the
    request since it was shown.
    """
    session.require("review")
    ref, said = shown.case.row.ref, clean_text(reason, REASON, NAME_LETTERS_MAX)
    if decision != "approve" and not said:
        raise ReasonMissing()

    def carry_out(act: Act) -> None:
        now = _case(office, act.connection, ref)
        if now.shown != shown.shown:
            raise CaseChanged()
        facts = Facts("supervisor", own_work=now.case.row.officer == session.officer)
        next_state(living_state(now.case.row.state, decision), decision, session.roles, facts)
        body: RequestApproved | RequestReturned | RequestRefused
        if decision == "approve":
            body = RequestApproved(request=ref, shown=shown.shown, note=said)
        elif decision == "return":
            body = RequestReturned(request=ref, reason=said, shown=shown.shown)
        else:
            body = RequestRefused(request=ref, reason=said, shown=shown.shown)
        act.append(body, officer=session.officer, about=ref)

    office.file.act(carry_out)


def _case(office: Office, connection: Connection, ref: str) -> Case:
    case = requests.one(connection, ref)
    if case is None:
        raise RequestUnknown(ref=ref)
    service = office.catalogue(connection).version(case.row.service, date.fromisoformat(case.row.service_from))
    record = citizens.by_pin(connection, case.row.concerns_number or "")
    effects = {effect.field: effect.member for effect in service.effects}
    lines = [
        Compared(Words("ผู้ยื่น", "Applicant"), "", _party(case.applicant), False),
        Compared(Words("ผู้ที่คำขอเกี่ยวข้อง", "Person concerned"), "", _party(case.concerns), False),
    ]
    if case.acting is not None:
        by = f"{_party(case.acting['party'])} · {case.acting['paper']}"
        lines.append(Compared(Words("กระทำการแทนโดย", "Acting by"), "", by, False))
    for field in service.fields:
        if field.name not in case.form:
            continue
        after = show_answer(field, case.form[field.name])
        member = effects.get(field.name)
        before = str(getattr(record, member, "") or "") if record is not None and member else ""
        lines.append(Compared(field.label, before, after, member is not None and before != after))
    for paper in service.papers:
        how = next((shown["how"] for shown in case.papers if shown["paper"] == paper.code), "missing")
        lines.append(Compared(paper.label, "", str(PAPER_WORDS[how]), False))
    events = requests.events(connection, ref)
    return Case(case, service.name, lines, events, _hash(connection, case, lines))


PAPER_WORDS = {
    "seen": Words("เห็นแล้ว", "Seen"),
    "registry": Words("รัฐมีอยู่แล้ว", "The state has it"),
    "not_needed": Words("ไม่ต้องใช้", "Not needed"),
    "missing": Words("ยังขาด", "Missing"),
}


def _party(party: dict[str, str]) -> str:
    kind = PARTY_KIND_WORDS.get(party["kind"], same(party["kind"]))
    return f"{party['name']} ({kind})" if party["kind"] != "citizen" else str(party["name"])


def _hash(connection: Connection, case: RequestCase, lines: list[Compared]) -> str:
    """The hash of what stood on the screen, in whichever language: the same for the same facts."""
    told = [[line.label.th, line.before, line.changes] for line in lines]
    facts = [case.row.ref, latest(connection, case.row.ref), case.applicant, case.concerns, case.acting, case.form]
    spelled = json.dumps([facts, case.papers, told], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()
