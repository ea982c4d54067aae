"""A picture of the desk on a real xterm, for README and for looking at it: `tools/picture.py OUT.png KEYS...`

Starts a display of its own (Xvfb), an xterm of 80x24 cells in it and the desk in that; presses the keys one after the
other, each when the screen has come to rest (a screen that never rests is waited for five seconds); then takes the
picture. A key is a name (`f2`, `enter`, `down`, `esc`, `ctrl+q`) or a text to type (`text:สมใจ`); `wait:2` waits so
many seconds more.

Needs Linux with xvfb, xterm, imagemagick and a Thai monospaced font (Debian: fonts-tlwg-mono). Which desk is shown:
`--command` (default `desk demo`) with DESK_HOME and DESK_LANG as set.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import shlex
import shutil
import subprocess
import sys
import tempfile
import termios
import time
import tty
from pathlib import Path

REST_S = 0.5
START_REST_S = 2.0
PATIENCE_S = 5.0
"""How long a screen that does not come to rest is waited for."""
WAIT_MAX_S = 120.0
TITLE = "amphoe-desk-picture"
NAMED = {"enter": "\r", "tab": "\t", "esc": "\x1b", "space": " ", "backspace": "\x7f"}
NAMED |= {"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D"}
NAMED |= {"pageup": "\x1b[5~", "pagedown": "\x1b[6~", "home": "\x1b[H", "end": "\x1b[F"}
NAMED |= {f"f{number}": f"\x1bO{'PQRS'[number - 1]}" for number in range(1, 5)}
NAMED |= {f"f{number}": f"\x1b[{code}~" for number, code in zip(range(5, 13), (15, 17, 18, 19, 20, 21, 23, 24))}  # noqa: B905


def spelled(key: str) -> str:
    """What a terminal sends for a key of this name."""
    if key.startswith("text:"):
        return key.removeprefix("text:")
    if key.startswith("ctrl+") and len(key) == 6:
        return chr(ord(key[-1].upper()) - 64)
    if key in NAMED:
        return NAMED[key]
    if len(key) == 1:
        return key
    raise SystemExit(f"no such key: {key}")


def inside(command: list[str], keys: list[str], done: Path) -> None:
    """Within the xterm: run the desk on a terminal of its own, hand everything through, press the keys, say so."""
    pid, desk = pty.fork()
    if pid == 0:
        os.environ["COLORTERM"] = "truecolor"  # xterm keeps it from what runs in it
        os.execvp(command[0], command)  # noqa: S606
    size = fcntl.ioctl(0, termios.TIOCGWINSZ, b"\0" * 8)
    fcntl.ioctl(desk, termios.TIOCSWINSZ, size)
    tty.setraw(0)
    rest_s, last, waiting = START_REST_S, time.monotonic(), list(keys)
    patience = last + START_REST_S + PATIENCE_S
    while True:
        ready = select.select([0, desk], [], [], 0.05)[0]
        try:
            if desk in ready:
                os.write(1, os.read(desk, 65536))
                last = time.monotonic()
            if 0 in ready:
                os.write(desk, os.read(0, 65536))
        except OSError:  # the desk has ended
            done.touch()
            time.sleep(WAIT_MAX_S)
            return
        now = time.monotonic()
        if now - last < rest_s and now < patience:
            continue
        last, rest_s = now, REST_S
        if not waiting:
            done.touch()
        elif waiting[0].startswith("wait:"):
            rest_s = float(waiting.pop(0).removeprefix("wait:"))
        else:
            os.write(desk, spelled(waiting.pop(0)).encode())
        patience = now + rest_s + PATIENCE_S


def outside(out: Path, command: list[str], keys: list[str], size: str, font: str, points: int) -> None:
    """Display, xterm, picture; whatever was started is ended again."""
    for program in ("Xvfb", "xterm", "import"):
        if shutil.which(program) is None:
            raise SystemExit(f"{program} is missing (Debian: apt-get install xvfb xterm imagemagick fonts-tlwg-mono)")
    with tempfile.TemporaryDirectory() as folder:
        done = Path(folder, "done")
        reading, writing = os.pipe()
        screen = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
        server = subprocess.Popen(screen, pass_fds=(writing,), stderr=subprocess.DEVNULL)
        os.close(writing)
        started = [server]
        try:
            with os.fdopen(reading) as told:
                environment = os.environ | {"DISPLAY": f":{told.readline().strip()}"}
            terminal = [
                "xterm",
                "-title",
                TITLE,
                "-geometry",
                f"{size}+0+0",
                "-b",
                "6",
                "-fa",
                font,
                "-fs",
                str(points),
            ]
            terminal += [
                "-bg",
                "#101418",
                "-fg",
                "#d8dee4",
                "-tn",
                "xterm-256color",
                "-u8",
                "-xrm",
                "XTerm*allowTitleOps: false",
                "-e",
                sys.executable,
                __file__,
            ]
            terminal += ["--inside", str(done), "--command", shlex.join(command), str(out), *keys]
            started.append(subprocess.Popen(terminal, env=environment))
            deadline = time.monotonic() + WAIT_MAX_S
            while not done.exists() and time.monotonic() < deadline:
                time.sleep(0.1)
            subprocess.run(["import", "-window", TITLE, str(out)], env=environment, check=True)  # noqa: S607
        finally:
            for process in reversed(started):
                process.terminate()
                process.wait()


def main() -> None:
    """Read the arguments and take one picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("keys", nargs="*")
    parser.add_argument("--command", default=shlex.join([sys.executable, "-m", "desk", "demo"]))
    parser.add_argument("--size", default="80x24", help="cells, as 80x24")
    parser.add_argument("--font", default="Tlwg Mono")
    parser.add_argument("--points", type=int, default=13)
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_intermixed_args()
    command = shlex.split(given.command)
    if given.inside is not None:
        inside(command, given.keys, given.inside)
    else:
        outside(given.out, command, given.keys, given.size, given.font, given.points)


if __name__ == "__main__":
    main()
