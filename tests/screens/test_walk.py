"""Services walked through the real screens, the short form; `make walk` takes every one of the package."""

from __future__ import annotations

from walk import to_record, walk
from whole_desk import signed_in

from desk.catalogue.load import packaged
from tests.desks import Desk

SHORT = ("CR-BIRTH", "CR-MOVE-DEST", "TX-SIGN", "WF-CHILD", "FN-PINAI", "OF-COPY-AGENCY")
"""A newborn, rows of people, signs with their sizes, money and reckoning, an official, an agency."""


async def test_services_of_every_sort_are_opened_filled_in_and_submitted(desk: Desk) -> None:
    async with signed_in(desk) as app:
        await to_record(app)
        kept = {code: await walk(app, desk, packaged().get(code, desk.office.today())) for code in SHORT}
    forms = {code: walked.case.form for code, walked in kept.items()}
    assert all(walked.case.row.state in ("approved", "submitted") for walked in kept.values())
    assert kept["CR-BIRTH"].case.concerns["kind"] == "newborn"
    assert [row["relation"] for row in forms["CR-MOVE-DEST"]["movers"]] == ["head"]
    assert forms["TX-SIGN"]["count_signs"] == 1
    assert kept["TX-SIGN"].case.row.fee_satang == 220_00  # the least for a sign, and filed late
    assert (forms["WF-CHILD"]["income"], forms["WF-CHILD"]["per_head"]) == (100_00, 50_00)
    assert kept["FN-PINAI"].case.applicant["kind"] == "officer"
    assert kept["OF-COPY-AGENCY"].case.applicant["kind"] == "agency"
