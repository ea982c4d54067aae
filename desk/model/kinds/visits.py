"""Kinds of a visit: the purpose asked once, and each record looked at."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from desk.model.kinds.body import Body, Name, Reference

Purpose = Literal["request", "enquiry", "payment", "correction", "official_duty"]


class VisitOpened(Body):
    """Somebody came to the counter; the purpose is asked once a visit."""

    kind: ClassVar[str] = "visit.opened"
    purpose: Purpose
    ticket: Reference | None = Field(None, description="The queue ticket with which they came")


class VisitClosed(Body):
    """The visit ended."""

    kind: ClassVar[str] = "visit.closed"
    visit: Reference


class RecordViewed(Body):
    """An officer opened a record: whose, for which purpose, how old the copy was."""

    kind: ClassVar[str] = "record.viewed"
    citizen: str = Field(pattern=r"^[0-9]{13}$")
    name: Name
    visit: Reference | None = None
    purpose: Purpose
    source: Literal["copy", "centre"] = "copy"
    as_of: int = Field(ge=0, description="How fresh the record was, ms")
