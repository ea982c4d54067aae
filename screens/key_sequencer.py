"""Type-ahead that lands where it was meant: each key is delivered only after the one before took full effect.

Textual hands a key to whatever has the focus when the key *arrives*. An officer who types faster than a screen opens,
a barcode reader that writes three fields in one burst, a card reader's Tab: all land in the wrong field. Here keys,
pastes and clicks wait in a queue. The next one leaves it when every message the one before caused has been worked
through: the focused field, the parts around it, the screen, the app, a screen that was opened meanwhile.

Four rules make it safe at a counter:
- the queue is bounded; what does not fit is refused with a bell, never reordered;
- while an act is being committed (`hold_keys()`) keys wait for its end, unless the act itself asks a question;
- after an error nothing typed ahead is delivered (`flush_typed_ahead()`): it was meant for a screen that did not come;
- a key whose act took a row away (`spend_key()`) is not delivered to the row that came in its place.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from textual import events
from textual._time import get_time as monotonic  # the clock that stamps every event
from textual.app import App
from textual.message_pump import MessagePump
from textual.screen import Screen

TYPED_AHEAD_MAX = 256
"""Keys and pastes that may wait. A barcode of three fields has about 60."""

SETTLE_LIMIT_S = 10.0
"""How long one key may take without an act that holds the keys. Beyond it, what waits is thrown away, not misfiled."""

HOLD_LIMIT_S = 60.0
"""How long an act may hold the keys. A commit waits for the disk, never for the line."""

BURST_GAP_S = 0.05
"""Keys closer together than this come from a reader, not from fingers; the rest of a flushed burst is dropped too."""

AGAIN_S = 0.4
"""A finger that presses twice by accident, or rests on the key, does so within this; who means it looks first."""

LOOK_AGAIN_S = 0.05
"""How often a wait looks up whether another screen has come in front."""

LOOK_AT_ACT_S = 0.005
"""How often a waiting key looks up whether the act has ended."""

ROUNDS_MAX = 50
"""Rounds of looking for unfinished messages; a screen that keeps posting to itself must not stop the keyboard."""

BYPASS = frozenset({"ctrl+q", "ctrl+ๆ"})
"""Leaving is always possible, whatever waits (the second is the same key under the Thai layout)."""


class SequencedApp(App[Any]):
    """An app whose keys, pastes and clicks take effect one after the other."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._typed: deque[events.Event] = deque()
        self._pump: asyncio.Task[None] | None = None
        self._holds: list[Screen[Any]] = []
        self._last_typed_at = 0.0
        self._burst = False
        self._flushed_at = -1.0
        self._dropping = False
        self._delivered: str | None = None
        self._spent: tuple[str | None, float] = (None, 0.0)

    # ---- what screens use

    @property
    def typed_ahead(self) -> int:
        """How many keys and pastes wait for the one before them."""
        return len(self._typed)

    @property
    def act_under_way(self) -> bool:
        """Whether an act holds keys back on any screen, the one it was begun on being in front or not."""
        return bool(self._holds)

    @contextmanager
    def hold_keys(self) -> Iterator[None]:
        """Keep keys back while an act runs whose end the message queues do not show (a commit on another thread).

        Keys wait for the end of the block. When the act opens another screen (a question, a second person signing in)
        keys go to that screen, and wait again once it is closed; so a question asked in a worker cannot lock up.
        """
        screen = self.screen
        self._holds.append(screen)
        try:
            yield
        finally:
            self._holds.remove(screen)

    def flush_typed_ahead(self) -> int:
        """Throw away what was typed before this moment and not yet delivered; returns how many were waiting.

        To be called when an error is shown. The rest of a reader's burst that is still coming in is dropped as well,
        until there is a pause no reader makes.
        """
        waiting = len(self._typed)
        self._typed.clear()
        self._flushed_at = monotonic()
        self._dropping = (waiting > 0 or self._burst) and not self.is_headless
        return waiting

    def spend_key(self) -> None:
        """The key delivered last has done what it was pressed for: pressed again at once, or held down, it is dropped.

        To be called when its act took the row under the cursor away: the next press would act on another unseen.
        """
        self.flush_typed_ahead()
        self._spent = (self._delivered, monotonic() + AGAIN_S)

    async def taken_in(self, event: events.Event) -> None:
        """Wait until `event`, posted by the caller, has reached the queue; returns at once when the app has ended."""
        while not getattr(event, "_taken_in", False) and not self._ended():
            await asyncio.sleep(0)

    async def keys_settled(self) -> None:
        """Wait until all that was typed took full effect. For tests and the played demo."""
        while self._pump is not None and not self._pump.done():
            await asyncio.wait({self._pump})

    # ---- how it works

    async def on_event(self, event: events.Event) -> None:
        """Take what was typed, pasted or clicked into the queue; everything else goes its usual way."""
        if not _is_typed(event) or getattr(event, "_sequenced", False):
            await super().on_event(event)
            return
        event._taken_in = True  # type: ignore[attr-defined]
        if isinstance(event, events.Key) and event.key in BYPASS:
            await super().on_event(event)
            return
        if self._meant_for_a_screen_that_did_not_come(event):
            return
        if self._pump is not None and not self._pump.done():
            if len(self._typed) >= TYPED_AHEAD_MAX:
                self.bell()
            else:
                self._typed.append(event)
            return
        event._sequenced = True  # type: ignore[attr-defined]
        self._delivered = event.key if isinstance(event, events.Key) else None
        # Nothing waits: deliver at once, without another turn through the queue, and watch it take effect meanwhile.
        self._pump = asyncio.get_running_loop().create_task(self._deliver_in_order(), name="key sequencer")
        self._pump.add_done_callback(self._pump_ended)
        await super().on_event(event)

    def _pump_ended(self, pump: asyncio.Task[None]) -> None:
        """A fault in the sequencer is a fault of the app: it ends the app instead of leaving a dead keyboard."""
        if not pump.cancelled() and isinstance(fault := pump.exception(), Exception):
            self._handle_exception(fault)

    def on_unmount(self) -> None:
        """Nothing typed ahead outlives the app."""
        self._typed.clear()
        if self._pump is not None:
            self._pump.cancel()

    def _meant_for_a_screen_that_did_not_come(self, event: events.Event) -> bool:
        """Whether `event` was typed before the last flush, belongs to a reader's burst that was flushed, or repeats a
        key that is spent."""
        if not isinstance(event, events.Key | events.Paste):
            return False
        if isinstance(event, events.Key) and event.key == self._spent[0] and event.time < self._spent[1]:
            self._spent = (event.key, event.time + AGAIN_S)  # held down it goes on and on
            return True
        self._spent = (None, 0.0)
        gap, self._last_typed_at = event.time - self._last_typed_at, event.time
        self._burst = gap < BURST_GAP_S
        if self._dropping and not self._burst:
            self._dropping = False
        return self._dropping or event.time <= self._flushed_at

    async def _deliver_in_order(self) -> None:
        await self._settle()
        while self._typed and not self._ended():
            event = self._typed.popleft()
            event._sequenced = True  # type: ignore[attr-defined]
            self._delivered = event.key if isinstance(event, events.Key) else None
            self.post_message(event)
            await self._settle()

    async def _settle(self) -> None:
        """Return when nothing the last key caused is unfinished; throw away what waits when that takes too long."""
        deadline = monotonic() + SETTLE_LIMIT_S
        for _ in range(ROUNDS_MAX):
            if self._ended():
                return
            if not await self._worked_through(deadline):
                self._give_up()
                return
            if not await self._act_ended():
                self._give_up()
                return
            if not self._unfinished():
                return

    def _give_up(self) -> None:
        """The last key did not come to an end: what waits behind it might land anywhere, so it lands nowhere."""
        if self._typed:
            self._typed.clear()
            self.bell()

    async def _worked_through(self, deadline: float) -> bool:
        """Wait for app, focused part, its surroundings, screen and app in turn; False when the time is over.

        A screen opened meanwhile ends the wait for the part that opened it, which may be waiting for its answer.
        """
        while True:
            if self._ended():
                return True
            screen, focused = self.screen, self.focused
            around = [node for node in focused.ancestors_with_self if node is not self] if focused else [screen]
            for pump in (self, *around, self):
                # Twice: what the first turn posts to the pump itself, as a field does on Enter, is behind our mark.
                for _ in range(2):
                    if not await self._reached(pump, screen, deadline):
                        return False
                    if pump.message_queue_size == 0:
                        break
            if self.screen is screen and self.focused is focused:
                return True

    async def _reached(self, pump: MessagePump, screen: Screen[Any], deadline: float) -> bool:
        """Wait until `pump` has worked through what stood in its queue; False when the time is over."""
        mark: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if not pump.call_later(_tick_off, mark):
            return True
        while not (await asyncio.wait({mark}, timeout=LOOK_AGAIN_S))[0]:
            if self._ended() or self.screen is not screen:
                return True
            if monotonic() > deadline and not self._held():
                return False
        return True

    def _unfinished(self) -> bool:
        """Whether any part of the screen, not only those around the focus, still has messages waiting."""
        if self._ended():
            return False
        screen = self.screen
        if not screen.is_mounted or self._batch_count or screen._callbacks:
            return True
        return any(node.message_queue_size for node in (self, *screen.walk_children(with_self=True)))

    def _ended(self) -> bool:
        """Whether no key can take effect any more: the app is closing, or fell over."""
        return self._exit or self._closing or self._closed or self._exception is not None or not self._screen_stack

    def _held(self) -> bool:
        return bool(self._screen_stack) and any(hold is self.screen for hold in self._holds)

    async def _act_ended(self) -> bool:
        """Wait while an act holds the keys of the screen in front; False when it takes longer than any act may."""
        deadline = monotonic() + HOLD_LIMIT_S
        while self._held() and not self._ended():
            if monotonic() > deadline:
                return False
            await asyncio.sleep(LOOK_AT_ACT_S)
        return True


def _tick_off(mark: asyncio.Future[None]) -> None:
    if not mark.done():
        mark.set_result(None)


def _is_typed(event: events.Event) -> bool:
    """Whether a person or a reader made this event and it has not been handed on yet."""
    typed = isinstance(event, events.Key | events.Paste | events.MouseDown | events.MouseUp)
    return typed and not event.is_forwarded
