"""The receipt printer: asked how it is, sent to in pieces, given up by name; a real socket and a real pipe stand in."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desk.devices import roll_printer as room
from desk.devices.host import open_device
from desk.devices.printing import PrinterFailed, PrinterFolderRefused, PrinterSlow
from desk.devices.roll_printer import (
    ROLL_BYTES_MAX,
    PrinterAddressWrong,
    PrinterAway,
    PrinterCoverOpen,
    PrinterOutOfPaper,
    roll_printer,
)

PAPER = b"\x1b@" + b"\x00\xff" * 20_000
READY = 0b0001_0010


@contextmanager
def printer(cause: int | None = READY, paper: int = READY, *, reads: bool = True) -> Iterator[tuple[str, list[bytes]]]:
    """A printer on the network: answers how it is (or not at all), takes what is sent; `reads` False: jammed."""
    came: list[bytes] = []
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)

        def serve() -> None:
            line, _ = listening.accept()
            with line:
                for answer in (cause, paper):
                    asked = line.recv(3)
                    if not asked:
                        return
                    if asked[:2] != b"\x10\x04":
                        came.append(asked)
                        break
                    if answer is not None:
                        line.sendall(bytes((answer,)))
                while reads and (more := line.recv(65536)):
                    came.append(more)
                stop.wait(0 if reads else 5)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"tcp://127.0.0.1:{listening.getsockname()[1]}", came
        stop.set()
        thread.join(5)


def test_a_paper_arrives_whole_at_a_printer_that_answers() -> None:
    with printer() as (address, came):
        found = roll_printer(address)
        assert found is not None
        assert found.dots == 576
        assert found.print_roll("receipt", PAPER) == address.removeprefix("tcp://")
    assert b"".join(came) == PAPER


def test_a_printer_that_never_answers_is_printed_on_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "ANSWER_S", 0.05)
    with printer(cause=None) as (address, came):
        found = roll_printer(address, 58)
        assert found is not None
        assert found.dots == 384
        found.print_roll("receipt", PAPER)
    assert b"".join(came).endswith(PAPER[-100:])


@pytest.mark.parametrize(
    ("cause", "paper", "named"),
    [(READY | 0x04, READY, PrinterCoverOpen), (READY, READY | 0x60, PrinterOutOfPaper)],
)
def test_a_printer_that_is_not_ready_has_its_name_and_gets_nothing(cause: int, paper: int, named: type) -> None:
    with printer(cause, paper) as (address, came):
        found = roll_printer(address)
        assert found is not None
        with pytest.raises(named):
            found.print_roll("receipt", PAPER)
    assert came == []


def test_an_answer_that_is_none_is_not_believed() -> None:
    """Some network boxes send 0xFF or echo; only the fixed bits make it an answer."""
    with printer(0xFF, 0xFF) as (address, came):
        found = roll_printer(address)
        assert found is not None
        found.print_roll("receipt", PAPER)
    assert b"".join(came) == PAPER


def test_a_printer_that_is_off_is_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    found = roll_printer(f"tcp://127.0.0.1:{port}")
    assert found is not None
    with pytest.raises(PrinterAway) as caught:
        found.print_roll("receipt", PAPER)
    assert (caught.value.code, caught.value.exit_code) == ("E718", 3)


def test_a_jammed_printer_is_given_up_and_nobody_claims_to_know(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "STALL_S", 0.3)
    with printer(reads=False) as (address, _):
        found = roll_printer(address)
        assert found is not None
        with pytest.raises(PrinterSlow):
            found.print_roll("receipt", b"\x00" * 3_900_000)


def test_a_paper_no_roll_can_be_is_not_sent(tmp_path: Path) -> None:
    found = roll_printer(f"file:{tmp_path / 'roll.bin'}")
    assert found is not None
    with pytest.raises(PrinterFailed):
        found.print_roll("x", bytes(ROLL_BYTES_MAX + 1))
    assert found.print_roll("x", PAPER) == "roll.bin"
    assert (tmp_path / "roll.bin").read_bytes() == PAPER
    (tmp_path / "file").write_bytes(b"")
    lost = roll_printer(f"file:{tmp_path / 'file' / 'roll.bin'}")
    assert lost is not None
    with pytest.raises(PrinterFolderRefused):
        lost.print_roll("x", PAPER)


def test_a_device_takes_all_of_it_and_one_that_stops_is_given_up(tmp_path: Path) -> None:
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with open_device(str(pipe)) as device:
        device.write(b"abc", 1)
        assert os.read(reading, 10) == b"abc"
        with pytest.raises(TimeoutError):
            device.write(bytes(1_000_000), 0.05)
    os.close(reading)
    missing = roll_printer("/dev/no-such-printer")
    assert missing is not None
    with pytest.raises(PrinterAway):
        missing.print_roll("x", PAPER)


@pytest.mark.parametrize(
    "setting", ["http://x", "tcp://", "lp0", "tcp://host:99999", "tcp://host/path", "file:", "/etc/passwd"]
)
def test_a_setting_that_names_no_printer_is_refused(setting: str) -> None:
    with pytest.raises(PrinterAddressWrong):
        roll_printer(setting)


def test_no_setting_is_no_printer() -> None:
    assert roll_printer("") is None
