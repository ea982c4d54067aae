"""The end of a fiscal year: unused forms marked, every book accounted for, its usage report due by 31 October."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from desk.counter.books import BookState, register_of
from desk.counter.four_eyes import check_second
from desk.counter.money_refusals import PaperDateWrong
from desk.counter.office import Office
from desk.counter.register_papers import sums_of
from desk.counter.session import Session
from desk.model.kinds.treasury import NumbersEnded
from desk.rules.books import Gap
from desk.rules.office_day import BUDDHIST_ERA, fiscal_year
from local_db.connection import Connection
from local_db.journal import Act

if TYPE_CHECKING:
    from desk.paper.register_sheet import BookSums

_YEAR_ENDED: Final = "สิ้นปีงบประมาณ"


@dataclass(frozen=True, slots=True)
class YearEnd:
    """The books of one fiscal year (BE); `due` is the last day of its usage report."""

    year: int
    due: date
    books: tuple[BookSums, ...]
    over: bool
    """Whether the year has ended, so that its books are closed."""
    left: int
    """Forms of leased books nobody has accounted for yet."""


def year_end(office: Office, session: Session, year: int) -> YearEnd:
    """The books of a fiscal year (BE) as they stand. Raises RoleForbids."""
    session.require("see_day")
    return _year_end(office, office.read(), year)


def last_year_open(office: Office) -> YearEnd | None:
    """The year before this one, while forms of it are unaccounted for."""
    found = _year_end(office, office.read(), fiscal_year(office.today()) - 1)
    return found if found.left else None


def close_year(office: Office, session: Session, year: int, second: Session | None = None) -> list[str]:
    """After 30 September: every number left in the year's books is returned unused. Gives the lines written.

    Raises RoleForbids, SamePerson, PaperDateWrong while the year runs.
    """
    session.require("close_day")
    agreed = None if second is None else check_second(session, second, "witness")

    def carry_out(act: Act) -> list[str]:
        if fiscal_year(office.today()) <= year:
            raise PaperDateWrong()
        return [
            act.append(
                NumbersEnded(
                    book=state.book,
                    fiscal_year=year,
                    first=span.first,
                    last=span.last,
                    fate="returned",
                    reason=_YEAR_ENDED,
                    date=office.today().isoformat(),
                ),
                officer=session.officer,
                second=agreed,
            )
            for state in register_of(act.connection, year)
            if not state.paper
            for span in _unaccounted(state)
        ]

    return office.file.act(carry_out)


def _year_end(office: Office, connection: Connection, year: int) -> YearEnd:
    states = register_of(connection, year)
    left = sum(gap.count for state in states if not state.paper for gap in _unaccounted(state))
    due = date(year - BUDDHIST_ERA, 10, 31)
    return YearEnd(year, due, tuple(map(sums_of, states)), fiscal_year(office.today()) > year, left)


def _unaccounted(state: BookState) -> tuple[Gap, ...]:
    return (*state.explained.gaps, *state.explained.unused)
