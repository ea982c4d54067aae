"""What the commands say of themselves is one language at a time; what was not understood is said with a code."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click
import pytest

from desk.cli import COMMANDS, desk, main
from desk.commands.help_words import HELP, KNOWN, in_force, say_in_force
from desk.words import use_language

THAI = re.compile("[\u0e01-\u0e5b]")


def below(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, each in command.commands.items():
            yield from below(each, f"{path} {name}")


@pytest.fixture
def texts() -> list[tuple[str, str]]:
    """(command, help text) of everything that `--help` can print, as written beside the commands."""
    use_language("en")
    say_in_force(desk)
    context = click.Context(desk)
    found = [("desk", desk.help or "")]
    for name in COMMANDS:
        command = desk.get_command(context, name)  # type: ignore[attr-defined]
        for path, each in below(command, name):
            found.append((path, each.help or ""))
            found += [(path, o.help) for o in each.params if isinstance(o, click.Option) and o.help]
    use_language("th")
    return found


def test_every_help_text_has_words_in_both_languages(texts: list[tuple[str, str]]) -> None:
    assert [(path, text) for path, text in texts if inspect.cleandoc(text) not in KNOWN] == []


def test_no_words_are_kept_for_help_that_is_gone(texts: list[tuple[str, str]]) -> None:
    frame = {"Usage", "Options", "Commands", "Show the version and exit.", "Show this message and exit."}
    assert {words.en for words in HELP} - {inspect.cleandoc(text) for _, text in texts} - frame == set()


@pytest.mark.parametrize(
    "arguments", [["--help"], ["demo", "--help"], ["status", "--help"], ["journal", "show", "--help"]]
)
def test_help_speaks_one_language(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for chosen, thai in (("en", False), ("th", True)):
        monkeypatch.setenv("DESK_LANG", chosen)
        monkeypatch.setattr("sys.argv", ["desk", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        assert end.value.code == 0
        told = capsys.readouterr().out
        sentences = [
            line for line in told.splitlines() if re.search("[a-z]{3} [a-z]{3}", line) and "[OPTIONS]" not in line
        ]
        assert bool(THAI.search(told)) is thai
        assert not (thai and sentences), sentences


def test_what_is_not_understood_is_named_with_a_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments, named in ((["verify", "--frob"], "--frob"), (["enrol"], "URL"), (["frob"], "")):
        for chosen in ("en", "th"):
            monkeypatch.setenv("DESK_LANG", chosen)
            monkeypatch.setattr("sys.argv", ["desk", *arguments])
            with pytest.raises(SystemExit) as end:
                main()
            assert end.value.code == 2
            told = capsys.readouterr().err
            assert told.startswith("E904 ")
            assert named in told
            assert "--help" in told


def test_what_nobody_gave_words_stays_as_it_is() -> None:
    assert in_force("a new thing") == "a new thing"
