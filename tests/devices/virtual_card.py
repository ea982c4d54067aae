"""A Thai identity card made of bytes: answers commands as a real one does, alone, in a fake reader or over vpcd."""

from __future__ import annotations

import socket
import struct
import threading
import time
from contextlib import suppress
from io import BytesIO

from desk.devices.pcsc import CardReaderMissing, CardServiceMissing
from desk.devices.thai_card import CardGone
from tests.desks import pin

ATR = bytes.fromhex("3B781800005448204E4944203131")
OLD_ATR = bytes.fromhex("3B67000000000000009000")
FIELDS = {
    "pin": (0x0004, 13), "thai": (0x0011, 100), "english": (0x0075, 100), "born": (0x00D9, 8), "sex": (0x00E1, 1),
    "issuer": (0x00F6, 100), "issued": (0x0167, 8), "expires": (0x016F, 8), "photo": (0x017B, 5100),
    "address": (0x1579, 100),
}  # fmt: skip
ON, OFF, RESET, ASK_ATR = b"\x01", b"\x00", b"\x02", b"\x04"


def photo() -> bytes:
    """A small JPEG: the left half red, the right half blue."""
    from PIL import Image

    picture = Image.new("RGB", (40, 50), (200, 0, 0))
    picture.paste((0, 0, 200), (20, 0, 40, 50))
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=80)
    return kept.getvalue()


class VirtualCard:
    """One card. Fields are text as the card holds it, or bytes; `foreign` knows no Thai applet."""

    def __init__(self, *, foreign: bool = False, atr: bytes = ATR, **fields: str | bytes) -> None:
        self.atr = atr
        self.foreign = foreign
        told: dict[str, str | bytes] = {
            "pin": pin(2),
            "thai": "นาง#น้ำผึ้ง##รักเรียน",
            "english": "Mrs.#Namphueng##Rakrian",
            "born": "25100509",
            "sex": "2",
            "issuer": "ที่ว่าการอำเภอตัวอย่าง",
            "issued": "25630509",
            "expires": "25720508",
            "photo": photo(),
            "address": "12#หมู่ที่ 3####ตำบลทดสอบ#อำเภอตัวอย่าง#จังหวัดสมมุติ",
            **fields,
        }
        self._memory = bytearray(b" " * 0x1600)
        for name, value in told.items():
            offset, length = FIELDS[name]
            raw = value if isinstance(value, bytes) else value.encode("iso8859-11")
            self._memory[offset : offset + length] = raw.ljust(length)[:length]
        self._waiting = b""

    def answer(self, command: bytes) -> bytes:
        """What the card says to a command."""
        if command[:2] == b"\x00\xa4":
            known = not self.foreign and command[5:] == bytes.fromhex("A000000054480001")
            return b"\x61\x0a" if known else b"\x6a\x82"
        if command[:2] == b"\x80\xb0":
            offset, length = int.from_bytes(command[2:4], "big"), command[6]
            self._waiting = bytes(self._memory[offset : offset + length])
            return bytes((0x61, length))
        if command[:2] == b"\x00\xc0":
            wanted = b"\x01" if self.atr == OLD_ATR else b"\x00"
            return self._waiting[: command[4]] + b"\x90\x00" if command[3:4] == wanted else b"\x6a\x86"
        return b"\x6d\x00"


class FakeReaders:
    """A card reader without a machine: cards are put in and taken out by the test, from any thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._told = -1
        self._count = 0
        self.card: VirtualCard | None = None
        self.service = True
        self.reader = True
        self.commands_left: int | None = None
        """After so many commands the card is gone."""

    def __call__(self) -> FakeReaders:
        if not self.service:
            raise CardServiceMissing()
        return self

    def put(self, card: VirtualCard | None, *, commands: int | None = None) -> None:
        """Put a card in (in place of the one before), or take it out."""
        with self._changed:
            self.card, self.commands_left = card, commands
            self._count += 1
            self._changed.notify_all()

    def swap_unseen(self, card: VirtualCard) -> None:
        """Put another card in more quickly than the service looks: for it nothing has changed."""
        with self._changed:
            self.card, self.commands_left = card, None

    def names(self) -> list[str]:
        if not self.service:
            raise CardServiceMissing()
        if not self.reader:
            raise CardReaderMissing()
        return ["fake"]

    def wait(self, reader: str, milliseconds: int) -> tuple[bool, bytes] | None:
        with self._changed:
            if not self.reader:
                raise CardReaderMissing()
            if self._told == self._count:
                self._changed.wait(milliseconds / 1000)
            if self._told == self._count:
                return None
            self._told = self._count
            return self.card is not None, self.card.atr if self.card is not None else b""

    def forget(self, reader: str) -> None:
        self._told = -1

    def connect(self, reader: str) -> FakeReaders:
        return self

    def transmit(self, command: bytes) -> bytes:
        with self._changed:
            if self.card is None or self.commands_left == 0:
                raise CardGone()
            if self.commands_left is not None:
                self.commands_left -= 1
            return self.card.answer(command)

    def release(self) -> None:
        pass

    def close(self) -> None:
        pass


class InVpcd:
    """A card in the reader of a running pcscd with vsmartcard's driver (its protocol: two bytes of length, then a
    command; one byte alone is about power)."""

    def __init__(self, card: VirtualCard, port: int = 0x8C7B, *, commands: int | None = None) -> None:
        self.commands_left = commands
        deadline = time.monotonic() + 10
        while True:
            try:
                self._socket = socket.create_connection(("127.0.0.1", port), 5)
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        self._socket.settimeout(None)
        self._card = card
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        with suppress(OSError):
            while head := self._read(2):
                command = self._read(struct.unpack(">H", head)[0])
                if command in (ON, OFF, RESET):
                    continue
                if command == ASK_ATR:
                    answer = self._card.atr
                else:
                    if self.commands_left == 0:
                        self.pull()
                        return
                    if self.commands_left is not None:
                        self.commands_left -= 1
                    answer = self._card.answer(command)
                self._socket.sendall(struct.pack(">H", len(answer)) + answer)

    def _read(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            piece = self._socket.recv(size - len(found))
            if not piece:
                return b""
            found += piece
        return found

    def pull(self) -> None:
        """Take the card out."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
