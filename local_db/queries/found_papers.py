"""Requests, receipts and queue tickets by what is printed on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from local_db.connection import Connection

PAPERS_MAX = 20
TICKETS_MAX = 5


@dataclass(frozen=True, slots=True)
class FoundPaper:
    """A request, a receipt or a queue ticket: its reference, the number on it, whose, when (ms), in which state."""

    kind: Literal["request", "receipt", "ticket"]
    ref: str
    number: str
    name: str
    t: int
    state: str


_REQUEST = "SELECT 'request', ref, ref, applicant_name, opened, state FROM requests"
_RECEIPT = (
    "SELECT 'receipt', ref, CASE WHEN book LIKE fiscal_year || '/%' THEN '' ELSE fiscal_year || '/' END"
    " || book || ' ' || printf('%06d', number), payer_name, t, print_known || '' FROM receipts"
)


def by_reference(connection: Connection, ref: str) -> list[FoundPaper]:
    """The request or the receipt of a reference, or what it goes by now."""
    for sql in (
        f"{_REQUEST} WHERE ref = ?",
        f"{_RECEIPT} WHERE ref = ?",
        f"{_REQUEST} WHERE ref = (SELECT request FROM request_events WHERE ref = ?)",
        f"{_REQUEST} WHERE ref = (SELECT new FROM aliases WHERE old = ?)",
        f"{_RECEIPT} WHERE ref = (SELECT new FROM aliases WHERE old = ?)",
    ):
        found = connection.execute(sql, (ref,)).fetchall()
        if found:
            return [FoundPaper(*row) for row in found]
    return []


def by_receipt_number(
    connection: Connection, number: int, *, fiscal_year: int | None = None, book: str = "", desk: str = ""
) -> list[FoundPaper]:
    """Receipts of that number, the latest first; of any book, fiscal year or desk where none is named.

    A book may bear the fiscal year in its name (`2570/0001`): what stands before the first stroke is then both.
    """
    rows = connection.execute(
        f"{_RECEIPT} WHERE number = ?1 AND (?2 IS NULL OR fiscal_year = ?2)"
        " AND (?3 = '' OR upper(book) IN (?3, ?2 || '/' || ?3))"
        " AND (?4 = '' OR desk = ?4) ORDER BY fiscal_year DESC, t DESC LIMIT ?5",
        (number, fiscal_year, book, desk, PAPERS_MAX),
    )
    return [FoundPaper(*row) for row in rows]


def by_ticket(connection: Connection, number: str) -> list[FoundPaper]:
    """Queue tickets of that number, the latest first: the same numbers are given out every day."""
    rows = connection.execute(
        "SELECT 'ticket', ref, number, service_group, issued, state FROM tickets WHERE number = ?"
        " ORDER BY date DESC, issued DESC, ref DESC LIMIT ?",
        (number, TICKETS_MAX),
    )
    return [FoundPaper(*row) for row in rows]


def of_party(connection: Connection, number: str) -> list[FoundPaper]:
    """Requests a person or a juristic person made or that concern them, the latest first."""
    rows = connection.execute(
        f"{_REQUEST} WHERE applicant_number = ?1 OR concerns_number = ?1 ORDER BY opened DESC LIMIT ?2",
        (number, PAPERS_MAX),
    )
    return [FoundPaper(*row) for row in rows]
