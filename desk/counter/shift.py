"""A shift: one drawer in one cashier's charge, from the counted float to the counted close."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desk.counter.bounds import require_within
from desk.counter.office import Office
from desk.counter.refusals import DrawerTaken, ShiftAlreadyOpen, ShiftLeftOpen, ShiftNotOpen
from desk.counter.session import Session
from desk.counter.typed_text import NOTE, NOTE_LETTERS_MAX, clean_text
from desk.model.kinds.shifts import ShiftClosed, ShiftHandedOver, ShiftOpened
from desk.rules.cash import count_total
from desk.thai import format_date
from desk.words import Words
from local_db import meta
from local_db.connection import Connection
from local_db.journal import Act
from local_db.queries import money
from local_db.queries.money import ShiftRow

DRAWER_LETTERS_MAX = 20
_DRAWER = Words("ชื่อลิ้นชัก", "The drawer's name")


@dataclass(frozen=True, slots=True)
class Counted:
    """What a count found: satang counted, satang expected, and the difference (counted minus expected)."""

    shift: str
    counted_satang: int
    expected_satang: int

    @property
    def difference_satang(self) -> int:
        """Over (positive) or short (negative)."""
        return self.counted_satang - self.expected_satang


def own_shift(office: Office, session: Session) -> ShiftRow | None:
    """The drawer in this cashier's charge."""
    connection = office.read()
    return find_own(connection, session.officer)


def find_own(connection: Connection, officer: str) -> ShiftRow | None:
    """The open shift of an officer at this desk."""
    desk = meta.identity(connection).desk
    return next((row for row in money.open_shifts(connection, desk) if row.cashier == officer), None)


def open_shifts(office: Office) -> list[ShiftRow]:
    """Every drawer of this desk still open."""
    connection = office.read()
    return money.open_shifts(connection, meta.identity(connection).desk)


def open_shift(office: Office, session: Session, drawer: str, counts: Mapping[int, int]) -> str:
    """Open a drawer with its float counted by denomination (satang of the piece: pieces); gives the shift.

    Raises RoleForbids, ShiftAlreadyOpen, DrawerTaken, CountRefused, TextRefused.
    """
    session.require("keep_drawer")
    total = count_total(counts)
    name = clean_text(drawer, _DRAWER, DRAWER_LETTERS_MAX) or "1"

    def carry_out(act: Act) -> str:
        require_within(office, act.connection, "open_drawer")
        for row in money.open_shifts(act.connection, act.journal.desk):
            if row.cashier == session.officer:
                raise ShiftAlreadyOpen()
            if row.drawer == name:
                raise DrawerTaken(drawer=name, cashier=row.cashier)
        body = ShiftOpened(
            drawer=name,
            cashier=session.officer,
            float_counts=_as_text(counts),
            float_satang=total,
            date=office.today().isoformat(),
        )
        return act.append(body, officer=session.officer)

    return office.file.act(carry_out)


def count_over(office: Office, session: Session, shift_ref: str, counts: Mapping[int, int]) -> Counted:
    """Take over a colleague's drawer by counting it; over and short are recorded. Raises ShiftNotOpen."""
    session.require("keep_drawer")
    total = count_total(counts)

    def carry_out(act: Act) -> Counted:
        row = money.shift(act.connection, shift_ref)
        if row is None or row.desk != act.journal.desk or row.closed is not None or row.cashier == session.officer:
            raise ShiftNotOpen()
        if find_own(act.connection, session.officer) is not None:
            raise ShiftAlreadyOpen()
        found = Counted(shift_ref, total, money.cash_expected(act.connection, shift_ref))
        body = ShiftHandedOver(
            shift=shift_ref,
            cashier=session.officer,
            counts=_as_text(counts),
            counted_satang=total,
            expected_satang=found.expected_satang,
            difference_satang=found.difference_satang,
        )
        act.append(body, officer=session.officer, second=row.cashier, about=shift_ref)
        return found

    return office.file.act(carry_out)


def close_shift(office: Office, session: Session, counts: Mapping[int, int], note: str = "") -> Counted:
    """Count the drawer and close the shift on its own date. What was expected is told only now.

    Raises ShiftNotOpen, CountRefused, TextRefused.
    """
    session.require("keep_drawer")
    total, said = count_total(counts), clean_text(note, NOTE, NOTE_LETTERS_MAX)

    def carry_out(act: Act) -> Counted:
        row = find_own(act.connection, session.officer)
        if row is None:
            raise ShiftNotOpen()
        found = Counted(row.ref, total, money.cash_expected(act.connection, row.ref))
        body = ShiftClosed(
            shift=row.ref,
            date=row.date,
            counts=_as_text(counts),
            counted_satang=total,
            expected_satang=found.expected_satang,
            difference_satang=found.difference_satang,
            note=said,
        )
        act.append(body, officer=session.officer, about=row.ref)
        return found

    return office.file.act(carry_out)


def require_today(connection: Connection, session: Session, today: date) -> ShiftRow:
    """The cashier's open shift of today. Raises ShiftNotOpen, ShiftLeftOpen."""
    row = find_own(connection, session.officer)
    if row is None:
        raise ShiftNotOpen()
    if row.date != today.isoformat():
        left = date.fromisoformat(row.date)
        raise ShiftLeftOpen(date=Words(format_date(left, "medium"), left.isoformat()))
    return row


def _as_text(counts: Mapping[int, int]) -> dict[str, int]:
    return {str(piece): count for piece, count in sorted(counts.items(), reverse=True) if count}
