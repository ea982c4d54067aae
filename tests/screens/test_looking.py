"""Screens that show what the desk holds: none goes on showing what is no longer true."""

from __future__ import annotations

from open_office import at_the_desk, shown, until

from desk.counter import attachments, complaints, tickets
from screens.attachments_view import AttachmentsView
from screens.commands import HelpScreen
from screens.complaints import ComplaintView
from screens.tickets import Tickets
from screens.typist import press
from tests.counter.days import name_request
from tests.desks import Desk


async def test_what_changed_behind_a_box_is_seen_once_the_box_is_gone(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        ref = name_request(desk)
        await app.show(AttachmentsView(ref))
        await press(app, "f1")
        assert isinstance(app.screen, HelpScreen)
        attachments.attach(desk.office, app.work.officer, ref, "", b"\xff\xd8\xff" + bytes(2_000), "บัตร.jpg")
        await press(app, "f12")
        await until(app, "บัตร.jpg")


async def test_news_and_f5_bring_what_the_desk_holds(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        screen = Tickets()
        await app.show(screen)
        tickets.issue(desk.office, app.work.officer, "A", "ordinary")
        assert "A001" not in shown(app)
        await press(app, "f5")
        await until(app, "A001")
        tickets.issue(desk.office, app.work.officer, "A", "ordinary")
        screen.call_later(screen.news)
        await until(app, "A002")


async def test_sentences_follow_the_language_also_where_they_were_put_together(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        told = complaints.Complaint("other", "counter", "คิวนาน", "รอสองชั่วโมง")
        ref = complaints.receive(desk.office, app.work.officer, told)
        await app.show(ComplaintView(ref))
        await until(app, "20 พ.ย.")
        await press(app, "f6")
        await until(app, "20 Nov 08:")
        assert "20 พ.ย. 0" not in shown(app)
