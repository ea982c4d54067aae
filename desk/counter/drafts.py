"""Forms being typed, kept field by field so that a crash loses nothing that was accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local_db import drafts
from local_db.drafts import DraftRow

if TYPE_CHECKING:
    from concurrent.futures import Future

    from desk.counter.office import Office
    from desk.counter.session import Session

__all__ = ["DraftRow", "drop", "keep", "kept", "of_officer"]


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


def of_officer(office: Office, session: Session) -> list[DraftRow]:
    """What this officer began and did not submit, the latest first."""
    return drafts.of_officer(office.read(), session.officer)
