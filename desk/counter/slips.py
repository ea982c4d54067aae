"""The slip a payer shows: its code, scanned into the order that waits. A claim until the bank says the same."""

from __future__ import annotations

from dataclasses import dataclass

from desk.counter.cashier import open_here
from desk.counter.office import Office
from desk.counter.refusals import OrderUnknown
from desk.counter.session import Session
from desk.model.kinds.bank import SlipSeen
from desk.rules.thai_qr import parse_slip
from desk.thai import recover_number
from desk.words import Words
from local_db.connection import Connection
from local_db.journal import Act
from local_db.queries import bank
from local_db.queries.bank import SlipRow

SEEN = Words("เห็นสลิป {slip} ยังไม่ยืนยัน", "slip {slip} seen, unconfirmed")


@dataclass(frozen=True, slots=True)
class Seen:
    """A slip as it was read; `elsewhere` are other orders it was shown for before, which no honest slip is."""

    ref: str
    bank: str
    reference: str
    elsewhere: tuple[str, ...]


def see(office: Office, session: Session, order: str, scanned: str) -> Seen:
    """Record that the payer showed a slip for a QR order that waits; `scanned` as the scanner typed it, under either
    layout. No receipt follows from it.

    Raises RoleForbids, OrderUnknown, NotASlip, QrMalformed, QrChecksumWrong.
    """
    session.require("take_payment")
    slip = parse_slip(recover_number(scanned.strip()))
    sender = slip.bank or ""

    def carry_out(act: Act) -> Seen:
        row = open_here(act, order)
        if row is None or row.method != "qr":
            raise OrderUnknown(ref=order)
        before = bank.shown_for(act.connection, sender, slip.reference)
        body = SlipSeen(order=row.ref, bank=sender, reference=slip.reference)
        ref = act.append(body, officer=session.officer, about=row.ref)
        return Seen(ref, sender, slip.reference, tuple(each for each in before if each != row.ref))

    return office.file.act(carry_out)


def words_of(connection: Connection, orders: list[str]) -> dict[str, Words]:
    """What is said of the latest slip of each of these orders; an order without one is left out."""
    return {order: SEEN.fill(slip=in_short(row)) for order, row in bank.slips(connection, orders).items()}


def in_short(row: SlipRow) -> str:
    """Bank and reference as they are read out: `014 …C5F2`."""
    end = row.reference[-8:] if len(row.reference) > 8 else row.reference
    return f"{row.bank} …{end}" if row.bank else f"…{end}"
