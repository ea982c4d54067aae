"""Kinds of a visit: the purpose asked once, each record looked at, what of it was uncovered, who allowed more looks."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from desk.model.kinds.body import Body, Name, Reference

Purpose = Literal["request", "enquiry", "payment", "correction", "official_duty"]
FoundBy = Literal["name", "number", "card", "document", "paper", "household", "centre"]
"""How somebody was found: by name, a typed number, their card read, a scanned document, a paper of theirs, through
their household, or asked at the centre."""
ConfirmedBy = Literal["name", "birth_year", "card", "document"]
Maskable = Literal["pin", "birth", "phone", "parents", "card", "address"]
MORE_LOOKS_MAX = 500


class VisitOpened(Body):
    """Somebody came to the counter; the purpose is asked once a visit."""

    kind: ClassVar[str] = "visit.opened"
    purpose: Purpose
    ticket: Reference | None = Field(None, description="The queue ticket with which they came")


class VisitClosed(Body):
    """The visit ended."""

    kind: ClassVar[str] = "visit.closed"
    visit: Reference


class Asked(BaseModel):
    """What the centre's registry is asked for."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, defer_build=True)

    by: Literal["pin", "name", "house", "passport"]
    value: Annotated[str, Field(min_length=1, max_length=100)]


class RecordViewed(Body):
    """An officer opened a record: whose, for which purpose, how old it was. Or asked the centre for one
    (`question`):
    then it is written before anybody knows who is found."""

    kind: ClassVar[str] = "record.viewed"
    citizen: Annotated[str, Field(pattern=r"^[0-9]{13}$")] | None = None
    name: Name | None = None
    visit: Reference | None = None
    purpose: Purpose
    source: Literal["copy", "centre"] = "copy"
    as_of: int = Field(ge=0, description="How fresh the record was, ms; 0 where the centre is still to be asked")
    found_by: FoundBy | None = None
    confirmed: ConfirmedBy | None = Field(None, description="What confirmed that a typed number is this person's")
    question: Asked | None = None

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if self.citizen is None and self.question is None:
            raise ValueError("neither a citizen nor a question")
        return self


class RecordRevealed(Body):
    """Fields hidden by policy were shown; whose they are the look says."""

    kind: ClassVar[str] = "record.revealed"
    viewed: Reference
    fields: Annotated[list[Maskable], Field(min_length=1, max_length=10)]


class LooksExtended(Body):
    """A second person allowed an officer more looks within the hour than the policy does."""

    kind: ClassVar[str] = "looks.extended"
    more: int = Field(ge=1, le=MORE_LOOKS_MAX)
    reason: Name
