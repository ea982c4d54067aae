"""Kinds of printing: which print of a counted paper came out. Receipts have a kind of their own."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from desk.model.kinds.body import Body, Note, Reference

PaperSort = Literal["shift", "hand_over", "remittance", "refund", "safe", "day", "certificate", "copy"]


class PaperPrinted(Body):
    """A paper whose prints are counted came out of a printer: the original, or a copy and why."""

    kind: ClassVar[str] = "paper.printed"
    paper: PaperSort
    of: Reference = Field(description="The line the paper is of")
    copy_number: int = Field(ge=1, le=99)
    reason: Note | None = Field(None, description="Why a copy was printed")
