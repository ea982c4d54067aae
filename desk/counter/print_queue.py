"""Papers on their way to a printer: a printer that is off, empty, jammed or slow holds up nobody at the counter.

What is printed was committed before, so the queue is held in memory alone: after a crash the desk asks whether the
paper came out. One thread prints, oldest first. A paper of which surely nothing came out is tried again by itself; one
of which nobody knows waits for a person, who looks into the tray first.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from desk.devices.printing import PrinterSlow
from desk.model.errors import DeskError, Refused
from desk.words import Words

State = Literal["waiting", "printing", "failed", "unsure", "done"]
STATE_WORDS: Final[dict[State, Words]] = {
    "waiting": Words("รอพิมพ์", "waiting"),
    "printing": Words("กำลังพิมพ์", "printing"),
    "failed": Words("พิมพ์ไม่ได้", "failed"),
    "unsure": Words("ไม่แน่ใจ", "not sure"),
    "done": Words("พิมพ์แล้ว", "printed"),
}
RETRY_S: Final = 20.0
"""How long after a failure it is tried again by itself."""
JOBS_MAX: Final = 200
DONE_KEPT: Final = 20
log = logging.getLogger(__name__)


class PrintQueueFull(Refused):
    """So many papers wait that the printer must be seen to first."""

    code = "E720"
    said = Words(
        "มีเอกสารรอพิมพ์ {most} แผ่นแล้ว ใบนี้ยังไม่ได้พิมพ์ รายการที่บันทึกแล้วไม่หาย แก้เครื่องพิมพ์ก่อนแล้วพิมพ์ใหม่",
        "{most} papers wait to be printed; this one does not. What was saved is safe: see to the "
        "printer, then print again",
    )


class PrintNotKept(PrinterSlow):
    """The paper came out and that could not be written down; printed again by itself it would lie there twice."""

    code = "E726"
    said = Words(
        "กระดาษออกแล้ว แต่บันทึกว่าพิมพ์แล้วไม่ได้ ({why}) เงินและเลขไม่หาย ดูถาดกระดาษ แล้วเอาออกจากคิวพิมพ์",
        "The paper came out, but that could not be written down ({why}); money and number are safe. Look into the "
        "tray, then take it out of the print queue",
    )


@dataclass(frozen=True, slots=True)
class WayOut:
    """One printer a paper fits on: `work` prints it there, keeps what has to be kept and gives where it went."""

    words: Words
    work: Callable[[], str]


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One paper in the queue: `subject` what it is of, `printer` which it is sent to, `where` it came out, `cause` why
    it did not. `printers` it may be sent to, itself among them."""

    number: int
    subject: str
    label: Words
    printer: Words
    printers: int = 1
    state: State = "waiting"
    cause: DeskError | None = None
    tries: int = 0
    where: str = ""

    @property
    def is_open(self) -> bool:
        """Not printed yet."""
        return self.state != "done"


class PrintQueue:
    """The papers of one desk. `told` is called on the printing thread after each change; it must be quick."""

    def __init__(
        self,
        told: Callable[[], None] = lambda: None,
        monotonic: Callable[[], float] = time.monotonic,
        retry_s: float = RETRY_S,
    ) -> None:
        self._told = told
        self._monotonic = monotonic
        self._retry_s = retry_s
        self._jobs: dict[int, PrintJob] = {}
        self._ways: dict[int, tuple[WayOut, ...]] = {}
        self._way: dict[int, int] = {}
        self._due: dict[int, float] = {}
        self._changed = threading.Condition()
        self._closed = False
        self._last = 0
        self._thread: threading.Thread | None = None

    def jobs(self) -> list[PrintJob]:
        """Every paper, the oldest first; of the printed ones only the latest."""
        with self._changed:
            return sorted(self._jobs.values(), key=lambda job: job.number)

    def open_jobs(self) -> int:
        """How many are not printed yet."""
        with self._changed:
            return sum(job.is_open for job in self._jobs.values())

    def add(self, subject: str, label: Words, *ways: WayOut, way: int = 0) -> int:
        """Queue a paper for the printer in that place of `ways`; gives its number. Raises PrintQueueFull."""
        with self._changed:
            if sum(job.is_open for job in self._jobs.values()) >= JOBS_MAX:
                raise PrintQueueFull(most=JOBS_MAX)
            self._last += 1
            number = self._last
            self._jobs[number] = PrintJob(number, subject, label, ways[way].words, len(ways))
            self._ways[number], self._way[number], self._due[number] = ways, way, self._monotonic()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="desk-printer", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        return number

    def open_job_of(self, subject: str) -> int | None:
        """The number of the paper of that subject that is not printed yet, if there is one."""
        with self._changed:
            return next((job.number for job in self._jobs.values() if job.subject == subject and job.is_open), None)

    def again(self, number: int, *, ways: Sequence[WayOut] = (), way: int | None = None) -> None:
        """Try a paper again now, made anew or on another printer where so told; of one nobody was sure of, the officer
        has looked into the tray."""
        with self._changed:
            job = self._jobs.get(number)
            if job is None or job.state in ("printing", "done"):
                return
            if ways:
                self._ways[number] = tuple(ways)
            if way is not None:
                self._way[number] = way
            chosen = self._ways[number][self._way[number]].words
            self._jobs[number] = replace(job, state="waiting", cause=None, printer=chosen)
            self._due[number] = self._monotonic()
            self._changed.notify_all()

    def elsewhere(self, number: int) -> Words | None:
        """Send a paper that is not out to the next printer it fits on; says which, None where there is no other."""
        with self._changed:
            ways = self._ways.get(number, ())
            job = self._jobs.get(number)
            if job is None or len(ways) < 2 or job.state in ("printing", "done"):
                return None
            self.again(number, way=(self._way[number] + 1) % len(ways))
            return self._jobs[number].printer

    def drop(self, number: int) -> bool:
        """Print it no more; False for one that is being printed or was."""
        with self._changed:
            job = self._jobs.get(number)
            if job is None or job.state in ("printing", "done"):
                return False
            self._forget(number)
            return True

    def wait(self, number: int, seconds: float) -> PrintJob | None:
        """Wait until a paper was tried, for so many seconds at most; gives the job as it is then."""
        with self._changed:
            self._changed.wait_for(
                lambda: (job := self._jobs.get(number)) is None or job.state in ("done", "failed", "unsure"), seconds
            )
            return self._jobs.get(number)

    def close(self) -> None:
        """Start nothing more. A paper under way is finished by its thread if the program lives so long."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    # ---- the printing thread

    def _run(self) -> None:
        while (number := self._next()) is not None:
            state: State
            cause: DeskError | None = None
            where = ""
            try:
                where = self._ways[number][self._way[number]].work()
                state = "done"
            except PrinterSlow as fault:
                state, cause = "unsure", fault
            except DeskError as fault:
                state, cause = "failed", fault
            except Exception as fault:
                log.exception("a paper could not be printed")
                cause = PrinterSlow(seconds=0)
                cause.__cause__ = fault
                state = "unsure"
            self._ended(number, state, cause, where)

    def _next(self) -> int | None:
        """The paper to print now, once one is due; None when the queue is closed."""
        with self._changed:
            while not self._closed:
                now = self._monotonic()
                ready = [job.number for job in self._jobs.values() if job.state in ("waiting", "failed")]
                due = next((number for number in sorted(ready) if self._due[number] <= now), None)
                if due is not None:
                    self._jobs[due] = replace(self._jobs[due], state="printing", tries=self._jobs[due].tries + 1)
                    return due
                later = min((self._due[number] for number in ready), default=None)
                self._changed.wait(None if later is None else max(0.01, later - now))
            return None

    def _ended(self, number: int, state: State, cause: DeskError | None, where: str) -> None:
        with self._changed:
            self._jobs[number] = replace(self._jobs[number], state=state, cause=cause, where=where)
            self._due[number] = self._monotonic() + self._retry_s
            done = [job.number for job in self._jobs.values() if not job.is_open]
            for old in sorted(done)[:-DONE_KEPT]:
                self._forget(old)
            self._changed.notify_all()
        self._told()

    def _forget(self, number: int) -> None:
        del self._jobs[number], self._ways[number], self._way[number], self._due[number]
