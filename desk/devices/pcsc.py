"""The system's smart-card service (PC/SC), asked through its C library: nothing to build, nothing to install.

Where the library is missing, or its service, or a reader, that is said; none of it costs the start anything. The
functions and numbers are those of the PC/SC workgroup's part 5, as pcsc-lite and Windows have them.
"""

from __future__ import annotations

import ctypes
from ctypes import Structure, byref, c_char_p, c_long, c_ubyte, c_ulong, c_void_p, create_string_buffer
from typing import Any, Final

from desk.devices.host import WINDOWS
from desk.devices.thai_card import CardGone
from desk.model.errors import Busy
from desk.words import Words

_LIBRARIES: Final = ("winscard.dll",) if WINDOWS else ("libpcsclite.so.1", "libpcsclite.so")
_SCOPE_SYSTEM: Final = 2
_SHARED: Final = 2
_ANY_PROTOCOL: Final = 3
_LEAVE: Final = 0
_ATR_BYTES: Final = 36 if WINDOWS else 33
_ANSWER_BYTES: Final = 258 + 64
_READERS_BYTES: Final = 8_192

_OK: Final = 0
_TIMEOUT: Final = 0x8010000A
_UNKNOWN_READER: Final = 0x80100009
_NO_SERVICE: Final = frozenset({0x8010001D, 0x8010001E, 0x80100013})
"""The service is not there, has stopped, or the way to it broke."""
_NO_READERS: Final = 0x8010002E
_UNAWARE: Final = 0
_CHANGED: Final = 0x2
_PRESENT: Final = 0x20
_MUTE: Final = 0x200


class CardServiceMissing(Busy):
    """No smart-card service runs on this machine."""

    code = "E721"
    said = Words(
        "เครื่องนี้ไม่มีบริการอ่านบัตร งานอื่นทำได้ตามปกติ พิมพ์เลขแทน หรือแจ้งผู้ดูแลระบบ",
        "No card service (pcscd) runs on this machine; all else works. Type the number, or tell whoever keeps it",
    )


class CardReaderMissing(Busy):
    """The service runs and has no reader."""

    code = "E722"
    said = Words(
        "ไม่พบเครื่องอ่านบัตร งานอื่นทำได้ตามปกติ ตรวจสายเครื่องอ่าน หรือพิมพ์เลขแทน",
        "No card reader was found; all other work goes on. Check its cable, or type the number",
    )


class _ReaderState(Structure):
    _fields_ = (
        ("reader", c_char_p),
        ("user", c_void_p),
        ("known", c_ulong),
        ("now", c_ulong),
        ("atr_length", c_ulong),
        ("atr", c_ubyte * _ATR_BYTES),
    )


class _Protocol(Structure):
    _fields_ = (("protocol", c_ulong), ("length", c_ulong))


def library() -> Any:
    """The system's library, or None where it has none."""
    for name in _LIBRARIES:
        try:
            return ctypes.WinDLL(name) if WINDOWS else ctypes.CDLL(name)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            continue
    return None


class Readers:
    """The readers of this machine and the cards in them. One thread at a time."""

    def __init__(self, found: Any) -> None:
        """`found` is what `library` gave. Raises CardServiceMissing."""
        self._library = found
        self._context = c_long() if not WINDOWS else c_void_p()
        self._check(found.SCardEstablishContext(c_ulong(_SCOPE_SYSTEM), None, None, byref(self._context)))
        self._known: dict[str, int] = {}
        self._seen: dict[str, tuple[bool, int]] = {}

    def close(self) -> None:
        """Let the service go."""
        self._library.SCardReleaseContext(self._context)

    def names(self) -> list[str]:
        """Names of the readers. Raises CardServiceMissing, CardReaderMissing."""
        buffer, length = create_string_buffer(_READERS_BYTES), c_ulong(_READERS_BYTES)
        self._check(self._function("SCardListReaders")(self._context, None, buffer, byref(length)))
        names = [name.decode("utf-8", "replace") for name in buffer.raw[: length.value].split(b"\0") if name]
        if not names:
            raise CardReaderMissing()
        return names

    def wait(self, reader: str, milliseconds: int) -> tuple[bool, bytes] | None:
        """Whether a card is in the reader, and its ATR, as soon as that changes; None when nothing did in that time.

        Raises CardServiceMissing, CardReaderMissing (the reader was pulled out).
        """
        state = _ReaderState(reader.encode(), None, self._known.get(reader, _UNAWARE))
        code = self._function("SCardGetStatusChange")(self._context, c_ulong(milliseconds), byref(state), c_ulong(1))
        if code & 0xFFFFFFFF == _TIMEOUT:
            return None
        self._check(code)
        self._known[reader] = int(state.now) & ~_CHANGED
        present = bool(state.now & _PRESENT) and not state.now & _MUTE
        # the upper half counts cards going in and out: one swapped between two looks is a change, being in use is none
        seen = (present, int(state.now) >> 16)
        if self._seen.get(reader) == seen:
            return None
        self._seen[reader] = seen
        return present, bytes(state.atr[: state.atr_length])

    def forget(self, reader: str) -> None:
        """The next `wait` tells how it stands, changed or not."""
        self._known.pop(reader, None)
        self._seen.pop(reader, None)

    def connect(self, reader: str) -> Card:
        """The card in a reader, for the desk alone until it is released; waits while another program has it so.

        Raises CardGone, CardReaderMissing, CardServiceMissing.
        """
        handle, protocol = (c_void_p() if WINDOWS else c_long()), c_ulong()
        connect = self._function("SCardConnect")
        code = connect(
            self._context, reader.encode(), c_ulong(_SHARED), c_ulong(_ANY_PROTOCOL), byref(handle), byref(protocol)
        )
        if code != _OK and code & 0xFFFFFFFF not in _NO_SERVICE | {_UNKNOWN_READER}:
            raise CardGone()
        self._check(code)
        # a second program that reads the card between a command and its answer would have the desk take its bytes
        if self._library.SCardBeginTransaction(handle) != _OK:
            self._library.SCardDisconnect(handle, c_ulong(_LEAVE))
            raise CardGone()
        return Card(self._library, handle, protocol.value)

    def _function(self, name: str) -> Any:
        return getattr(self._library, f"{name}A" if WINDOWS else name)

    def _check(self, code: int) -> None:
        plain = code & 0xFFFFFFFF
        if plain in (_NO_READERS, _UNKNOWN_READER):
            raise CardReaderMissing()
        if plain != _OK:
            raise CardServiceMissing()


class Card:
    """A card that answers."""

    def __init__(self, found: Any, handle: Any, protocol: int) -> None:
        self._library, self._handle = found, handle
        self._way = _Protocol(protocol, ctypes.sizeof(_Protocol))

    def transmit(self, command: bytes) -> bytes:
        """One command and its answer, status bytes last. Raises CardGone."""
        answer, length = (c_ubyte * _ANSWER_BYTES)(), c_ulong(_ANSWER_BYTES)
        sent = (c_ubyte * len(command)).from_buffer_copy(command)
        code = self._library.SCardTransmit(
            self._handle, byref(self._way), sent, c_ulong(len(command)), None, answer, byref(length)
        )
        if code != _OK or length.value < 2:
            raise CardGone()
        return bytes(answer[: length.value])

    def release(self) -> None:
        """Leave the card to others as it is."""
        self._library.SCardEndTransaction(self._handle, c_ulong(_LEAVE))
        self._library.SCardDisconnect(self._handle, c_ulong(_LEAVE))
