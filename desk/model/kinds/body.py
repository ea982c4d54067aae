"""What the bodies of all kinds share: strictness, limits, parties, references."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

SATANG_MAX = 10_000_000_00  # ten million baht: no counter act moves more

Satang = Annotated[int, Field(ge=0, le=SATANG_MAX, description="Money in integer satang")]
Reference = Annotated[str, Field(pattern=r"^[0-9]{1,8}[A-Z]{1,4}(\.[1-9][0-9]{0,8})?-[1-9][0-9]{0,15}$")]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Note = Annotated[str, Field(max_length=2000)]


def _a_day(text: str) -> str:
    date.fromisoformat(text)  # ValueError: a day no calendar has would stop whoever reads the row
    return text


IsoDate = Annotated[
    str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="ISO date, Gregorian"), AfterValidator(_a_day)
]
OfficerId = Annotated[str, Field(pattern=r"^[A-Za-z0-9._]{1,32}$")]
Counts = Annotated[
    dict[Annotated[str, Field(pattern=r"^[0-9]{1,6}$")], Annotated[int, Field(ge=0, le=100_000)]],
    Field(max_length=20, description="Pieces by denomination; keys are satang"),
]
IdentityShown = Literal["card_read", "card_seen", "thaid", "other_paper", "vouched", "not_shown"]


class Body(BaseModel):
    """Body of one kind. Members unknown to this version are ignored on reading, so that newer desks can be read."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, defer_build=True)
    kind: ClassVar[str]

    def members(self) -> dict[str, Any]:
        """The body as it goes into a line: members without a value are left out."""
        return self.model_dump(mode="json", exclude_none=True)


class Party(BaseModel):
    """Somebody a line speaks of; may be outside the registry."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, defer_build=True)

    kind: Literal["citizen", "person", "foreigner", "company", "newborn", "agency", "officer"]
    name: Name
    number: Annotated[str, Field(max_length=20)] | None = Field(
        None, description="PIN of a citizen, passport of a foreigner, juristic number of a company"
    )
    address: Note | None = None
    identity: IdentityShown = "not_shown"


class Acting(BaseModel):
    """One who acts for the applicant, by a paper that was seen."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, defer_build=True)

    party: Party
    paper: Name
