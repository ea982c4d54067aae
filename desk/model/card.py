"""What a Thai identity card tells, and what happened at the card reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desk.model.errors import DeskError

CardState = Literal["absent_service", "absent_reader", "empty", "reading", "read", "photo", "failed", "removed"]


@dataclass(frozen=True, slots=True)
class CardName:
    """A name in one script, as the card keeps its parts."""

    title: str = ""
    given: str = ""
    middle: str = ""
    family: str = ""

    @property
    def whole(self) -> str:
        """Title, given, middle and family name with blanks between; the title stands close in Thai alone."""
        rest = " ".join(part for part in (self.given, self.middle, self.family) if part)
        close = "" if any("\u0e00" <= letter <= "\u0e7f" for letter in self.title) else " "
        return f"{self.title}{close}{rest}".strip() if self.title else rest


@dataclass(frozen=True, slots=True)
class ThaiCard:
    """One card as read. Birth: year BE, month and day only where the card knows them. Days are ISO dates.

    `expires` is None for a card for life (`for_life`) and for one whose date cannot be read. `damaged` says that some
    text held bytes outside the card's alphabet, shown as U+FFFD.
    """

    pin: str
    thai: CardName
    english: CardName
    born_year: int | None
    born_month: int | None
    born_day: int | None
    sex: Literal["m", "f", "u"]
    issuer: str
    issued: str | None
    expires: str | None
    for_life: bool
    address: tuple[str, ...]
    damaged: bool = False
    photo: bytes = b""
    """JPEG; empty until it is read."""


@dataclass(frozen=True, slots=True)
class CardEvent:
    """Something happened at the reader. `card` with `read` and `photo`, `error` with what went wrong."""

    state: CardState
    card: ThaiCard | None = None
    error: DeskError | None = None
