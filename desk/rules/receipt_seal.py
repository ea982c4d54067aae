"""The signed text on a receipt: whoever has the desk's public key can tell, without a line, that it is true.

`AMPHOE1.<facts>.<key>.<signature>`: facts are a JSON array, base64url without padding; the key is named as on the wire
(first 8 bytes of SHA-256 of the raw Ed25519 public key); the signature is Ed25519 over `receipt\n` and the facts as
they stand in the text. Letters, digits, `-`, `_` and `.` alone, so that a scanner which types can read it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from desk.model.errors import Refused
from desk.model.kinds.body import SATANG_MAX
from desk.model.line import parse_reference
from desk.rules.keys import b64decode, b64encode
from desk.thai import thai_to_latin
from desk.words import Words

PREFIX: Final = "AMPHOE1"
TEXT_MAX: Final = 700
_FORM: Final = re.compile(r"AMPHOE1\.([A-Za-z0-9_-]{20,480})\.([A-Za-z0-9_-]{11})\.([A-Za-z0-9_-]{86})")
_BOOK_MAX: Final = 20


class NotASeal(Refused):
    """The text is not the code of a receipt, or was read in part."""

    code = "E471"
    said = Words(
        "สิ่งที่สแกนไม่ใช่รหัสบนใบเสร็จของระบบนี้ ไม่มีอะไรเปลี่ยนแปลง สแกนคิวอาร์ท้ายใบเสร็จใหม่ทั้งรหัส",
        "This is not the code of a receipt of this system; nothing was changed. Scan the QR code at its foot once more",
    )


@dataclass(frozen=True, slots=True)
class SealedFacts:
    """What a receipt's code says: its line, book and number, fiscal year (BE), date, sum in satang, which copy."""

    ref: str
    book: str
    number: int
    fiscal_year: int
    date: date
    satang: int
    copy: int

    @property
    def desk(self) -> str:
        """The desk that issued it."""
        return parse_reference(self.ref)[0].desk


@dataclass(frozen=True, slots=True)
class Seal:
    """A code as it was read: facts, which key signed, and the signature over `signed`."""

    facts: SealedFacts
    key: str
    signed: str
    signature: str


def seal(facts: SealedFacts, key: str, sign: Callable[[str], str]) -> str:
    """The text for the QR code; `sign` gives an Ed25519 signature, base64url."""
    told = [facts.ref, facts.book, facts.number, facts.fiscal_year, facts.date.isoformat(), facts.satang, facts.copy]
    body = b64encode(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode())
    return f"{PREFIX}.{body}.{key}.{sign(_to_sign(body))}"


def read_seal(text: str) -> Seal:
    """What a scanned code says, not yet whether it is true. Typed on the Thai layout, or with caps lock, it is
    understood all the same.

    Raises NotASeal.
    """
    if len(text) > TEXT_MAX:
        raise NotASeal()
    spelled = "".join(text.split())
    readings = (spelled, thai_to_latin(spelled), spelled.swapcase())  # as it is, on the Thai layout, with caps lock
    found = next((match for text in readings if (match := _FORM.fullmatch(text))), None)
    if found is None:
        raise NotASeal()
    body, key, signature = found.groups()
    try:
        return Seal(_facts(b64decode(body)), key, _to_sign(body), signature)
    except (ValueError, TypeError, KeyError) as fault:
        raise NotASeal() from fault


def _facts(raw: bytes) -> SealedFacts:
    told = json.loads(raw)
    if not isinstance(told, list) or len(told) != 7:
        raise ValueError("seven facts")
    ref, book, number, fiscal_year, day, satang, copy = told
    if not all(type(value) is str for value in (ref, book, day)):
        raise ValueError("text")
    if not all(type(value) is int for value in (number, fiscal_year, satang, copy)):
        raise ValueError("whole numbers")
    if not (0 < len(book) <= _BOOK_MAX and 1 <= number <= 9_999_999 and 0 < satang <= SATANG_MAX and 1 <= copy <= 99):
        raise ValueError("out of bounds")
    parse_reference(ref)
    return SealedFacts(ref, book, number, fiscal_year, date.fromisoformat(day), satang, copy)


def _to_sign(body: str) -> str:
    return "receipt\n" + body
