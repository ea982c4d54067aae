"""The payment slip of an order that waits for the bank: both codes on paper, for who pays later or at a bank."""

from __future__ import annotations

from desk.counter.cashier import biller_of, qr_of
from desk.counter.office import Office
from desk.counter.printing import Printout, for_citizens, label_of, letterhead
from desk.counter.refusals import OrderUnknown
from desk.counter.session import Session
from desk.paper.payment_slip import TITLE, PaymentSlip, payment_document
from desk.paper.receipt import PaperItem
from desk.rules.office_day import moment_words
from desk.rules.thai_qr import build_barcode
from local_db.queries import money


def slip_to_print(office: Office, session: Session, ref: str, _reason: str = "") -> Printout:
    """The payment slip of an order that waits for the bank, with both codes. Raises RoleForbids, OrderUnknown,
    BillerMissing."""
    session.require("take_payment")
    connection, qr = office.read(), qr_of(office, ref)
    row, biller = money.order(connection, ref), biller_of(connection)
    if row is None:
        raise OrderUnknown(ref=ref)
    slip = PaymentSlip(
        head=letterhead(office),
        order=ref,
        made=moment_words(row.opened),
        payer=row.payer_name,
        items=tuple(PaperItem(item.label, item.satang) for item in money.items(connection, ref)),
        satang=row.satang,
        biller=biller,
        ref1=qr.ref1,
        qr=qr.payload,
        barcode=build_barcode(biller, qr.ref1, None, row.satang),
    )
    name = f"payment-{ref}"
    return Printout(for_citizens(office, payment_document(slip)), name, label_of(TITLE, ref), row.opened, name)
