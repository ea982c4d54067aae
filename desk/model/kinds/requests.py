"""Kinds of a service request's life."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from desk.model.kinds.body import Acting, Body, IsoDate, Name, Note, Party, Reference, Satang

SHOWN = r"^[0-9a-f]{64}$"
"""A hash of what stood on the screen when the act was done."""
Scalar = Annotated[str, Field(max_length=2000)] | int | bool
Row = dict[Annotated[str, Field(max_length=60)], Scalar]
FieldValue = Scalar | Annotated[list[Row], Field(max_length=20)] | None
HowShown = Literal["seen", "scan", "registry", "agency", "agency_asked", "not_needed", "missing"]


class PaperShown(BaseModel):
    """One paper of the checklist and how it was satisfied; a `missing` one keeps the request waiting.

    `agency`: another agency answered, `proof` is the answer's number; `agency_asked`: the office asks it, the citizen
    is not held up; `scan`: `proof` is the file's SHA-256. `instead` names the alternative that was shown.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, defer_build=True)

    paper: Annotated[str, Field(max_length=40)]
    how: HowShown
    instead: Annotated[str, Field(max_length=40)] | None = None
    proof: Annotated[str, Field(max_length=120)] | None = None


class RequestSubmitted(Body):
    """A request was taken in at the counter."""

    kind: ClassVar[str] = "request.submitted"
    service: str = Field(max_length=40)
    service_from: IsoDate = Field(description="Which version of the service definition was used")
    applicant: Party
    concerns: Party
    acting: Acting | None = None
    form: dict[Annotated[str, Field(max_length=60)], FieldValue] = Field(max_length=100)
    papers: list[PaperShown] = Field(max_length=50)
    fee_satang: Satang | None = Field(None, description="Absent while the office has not configured the fee")
    due: IsoDate | None = None
    visit: Reference | None = None
    decided_by: Literal["counter", "supervisor", "registrar"]
    track: str = Field(pattern=r"^[0-9A-Z]{8,32}$", description="Random code with which the citizen may track it")


class RequestResubmitted(Body):
    """A returned request, or one that waited for papers, comes back with what was asked for."""

    kind: ClassVar[str] = "request.resubmitted"
    request: Reference
    form: dict[Annotated[str, Field(max_length=60)], FieldValue] = Field(max_length=100)
    papers: list[PaperShown] = Field(max_length=50)
    decided_by: Literal["counter", "supervisor", "registrar"]
    note: Note = ""
    proposal: Reference | None = Field(None, description="Work of a colleague, come too late, that this one takes over")
    shown: str | None = Field(None, pattern=SHOWN)


class RequestRepriced(Body):
    """The fee changed between opening and paying; the officer told the citizen."""

    kind: ClassVar[str] = "request.repriced"
    request: Reference
    before_satang: Satang | None = None
    fee_satang: Satang
    service_from: IsoDate


class RequestApproved(Body):
    """A supervisor approved; `shown` is the hash of what was on the screen."""

    kind: ClassVar[str] = "request.approved"
    request: Reference
    shown: str = Field(pattern=SHOWN)
    note: Note = ""


class RequestReturned(Body):
    """A supervisor sent it back, with the reason the citizen will hear."""

    kind: ClassVar[str] = "request.returned"
    request: Reference
    reason: Name
    shown: str = Field(pattern=SHOWN)


class RequestRefused(Body):
    """A supervisor refused, with the reason."""

    kind: ClassVar[str] = "request.refused"
    request: Reference
    reason: Name
    shown: str = Field(pattern=SHOWN)


class RequestWithdrawn(Body):
    """The citizen withdrew."""

    kind: ClassVar[str] = "request.withdrawn"
    request: Reference
    reason: Name
    shown: str | None = Field(None, pattern=SHOWN)


class RequestDone(Body):
    """Finished: handed over at the counter."""

    kind: ClassVar[str] = "request.done"
    request: Reference
    shown: str | None = Field(None, pattern=SHOWN)
