"""The supervisor's report on paper after a recovery: which receipt numbers are to be looked for in the folders."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from desk.counter.queue import place
from desk.counter.recovery import WHY_WORDS, Report
from desk.rules.office_day import clock_time, moment, office_date
from desk.thai import format_date
from desk.words import Words, same
from local_db.queries import office as office_data

if TYPE_CHECKING:
    from desk.counter.office import Office

TITLE = Words("รายงานการกู้คืนสมุดรายการของโต๊ะ", "Recovery report of a desk")
SUPERVISOR = Words("หัวหน้าผู้ตรวจ", "Supervisor")
OFFICER = Words("เจ้าหน้าที่รับเงิน", "Cashier")
NONE = Words("ไม่มี", "none")


def recovery_sheet(office: Office, reports: Sequence[Report]) -> tuple[str, bytes]:
    """Name and PDF of the report: each epoch in doubt, numbers perhaps on two papers, numbers not known."""
    from desk.paper.sheet import Sheet

    at, now = place(office), office.clock.now_ms()
    told = office_data.reference(office.read(), "office", {})
    sheet = Sheet("A4", f"{TITLE.th} {at.desk}", moment(now), sample=bool(told.get("sample")))
    sheet.text(at.office.th, 15, align="C", bold=True)
    sheet.text(TITLE.th, 18, align="C", bold=True)
    sheet.pair(f"โต๊ะ {at.desk}", _moment(now), 12)
    for report in reports:
        sheet.rule()
        why = WHY_WORDS.get(report.why, same(report.why))
        sheet.pair(f"สมุดรอบที่ {report.epoch}: {why.th}", _moment(report.t), 12, bold=True)
        sheet.pair("รายการที่ยกมา", f"{report.carried:,}", 11)
        sheet.pair("รายการที่หายจากแฟ้มและยังไม่กลับมา", f"{report.missing:,}", 11)
        sheet.text("เลขใบเสร็จที่อาจมีสองใบบนกระดาษ: " + (", ".join(report.twice) or NONE.th), 11)
        sheet.text("เลขที่เคยออกแต่ไม่มีในเครื่องนี้: " + (", ".join(report.unknown) or NONE.th), 11)
        seen = f"{report.seen_by} {_moment(report.seen_at)}" if report.seen_by else "ยังไม่มี"
        sheet.pair("ผู้ตรวจ", seen, 11)
    sheet.rule()
    sheet.signatures([("", OFFICER.th), ("", SUPERVISOR.th)], 11)
    record = json.dumps([asdict(report) for report in reports], ensure_ascii=False).encode("utf-8")
    return f"recovery-{at.desk}-{office_date(now).isoformat()}", sheet.finish(record, "recovery.json")


def _moment(ms: int) -> str:
    return f"{format_date(office_date(ms))} {clock_time(ms)} น."
