"""Type-ahead on a real terminal. Textual's Pilot waits between keys and would hide every one of these faults."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

if not sys.platform.startswith("linux"):
    pytest.skip("pseudo-terminals are used as Linux has them", allow_module_level=True)

from terminal import WRITE_DOWN, F, Terminal

pytestmark = pytest.mark.pty
SMALL_DESK = str(Path(__file__).with_name("small_desk.py"))
Open = Callable[..., Terminal]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    terminals: list[Terminal] = []

    def open_one(*options: str) -> Terminal:
        terminal = Terminal([SMALL_DESK, str(tmp_path / "state.json"), *options])
        terminals.append(terminal)
        terminal.wait_for("ยินดีต้อนรับ")
        terminal.wait_for("F6")
        return terminal

    yield open_one
    for terminal in terminals:
        terminal.__exit__(None, None, None)


@pytest.fixture
def state(tmp_path: Path) -> Callable[[Terminal], dict[str, object]]:
    def read(terminal: Terminal) -> dict[str, object]:
        assert terminal.wait_for_end() == 0
        return json.loads((tmp_path / "state.json").read_text(encoding="utf-8"))

    return read


def in_fields(state: dict[str, object], *names: str) -> list[str]:
    fields = state["fields"]
    assert isinstance(fields, dict)
    return [fields[name] for name in names]


def test_a_scanner_burst_lands_field_by_field(opened: Open, state) -> None:
    terminal = opened()
    terminal.write("ABC\tDEF\tGHI\tJKL", WRITE_DOWN)
    assert in_fields(state(terminal), "home1", "home2", "home3", "home4") == ["ABC", "DEF", "GHI", "JKL"]


@pytest.mark.parametrize("kept", [(), ("kept",)], ids=["new screen", "kept screen"])
def test_text_typed_ahead_waits_for_the_screen_it_was_meant_for(opened: Open, state, kept: tuple[str, ...]) -> None:
    terminal = opened(*kept)
    terminal.write(F[2], "1103\tสมชาย\tใจดี", WRITE_DOWN)
    got = state(terminal)
    assert in_fields(got, "number", "name", "surname") == ["1103", "สมชาย", "ใจดี"]
    assert in_fields(got, "home1") == [""]


def test_keys_ten_milliseconds_apart_over_a_new_screen(opened: Open, state) -> None:
    terminal = opened()
    terminal.write(F[2])
    for letter in "1103\tABC\tDEF":
        time.sleep(0.01)
        terminal.write(letter)
    terminal.write(WRITE_DOWN)
    assert in_fields(state(terminal), "number", "name", "surname") == ["1103", "ABC", "DEF"]


def test_a_handler_of_150_ms_keeps_what_follows_in_order(opened: Open, state) -> None:
    terminal = opened()
    terminal.write(F[2], "1103\rสมหญิง\rใจดี\rด่วน", WRITE_DOWN)
    got = state(terminal)
    assert in_fields(got, "number", "name", "surname", "note") == ["1103", "สมหญิง", "ใจดี", "ด่วน"]


def test_keys_wait_for_a_commit_on_another_thread(opened: Open, state) -> None:
    terminal = opened()
    terminal.write(F[2], "1103\t", F[10], "ABC", WRITE_DOWN)
    got = state(terminal)
    assert got["saved"] == 1
    assert in_fields(got, "name") == ["ABC"]


def test_a_question_asked_in_a_worker_gets_its_answer_and_the_rest_waits(opened: Open, state) -> None:
    terminal = opened()
    terminal.write(F[8], "ใช่\r", "ABC\tDEF", WRITE_DOWN)
    got = state(terminal)
    assert got["answer"] == "ใช่"
    assert in_fields(got, "home1", "home2") == ["ABC", "DEF"]


def test_a_paste_takes_its_turn_and_brings_no_control_and_no_line_end(opened: Open, state) -> None:
    terminal = opened()
    terminal.write("AB\t", "\x1b[200~บ้าน\u202eน้ำ\x00ริน\nเลขที่ 9\x1b[201~", "!\tGHI", WRITE_DOWN)
    assert in_fields(state(terminal), "home1", "home2", "home3") == ["AB", "บ้านน้ำริน เลขที่ 9!", "GHI"]


def test_an_error_throws_away_what_was_typed_ahead(opened: Open, state) -> None:
    terminal = opened()
    terminal.write(F[2])
    terminal.wait_for("รับเงิน")
    terminal.write("11\tSOMCHAI\tJAIDEE\tABC")
    terminal.wait_for("E299")
    assert terminal.received.count(b"\x07") >= 1
    terminal.quiet()
    terminal.write("\x7f\x7f1103\tA", WRITE_DOWN)
    assert in_fields(state(terminal), "number", "name", "surname") == ["1103", "A", ""]


def test_the_rest_of_a_slow_reader_s_burst_is_thrown_away_too(opened: Open, state) -> None:
    terminal = opened()
    terminal.write(F[2])
    terminal.wait_for("รับเงิน")
    for letter in "11\tSOMCHAI":
        terminal.write(letter)
        time.sleep(0.01)
    terminal.wait_for("E299")
    terminal.quiet()
    terminal.write("03\tA", WRITE_DOWN)
    assert in_fields(state(terminal), "number", "name") == ["1103", "A"]


def test_more_than_the_queue_holds_is_refused_with_a_bell_and_keeps_its_order(opened: Open, state) -> None:
    terminal = opened()
    terminal.write(F[8])
    time.sleep(0.02)
    terminal.write("ok\r", "".join(chr(65 + n % 26) for n in range(150)) + "\t", "9" * 200)
    terminal.quiet(0.8)
    terminal.write(WRITE_DOWN)
    got = state(terminal)
    assert b"\x07" in terminal.received
    first, second = in_fields(got, "home1", "home2")
    assert first == "".join(chr(65 + n % 26) for n in range(150))
    assert set(second) == {"9"}
    assert 50 < len(second) < 200


def test_ctrl_q_leaves_whatever_waits(opened: Open) -> None:
    terminal = opened()
    terminal.write(F[8], "A" * 100, "\x11")
    assert terminal.wait_for_end(5) == 0


def test_a_stray_byte_does_not_end_the_desk(opened: Open, state) -> None:
    terminal = opened()
    terminal.write(b"A\xff\xfeB\t", "C", WRITE_DOWN)
    assert in_fields(state(terminal), "home2") == ["C"]


def test_thai_is_drawn_as_typed_and_a_key_costs_little(opened: Open, state) -> None:
    terminal = opened()
    terminal.write("น้ำผึ้งที่อยู่")
    terminal.wait_for("น้ำผึ้งที่อยู่")
    terminal.quiet()
    assert "น\u0e4d\u0e49\u0e32".encode() in terminal.received
    assert "\u0e33".encode() not in terminal.received
    before = len(terminal.received)
    for letter in "บ้านเลขที่":
        terminal.write(letter)
        terminal.quiet(0.1)
    assert (len(terminal.received) - before) / len("บ้านเลขที่") < 300
    terminal.write(WRITE_DOWN)
    assert in_fields(state(terminal), "home1") == ["น้ำผึ้งที่อยู่บ้านเลขที่"]


def test_no_data_reaches_the_terminal_as_a_command(opened: Open, state) -> None:
    terminal = opened()
    terminal.write(F[2])
    terminal.wait_for("บ้านน้ำริน")
    assert b"\x1b]52" not in terminal.received


def test_a_terminal_without_utf8_is_refused_with_one_plain_line(tmp_path: Path) -> None:
    with Terminal([SMALL_DESK, str(tmp_path / "x")], {"PYTHONIOENCODING": "tis-620", "PYTHONUTF8": "0"}) as terminal:
        assert terminal.wait_for_end() == 2
    assert b"UTF-8" in terminal.received
    assert "เทอร์มินัล".encode("tis-620") in terminal.received
    assert b"Traceback" not in terminal.received
