"""A hub's end of a test: its folder, its process, and the centre's line to it cut and mended."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from stranger import Stranger

_MAIN = """
import sys
from desk.commands.hub import group
from desk.model.errors import DeskError
try:
    group(prog_name="hub")
except DeskError as fault:
    print(fault, file=sys.stderr)
    sys.exit(fault.exit_code)
"""


def run_hub(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _MAIN, *arguments], capture_output=True, text=True, timeout=60, check=False
    )


class RealHub:
    """A hub's folder, and its server while it runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen[str] | None = None
        self.port = "0"
        self.address = ""

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", _MAIN, "serve", "--data", str(self.folder), "--port", self.port],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()
        assert self.address.startswith("http://127.0.0.1:"), self.address
        self.port = self.address.rsplit(":", 1)[1]

    def end(self, how: int = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        code = self.process.wait(timeout=20)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None
        return code


def until(holds: Callable[[], Any], seconds: float = 20) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(0.1)
    raise AssertionError("never happened")


class Office:
    """A centre and its hub, and the line between them."""

    def __init__(self, centre: Any, hub: RealHub) -> None:
        self.centre, self.hub = centre, hub

    def cut(self) -> None:
        """The line is down: nobody listens at the centre's address."""
        self.centre.kill()

    def mend(self) -> None:
        """The centre again, at the address the hub knows."""
        self.restart_centre()
        until(lambda: self.health()["centre"])

    def restart_centre(self) -> None:
        self.centre.options = ("--port", self.centre.address.rsplit(":", 1)[1])
        self.centre.start()

    def health(self) -> Any:
        return Stranger(self.hub.address).plain("GET", "/v1/health").json()


def make_office(centre: Any, folder: Path) -> Office:
    """A hub enrolled at a running centre, and served."""
    hub = RealHub(folder)
    told = run_hub("enrol", centre.address, centre.code("5701HUB"), "--data", str(folder))
    assert told.returncode == 0, told.stderr
    hub.start()
    return Office(centre, hub)
