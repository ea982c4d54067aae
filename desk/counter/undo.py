"""Undoing a receipt on the day and in the shift it was issued: voids and corrections, and those that wait for a second
person. The number stays, the original is kept and marked. Later, money goes back by a refund (refunds.py).

With nobody there to agree, a void stays *asked*: the receipt stands, its cash is counted, and any desk of the branch
may confirm it. Only the desk of the receipt moves its money.
"""

from __future__ import annotations

from dataclasses import dataclass

from desk.counter import receipting
from desk.counter.four_eyes import check_second, require_second
from desk.counter.money_refusals import (
    AlreadyAsked,
    AlreadyVoid,
    NotAsked,
    ReceiptTouched,
    VoidTooLate,
)
from desk.counter.office import Office
from desk.counter.refusals import ReasonMissing, ReceiptUnknown
from desk.counter.session import SamePerson, Session
from desk.counter.shift import find_own
from desk.counter.typed_text import NAME_LETTERS_MAX, REASON, clean_text
from desk.model.kinds.body import Party
from desk.model.kinds.money import Tender
from desk.model.kinds.undo import ReceiptVoided, RefundApproved, UndoAsked, UndoConfirmed, UndoDropped
from desk.rules.ledger import NOT_GIVEN_BACK
from local_db.connection import Connection
from local_db.journal import Act
from local_db.queries import deposits, money, treasury
from local_db.queries import undo as undone
from local_db.queries.money import ReceiptRow
from local_db.queries.undo import UndoRow


@dataclass(frozen=True, slots=True)
class Undone:
    """What came of it: voided now, or asked and waiting. Satang of cash to hand back now, of a card's payment to take
    back at its machine, of a cheque to hand back as it is; and satang a refund will pay."""

    ref: str
    waits: bool
    back_satang: int = 0
    owed_satang: int = 0
    card_satang: int = 0
    cheque_satang: int = 0
    receipt: str = ""
    """The receipt that replaces the voided one, of a correction."""


def void(office: Office, session: Session, receipt: str, reason: str, second: Session | None = None) -> Undone:
    """Void a receipt of this day and shift; without a second person it stays asked.

    Raises RoleForbids, SamePerson, ReasonMissing, TextRefused, ReceiptUnknown, AlreadyVoid, AlreadyAsked, VoidTooLate,
    ReceiptTouched.
    """
    session.require("take_payment")
    said = said_reason(reason)
    witness = check_second(session, second, "approve_undo") if second is not None else None

    def carry_out(act: Act) -> Undone:
        row = _voidable(office, act, session, receipt)
        if witness is None:
            return _ask(act, session, row, said)
        return _void(act, row, said, session.officer, witness, None)

    return office.file.act(carry_out)


def correct(
    office: Office, session: Session, receipt: str, payer: Party, reason: str, second: Session | None
) -> Undone:
    """Void a receipt that names the wrong payer and issue another over the same money, in one act.

    Raises what `void` and issuing a receipt raise, and SecondMissing: a correction does not wait.
    """
    session.require("take_payment")
    said, witness = said_reason(reason), require_second(session, second, "approve_undo")

    def carry_out(act: Act) -> Undone:
        row = _voidable(office, act, session, receipt)
        tenders = _tenders(act.connection, row)
        voided = _void(act, row, said, session.officer, witness, None, keeps_money=True)
        shift = money.shift(act.connection, row.shift)
        assert shift is not None, "a voidable receipt is of an open shift"
        items = receipting.ordered(act.connection, row.order_ref)
        issued = receipting.issue_again(act, session, row, items, payer, tenders, shift)
        return Undone(voided.ref, waits=False, receipt=issued)

    return office.file.act(carry_out)


def confirm(office: Office, session: Session, asked: str, note: str = "") -> Undone:
    """Agree, as the second person, to what somebody asked at any desk of the branch; at the desk of the receipt it is
    carried out at once. Raises RoleForbids, NotAsked, SamePerson, ReceiptTouched."""
    session.require("approve_undo")
    said = clean_text(note, REASON, NAME_LETTERS_MAX)

    def agree(act: Act) -> Undone:
        row = _waiting(act.connection, asked, ("asked",))
        if row.asked_by == session.officer:
            raise SamePerson()
        act.append(UndoConfirmed(asked=row.ref, note=said), officer=session.officer, about=row.ref)
        if row.desk != act.journal.desk:
            return Undone(row.ref, waits=True)
        return _carry_out(act, row, session.officer, row.asked_by)

    return office.file.act(agree)


def carry_out(office: Office, session: Session, asked: str) -> Undone:
    """Do here what another desk confirmed. Raises RoleForbids, NotAsked, ReceiptTouched."""
    session.require("take_payment")

    def do(act: Act) -> Undone:
        row = _waiting(act.connection, asked, ("confirmed",))
        if row.desk != act.journal.desk:
            raise NotAsked(ref=asked)
        agreed = row.answered_by or ""
        return _carry_out(act, row, session.officer, agreed if agreed != session.officer else row.asked_by)

    return office.file.act(do)


def drop(office: Office, session: Session, asked: str, reason: str) -> None:
    """Do not undo it: by whoever asked, or by a second person who does not agree. The receipt stands.

    Raises RoleForbids, NotAsked, ReasonMissing, TextRefused.
    """
    said = said_reason(reason)

    def let_be(act: Act) -> None:
        row = _waiting(act.connection, asked, ("asked",))
        if row.asked_by != session.officer:
            session.require("approve_undo")
        act.append(UndoDropped(asked=row.ref, reason=said), officer=session.officer, about=row.ref)

    office.file.act(let_be)


def waiting(office: Office, session: Session) -> list[UndoRow]:
    """What is asked or confirmed and not carried out, of every desk of the branch. Raises RoleForbids."""
    session.require("see_day")
    return undone.asked(office.read())


# ---- shared with refunds


def said_reason(reason: str) -> str:
    """The reason in its one spelling. Raises ReasonMissing, TextRefused."""
    said = clean_text(reason, REASON, NAME_LETTERS_MAX)
    if not said:
        raise ReasonMissing()
    return said


def own_receipt(act: Act, receipt: str) -> ReceiptRow:
    """A receipt of this desk in force, nothing asked about it. Raises ReceiptUnknown, AlreadyVoid, AlreadyAsked."""
    row = money.receipt(act.connection, receipt)
    if row is None or row.desk != act.journal.desk:
        raise ReceiptUnknown(ref=receipt)
    if row.voided is not None:
        raise AlreadyVoid(number=number_of(row))
    if undone.open_for(act.connection, row.ref) is not None:
        raise AlreadyAsked(number=number_of(row))
    return row


def number_of(row: ReceiptRow) -> str:
    """Book and number as on the paper."""
    return f"{row.book}/{row.number:06d}"


def carry_out_refund(act: Act, row: UndoRow, officer: str, second: str) -> Undone:
    """The refund somebody asked for and a second person agreed to."""
    from desk.counter.refunds import approve_in

    receipt = money.receipt(act.connection, row.receipt)
    if receipt is None:
        raise ReceiptUnknown(ref=row.receipt)
    ref = approve_in(act, receipt, row.satang, row.payee, row.reason, officer, second, row.date, row.ref)
    return Undone(ref, waits=False, owed_satang=row.satang)


# ---- within


def _voidable(office: Office, act: Act, session: Session, receipt: str) -> ReceiptRow:
    row = own_receipt(act, receipt)
    shift = find_own(act.connection, session.officer)
    if row.date != office.today().isoformat() or shift is None or shift.ref != row.shift:
        raise VoidTooLate(number=number_of(row))
    _untouched(act.connection, row)
    return row


def _untouched(connection: Connection, row: ReceiptRow) -> None:
    bounced = any(piece.bounced for piece in money.tenders(connection, row.payment_ref))
    if (
        deposits.applied(connection, row.ref)
        or bounced
        or undone.refunded(connection, row.ref) > money.surplus(connection, row.payment_ref)
    ):
        raise ReceiptTouched(number=number_of(row))


def _ask(act: Act, session: Session, row: ReceiptRow, said: str) -> Undone:
    body = UndoAsked(sort="void", receipt=row.ref, satang=row.satang, reason=said, date=row.date, shift=row.shift)
    return Undone(act.append(body, officer=session.officer, about=row.ref), waits=True)


def _waiting(connection: Connection, asked: str, states: tuple[str, ...]) -> UndoRow:
    row = undone.one(connection, asked)
    if row is None or row.state not in states:
        raise NotAsked(ref=asked)
    return row


def _carry_out(act: Act, row: UndoRow, officer: str, second: str) -> Undone:
    if row.sort == "refund":
        return carry_out_refund(act, row, officer, second)
    receipt = money.receipt(act.connection, row.receipt)
    if receipt is None:
        raise ReceiptUnknown(ref=row.receipt)
    if receipt.voided is not None:
        raise AlreadyVoid(number=number_of(receipt))
    _untouched(act.connection, receipt)
    return _void(act, receipt, row.reason, officer, second, row.ref)


def _void(
    act: Act, row: ReceiptRow, said: str, officer: str, second: str, asked: str | None, *, keeps_money: bool = False
) -> Undone:
    """The line of the void. Cash and cheques go back while the drawer they are in is open and holds them, and no cheque
    has gone to the treasury; the rest is owed, and its voucher is written at once. A correction keeps the money where
    it is."""
    tenders = _tenders(act.connection, row)
    shift = money.shift(act.connection, row.shift)
    held = sum(piece.satang for piece in tenders if piece.method == "deposit")  # held again, never handed out
    back = sum(piece.satang for piece in tenders if piece.method not in NOT_GIVEN_BACK) - held
    cash = sum(piece.satang for piece in tenders if piece.method == "cash")
    drawer_open = shift is not None and shift.closed is None
    gone = any(piece.method == "cheque" for piece in tenders) and treasury.took_cheques_since(
        act.connection, act.journal.desk, row.t
    )
    if not drawer_open or gone or money.cash_expected(act.connection, row.shift) < cash:
        back = 0
    owed = 0 if keeps_money else row.satang - held - back
    rounding = receipting.rounding_of(act.connection, row.payment_ref) if back and cash else 0
    body = ReceiptVoided(
        receipt=row.ref,
        reason=said,
        items=receipting.ordered(act.connection, row.order_ref),
        tenders=tenders,
        satang=row.satang,
        owed_satang=owed,
        rounding_satang=rounding or None,
        date=row.date,
        shift=row.shift,
        asked=asked,
    )
    ref = act.append(body, officer=officer, second=second, about=row.ref)
    if owed:
        voucher = RefundApproved(
            receipt=row.ref, items=[], satang=owed, payee=row.payer_name, reason=said, date=_today(act)
        )
        act.append(voucher, officer=officer, second=second, about=row.ref)
    if keeps_money or not back:
        return Undone(ref, waits=False, owed_satang=owed)
    card, cheque = (sum(each.satang for each in tenders if each.method == way) for way in ("card", "cheque"))
    return Undone(ref, False, cash + rounding, owed, card_satang=card, cheque_satang=cheque)


def _today(act: Act) -> str:
    from desk.rules.office_day import office_date

    return office_date(act.now_ms).isoformat()


def _tenders(connection: Connection, row: ReceiptRow) -> list[Tender]:
    return [
        Tender.model_validate(
            {
                "method": piece.method,
                "satang": piece.satang,
                "reference": piece.reference,
                "bank": piece.bank,
                "dated": piece.dated,
                "account": deposits.account_of(connection, piece.reference) if piece.method == "deposit" else None,
            }
        )
        for piece in money.tenders(connection, row.payment_ref)
    ]
