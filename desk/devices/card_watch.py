"""Watching the card readers: inserted, read, pulled out, swapped; each told once, in plain words.

Runs on a thread of its own that is started after the first frame and only where the system has a card library. Every
wait is short, so that it ends when asked to.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from threading import Event
from typing import Final, Protocol

from desk.devices import pcsc
from desk.devices.pcsc import CardReaderMissing, CardServiceMissing
from desk.devices.thai_card import CardGone, CardUnreadable, ForeignCard, Transmit, read_card, read_photo
from desk.model.card import CardEvent, ThaiCard
from desk.model.errors import DeskError

WAIT_MS: Final = 400
NO_SERVICE_S: Final = 10.0
NO_READER_S: Final = 2.0
TRIES: Final = 2
"""A card pushed in slowly answers nothing at first: read once more before it is called unreadable."""
QUIET_LOOKS: Final = 10
"""How often, once per wait, a card that fell silent while read is tried again without a word: one swapped more quickly
than the service looks is no change to it, and the new card would lie there unread."""

log = logging.getLogger(__name__)


class ConnectedCard(Protocol):
    """A card in a reader."""

    def transmit(self, command: bytes) -> bytes:
        """One command and its answer. Raises CardGone."""
        ...

    def release(self) -> None:
        """Leave it."""
        ...


class ReaderSet(Protocol):
    """Readers and the cards in them, as `pcsc.Readers` gives them; tests have their own."""

    def names(self) -> list[str]:
        """Names of the readers. Raises CardServiceMissing, CardReaderMissing."""
        ...

    def wait(self, reader: str, milliseconds: int) -> tuple[bool, bytes] | None:
        """Whether a card is in and its ATR, as soon as that changes; None when nothing did."""
        ...

    def forget(self, reader: str) -> None:
        """The next `wait` tells how it stands, changed or not."""
        ...

    def connect(self, reader: str) -> ConnectedCard:
        """The card in a reader."""
        ...

    def close(self) -> None:
        """Let the service go."""
        ...


def system_readers() -> ReaderSet:
    """The readers of this machine. Raises CardServiceMissing."""
    found = pcsc.library()
    if found is None:
        raise CardServiceMissing()
    return pcsc.Readers(found)


class CardWatch:
    """Tells what happens at the readers. `told` is called from the watching thread."""

    def __init__(self, readers: Callable[[], ReaderSet] = system_readers) -> None:
        self._open = readers
        self._last: tuple[str, str] | None = None
        self._silent: dict[str, int] = {}
        """Readers whose card fell silent while it was read, and how often they are looked at again."""
        self._text_read: dict[str, ThaiCard] = {}

    def run(self, told: Callable[[CardEvent], None], stop: Event) -> None:
        """Watch until `stop` is set; where the system has no card library, say so once and end."""
        while not stop.is_set():
            try:
                readers = self._open()
            except CardServiceMissing as fault:
                self._say(told, CardEvent("absent_service", error=fault))
                if self._open is system_readers and pcsc.library() is None:
                    return
                stop.wait(NO_SERVICE_S)
                continue
            try:
                self._watch(readers, told, stop)
            except CardServiceMissing as fault:
                self._say(told, CardEvent("absent_service", error=fault))
                stop.wait(NO_READER_S)
            finally:
                readers.close()

    def _watch(self, readers: ReaderSet, told: Callable[[CardEvent], None], stop: Event) -> None:
        """One run of the service: raises CardServiceMissing when it ends."""
        present: dict[str, bool] = {}
        while not stop.is_set():
            try:
                names = readers.names()
            except CardReaderMissing as fault:
                self._say(told, CardEvent("absent_reader", error=fault))
                present.clear()
                stop.wait(NO_READER_S)
                continue
            if not present:
                self._say(told, CardEvent("empty"))
            for name in names:
                self._look(readers, name, present, told, stop, WAIT_MS // len(names))

    def _look(
        self,
        readers: ReaderSet,
        name: str,
        present: dict[str, bool],
        told: Callable[[CardEvent], None],
        stop: Event,
        milliseconds: int,
    ) -> None:
        try:
            found = readers.wait(name, milliseconds)
        except CardReaderMissing:
            present.pop(name, None)  # the next look at the list says what is left
            return
        if found is None:
            if present.get(name) and self._silent.get(name):
                self._look_again(readers, name, present, told)
            return
        inside, atr = found
        before, present[name] = present.get(name, False), inside
        self._silent.pop(name, None)
        self._text_read.pop(name, None)
        if before:
            told(CardEvent("removed"))  # gone, or another one in its place
        if inside and not stop.is_set():
            told(CardEvent("reading"))
            if not self._read(readers, name, atr, told):
                self._silent[name] = QUIET_LOOKS

    def _look_again(
        self, readers: ReaderSet, name: str, present: dict[str, bool], told: Callable[[CardEvent], None]
    ) -> None:
        """Ask a reader whose card fell silent how it stands; only another card, or none, is worth a word."""
        self._silent[name] -= 1
        readers.forget(name)
        found = readers.wait(name, 0)
        if found is None or not found[0]:
            present[name] = False
            self._silent.pop(name)
            told(CardEvent("removed"))
            return
        before, events = self._text_read.get(name), list[CardEvent]()
        whole = self._read(readers, name, found[1], events.append)
        if whole:
            self._silent.pop(name)
        if events[0].state == "read" and events[0].card == before:
            events = events[1:]
        elif events[0].state == "read":
            told(CardEvent("removed"))
            told(CardEvent("reading"))
        elif not whole:
            return
        for event in events:
            told(event)

    def _read(self, readers: ReaderSet, name: str, atr: bytes, told: Callable[[CardEvent], None]) -> bool:
        """Whether the card stayed in until all of it was read: one swapped too quickly to be seen did not."""
        for turn in range(1, TRIES + 1):
            try:
                card = readers.connect(name)
                try:
                    return self._read_whole(name, card.transmit, atr, told)
                finally:
                    card.release()
            except (CardUnreadable, CardGone, ForeignCard) as fault:
                if turn == TRIES or isinstance(fault, ForeignCard):
                    told(CardEvent("failed", error=fault))
                    return not isinstance(fault, CardGone)  # another may lie in its place already
        return True

    def _read_whole(self, name: str, transmit: Transmit, atr: bytes, told: Callable[[CardEvent], None]) -> bool:
        card = read_card(transmit, atr)
        self._text_read[name] = card
        told(CardEvent("read", card))
        try:
            photo = read_photo(transmit, atr)
        except DeskError as fault:
            log.info("card photo: %s", fault.code)  # the text is whole: who pulls the card out now has been read
            return not isinstance(fault, CardGone)
        if photo:
            told(CardEvent("photo", replace(card, photo=photo)))
        return True

    def _say(self, told: Callable[[CardEvent], None], event: CardEvent) -> None:
        """What lasts is told once."""
        now = (event.state, event.error.code if event.error is not None else "")
        if now != self._last:
            self._last = now
            told(event)
