"""Scans on papers of a request: kept with their line in one act, seen where they are, never in the way of it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from desk.counter import attachments, data_use, intake
from desk.counter.attachments import (
    AttachedAlready,
    FileNotTaken,
    FileTooLarge,
    NotAttached,
    NotHereYet,
    RequestOver,
    TooManyFiles,
)
from desk.counter.refusals import RequestUnknown
from desk.rules.roles import RoleForbids
from local_db import data_use as meter
from local_db import files
from local_db.rebuild import rebuild
from tests.counter.days import name_request
from tests.desks import Desk, make_desk, tell

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 3000


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


def attach(
    desk: Desk, request: str, content: bytes = PDF, paper: str = "house-book", name: str = "สำเนาทะเบียนบ้าน"
) -> str:
    return attachments.attach(desk.office, desk.session("anan"), request, paper, content, name)


def test_content_and_line_are_one_act_and_a_rebuild_agrees(desk: Desk) -> None:
    request = name_request(desk)
    ref = attach(desk, request)
    (found,) = attachments.of_request(desk.office, desk.session("anan"), request)
    assert (found.row.ref, found.row.name, found.row.media, found.where) == (
        ref, "สำเนาทะเบียนบ้าน", "application/pdf", "waits",
    )  # fmt: skip
    assert found.row.sha256 == hashlib.sha256(PDF).hexdigest()
    assert attachments.content_of(desk.office, desk.session("anan"), ref) == PDF
    assert files.waiting(desk.office.read()) == files.Waiting(1, len(PDF))
    assert desk.office.file.store.write(rebuild).different == []
    assert PDF[:64] not in (desk.office.home / "desk.db").read_bytes()  # kept encrypted


def test_what_is_refused_leaves_nothing(desk: Desk) -> None:
    request = name_request(desk)
    attach(desk, request)
    for content, failure in ((b"MZ program", FileNotTaken), (b"", FileNotTaken), (PDF, AttachedAlready)):
        with pytest.raises(failure):
            attach(desk, request, content)
    with pytest.raises(FileTooLarge):
        attach(desk, request, b"%PDF-" + bytes(attachments.SCAN_BYTES_MAX))
    with pytest.raises(RequestUnknown):
        attach(desk, "9901A-9999", b"%PDF-other")
    with pytest.raises(RoleForbids):
        attachments.attach(desk.office, desk.session("darin"), request, "x", b"%PDF-other", "x")
    assert files.waiting(desk.office.read()).files == 1
    intake.withdraw(desk.office, desk.session("anan"), request, "เปลี่ยนใจ")
    with pytest.raises(RequestOver):
        attach(desk, request, b"%PDF-other")
    assert files.waiting(desk.office.read()).files == 1


def test_a_policy_sets_the_size_and_a_request_holds_so_many(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    request = name_request(desk)
    tell(desk, ("policy.put", {"name": "files.bytes_max", "value": 1000}))
    with pytest.raises(FileTooLarge):
        attach(desk, request)
    monkeypatch.setattr(attachments, "ON_A_REQUEST_MAX", 2)
    attach(desk, request, b"%PDF-1")
    attach(desk, request, b"%PDF-2")
    with pytest.raises(TooManyFiles):
        attach(desk, request, b"%PDF-3")


def test_the_same_scan_on_two_requests_is_kept_once(desk: Desk) -> None:
    first, second = name_request(desk), name_request(desk)
    attach(desk, first)
    attach(desk, second)
    assert files.waiting(desk.office.read()) == files.Waiting(1, len(PDF))


def test_a_fellow_desks_scan_is_asked_for(desk: Desk) -> None:
    request = name_request(desk)
    ref = attach(desk, request)
    sha256 = hashlib.sha256(PDF).hexdigest()
    desk.office.file.store.write(lambda c: (c.execute("DELETE FROM files"), c.execute("DELETE FROM file_parts")))
    session = desk.session("anan")
    assert attachments.of_request(desk.office, session, request)[0].where == "elsewhere"
    with pytest.raises(NotHereYet):
        attachments.content_of(desk.office, session, ref)
    assert attachments.of_request(desk.office, session, request)[0].where == "coming"
    for at in range(0, len(PDF), 100_000):
        part = PDF[at : at + 100_000]
        assert desk.office.file.store.write(lambda c, at=at, part=part: files.add_part(c, sha256, at, part))
    assert attachments.content_of(desk.office, session, ref) == PDF
    assert attachments.of_request(desk.office, session, request)[0].where == "here"
    with pytest.raises(NotAttached):
        attachments.content_of(desk.office, session, request)


def test_a_file_that_is_not_what_its_name_says_begins_anew(desk: Desk) -> None:
    sha256 = hashlib.sha256(PDF).hexdigest()
    desk.office.file.store.write(lambda c: files.want(c, sha256, len(PDF), 1))
    wrong = PDF[:-1] + b"x"
    assert not desk.office.file.store.write(lambda c: files.add_part(c, sha256, 0, wrong))
    assert not desk.office.file.store.write(lambda c: files.add_part(c, sha256, 7, PDF[7:]))
    assert desk.office.file.store.write(lambda c: files.add_part(c, sha256, 0, PDF))
    assert desk.office.read().execute("SELECT here FROM files").fetchone() == (len(PDF),)


def test_the_meter_tells_bytes_cost_and_budget(desk: Desk) -> None:
    today = desk.office.today().isoformat()
    tell(
        desk,
        ("policy.put", {"name": "data.bytes_a_day", "value": 2_000_000}),
        ("policy.put", {"name": "data.satang_a_mb", "value": 50}),
    )
    desk.office.file.store.write(lambda c: meter.add(c, today, 1_200_000, 300_000, 7))
    desk.office.file.store.write(lambda c: meter.add(c, "2026-11-19", 5, 6, 1))
    attach(desk, name_request(desk))
    found = data_use.data_used(desk.office)
    assert (found.today.up, found.today.down, found.today.requests) == (1_200_000, 300_000, 7)
    assert (found.satang, found.percent, found.warns) == (100, 75, False)
    assert [day.day for day in found.days] == [today, "2026-11-19"]
    assert (found.files, found.file_bytes, found.seconds_to_send) == (1, len(PDF), None)
