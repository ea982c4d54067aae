"""Printing from a screen: by the queue, on another thread; what came of it is said on the message line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from desk.words import Words
from screens.base import DeskScreen
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.printing import Printed, Printers, Printout

PRINTING = Words("กำลังพิมพ์…", "Printing…")
STILL_PRINTING = Words(
    "เครื่องพิมพ์ยังทำงานอยู่ กด F3 ทำงานต่อได้ ดูคิวพิมพ์ที่หน้าแรก กด O",
    "The printer is still busy: F3 goes on; the print queue is O on the first screen",
)
PRINTED = Words("พิมพ์แล้วที่ {where}", "Printed: {where}")


def printers_of(screen: DeskScreen[Any]) -> Printers:
    """The printers of this desk."""
    from desk.counter.printing import Printers

    work = work_of(screen)
    return Printers(work.printer, work.roll, work.folder)


async def put_out(
    screen: DeskScreen[Any], ready: Callable[[], Printout], *, done: Words = PRINTED, way: int = 0
) -> Printed | None:
    """Make a paper ready and print it; to be awaited in a worker. None while it is not out, and that is said.

    `done` is said once it is out, its `{where}` filled. A slow printer holds back keys for a moment, never the screen.
    """
    from desk.counter.printing import put_out as out

    queue, printers = work_of(screen).prints, printers_of(screen)
    screen.say(PRINTING)

    def carry_out() -> tuple[Printed | None]:
        paper = ready()
        return (out(queue, printers.ways(paper), paper, way=way),)

    answer = await screen.perform(carry_out)
    if answer is None:
        return None
    printed = answer[0]
    if printed is None:
        screen.say(STILL_PRINTING)
    else:
        screen.say_done(done.fill(where=short(printed.where)))
    return printed


async def put_file_out(
    screen: DeskScreen[Any], subject: str, label: Words, send: Callable[[], str], done: Words
) -> None:
    """The same for a PDF that is no paper of the desk's own, such as a scan: `send` prints it and says where."""
    from desk.counter.print_queue import WayOut
    from desk.counter.printing import PATIENCE_S, SHEET

    queue, way = work_of(screen).prints, WayOut(SHEET, send)
    screen.say(PRINTING)

    def carry_out() -> str:
        number = queue.open_job_of(subject)
        if number is None:
            number = queue.add(subject, label, way)
        else:
            queue.again(number)
        job = queue.wait(number, PATIENCE_S)
        if job is not None and job.cause is not None:
            raise job.cause
        return job.where if job is not None and job.state == "done" else ""

    where = await screen.perform(carry_out)
    if where:
        screen.say_done(done.fill(where=short(where)))
    elif where is not None:
        screen.say(STILL_PRINTING)


def short(where: str) -> str:
    """Where it went in one word: of a path the file's name."""
    return PurePath(where).name or where
