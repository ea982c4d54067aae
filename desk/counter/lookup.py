"""Finding a person and opening their record.

Typing shows masked rows and journals nothing. Opening a record needs a visit with its purpose and is a line.
"""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import category

from desk.counter.office import Office
from desk.counter.refusals import CitizenUnknown, NameTooShort, PurposeMissing
from desk.counter.session import Session
from desk.counter.typed_text import NAME_LETTERS_MAX
from desk.counter.visit import Visit
from desk.model.errors import DeskError
from desk.model.kinds.visits import RecordViewed
from desk.rules.ids import check_pin, mask_pin
from desk.thai import normalise, recover_number, squeeze_number
from local_db import meta
from local_db.connection import Connection
from local_db.queries import citizens, money, name_search, requests
from local_db.queries import office as office_data
from local_db.queries.citizens import COUNTED_AT_MOST, Citizen, Household, Matches

SEARCH_LETTERS_MAX = 200
PAGE = 50
PIN_DIGITS = 13
WORDS_MAX = 6


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One masked row of a search: enough to tell people apart, not enough to learn about them."""

    pin: str
    masked_pin: str
    name: str
    born_year: int | None
    tambon: str
    status: str


@dataclass(frozen=True, slots=True)
class Found:
    """A search's first page. `fault` says why a typed number is none; `as_of` is the age of the copy, ms."""

    rows: list[FoundRow]
    total: int
    more: bool
    as_of: int
    fault: DeskError | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """An opened record with what surrounds it."""

    citizen: Citizen
    household: Household | None
    members: list[Citizen]
    requests: list[requests.RequestRow]
    receipts: list[money.ReceiptRow]
    views: list[tuple[str, str, int]]
    as_of: int
    viewed_ref: str


def search(office: Office, session: Session, text: str, limit: int = PAGE) -> Found:
    """Whoever fits what was typed: a number in any spelling, a telephone, or any part of a name. Journals nothing.

    Raises RoleForbids, NameTooShort for a text beyond any name.
    """
    session.require("look_up")
    if len(text) > SEARCH_LETTERS_MAX:
        raise NameTooShort(most=SEARCH_LETTERS_MAX)
    connection = office.read()
    as_of = int(meta.get(connection, "copy_as_of", 0) or 0)
    typed = "".join(sign if sign.isprintable() or category(sign) == "Cf" else " " for sign in text)
    # the number from the text as it is: normalising takes marks away that are digits on the wrong layout
    number, words = as_number(typed), normalise(typed).casefold().split()[:WORDS_MAX]
    if number is None or _may_be_name(typed):
        matches = _by_name(connection, words, limit)
        if matches.rows or number is None:
            return _found(connection, matches, as_of)
    return _found_by_number(connection, number, limit, as_of)


def _by_name(connection: Connection, words: list[str], limit: int) -> Matches:
    hits = name_search.as_typed(connection, words, limit)
    return Matches(citizens.of_numbers(connection, hits.people), hits.total)


def _may_be_name(text: str) -> bool:
    # Some keys give a digit under one layout and a consonant under the other: จ, จุ and ตุ begin names, too.
    return len(text) < PIN_DIGITS and any("\u0e01" <= letter <= "\u0e2e" for letter in text)


def as_number(text: str) -> str | None:
    """The digits a text was meant as (Thai digits, dashes, the wrong layout), or None when it is a name."""
    digits = squeeze_number(recover_number(text))
    return digits if digits.isascii() and digits.isdigit() else None


def _found_by_number(connection: Connection, number: str, limit: int, as_of: int) -> Found:
    if len(number) == PIN_DIGITS:
        exact = citizens.by_pin(connection, number)
        fault = None
        if exact is None:
            try:
                check_pin(number)
            except DeskError as refused:
                fault = refused
        found = _found(connection, Matches([exact] if exact else [], 1 if exact else 0), as_of)
        return Found(found.rows, found.total, found.more, as_of, fault)
    by_phone = citizens.by_phone(connection, number, limit)
    if by_phone.rows:
        return _found(connection, by_phone, as_of)
    return _found(connection, citizens.by_pin_start(connection, number, limit), as_of)


def _found(connection: Connection, matches: Matches, as_of: int) -> Found:
    houses = citizens.households_of(connection, sorted({row.house for row in matches.rows if row.house}))
    rows = [
        FoundRow(
            row.pin,
            mask_pin(row.pin),
            row.name,
            row.born_year,
            houses[row.house].tambon if row.house in houses else "",
            row.status,
        )
        for row in matches.rows
    ]
    return Found(rows, min(matches.total, COUNTED_AT_MOST), matches.more_than_counted, as_of)


def open_record(office: Office, session: Session, pin: str, visit: Visit | None) -> Record:
    """Open one person's record under a visit; the look is journalled before anything is shown.

    Raises RoleForbids, PurposeMissing, CitizenUnknown.
    """
    session.require("look_up")
    connection = office.read()
    if visit is None or not _is_open(connection, visit):
        raise PurposeMissing()
    citizen = citizens.by_pin(connection, pin)
    if citizen is None:
        raise CitizenUnknown()
    as_of = int(meta.get(connection, "copy_as_of", 0) or 0)
    name = citizen.name[:NAME_LETTERS_MAX]
    body = RecordViewed(citizen=pin, name=name, visit=visit.ref, purpose=visit.purpose, as_of=as_of)
    viewed = office.file.act(lambda act: act.append(body, officer=session.officer))
    return read_record(office, citizen, viewed, as_of)


def _is_open(connection: Connection, visit: Visit) -> bool:
    found = office_data.visit(connection, visit.ref)
    return found is not None and found[2] is None


def read_record(office: Office, citizen: Citizen, viewed_ref: str, as_of: int) -> Record:
    """The record with its surroundings, for a look already journalled."""
    connection = office.read()
    house = citizen.house
    return Record(
        citizen=citizen,
        household=citizens.household(connection, house) if house else None,
        members=citizens.in_house(connection, house) if house else [],
        requests=requests.of_citizen(connection, citizen.pin),
        receipts=money.receipts_of_citizen(connection, citizen.pin),
        views=office_data.views_of(connection, citizen.pin),
        as_of=as_of,
        viewed_ref=viewed_ref,
    )
