"""A shift: one drawer in one cashier's charge, from the counted float to the counted close."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from desk.counter.bounds import require_within
from desk.counter.four_eyes import check_second
from desk.counter.money_refusals import AmountMissing, CashShort, CountNeedsSecond, DaySigned, MoveNeedsSecond
from desk.counter.office import Office
from desk.counter.refusals import DrawerTaken, ReasonMissing, ShiftAlreadyOpen, ShiftLeftOpen, ShiftNotOpen
from desk.counter.session import Session
from desk.counter.typed_text import NAME_LETTERS_MAX, NOTE, NOTE_LETTERS_MAX, REASON, clean_text
from desk.model.kinds.shifts import ShiftClosed, ShiftHandedOver, ShiftOpened
from desk.model.kinds.treasury import CashMoved
from desk.rules.cash import count_total, format_baht
from desk.thai import date_words
from desk.words import Words
from local_db import meta
from local_db.connection import Connection
from local_db.journal import Act
from local_db.queries import money
from local_db.queries.money import ShiftRow

DRAWER_LETTERS_MAX = 20
OVER_SHORT_LIMIT_SATANG = 500_00
"""Off by more than this, a count is made by two; while the centre's policy `over_short_limit_satang` says nothing."""
PAID_OUT_LIMIT_SATANG = 1_000_00
"""More than this leaves a drawer only with a second person; while the policy `paid_out_limit_satang` says nothing."""
Way = Literal["paid_in", "paid_out", "dropped"]
_DRAWER = Words("ชื่อลิ้นชัก", "The drawer's name")


@dataclass(frozen=True, slots=True)
class Counted:
    """What a count found: satang counted, satang expected, and the difference (counted minus expected)."""

    shift: str
    counted_satang: int
    expected_satang: int
    z: int = 0

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
    desk = meta.desk(connection)
    return next((row for row in money.open_shifts(connection, desk) if row.cashier == officer), None)


def open_shifts(office: Office) -> list[ShiftRow]:
    """Every drawer of this desk still open."""
    connection = office.read()
    return money.open_shifts(connection, meta.desk(connection))


def open_shift(
    office: Office,
    session: Session,
    drawer: str,
    counts: Mapping[int, int],
    witness: Session | None = None,
    *,
    late: bool = False,
) -> str:
    """Open a drawer with its float counted by denomination (satang of the piece: pieces); gives the shift.

    A float counted without a witness is marked by having none. `late` opens a drawer of a day already signed, under a
    supervisor's eyes: its receipts are late items of that day. Raises RoleForbids, SamePerson, ShiftAlreadyOpen,
    DrawerTaken, CountRefused, TextRefused, DaySigned.
    """
    session.require("keep_drawer")
    total = count_total(counts)
    name = clean_text(drawer, _DRAWER, DRAWER_LETTERS_MAX) or "1"
    seen_by = None if witness is None else check_second(session, witness, "close_day" if late else "witness")

    def carry_out(act: Act) -> str:
        require_within(office, act, "open_drawer")
        today = office.today()
        signed = money.day_closed(act.connection, act.journal.desk, today.isoformat()) is not None
        if signed and not (late and seen_by is not None):
            raise DaySigned(date=date_words(today))
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
            date=today.isoformat(),
            late=signed or None,
        )
        return act.append(body, officer=session.officer, second=seen_by)

    return office.file.act(carry_out)


def move_cash(
    office: Office,
    session: Session,
    way: Way,
    satang: int,
    reason: str,
    second: Session | None = None,
    counts: Mapping[int, int] | None = None,
) -> str:
    """Cash into or out of one's own drawer without a receipt: more change, petty cash, a drop to the safe.

    Raises RoleForbids, SamePerson, ShiftNotOpen, AmountMissing, CashShort, MoveNeedsSecond, ReasonMissing, TextRefused.
    """
    session.require("keep_drawer")
    said = clean_text(reason, REASON, NAME_LETTERS_MAX)
    if satang < 1:
        raise AmountMissing()
    if not said:
        raise ReasonMissing()
    seen_by = None if second is None else check_second(session, second, "witness")

    def carry_out(act: Act) -> str:
        row = find_own(act.connection, session.officer)
        if row is None:
            raise ShiftNotOpen()
        if way != "paid_in" and money.cash_expected(act.connection, row.ref) < satang:
            raise CashShort()
        limit = _limit(office, act.connection, "paid_out_limit_satang", PAID_OUT_LIMIT_SATANG)
        if way == "paid_out" and satang > limit and seen_by is None:
            raise MoveNeedsSecond(limit=format_baht(limit))
        body = CashMoved(
            shift=row.ref,
            way=way,
            satang=satang,
            counts=_as_text(counts) if counts else None,
            reason=said,
            date=office.today().isoformat(),
        )
        return act.append(body, officer=session.officer, second=seen_by, about=row.ref)

    return office.file.act(carry_out)


def count_over(
    office: Office,
    session: Session,
    shift_ref: str,
    counts: Mapping[int, int],
    second: Session | None = None,
    *,
    alone: bool = False,
) -> Counted:
    """Take over a colleague's drawer by counting it; over and short are recorded. `second` is who gives it, or another
    witness: without one the count is marked as made alone, and off by more than the limit it needs one or `alone`.

    Raises ShiftNotOpen, ShiftAlreadyOpen, CountRefused, CountNeedsSecond, SamePerson.
    """
    session.require("keep_drawer")
    total = count_total(counts)
    seen_by = None if second is None else check_second(session, second, "witness")

    def carry_out(act: Act) -> Counted:
        row = money.shift(act.connection, shift_ref)
        if row is None or row.desk != act.journal.desk or row.closed is not None or row.cashier == session.officer:
            raise ShiftNotOpen()
        if find_own(act.connection, session.officer) is not None:
            raise ShiftAlreadyOpen()
        found = Counted(shift_ref, total, money.cash_expected(act.connection, shift_ref))
        _require_two(office, act.connection, found, seen_by, alone=alone)
        body = ShiftHandedOver(
            shift=shift_ref,
            cashier=session.officer,
            counts=_as_text(counts),
            counted_satang=total,
            expected_satang=found.expected_satang,
            difference_satang=found.difference_satang,
        )
        act.append(body, officer=session.officer, second=seen_by, about=shift_ref)
        return found

    return office.file.act(carry_out)


def close_shift(
    office: Office,
    session: Session,
    counts: Mapping[int, int],
    note: str = "",
    second: Session | None = None,
    *,
    alone: bool = False,
) -> Counted:
    """Count the drawer and close the shift on its own date. What was expected is told only now.

    A count off by more than the office's limit is made again by two; `alone` records it all the same where nobody else
    is there, and the sheet of the day names it. Raises ShiftNotOpen, CountRefused, CountNeedsSecond, SamePerson,
    TextRefused.
    """
    session.require("keep_drawer")
    total, said = count_total(counts), clean_text(note, NOTE, NOTE_LETTERS_MAX)
    seen_by = None if second is None else check_second(session, second, "witness")

    def carry_out(act: Act) -> Counted:
        row = find_own(act.connection, session.officer)
        if row is None:
            raise ShiftNotOpen()
        z = money.last_z(act.connection, act.journal.desk) + 1
        found = Counted(row.ref, total, money.cash_expected(act.connection, row.ref), z)
        _require_two(office, act.connection, found, seen_by, alone=alone)
        body = ShiftClosed(
            shift=row.ref,
            date=row.date,
            counts=_as_text(counts),
            counted_satang=total,
            expected_satang=found.expected_satang,
            difference_satang=found.difference_satang,
            float_satang=-money.shift_balance(act.connection, row.ref, "float"),
            z=z,
            note=said,
        )
        act.append(body, officer=session.officer, second=seen_by, about=row.ref)
        return found

    return office.file.act(carry_out)


def _require_two(office: Office, connection: Connection, found: Counted, second: str | None, *, alone: bool) -> None:
    """A count far off is made by two, or marked as made alone. Raises CountNeedsSecond."""
    limit = _limit(office, connection, "over_short_limit_satang", OVER_SHORT_LIMIT_SATANG)
    if abs(found.difference_satang) > limit and second is None and not alone:
        raise CountNeedsSecond()


def _limit(office: Office, connection: Connection, policy: str, default: int) -> int:
    told = office.policy(connection, policy, default)
    return told if type(told) is int else default


def require_today(connection: Connection, session: Session, today: date) -> ShiftRow:
    """The cashier's open shift of today. Raises ShiftNotOpen, ShiftLeftOpen."""
    row = find_own(connection, session.officer)
    if row is None:
        raise ShiftNotOpen()
    if row.date != today.isoformat():
        left = date.fromisoformat(row.date)
        raise ShiftLeftOpen(date=date_words(left))
    return row


def _as_text(counts: Mapping[int, int]) -> dict[str, int]:
    return {str(piece): count for piece, count in sorted(counts.items(), reverse=True) if count}
