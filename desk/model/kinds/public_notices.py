"""Kinds of public notices: posted for a time in which anybody may object, and the log of what came in."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from desk.model.kinds.body import Body, IsoDate, Name, Note, Party, Reference


class NoticePosted(Body):
    """A notice hangs from one day to another, both included; objections are taken until the last."""

    kind: ClassVar[str] = "public_notice.posted"
    subject: Name
    text: Note
    place: Name
    request: Reference | None = Field(None, description="The request it was posted for")
    posted: IsoDate
    until: IsoDate
    legal_basis: Annotated[str, Field(max_length=300)] = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until < self.posted:
            raise ValueError("ends before it begins")
        return self


class NoticeObjected(Body):
    """Somebody objected; `late` where the period was over."""

    kind: ClassVar[str] = "public_notice.objected"
    notice: Reference
    objector: Party
    reason: Note = Field(description="The ground")
    date: IsoDate
    late: bool = False


class NoticeLogged(Body):
    """What else belongs in its log: seen hanging, torn off and hung again, a photo taken."""

    kind: ClassVar[str] = "public_notice.logged"
    notice: Reference
    reason: Name


class NoticeEnded(Body):
    """The period is over, or the notice was taken down before: with what result."""

    kind: ClassVar[str] = "public_notice.ended"
    notice: Reference
    result: Literal["no_objection", "objected", "taken_down"]
    reason: Note = ""
    date: IsoDate
