"""Kinds of money: payment orders, payments, receipts."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from desk.model.kinds.body import SATANG_MAX, Body, IsoDate, Name, Note, Party, Reference, Satang

TenderMethod = Literal["cash", "qr", "card", "transfer", "cheque", "deposit"]
Method = Literal["cash", "qr", "card", "transfer", "cheque", "deposit", "mixed"]
Account = Annotated[
    str,
    Field(
        pattern=r"^(fee|local|tax|surcharge|fine|deposit)(\.[A-Z0-9-]{1,30})?$", description="What it is credited to"
    ),
]
ITEMS_MAX = 150  # three for each of fifty requests: a tax, filed late, paid late
Signed = Annotated[int, Field(ge=-SATANG_MAX, le=SATANG_MAX, description="Satang, either way")]
BankText = Annotated[str, Field(max_length=60)]


class OrderItem(BaseModel):
    """One thing to be paid: a request and its fee."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, defer_build=True)

    request: Reference
    label: Name
    satang: Satang
    account: Account = "fee"
    part: bool | None = Field(None, description="True where more of the fee is to be paid later")


class Tender(BaseModel):
    """One piece of a payment: how, how much, and by which paper of the bank's."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, defer_build=True)

    method: TenderMethod
    satang: Satang
    reference: BankText = ""
    bank: BankText = ""
    dated: IsoDate | None = Field(None, description="The date on a cheque")
    account: Account | None = Field(None, description="Of a deposit: what holds it; `reference` its receipt")


class OrderOpened(Body):
    """The basket as one payment order; its reference is ref1 of a bill payment."""

    kind: ClassVar[str] = "order.opened"
    items: list[OrderItem] = Field(min_length=1, max_length=ITEMS_MAX)
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
    """Money came in: cash into the drawer, the bank's word that the bill was paid, a card, a transfer, a cheque.

    `tenders` only where it is not one sum of cash or one bill: together they are `satang`. What the bank paid beyond
    it and what cash was rounded by stand beside it.
    """

    kind: ClassVar[str] = "payment.taken"
    order: Reference
    method: Method
    satang: Satang
    tendered_satang: Satang
    change_satang: Satang
    shift: Reference
    bank_ref: BankText | None = None
    tenders: list[Tender] | None = Field(None, min_length=1, max_length=10)
    surplus_satang: Satang | None = Field(None, description="Paid by the bank beyond the order; owed to the payer")
    rounding_satang: Signed | None = Field(None, description="Cash kept beyond the sum, by the office's rounding")


class ReceiptIssued(Body):
    """An official receipt with its number out of a leased book."""

    kind: ClassVar[str] = "receipt.issued"
    book: Annotated[str, Field(min_length=1, max_length=20)]
    number: int = Field(ge=1, le=9_999_999)
    fiscal_year: int = Field(ge=2500, le=2700, description="Buddhist Era")
    order: Reference
    payment: Reference
    payer: Party
    items: list[OrderItem] = Field(min_length=1, max_length=ITEMS_MAX)
    satang: Satang
    date: IsoDate
    shift: Reference
    replaces: Reference | None = Field(None, description="The voided receipt it corrects")
    late: bool | None = Field(None, description="True for an item of a day already signed")


class ReceiptWritten(Body):
    """A receipt written by hand from a paper book while the desk was dead, entered afterwards: payment and receipt."""

    kind: ClassVar[str] = "receipt.written"
    book: Annotated[str, Field(min_length=1, max_length=20)]
    number: int = Field(ge=1, le=9_999_999)
    fiscal_year: int = Field(ge=2500, le=2700, description="Buddhist Era")
    payer: Party
    items: list[OrderItem] = Field(min_length=1, max_length=ITEMS_MAX)
    satang: Satang
    date: IsoDate = Field(description="The day on the paper; the receipt closes with it")
    time: str = Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description="The hour on the paper")
    written_by: Name
    shift: Reference = Field(description="The drawer the cash was put into when it was entered")
    late: bool | None = None


class ReceiptPrinted(Body):
    """What became of the paper: printed, or the officer's answer after a crash."""

    kind: ClassVar[str] = "receipt.printed"
    receipt: Reference
    result: Literal["printed", "found_printed", "not_printed"]
    copy_number: int = Field(ge=1, le=99)
    reason: Note | None = Field(None, description="Why a copy was printed")


class SettlementPlaced(Body):
    """A sum of the bank's that no receipt took up whole got its place."""

    kind: ClassVar[str] = "settlement.placed"
    ref1: Annotated[str, Field(max_length=20)]
    bank_ref: BankText
    satang: Satang
    sort: Literal["short", "over", "late", "twice", "unknown"]
    place: Literal["payment", "owed", "suspense"] = Field(description="Taken up by a receipt, owed to the payer, kept")
    date: IsoDate
    reason: Name
