"""The print queue on the screen: what ails a paper in words, tried again, given up."""

from __future__ import annotations

import asyncio

from open_office import at_the_desk, until

from desk.counter.print_queue import WayOut
from desk.devices.printing import PrinterSlow
from desk.words import same
from screens.alarms import prints_words
from screens.asking import Confirm
from screens.print_jobs import PrintJobs
from screens.typist import press
from tests.desks import Desk


async def test_a_paper_nobody_is_sure_of_is_shown_tried_again_and_given_up(desk: Desk) -> None:
    tries: list[int] = []

    def hangs() -> str:
        tries.append(1)
        raise PrinterSlow(seconds=9)

    async with at_the_desk(desk, "anan") as app:
        queue = app.work.prints
        queue.add("9901A-7", same("ใบเสร็จ 69A-1/000001"), WayOut(same("ม้วน"), hangs))
        await asyncio.to_thread(queue.wait, 1, 5)
        said = prints_words(queue.jobs())
        assert said is not None
        assert "1" in said.th
        await app.show(PrintJobs())
        await until(app, "ไม่แน่ใจ")
        await until(app, "E713")
        await until(app, "ดูว่ากระดาษออกมาหรือไม่")
        await press(app, "f10")
        await asyncio.to_thread(queue.wait, 1, 5)
        for _ in range(200):
            if len(tries) == 2:
                break
            await asyncio.sleep(0.01)
        assert len(tries) == 2
        await asyncio.to_thread(queue.wait, 1, 5)
        await press(app, "x")
        await app.settled()
        assert isinstance(app.screen, Confirm)
        await press(app, "f10")
        await app.settled()
        assert queue.jobs() == []
        await until(app, "ไม่มีเอกสารรอพิมพ์")
        assert prints_words(queue.jobs()) is None
        queue.close()
