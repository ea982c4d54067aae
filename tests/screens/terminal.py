"""A real terminal for tests: a pseudo-terminal with a program in it and an emulated screen. Linux only."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyte

from screens.thai_terminal import MARKS

ROOT = Path(__file__).resolve().parents[2]
WAIT_S = 20.0
F = {
    1: b"\x1bOP",
    2: b"\x1bOQ",
    3: b"\x1bOR",
    6: b"\x1b[17~",
    8: b"\x1b[19~",
    10: b"\x1b[21~",
    11: b"\x1b[23~",
    12: b"\x1b[24~",
}
WRITE_DOWN = b"\x04"


def sara_am(text: str) -> str:
    """Drawn text as it was typed: NIKHAHIT, tone marks, SARA AA back to tone marks and SARA AM."""
    return re.sub("\u0e4d([\u0e48-\u0e4b]?)\u0e32", "\\1\u0e33", text)


class ThaiScreen(pyte.Screen):
    """An emulated screen that puts Thai vowels above and below into the cell of their consonant.

    pyte asks for the combining class, which is 0 for half of them, and drops the rest of the line there.
    """

    def draw(self, data: str) -> None:
        for letter in data:
            if letter in MARKS and self.cursor.x:
                line, column = self.buffer[self.cursor.y], self.cursor.x - 1
                line[column] = line[column]._replace(data=line[column].data + letter)
            else:
                super().draw(letter)


class Terminal:
    """`with Terminal([...]) as terminal:` runs `python <arguments>` on 80x24 cells."""

    def __init__(
        self, arguments: Sequence[str], environment: Mapping[str, str] | None = None, *, deaf_to_hangup: bool = False
    ) -> None:
        self.screen = ThaiScreen(80, 24)
        self._stream = pyte.ByteStream(self.screen)
        self.received = b""
        self.exit_code: int | None = None
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            fresh = {name: value for name, value in os.environ.items() if not name.startswith(("TEXTUAL", "DESK"))}
            fresh |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
            fresh |= dict(environment or {})
            if deaf_to_hangup:
                signal.signal(signal.SIGHUP, signal.SIG_IGN)
            with contextlib.suppress(OSError):
                os.execve(sys.executable, [sys.executable, *arguments], fresh)
            os._exit(127)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.exit_code is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._fd)

    def write(self, *parts: bytes | str) -> None:
        """Type all of it in one write, as a reader does."""
        os.write(self._fd, b"".join(part.encode() if isinstance(part, str) else part for part in parts))

    def read(self, seconds: float) -> bytes:
        """What comes within `seconds`; b"" when nothing does or the program has ended."""
        received = self.receive(seconds)
        self.feed(received)
        return received

    def receive(self, seconds: float) -> bytes:
        """As `read`, not yet drawn: for whoever takes times, as drawing costs some too. To be followed by `feed`."""
        if not select.select([self._fd], [], [], seconds)[0]:
            return b""
        try:
            return os.read(self._fd, 65536)
        except OSError:
            return b""

    def feed(self, received: bytes) -> None:
        """Draw what was received."""
        self.received += received
        self._stream.feed(received)

    def quiet(self, seconds: float = 0.3) -> None:
        """Read until nothing has come for `seconds`."""
        while self.read(seconds):
            pass

    def text(self) -> str:
        """What stands on the screen now, SARA AM as it is typed."""
        return sara_am("\n".join(self.screen.display))

    def wait_for(self, text: str, seconds: float = WAIT_S) -> None:
        """Wait until `text` stands on the screen."""
        deadline = time.monotonic() + seconds
        while text not in self.text():
            if time.monotonic() > deadline:
                raise AssertionError(f"{text!r} did not come:\n{self.text()}")
            self.read(0.05)

    def hang_up(self, seconds: float = WAIT_S) -> int:
        """Close the terminal under the program and wait for its end; its exit code."""
        os.close(self._fd)
        self._fd = os.open(os.devnull, os.O_RDONLY)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                self.exit_code = os.waitstatus_to_exitcode(status)
                return self.exit_code
            time.sleep(0.02)
        raise AssertionError("the program lives on without its terminal")

    def wait_for_end(self, seconds: float = WAIT_S) -> int:
        """Wait until the program ends; its exit code."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.read(0.02)
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                while self.read(0.05):
                    pass
                self.exit_code = os.waitstatus_to_exitcode(status)
                return self.exit_code
        raise AssertionError(f"the program did not end:\n{self.text()}")
