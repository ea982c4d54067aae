"""Scans as the officer attaches and follows them, and the data meter of the sync screen."""

from __future__ import annotations

import os

from open_office import at_the_desk, lines, message, shown, until
from whole_desk import signed_in

from desk.counter import attachments
from desk.words import use_language
from local_db import data_use as meter
from local_db import files
from screens.attach_file import AttachFile
from screens.attachments_view import AttachmentsView
from screens.case import CaseView
from screens.sync_view import SyncView
from screens.typist import press, type_text
from tests.counter.days import name_request
from tests.desks import Desk, tell

PDF = b"%PDF-1.7\n" + bytes(1_500_000)
JPEG = b"\xff\xd8\xff" + bytes(20_000)


async def test_a_scan_is_attached_from_the_scanners_folder_and_followed(desk: Desk) -> None:
    use_language("th")
    ref = name_request(desk)
    folder = desk.office.home / "scans"
    folder.mkdir()
    for age, (name, content) in enumerate([("บัตร.jpg", JPEG), ("คำขอ.pdf", PDF), ("notes.txt", b"x")]):
        (folder / name).write_bytes(content)
        os.utime(folder / name, (1_700_000_000 - age, 1_700_000_000 - age))
    async with at_the_desk(desk, "anan") as app:
        app.work.scans = folder
        await app.show(CaseView(ref))
        await press(app, "f")
        await app.settled()
        assert isinstance(app.screen, AttachmentsView)
        await until(app, "ยังไม่มีแฟ้มแนบ")
        await press(app, "f10")
        await app.settled()
        assert isinstance(app.screen, AttachFile)
        assert app.screen.file.value == "บัตร.jpg"
        await press(app, "f4")
        await app.settled()
        assert "notes.txt" not in shown(app)
        await type_text(app, "2")
        await app.settled()
        await press(app, "tab", "f4")
        await app.settled()
        await type_text(app, "1")
        await app.settled()
        await press(app, "f10")
        await app.settled()
        await until(app, lambda: "แนบ คำขอ.pdf" in message(app))
        row = next(line for line in lines(app) if "คำขอ.pdf".replace("ำ", "ำ") in line)
        assert "1.5 เมกะไบต์" in row
        assert "○ อยู่ที่โต๊ะนี้" in row
        await until(app, "หลังรายการที่รอส่ง")
        await press(app, "f10")
        await app.settled()
        app.screen.query_one("#file").value = "ไม่มี.pdf"  # type: ignore[attr-defined]
        await press(app, "f10")
        assert message(app).startswith("E387")
        await press(app, "f12")
        desk.office.file.store.write(lambda c: files.note_held(c, attached(desk, ref).row.sha256, len(PDF), 1))
        await press(app, "f5")
        await app.settled()
        await until(app, "● ถึงส่วนกลางแล้ว")


def attached(desk: Desk, request: str) -> attachments.Attachment:
    (found,) = attachments.of_request(desk.office, desk.session("anan"), request)
    return found


async def test_the_sync_screen_tells_data_used_and_scans_that_wait(desk: Desk) -> None:
    use_language("th")
    ref = name_request(desk)
    tell(
        desk,
        ("policy.put", {"name": "data.bytes_a_day", "value": 5_000_000}),
        ("policy.put", {"name": "data.satang_a_mb", "value": 50}),
        ("policy.put", {"name": "files.hours", "value": "18:00-06:00"}),
    )
    desk.office.file.store.write(lambda c: meter.add(c, desk.office.today().isoformat(), 1_200_000, 300_000, 7))
    attachments.attach(desk.office, desk.session("anan"), ref, "", PDF, "คำขอ.pdf")
    async with signed_in(desk) as app:
        app.action_sync_view()
        await until(app, lambda: isinstance(app.screen, SyncView))
        await until(app, "วันนี้ 1.5 จาก 5.0 · เดือนนี้ 1.5")
        await until(app, "1.00 บาท")
        await until(app, "รอส่ง 1 แฟ้ม 1.5 เมกะไบต์")
        await press(app, "f4", "f4", "f4")
        await until(app, "แฟ้มสแกนที่รอส่ง")
        await until(app, "○ อยู่ที่โต๊ะนี้")
        await press(app, "n")
        await until(app, lambda: "แฟ้มที่รอจะส่งทันที" in message(app))
    assert desk.office.read().execute("SELECT value FROM meta WHERE name = 'files_now'").fetchone() is not None
