"""From nothing to a ready .venv: what is asked for when something is missing, what is skipped when nothing changed."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from house_rooms import HOUSE

posix = pytest.mark.skipif(sys.platform == "win32", reason="make and sh are the way in on Linux and macOS")


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """tools/bootstrap.py, working on a checkout of its own whose path has a blank and Thai letters."""
    spec = importlib.util.spec_from_file_location("bootstrap_under_test", HOUSE / "tools" / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    house = tmp_path / "ที่ว่าการ อำเภอ"
    house.mkdir()
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        (house / name).write_text(f"{name}==1\n", "utf-8")
    venv = house / ".venv"
    scripts = venv / ("Scripts" if sys.platform == "win32" else "bin")
    python = scripts / ("python.exe" if sys.platform == "win32" else "python")
    for name, value in {"HOUSE": house, "VENV": venv, "SCRIPTS": scripts, "PYTHON": python}.items():
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(module, "STAMP", venv / "desk-stamp.json")
    return module


def done_so_far(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The steps that are carried out from now on, none of them for real."""
    steps: list[str] = []

    def make_venv() -> None:
        steps.append("venv")
        bootstrap.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        bootstrap.PYTHON.touch()

    monkeypatch.setattr(bootstrap, "make_venv", make_venv)
    monkeypatch.setattr(bootstrap, "usable", lambda _stamp: bootstrap.PYTHON.exists())
    monkeypatch.setattr(bootstrap, "install", lambda lock: steps.append(lock.name))
    monkeypatch.setattr(bootstrap, "put_house_on_path", lambda: steps.append("path"))
    monkeypatch.setattr(bootstrap, "compile_bytecode", lambda: steps.append("compile"))
    return steps


def test_second_start_does_nothing(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = done_so_far(bootstrap, monkeypatch)
    bootstrap.prepare(dev=False)
    assert steps == ["venv", "requirements.lock", "path", "compile"]
    bootstrap.prepare(dev=False)
    assert len(steps) == 4


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml"])
def test_changed_lock_or_project_is_installed_again(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    steps = done_so_far(bootstrap, monkeypatch)
    bootstrap.prepare(dev=False)
    (bootstrap.HOUSE / changed).write_text("other==2\n", "utf-8")
    bootstrap.prepare(dev=False)
    assert steps[4:] == ["requirements.lock", "path", "compile"]


def test_development_serves_the_demo_as_well_but_not_the_other_way(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = done_so_far(bootstrap, monkeypatch)
    bootstrap.prepare(dev=True)
    bootstrap.prepare(dev=False)
    assert steps.count("path") == 1
    (bootstrap.HOUSE / "requirements.lock").write_text("other==2\n", "utf-8")
    bootstrap.prepare(dev=False)
    bootstrap.prepare(dev=True)
    assert steps.count("path") == 3


def test_stopped_half_way_is_done_again(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = done_so_far(bootstrap, monkeypatch)
    bootstrap.prepare(dev=False)
    (bootstrap.HOUSE / "requirements.lock").write_text("other==2\n", "utf-8")
    with monkeypatch.context() as broken:
        broken.setattr(bootstrap, "install", lambda lock: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            bootstrap.prepare(dev=False)
    (bootstrap.HOUSE / "requirements.lock").write_text("requirements.lock==1\n", "utf-8")
    bootstrap.prepare(dev=False)
    assert steps[4:] == ["requirements.lock", "path", "compile"]


@posix
def test_launcher_starts_the_desk_from_a_path_with_blanks(bootstrap: ModuleType, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(bootstrap.VENV)], check=True, timeout=60)
    (bootstrap.HOUSE / "desk").mkdir()
    (bootstrap.HOUSE / "desk" / "__init__.py").touch()
    speak = "import sys\ndef main():\n    print(sys.argv[1:])\n    return 5\n"
    (bootstrap.HOUSE / "desk" / "cli.py").write_text(speak, "utf-8")
    bootstrap.put_house_on_path()
    command = [str(bootstrap.SCRIPTS / "desk"), "journal", "a b", "ไทย"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, done.stdout) == (5, "['journal', 'a b', 'ไทย']\n"), done.stderr


def find_python(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """tools/find_python.sh of a checkout without .venv, on a machine whose PATH is `folder` alone."""
    checkout = folder.parent / "check out"
    (checkout / "tools").mkdir(parents=True, exist_ok=True)
    shutil.copy(HOUSE / "tools" / "find_python.sh", checkout / "tools")
    command = [str(shutil.which("sh")), str(checkout / "tools" / "find_python.sh")]
    env = {"PATH": str(folder), "LC_ALL": "C.UTF-8", **environment}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=30)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A PATH with a shell's tools and no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("dirname", "printf"):
        os.symlink(str(shutil.which(name)), folder / name)
    return folder


def put_python(machine: Path, name: str, *, fails_on: str = "nothing at all") -> None:
    """A Python that fails when its command line holds some words."""
    script = f'#!/bin/sh\ncase "$*" in *"{fails_on}"*) exit 1;; esac\nexec "{sys.executable}" "$@"\n'
    (machine / name).write_text(script, "utf-8")
    (machine / name).chmod(0o755)


@posix
def test_without_a_python_one_sentence_says_what_to_install(machine: Path) -> None:
    said = find_python(machine)
    assert (said.returncode, said.stdout) == (2, "")
    thai, english = said.stderr.splitlines()
    assert "ติดตั้ง" in thai
    assert "python3-venv" in english


@posix
def test_a_python_that_is_too_old_does_not_count(machine: Path) -> None:
    put_python(machine, "python3", fails_on="version_info < (3, 11)")
    assert find_python(machine).returncode == 2
    assert "PYTHON=python3" in find_python(machine, PYTHON="python3").stderr


@posix
def test_without_venv_the_package_that_brings_it_is_named(machine: Path) -> None:
    put_python(machine, "python3", fails_on="import venv, ensurepip")
    said = find_python(machine)
    assert said.returncode == 2
    assert f"python3.{sys.version_info[1]}-venv" in said.stderr.splitlines()[1]


@posix
def test_the_first_that_is_whole_is_taken(machine: Path) -> None:
    put_python(machine, "python3.14", fails_on="import venv, ensurepip")
    put_python(machine, "python3.12")
    put_python(machine, "python3")
    assert find_python(machine).stdout == "python3.12\n"
    assert find_python(machine, PYTHON="python3").stdout == "python3\n"


def test_pythons_that_are_looked_for_are_those_that_are_promised() -> None:
    script = (HOUSE / "tools" / "find_python.sh").read_text("utf-8")
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["project"]
    promised = [c.rsplit(" ", 1)[1] for c in project["classifiers"] if "Python :: 3." in c]
    assert " ".join(f"python{version}" for version in reversed(promised)) + " python3}" in script
