"""Kinds of undoing: voids, refunds, waivers, bounced cheques. Each needs a second person, `w` of the line."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from desk.model.kinds.body import Body, IsoDate, Name, Note, Reference, Satang
from desk.model.kinds.money import ITEMS_MAX, OrderItem, Tender

Items = Annotated[list[OrderItem], Field(min_length=1, max_length=ITEMS_MAX)]


class UndoAsked(Body):
    """A void or refund was asked for while no second person was there: the receipt stands until one confirms."""

    kind: ClassVar[str] = "undo.asked"
    sort: Literal["void", "refund"]
    receipt: Reference
    satang: Satang
    reason: Name
    date: IsoDate = Field(description="The day it was asked on; a void keeps it")
    shift: Reference
    payee: Note = ""


class UndoConfirmed(Body):
    """A second person agrees, at this desk or another of the branch; the desk of the receipt carries it out."""

    kind: ClassVar[str] = "undo.confirmed"
    asked: Reference
    note: Note = ""


class UndoDropped(Body):
    """The second person did not agree, or whoever asked took it back: the receipt stands."""

    kind: ClassVar[str] = "undo.dropped"
    asked: Reference
    reason: Name


class ReceiptVoided(Body):
    """The receipt is void, its number kept and marked. What it took is given back, or owed where it cannot be now."""

    kind: ClassVar[str] = "receipt.voided"
    receipt: Reference
    reason: Name
    items: Items
    tenders: list[Tender] = Field(min_length=1, max_length=10, description="How it had been paid")
    satang: Satang
    owed_satang: Satang = Field(description="Not given back from the drawer: a refund will pay it")
    rounding_satang: int | None = Field(None, ge=-100, le=100)
    date: IsoDate = Field(description="The day of the receipt, also where it was confirmed later")
    shift: Reference
    asked: Reference | None = None


class RefundApproved(Body):
    """The office owes money back: for a receipt of an earlier shift, a deposit, or what the bank paid too much."""

    kind: ClassVar[str] = "refund.approved"
    receipt: Reference | None = None
    items: list[OrderItem] = Field(
        default=[], max_length=ITEMS_MAX, description="What is taken back; none for money owed"
    )
    satang: Satang
    payee: Name
    reason: Name
    date: IsoDate
    asked: Reference | None = None


class RefundPaid(Body):
    """A refund was paid out: the voucher."""

    kind: ClassVar[str] = "refund.paid"
    refund: Reference
    satang: Satang
    method: Literal["cash", "transfer"]
    reference: Annotated[str, Field(max_length=60)] = ""
    shift: Reference
    date: IsoDate
    signed_by: Name = Field(description="Who signed for the money")


class ChequeBounced(Body):
    """The bank did not honour a cheque: the payer owes the sum again."""

    kind: ClassVar[str] = "cheque.bounced"
    receipt: Reference
    payment: Reference
    place: int = Field(ge=0, le=9, description="Which piece of the payment")
    satang: Satang
    reason: Name
    date: IsoDate
    shift: Reference
    remitted: bool | None = Field(None, description="True where the treasury had it, no longer the office")


class FeeWaived(Body):
    """The fee of a request was waived or lowered, on a ground the law gives."""

    kind: ClassVar[str] = "fee.waived"
    request: Reference
    before_satang: Satang
    satang: Satang = Field(description="What is left to pay")
    ground: Name
    basis: Name = Field(description="Law, regulation or order it rests on")
