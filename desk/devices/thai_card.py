"""Reading a Thai identity card over any way to exchange commands with it (`transmit`).

Layout and traps: DOMAIN 1.3. Commands and offsets as several open readers have them (ninyawee/pythaiidcard,
somprasongd/go-thai-smartcard, read as facts). Text is TIS-620 padded with blanks, `#` between parts; dates are
YYYYMMDD in the Buddhist Era, where day or month may be missing and 99999999 means a card for life.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final, Literal

from desk.model.card import CardName, ThaiCard
from desk.model.errors import Busy, Refused
from desk.rules.ids import NumberRefused, check_pin
from desk.words import Words

Transmit = Callable[[bytes], bytes]
"""Sends one command and gives the whole answer, its two status bytes last. Raises CardGone."""

_SELECT: Final = bytes.fromhex("00A4040008A000000054480001")
_PIN: Final = (0x0004, 13)
_NAME_TH: Final = (0x0011, 100)
_NAME_EN: Final = (0x0075, 100)
_BORN: Final = (0x00D9, 8)
_SEX: Final = (0x00E1, 1)
_ISSUER: Final = (0x00F6, 100)
_ISSUED: Final = (0x0167, 8)
_EXPIRES: Final = (0x016F, 8)
_ADDRESS: Final = (0x1579, 100)
_PHOTO_AT: Final = 0x017B
_PHOTO_PARTS: Final = 20
_PART: Final = 0xFF
_FOR_LIFE: Final = "99999999"
_OTHER_GET_RESPONSE: Final = b"\x3b\x67"
"""Cards whose ATR begins so want another byte in GET RESPONSE."""
_EXPECTED_PARTS: Final = 4
_ADDRESS_PARTS_MAX: Final = 10
_BUDDHIST_ERA: Final = 543
_YEARS: Final = range(2300, 2800)
_SEXES: Final[dict[str, Literal["m", "f"]]] = {"1": "m", "2": "f"}
_DONE: Final = b"\x90\x00"
_JPEG: Final = b"\xff\xd8"


class CardGone(Busy):
    """The card was pulled out while it was being read."""

    code = "E724"
    said = Words(
        "บัตรถูกดึงออกขณะอ่าน ยังไม่ได้ใช้ข้อมูลใดจากบัตร เสียบบัตรใหม่และรอจนขึ้นชื่อ",
        "The card was pulled out while it was read; nothing of it was used. Put it in again and wait for the name",
    )


class ForeignCard(Refused):
    """A card of another kind: a bank's, another country's."""

    code = "E723"
    said = Words(
        "บัตรในเครื่องอ่านไม่ใช่บัตรประจำตัวประชาชนไทย ไม่มีอะไรเปลี่ยนแปลง เปลี่ยนบัตร หรือพิมพ์เลขแทน",
        "The card in the reader is no Thai identity card; nothing was changed. Put in another, or type the number",
    )


class CardUnreadable(Refused):
    """The card answered with something that cannot be its content."""

    code = "E725"
    said = Words(
        "อ่านบัตรนี้ไม่ได้ ({why}) ยังไม่ได้ใช้ข้อมูลใดจากบัตร เช็ดชิปแล้วเสียบใหม่ หรือพิมพ์เลขแทน",
        "This card cannot be read ({why}); nothing of it was used. Wipe its chip and try again, or type the number",
    )


_WHY_PIN: Final = Words("เลขประจำตัวไม่ถูกต้อง", "its number is wrong")
_WHY_NAME: Final = Words("ไม่มีชื่อ", "it has no name")
_WHY_ANSWER: Final = Words("คำตอบไม่ครบ", "an answer was cut short")


class _Applet:
    """The card's citizen applet, selected."""

    def __init__(self, transmit: Transmit, atr: bytes) -> None:
        self._transmit = transmit
        self._get_response = bytes.fromhex("00C00001" if atr.startswith(_OTHER_GET_RESPONSE) else "00C00000")
        self.damaged = False
        status = transmit(_SELECT)[-2:]
        if status != _DONE and status[:1] != b"\x61":
            raise ForeignCard()

    def bytes_at(self, offset: int, length: int) -> bytes:
        """So many bytes of the card. Raises CardUnreadable, CardGone."""
        answer = self._transmit(bytes((0x80, 0xB0, offset >> 8, offset & 0xFF, 0x02, 0x00, length)))
        if answer[-2:-1] == b"\x61":
            answer = self._transmit(self._get_response + bytes((length,)))
            if answer[-2:-1] == b"\x6c":
                answer = self._transmit(self._get_response + answer[-1:])
        if answer[-2:] != _DONE or len(answer) != length + 2:
            raise CardUnreadable(why=_WHY_ANSWER)
        return answer[:-2]

    def text_at(self, where: tuple[int, int]) -> str:
        """Text of the card; a byte outside its alphabet becomes U+FFFD and is remembered."""
        # 'tis-620' cannot decode the no-break space and eight others; what no letter has is shown as such
        text = self.bytes_at(*where).decode("iso8859-11", "replace").replace("\xa0", " ").replace("\0", " ")
        shown = "".join(sign if sign.isprintable() or sign == "\ufffd" else "\ufffd" for sign in text)
        self.damaged |= "\ufffd" in shown
        return shown.strip()


def read_card(transmit: Transmit, atr: bytes) -> ThaiCard:
    """Everything but the photo. Raises ForeignCard, CardUnreadable, CardGone."""
    applet = _Applet(transmit, atr)
    try:
        pin = check_pin(applet.text_at(_PIN))
    except NumberRefused as fault:
        raise CardUnreadable(why=_WHY_PIN) from fault
    thai, english = _name(applet.text_at(_NAME_TH)), _name(applet.text_at(_NAME_EN))
    if not thai.given and not english.given:
        raise CardUnreadable(why=_WHY_NAME)
    year, month, day = _birth(applet.text_at(_BORN))
    expires = applet.text_at(_EXPIRES)
    return ThaiCard(
        pin=pin,
        thai=thai,
        english=english,
        born_year=year,
        born_month=month,
        born_day=day,
        sex=_SEXES.get(applet.text_at(_SEX), "u"),
        issuer=applet.text_at(_ISSUER),
        issued=_whole_day(applet.text_at(_ISSUED)),
        expires=_whole_day(expires),
        for_life=expires == _FOR_LIFE,
        address=tuple(_parts(applet.text_at(_ADDRESS))[:_ADDRESS_PARTS_MAX]),
        damaged=applet.damaged,
    )


def read_photo(transmit: Transmit, atr: bytes) -> bytes:
    """The photo as JPEG; empty where the card holds none. Raises ForeignCard, CardUnreadable, CardGone."""
    applet = _Applet(transmit, atr)
    parts = [applet.bytes_at(_PHOTO_AT + _PART * part, _PART) for part in range(_PHOTO_PARTS)]
    photo = b"".join(parts).rstrip(b" \0")
    return photo if photo.startswith(_JPEG) else b""


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("#")]


def _name(text: str) -> CardName:
    parts = _parts(text)
    if len(parts) < _EXPECTED_PARTS:  # a card without its separators: nobody can say where the title ends
        return CardName(given=" ".join(part for part in parts if part))
    return CardName(*parts[:_EXPECTED_PARTS])


def _birth(text: str) -> tuple[int | None, int | None, int | None]:
    """Year BE, month, day, as far as the card knows them."""
    year = _number(text[0:4], _YEARS)
    month = _number(text[4:6], range(1, 13)) if year is not None else None
    return year, month, _number(text[6:8], range(1, 32)) if month is not None else None


def _number(text: str, within: range) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and int(text) in within else None


def _whole_day(text: str) -> str | None:
    """A day in ISO; None for one that is not whole, or for life."""
    year, month, day = _birth(text)
    if year is None or month is None or day is None:
        return None
    try:
        return date(year - _BUDDHIST_ERA, month, day).isoformat()
    except ValueError:
        return None  # the thirtieth of February: a card that says so has no day to show
