"""A morning with a bad receipt printer, a real one on TCP: off, out of paper, jammed; nothing is lost or doubled."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator

import pytest
from open_office import OfficeApp, at_the_desk, message, shown

from desk.counter import receipts
from desk.devices import roll_printer as device
from desk.devices.roll_printer import roll_printer
from screens.print_jobs import PrintJobs
from screens.printed_question import PrintedQuestion
from screens.receipt_view import ReceiptView
from screens.typist import press
from tests.counter.days import copy_request, open_drawer, pay
from tests.desks import Desk

READY, END_OF_PAPER = 0b0001_0010, 0b0111_0010


class TcpPrinter:
    """A printer on port 9100's manners: says how it is, takes what is sent, or stops taking."""

    def __init__(self) -> None:
        self.papers: list[bytes] = []
        self.paper, self.jammed = READY, False
        self.listening: socket.socket | None = None
        self.port = 0
        self._let_go = threading.Event()

    def switch_on(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", self.port))
        self.listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self._serve, args=(self.listening,), daemon=True).start()

    def switch_off(self) -> None:
        self._let_go.set()
        if self.listening is not None:
            self.listening.shutdown(socket.SHUT_RDWR)
            self.listening.close()

    def _serve(self, listening: socket.socket) -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            with line:
                came = b""
                while more := line.recv(3 if len(came) < 6 else 65536):
                    came += more
                    if more == device.ASK_OFFLINE_CAUSE:
                        line.sendall(bytes((READY,)))
                    elif more == device.ASK_PAPER:
                        line.sendall(bytes((self.paper,)))
                    elif self.jammed:
                        self._let_go.wait(20)
                        break
                else:
                    if len(came) > 6:
                        self.papers.append(came[6:])


@pytest.fixture
def printer(monkeypatch: pytest.MonkeyPatch) -> Iterator[TcpPrinter]:
    monkeypatch.setattr(device, "STALL_S", 0.3)
    made = TcpPrinter()
    made.switch_on()
    yield made
    made.switch_off()


async def until_said(app: OfficeApp, what: str) -> None:
    for _ in range(200):
        if what in message(app) or what in shown(app):
            return
        await asyncio.sleep(0.02)
    raise AssertionError((what, message(app)))


async def test_work_goes_on_and_every_receipt_comes_out_once(desk: Desk, printer: TcpPrinter) -> None:
    open_drawer(desk)
    first, second = (pay(desk, copy_request(desk)).receipt for _ in range(2))
    async with at_the_desk(desk, "anan") as app:
        app.work.roll = roll_printer(f"tcp://127.0.0.1:{printer.port}")
        printer.paper = END_OF_PAPER
        await app.show(ReceiptView(first))
        await press(app, "f10")
        await until_said(app, "E716")
        assert "เงินและเลขใบเสร็จไม่หาย" in shown(app)
        await press(app, "f3")
        printer.switch_off()
        await app.show(ReceiptView(second))
        await press(app, "f10")
        await until_said(app, "E718")
        await press(app, "f3")
        assert len(receipts.perhaps_printed(desk.office)) == 2, "asked about, should the desk stop now"
        await app.show(PrintJobs())
        assert "รอพิมพ์ 2 แผ่น" in shown(app)
        await press(app, "f4")
        await until_said(app, "กระดาษแผ่น")
        for _ in range(200):
            if app.tray.papers:
                break
            await asyncio.sleep(0.02)
        assert len(app.tray.papers) == 1, "the one in hand went to the sheet printer"
        printer.paper = READY
        printer.switch_on()
        await asyncio.sleep(0.1)
        await press(app, "down", "f10")
        for _ in range(200):
            if printer.papers:
                break
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.1)
        assert app.work.prints.open_jobs() == 0
        app.work.prints.close()
    assert len(printer.papers) == 1
    assert receipts.perhaps_printed(desk.office) == []
    assert [receipts.receipt_row(desk.office, ref).copies for ref in (first, second)] == [1, 1]


async def test_a_jam_leaves_a_question_that_is_asked_after_the_crash(desk: Desk, printer: TcpPrinter) -> None:
    open_drawer(desk)
    receipt = pay(desk, copy_request(desk)).receipt
    printer.jammed = True
    async with at_the_desk(desk, "anan") as app:
        app.work.roll = roll_printer(f"tcp://127.0.0.1:{printer.port}")
        await app.show(ReceiptView(receipt))
        await press(app, "f10")
        await until_said(app, "E713")
        (job,) = app.work.prints.jobs()
        assert (job.state, job.tries) == ("unsure", 1), "nothing is tried again while it may lie in the tray"
        app.work.prints.close()  # the desk stops here
    (row,) = receipts.perhaps_printed(desk.office)
    async with at_the_desk(desk, "anan") as app:
        await app.show(PrintedQuestion([row]))
        assert f"ใบเสร็จ {row.book}/000001 อาจพิมพ์แล้ว" in shown(app)
        await press(app, "n")
        await app.settled()
        await press(app, "f10")
        for _ in range(200):
            if app.tray.papers:
                break
            await asyncio.sleep(0.02)
        assert len(app.tray.papers) == 1
        app.work.prints.close()
    assert receipts.perhaps_printed(desk.office) == []
