"""From sign-in to a record on a real terminal, typed faster than the screens open."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

if not sys.platform.startswith("linux"):
    pytest.skip("pseudo-terminals are used as Linux has them", allow_module_level=True)

from terminal import F, Terminal
from whole_desk import kinds

from tests.desks import open_desk

pytestmark = pytest.mark.pty
WHOLE_DESK = str(Path(__file__).with_name("whole_desk.py"))


def test_a_whole_path_typed_ahead_arrives(tmp_path: Path) -> None:
    home = tmp_path / "desk"
    with Terminal([WHOLE_DESK, str(home)]) as terminal:
        terminal.wait_for("F10")
        terminal.write("\r", F[2], "น้ำผึ้ง\r", "1")
        terminal.wait_for("1-9901-00000-02")
        terminal.wait_for("นางน้ำผึ้ง รักเรียน")
        terminal.write("\x11")
        assert terminal.wait_for_end() == 0
    desk = open_desk(home)
    told = kinds(desk.office)
    desk.office.close()
    assert told == ["officer.signed_in", "visit.opened", "record.viewed", "visit.closed", "officer.signed_out"]


def test_a_desk_whose_window_is_closed_ends_and_leaves_its_file_to_the_next(tmp_path: Path) -> None:
    home = tmp_path / "desk"
    with Terminal([WHOLE_DESK, str(home)], deaf_to_hangup=True) as terminal:
        terminal.wait_for("F10")
        terminal.write("\r", F[2], "น้ำผึ้ง\r", "1")
        terminal.wait_for("1-9901-00000-02")
        assert terminal.hang_up() == 129
    desk = open_desk(home)
    told = kinds(desk.office)
    desk.office.close()
    assert told == ["officer.signed_in", "visit.opened", "record.viewed"]


def test_a_key_in_the_search_box_costs_little(tmp_path: Path) -> None:
    with Terminal([WHOLE_DESK, str(tmp_path / "desk")]) as terminal:
        terminal.wait_for("F10")
        terminal.write("\r", F[2])
        terminal.wait_for("การพิมพ์ค้น")
        terminal.write("สม")
        terminal.wait_for("พบ 2 คน")
        terminal.write("ใ")
        terminal.wait_for("พบ 1 คน")
        terminal.quiet(1.0)
        before = len(terminal.received)
        for letter in "จ ใจดี":
            terminal.write(letter)
            terminal.quiet(0.2)
        assert (len(terminal.received) - before) / len("จ ใจดี") < 600
        terminal.write("\x11")
        assert terminal.wait_for_end() == 0
