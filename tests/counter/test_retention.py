"""What is past its time is listed by the definition each request was made under; nothing is deleted."""

from __future__ import annotations

import json
from datetime import date

from desk.counter import intake, retention
from local_db.journal import tip
from tests.counter.days import copy_request, draft
from tests.desks import Desk, tell


def service(years: int | None) -> dict[str, object]:
    kept = {"years": years, "ground": {"th": "ระเบียบสารบรรณ", "en": "Regulation on records"}} if years else {}
    return {
        "code": "XX-KEPT", "menu": "990", "name": {"th": "เรื่องทดลอง", "en": "A trial"}, "domain": "office",
        "applicants": ["citizen"], "concerns": ["citizen"], "valid_from": "2024-10-01", "decided_by": "counter",
        "confidence": "to_confirm", "fee": {"kind": "fixed", "satang": 0}, "retention": kept,
    }  # fmt: skip


def test_what_is_due_is_listed_and_nothing_else(desk: Desk) -> None:
    tell(desk, ("catalogue.put", {"service": service(5)}))
    anan = desk.session("anan")
    ended = intake.submit(desk.office, anan, draft(desk, "XX-KEPT", {}), None)
    intake.submit(desk.office, anan, draft(desk, "XX-KEPT", {}), None)  # still open: nothing is due of it
    unset = copy_request(desk)
    for ref in (ended, unset):
        intake.withdraw(desk.office, anan, ref, "เปลี่ยนใจ")
    before = tip(desk.office.read(), desk.office.file.identity().journal).n
    now = retention.due(desk.office)
    assert (now.due, now.running, now.no_time_set) == ((), 1, 1)
    assert retention.due(desk.office, date(2031, 11, 19)).due == ()
    later = retention.due(desk.office, date(2031, 11, 20))
    (one,) = later.due
    assert (one.ref, one.ended, one.until, one.scans) == (ended, date(2026, 11, 20), date(2031, 11, 20), 0)
    told = json.loads(later.to_json())
    assert (told["due"][0]["until"], told["due"][0]["ground"]["en"]) == ("2031-11-20", "Regulation on records")
    assert tip(desk.office.read(), desk.office.file.identity().journal).n == before
