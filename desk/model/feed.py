"""Bodies of feed lines: what the centre says to a branch (protocol section 5)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from desk.model.kinds.body import IsoDate, Name, Note, OfficerId, Satang

Pin = Annotated[str, Field(pattern=r"^[0-9]{13}$")]
HouseCode = Annotated[str, Field(pattern=r"^[0-9]{11}$")]


class FeedBody(BaseModel):
    """Body of a feed line; members unknown to this version are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, defer_build=True)


class Former(FeedBody):
    """What held until a day: an earlier name, or an earlier address."""

    until: IsoDate
    name: Annotated[str, Field(max_length=400)] = ""
    address: Annotated[str, Field(max_length=400)] = ""


class CitizenPut(FeedBody):
    """A registry record. A birth is a year (BE, as recorded) with month and day only where known."""

    pin: Pin
    version: int = Field(ge=1)
    title: Annotated[str, Field(max_length=60)] = ""
    given: Name
    middle: Annotated[str, Field(max_length=200)] = ""
    family: Annotated[str, Field(max_length=200)] = ""
    given_en: Annotated[str, Field(max_length=200)] = ""
    family_en: Annotated[str, Field(max_length=200)] = ""
    sex: Literal["m", "f", "u"] = "u"
    born_year: int | None = Field(None, ge=2300, le=2700, description="Buddhist Era, as recorded")
    born_month: int | None = Field(None, ge=1, le=12)
    born_day: int | None = Field(None, ge=1, le=31)
    nationality: Annotated[str, Field(max_length=60)] = "ไทย"
    house: HouseCode | None = None
    role: Annotated[str, Field(max_length=60)] = ""  # head, spouse, child ... of the household
    father: Pin | None = None
    mother: Pin | None = None
    status: Literal["alive", "deceased", "moved_out", "suspended", "merged"] = "alive"
    died: IsoDate | None = None
    merged_into: Pin | None = None
    phone: Annotated[str, Field(max_length=20)] = ""
    card_expires: IsoDate | None = None
    past: Annotated[list[Former], Field(max_length=40)] | None = None


class CitizenDrop(FeedBody):
    """The record left this branch's copy."""

    pin: Pin
    version: int


class HouseholdPut(FeedBody):
    """A house of the registry."""

    house: HouseCode
    version: int = Field(ge=1)
    number: Annotated[str, Field(max_length=60)]
    moo: Annotated[str, Field(max_length=20)] = ""
    road: Annotated[str, Field(max_length=120)] = ""
    subdistrict: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    tambon: Name
    amphoe: Name
    province: Name
    postcode: Annotated[str, Field(pattern=r"^[0-9]{5}$")]


class HouseholdDrop(FeedBody):
    """The house left this branch's copy."""

    house: HouseCode
    version: int


class Columns(FeedBody):
    """Many puts at once: one list per member, sorted by number, up to 10,000 rows."""

    count: int = Field(ge=0, le=10_000)
    columns: dict[str, list[Any]]


class Applied(FeedBody):
    """Adjudicated through this line."""

    desk: str
    epoch: int
    through: int


class Outcome(FeedBody):
    """What the centre decided on one line; the latest counts."""

    ref: str
    result: Literal["waiting", "conflict", "refused", "applied"]
    code: Annotated[str, Field(max_length=40)] = ""
    detail: Note = ""
    fields: dict[str, Any] = Field(default_factory=dict)


class FellowLine(FeedBody):
    """A line of one of the branch's journals."""

    desk: str
    epoch: int
    line: str


class PaymentSettled(FeedBody):
    """The bank's word: the bill `ref1` was paid."""

    ref1: Annotated[str, Field(pattern=r"^[A-Z0-9]{1,20}$")]
    satang: Satang
    at: int
    bank_ref: Annotated[str, Field(max_length=60)]


class OfficerPut(FeedBody):
    """One officer of the roster; `verifier` is an argon2id string, never a passphrase."""

    officer: OfficerId
    name_th: Name
    name_en: Name
    roles: list[str]
    verifier: Annotated[str, Field(max_length=200)]
    valid_until: int = Field(description="ms")
    pin: Pin | None = None


class OfficerDrop(FeedBody):
    """The officer left the branch."""

    officer: OfficerId


class BookLeased(FeedBody):
    """A range of receipt numbers lent to one desk for one fiscal year (BE)."""

    book: Annotated[str, Field(min_length=1, max_length=20)]
    fiscal_year: int
    desk: str
    epoch: int
    first: int = Field(ge=1)
    last: int


class BookClosed(FeedBody):
    """The book takes no more numbers."""

    book: str
    fiscal_year: int
    desk: str
    epoch: int


class CataloguePut(FeedBody):
    """A service definition, as the catalogue's own model writes it in JSON."""

    service: dict[str, Any]


class PolicyPut(FeedBody):
    """One policy value the desk works by."""

    name: Annotated[str, Field(max_length=60)]
    value: int | str | bool | list[str]


class HolidayPut(FeedBody):
    """A holiday added or, with `working`, taken away."""

    date: IsoDate
    name_th: Name
    name_en: Name = "Holiday"
    working: bool = False


class ReferencePut(FeedBody):
    """Other data by name: office names, biller, addresses."""

    name: Annotated[str, Field(max_length=60)]
    value: Any


class KeyPut(FeedBody):
    """A public key of a fellow desk, hub or the centre's next one."""

    owner: Name
    key: str
    public_key: str
    address: str | None = None
    certificate: str | None = None


class DeskRevoked(FeedBody):
    """A desk may speak no more."""

    desk: str
    key: str


class Notice(FeedBody):
    """Words to the people of the branch."""

    th: Note
    en: Note = ""
    at: int = 0


FEED_KINDS: dict[str, type[FeedBody]] = {
    "citizen.put": CitizenPut,
    "citizen.drop": CitizenDrop,
    "citizen.columns": Columns,
    "household.put": HouseholdPut,
    "household.drop": HouseholdDrop,
    "household.columns": Columns,
    "applied": Applied,
    "outcome": Outcome,
    "line": FellowLine,
    "payment.settled": PaymentSettled,
    "officer.put": OfficerPut,
    "officer.drop": OfficerDrop,
    "book.leased": BookLeased,
    "book.closed": BookClosed,
    "catalogue.put": CataloguePut,
    "policy.put": PolicyPut,
    "holiday.put": HolidayPut,
    "reference.put": ReferencePut,
    "key.put": KeyPut,
    "desk.revoked": DeskRevoked,
    "notice": Notice,
}
"""Every feed kind this version knows; others are kept and ignored."""
