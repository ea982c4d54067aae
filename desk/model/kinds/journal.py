"""Kinds that speak of the journal itself and of who sits at the desk."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from desk.model.kinds.body import Body, Note, OfficerId


class After(BaseModel):
    """The point of the earlier epoch after which a new one continues."""

    model_config = ConfigDict(frozen=True, strict=True, defer_build=True)

    epoch: int = Field(ge=1)
    n: int = Field(ge=0)
    head: str = Field(pattern=r"^[A-Za-z0-9_-]{43}$", description="h(n), base64url")


class JournalOpened(Body):
    """First line of every epoch after the first."""

    kind: ClassVar[str] = "journal.opened"
    after: After
    why: Literal["restore", "rollback", "fork", "enrolment", "unsendable"]


class LineRecovered(Body):
    """A line of an earlier epoch carried over with its old bytes."""

    kind: ClassVar[str] = "line.recovered"
    ref: str = Field(max_length=40)
    line: str = Field(max_length=62_000)
    also: list[str] = Field(default=[], max_length=200, description="names it had before `ref`, oldest first")


class OfficerSignedIn(Body):
    """An officer opened a session at this desk; `second` when beside a running one."""

    kind: ClassVar[str] = "officer.signed_in"
    officer: OfficerId
    roles: list[str] = Field(max_length=20)
    roster_until: int = Field(description="Until when the roster held for this officer, ms")


class OfficerSignedOut(Body):
    """The session ended."""

    kind: ClassVar[str] = "officer.signed_out"
    officer: OfficerId
    why: Note = ""
