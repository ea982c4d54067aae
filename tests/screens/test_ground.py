"""Screens on the ground: fixed lines, language in place, help, commands, errors; an end that tells nothing."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import datetime

import pytest
from rich.cells import cell_len
from small_desk import Ask, Form, Home, SmallDesk, WrongNumber
from textual.screen import Screen
from textual.widgets import Static

from desk.words import Words, language
from screens.bars import HeaderFacts, age, day_and_time, fitting
from screens.base import DeskScreen
from screens.commands import HelpScreen, PaletteScreen
from screens.ground_app import GroundApp, places
from screens.key_sequencer import TYPED_AHEAD_MAX
from screens.keyboard_twins import twin, with_twins
from screens.keys import EVERYWHERE, LANGUAGE, SAVE, Action, bindings, in_order
from screens.parts import Said, Shown
from screens.themes import THEMES, fitting_theme
from screens.typist import press, type_text


def lines(screen: Screen[object]) -> str:
    return "\n".join(strip.text for strip in screen._compositor.render_strips())


def desk(**options: object) -> SmallDesk:
    return SmallDesk(theme="calm", **options)


async def test_header_message_and_keys_stand_where_they_always_stand() -> None:
    app = desk()
    async with app.run_test(size=(80, 24)):
        await press(app, "f2")
        shown = lines(app.screen).split("\n")
        assert "สมศรี ใจดี" in shown[0]
        assert "สายขาด" in shown[0]
        assert "20 พ.ย. 2569 14:05" in shown[0]
        assert "F10 รับเงิน" in shown[23]
        assert all(cell_len(line) == 80 for line in shown)


async def test_the_language_changes_in_place_on_every_open_screen() -> None:
    app = desk()
    async with app.run_test(size=(80, 24)):
        home = app.screen
        await press(app, "f2")
        await type_text(app, "12")
        await press(app, "f6")
        assert language() == "en"
        assert str(home.query_one("#welcome", Said).content) == "Welcome"
        assert app.fields()["number"] == "12"
        shown = lines(app.screen)
        assert "F6 ภาษาไทย" in shown
        assert "Take payment" in shown
        await press(app, "f6")
        assert "F6 English" in lines(app.screen)


async def test_the_language_changes_in_a_box_too() -> None:
    app = desk()
    async with app.run_test(size=(80, 24)):
        app.push_screen(Ask())
        await press(app, "f6")
        assert isinstance(app.screen, Ask)
        assert str(app.screen.query_one(".title", Said).content) == "One question"


async def test_a_screen_that_was_away_speaks_the_new_language_when_it_returns() -> None:
    app = desk()
    app.keeps_form = True
    async with app.run_test(size=(80, 24)):
        await press(app, "f2", "f3", "f6", "f2")
        assert "Take payment" in lines(app.screen)
        assert "Surname" in lines(app.screen)


async def test_an_error_is_said_with_its_code_and_f1_shows_it_whole() -> None:
    app = desk()
    async with app.run_test(size=(80, 24)):
        app.screen.show_error(WrongNumber())
        await press(app, "f1")
        assert isinstance(app.screen, HelpScreen)
        shown = lines(app.screen)
        assert "E299" in shown
        assert "หน้าแรกของการทดสอบ" in shown
        assert "ถามหนึ่งข้อ" in shown
        await press(app, "f1")
        assert isinstance(app.screen, Home)


async def test_help_tells_every_key_of_the_screen() -> None:
    app = desk()
    async with app.run_test(size=(80, 24)):
        await press(app, "f2")
        actions = app.screen.actions()
        assert [action.key for action in actions] == ["F1", "F3", "F6", "F9", "F10", "F11", "F12", "Ctrl+Q"]
        await press(app, "f1")
        shown = lines(app.screen)
        assert all(action.key in shown for action in actions)


async def test_a_command_is_found_by_its_name_in_either_language_and_run() -> None:
    app = desk()
    async with app.run_test(size=(80, 24)):
        await press(app, "f11")
        await type_text(app, "หา\n")
        assert isinstance(app.screen, Form)
        await press(app, "f3", "f11")
        await type_text(app, "LOOKS UP\n")
        assert isinstance(app.screen, Form)
        await press(app, "f11", "f12")
        assert isinstance(app.screen, Form)
        await press(app, "f11")
        await type_text(app, "zzz\n")
        assert isinstance(app.screen, PaletteScreen)


async def test_a_click_on_a_key_does_what_the_key_does() -> None:
    app = desk()
    async with app.run_test(size=(80, 24)) as pilot:
        place = app.screen.key_line.render_line(0).text.index("F2")
        await pilot.click(offset=(place, 23))
        await pilot.pause()
        assert isinstance(app.screen, Form)


async def test_keys_are_held_while_an_act_runs_and_no_longer() -> None:
    app = desk()
    async with app.run_test(size=(80, 24)):
        with app.hold_keys():
            for letter in "ab":
                app.simulate_key(letter)
            await asyncio.sleep(0.1)
            assert app.typed_ahead == 1
        await app.keys_settled()
        assert app.typed_ahead == 0


async def test_flushing_keeps_nothing() -> None:
    app = desk()
    async with app.run_test(size=(80, 24)):
        with app.hold_keys():
            for _ in range(5):
                app.simulate_key("x")
            await asyncio.sleep(0.1)
            assert app.flush_typed_ahead() == 4
        await type_text(app, "y")
        assert app.fields()["home1"].endswith("y")


async def test_the_queue_is_bounded() -> None:
    app = desk()
    async with app.run_test(size=(80, 24)):
        with app.hold_keys():
            for _ in range(TYPED_AHEAD_MAX + 50):
                app.simulate_key("x")
            await asyncio.sleep(0.2)
            assert app.typed_ahead == TYPED_AHEAD_MAX
            app.flush_typed_ahead()


async def test_a_fault_in_a_handler_ends_the_desk_and_names_no_value() -> None:
    class Faulty(SmallDesk):
        def action_write_down(self) -> None:
            secret = "1-2345-67890-12-3"
            raise KeyError(secret)

    app = Faulty(theme="calm")
    with pytest.raises(KeyError):
        async with app.run_test(size=(80, 24)):
            await press(app, "ctrl+d")
    try:
        {}["1-2345-67890-12-3"]
    except KeyError as fault:
        told = "\n".join(places(fault))
    assert "KeyError" in told
    assert "test_ground.py" in told
    assert "67890" not in told


def test_a_crash_on_the_terminal_prints_no_value() -> None:
    program = """
from screens.ground_app import GroundApp
class Faulty(GroundApp):
    def on_ready(self):
        citizen = "1-2345-67890-12-3"
        raise KeyError(citizen)
app = Faulty(theme="calm")
app.run(headless=True, size=(80, 24))
raise SystemExit(app.return_code)
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert "โปรแกรมหยุด" in ended.stderr
    assert "KeyError" in ended.stderr
    assert "67890" not in ended.stderr + ended.stdout
    assert "citizen" not in ended.stderr + ended.stdout


def test_textual_s_own_variables_are_dropped() -> None:
    program = "import os, screens; print([n for n in ('TEXTUAL', 'TEXTUAL_LOG') if n in os.environ])"
    environment = {"PATH": "/usr/bin:/bin", "TEXTUAL_LOG": "keys.log", "TEXTUAL": "devtools", "PYTHONUTF8": "1"}
    ended = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert ended.stdout.strip() == "[]"


async def test_notifications_are_refused() -> None:
    app = desk()
    async with app.run_test(size=(80, 24)):
        with pytest.raises(NotImplementedError):
            app.notify("x")


async def test_idle_is_told_once_until_somebody_comes_back() -> None:
    told: list[str] = []

    class Idling(SmallDesk):
        def went_idle(self) -> None:
            told.append("idle")

    app = Idling(theme="calm", idle_s=0.0)
    async with app.run_test(size=(80, 24)):
        told.clear()
        app._idle_told = False
        app.tick()
        app.tick()
        assert told == ["idle"]
        await press(app, "right")
        app.tick()
        assert told == ["idle", "idle"]


async def test_data_with_markup_and_escapes_is_shown_as_text() -> None:
    app = desk()
    async with app.run_test(size=(80, 24)):
        await press(app, "f2")
        assert "12 [/] \ufffd]52;c;eA==\ufffd" in lines(app.screen)
        shown = Shown()
        await app.screen.mount(shown)
        shown.show_lines(["[red]", "\x1b[2J", Words("รอ", "wait")], lines_max=2)
        assert str(shown.content) == "[red]\n…"


async def test_what_went_past_the_door_is_caught_by_the_last_net() -> None:
    app = desk()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.screen.mount(Static("raw\x1b]0;x\x07\u202ename", markup=False), before=0)
        await pilot.pause()
        assert "raw]0;xname" in lines(app.screen)


@pytest.mark.parametrize("theme", ["calm", "contrast", "sixteen"])
async def test_every_theme_opens_every_screen(theme: str) -> None:
    app = SmallDesk(theme=theme)
    async with app.run_test(size=(80, 24)):
        await press(app, "f2", "f1", "f1", "f11", "f12")
        await type_text(app, "12\t")
        shown = lines(app.screen)
        assert "! เลขที่" in shown
        assert "! E299" in shown


@pytest.mark.parametrize(
    ("environment", "theme"),
    [
        ({"TERM": "xterm-256color"}, "calm"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "calm"),
        ({"TERM": "linux"}, "sixteen"),
        ({"TERM": "xterm"}, "sixteen"),
        ({"TERM": "vt220"}, "sixteen"),
        ({}, "sixteen"),
        ({"TERM": "xterm-kitty"}, "calm"),
    ],
)
def test_the_theme_fits_the_terminal(environment: dict[str, str], theme: str) -> None:
    assert fitting_theme(environment) == theme
    assert set(THEMES) == {"calm", "contrast", "sixteen"}


def test_letters_have_their_twin_and_shift_f3_is_never_bound() -> None:
    assert twin("ctrl+s") == "ctrl+ห"
    assert twin("q") == "ๆ"
    assert twin("ctrl+y") == "ctrl+thai_character_mai_han_akat"
    assert twin("f10") is None
    assert with_twins("f10,ctrl+s") == "f10,ctrl+s,ctrl+ห"
    assert with_twins("d,1") == "d,D,ก,1,ๅ", "Caps Lock is no other key"
    with pytest.raises(ValueError, match="shift"):
        with_twins("shift+f3")


def test_standard_keys_are_those_of_the_terminals_officers_know() -> None:
    import screens.keys as keys

    table = {name: getattr(keys, name).key for name in ("HELP", "FIND", "BACK", "LIST", "REFRESH", "LANGUAGE")}
    assert table == {"HELP": "F1", "FIND": "F2", "BACK": "F3", "LIST": "F4", "REFRESH": "F5", "LANGUAGE": "F6"}
    table = {
        name: getattr(keys, name).key for name in ("PREVIOUS", "NEXT", "REPEAT", "SAVE", "PALETTE", "CANCEL", "QUIT")
    }
    assert list(table.values()) == ["F7", "F8", "F9", "F10", "F11", "F12", "Ctrl+Q"]


def test_no_two_standard_actions_share_a_key() -> None:
    import screens.keys as keys

    standard = {value.id: value for value in vars(keys).values() if isinstance(value, Action)}.values()
    bound = [key for action in standard for key in with_twins(action.keys).split(",")]
    assert len(bound) == len(set(bound))
    assert all(binding.priority for binding in bindings(EVERYWHERE))


def test_the_language_key_is_labelled_in_the_other_language() -> None:
    assert str(LANGUAGE.shown_label) == "English"
    assert LANGUAGE.shown_label.in_language("en") == "ภาษาไทย"


def test_keys_are_cut_whole_and_the_language_key_stays() -> None:
    many = in_order(
        [
            *EVERYWHERE,
            SAVE,
            *(Action(f"a{n}", f"f{n}", Words("ชื่อยาวมาก", "long"), "act", Words("", ""), "x") for n in range(2, 6)),
        ]
    )
    for width in (80, 60, 40):
        shown = fitting(many, width)
        assert sum(cell_len(key) + cell_len(label) for _, key, label in shown) <= width
    assert "language" in [action.id for action, _, _ in fitting(many, 80)]


def test_days_are_of_the_buddhist_era_and_ages_in_one_unit() -> None:
    assert day_and_time(datetime(2027, 1, 5, 9, 7)) == "5 ม.ค. 2570 09:07"  # noqa: DTZ001
    assert [age(seconds).th for seconds in (59, 720, 11_000, 400_000)] == ["0 นาที", "12 นาที", "3 ชม.", "4 วัน"]


async def test_a_long_branch_gives_way_to_the_officer() -> None:
    app = desk()
    async with app.run_test(size=(80, 24)):
        app.set_header(
            HeaderFacts("สำนักทะเบียนอำเภอที่มีชื่อยาวมาก", datetime(2026, 11, 20, 14, 5), "สมศรี ใจดี", "up", 0)  # noqa: DTZ001
        )
        header = app.screen.header_line.render_line(0)
        assert header.cell_length == 80
        assert "สมศรี ใจดี" in header.text
        assert "ส่งครบแล้ว" in header.text


async def test_under_a_box_the_header_follows_too() -> None:
    app = desk()
    async with app.run_test(size=(80, 24)) as pilot:
        below = app.screen
        assert isinstance(below, DeskScreen)
        app.push_screen(Ask())
        await pilot.pause()
        assert app.screen.is_modal
        app.set_header(HeaderFacts("อำเภอตัวอย่าง", datetime(2026, 11, 20, 14, 6), "Somsri Jaidee", "up"))  # noqa: DTZ001
        assert "Somsri Jaidee" in below.header_line.render_line(0).text


async def test_a_screen_outside_a_ground_app_says_so() -> None:
    assert issubclass(Home, DeskScreen)
    assert issubclass(SmallDesk, GroundApp)
    with pytest.raises(TypeError):
        _ = type("Stray", (DeskScreen,), {"app": object()})().ground
