"""Kinds of reviewing: taking up, asking, endorsing, signing, handing a request to somebody else; what a supervisor
looked at afterwards; the day signed off and handed over."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from desk.model.kinds.body import Body, IsoDate, Name, Note, OfficerId, Reference

Shown = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="Hash of what stood on the screen")]
RiskCode = Literal[
    "void_near_close",
    "reprint",
    "own_record",
    "family_record",
    "looked_without_request",
    "edited_after_payment",
    "same_person",
    "long_offline",
    "random_sample",
]


class RequestTakenUp(Body):
    """A supervisor took the request up: colleagues see who is at it."""

    kind: ClassVar[str] = "request.taken_up"
    request: Reference
    shown: Shown


class RequestAsked(Body):
    """A question to the counter; the request stays where it is."""

    kind: ClassVar[str] = "request.asked"
    request: Reference
    reason: Name = Field(description="The question")
    shown: Shown


class RequestAnswered(Body):
    """The counter's answer to a question."""

    kind: ClassVar[str] = "request.answered"
    request: Reference
    asked: Reference = Field(description="The line with the question")
    reason: Name = Field(description="The answer")
    shown: Shown | None = None


class RequestEndorsed(Body):
    """A supervisor found it in order and puts it before the registrar."""

    kind: ClassVar[str] = "request.endorsed"
    request: Reference
    shown: Shown
    note: Note = ""


class RequestSigned(Body):
    """The registrar signed what a supervisor had endorsed: the request is approved."""

    kind: ClassVar[str] = "request.signed"
    request: Reference
    shown: Shown
    note: Note = ""


class RequestReassigned(Body):
    """Another officer is in charge at the counter; what the one before has not sent yet becomes a proposal."""

    kind: ClassVar[str] = "request.reassigned"
    request: Reference
    to: OfficerId
    reason: Name
    shown: Shown


class ProposalSetAside(Body):
    """A proposal (somebody's work that came too late) was looked at and is not used; it stays in the journal."""

    kind: ClassVar[str] = "request.proposal_set_aside"
    request: Reference
    proposal: Reference
    reason: Name


class ReviewChecked(Body):
    """A supervisor looked at something that was done without them, for the reasons named, and said what it is."""

    kind: ClassVar[str] = "review.checked"
    subject: Reference
    reasons: list[RiskCode] = Field(max_length=12)
    result: Literal["in_order", "follow_up"]
    note: Note = ""
    shown: Shown


class DayReviewed(Body):
    """A supervisor looked at the day's figures and signed them."""

    kind: ClassVar[str] = "day.reviewed"
    date: IsoDate
    figures: dict[Annotated[str, Field(max_length=40)], int] = Field(max_length=60, description="Counts and seconds")
    overdue: list[Reference] = Field(max_length=200)
    asked: list[Reference] = Field(max_length=200, description="Acts that still wait for a second person")
    note: Note = ""
    shown: Shown


class HandoverWritten(Body):
    """A card from one shift to the next: what is under way, and what must not be forgotten."""

    kind: ClassVar[str] = "handover.written"
    date: IsoDate
    to: OfficerId | None = None
    note: Name
    open_requests: list[Reference] = Field(max_length=200)
    open_tickets: int = Field(ge=0, le=10_000)
    asked: list[Reference] = Field(max_length=200)


class HandoverTaken(Body):
    """The next shift read the card and takes over."""

    kind: ClassVar[str] = "handover.taken"
    handover: Reference


class DraftHandedOver(Body):
    """Whoever reviews gave a form that was being typed to another officer; nothing of what stands in it is said."""

    kind: ClassVar[str] = "draft.handed_over"
    service: str | None = Field(None, max_length=40, description="Absent where a request is being brought back")
    request: Reference | None = None
    of: OfficerId
    to: OfficerId
    reason: Name
