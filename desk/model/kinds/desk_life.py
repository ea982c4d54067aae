"""Kinds that speak of the desk itself: what was looked at after a rollback, what answers a line the centre did not
simply apply, how far the clock was off, and the end of a desk."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from desk.model.kinds.body import Body, Name, Note, Reference

ReceiptNumber = Annotated[str, Field(pattern=r"^[^\x00-\x1f]{1,20}/[0-9]{1,7}$", description="book/number")]


class RecoverySeen(Body):
    """A supervisor looked at what a new epoch carried over and which receipt numbers may exist twice on paper."""

    kind: ClassVar[str] = "recovery.seen"
    epoch: int = Field(ge=2)
    receipts: list[ReceiptNumber] = Field(max_length=500)
    note: Note = ""


class TroubleAnswered(Body):
    """What became of a line the centre refused or found in conflict: sent anew as another act, or settled by hand."""

    kind: ClassVar[str] = "trouble.answered"
    ref: Reference = Field(description="the line that was refused or is in conflict")
    how: Literal["resent", "settled"]
    by: Reference | None = Field(None, description="the new act, where it was sent anew")
    note: Note = ""


class ClockCorrected(Body):
    """A contact showed how far the clock had been off while these lines of this epoch were written."""

    kind: ClassVar[str] = "clock.corrected"
    first: int = Field(ge=1)
    last: int = Field(ge=1)
    offset_ms: int = Field(ge=-(2**52), le=2**52, description="to be added to `t` of those lines")
    round_trip_ms: int = Field(ge=0, le=600_000)


class DeskRetiring(Body):
    """A supervisor ended the taking of new work at this desk; what is begun may be finished."""

    kind: ClassVar[str] = "desk.retiring"
    why: Literal["moved", "replaced", "merged", "closed"]
    to: Name = Field(description="office or machine that goes on with the work")


class DeskKept(Body):
    """The supervisor took that back: the desk goes on."""

    kind: ClassVar[str] = "desk.kept"
    note: Name


class DeskRetired(Body):
    """The last line of a desk: everything before it is proven to be at the centre and decided."""

    kind: ClassVar[str] = "desk.retired"
    why: Literal["moved", "replaced", "merged", "closed"]
    to: Name
    through: int = Field(ge=0, description="last own line the centre had signed for")
    head: str = Field(pattern=r"^[A-Za-z0-9_-]{43}$", description="h(through), base64url")
    receipts: list[ReceiptNumber] = Field(max_length=50, description="last number used of each book")
