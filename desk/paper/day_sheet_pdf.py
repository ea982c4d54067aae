"""The sheet of a closed day on paper: A4, Thai shaped, the record attached as day_sheet.json."""

from __future__ import annotations

from datetime import datetime

from desk.paper.columns import one_line
from desk.paper.day_sheet import CASHIER, DATE, DESK, SUPERVISOR, TITLE, DaySheet, rows_of
from desk.paper.sheet import Sheet
from desk.thai import format_date


def day_sheet_pdf(day: DaySheet, made_at: datetime) -> bytes:
    """The sheet as PDF bytes, the same for the same day and time. `made_at` must know its time zone (ValueError)."""
    sheet = Sheet("A4", f"{TITLE.th} {day.desk} {format_date(day.date)}", made_at, sample=day.sample)
    sheet.text(day.office, 15, align="C", bold=True)
    sheet.text(day.branch, 12, align="C")
    sheet.y += 1
    sheet.text(TITLE.th, 18, align="C", bold=True)
    sheet.pair(
        DESK.th.format(desk=day.desk, shifts=", ".join(day.shifts) or "-"),
        DATE.th.format(date=format_date(day.date, "long")),
        12,
    )
    for row in rows_of(day):
        if row.heading:
            sheet.rule()
        sheet.pair(row.left.th, row.right, 11, bold=row.heading)
    sheet.rule()
    sheet.signatures([(one_line(day.cashier), CASHIER.th), (one_line(day.supervisor), SUPERVISOR.th)], 11)
    return sheet.finish(day.record(), "day_sheet.json")
