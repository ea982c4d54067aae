"""What the day queue marks, and what it names."""

from __future__ import annotations

from datetime import date

import pytest

from desk.counter.queue import day_queue, notice, officer_names, place, service_names
from tests.counter.days import copy_request, name_request
from tests.desks import Desk, tell

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("state", "due", "told"),
    [
        ("submitted", "2026-11-19", "overdue"),
        ("submitted", "2026-11-20", "soon"),
        ("submitted", "2026-11-21", "soon"),
        ("submitted", "2026-11-23", "soon"),  # Friday: Monday is the next day of work
        ("submitted", "2026-11-24", ""),
        ("submitted", None, ""),
        ("returned", "2026-11-21", "attention"),
        ("returned", "2026-11-19", "overdue"),
        ("waiting_papers", None, "attention"),
        ("not_taken", None, "attention"),
        ("done", "2026-11-01", ""),
        ("refused", "2026-11-01", ""),
    ],
)
def test_what_must_not_be_overlooked(state: str, due: str | None, told: str) -> None:
    assert notice(state, due, TODAY) == told


def test_the_queue_is_the_day_s_newest_first_and_counts_beyond_its_limit(desk: Desk) -> None:
    refs = [name_request(desk), copy_request(desk), name_request(desk, new="สมพร")]
    found, total = day_queue(desk.office, desk.office.today(), limit=2)
    assert ([one.ref for one in found], total) == (refs[:0:-1], 3)


def test_names_of_services_officers_and_the_office(desk: Desk) -> None:
    assert service_names(desk.office)["NM-GIVEN"].th.startswith("เปลี่ยนชื่อตัว")
    assert officer_names(desk.office)["anan"].th == "anan ทดสอบ"
    assert place(desk.office).office.en == place(desk.office).office.th == "ที่ว่าการอำเภอตัวอย่าง"
    tell(desk, ("reference.put", {"name": "office", "value": {"name_th": "ก", "name_en": "A"}}))
    assert (place(desk.office).office.th, place(desk.office).office.en) == ("ก", "A")
