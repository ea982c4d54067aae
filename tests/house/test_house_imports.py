"""Who may know whom: the contracts of pyproject.toml, and what a static graph cannot see."""

from __future__ import annotations

import subprocess
import sys

import pytest
from house_rooms import HOUSE, imported, product, within

PLACES_OF_A_LIBRARY = {
    "textual": ("screens/",),
    "httpx": ("sync/link.py",),
    "sqlcipher3": ("local_db/driver.py", "sync/central/store.py"),
    "sqlite3": ("local_db/driver.py",),
    "sqlite_utils": ("local_db/",),
    "sqlalchemy": ("sync/central/", "sync/hub/", "desk/commands/"),
    "starlette": ("sync/central/", "sync/hub/"),
    "uvicorn": ("sync/central/",),
}


def run(code: str) -> str:
    """What a fresh Python prints; its error output is shown when it fails."""
    done = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def loaded_after(code: str, watched: tuple[str, ...]) -> list[str]:
    """Which of the watched modules a fresh Python holds after this code."""
    said = run(f"import sys\n{code}\nprint('\\n' + ' '.join(m for m in {watched!r} if m in sys.modules))")
    return said.splitlines()[-1].split()


def test_contracts_of_the_floors_hold() -> None:
    code = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_version_is_said_without_loading_the_house() -> None:
    code = """
sys.argv = ["desk", "--version"]
from desk.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
"""
    heavy = ("textual", "httpx", "pydantic", "sqlalchemy", "sqlcipher3", "sqlite_utils", "starlette", "cryptography")
    assert loaded_after(code, heavy) == []


def test_the_code_of_the_screens_is_the_code_of_the_command() -> None:
    code = """
import desk.commands.screens as screens
screens.open_screens = lambda: 7
sys.argv = ["desk"]
from desk.cli import main
try:
    main()
except SystemExit as end:
    print(end.code)
"""
    assert run(f"import sys\n{code}").splitlines()[-1] == "7"


def test_help_names_every_command_without_loading_any() -> None:
    from desk.cli import COMMANDS

    said = run("import sys; sys.argv = ['desk', '--help']\nfrom desk.cli import main\nmain()\n")
    assert [name for name in COMMANDS if f"  {name} " not in said] == []


@pytest.mark.parametrize("floor", ["desk/counter", "local_db", "desk/rules", "desk/thai"])
def test_floor_runs_without_terminal_wire_or_centre(floor: str) -> None:
    rooms = [room[:-3].replace("/", ".") for room in product() if room.startswith(f"{floor}/")]
    code = "\n".join(f"import {room.removesuffix('.__init__')}" for room in rooms)
    assert loaded_after(code, ("textual", "httpx", "sqlalchemy", "starlette")) == []


@pytest.mark.parametrize("library", PLACES_OF_A_LIBRARY)
def test_library_is_known_in_its_own_place_only(library: str) -> None:
    allowed = PLACES_OF_A_LIBRARY[library]
    strangers = [
        f"{room}:{line}"
        for room in product()
        for line, module in imported(room)
        if module.split(".")[0] == library and not within(room, *allowed)
    ]
    assert strangers == []
