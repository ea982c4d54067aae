"""Kinds of money: payment orders, payments, receipts."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from desk.model.kinds.body import Body, IsoDate, Name, Party, Reference, Satang

Method = Literal["cash", "qr"]


class OrderItem(BaseModel):
    """One thing to be paid: a request and its fee."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, defer_build=True)

    request: Reference
    label: Name
    satang: Satang


class OrderOpened(Body):
    """The basket as one payment order; its reference is ref1 of a bill payment."""

    kind: ClassVar[str] = "order.opened"
    items: list[OrderItem] = Field(min_length=1, max_length=50)
    satang: Satang
    payer: Party
    method: Method
    shift: Reference
    visit: Reference | None = None


class OrderCancelled(Body):
    """Not paid and no longer asked for (the QR was not used)."""

    kind: ClassVar[str] = "order.cancelled"
    order: Reference
    reason: Name


class PaymentTaken(Body):
    """Money came in: cash into the drawer, or the bank's word that the bill was paid."""

    kind: ClassVar[str] = "payment.taken"
    order: Reference
    method: Method
    satang: Satang
    tendered_satang: Satang
    change_satang: Satang
    shift: Reference
    bank_ref: Annotated[str, Field(max_length=60)] | None = None


class ReceiptIssued(Body):
    """An official receipt with its number out of a leased book."""

    kind: ClassVar[str] = "receipt.issued"
    book: Annotated[str, Field(min_length=1, max_length=20)]
    number: int = Field(ge=1, le=9_999_999)
    fiscal_year: int = Field(ge=2500, le=2700, description="Buddhist Era")
    order: Reference
    payment: Reference
    payer: Party
    items: list[OrderItem] = Field(min_length=1, max_length=50)
    satang: Satang
    date: IsoDate
    shift: Reference


class ReceiptPrinted(Body):
    """What became of the paper: printed, or the officer's answer after a crash."""

    kind: ClassVar[str] = "receipt.printed"
    receipt: Reference
    result: Literal["printed", "found_printed", "not_printed"]
    copy_number: int = Field(ge=1, le=99)
