"""What a form begins with and ends in: definition, case and draft read; the request taken in; what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from desk.counter import drafts
from desk.counter.states import state_words
from desk.rules.office_day import office_date
from desk.words import Words
from screens.request_words import next_step

if TYPE_CHECKING:
    from desk.catalogue.service import Service
    from desk.counter.case import Case
    from desk.counter.drafts import DraftRow
    from desk.counter.intake import Draft
    from desk.model.kinds.body import Acting, Party
    from desk.rules.working_days import HolidayCalendar
    from screens.form_filling import Filling
    from screens.work import Work


@dataclass(frozen=True, slots=True)
class Opened:
    """What the form needs to begin: the definition, by when the office owes an answer, what was begun before."""

    service: Service
    due: date | None
    filed: date
    calendar: HolidayCalendar
    case: Case | None
    draft: DraftRow | None
    scans: dict[str, str]
    """Papers of a request brought back on which a scan lies: its SHA-256 by the paper's code."""


def open_form(work: Work, code: str, about: str, resubmit: str | None, instead_of: str | None) -> Opened:
    """Read it; on the reader thread. Raises ServiceUnknown, RequestUnknown, DefinitionInvalid."""
    from desk.counter import attachments, case, intake

    office = work.open_office
    connection, today = office.read(), office.today()
    calendar = office.holidays(connection)
    draft = drafts.kept(office, work.officer, code, about)
    if instead_of is not None:
        # the centre did not take it: typed anew under today's definition, as a new act that names the old one
        told = case.open_case(office, instead_of)
        service = office.catalogue(connection).get(told.case.row.service, today)
        return Opened(service, intake.due(office, connection, service), today, calendar, told, draft, {})
    if resubmit is None:
        service = office.catalogue(connection).get(code, today)
        return Opened(service, intake.due(office, connection, service), today, calendar, None, draft, {})
    told = case.open_case(office, resubmit)
    row = told.case.row
    service = intake.service_of(office, row.service, row.service_from)
    owed = date.fromisoformat(row.due) if row.due else None
    attached = attachments.of_request(office, work.officer, resubmit) if work.officer.may("look_up") else []
    scans = {scan.row.paper: scan.row.sha256 for scan in attached}
    return Opened(service, owed, office_date(row.opened), calendar, told, draft, scans)


def draft_body(filling: Filling, parties: Mapping[str, Party | None], acting: Acting | None) -> dict[str, Any]:
    """A form being typed, as its draft keeps it."""
    return {
        "answers": filling.answers(),
        "papers": [paper.model_dump() for paper in filling.papers()],
        "parties": {role: party.model_dump() if party else None for role, party in parties.items()},
        "acting": acting.model_dump() if acting else None,
    }


def take_in(
    work: Work, draft: Draft, about: str, resubmit: str | None, instead_of: str | None, shown: str | None
) -> str:
    """Take the request in, or bring it back (`shown` is the hash of the case it was brought back from), and forget its
    draft; gives its reference. Raises what intake raises."""
    from desk.counter import intake

    office, officer = work.open_office, work.officer
    if resubmit is not None:
        intake.resubmit(office, officer, resubmit, draft.answers, draft.papers, shown=shown)
    ref = resubmit or intake.submit(office, officer, draft, work.visit, instead_of)
    code = "" if resubmit or instead_of else draft.service.code
    drafts.drop(office, officer, code, about)
    return ref


def what_next(work: Work, ref: str, missing: Sequence[Words]) -> Words:
    """Reference, state, and what the officer or the citizen does next."""
    from desk.counter import case

    row = case.open_case(work.open_office, ref).case.row
    saved = Words("คำขอ {ref} {state}", "Request {ref}: {state}").fill(ref=ref, state=state_words(row.state))
    return Words("{saved} · {next}", "{saved} · {next}").fill(saved=saved, next=next_step(row, missing))
