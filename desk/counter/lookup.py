"""Finding a person and opening their record.

Typing shows masked rows and journals nothing. Opening a record needs a visit with its purpose and is a line.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from desk.counter.office import Office
from desk.counter.refusals import NameTooShort
from desk.counter.session import Session
from desk.counter.understood import RECEIPT_DIGITS_MAX, Kind, Typed, understand
from desk.model.errors import DeskError
from desk.rules.ids import mask_pin
from desk.thai import latin_to_thai, thai_to_latin
from desk.words import Words, same
from local_db import meta
from local_db.connection import Connection
from local_db.queries import citizens, found_papers
from local_db.queries.citizens import COUNTED_AT_MOST, Citizen, Household, Matches
from local_db.queries.found_papers import FoundPaper
from local_db.queries.name_search import Narrowed, as_typed, narrowed_alone
from local_db.queries.near_names import near as near_people

SEARCH_LETTERS_MAX = 200
PAGE = 50
CARD_EXPIRED = "card_expired"
RECEIPTS_BESIDE_PEOPLE = 5
_ENDS = Words("เลขท้าย {digits}", "number ends {digits}")
_MOTHER = Words("มารดา {name}", "mother {name}")
_FATHER = Words("บิดา {name}", "father {name}")


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One masked row of a search: enough to tell people apart, not enough to learn about them."""

    pin: str
    masked_pin: str
    name: str
    born_year: int | None
    tambon: str
    status: str
    """As registered, or CARD_EXPIRED for somebody alive whose card is no longer good."""
    apart: Words | None = None
    """What tells this one from the namesakes on the page: the house, the day of birth, a parent, the number's end."""


@dataclass(frozen=True, slots=True)
class Found:
    """A search's first page. `fault` says why a typed number is none; `as_of` is the age of the copy, ms.

    `kind` is what the text was understood as; `papers` are requests and receipts it names; the last `near` of the rows
    are people whose name is only near to what was typed.
    """

    rows: list[FoundRow]
    total: int
    more: bool
    as_of: int
    fault: DeskError | None = None
    kind: Kind = "name"
    papers: tuple[FoundPaper, ...] = ()
    near: int = 0
    number_typed: bool = False
    """The rows were found by a number typed by hand, which is to be confirmed before a record opens."""
    scanned: bool = False
    """They were found by a document's zone."""


def search(office: Office, session: Session, text: str, limit: int = PAGE) -> Found:
    """Whoever and whatever fits what was typed: a number in any spelling, a paper's number, a passport's zone, any part
    of a name, well spelled or nearly. Journals nothing.

    Raises RoleForbids, NameTooShort for a text beyond any name.
    """
    session.require("look_up")
    if len(text) > SEARCH_LETTERS_MAX:
        raise NameTooShort(most=SEARCH_LETTERS_MAX)
    connection, today = office.read(), office.today()
    typed = understand(text, today)
    matches, near = Matches([], 0), 0
    papers: list[FoundPaper] = []
    number_typed = False
    if typed.kind in ("name", "zone") or typed.may_be_name:
        matches, near = _by_name(connection, typed, limit)
    if typed.kind not in ("name", "zone", "nothing") and not matches.rows:
        matches, papers = _by_number(connection, typed, limit)
        number_typed = typed.kind in ("person", "number") and bool(matches.rows) and not typed.scanned
        if not matches.rows and not papers and typed.kind in ("reference", "receipt"):
            matches, near = _by_name(connection, typed, limit)
    if not matches.rows and not papers and typed.kind in ("name", "number", "receipt", "ticket"):
        matches, near = _by_name(connection, understand(_other_layout(text), today), limit)
    return Found(
        rows=_rows(connection, matches.rows, today),
        total=min(matches.total, COUNTED_AT_MOST),
        more=matches.more_than_counted,
        as_of=int(meta.get(connection, "copy_as_of", 0) or 0),
        fault=None if matches.rows or papers else typed.fault,
        kind=typed.kind,
        papers=tuple(papers),
        near=near,
        number_typed=number_typed,
        scanned=typed.scanned,
    )


def _other_layout(text: str) -> str:
    """What the same keys would have given under the other layout."""
    return latin_to_thai(text) if text.isascii() else thai_to_latin(text)


def _by_name(connection: Connection, typed: Typed, limit: int) -> tuple[Matches, int]:
    """People by name, and how many of them, at the end, by a name only near to what was typed."""
    narrowed = Narrowed(typed.born, typed.tambon)
    accepts = narrowed.among(connection)
    if not typed.words:
        hits = narrowed_alone(connection, narrowed, limit) if accepts else None
        return (Matches(citizens.of_numbers(connection, hits.people), hits.total) if hits else Matches([], 0)), 0
    hits = as_typed(connection, typed.words, limit, accepts)
    words = typed.words_without_title
    if not hits.people and words != typed.words:
        hits = as_typed(connection, words, limit, accepts)
    near: list[int] = []
    if not hits.exact and len(hits.people) < limit:
        held = set(hits.people)
        for meant in [words] if words == typed.words else [words, typed.words]:
            near = [one for one in near_people(connection, meant, limit, accepts) if one not in held]
            near = near[: limit - len(hits.people)]
            if hits.people or near:
                break
    rows = citizens.of_numbers(connection, [*hits.people, *near])
    return Matches(rows, hits.total + len(near)), len(near)


def _by_number(connection: Connection, typed: Typed, limit: int) -> tuple[Matches, list[FoundPaper]]:
    if typed.kind == "reference":
        return Matches([], 0), found_papers.by_reference(connection, typed.number)
    if typed.kind == "receipt":
        papers = found_papers.by_receipt_number(
            connection, int(typed.number), fiscal_year=typed.fiscal_year, book=typed.book
        )
        return Matches([], 0), papers
    if typed.kind == "ticket":
        return Matches([], 0), found_papers.by_ticket(connection, typed.number)
    if typed.kind in ("person", "juristic"):
        exact = citizens.by_pin(connection, typed.number)
        papers = found_papers.of_party(connection, typed.number) if exact is None else []
        return Matches([exact] if exact else [], 1 if exact else 0), papers
    if typed.kind == "house":
        members = citizens.in_house(connection, typed.number)
        if members:
            return Matches(members[:limit], len(members)), []
    by_phone = citizens.by_phone(connection, typed.number, limit)
    if by_phone.rows:
        return by_phone, []
    papers = []
    if len(typed.number) <= RECEIPT_DIGITS_MAX:
        desk = meta.desk(connection)
        papers = found_papers.by_receipt_number(connection, int(typed.number), desk=desk)[:RECEIPTS_BESIDE_PEOPLE]
    return citizens.by_pin_start(connection, typed.number, limit), papers


def shown_rows(office: Office, found: list[Citizen]) -> list[FoundRow]:
    """People as masked rows, namesakes told apart."""
    return _rows(office.read(), found, office.today())


def _rows(connection: Connection, found: list[Citizen], today: date) -> list[FoundRow]:
    houses = citizens.households_of(connection, sorted({row.house for row in found if row.house}))
    alike: dict[str, list[Citizen]] = {}
    named = [(row.name, row) for row in found]
    for name, row in named:
        alike.setdefault(name, []).append(row)
    told = {
        row.pin: words
        for many in alike.values()
        if len(many) > 1
        for row, words in _told_apart(connection, many, houses)
    }
    rows = []
    for name, row in named:
        house = houses.get(row.house or "")
        rows.append(
            FoundRow(
                row.pin,
                mask_pin(row.pin),
                name,
                row.born_year,
                house.tambon if house else "",
                CARD_EXPIRED if card_expired(row, today) else row.status,
                told.get(row.pin),
            )
        )
    return rows


def card_expired(row: Citizen, today: date) -> bool:
    """Whether somebody alive has a card that is no longer good."""
    return row.status == "alive" and row.card_expires is not None and row.card_expires < today.isoformat()


def _told_apart(
    connection: Connection, alike: list[Citizen], houses: dict[str, Household]
) -> list[tuple[Citizen, Words]]:
    """Each namesake with what tells them apart; where that is the same for two, the end of their numbers."""
    found = [(row, _apart(connection, row, alike, houses.get(row.house or ""))) for row in alike]
    said = Counter(words for _, words in found)
    return [(row, words if words and said[words] == 1 else _ENDS.fill(digits=row.pin[-4:])) for row, words in found]


def _apart(connection: Connection, row: Citizen, alike: list[Citizen], house: Household | None) -> Words | None:
    """What may tell somebody from the namesakes: the house, or within one house what else differs."""
    in_house = [other for other in alike if other.house == row.house and other is not row]
    if not in_house and house is not None:
        return same(f"{house.number} {house.tambon}")
    if row.born_year is not None and any(_birth(other) == _birth(row) for other in in_house):
        for number, said in ((row.mother, _MOTHER), (row.father, _FATHER)):
            parent = citizens.by_pin(connection, number) if number else None
            if parent is not None:
                return said.fill(name=parent.given)
    if row.born_month is not None:
        day = f"{row.born_day or '-'}/{row.born_month}"
        return Words("เกิด {day}", "born {day}").fill(day=day)
    return None


def _birth(row: Citizen) -> tuple[int | None, int | None, int | None]:
    return row.born_year, row.born_month, row.born_day
