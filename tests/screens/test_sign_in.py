"""Signing in and out, the idle lock, and what the first screen does before anybody is known."""

from __future__ import annotations

from open_office import message, shown, until
from whole_desk import STORY, app_over, find, kinds, opened, signed_in

from desk.counter.print_queue import WayOut
from desk.devices.printing import PrinterFailed
from desk.words import same
from screens.app import SendingStopped
from screens.day_queue import DayQueue
from screens.find import Find
from screens.lock import Locked
from screens.sign_in import SignIn
from screens.thai_input import ThaiInput
from screens.typist import press, type_text
from tests.counter.days import copy_request, open_drawer, open_visit, pay
from tests.desks import Desk


async def test_a_wrong_passphrase_is_refused_emptied_and_throws_away_what_was_typed_ahead(desk: Desk) -> None:
    async with opened(app_over(desk, story=None)) as app:
        await type_text(app, "anan\twrong\n")
        await until(app, "E101")
        assert isinstance(app.screen, SignIn)
        assert app.screen.passphrase.value == ""
        assert app.focused is app.screen.passphrase
        assert app.work.session is None
        await type_text(app, "pass-anan\n")
        await until(app, lambda: isinstance(app.screen, DayQueue))
    assert kinds(desk.office).count("officer.signed_in") == 1


async def test_the_story_is_filled_in_and_enter_signs_in(desk: Desk) -> None:
    async with opened(app_over(desk)) as app:
        await until(app, "10")
        await press(app, "enter")
        await until(app, lambda: isinstance(app.screen, DayQueue))
        await until(app, "anan ทดสอบ")


async def test_a_paper_of_which_nobody_knows_is_asked_about_first(desk: Desk) -> None:
    open_drawer(desk)
    pay(desk, copy_request(desk))
    async with opened(app_over(desk)) as app:
        await press(app, "enter")
        await until(app, "อาจพิมพ์แล้ว")
        await press(app, "y")
        await until(app, lambda: isinstance(app.screen, DayQueue))
    assert kinds(desk.office)[-1] == "receipt.printed"


async def test_nobody_is_asked_about_a_receipt_the_queue_still_holds(desk: Desk) -> None:
    """It comes out by itself once the printer is back; a "yes" before that would make two originals."""
    open_drawer(desk)
    ref = pay(desk, copy_request(desk)).receipt

    def off() -> str:
        raise PrinterFailed(why=1)

    app = app_over(desk)
    app.work.prints.add(ref, same("ใบเสร็จ"), WayOut(same("ม้วน"), off))
    async with opened(app):
        await press(app, "enter")
        await until(app, lambda: isinstance(app.screen, DayQueue))
    app.work.prints.close()


async def test_a_closed_file_is_opened_by_the_officer_who_signs_in(desk: Desk) -> None:
    desk.office.key_slots.add("anan", "pass-anan", desk.office.file.store.data_key)
    app = app_over(desk, story=None, closed=True)
    async with opened(app):
        await press(app, "f4")
        await until(app, "ผู้ใช้ของโต๊ะนี้")
        await press(app, "enter")
        await type_text(app, "pass-anan\n")
        await until(app, lambda: isinstance(app.screen, DayQueue))
        await until(app, "ที่ว่าการอำเภอ")
    assert app.work.office is not None
    app.work.office.close()


async def test_the_language_changes_before_anybody_is_known(desk: Desk) -> None:
    async with opened(app_over(desk)) as app:
        fields = list(app.screen.query(ThaiInput))
        await press(app, "f6")
        await until(app, "Passphrase")
        assert "รหัสผ่าน" not in shown(app)
        assert list(app.screen.query(ThaiInput)) == fields
        assert app.screen.passphrase.value == STORY.passphrase


async def test_signing_out_closes_the_visit_and_leaves_nothing_behind(desk: Desk) -> None:
    async with signed_in(desk) as app:
        app.work.visit = open_visit(desk)
        app.work.basket.append("9901A-1")
        app.remember_entry("x", "ลับ")
        await press(app, "f12")
        await until(app, lambda: isinstance(app.screen, SignIn))
        assert (app.work.session, app.work.visit, app.work.basket) == (None, None, [])
        assert app.last_entry("x") is None
        assert [screen for screen in app.screen_stack if not isinstance(screen, SignIn)] == []
    assert kinds(desk.office)[-2:] == ["visit.closed", "officer.signed_out"]


async def test_the_lock_hides_everything_and_gives_the_draft_back(desk: Desk) -> None:
    async with signed_in(desk) as app:
        await find(app, "สมใ")
        await until(app, "นางสมใจ")
        app.went_idle()
        await until(app, lambda: isinstance(app.screen, Locked) and app.screen.is_mounted)
        assert "นางสมใจ" not in shown(app)
        await press(app, "f3", "escape", "f2")
        assert isinstance(app.screen, Locked)
        await type_text(app, "pass-busaba\n")
        await until(app, "E101")
        await type_text(app, "pass-anan\n")
        await until(app, lambda: isinstance(app.screen, Find))
        assert app.screen.box.value == "สมใ"
        await type_text(app, "จ")
        await until(app, "พบ 1 คน")


async def test_only_the_same_officer_or_a_supervisor_opens_the_lock(desk: Desk) -> None:
    async with signed_in(desk) as app:
        for officer in ("busaba", "somying"):
            if not app.locked:
                app.went_idle()
            await until(app, lambda: isinstance(app.screen, Locked) and app.screen.is_mounted)
            app.screen.officer.value = officer
            app.screen.passphrase.focus()
            await type_text(app, f"pass-{officer}\n")
            if officer == "busaba":
                await until(app, "E106")
        await until(app, lambda: isinstance(app.screen, DayQueue))
        assert app.work.officer.officer == "anan"


async def test_an_engine_that_falls_over_is_shown_and_the_counter_goes_on(desk: Desk) -> None:
    app = app_over(desk)

    async def falls_over(office: object, told: object) -> None:
        raise LookupError("no such thing")

    app.work.background = falls_over
    async with opened(app):
        await until(app, SendingStopped.code)
        assert "? " in shown(app).splitlines()[0]
        assert "no such thing" not in message(app)
        await press(app, "enter")
        await until(app, lambda: isinstance(app.screen, DayQueue))
