"""A file put back and a desk copied, as the officer and the supervisor see and mend them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from open_office import at_the_desk, lines, message, shown, until
from whole_desk import app_over, opened, signed_in

from desk.counter import recovery
from desk.counter.status import status
from desk.words import use_language
from local_db import meta, outbox
from local_db.journal import head_at
from local_db.store import DATABASE
from screens.recovery_view import RecoveryView
from screens.retire_view import RetireView
from screens.sync_view import SyncView
from screens.typist import press, type_text
from screens.work import Story
from tests.counter.days import copy_request, name_request, open_drawer, pay
from tests.desks import Desk, make_desk, open_desk


def put_back(tmp_path: Path) -> Desk:
    """A desk whose file is yesterday's, though it issued a receipt since."""
    desk = make_desk(tmp_path)
    open_drawer(desk)
    pay(desk, copy_request(desk))
    desk.office.close()
    yesterday = (tmp_path / DATABASE).read_bytes()
    desk = open_desk(tmp_path)
    pay(desk, copy_request(desk))
    desk.office.close()
    (tmp_path / DATABASE).write_bytes(yesterday)
    return open_desk(tmp_path)


def parted(desk: Desk) -> None:
    """The centre signed for another line 2 than this file holds."""

    def note(connection) -> None:  # type: ignore[no-untyped-def]
        journal = meta.identity(connection).journal
        head = head_at(connection, journal, 1)
        assert head is not None
        outbox.keep_ack(connection, journal, 1, head, 1, "key", "sig", desk.clock.now_ms())
        meta.put(connection, "integrity", "heads_differ")
        meta.put(connection, "integrity_ack", json.dumps({"epoch": 1, "through": 2}))

    desk.office.file.store.write(note)


async def test_a_file_put_back_is_in_the_header_until_a_supervisor_signed(tmp_path: Path) -> None:
    use_language("th")
    desk = put_back(tmp_path)
    assert (status(desk.office).doubt, status(desk.office).integrity) == ("E635", "")
    (report,) = recovery.reports(desk.office)
    assert (report.why, report.unknown, report.twice, report.missing) == ("rollback", ("69A-1/2",), (), 5)
    async with opened(app_over(desk, Story("anan", "pass-anan"))) as app:
        await press(app, "enter")
        await until(app, "อาจพิมพ์แล้ว")
        await press(app, "f12")
        await until(app, "! E635")
        app.action_sync_view()
        await until(app, lambda: isinstance(app.screen, SyncView))
        await press(app, "f10")
        await until(app, "69A-1/2")
        await until(app, "ยังไม่ตรวจ")
        # an officer alone may not: the supervisor signs beside
        await press(app, "f10")
        await until(app, "ยืนยัน")
        await press(app, "f10")
        await until(app, "หัวหน้าลงชื่อที่นี่")
        await type_text(app, "anan\tpass-anan\n")
        await until(app, lambda: "E107" in message(app))
        await type_text(app, "\tpass-x\n")
        await press(app, "f12")
        assert status(desk.office).doubt == "E635"
        await press(app, "f10")
        await until(app, "ยืนยัน")
        await press(app, "f10")
        await until(app, "หัวหน้าลงชื่อที่นี่")
        await type_text(app, "somying\tpass-somying\n")
        await until(app, lambda: status(desk.office).doubt == "")
        await until(app, lambda: "E635" not in lines(app)[0])
    (report,) = recovery.reports(desk.office)
    assert report.seen_by == "somying"
    desk.office.close()


async def test_a_copied_desk_shows_what_is_carried_over_before_anybody_confirms(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    name_request(desk)
    open_drawer(desk)
    pay(desk, copy_request(desk))
    parted(desk)
    assert status(desk.office).integrity == "E633"
    use_language("en")
    async with at_the_desk(desk, "somying") as app:
        await app.show(RecoveryView())
        text = shown(app)
        assert "E633" in text
        assert "9901A-2" in text
        assert "twice on paper: 69A-1/1" in text
        await press(app, "f10")
        await app.settled()
        assert status(desk.office).epoch == 1, "nothing before the answer"
        await press(app, "f10")
        await until(app, lambda: status(desk.office).epoch == 2)  # type: ignore[arg-type]
        await app.settled()
        found = status(desk.office)
        assert (found.integrity, found.doubt) == ("", "")
        (report,) = recovery.reports(desk.office)
        assert (report.why, report.twice, report.seen_by) == ("fork", ("69A-1/1",), "somying")
        await press(app, "ctrl+o", "f10")
        await app.settled()
        assert any(name.startswith("recovery-9901A") for name in app.tray.papers)
    use_language("th")
    desk.office.close()


async def test_the_copy_is_told_to_stop(tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "a")
    desk.office.close()
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    other = open_desk(tmp_path / "b")
    other.office.file.store.write(lambda c: meta.put(c, "integrity", "copied"))
    async with signed_in(other) as app:
        await until(app, "! E632")
    other.office.close()


async def test_a_desk_is_ended_on_the_screen_under_a_supervisors_eyes(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    open_drawer(desk)
    async with at_the_desk(desk, "anan") as app:
        await app.show(RetireView())
        await until(app, "โต๊ะนี้ใช้งานอยู่")  # type: ignore[arg-type]
        await press(app, "f10")
        await until(app, "เลือกหนึ่งรายการ")  # type: ignore[arg-type]
        await press(app, "enter")
        await until(app, "ไปทำต่อที่ใด")  # type: ignore[arg-type]
        await type_text(app, "โต๊ะ 2\n")
        await until(app, "ผู้ยืนยันอีกคนหนึ่ง")  # type: ignore[arg-type]
        await type_text(app, "somying\tpass-somying\n")
        await until(app, "ไม่รับงานใหม่แล้ว")  # type: ignore[arg-type]
        await until(app, "ลิ้นชัก 1 ยังไม่ปิด")  # type: ignore[arg-type]
        assert status(desk.office).ending == "retiring"
        await press(app, "f10")
        assert status(desk.office).ending == "retiring", "nothing is finished while something is open"
    desk.office.close()
