"""What every screen of the desk is built on: header, body, message line, key line, and how errors and words behave.

A screen names its `ACTIONS`, yields its parts in `body()`, and calls `desk.counter` in its handlers. See
docs/screens-ground.md for how to write one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import Screen, ScreenResultType

from desk.model.errors import DeskError
from desk.words import Words, language
from screens.bars import HeaderFacts, HeaderLine, KeyLine, MessageLine
from screens.key_sequencer import SequencedApp
from screens.keys import BACK, CANCEL, EVERYWHERE, REPEAT, Action, bindings, in_order
from screens.parts import Said
from screens.thai_input import ThaiInput

Done = TypeVar("Done")

REMEMBERED_MAX = 200
"""Fields whose last value F9 can bring back."""


class Ground(SequencedApp):
    """What screens may ask of their app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.header: HeaderFacts | None = None
        self._last_entries: dict[str, str] = {}

    def set_header(self, facts: HeaderFacts) -> None:
        """Show these facts in the header of the screen on view, boxes over it or not, and of each that follows."""
        self.header = facts
        for screen in reversed(self._screen_stack):
            if isinstance(screen, DeskScreen):
                screen.header_line.show(facts)
            if not screen.is_modal:
                break  # what lies below is hidden

    def remember_entry(self, name: str, value: str) -> None:
        """Keep what was entered in the field `name`, for F9."""
        if len(self._last_entries) < REMEMBERED_MAX or name in self._last_entries:
            self._last_entries[name] = value

    def last_entry(self, name: str) -> str | None:
        """What was entered in the field `name` last time."""
        return self._last_entries.get(name)

    def forget_entries(self) -> None:
        """To be called when the officer signs out: the next one starts with nothing remembered."""
        self._last_entries.clear()
        self._clipboard = ""


class DeskScreen(Screen[ScreenResultType]):
    """A full screen of 80x24 or more: one line of header, the body, one line of messages, one line of keys."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (REPEAT,)
    """What this class of screens adds; those of its base classes hold as well, the nearest wording wins."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings((REPEAT,)))

    ABOUT: ClassVar[Words | None] = None
    """What this screen is for, shown at the top of its help."""

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.header_line = HeaderLine()
        self.message_line = MessageLine()
        self.key_line = KeyLine()
        self._said_in = language()
        self._error_field: ThaiInput | None = None

    def __init_subclass__(cls, **options: Any) -> None:
        """Bind the keys of the screen's own actions before Textual gathers the bindings of its bases."""
        cls.BINDINGS = [*cls.__dict__.get("BINDINGS", ()), *bindings(cls.__dict__.get("ACTIONS", ()))]
        super().__init_subclass__(**options)

    def compose(self) -> ComposeResult:
        """The four parts from top to bottom."""
        yield self.header_line
        with Vertical(classes="body"):
            yield from self.body()
        yield self.message_line
        yield self.key_line

    def body(self) -> ComposeResult:
        """The parts of this screen; to be written by each."""
        return iter(())

    @property
    def ground(self) -> Ground:
        """The app, as screens know it."""
        app = self.app
        if not isinstance(app, Ground):
            raise TypeError("screens of the desk run in a Ground app")
        return app

    # ---- messages

    def say(self, words: Words | None) -> None:
        """Put a plain message on the message line, or clear it."""
        self._error_field = None
        self.message_line.say(words)

    def say_done(self, words: Words) -> None:
        """Say that something is saved; only after the commit."""
        self._error_field = None
        self.message_line.say(words, "good")

    def show_error(self, error: DeskError) -> None:
        """Code and sentence on the message line, a bell, and nothing typed ahead is delivered any more."""
        self._error_field = None
        self.message_line.say(error.line, "alert")
        self.app.bell()
        self.ground.flush_typed_ahead()

    # ---- fields

    def on_thai_input_refused(self, event: ThaiInput.Refused) -> None:
        """A field refused what was typed: say why. The cursor stays there, as the field saw to."""
        self.show_error(event.error)
        self._error_field = event.field

    def on_thai_input_accepted(self, event: ThaiInput.Accepted) -> None:
        """A field was left in order: remember its value for F9, and take back what was said against it."""
        if event.field.remember_as is not None and event.value:
            self.ground.remember_entry(event.field.remember_as, event.value)
        if self._error_field is event.field:
            self.say(None)

    def fields_in_order(self) -> bool:
        """Check every field that is in use; the first that refuses gets the cursor. Before saving."""
        for field in self.query(ThaiInput):
            if field.focusable and not field.check():
                field.focus()
                return False
        return True

    def action_repeat(self) -> None:
        """F9: put what was entered in this field last time."""
        field = self.focused
        if isinstance(field, ThaiInput) and field.remember_as is not None:
            last = self.ground.last_entry(field.remember_as)
            if last is not None:
                field.value = last
                field.cursor_position = len(last)

    # ---- acts

    async def perform(self, act: Callable[[], Done], *, once: bool = False) -> Done | None:
        """Run one act of `desk.counter` off the event loop; its result, or None when it was refused and that is shown.

        Keys wait until it is over. To be awaited in a worker (`@work`) when the act may take longer than a commit, as
        a screen does not repaint while its own handler waits. `once`: the act takes away what the key was pressed on,
        so a second press is not delivered to what comes in its place. Only expected failures are caught.
        """
        with self.ground.hold_keys():
            try:
                done = await asyncio.to_thread(act)
            except DeskError as error:
                self.show_error(error)
                return None
            if once:
                self.ground.spend_key()
            return done

    async def carry_out(self, act: Callable[[], object], *, once: bool = False) -> bool:
        """The same for an act that has nothing to answer: whether it was carried out."""

        def answered() -> bool:
            act()
            return True

        return await self.perform(answered, once=once) is True

    # ---- keys and language

    def actions(self) -> list[Action]:
        """The actions of this screen as they stand now, with those that hold everywhere."""
        own: dict[str, Action] = {}
        for base in reversed(type(self).__mro__):
            for action in base.__dict__.get("ACTIONS", ()):
                own[action.id] = action
        allowed = [action for action in own.values() if self.check_action(action.run, ())]
        if not any(self.query(ThaiInput)):
            allowed = [action for action in allowed if action.id != REPEAT.id]  # no field here to repeat anything in
        return in_order([*allowed, *EVERYWHERE])

    def refresh_keys(self) -> None:
        """To be called when an action became possible or impossible (`check_action`)."""
        self.key_line.show([action for action in self.actions() if action.in_footer])

    def on_mount(self) -> None:
        """Fill the fixed lines."""
        self.come_in_front()

    def on_screen_resume(self) -> None:
        """Back in front: the header, the keys and the language may have changed meanwhile. A screen that is closed on
        the way to the sign-in comes in front for no time: nobody is signed in for whom it could say anything."""
        if self.is_active:
            self.come_in_front()

    def come_in_front(self) -> None:
        """Bring the fixed lines and the words up to date."""
        if self.ground.header is not None:
            self.header_line.show(self.ground.header)
        self.refresh_keys()
        if self._said_in != language():
            self.say_again()

    def say_again(self) -> None:
        """Say every word of this screen in the language now in force, without building anything anew."""
        self._said_in = language()
        for node in self.walk_children():
            again = getattr(node, "say_again", None)
            if again is not None:
                again()
            elif isinstance(node, ThaiInput):
                node.refresh()
        self.language_changed()

    def language_changed(self) -> None:
        """For screens that put words together themselves (rows of a table, filled sentences)."""

    def open_room(self, screen: Screen[Any]) -> None:
        """Another full screen; what was said here belongs to the past when this one comes back."""
        self.say(None)
        self.app.push_screen(screen)

    def leave_saying(self, answer: ScreenResultType | None, done: Words | None) -> None:
        """Answer, and let the screen below say what was saved."""
        below = self.app.screen_stack[-2] if len(self.app.screen_stack) > 1 else None
        self.dismiss(answer)
        if done is not None and isinstance(below, DeskScreen):
            below.say_done(done)

    def action_back(self) -> None:
        """F3: to the screen before."""
        if len(self.app.screen_stack) > 1:
            self.dismiss(None)

    def action_cancel(self) -> None:
        """F12: leave without saving; the same as going back unless a screen knows better."""
        self.action_back()


class SubScreen(DeskScreen[ScreenResultType]):
    """A full screen opened from another: F3 leads back, and so do F12 and Escape, which leave without saving."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (BACK, replace(CANCEL, in_footer=False))


class ModalBase(DeskScreen[ScreenResultType]):
    """A box over the screen that asks one thing. Words and keys are its own; help, language and quitting go on.

    `dismiss(result)` hands the answer to whoever opened it; F12 and Escape answer None.
    """

    ACTIONS: ClassVar[tuple[Action, ...]] = (CANCEL,)
    TITLE_WORDS: ClassVar[Words] = Words("", "")

    @property
    def is_modal(self) -> bool:
        """Keys of the screens below do not work while the box is open."""
        return True

    def compose(self) -> ComposeResult:
        """Title, body, message, keys in one box."""
        with Vertical(classes="box"):
            yield Said(self.TITLE_WORDS, classes="title")
            with Vertical(classes="box-body"):
                yield from self.body()
            yield self.message_line
            yield self.key_line
