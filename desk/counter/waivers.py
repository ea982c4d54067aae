"""Waiving or lowering a fee: with the ground, the law it rests on, and a second person."""

from __future__ import annotations

from desk.counter.four_eyes import require_second
from desk.counter.money_refusals import WaiverWrong
from desk.counter.office import Office
from desk.counter.refusals import RequestUnknown, WaitsForBank
from desk.counter.session import Session
from desk.counter.typed_text import NAME_LETTERS_MAX, clean_text
from desk.counter.undo import said_reason
from desk.model.kinds.undo import FeeWaived
from desk.rules.cash import format_baht
from desk.words import Words
from local_db.journal import Act
from local_db.queries import money, requests

_BASIS = Words("ข้อกฎหมายหรือระเบียบ", "The law or regulation")


def waive(
    office: Office, session: Session, request: str, left_satang: int, ground: str, basis: str, second: Session | None
) -> str:
    """Waive a fee still to be paid, down to `left_satang` (0 for all of it).

    Raises RoleForbids, SecondMissing, SamePerson, ReasonMissing, TextRefused, RequestUnknown, WaitsForBank,
    WaiverWrong.
    """
    session.require("take_payment" if session.may("take_payment") else "take_request")
    agreed = require_second(session, second, "waive_fee")
    why, law = said_reason(ground), clean_text(basis, _BASIS, NAME_LETTERS_MAX)

    def carry_out(act: Act) -> str:
        found = requests.rows(act.connection, [request])
        if not found:
            raise RequestUnknown(ref=request)
        row = found[0]
        waiting = money.open_order_of(act.connection, row.ref)
        if waiting is not None:
            raise WaitsForBank(ref=row.ref, order=waiting)
        fee = row.fee_satang or 0
        paid = money.paid_before(act.connection, row.ref)
        if row.state != "approved" or row.receipt is not None or not paid <= left_satang < fee:
            raise WaiverWrong(fee=format_baht(fee))
        body = FeeWaived(request=row.ref, before_satang=fee, satang=left_satang, ground=why, basis=law or why)
        return act.append(body, officer=session.officer, second=agreed, about=row.ref)

    return office.file.act(carry_out)
