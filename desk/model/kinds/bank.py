"""Kinds of the bank: what its file said, where no centre tells it."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from desk.model.kinds.body import Body, Reference, Satang


class BankSum(BaseModel):
    """One sum as the bank tells it; `at` ms."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, defer_build=True)

    ref1: Annotated[str, Field(pattern=r"^[A-Z0-9]{1,20}$")]
    satang: Satang
    at: int = Field(ge=0)
    bank_ref: Annotated[str, Field(min_length=1, max_length=60)]


class SettlementRead(Body):
    """Sums an officer took over from the bank's file: the same word of the bank as `payment.settled` of the feed."""

    kind: ClassVar[str] = "settlement.read"
    file: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    sums: list[BankSum] = Field(min_length=1, max_length=100)


class SlipSeen(Body):
    """The payer showed the slip of a transfer: bank and reference as its code claims them. It proves nothing."""

    kind: ClassVar[str] = "slip.seen"
    order: Reference
    bank: Annotated[str, Field(max_length=10, description="Three digits; empty where the slip names none")]
    reference: Annotated[str, Field(min_length=1, max_length=99)]
