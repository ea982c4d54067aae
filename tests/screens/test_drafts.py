"""Forms left half-way are named at the first screen, gone on with by one key, and given away by who may."""

from __future__ import annotations

from open_office import message, shown, until
from whole_desk import signed_in

from desk.counter import drafts
from screens.day_queue import DayQueue
from screens.drafts import Drafts
from screens.request_form import RequestForm
from screens.typist import press, type_text
from tests.desks import Desk, pin


def left(desk: Desk, officer: str, about: str, copies: int) -> None:
    """What a crash leaves: a form that was being typed."""
    body = {"answers": {"register": "birth", "copies": copies}, "papers": [], "acting": None}
    parties = {"applicant": None, "concerns": {"kind": "person", "name": f"คนที่ {copies}", "identity": "not_shown"}}
    drafts.keep(desk.office, desk.session(officer), "CR-COPY", about, {**body, "parties": parties}).result()


async def test_after_a_crash_every_draft_is_named_and_one_key_goes_on(desk: Desk) -> None:
    for copies in (2, 3):
        left(desk, "anan", drafts.new_about(desk.office), copies)
    async with signed_in(desk) as app:
        await until(app, "กด E เพื่อทำต่อ")
        await until(app, "ร่าง 2")
        await press(app, "e")
        await until(app, lambda: isinstance(app.screen, Drafts) and "คนที่ 2" in shown(app))
        await until(app, "คนที่ 3")
        await press(app, "f10", "1")  # the latest; the purpose of the visit
        await until(app, lambda: isinstance(app.screen, RequestForm) and app.screen.filling is not None)
        form = app.screen
        assert isinstance(form, RequestForm)
        await until(app, "คนที่ 3")
        assert form.filling is not None
        assert form.filling.answers()["copies"] == 3
        await press(app, "f12", "f12")
        await until(app, lambda: isinstance(app.screen, Drafts))
        await until(app, lambda: "คนที่ 3" not in shown(app))
        await press(app, "x")
        await until(app, "โปรดยืนยัน")
        await press(app, "f10")
        await until(app, "ไม่มีร่างคำขอ")
        await press(app, "f3")
        await until(app, lambda: isinstance(app.screen, DayQueue) and "ร่าง" not in shown(app))


async def test_a_supervisor_gives_away_the_draft_of_somebody_who_is_not_there(desk: Desk) -> None:
    left(desk, "anan", pin(1), 2)
    async with signed_in(desk, "somying") as app:
        await until(app, "ร่างผู้อื่น 1")
        await press(app, "e")
        await until(app, "anan ทดสอบ")
        assert "คนที่ 2" not in shown(app)
        await press(app, "f10", "x")
        assert isinstance(app.screen, Drafts)
        await press(app, "g")
        await until(app, "busaba")
        await type_text(app, "\n")
        await until(app, "เหตุผล")
        await type_text(app, "ลาป่วย\n")
        await until(app, lambda: "มอบร่างให้" in message(app))
    assert [row.officer for row in drafts.listed(desk.office, desk.session("somying"))] == ["busaba"]
