"""A record opened under a visit: the look is journalled first, then everything that surrounds the person is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from desk.counter.confirming import confirmed_by
from desk.counter.looks import Told, looks_at, require_look
from desk.counter.masking import hidden_fields
from desk.counter.office import Office
from desk.counter.refusals import CitizenUnknown, PurposeMissing
from desk.counter.session import Session
from desk.counter.typed_text import NAME_LETTERS_MAX
from desk.counter.visit import Visit
from desk.model.kinds.visits import ConfirmedBy, FoundBy, Maskable, RecordViewed
from desk.words import Words
from local_db import meta
from local_db.connection import Connection
from local_db.journal import Act
from local_db.queries import citizens, looked_up, looks, money, requests
from local_db.queries import office as office_data
from local_db.queries.citizens import Citizen, Household

if TYPE_CHECKING:
    from desk.catalogue.service import Service

UNDECIDED: Final = ("submitted", "in_review", "waiting_papers", "returned", "approved", "done")
"""States whose changes may still be on their way into the registry; done counts until its outcome has come."""
SURE: Final[dict[FoundBy, ConfirmedBy]] = {"card": "card", "document": "document"}
PAPERS_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Pending:
    """A change asked for and not decided yet: what of the record, what it is to become, by which request."""

    ref: str
    member: str
    label: Words
    after: str
    state: str


@dataclass(frozen=True, slots=True)
class PaperOnFile:
    """A paper shown with a request, or one the state holds; `at` ms."""

    request: str
    label: Words
    how: str
    at: int


@dataclass(frozen=True, slots=True)
class Record:
    """An opened record with what surrounds it. `source` says whether the copy or the centre told it."""

    citizen: Citizen
    household: Household | None
    members: list[Citizen]
    requests: list[requests.RequestRow]
    receipts: list[money.ReceiptRow]
    looks: Told
    as_of: int
    viewed_ref: str
    source: str = "copy"
    found_by: FoundBy = "name"
    hidden: frozenset[Maskable] = frozenset()
    pending: list[Pending] = field(default_factory=list)
    papers: list[PaperOnFile] = field(default_factory=list)
    alike: list[Citizen] = field(default_factory=list)
    """Others of the house who may be taken for this person: a twin, a namesake."""


def open_record(
    office: Office,
    session: Session,
    pin: str,
    visit: Visit | None,
    *,
    found_by: FoundBy = "name",
    typed: bool = False,
    said: str = "",
) -> Record:
    """Open one person's record under a visit; the look is journalled before anything is shown.

    `typed` says that the number was typed by hand: `said`, a year of birth or a name, must then confirm it, once a
    visit. Raises RoleForbids, PurposeMissing, CitizenUnknown, LooksUsedUp, NumberUnconfirmed, NumberNotTheirs.
    """
    session.require("look_up")
    connection = office.read()
    if visit is None or not visit_is_open(office, visit):
        raise PurposeMissing()
    citizen, as_of, source = _who(connection, pin, ask_centre=found_by == "centre")
    confirmed = SURE.get(found_by)
    if typed and not looks.confirmed_in(connection, visit.ref, pin):
        confirmed = confirmed_by(citizen, said)
    body = RecordViewed(
        citizen=pin,
        name=citizen.name[:NAME_LETTERS_MAX],
        visit=visit.ref,
        purpose=visit.purpose,
        source="centre" if source == "centre" else "copy",
        as_of=as_of,
        found_by=found_by,
        confirmed=confirmed,
    )

    def look(act: Act) -> str:
        require_look(office, act.connection, session.officer, act.now_ms)
        return act.append(body, officer=session.officer)

    return read_record(office, citizen, office.file.act(look), as_of, source=source, found_by=found_by)


def is_confirmed(office: Office, visit: Visit | None, pin: str) -> bool:
    """Whether it was confirmed during this visit that the number is this person's."""
    return visit is not None and looks.confirmed_in(office.read(), visit.ref, pin)


def visit_is_open(office: Office, visit: Visit) -> bool:
    """Whether the person is still at the counter."""
    found = office_data.visit(office.read(), visit.ref)
    return found is not None and found[2] is None


def _who(connection: Connection, pin: str, *, ask_centre: bool) -> tuple[Citizen, int, str]:
    """The person of that number with how old the record is (ms) and who told it. Raises CitizenUnknown."""
    held = citizens.by_pin(connection, pin)
    told = looked_up.by_pin(connection, pin, 0) if ask_centre or held is None else None
    if told is not None and (held is None or told.citizen.version >= held.version):
        return told.citizen, told.as_of, "centre"
    if held is None:
        raise CitizenUnknown()
    return held, int(meta.get(connection, "copy_as_of", 0) or 0), "copy"


def read_record(
    office: Office,
    citizen: Citizen,
    viewed_ref: str,
    as_of: int,
    *,
    source: str = "copy",
    found_by: FoundBy = "name",
) -> Record:
    """The record with its surroundings, for a look already journalled."""
    connection = office.read()
    house = citizen.house
    members = citizens.in_house(connection, house) if house else []
    asked = requests.of_citizen(connection, citizen.pin)
    return Record(
        citizen=citizen,
        household=citizens.household(connection, house) if house else None,
        members=members,
        requests=asked,
        receipts=money.receipts_of_citizen(connection, citizen.pin),
        looks=looks_at(office, citizen.pin),
        as_of=as_of,
        viewed_ref=viewed_ref,
        source=source,
        found_by=found_by,
        hidden=hidden_fields(office, connection, viewed_ref),
        pending=pending_changes(office, connection, citizen, asked),
        papers=_papers(office, connection, asked),
        alike=[other for other in members if other.pin != citizen.pin and may_be_taken_for(citizen, other)],
    )


def read_again(office: Office, record: Record) -> Record:
    """The same look with what has come since: requests, receipts, looks, the copy's own news of the person."""
    citizen = record.citizen
    if record.source == "copy":
        citizen = citizens.by_pin(office.read(), citizen.pin) or citizen
    return read_record(office, citizen, record.viewed_ref, record.as_of, source=record.source, found_by=record.found_by)


def may_be_taken_for(one: Citizen, other: Citizen) -> bool:
    """Whether two of one house may be taken for one another: a namesake, or a twin (born on the same known day)."""
    if (one.given, one.family) == (other.given, other.family) or one.given == other.given:
        return True
    born = (one.born_year, one.born_month, one.born_day)
    return None not in born and born == (other.born_year, other.born_month, other.born_day)


def pending_changes(
    office: Office, connection: Connection, citizen: Citizen, asked: list[requests.RequestRow]
) -> list[Pending]:
    """What requests not decided yet will change of this person's record, the oldest first."""
    found: list[Pending] = []
    for row in reversed(asked):
        if row.concerns_number != citizen.pin or row.state not in UNDECIDED:
            continue
        service = _service(office, connection, row)
        case = requests.one(connection, row.ref) if service is not None and service.effects else None
        if service is None or case is None:
            continue
        labels = {one.name: one.label for one in service.fields}
        for effect in service.effects:
            after = case.form.get(effect.field)
            if after is None or str(after) == str(getattr(citizen, effect.member, None) or ""):
                continue
            label = labels.get(effect.field, Words(effect.member, effect.member))
            found.append(Pending(row.ref, effect.member, label, str(after), row.state))
    return found


def _papers(office: Office, connection: Connection, asked: list[requests.RequestRow]) -> list[PaperOnFile]:
    """Papers shown with this person's requests, the latest first; what is missing is no paper on file."""
    found: list[PaperOnFile] = []
    for row in asked:
        case, service = requests.one(connection, row.ref), _service(office, connection, row)
        labels = {paper.code: paper.label for paper in service.papers} if service is not None else {}
        for shown in case.papers if case is not None else []:
            if shown["how"] in ("seen", "registry"):
                code = shown["paper"]
                found.append(PaperOnFile(row.ref, labels.get(code, Words(code, code)), shown["how"], row.opened))
    return found[:PAPERS_MAX]


def _service(office: Office, connection: Connection, row: requests.RequestRow) -> Service | None:
    """The definition a request was made under; None where this desk was never sent it."""
    from desk.catalogue.load import ServiceUnknown

    try:
        return office.definition(connection, row.service, row.service_from)
    except ServiceUnknown:
        return None
