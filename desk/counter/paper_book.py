"""A receipt of a paper book as it is typed in from the paper: read, checked, and entered for its requests."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from desk.counter.books import write_down
from desk.counter.fee_due import Due, items_of
from desk.counter.money_refusals import NumberNotOurs, PaperDateWrong
from desk.counter.office import Office
from desk.counter.refusals import NothingToPay, RequestUnknown
from desk.counter.session import Session
from desk.counter.tax_bill import bill_of, is_tax
from desk.model.kinds.body import Party
from desk.model.kinds.money import OrderItem
from desk.rules.ledger import revenue_account
from desk.rules.office_day import BUDDHIST_ERA
from desk.thai import to_ascii_digits
from local_db.queries import money, requests

_APART: Final = re.compile(r"[\s,;]+")
_HOUR: Final = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")


def written_for_requests(
    office: Office, session: Session, book: str, number: str, day: str, hour: str, writer: str, named: str
) -> int:
    """Enter it for what is left to pay on the requests it names, the first one's applicant as payer; gives the satang.

    Day and year as on the paper (`19/11/2569`); `named` holds references apart by blanks or commas, each once. Raises
    what `books.write_down` raises, PaperDateWrong, NumberNotOurs.
    """
    figures = to_ascii_digits(number.strip())
    if not (figures.isascii() and figures.isdigit()) or not int(figures):
        raise NumberNotOurs(book=book, number=number)
    when, told = _day(day), _HOUR.fullmatch(to_ascii_digits(hour.strip()))
    if told is None:
        raise PaperDateWrong()
    items, payer = _what_was_paid(office, _APART.split(named.strip()), when)
    time = f"{int(told[1]):02d}:{told[2]}"
    write_down(office, session, book, int(figures), when, time, writer, payer, items)
    return sum(item.satang for item in items)


def _what_was_paid(office: Office, refs: list[str], when: date) -> tuple[list[OrderItem], Party]:
    connection = office.read()
    catalogue, payer = office.catalogue(connection), None
    items: list[OrderItem] = []
    for ref in dict.fromkeys(refs):
        case = requests.one(connection, ref)
        if case is None:
            raise RequestUnknown(ref=ref)
        row = case.row
        left = (row.fee_satang or 0) - money.paid_before(connection, row.ref)
        if left < 1:
            raise NothingToPay()
        if is_tax(office, connection, row):  # what lateness had added by the day on the paper stands apart
            definition = office.definition(connection, row.service, row.service_from)
            owed = Due(case, definition, bill_of(office, connection, case, catalogue, when), left)
            items += items_of(owed, left, revenue_account(row.service))
        else:
            name = office.service_name(connection, row.service, row.service_from).th
            items.append(OrderItem(request=row.ref, label=name, satang=left))
        payer = payer or Party.model_validate(case.applicant)
    assert payer is not None, "a text that was split has a first part"
    return items, payer


def _day(text: str) -> date:
    parts = to_ascii_digits(text.strip()).split("/")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        raise PaperDateWrong()
    day, month, year = (int(part) for part in parts)
    try:
        return date(year - BUDDHIST_ERA, month, day)
    except ValueError as fault:
        raise PaperDateWrong() from fault
