"""Kinds of the drawer and of the day."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from desk.model.kinds.body import SATANG_MAX, Body, Counts, IsoDate, Name, Note, OfficerId, Reference, Satang

Difference = Annotated[int, Field(ge=-SATANG_MAX, le=SATANG_MAX, description="Counted minus expected, satang")]


class ShiftOpened(Body):
    """One drawer in one cashier's charge, with its counted float."""

    kind: ClassVar[str] = "shift.opened"
    drawer: Annotated[str, Field(min_length=1, max_length=20)]
    cashier: OfficerId
    float_counts: Counts
    float_satang: Satang
    date: IsoDate
    late: bool | None = Field(None, description="True for a drawer of a day already signed")


class ShiftHandedOver(Body):
    """Another cashier counted the drawer over."""

    kind: ClassVar[str] = "shift.handed_over"
    shift: Reference
    cashier: OfficerId
    counts: Counts
    counted_satang: Satang
    expected_satang: Satang
    difference_satang: Difference


class ShiftClosed(Body):
    """The drawer was counted and closed; over and short are recorded, never adjusted away."""

    kind: ClassVar[str] = "shift.closed"
    shift: Reference
    date: IsoDate = Field(description="The shift's own date, also when closed on a later day")
    counts: Counts
    counted_satang: Satang
    expected_satang: Satang
    difference_satang: Difference
    float_satang: Satang = Field(description="Change money in it, which goes back to its keeper")
    z: int = Field(ge=1, le=9_999_999, description="Running number of closed shifts of this desk")
    note: Note = ""


class BookUse(BaseModel):
    """Numbers of one receipt book used that day."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, defer_build=True)

    book: Annotated[str, Field(max_length=20)]
    first: int
    last: int
    count: int
    voided: int = 0
    satang: Satang = 0


class Sum(BaseModel):
    """One sum of the sheet by its name."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, defer_build=True)

    name: Annotated[str, Field(max_length=60)]
    satang: Difference


class DayClosed(Body):
    """The supervisor signed the day off: cash, receipt numbers, what the centre acknowledged, what waits."""

    kind: ClassVar[str] = "day.closed"
    date: IsoDate
    shifts: list[Reference] = Field(max_length=100)
    cash_satang: Satang
    qr_satang: Satang
    receipts: list[BookUse] = Field(max_length=50)
    money: list[Sum] = Field(default=[], max_length=20, description="Money taken by kind, beside cash and QR")
    acknowledged: int = Field(ge=0, description="Through which own line the centre had acknowledged")
    head: str = Field(default="", pattern=r"^([0-9a-f]{64})?$", description="h(acknowledged)")
    acked_receipts: int = Field(default=0, ge=0, description="Receipts of the day the centre had acknowledged")
    acked_satang: Satang = 0
    unsent: int = Field(ge=0)
    unsent_refs: list[Reference] = Field(max_length=200)
    waiting_for_bank: list[Reference] = Field(max_length=200)
    in_review: list[Reference] = Field(max_length=200)
    asked: list[Reference] = Field(default=[], max_length=200, description="Voids and refunds nobody confirmed yet")
    to_sign: list[Reference] = Field(default=[], max_length=200, description="Requests that wait for the registrar")
    owed: list[Reference] = Field(default=[], max_length=200, description="Refunds approved and not paid")
    late: list[Reference] = Field(default=[], max_length=200, description="Items of days signed before")
    safe_unchecked: bool | None = Field(None, description="True where money lay in the safe and nobody counted it")
    difference_satang: Difference
    explanation: Annotated[str, Field(max_length=500)] = ""
    signed_by: list[Name] = Field(max_length=4)
