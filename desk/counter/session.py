"""Signing in and out: the feed's roster decides, line up or down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desk.counter.office import Office
from desk.counter.refusals import RosterExpired, TooManyTries
from desk.model.errors import NotPermitted
from desk.rules.roles import Act, may, require
from desk.words import Words
from local_db import meta
from local_db.journal import has_ended
from local_db.queries import office as office_data

if TYPE_CHECKING:
    from local_db.key_slots import KeySlots
    from local_db.queries.office import OfficerRow

TRIES_BEFORE_WAIT = 5
WAIT_MS = 30_000


class SamePerson(NotPermitted):
    """The second person of a four-eyes act is the first."""

    code = "E107"
    said = Words(
        "งานนี้ต้องมีผู้ยืนยันอีกคนหนึ่งซึ่งไม่ใช่ท่าน ไม่มีอะไรเปลี่ยนแปลง ให้ผู้มีสิทธิ์อีกคนลงชื่อ",
        "This needs a second person who is not you; nothing was changed. Let somebody else who may do it sign",
    )


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in, and as what."""

    officer: str
    name: Words
    roles: frozenset[str]

    def may(self, act: Act) -> bool:
        """Whether the officer may do this."""
        return may(self.roles, act)

    def require(self, act: Act) -> None:
        """Raise RoleForbids unless the officer may do this."""
        require(self.roles, act)


class Door:
    """The sign-in of one desk; slows down whoever guesses."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._wrong: dict[str, tuple[int, int]] = {}

    def sign_in(self, officer_id: str, passphrase: str) -> Session:
        """Check the passphrase against the roster, journal the sign-in.

        An officer new at this desk, or with a new passphrase, gets a key slot, since the file is open. Raises
        WrongPassphrase, RosterExpired, TooManyTries; nothing is written then.
        """
        from desk.model.kinds.journal import OfficerSignedIn

        row = self._known(officer_id, passphrase)
        slots = self._office.key_slots
        if not _opens(slots, officer_id, passphrase):
            slots.add(officer_id, passphrase, self._office.file.store.data_key)
        if not self._retired():
            body = OfficerSignedIn(officer=officer_id, roles=sorted(row.roles), roster_until=row.valid_until)
            self._office.file.act(lambda act: act.append(body, officer=officer_id))
        return Session(officer_id, Words(row.name_th, row.name_en), row.roles)

    def second(self, first: Session, officer_id: str, passphrase: str, act: Act) -> Session:
        """The other person of a four-eyes act: somebody else of the roster who may do it, beside the first session.

        Nothing is written: the act's line names both. Raises WrongPassphrase, RosterExpired, TooManyTries, SamePerson,
        RoleForbids.
        """
        if officer_id == first.officer:
            raise SamePerson()
        return self.vouch(officer_id, passphrase, act)

    def vouch(self, officer_id: str, passphrase: str, act: Act) -> Session:
        """Somebody of the roster who may do this, for one act of a command: nothing is journalled of a sign-in.

        Raises WrongPassphrase, RosterExpired, TooManyTries, RoleForbids.
        """
        row = self._known(officer_id, passphrase)
        found = Session(officer_id, Words(row.name_th, row.name_en), row.roles)
        found.require(act)
        return found

    def _known(self, officer_id: str, passphrase: str) -> OfficerRow:
        """The roster's row of whoever proved to be this officer."""
        from local_db.key_slots import WrongPassphrase

        now = self._office.clock.now_ms()
        tries, since = self._wrong.get(officer_id, (0, 0))
        if tries >= TRIES_BEFORE_WAIT and now - since < WAIT_MS:
            raise TooManyTries(seconds=(WAIT_MS - (now - since)) // 1000 + 1)
        row = office_data.officer(self._office.read(), officer_id) if officer_id.isascii() else None
        if row is None or not verified(row.verifier, passphrase):
            self._wrong[officer_id] = (tries + 1, now)
            raise WrongPassphrase()
        if row.valid_until <= now:
            raise RosterExpired()
        self._wrong.pop(officer_id, None)
        return row

    def sign_out(self, session: Session) -> None:
        """End the session; journalled, but at a desk that has written its last line."""
        from desk.model.kinds.journal import OfficerSignedOut

        if self._retired():
            return
        body = OfficerSignedOut(officer=session.officer)
        self._office.file.act(lambda act: act.append(body, officer=session.officer))

    def _retired(self) -> bool:
        connection = self._office.read()
        return has_ended(connection, meta.identity(connection).journal)


def _opens(slots: KeySlots, officer_id: str, passphrase: str) -> bool:
    from local_db.key_slots import NoSlotHere, WrongPassphrase

    try:
        slots.open(officer_id, passphrase)
    except (NoSlotHere, WrongPassphrase):
        return False
    return True


def verified(verifier: str, passphrase: str) -> bool:
    """Whether the passphrase fits the roster's argon2id verifier."""
    from argon2 import PasswordHasher  # not before the first frame
    from argon2.exceptions import Argon2Error, InvalidHashError

    from local_db.key_slots import PASSPHRASE_BYTES_MAX

    spelled = passphrase.encode("utf-8", "surrogatepass")
    if len(spelled) > PASSPHRASE_BYTES_MAX:
        return False
    try:
        return PasswordHasher().verify(verifier, spelled)
    except (Argon2Error, InvalidHashError):
        return False


def roster(office: Office) -> list[tuple[str, Words]]:
    """Officer ids and names of the branch."""
    return [(row.officer, Words(row.name_th, row.name_en)) for row in office_data.officers(office.read())]
