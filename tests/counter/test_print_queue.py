"""The print queue: no printer holds anybody up, nothing is printed twice by itself, nothing is lost without a word."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from desk.counter import receipts
from desk.counter.print_queue import JOBS_MAX, PrintQueue, PrintQueueFull, WayOut
from desk.counter.printing import Printers, put_out
from desk.devices.printing import PrinterFailed, PrinterSlow
from desk.model.errors import DeskError
from desk.words import same
from tests.counter.days import copy_request, open_drawer, pay
from tests.desks import Desk


@pytest.fixture
def queue() -> Iterator[PrintQueue]:
    made = PrintQueue(retry_s=0.05)
    yield made
    made.close()


def tray(work: Callable[[], str]) -> WayOut:
    return WayOut(same("tray"), work)


def until(queue: PrintQueue, number: int, state: str) -> None:
    for _ in range(400):
        job = next(job for job in queue.jobs() if job.number == number)
        if job.state == state:
            return
        time.sleep(0.01)
    raise AssertionError(job)


def test_papers_come_out_in_their_order(queue: PrintQueue) -> None:
    came: list[int] = []
    numbers = [queue.add(str(n), same(str(n)), tray(lambda n=n: str(came.append(n)))) for n in range(5)]  # type: ignore[misc]
    for number in numbers:
        assert queue.wait(number, 5) is not None
    until(queue, numbers[-1], "done")
    assert came == list(range(5))
    assert queue.open_jobs() == 0


def test_a_printer_that_fails_is_tried_again_by_itself_and_holds_up_no_other(queue: PrintQueue) -> None:
    tries: list[int] = []

    def fails_twice() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise PrinterFailed(why=1)
        return "tray"

    first = queue.add("a", same("a"), tray(fails_twice))
    job = queue.wait(first, 5)
    assert job is not None
    assert (job.state, job.cause is not None and job.cause.code) == ("failed", "E712")
    second = queue.add("b", same("b"), tray(lambda: "tray"))
    until(queue, second, "done")
    until(queue, first, "done")
    assert len(tries) == 3


def test_what_nobody_knows_waits_for_a_person(queue: PrintQueue) -> None:
    tries: list[int] = []

    def hangs() -> str:
        tries.append(1)
        if len(tries) == 1:
            raise PrinterSlow(seconds=1)
        return "tray"

    number = queue.add("a", same("a"), tray(hangs))
    until(queue, number, "unsure")
    time.sleep(0.2)
    assert len(tries) == 1, "it may lie in the tray already"
    queue.again(number)
    until(queue, number, "done")


def test_a_fault_nobody_expected_is_not_lost(queue: PrintQueue) -> None:
    def breaks() -> str:
        raise RuntimeError("ink")

    number = queue.add("a", same("a"), tray(breaks))
    until(queue, number, "unsure")
    after = queue.add("b", same("b"), tray(lambda: "tray"))
    until(queue, after, "done")


def test_a_paper_may_be_given_up_but_not_while_it_is_printed(queue: PrintQueue) -> None:
    go = threading.Event()
    printing = queue.add("a", same("a"), tray(lambda: str(go.wait(5))))
    waiting = queue.add("b", same("b"), tray(lambda: "tray"))
    until(queue, printing, "printing")
    assert not queue.drop(printing)
    assert queue.drop(waiting)
    assert not queue.drop(waiting)
    go.set()
    until(queue, printing, "done")
    assert [job.subject for job in queue.jobs()] == ["a"]


def test_the_queue_has_an_end(queue: PrintQueue) -> None:
    go = threading.Event()
    for n in range(JOBS_MAX):
        queue.add(str(n), same(str(n)), tray(lambda: str(go.wait(5))))
    with pytest.raises(PrintQueueFull):
        queue.add("more", same("more"), tray(lambda: ""))
    go.set()


class Stubborn:
    """A printer that refuses until it is mended."""

    def __init__(self) -> None:
        self.mended, self.slow, self.papers = False, threading.Event(), 0
        self.slow.set()

    def print_pdf(self, name: str, _content: bytes) -> str:
        self.slow.wait(5)
        if not self.mended:
            raise PrinterFailed(why=1)
        self.papers += 1
        return name


def test_a_receipt_is_printed_once_when_the_printer_is_back(desk: Desk, queue: PrintQueue) -> None:
    open_drawer(desk)
    ref = pay(desk, copy_request(desk)).receipt
    printer, anan = Stubborn(), desk.session("anan")
    for _ in range(2):  # F10, and F10 again: one paper waits, not two
        paper = receipts.receipt_to_print(desk.office, anan, ref)
        with pytest.raises(DeskError):
            put_out(queue, Printers(printer).ways(paper), paper)
    assert queue.open_jobs() == 1
    assert [row.ref for row in receipts.perhaps_printed(desk.office)] == [ref]
    printer.mended = True
    until(queue, 1, "done")
    assert printer.papers == 1
    assert receipts.perhaps_printed(desk.office) == []
    assert receipts.receipt_row(desk.office, ref).copies == 1


def test_a_slow_printer_lets_the_officer_go_on(desk: Desk, queue: PrintQueue) -> None:
    open_drawer(desk)
    ref = pay(desk, copy_request(desk)).receipt
    printer, anan = Stubborn(), desk.session("anan")
    printer.mended = True
    printer.slow.clear()
    paper = receipts.receipt_to_print(desk.office, anan, ref)
    assert put_out(queue, Printers(printer).ways(paper), paper, patience_s=0) is None
    pay(desk, copy_request(desk))
    printer.slow.set()
    until(queue, 1, "done")
    assert receipts.receipt_row(desk.office, ref).copies == 1


def test_a_paper_goes_to_another_printer_and_is_printed_once(queue: PrintQueue) -> None:
    came: list[str] = []

    def broken() -> str:
        raise PrinterFailed(why=1)

    ways = (WayOut(same("roll"), broken), WayOut(same("sheets"), lambda: str(came.append("sheets"))))
    number = queue.add("a", same("a"), *ways)
    until(queue, number, "failed")
    assert queue.elsewhere(number) == same("sheets")
    until(queue, number, "done")
    assert came == ["sheets"]
    assert queue.elsewhere(number) is None, "it is out"
    alone = queue.add("b", same("b"), tray(broken))
    until(queue, alone, "failed")
    assert queue.elsewhere(alone) is None, "there is no other"


def test_paper_that_came_out_and_could_not_be_noted_is_not_printed_again_by_itself(
    desk: Desk, queue: PrintQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_drawer(desk)
    ref = pay(desk, copy_request(desk)).receipt
    printer = Stubborn()
    printer.mended = True
    paper = receipts.receipt_to_print(desk.office, desk.session("anan"), ref)

    def no_room(*_given: object) -> None:
        raise PrinterFailed(why="disk")

    monkeypatch.setattr(receipts, "record_print", no_room)
    with pytest.raises(DeskError) as caught:
        put_out(queue, Printers(printer).ways(paper), paper, patience_s=30)
    assert caught.value.code == "E726"
    time.sleep(0.2)
    assert printer.papers == 1
    assert [row.ref for row in receipts.perhaps_printed(desk.office)] == [ref], "asked about at the next start"
