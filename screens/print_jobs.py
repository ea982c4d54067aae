"""Papers on their way to a printer: which wait, which failed and why, tried again or given up from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult

from desk.words import Words, same
from screens.asking import Confirm
from screens.base import SubScreen
from screens.keys import FIND_ANYBODY, LIST, SAVE, act
from screens.paged_table import Column, PagedTable, Row
from screens.parts import Said
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.print_queue import PrintJob

LOOK_S = 1.0
_SENT_ON = Words("ส่งไปพิมพ์ที่{printer}แล้ว", "Sent to: {printer}")


class PrintJobs(SubScreen[None]):
    """The print queue of this desk."""

    ACTIONS = (
        FIND_ANYBODY,
        LIST.called(
            Words("เครื่องอื่น", "Other printer"),
            Words("ส่งแผ่นที่เลือกไปพิมพ์ที่เครื่องอื่น", "Sends the chosen paper to another printer"),
        ),
        SAVE.called(
            Words("พิมพ์ใหม่", "Try again"),
            Words("พิมพ์แผ่นที่เลือกอีกครั้งเดี๋ยวนี้", "Prints the chosen paper once more, now"),
        ),
        act(
            "drop",
            "x",
            Words("ไม่พิมพ์", "Give up"),
            Words(
                "เอาออกจากคิว พิมพ์ภายหลังได้จากใบเสร็จ",
                "Leaves the queue; print it later from its receipt",
            ),
        ),
    )
    ABOUT = Words(
        "เงินและเลขใบเสร็จบันทึกแล้วก่อนพิมพ์ แผ่นที่ยังไม่ออกจะลองพิมพ์ใหม่เอง แผ่นที่ไม่แน่ใจให้ดูถาดกระดาษก่อน",
        "Money and number were saved before printing. What surely did not come out is tried again by itself; where "
        "nobody is sure, look into the tray first",
    )

    def __init__(self) -> None:
        super().__init__()
        self._about = Said(Words("", ""))
        self._table = PagedTable(
            [
                Column(Words("เอกสาร", "Paper"), 30),
                Column(Words("สถานะ", "State"), 11),
                Column(Words("เครื่องพิมพ์", "Printer"), 13),
                Column(Words("ครั้ง", "Tries"), 5, "right"),
                Column(Words("ที่พิมพ์ / เหตุ", "Where / why"), 0),
            ],
            empty=Words("ไม่มีเอกสารรอพิมพ์", "No paper waits"),
        )
        self._why = Said(Words("", ""), wraps=True, id="why")

    def body(self) -> ComposeResult:
        """The queue, and in full what ails the chosen one."""
        yield self._about
        yield self._table
        yield self._why

    @on(events.Mount)
    def begin(self) -> None:
        """Show it, and look again each second: another thread prints."""
        self._look()
        self.set_interval(LOOK_S, self._look)
        self._table.focus()

    def _jobs(self) -> list[PrintJob]:
        return work_of(self).prints.jobs()

    def _look(self) -> None:
        from desk.counter.print_queue import STATE_WORDS

        jobs = self._jobs()
        waiting = sum(job.is_open for job in jobs)
        self._about.say(Words("รอพิมพ์ {n} แผ่น", "{n} papers wait").fill(n=waiting))
        self._table.set_rows(
            [
                Row(
                    str(job.number),
                    (
                        job.label,
                        STATE_WORDS[job.state],
                        job.printer,
                        same(str(job.tries)),
                        same(job.cause.code if job.cause is not None else job.where),
                    ),
                    "plain" if job.is_open else "quiet",
                )
                for job in reversed(jobs)
            ]
        )
        self._say_why()

    def _chosen(self) -> PrintJob | None:
        key = self._table.cursor_key
        return next((job for job in self._jobs() if str(job.number) == key), None)

    def _say_why(self) -> None:
        self.refresh_keys()
        job = self._chosen()
        self._why.say(job.cause.sentence if job is not None and job.cause is not None else Words("", ""))

    @on(PagedTable.Highlighted)
    def moved(self) -> None:
        """The sentence below is that of the line chosen."""
        self._say_why()

    def on_paged_table_selected(self) -> None:
        """Enter is as good as F10."""
        self.action_save()

    def action_save(self) -> None:
        """F10: once more, now."""
        job = self._chosen()
        if job is not None and job.is_open:
            work_of(self).prints.again(job.number)
            self._look()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing for a paper that is out; another printer only for one that fits on it."""
        if action in ("list", "save", "drop"):
            job = self._chosen() if self.is_attached else None
            return job is not None and job.is_open and (action != "list" or job.printers > 1)
        return super().check_action(action, parameters)

    def action_list(self) -> None:
        """F4: to the next printer it fits on, now."""
        job = self._chosen()
        printer = work_of(self).prints.elsewhere(job.number) if job is not None else None
        if printer is not None:
            self._look()
            self.say(_SENT_ON.fill(printer=printer))

    @work
    async def action_drop(self) -> None:
        """X: out of the queue, after a last question."""
        job = self._chosen()
        if job is None or not job.is_open:
            return
        sure = Confirm(
            Words("เอา {paper} ออกจากคิวพิมพ์", "{paper} leaves the print queue").fill(paper=job.label),
            Words(
                "เงินและเลขไม่เปลี่ยน พิมพ์ภายหลังได้จากใบเสร็จ",
                "Money and number stay; print it later from its receipt",
            ),
        )
        if await self.app.push_screen_wait(sure) and work_of(self).prints.drop(job.number):
            self._look()
