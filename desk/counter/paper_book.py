"""A receipt of a paper book as it is typed in from the paper: read, checked, and entered for its request."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from desk.counter.books import write_down
from desk.counter.money_refusals import NumberNotOurs, PaperDateWrong
from desk.counter.office import Office
from desk.counter.refusals import NothingToPay, RequestUnknown
from desk.counter.session import Session
from desk.model.kinds.body import Party
from desk.model.kinds.money import OrderItem
from desk.rules.office_day import BUDDHIST_ERA
from desk.thai import to_ascii_digits
from local_db.queries import money, requests

_HOUR: Final = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")


def written_for_request(
    office: Office, session: Session, book: str, number: str, day: str, hour: str, writer: str, request: str
) -> int:
    """Enter it for what is left to pay on the request, its applicant as payer; gives the satang.

    Day and year as on the paper (`19/11/2569`). Raises what `books.write_down` raises, PaperDateWrong, NumberNotOurs.
    """
    figures = to_ascii_digits(number.strip())
    if not (figures.isascii() and figures.isdigit()) or not int(figures):
        raise NumberNotOurs(book=book, number=number)
    when, told = _day(day), _HOUR.fullmatch(to_ascii_digits(hour.strip()))
    if told is None:
        raise PaperDateWrong()
    connection = office.read()
    case = requests.one(connection, request.strip())
    if case is None:
        raise RequestUnknown(ref=request)
    row = requests.rows(connection, [case.row.ref])[0]
    left = (row.fee_satang or 0) - money.paid_before(connection, row.ref)
    if left < 1:
        raise NothingToPay()
    name = office.service_name(connection, row.service, row.service_from).th
    items = [OrderItem(request=row.ref, label=name, satang=left)]
    payer = Party.model_validate(case.applicant)
    time = f"{int(told[1]):02d}:{told[2]}"
    write_down(office, session, book, int(figures), when, time, writer, payer, items)
    return left


def _day(text: str) -> date:
    parts = to_ascii_digits(text.strip()).split("/")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        raise PaperDateWrong()
    day, month, year = (int(part) for part in parts)
    try:
        return date(year - BUDDHIST_ERA, month, day)
    except ValueError as fault:
        raise PaperDateWrong() from fault
