"""Kinds of complaints: taken in, forwarded, answered, closed. Who wishes to stay unknown is named nowhere in them."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from desk.model.kinds.body import Body, IsoDate, Name, Note, Party, Reference

Category = Literal["service", "officer", "neighbour", "environment", "public_works", "debt", "benefit", "other"]
Channel = Literal["counter", "telephone", "letter", "online", "box"]


class ComplaintReceived(Body):
    """Somebody complained; `complainant` is absent where they wish to stay unknown."""

    kind: ClassVar[str] = "complaint.received"
    category: Category
    channel: Channel
    anonymous: bool
    complainant: Party | None = None
    phone: Annotated[str, Field(max_length=20)] | None = None
    subject: Name
    text: Note
    place: Annotated[str, Field(max_length=200)] = ""
    due: IsoDate | None = Field(None, description="By when the office owes an answer; absent where none was set")
    track: str = Field(pattern=r"^[0-9A-Z]{8,32}$", description="Code with which an unknown complainant may ask")

    @model_validator(mode="after")
    def _unknown_is_unknown(self) -> Self:
        if self.anonymous and (self.complainant is not None or self.phone is not None):
            raise ValueError("an anonymous complaint names nobody")
        return self


class ComplaintForwarded(Body):
    """Another office has to answer."""

    kind: ClassVar[str] = "complaint.forwarded"
    complaint: Reference
    agency: Name
    letter: Annotated[str, Field(max_length=60)] = ""
    due: IsoDate | None = None
    reason: Note = ""


class ComplaintAnswered(Body):
    """What was found and told; with `final` the matter is closed."""

    kind: ClassVar[str] = "complaint.answered"
    complaint: Reference
    reason: Note = Field(description="The answer")
    final: bool = True


class ComplaintReopened(Body):
    """The complainant is not content, or something new was heard."""

    kind: ClassVar[str] = "complaint.reopened"
    complaint: Reference
    reason: Name
    due: IsoDate | None = None
