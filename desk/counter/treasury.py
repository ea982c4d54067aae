"""The safe: counted in the morning, remitted in time; what it holds is the ledger's word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from desk.counter.four_eyes import check_second, require_second
from desk.counter.money_refusals import AmountMissing, SafeShort
from desk.counter.office import Office
from desk.counter.refusals import PartyIncomplete
from desk.counter.session import Session
from desk.counter.typed_text import NAME_LETTERS_MAX, NOTE, NOTE_LETTERS_MAX, clean_text
from desk.model.kinds.treasury import RemittanceMade, SafeChecked
from desk.rules.cash import by_denomination, count_total, format_baht
from desk.rules.remittance import HELD_SATANG_MAX, WORKING_DAYS, Due, remittance_due
from desk.words import Words
from local_db import meta
from local_db.connection import Connection
from local_db.journal import Act
from local_db.queries import ledger, treasury
from local_db.queries.treasury import RemittanceRow

_RECEIVER = Words("ผู้รับเงิน", "Who received the money")


@dataclass(frozen=True, slots=True)
class Safe:
    """What should lie in the safe (satang), since when, and by when it has to go; `due` None while it is empty."""

    cash_satang: int
    cheques_satang: int
    since: date | None
    due: Due | None
    checked_today: bool
    remittances: list[RemittanceRow]
    late_days: int = 0
    """How many days the money is overdue; 0 while it is not."""


@dataclass(frozen=True, slots=True)
class SafeCounted:
    """What a count of the safe found, satang."""

    counted_satang: int
    expected_satang: int
    ref: str = ""
    """The line of the count."""

    @property
    def difference_satang(self) -> int:
        """Over (positive) or short (negative)."""
        return self.counted_satang - self.expected_satang


def look_at_safe(office: Office, session: Session) -> Safe:
    """The safe as it stands. Raises RoleForbids."""
    session.require("see_day")
    return _safe(office, office.read())


def check_safe(
    office: Office, session: Session, counts: Mapping[int, int], witness: Session | None = None, note: str = ""
) -> SafeCounted:
    """Count the safe, as every morning before the first drawer; over and short are recorded.

    Raises RoleForbids, SamePerson, CountRefused, TextRefused.
    """
    session.require("keep_safe")
    total, said = count_total(counts), clean_text(note, NOTE, NOTE_LETTERS_MAX)
    seen_by = None if witness is None else check_second(session, witness, "witness")

    def carry_out(act: Act) -> SafeCounted:
        found = SafeCounted(total, ledger.balance(act.connection, act.journal.desk, "safe"))
        body = SafeChecked(
            date=office.today().isoformat(),
            counts={str(piece): count for piece, count in sorted(counts.items(), reverse=True) if count},
            counted_satang=total,
            expected_satang=max(found.expected_satang, 0),
            difference_satang=found.difference_satang,
            note=said,
        )
        return replace(found, ref=act.append(body, officer=session.officer, second=seen_by))

    return office.file.act(carry_out)


def check_safe_sum(
    office: Office, session: Session, satang: int, witness: Session | None = None, note: str = ""
) -> SafeCounted:
    """The same, told as one sum. Raises what `check_safe` raises, and NoCoinsForIt for a sum no coins can make."""
    return check_safe(office, session, by_denomination(satang), witness, note)


def remit(
    office: Office, session: Session, cash_satang: int, received_by: str, second: Session | None, note: str = ""
) -> str:
    """Money leaves the safe, every cheque in hand with it; three sign: who remits, a second person, who receives.

    Raises RoleForbids, SecondMissing, SamePerson, PartyIncomplete, SafeShort, AmountMissing, TextRefused.
    """
    session.require("keep_safe")
    agreed = require_second(session, second, "witness")
    receiver = clean_text(received_by, _RECEIVER, NAME_LETTERS_MAX)
    said = clean_text(note, NOTE, NOTE_LETTERS_MAX)
    if not receiver:
        raise PartyIncomplete(who=_RECEIVER, what=Words("ชื่อ", "a name"))

    def carry_out(act: Act) -> str:
        safe = _safe(office, act.connection)
        if cash_satang < 0 or cash_satang + safe.cheques_satang < 1:
            raise AmountMissing()
        if cash_satang > safe.cash_satang:
            raise SafeShort(held=format_baht(max(safe.cash_satang, 0)))
        today = office.today()
        body = RemittanceMade(
            date=today.isoformat(),
            cash_satang=cash_satang,
            cheques_satang=safe.cheques_satang,
            since=(safe.since or today).isoformat(),
            due=safe.due.day.isoformat() if safe.due else None,
            received_by=receiver,
            note=said,
        )
        return act.append(body, officer=session.officer, second=agreed)

    return office.file.act(carry_out)


def limits(office: Office, connection: Connection) -> tuple[int, int]:
    """The office's rule of remitting: more than so many satang in hand goes within so many working days."""
    most = office.policy(connection, "held_cash_limit_satang", HELD_SATANG_MAX)
    days = office.policy(connection, "remittance_working_days", WORKING_DAYS)
    return most if type(most) is int else HELD_SATANG_MAX, days if type(days) is int else WORKING_DAYS


def _safe(office: Office, connection: Connection) -> Safe:
    desk, today = meta.desk(connection), office.today()
    cash, cheques = ledger.balance(connection, desk, "safe"), treasury.cheques_in_hand(connection, desk)
    oldest = ledger.oldest_unremitted(connection, desk)
    made = treasury.remittances(connection, desk)
    if oldest is None and made:
        oldest = made[0].date  # what is left was put there, or left behind, on the day of the last one
    since = date.fromisoformat(oldest) if oldest is not None else None
    due = None
    if since is not None and cash + cheques > 0:
        due = remittance_due(cash + cheques, since, office.holidays(connection), *limits(office, connection))
    checked = treasury.safe_checked(connection, desk, today.isoformat()) is not None
    late = (today - due.day).days if due is not None else 0
    return Safe(cash, cheques, since, due, checked, made, max(late, 0))
