"""The truth about the line, and every item's story, as the officer reads them."""

from __future__ import annotations

from open_office import message, shown, until
from whole_desk import signed_in

from desk.counter import review
from desk.counter.status import status
from desk.counter.sync_story import sent_lines
from desk.words import use_language
from local_db import meta, outbox
from screens.line_story import LineStory
from screens.request_form import RequestForm
from screens.sync_view import SyncView
from screens.typist import press, type_text
from tests.counter.days import copy_request, name_request, open_drawer, pay
from tests.counter.test_trouble import fellow_line, outcome
from tests.desks import Desk


def tried(desk: Desk, cause: str | None) -> None:
    """As the engine writes a try."""

    def note(connection) -> None:  # type: ignore[no-untyped-def]
        for batch in outbox.batches(connection, 10_000):
            number = outbox.begin_attempt(connection, batch.journal, batch.first, batch.last, desk.clock.now_ms())
            outbox.end_attempt(connection, number, desk.clock.now_ms(), cause, 100, 0)
        meta.put(connection, "line_state", "down")

    desk.office.file.store.write(note)


async def test_every_try_stands_in_the_story_with_its_cause(desk: Desk) -> None:
    use_language("th")
    ref = name_request(desk)
    for cause in ("E620", "E622", "cut", outbox.HELD):
        tried(desk, cause)
    async with signed_in(desk) as app:
        app.action_sync_view()
        await until(app, lambda: isinstance(app.screen, SyncView))
        await until(app, "◐ อยู่ที่สำนักงาน")
        await press(app, "w")
        await until(app, "เกิดอะไรขึ้น")
        await press(app, "f12")
        screen = app.screen
        assert isinstance(screen, SyncView)
        assert screen._table.go_to(ref)
        await until(app, f"{ref}: ")
        await press(app, "enter")
        await until(app, lambda: isinstance(app.screen, LineStory))
        await until(app, "ส่งครั้งที่ 4: ถึงศูนย์กลางสำนักงาน")
        told = shown(app)
        assert "ส่งครั้งที่ 1: ไม่สำเร็จ E620".replace("ำ", "ำ") in told
        assert "E622" in told
        assert "ปลอดภัย มีทั้งในเครื่องนี้และที่สำนักงาน".replace("ำ", "ำ") in told


async def test_a_refused_request_is_typed_anew_from_its_story(desk: Desk) -> None:
    use_language("th")
    ref = name_request(desk)
    outcome(desk, ref, "refused", "body")
    async with signed_in(desk) as app:
        app.action_sync_view()
        await until(app, lambda: isinstance(app.screen, SyncView))
        await press(app, "f4", "f4")
        await until(app, "เฉพาะที่ต้องดู")
        await until(app, ref)
        await press(app, "enter")
        await until(app, "ข้อมูลในรายการไม่ครบ")
        await press(app, "f10")
        await until(app, lambda: isinstance(app.screen, RequestForm))
        await until(app, "สมจิต")
        await press(app, "f10")
        await until(app, lambda: isinstance(app.screen, LineStory))
        await until(app, " ส่งใหม่เป็น")
    assert status(desk.office).troubled == 0


async def test_a_conflict_is_compared_and_settled_on_the_screen(desk: Desk) -> None:
    open_drawer(desk)
    paid = pay(desk, copy_request(desk))
    twin = {
        "book": "69A-1", "number": 1, "fiscal_year": 2570, "order": "9901B-1", "payment": "9901B-2",
        "payer": {"kind": "citizen", "name": "นายอื่น"}, "items": [{"request": "9901B-9", "label": "x", "satang": 500}],
        "satang": 500, "date": "2026-11-20", "shift": "9901B-3",
    }  # fmt: skip
    other = fellow_line(desk, 1, "receipt.issued", twin)
    outcome(desk, paid.receipt, "conflict", "duplicate-number", other=other)
    async with signed_in(desk, "somying") as app:
        use_language("en")
        await app.push_screen(LineStory(paid.receipt))
        await until(app, "Field by field")
        await until(app, "Safe: money and receipt stand")
        await until(app, "Sum")
        told = shown(app)
        for part in ("Sum", "20.00", "5.00", "นายอื่น", "9901B", "busaba", "Safe: money and receipt stand"):
            assert part in told, part
        await press(app, "f4")
        await until(app, "saved on this desk")
        await press(app, "f10")
        await until(app, "How was line")
        await type_text(app, "recalled\n")
        await until(app, "settled by somying: recalled")
        await until(app, lambda: "done with" in message(app))


async def test_a_decision_that_came_second_is_settled_without_another(desk: Desk) -> None:
    ref = name_request(desk)
    review.decide(desk.office, desk.session("somying"), review.open_case(desk.office, ref), "approve")
    decision = sent_lines(desk.office)[0].ref
    other = fellow_line(desk, 1, "request.returned", {"request": ref, "reason": "x", "shown": "0" * 64}, p=ref)
    outcome(desk, decision, "conflict", "stale", latest=other, seen=ref, state="returned")
    async with signed_in(desk, "somying") as app:
        use_language("en")
        await app.push_screen(LineStory(decision))
        await until(app, "Field by field")
        await press(app, "n")
        await until(app, "How was line")
        await type_text(app, "the other decision stands\n")
        await until(app, "settled by somying: the other decision stands")
    assert status(desk.office).troubled == 0
