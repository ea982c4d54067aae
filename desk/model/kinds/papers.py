"""Kinds of what is told the citizen in writing about a request: papers asked for, why it takes longer."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from desk.model.kinds.body import Body, IsoDate, Name, Note, Reference


class PapersAsked(Body):
    """The slip of missing papers was made out for both to sign. The law lets an office ask once."""

    kind: ClassVar[str] = "request.papers_asked"
    request: Reference
    papers: list[Annotated[str, Field(max_length=40)]] = Field(max_length=50, description="Codes of the checklist")
    more: Note = Field("", description="What is asked for beside the checklist")
    until: IsoDate | None = Field(None, description="By when the citizen brings them")
    reason: Note = Field("", description="Why it is asked a second time; a supervisor's")


class DelayTold(Body):
    """The citizen was told in writing why the request is late; again every seven days until it is decided."""

    kind: ClassVar[str] = "request.delay_told"
    request: Reference
    reason: Name
    expected: IsoDate | None = None


class AgencyAnswered(Body):
    """Another agency answered what the office had asked of it for a request taken in before."""

    kind: ClassVar[str] = "request.agency_answered"
    request: Reference
    paper: str = Field(max_length=40, description="Code of the checklist")
    proof: Annotated[str, Field(min_length=1, max_length=120)] = Field(description="Number of the letter, or reference")
