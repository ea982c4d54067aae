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
    note: Note = ""


class BookUse(BaseModel):
    """Numbers of one receipt book used that day."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, defer_build=True)

    book: Annotated[str, Field(max_length=20)]
    first: int
    last: int
    count: int


class DayClosed(Body):
    """The supervisor signed the day off: cash, receipt numbers, what the centre acknowledged, what waits."""

    kind: ClassVar[str] = "day.closed"
    date: IsoDate
    shifts: list[Reference] = Field(max_length=100)
    cash_satang: Satang
    qr_satang: Satang
    receipts: list[BookUse] = Field(max_length=50)
    acknowledged: int = Field(ge=0, description="Through which own line the centre had acknowledged")
    unsent: int = Field(ge=0)
    unsent_refs: list[Reference] = Field(max_length=200)
    waiting_for_bank: list[Reference] = Field(max_length=200)
    in_review: list[Reference] = Field(max_length=200)
    difference_satang: Difference
    explanation: Annotated[str, Field(max_length=500)] = ""
    signed_by: list[Name] = Field(max_length=4)
