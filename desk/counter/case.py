"""One request as whoever decides on it sees it: before and after, its life, late work of others beside it; and the hash
of exactly that, which goes into the line of whatever is decided."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desk.counter.answers import show_answer
from desk.counter.office import Office
from desk.counter.papers import HOW_WORDS
from desk.counter.parties import PARTY_KIND_WORDS
from desk.counter.refusals import RequestUnknown
from desk.rules.cash import format_baht
from desk.rules.request_life import Facts
from desk.rules.signboard_tax import assess_form
from desk.words import Words, same
from local_db.connection import Connection
from local_db.journal import latest
from local_db.queries import citizens, requests
from local_db.queries.requests import Proposal, RequestCase, RequestEvent

if TYPE_CHECKING:
    from desk.catalogue.service import Paper, Service


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of the before/after view; `changes` marks what approval will change in the registry."""

    label: Words
    before: str
    after: str
    changes: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """One line of a proposal beside the request: what counts now, what the colleague had brought."""

    label: Words
    now: str
    proposed: str


@dataclass(frozen=True, slots=True)
class Case:
    """A request as the supervisor sees it; `shown` is the hash of exactly this."""

    case: RequestCase
    service: Words
    lines: list[Compared]
    events: list[RequestEvent]
    shown: str
    hands: frozenset[str] = frozenset()
    """Officers whose work is in it: none of them decides."""
    proposals: tuple[Proposal, ...] = ()
    taxed: bool = False
    """Whether an assessed tax lies behind its fee."""

    def facts(self, officer: str) -> Facts:
        """What the table of a request's life asks, seen by this officer."""
        row = self.case.row
        return Facts(
            self.case.decided_by,
            papers_missing=any(paper["how"] == "missing" for paper in self.case.papers),
            own_work=officer in self.hands,
            endorsed=bool(row.endorsed),
        )


def open_case(office: Office, ref: str) -> Case:
    """One request with the record before and after. Raises RequestUnknown."""
    return case_of(office, office.read(), ref)


def case_of(office: Office, connection: Connection, ref: str) -> Case:
    """The same inside an act. Raises RequestUnknown."""
    case = requests.one(connection, ref)
    if case is None:
        raise RequestUnknown(ref=ref)
    service = _service(office, connection, case)
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
        lines.append(Compared(paper.label, "", str(_paper(case.papers, paper)), False))
    terms = service.fee.signboard
    if terms is not None and (assessed := assess_form(terms, case.form)) is not None:
        lines += [
            Compared(_WORKING, "", f"{line.words} = {format_baht(line.satang)}", False) for line in assessed.lines
        ]
    return Case(
        case,
        service.name,
        lines,
        requests.events(connection, case.row.ref),
        _hash(connection, case, lines),
        frozenset(requests.hands(connection, case.row.ref)),
        tuple(requests.proposals(connection, case.row.ref)),
        service.fee.signboard is not None,
    )


_WORKING = Words("วิธีคิดภาษี", "Working of the tax")


def beside(office: Office, case: Case, proposal: Proposal) -> list[Beside]:
    """The colleague's late work side by side with what counts; only what differs."""
    service = _service(office, office.read(), case.case)
    lines = []
    for field in service.fields:
        now, then = _answer(field, case.case.form), _answer(field, proposal.form)
        if now != then:
            lines.append(Beside(field.label, now, then))
    for paper in service.papers:
        has, had = _paper(case.case.papers, paper), _paper(proposal.papers, paper)
        if has != had:
            lines.append(Beside(paper.label, str(has), str(had)))
    return lines


def _service(office: Office, connection: Connection, case: RequestCase) -> Service:
    return office.definition(connection, case.row.service, case.row.service_from)


def _answer(field: Any, form: Mapping[str, Any]) -> str:
    return show_answer(field, form[field.name]) if field.name in form else ""


def _paper(papers: Sequence[Mapping[str, Any]], paper: Paper) -> Words:
    """How a paper stands: which other counted instead, and the number of an agency's answer."""
    shown = next((each for each in papers if each["paper"] == paper.code), {"how": "missing"})
    how = HOW_WORDS.get(str(shown["how"])) or same(str(shown["how"]))
    other = next((each.label for each in paper.instead if each.code == shown.get("instead")), None)
    if other is not None:
        return Words(f"{how.th}: {other.th}", f"{how.en}: {other.en}")
    if shown["how"] == "agency" and shown.get("proof"):
        return Words(f"{how.th} · {shown['proof']}", f"{how.en} · {shown['proof']}")
    return how


def _party(party: Mapping[str, str]) -> str:
    kind = PARTY_KIND_WORDS.get(party["kind"], same(party["kind"]))
    return f"{party['name']} ({kind})" if party["kind"] != "citizen" else str(party["name"])


def _hash(connection: Connection, case: RequestCase, lines: list[Compared]) -> str:
    """The hash of what stood on the screen, in whichever language: the same for the same facts."""
    told = [[line.label.th, line.before, line.changes] for line in lines]
    facts = [case.row.ref, latest(connection, case.row.ref), case.applicant, case.concerns, case.acting, case.form]
    spelled = json.dumps([facts, case.papers, told], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()
