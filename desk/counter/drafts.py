"""Forms being typed, kept field by field so that a crash loses nothing that was accepted; and found again afterwards.

A draft is its officer's. Whoever reviews sees that others have some, of what and since when, and may hand one to
somebody else when its officer is away; what stands in it is seen by whoever goes on with it, and by nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desk.model.errors import Refused
from desk.model.line import REFERENCE_PATTERN
from desk.words import Words, same
from local_db import drafts
from local_db.drafts import DraftRow

if TYPE_CHECKING:
    from concurrent.futures import Future

    from desk.counter.office import Office
    from desk.counter.session import Session
    from local_db.connection import Connection
    from local_db.journal import Act

__all__ = ["DraftRow", "counts", "drop", "hand_over", "keep", "kept", "listed", "new_about"]


class DraftGone(Refused):
    """The draft was submitted, thrown away or handed over meanwhile."""

    code = "E346"
    said = Words(
        "ร่างนี้ถูกยื่น ถูกทิ้ง หรือมอบให้ผู้อื่นไปแล้ว ไม่มีอะไรเปลี่ยนแปลง กด F5 อ่านใหม่",
        "This draft was submitted, thrown away or handed over meanwhile; nothing was changed. Press F5 to read it anew",
    )


class DraftInTheWay(Refused):
    """Two drafts of one service for one person cannot be one officer's."""

    code = "E347"
    said = Words(
        "{officer} มีร่างของเรื่องเดียวกันอยู่แล้ว จึงมอบให้ไม่ได้ ไม่มีอะไรเปลี่ยนแปลง เลือกผู้อื่น",
        "{officer} has a draft of the very same already; nothing was changed. Choose somebody else",
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """One draft in the list. `who` is empty for another officer's: what stands in it is not shown."""

    key: str
    officer: str
    service: str
    about: str
    at: int
    name: Words
    who: str
    own: bool

    @property
    def request(self) -> str | None:
        """The request that is being brought back; None for a new one."""
        return self.about if REFERENCE_PATTERN.fullmatch(self.about) else None


def new_about(office: Office) -> str:
    """What tells a form opened for somebody outside the registry from others of the service: the moment, ms."""
    return f"@{office.clock.now_ms()}"


def keep(office: Office, session: Session, service: str, about: str, body: dict[str, Any]) -> Future[None]:
    """Keep the form as it stands; done, on disk, when the future is. The keyboard does not wait for it."""
    row = DraftRow(session.officer, service, about, office.clock.now_ms(), body)
    return office.file.store.submit(lambda connection: drafts.keep(connection, row))


def drop(office: Office, session: Session, service: str, about: str) -> None:
    """Throw it away: the request was taken in, or the officer said so."""
    office.file.store.write(lambda connection: drafts.drop(connection, session.officer, service, about))


def kept(office: Office, session: Session, service: str, about: str) -> DraftRow | None:
    """The draft this officer left for this service and person."""
    return drafts.one(office.read(), session.officer, service, about)


def counts(office: Office, session: Session) -> tuple[int, int]:
    """How many drafts wait for this officer, and how many of others whoever reviews should know of."""
    own, others = drafts.counts(office.read(), session.officer)
    return own if session.may("take_request") else 0, others if session.may("review") else 0


def listed(office: Office, session: Session) -> list[Listed]:
    """One's own drafts, the latest first; behind them, for whoever reviews, those of others. Raises RoleForbids."""
    if not session.may("review"):
        session.require("take_request")
    connection = office.read()
    rows = drafts.everybody(connection)
    own = [_listed(office, connection, row, own=True) for row in rows if row.officer == session.officer]
    if not session.may("review"):
        return own
    return own + [_listed(office, connection, row, own=False) for row in rows if row.officer != session.officer]


def hand_over(office: Office, session: Session, draft: Listed, to: str, reason: str) -> None:
    """Give another officer's draft, or one's own, to somebody who goes on with it; journalled without what is in it.

    Raises RoleForbids, DraftGone, DraftInTheWay, OfficerUnknown, ReasonMissing, TextRefused.
    """
    from desk.counter.refusals import ReasonMissing
    from desk.counter.review import OfficerUnknown
    from desk.counter.typed_text import NAME_LETTERS_MAX, REASON, clean_text
    from desk.model.kinds.review import DraftHandedOver
    from local_db.queries import office as office_data

    session.require("review")
    said = clean_text(reason, REASON, NAME_LETTERS_MAX)
    if not said:
        raise ReasonMissing

    def carry_out(act: Act) -> None:
        found = office_data.officer(act.connection, to)
        if found is None or not found.roles & {"officer", "supervisor"}:
            raise OfficerUnknown(officer=to)
        row = drafts.one(act.connection, draft.officer, draft.service, draft.about)
        if row is None:
            raise DraftGone
        if drafts.one(act.connection, to, draft.service, draft.about) is not None:
            raise DraftInTheWay(officer=Words(found.name_th, found.name_en))
        body = DraftHandedOver(
            service=draft.service or None, request=draft.request, of=draft.officer, to=to, reason=said
        )
        act.append(body, officer=session.officer)
        drafts.give(act.connection, draft.officer, draft.service, draft.about, to)

    office.file.act(carry_out)


def _listed(office: Office, connection: Connection, row: DraftRow, *, own: bool) -> Listed:
    key = f"{row.officer} {row.service} {row.about}"
    who = _who(row.body) if own else ""
    return Listed(key, row.officer, row.service, row.about, row.at, _name(office, connection, row), who, own)


def _who(body: dict[str, Any]) -> str:
    parties = body.get("parties", {})
    named = parties.get("concerns") or parties.get("applicant") or {}
    return str(named.get("name", ""))


def _name(office: Office, connection: Connection, row: DraftRow) -> Words:
    """What is asked for; a request that comes back is called by the definition it was made under."""
    from desk.catalogue.load import ServiceUnknown
    from local_db.queries import requests

    if row.service:
        try:
            return office.catalogue(connection).get(row.service, office.today()).name
        except ServiceUnknown:
            return same(row.service)
    case = requests.one(connection, row.about)
    return same(row.about) if case is None else office.service_name(connection, case.row.service, case.row.service_from)
