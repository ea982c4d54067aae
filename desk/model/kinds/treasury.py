"""Kinds of cash between drawer, safe and treasury, and of numbers no receipt will use."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from desk.model.kinds.body import SATANG_MAX, Body, Counts, IsoDate, Name, Note, Reference, Satang

Difference = Annotated[int, Field(ge=-SATANG_MAX, le=SATANG_MAX, description="Counted minus expected, satang")]


class CashMoved(Body):
    """Cash went into or out of a drawer without a receipt: more change, petty cash, a drop to the safe."""

    kind: ClassVar[str] = "cash.moved"
    shift: Reference
    way: Literal["paid_in", "paid_out", "dropped"]
    satang: Satang
    counts: Counts | None = None
    reason: Name
    date: IsoDate


class SafeChecked(Body):
    """The safe was counted, as every morning before the first drawer: over and short are recorded."""

    kind: ClassVar[str] = "safe.checked"
    date: IsoDate
    counts: Counts
    counted_satang: Satang
    expected_satang: Satang
    difference_satang: Difference
    note: Note = ""


class RemittanceMade(Body):
    """Revenue left the safe for the treasury or the finance officer, signed for by who received it."""

    kind: ClassVar[str] = "remittance.made"
    date: IsoDate
    cash_satang: Satang
    cheques_satang: Satang
    since: IsoDate = Field(description="The oldest day of the money remitted")
    due: IsoDate | None = Field(None, description="By when it had to go, where the rule named a day")
    received_by: Name
    note: Note = ""


class NumbersEnded(Body):
    """Numbers of a book that no receipt will use: returned unused, lost, or spoiled on paper."""

    kind: ClassVar[str] = "numbers.ended"
    book: Annotated[str, Field(min_length=1, max_length=20)]
    fiscal_year: int = Field(ge=2500, le=2700, description="Buddhist Era")
    first: int = Field(ge=1, le=9_999_999)
    last: int = Field(ge=1, le=9_999_999)
    fate: Literal["returned", "lost", "cancelled"]
    reason: Name
    date: IsoDate


class DayCountersigned(Body):
    """A second person signed the sheet of a closed day."""

    kind: ClassVar[str] = "day.countersigned"
    day: Reference
    date: IsoDate
