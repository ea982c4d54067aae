"""The one module that knows which operating system this is: locks, private files, durable renames, memory, processes.

Linux is tested; Windows is designed for: each function has its Windows branch and nothing elsewhere is POSIX-only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import socket

WINDOWS = sys.platform == "win32"

if WINDOWS:  # pragma: no cover
    import msvcrt
else:
    import fcntl


class FileLock:
    """An advisory lock on a file, held by this process until released or ended, kill -9 included."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def take(self) -> bool:
        """Take the lock without waiting; False when another process, or another holder here, has it."""
        file = self._path.open("a+b")
        try:
            if WINDOWS:  # pragma: no cover
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
            else:
                fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def release(self) -> None:
        """Give the lock back."""
        if self._file is not None:
            self._file.close()
            self._file = None


def private_folder(path: Path) -> Path:
    """Make a folder only its owner may enter."""
    path.mkdir(parents=True, exist_ok=True)
    if not WINDOWS:
        path.chmod(0o700)
    return path


def write_private(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Replace a file whole or not at all, readable by its owner only; `durable` also waits for the disk."""
    beside = path.with_name(path.name + ".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(descriptor, content)
        if durable:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
    beside.replace(path)
    if durable and not WINDOWS:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def is_private(path: Path) -> bool:
    """Whether only the owner may read the file (always true where the system has no such marks)."""
    return WINDOWS or (path.stat().st_mode & 0o077) == 0


class Device:
    """A device file open for writing; a printer that is busy makes a write wait, so each has a limit in seconds."""

    def __init__(self, path: str) -> None:
        flags = os.O_WRONLY | (os.O_BINARY if WINDOWS else os.O_NONBLOCK)  # type: ignore[attr-defined,unused-ignore]
        self._file = os.open(path, flags)

    def write(self, content: bytes, seconds_max: float) -> None:
        """Write all of it. Raises OSError: TimeoutError when the device takes nothing for so long."""
        import select

        while content:
            if not WINDOWS and not select.select([], [self._file], [], seconds_max)[1]:
                raise TimeoutError(seconds_max)
            try:
                content = content[os.write(self._file, content) :]
            except BlockingIOError:
                continue

    def __enter__(self) -> Device:
        return self

    def __exit__(self, *_fault: object) -> None:
        os.close(self._file)


TAKEN_LOOK_S = 0.02


def wait_taken(line: socket.socket, seconds_max: float) -> None:
    """Wait until the other side has taken everything sent to it; what merely left this program lies in the system yet.

    Raises TimeoutError when it takes nothing for so long. Where the system does not tell (it is asked on Linux), what
    was handed to it counts as taken.
    """
    if not sys.platform.startswith("linux"):
        return
    import array
    import termios

    left = array.array("i", [0])
    before, deadline = -1, time.monotonic() + seconds_max
    while True:
        fcntl.ioctl(line.fileno(), termios.TIOCOUTQ, left)
        if left[0] == 0:
            return
        if left[0] != before:
            before, deadline = left[0], time.monotonic() + seconds_max
        if time.monotonic() > deadline:
            raise TimeoutError(seconds_max)
        time.sleep(TAKEN_LOOK_S)


def open_device(path: str) -> Device:
    """Open a device file to be written to. Raises OSError when it is not there or not ours."""
    return Device(path)


M_TRIM_THRESHOLD, M_ARENA_MAX = -1, -8
"""Parameters of mallopt(3)."""
TRIM_BYTES = 64 * 1024


def keep_memory_small() -> bool:
    """Let this process give back what it no longer needs; False where the system's library has no such choice.

    The GNU library gives each thread a heap of its own and keeps what was freed there: that costs a desk a fifth of
    its memory and gains nothing, for Python runs one of its few threads at a time. Call before threads start.
    """
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return bool(mallopt(M_ARENA_MAX, 1)) and bool(mallopt(M_TRIM_THRESHOLD, TRIM_BYTES))


BOOT_CLOCK = getattr(time, "CLOCK_BOOTTIME", None)
STEADY_COUNTS_SLEEP = WINDOWS or BOOT_CLOCK is not None
"""Whether `steady_ms` goes on while the machine sleeps; where it does not, a sleep looks like a clock set forward."""


def steady_ms() -> int:
    """A count of ms that only rises and that nobody can set; it begins anew when the machine is started."""
    if BOOT_CLOCK is not None:
        return time.clock_gettime_ns(BOOT_CLOCK) // 1_000_000
    return time.monotonic_ns() // 1_000_000


def boot_name() -> str:
    """The name of this run of the machine, or of this process where the machine has none."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except (OSError, ValueError):
        return f"process {os.getpid()} {time.monotonic_ns()}"


def free_bytes(folder: Path) -> int:
    """Room left on the disk of a folder, for this user."""
    return shutil.disk_usage(folder).free


def start_process(command: list[str], log: Path, environment: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start a process of its own session, so that Ctrl+C in the terminal does not reach it; output goes to `log`."""
    flags = subprocess.CREATE_NEW_PROCESS_GROUP if WINDOWS else 0  # type: ignore[attr-defined,unused-ignore]
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and arguments
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=environment,
            start_new_session=not WINDOWS,
            creationflags=flags,
        )


def stop_process(pid: int) -> bool:
    """Ask a process to end; False when there is none of that number."""
    import signal

    try:
        os.kill(pid, signal.SIGTERM)
    except (ProcessLookupError, PermissionError, OSError):
        return False
    return True


def process_runs(pid: int) -> bool:
    """Whether a process of that number exists (a zombie of ours counts as ended)."""
    if WINDOWS:  # pragma: no cover
        listed = subprocess.run(["tasklist", "/FI", f"PID eq {pid}"], capture_output=True, text=True, check=False)  # noqa: S603, S607
        return str(pid) in listed.stdout
    try:
        ended, _ = os.waitpid(pid, os.WNOHANG)
        if ended == pid:
            return False
    except ChildProcessError:
        pass
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
