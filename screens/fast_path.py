"""`=110` in the search box: the form of that service at once; with a number or a name behind it, for that citizen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desk.thai import recover_number, squeeze_number
from desk.words import Words

if TYPE_CHECKING:
    from desk.catalogue.service import Service
    from desk.counter.office import Office

SIGN: Final = "="
NUMBER_DIGITS: Final = 3
FOR_SOMEBODY: Final = Words("{menu} {service} · เลือกคนแล้วกด Enter", "{menu} {service} · choose the person, press Enter")
FOR_ANYBODY: Final = Words(
    "{menu} {service} · Enter เปิดแบบ · เว้นวรรคแล้วพิมพ์เลขหรือชื่อ",
    "{menu} {service} · Enter opens the form · a blank, then who",
)


@dataclass(frozen=True, slots=True)
class FastPath:
    """The number of a service, and what was typed behind it to find who it is for."""

    menu: str
    who: str


def meant(text: str) -> FastPath | None:
    """What a text of the box means as a fast path; None for a plain search.

    The sign and three digits, Thai ones or typed on the wrong layout; only a blank may follow.
    """
    head, _, who = text.strip().partition(" ")
    plain = squeeze_number(recover_number(head))
    menu = plain.removeprefix(SIGN)
    if plain == menu or len(menu) != NUMBER_DIGITS or not (menu.isascii() and menu.isdigit()):
        return None
    return FastPath(menu, who.strip())


def who_is_meant(text: str) -> str:
    """The part of a text of the box that says who: all of it in a plain search."""
    path = meant(text)
    return text if path is None else path.who


def service_of(office: Office, path: FastPath) -> Service:
    """The service, as this office offers it today. Raises ServiceUnknown, ServiceNotHere."""
    from desk.counter import intake  # brings pydantic; on the reader thread nobody waits for it

    return intake.by_number(office, path.menu)


def told(path: FastPath, service: Service) -> Words:
    """What Enter will do."""
    said = FOR_SOMEBODY if path.who else FOR_ANYBODY
    return said.fill(menu=path.menu, service=service.name)
