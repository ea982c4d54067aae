"""Deposits: money held for a payer on a receipt of its own, set against a fee of its request or given back."""

from __future__ import annotations

from collections.abc import Sequence

from desk.counter.bounds import require_within
from desk.counter.cashier import settled, within_policy
from desk.counter.fee_due import cases_of
from desk.counter.office import Office
from desk.counter.parties import check_party
from desk.counter.receipting import Paid, open_order, receive, received_as
from desk.counter.refusals import NotPayable, ReasonMissing
from desk.counter.session import Session
from desk.counter.shift import require_today
from desk.counter.states import state_words
from desk.counter.typed_text import NAME_LETTERS_MAX, REASON, clean_text
from desk.model.kinds.body import Party
from desk.model.kinds.money import OrderItem
from desk.rules.request_life import ENDS
from desk.rules.tenders import Piece
from local_db import meta
from local_db.journal import Act
from local_db.queries import deposits
from local_db.queries.deposits import DepositRow


def take(
    office: Office, session: Session, request: str, label: str, satang: int, payer: Party, given: Sequence[Piece]
) -> Paid:
    """Take a deposit on a request: held for the payer, no part of its fee until it is set against it.

    Raises RoleForbids, ShiftNotOpen, ShiftLeftOpen, RequestUnknown, NotPayable once the request has ended, TextRefused,
    ReasonMissing, BeyondBounds, DeskEnding, and what `cashier.take` raises of what was given.
    """
    session.require("take_payment")
    said = clean_text(label, REASON, NAME_LETTERS_MAX)
    if not said:
        raise ReasonMissing()

    def carry_out(act: Act) -> Paid:
        require_within(office, act, "take_payment")
        check_party(act.connection, payer, must_live=True)
        shift = require_today(act.connection, session, office.today())
        row = cases_of(act.connection, [request])[0].row
        if row.state in ENDS:
            raise NotPayable(ref=row.ref, state=state_words(row.state))
        within_policy(office, act.connection, satang)
        item = OrderItem(request=row.ref, label=said, satang=satang, account=f"deposit.{row.service}")
        received = received_as(satang, settled(office, act.connection, satang, given))
        order = open_order(act, session, [item], payer, received.method, shift, None)
        return receive(act, session, order, [item], payer, received, shift)

    return office.file.act(carry_out)


def held(office: Office, session: Session) -> list[DepositRow]:
    """Deposits of this desk still held, oldest first. Raises RoleForbids."""
    session.require("see_day")
    connection = office.read()
    return deposits.held(connection, meta.desk(connection))


def held_on(office: Office, refs: Sequence[str]) -> int:
    """Satang held on these requests at this desk."""
    connection = office.read()
    found = deposits.on_requests(connection, meta.desk(connection), list(refs)) if refs else []
    return sum(row.held_satang for row in found)


def pieces(office: Office, refs: Sequence[str], satang: int) -> list[Piece]:
    """So much of what is held on these requests, the oldest deposit first; more than is held stays in the last piece,
    so that the payment is refused."""
    connection = office.read()
    found = deposits.on_requests(connection, meta.desk(connection), list(refs))
    made, left = [], satang
    for place, row in enumerate(found):
        share = left if place == len(found) - 1 else min(left, row.held_satang)
        left -= share
        if share:
            made.append(Piece("deposit", share, row.receipt))
    return made if found else [Piece("deposit", satang)]
