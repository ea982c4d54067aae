"""The demo as a newcomer meets it, on a real terminal with its real centre process: sign in, look up, pay, sync.

The whole payment is typed ahead of the screens: F-keys followed by letters, Thai among them, in one write.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

if not sys.platform.startswith("linux"):
    pytest.skip("pseudo-terminals are used as Linux has them", allow_module_level=True)

from terminal import F, Terminal

pytestmark = [pytest.mark.pty, pytest.mark.process]
F4 = b"\x1bOS"
FLOAT = "2\t4\t10\t10\t20\t"


def run_desk(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One command of the desk in the demo's folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TEXTUAL", "DESK"))}
    environment |= {"DESK_HOME": str(home), "LANG": "C.UTF-8"}
    command = [sys.executable, "-m", "desk", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A prepared demo with its centre running; stopped afterwards."""
    home = tmp_path_factory.mktemp("demo") / "home"
    made = run_desk(home, "demo", "--prepare")
    assert made.returncode == 0, made.stderr
    yield home
    assert run_desk(home, "demo", "--stop").returncode == 0


def shown(home: Path) -> dict[str, object]:
    """`desk status --json`, beside the running app."""
    done = run_desk(home, "status", "--json")
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout)
    return told


def test_sign_in_look_up_pay_and_sync(demo_home: Path) -> None:
    before = shown(demo_home)
    with Terminal(["-m", "desk", "demo"], {"DESK_HOME": str(demo_home)}) as terminal:
        terminal.wait_for("ลงชื่อเข้าใช้")
        terminal.wait_for("F10")
        terminal.write("\r", "d", FLOAT, F[10])
        terminal.wait_for("เปิดลิ้นชัก 1 แล้ว")
        terminal.write(F[2], "น้ำเพชร")
        terminal.wait_for("พบ 18 คน")  # several people, all in view: the first may be opened
        terminal.write("\r", "1", F[10], "110\r", "1\r\r2\r\r ", F[10])
        terminal.wait_for("อนุมัติแล้ว")
        terminal.write(F4, F[10], "100", F[10])
        terminal.wait_for("ทอน 80.00")
        terminal.wait_for("ใบเสร็จรับเงิน")
        terminal.write(F[10])
        terminal.wait_for("พิมพ์แล้ว")
        # beside the running app: a second app and a rebuild are refused, status and verify work
        second = run_desk(demo_home, "rebuild")
        assert (second.returncode, second.stderr[:4]) == (3, "E502")
        assert run_desk(demo_home, "verify").returncode == 0
        deadline = time.monotonic() + 20
        while not shown(demo_home)["all_sent"] and time.monotonic() < deadline:
            terminal.read(0.2)
        terminal.write("\x11")
        assert terminal.wait_for_end() == 0
    after = shown(demo_home)
    assert after["receipts"] == int(str(before["receipts"])) + 1
    assert run_desk(demo_home, "sync", "--once").returncode == 0
    after = shown(demo_home)
    assert (after["unsent"], after["head"]) == (0, after["centre_head"])
    assert run_desk(demo_home, "verify").returncode == 0
    assert run_desk(demo_home, "rebuild").returncode == 0
    assert list((demo_home / "paper").glob("*.pdf"))


def test_the_language_key_changes_the_sign_in_screen_in_place(demo_home: Path) -> None:
    with Terminal(["-m", "desk", "demo"], {"DESK_HOME": str(demo_home)}) as terminal:
        terminal.wait_for("F6 English")
        terminal.write("\x1b[17~")
        terminal.wait_for("ภาษาไทย")
        terminal.quiet()
        assert "Sign" in terminal.text() or "sign" in terminal.text()
        terminal.write("\x11")
        assert terminal.wait_for_end() == 0
