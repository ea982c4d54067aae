"""The app under every screen: keys in order, Thai drawn right, one language switch, nothing personal in a crash."""

from __future__ import annotations

import gc
import logging
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual import events
from textual.binding import BindingType
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import Screen
from textual.theme import Theme
from textual.worker import WorkerFailed

from desk.words import Words, language, use_language
from screens import thai_terminal
from screens.bars import HeaderFacts
from screens.base import DeskScreen, Ground
from screens.keys import EVERYWHERE, Action, bindings
from screens.safe_text import ControlFilter
from screens.themes import THEMES, ThemeName, fitting_theme

TICK_S = 5.0
"""How often the header's clock and the idle time are looked at. A tick that changes nothing sends nothing."""
SETTLED_S = 3.0
"""By then the first screens stand and what they did not wait for is loaded."""
REST_S = 1.0
"""Without a key for so long, nobody notices a pause."""

HUNG_UP = 128 + 1
"""Exit code of a desk whose terminal is gone: what a shell tells of SIGHUP."""

NOT_UTF8 = Words(
    "เทอร์มินัลนี้ไม่ได้ตั้งเป็น UTF-8 จึงแสดงภาษาไทยไม่ได้ กรุณาตั้ง LANG=C.UTF-8 แล้วเปิดใหม่",
    "This terminal is not set to UTF-8 and cannot show the desk; set LANG=C.UTF-8 and start again",
)
FELL_OVER = Words(
    "โปรแกรมหยุดเพราะข้อผิดพลาดภายใน งานที่บันทึกแล้วไม่หาย เปิดโปรแกรมใหม่ได้ทันที",
    "The desk stopped on a fault of its own. What was saved is safe; start it again",
)

log = logging.getLogger(__name__)
_OWN_THEMES = {own.name: own for own in THEMES.values()}


class GroundApp(Ground):
    """A desk without screens. `facts` is asked for the header at every tick; `idle` is called once after `idle_s`."""

    CSS_PATH = Path(__file__).with_name("base.tcss")
    ENABLE_COMMAND_PALETTE = False  # its own English words; ours is made from the key registry
    ALLOW_SELECT = False  # a selection could style half a cluster; the terminal's own selection still works
    NOTIFICATION_TIMEOUT = 5
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(EVERYWHERE))

    def __init__(
        self,
        *,
        facts: Callable[[], HeaderFacts] | None = None,
        theme: ThemeName | None = None,
        idle_s: float | None = None,
        show_cursor: bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        thai_terminal.install()
        super().__init__()
        environment = os.environ if environment is None else environment
        self.has_the_process = False  # `open_screens` knows: nothing else lives in it
        self.debugging = bool(environment.get("DESK_DEBUG"))
        if not self.debugging:
            self.features = frozenset()
            self.devtools = None
        self.animation_level = "none"
        for own in _OWN_THEMES.values():
            self.register_theme(own)
        self.theme = theme or fitting_theme(environment)
        self._ground_filters: list[LineFilter] = [ControlFilter(), thai_terminal.SaraAmFilter()]
        self._facts = facts
        self._idle_s = idle_s
        self._idle_told = False
        self._input_at = events.Idle().time
        self._show_cursor = show_cursor

    # ---- drawing

    def get_line_filters(self) -> list[LineFilter]:
        """Textual's own filters, then the last net for control characters, then SARA AM."""
        return [*super().get_line_filters(), *self._ground_filters]

    def get_theme(self, theme_name: str) -> Theme | None:
        """One of ours by its name: before the first frame Textual looks 200 times, gathering its own each time."""
        return _OWN_THEMES.get(theme_name) or super().get_theme(theme_name)

    def get_driver_class(self) -> type[Driver]:
        """The driver of this platform, made to take a byte that is no UTF-8 as an unknown letter.

        Textual's Linux driver reads strictly: one stray byte from a card reader on a wedge would end the app.
        """
        driver = super().get_driver_class()
        module = sys.modules[driver.__module__]
        strict = getattr(module, "getincrementaldecoder", None)
        if strict is not None and not isinstance(strict, _Lenient):
            module.getincrementaldecoder = _Lenient(strict)  # type: ignore[attr-defined]
        return driver

    def on_ready(self) -> None:
        """Start the ticks; show the terminal's cursor for screen readers when asked to."""
        self.tick()
        self.set_interval(TICK_S, self.tick)
        self.settle()
        if self._show_cursor and self._driver is not None:
            self._driver.write("\x1b[?25h")

    def settle(self) -> None:
        """Much was just loaded that stays: once all has come to rest, the garbage collector looks a last time.

        Later it goes through what came since; going through all of it would hold up a key by some frames.
        """
        if self.has_the_process:
            self.set_timer(SETTLED_S, self._settled)

    def _settled(self) -> None:
        if events.Idle().time - self._input_at < REST_S:
            self.settle()
            return
        gc.collect()
        gc.freeze()
        gc.enable()

    # ---- time

    async def on_event(self, event: events.Event) -> None:
        """Note when a person last did something."""
        if isinstance(event, events.InputEvent | events.Paste) and not isinstance(event, events.MouseMove):
            self._input_at = event.time
            self._idle_told = False
        await super().on_event(event)

    def tick(self) -> None:
        """Bring the header up to date and look whether the officer has left."""
        if self._facts is not None:
            self.set_header(self._facts())
        idle_for = events.Idle().time - self._input_at
        if self._idle_s is not None and not self._idle_told and idle_for >= self._idle_s:
            self._idle_told = True
            self.went_idle()

    def went_idle(self) -> None:
        """Nobody touched the desk for `idle_s` seconds. The desk's app locks here."""

    # ---- what the keys of every screen do

    def action_language(self) -> None:
        """F6: the other language, on every screen that is open, in place."""
        use_language("en" if language() == "th" else "th")
        with self.batch_update():
            for screen in self.screen_stack:
                if isinstance(screen, DeskScreen):
                    screen.say_again()

    def action_help(self) -> None:
        """F1: help for the screen in front; F1 again closes it."""
        from screens.commands import HelpScreen  # not before the first frame

        screen = self.screen
        if isinstance(screen, HelpScreen):
            screen.dismiss(None)
        elif isinstance(screen, DeskScreen):
            self.push_screen(HelpScreen(screen.actions(), screen.ABOUT, screen.message_line.words))

    def action_palette(self) -> None:
        """F11: all commands of the screen in front and of the desk."""
        from screens.commands import PaletteScreen  # not before the first frame

        screen = self.screen
        if isinstance(screen, PaletteScreen):
            screen.dismiss(None)
        elif isinstance(screen, DeskScreen) and not screen.is_modal:
            offered = [action for action in [*screen.actions(), *self.commands()] if action.run != "palette"]
            self.push_screen(PaletteScreen(offered), partial(self._run_chosen, screen))

    def commands(self) -> list[Action]:
        """Commands without a key that the palette offers everywhere; the desk's app adds its own."""
        return []

    async def _run_chosen(self, screen: Screen[Any], action: Action | None) -> None:
        if action is not None:
            everywhere = action.everywhere or action in self.commands()
            await self.run_action(action.run, self if everywhere else screen)

    def action_help_quit(self) -> None:
        """Ctrl+C does nothing here: Textual would speak English on a notification."""

    def notify(self, *args: Any, **options: Any) -> None:
        """Refused: notifications cover what an officer reads and take markup. Screens have a message line."""
        raise NotImplementedError("say it on the message line: DeskScreen.say, say_done, show_error")

    # ---- faults

    def _log(self, *args: Any, **values: Any) -> None:
        """Textual's own log holds every key pressed, passphrases too; it is written while debugging only."""
        if self.debugging:
            super()._log(*args, **values)

    def panic(self, *renderables: Any) -> None:  # noqa: ARG002 - what Textual wants to print may hold data
        """An end that Textual calls for itself."""
        self._fatal_error()

    def _fatal_error(self) -> None:
        """End with two plain sentences and the places in the source; no values, no message, no local variables."""
        fault = sys.exc_info()[1] or self._exception
        if isinstance(fault, WorkerFailed):
            fault = fault.error
        self.bell()
        self._exit_renderables.append("\n".join([FELL_OVER.th, FELL_OVER.en, *places(fault)]))
        if fault is not None:
            log.critical("%s", " < ".join(places(fault)))
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        """Print the first end only; Textual adds advice in English for developers."""
        for renderable in self._exit_renderables[:1]:
            self.error_console.print(renderable, markup=False, highlight=False, soft_wrap=True)
        self._exit_renderables.clear()


class _Lenient:
    """A decoder factory like the one it wraps, whose decoders replace what they cannot read and know when it ends."""

    def __init__(self, strict: Callable[[str], Any]) -> None:
        self._strict = strict

    def __call__(self, encoding: str) -> Callable[[], Any]:
        return partial(_Listening, self._strict(encoding)(errors="replace"))


class _Listening:
    """Decodes what is typed. The end of it is the end of the desk.

    Textual's driver takes the end for silence and asks again at once, for ever; a desk whose window was closed and
    whom nobody sent SIGHUP (a `make` between does not pass it on) would live on and keep its file locked.
    """

    def __init__(self, decoder: Any) -> None:
        self._decoder = decoder

    def decode(self, typed: bytes, final: bool = False) -> str:
        if not typed and not final:
            log.warning("the terminal is gone")
            os._exit(HUNG_UP)  # as SIGHUP itself would: nobody reads what is still to be drawn, and all typed is saved
        return str(self._decoder.decode(typed, final))


def places(fault: BaseException | None) -> list[str]:
    """Kind of a fault and where it happened, innermost last; nothing of what was in hand."""
    if fault is None:
        return []
    frames = traceback.extract_tb(fault.__traceback__)[-12:]
    return [type(fault).__name__, *(f"  {os.path.basename(f.filename)}:{f.lineno} {f.name}" for f in frames)]


def refusal_of_terminal() -> Words | None:
    """Why the screens cannot be opened on this terminal; None when they can."""
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is not None and stream.encoding.lower().replace("-", "") not in ("utf8", "utf8sig"):
            return NOT_UTF8
    return None


def open_screens(app: GroundApp, *, mouse: bool = True) -> int:
    """Run the app on this terminal until it is closed; returns the exit code (2 when the terminal cannot show Thai)."""
    refusal = refusal_of_terminal()
    if refusal is not None:
        _say_plainly(f"{refusal.th}\n{refusal.en}\n")
        return 2
    app.has_the_process = True
    gc.disable()  # the collector would go through all that is being loaded before the first frame, and find nothing
    try:
        app.run(mouse=mouse)
    finally:
        gc.enable()
    return app.return_code or 0


def _say_plainly(text: str) -> None:
    """Write to a terminal of any encoding; letters it does not have become question marks."""
    stream = sys.__stderr__
    if stream is not None:
        stream.buffer.write(text.encode(stream.encoding, errors="replace"))
        stream.flush()
