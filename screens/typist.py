"""Types into the app as a person would, without a terminal: for the played demo and for tests.

Textual's Pilot drops Thai marks (it turns a letter into a name it cannot turn back); this hands every letter over as
the terminal's driver would, and waits until it took full effect.
"""

from __future__ import annotations

from textual import events

from screens.key_sequencer import SequencedApp
from screens.keyboard_twins import key_name

_CHARACTERS = {"enter": "\r", "tab": "\t", "escape": "\x1b", "backspace": "\x7f", "space": " "}


async def type_text(app: SequencedApp, text: str) -> None:
    """Type letters one after the other, Thai marks included; `\\n` is Enter, `\\t` is Tab."""
    for letter in text:
        if letter == "\n":
            await press(app, "enter")
        elif letter == "\t":
            await press(app, "tab")
        else:
            await _hand_over(app, events.Key(key_name(letter), letter))


async def press(app: SequencedApp, *keys: str) -> None:
    """Press keys by their names (`f2`, `ctrl+s`, `enter`), each after the one before took effect."""
    for key in keys:
        await _hand_over(app, events.Key(key, _CHARACTERS.get(key, key if len(key) == 1 else None)))


async def paste(app: SequencedApp, text: str) -> None:
    """Paste a text as a terminal with bracketed paste does."""
    await _hand_over(app, events.Paste(text))


async def _hand_over(app: SequencedApp, event: events.Event) -> None:
    event.set_sender(app)
    app.post_message(event)
    await app.taken_in(event)
    await app.keys_settled()
