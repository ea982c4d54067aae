"""Prepare .venv: exactly the packages of the lock, this checkout on the path, the command `desk`.

    python tools/bootstrap.py [--dev]

`make install` and `make demo` run it with the Python that tools/find_python.sh names; it needs nothing but the
standard library and pip. Wheels only, each checked against the hashes in requirements.lock. The project itself is
not built: a .pth file names the checkout and a launcher starts `desk.cli`, so no build backend has to be fetched,
and an edit is in force at once.

A stamp remembers lock, pyproject, Python and place; while they are the same, a run ends after one look at it.
Exit 0 ready, 1 pip failed, 2 something has to be installed first.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parent.parent
VENV = HOUSE / ".venv"
WINDOWS = sys.platform == "win32"
SCRIPTS = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = SCRIPTS / ("python.exe" if WINDOWS else "python")
STAMP = VENV / "desk-stamp.json"
RECIPE = 1  # raise it when what this file makes changes
PRODUCT = ("desk", "screens", "sync", "local_db")
LANGUAGE_BREAK = " · "


def say(thai: str, english: str) -> None:
    """One line of progress in both languages."""
    sys.stdout.write(thai + LANGUAGE_BREAK + english + "\n")
    sys.stdout.flush()


def stop(code: int, thai: str, english: str) -> SystemExit:
    """The end, with a sentence that says what to do."""
    sys.stderr.write(thai + "\n" + english + "\n")
    return SystemExit(code)


def wanted(dev: bool) -> dict[str, str]:
    """What the stamp must say for .venv to be in order."""
    lock = HOUSE / ("requirements-dev.lock" if dev else "requirements.lock")
    digest = hashlib.sha256(lock.read_bytes() + (HOUSE / "pyproject.toml").read_bytes()).hexdigest()
    return {"recipe": str(RECIPE), "place": str(VENV), "python": "{}.{}".format(*sys.version_info), "lock": digest}


def stamped() -> dict[str, Any]:
    """What was prepared last: the stamp's members by "run" and "dev"; empty where nothing was finished."""
    try:
        found = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def quiet(*arguments: str) -> bool:
    """Run .venv's Python without a word; whether it went well."""
    command = [str(PYTHON), *arguments]
    try:
        return subprocess.run(command, capture_output=True, check=False, env=clean_environment()).returncode == 0
    except OSError:
        return False


def clean_environment() -> dict[str, str]:
    """The environment without what would send pip's work elsewhere; the person's index settings stay."""
    foreign = ("PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIREMENT")
    kept = {name: value for name, value in os.environ.items() if name not in foreign}
    return {**kept, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PYTHONIOENCODING": "utf-8"}


def usable(stamp: dict[str, Any]) -> bool:
    """Whether the .venv that is there can be worked on: same Python, same place, with pip."""
    version = "{}.{}".format(*sys.version_info)
    moved = any(part.get("place") != str(VENV) for part in stamp.values() if isinstance(part, dict))
    same = f"import sys; sys.exit('%d.%d' % sys.version_info[:2] != '{version}')"
    return not moved and PYTHON.exists() and quiet("-c", same) and quiet("-m", "pip", "--version")


def make_venv() -> None:
    """A fresh .venv from the Python that runs this, or from the one behind it where that is .venv's own."""
    base = str(getattr(sys, "_base_executable", "") or sys.executable)
    if VENV.exists():
        shutil.rmtree(VENV)
    made = subprocess.run([base, "-m", "venv", str(VENV)], capture_output=True, check=False, env=clean_environment())
    if made.returncode:
        package = "python{}.{}-venv".format(*sys.version_info)
        raise stop(
            2,
            f"สร้าง .venv ไม่สำเร็จ ให้ติดตั้ง {package} (Debian, Ubuntu: sudo apt install {package}) แล้วสั่งใหม่",
            f"Making .venv failed: install {package} (Debian, Ubuntu: sudo apt install {package}) and try again.",
        )


def install(lock: Path) -> None:
    """pip with hashes, wheels only; a count of packages while it works. Bytecode is made later, on all cores."""
    total = sum("==" in line for line in lock.read_text("utf-8").splitlines())
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:", "--no-deps"]
    command += ["--no-compile", "--progress-bar", "off", "-r", str(lock)]
    seen, tail = 0, [""]
    show = sys.stdout.isatty()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=clean_environment(), encoding="utf-8"
    ) as pip:
        assert pip.stdout is not None
        for line in pip.stdout:
            tail = [*tail[-12:], line]
            if line.startswith(("Collecting ", "Requirement already satisfied: ")):
                seen += 1
                if show:
                    sys.stdout.write(f"\r  {seen}/{total} ")
                    sys.stdout.flush()
    if show:
        sys.stdout.write("\r          \r")
    if pip.returncode:
        sys.stderr.writelines(tail)
        raise stop(
            1,
            "ลงโปรแกรมประกอบไม่สำเร็จ ตรวจสายเครือข่ายแล้วสั่งใหม่ ส่วนที่ลงแล้วไม่ต้องโหลดซ้ำ",
            "pip could not install the packages: check the network and try again; what was fetched is kept.",
        )


def put_house_on_path() -> None:
    """The .pth file and the launcher `desk`."""
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    asked = subprocess.run([str(PYTHON), "-c", where], capture_output=True, check=True, encoding="utf-8")
    (Path(asked.stdout.strip()) / "amphoe_desk.pth").write_text(f"{HOUSE}\n", "utf-8")
    body = "import sys\nfrom desk.cli import main\nif __name__ == '__main__':\n    sys.exit(main())\n"
    if WINDOWS:
        (SCRIPTS / "desk.cmd").write_text('@"%~dp0python.exe" -P -m desk %*\r\n', "utf-8")
        return
    # A path with spaces or over 127 bytes cannot stand in a #! line: the shell reads the second line as an exec,
    # Python reads it as the end of a string.
    launcher = SCRIPTS / "desk"
    launcher.unlink(missing_ok=True)
    launcher.write_text(f"#!/bin/sh\n'''exec' \"{PYTHON}\" \"$0\" \"$@\"\n' '''\n{body}", "utf-8")
    launcher.chmod(0o755)


def compile_bytecode() -> None:
    """.pyc files for all that will be imported: without them the first start takes five times as long."""
    folders = [str(VENV / ("Lib" if WINDOWS else "lib")), *(str(HOUSE / name) for name in PRODUCT)]
    # A package may carry a template that is no valid Python; that is not ours to refuse.
    quiet("-m", "compileall", "-qq", "-j", "0", *folders)


def prepare(dev: bool) -> None:
    """Bring .venv to what the lock says, unless the stamp shows that it is there."""
    stamp, mark = stamped(), wanted(dev)
    if stamp.get("dev" if dev else "run") == mark and PYTHON.exists():
        return
    started = time.monotonic()
    if usable(stamp):
        STAMP.unlink(missing_ok=True)
        say("[1/4] ใช้ .venv เดิม", "using the .venv that is here")
    else:
        say("[1/4] สร้าง .venv", "making .venv")
        make_venv()
    say("[2/4] ลงโปรแกรมประกอบ ตรวจลายนิ้วมือทุกชิ้น", "installing packages, every one checked by its hash")
    install(HOUSE / ("requirements-dev.lock" if dev else "requirements.lock"))
    say("[3/4] วางคำสั่ง desk", "putting the command desk in place")
    put_house_on_path()
    say("[4/4] แปลงโค้ดให้เปิดเร็ว", "compiling, so that it starts fast")
    compile_bytecode()
    # The development lock holds everything the other one does, at the same versions.
    done = {"run": wanted(False), "dev": mark} if dev else {"run": mark}
    STAMP.write_text(json.dumps(done), "utf-8")
    seconds = round(time.monotonic() - started)
    say(f"พร้อมใช้ ใช้เวลา {seconds} วินาที", f"ready after {seconds} s")


def main(arguments: list[str]) -> int:
    """Prepare, or say in one sentence what has to be installed first."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is the one that an old Python may be asked to run
        raise stop(2, "ต้องใช้ Python 3.11 ขึ้นไป", "Python 3.11 or later is needed.")
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    if arguments not in ([], ["--dev"]):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    prepare(dev=arguments == ["--dev"])
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        raise stop(130, "หยุดแล้ว สั่งใหม่ได้ทุกเมื่อ", "Stopped; run it again whenever you like.") from None
