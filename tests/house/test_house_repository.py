"""What may not lie in the repository, and what is made must be what its maker makes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from house_rooms import HOUSE

# Written apart, so that this file does not hold what it looks for.
REGISTRIES: tuple[str, ...] = (
    "pypi" + ".org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "crates" + ".io",
)
REGISTRIES += ("debian" + ".org", "proxy.go" + "lang.org", "pypi" + "/simple", "conda" + ".io")
OTHER_LOCKS: tuple[str, ...] = (
    "uv" + ".lock",
    "poetry" + ".lock",
    "pdm" + ".lock",
    "Pipfile" + ".lock",
    "package-lock" + ".json",
)
OTHER_LOCKS += ("pylock" + ".toml", "yarn" + ".lock", "pnpm-lock" + ".yaml")
MACHINE = ("/wo" + "rk/", "/ro" + "ot/", "/ro" + "ot\\b", "/tmp/he" + "lper", "fa" + "rm-", "\\.lib" + "rary/")
LATER = re.compile(r"\b(" + "TO" + "DO|FIX" + "ME|HA" + r"CK)\b")
NOT_OURS = {".git", ".venv", "__pycache__", "node_modules", "dist", "build", ".hypothesis", "htmlcov"}
NOT_TEXT = {".png", ".ttf", ".otf", ".pdf", ".pyc", ".gz", ".zst", ".ico", ".woff2"}


@cache
def texts() -> dict[str, str]:
    """Every text file of the checkout by its path."""
    return {path.relative_to(HOUSE).as_posix(): path.read_text("utf-8") for path in files()}


def files() -> Iterator[Path]:
    """Every file of the checkout that could be committed."""
    for folder, folders, names in os.walk(HOUSE):
        folders[:] = [f for f in folders if f not in NOT_OURS and not f.endswith(("_cache", ".egg-info"))]
        folders[:] = [f for f in folders if not f.startswith(".venv")]
        # in a work tree `.git` is a file, which names where the repository lies
        ours = (name for name in names if name not in (".coverage", ".git"))
        yield from (Path(folder) / name for name in ours if Path(name).suffix not in NOT_TEXT)


def places(pattern: re.Pattern[str]) -> list[str]:
    """`path:line` of every hit."""
    return [
        f"{name}:{text.count(chr(10), 0, hit.start()) + 1} {hit.group()}"
        for name, text in texts().items()
        for hit in pattern.finditer(text)
    ]


def test_no_host_of_a_registry_is_named() -> None:
    assert places(re.compile("|".join(re.escape(host) for host in REGISTRIES))) == []


def test_no_path_of_a_machine_is_named() -> None:
    here = [re.escape(str(HOUSE))] if len(HOUSE.parts) > 2 else []
    assert places(re.compile("|".join([*MACHINE, *here]))) == []


def test_no_other_lock_file_lies_here() -> None:
    assert [name for name in texts() if Path(name).name in OTHER_LOCKS] == []


def test_nothing_is_left_for_later_in_a_comment() -> None:
    assert places(LATER) == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_pins_and_hashes_everything_and_names_no_place(lock: str) -> None:
    text = texts()[lock]
    packages = [block for block in re.split(r"\n(?=\S)", text) if not block.startswith("#")]
    assert len(packages) > 30
    assert [
        b
        for b in packages
        if not re.match(r"[A-Za-z0-9._-]+==\S+( ; [^\\]+)?( \\\n +--hash=sha256:[0-9a-f]{64})+\n?$", b)
    ] == []
    assert "://" not in text


@pytest.mark.parametrize(
    ("tool", "cure"),
    [("make_lock.py", "make lock"), ("make_kinds.py", "make kinds"), ("make_openapi.py", "make openapi")],
    ids=["locks", "kinds", "openapi"],
)
def test_what_is_made_is_what_its_maker_makes(tool: str, cure: str) -> None:
    command = [sys.executable, str(HOUSE / "tools" / tool), "--check"]
    environment = os.environ | {"PYTHONPATH": str(HOUSE)}
    done = subprocess.run(command, cwd=HOUSE, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, f"run {cure}: {done.stderr}"


def test_licence_is_the_one_that_is_named() -> None:
    assert "Apache License\n                           Version 2.0" in texts()["LICENSE"]
    assert 'license = "Apache-2.0"' in texts()["pyproject.toml"]
