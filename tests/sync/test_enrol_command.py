"""`desk enrol` as a person meets it: a slip of the finger costs no code, and what failed says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import RealCentre

from desk.cli import desk as program
from desk.commands.first_officer import TRIES, NobodyCouldOpen
from local_db.store import DATABASE


def enrol(centre: RealCentre, home: Path, desk: str, monkeypatch: pytest.MonkeyPatch, typed: str) -> Result:
    monkeypatch.setenv("DESK_HOME", str(home))
    arguments = ["enrol", centre.address, centre.code(desk), "--officer", "anan"]
    return CliRunner().invoke(program, arguments, input=typed)


def test_a_slip_of_the_finger_costs_no_code(
    centre: RealCentre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = enrol(centre, tmp_path / "slip", "5701X", monkeypatch, "wrong\n\namphoe-demo-anan\n")
    assert done.exit_code == 0, done.output
    assert "ลองอีกครั้ง" in done.output
    assert "โต๊ะ 5701X" in done.output


def test_who_cannot_open_is_told_that_the_code_is_used_up(
    centre: RealCentre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "never"
    done = enrol(centre, home, "5701Y", monkeypatch, "wrong\n" + "\nwrong\n" * (TRIES - 1))
    assert isinstance(done.exception, NobodyCouldOpen)
    assert not (home / DATABASE).exists()
    again = enrol(centre, home, "5701Y", monkeypatch, "amphoe-demo-anan\n")
    assert again.exit_code == 0, again.output
