"""The day's queue laid out: its columns by the terminal's width, its rows, and the signs that say what colours say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from desk.rules.cash import format_baht
from desk.rules.office_day import clock_time, office_date
from desk.words import Words
from screens.dates import day_month
from screens.paged_table import Column, Row, Tone

if TYPE_CHECKING:
    from desk.counter.office import Office
    from desk.counter.queue import Notice
    from desk.counter.session import Session
    from local_db.queries.requests import RequestRow

WIDE: Final = 106
"""From this width on the officer has a column of their own."""

PAGE_ROWS: Final = 500
"""Rows read right after it, and with every page more that is asked for."""

SIGNS: Final[dict[Notice, str]] = {"": " ", "soon": "·", "overdue": "!", "attention": "*"}


def columns(width: int) -> list[Column]:
    """The columns that fit a terminal of this width; the service takes what the others leave."""
    found = [
        Column(Words("เวลา", "Time"), 5),
        Column(Words("เลขที่", "No."), 9),
        Column(Words("บริการ", "Service"), 0),
        Column(Words("ผู้ยื่น", "Applicant"), 15 if width < WIDE else 24),
        Column(Words("สถานะ", "State"), 12 if width < WIDE else 18),
        Column(Words("กำหนด", "Due"), 6, "right"),
        Column(Words("บาท", "Baht"), 9, "right"),
    ]
    return [*found, Column(Words("ผู้รับเรื่อง", "Officer"), 18)] if width >= WIDE else found


@dataclass(frozen=True, slots=True)
class Page:
    """What was read: requests by reference, the same as rows of the table, and what the totals say."""

    rows: dict[str, RequestRow]
    shown: list[Row]
    total: int
    notices: dict[Notice, int]
    waiting: int
    drafts: int | None = None
    """Forms the officer began and did not submit; None where they were not counted."""
    others_drafts: int = 0
    """Those of colleagues, where the role should know of them."""


def page_of(
    office: Office,
    services: dict[str, Words],
    officers: dict[str, Words],
    *,
    wide: bool,
    limit: int = PAGE_ROWS,
    session: Session | None = None,
) -> Page:
    """Read the first `limit` rows of the day's queue and lay them out; on the reader thread.

    The drafts `session` should know of are counted where one is given.
    """
    from desk.counter.queue import day_queue, notice, open_counts

    today = office.today()
    found, total = day_queue(office, today, limit)
    shown = [row_of(row, today, notice(row.state, row.due, today), services, officers, wide=wide) for row in found]
    waiting, notices = open_counts(office, today)
    page = Page({row.ref: row for row in found}, shown, total, notices, waiting)
    if session is None:
        return page
    from desk.counter import drafts

    own, others = drafts.counts(office, session)
    return replace(page, drafts=own, others_drafts=others)


def row_of(
    row: RequestRow, today: date, told: Notice, services: dict[str, Words], officers: dict[str, Words], *, wide: bool
) -> Row:
    """One request as the table shows it; the sign before the due date says what the colour says."""
    from desk.counter.states import state_words

    opened = office_date(row.opened)
    when = clock_time(row.opened) if opened == today else day_month(opened)
    due = date.fromisoformat(row.due) if row.due is not None else None
    due_text = f"{SIGNS[told]}{day_month(due)}" if due is not None else SIGNS[told].strip()
    fee = "-" if not row.fee_satang else format_baht(row.fee_satang)
    paid = f"✓{fee}" if row.receipt is not None else fee
    cells: tuple[object, ...] = (
        when,
        row.ref,
        services.get(row.service, row.service),
        row.applicant_name,
        state_words(row.state),
        due_text,
        paid,
    )
    tone: Tone = "alert" if told == "overdue" else "quiet" if row.state in ("done", "withdrawn", "refused") else "plain"
    return Row(row.ref, (*cells, officers.get(row.officer, row.officer)) if wide else cells, tone)


def learn(office: Office) -> dict[str, Words]:
    """Names of services; on the way the rooms the counter will need next are loaded, off the event loop."""
    from importlib import import_module

    from desk.counter.queue import service_names

    names = service_names(office)
    for room in ("lookup", "visit", "intake", "cashier", "shift", "review"):
        import_module(f"desk.counter.{room}")
    return names
