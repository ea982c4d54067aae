"""What was typed into the search box, understood: a number of some kind, a paper's number, a passport's zone, a name.

Nothing is looked up here. A text may be understood in two ways (จ and ถ are digits under the other layout), so what
reads as a number may still be looked for as a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal
from unicodedata import category

from desk.model.errors import DeskError
from desk.model.line import REFERENCE_PATTERN
from desk.rules.ids import HOUSE_CODE_LENGTH, PIN_LENGTH, check_house_code, check_juristic, check_pin
from desk.rules.mrz import FILLER, MrzRefused, full_date, parse
from desk.rules.office_day import BUDDHIST_ERA
from desk.thai import normalise, recover_number, squeeze_number, to_ascii_digits
from desk.thai.dates import FIRST_BE_YEAR

WORDS_MAX: Final = 6
RECEIPT_DIGITS_MAX: Final = 6
ZONE_LETTERS_MIN: Final = 72
FILLERS_MIN: Final = 4
ZONE_LINES: Final = (30, 60, 36, 44)
"""Letters after which a zone of three lines of 30, two of 36 or two of 44 still goes on."""
ZONE_LETTERS: Final = tuple("ACIPV")
"""What the first line of a zone begins with."""

Kind = Literal["nothing", "name", "person", "juristic", "house", "number", "reference", "receipt", "ticket", "zone"]

_BORN: Final = frozenset({"เกิด", "ปีเกิด", "born"})
_TAMBON: Final = frozenset({"ตำบล", "แขวง", "ต.", "tambon"})
_RECEIPT: Final = re.compile(r"(?:([0-9]{4})/)?([^\s/]{1,20})/([0-9]{1,6})")
_RECEIPT_PRINTED: Final = re.compile(
    r"(?:เล่มที่\s*|book\s+)?([0-9]{4})/([^\s/]{1,20})\s+(?:เลขที่\s*|no\.?\s*)?([0-9]{1,6})", re.IGNORECASE
)
"""`2570/0001 000009`, as lists show it, and the line of the receipt itself."""
_TICKET: Final = re.compile(r"[A-Z]{1,5}[0-9]{3,4}")
"""As the kind `ticket.issued` has it."""
_TITLES: Final = (
    *("นางสาว", "นาง", "นาย", "น.ส.", "เด็กชาย", "เด็กหญิง", "ด.ช.", "ด.ญ."),
    *("mister", "mrs.", "mrs", "mr.", "mr", "miss", "ms.", "ms"),
)


@dataclass(frozen=True, slots=True)
class Typed:
    """What a text means. `number` is the digits or the reference; `fault` says why a number is none."""

    kind: Kind
    words: list[str] = field(default_factory=list)
    number: str = ""
    fiscal_year: int | None = None
    book: str = ""
    born: int | None = None
    """Year of birth asked for, Buddhist Era."""
    tambon: str = ""
    fault: DeskError | None = None
    may_be_name: bool = False
    scanned: bool = False
    """Read from a document's zone, whose check digits held; a typed number is not."""

    @property
    def words_without_title(self) -> list[str]:
        """The words without a title before them; the same words where there is none or nothing else."""
        return without_title(self.words)


def without_title(words: list[str]) -> list[str]:
    """Words of a name (normalised, small letters) without a title before them; the same where nothing else is left."""
    for title in _TITLES:
        if words and words[0].startswith(title):
            rest = words[0][len(title) :]
            if rest and (category(rest[0]) == "Mn" or rest[0] in "ะาำๅ"):
                continue  # the title's last letter bears a vowel: it is none
            return ([rest] if rest else []) + words[1:] or words
    return words


def understand(text: str, today: date) -> Typed:
    """Understand a text of bounded length; `today` tells the century of a passport's dates. Never raises."""
    typed = "".join(sign if sign.isprintable() or category(sign) == "Cf" else " " for sign in text)
    if _is_zone(typed):
        return _zone(text, today)
    words, born, tambon = _filtered(normalise(typed).casefold().split())
    words = words[:WORDS_MAX]
    if born is not None or tambon:
        return Typed("name", words, born=born, tambon=tambon)
    # the number from the text as it is: normalising takes marks away that are digits on the wrong layout
    plain = squeeze_number(recover_number(typed))
    if plain.isascii() and plain.isdigit():
        return _number(plain, words, typed)
    if REFERENCE_PATTERN.fullmatch(reference := _reference(typed)):
        return Typed("reference", words, reference)
    if _TICKET.fullmatch(reference):
        return Typed("ticket", words, reference)
    printed = to_ascii_digits(typed.strip())
    receipt = _RECEIPT.fullmatch(printed) or _RECEIPT_PRINTED.fullmatch(printed)
    if receipt is not None:
        year = int(receipt[1]) if receipt[1] else None
        return Typed("receipt", words, str(int(receipt[3])), fiscal_year=year, book=receipt[2].upper())
    return Typed("name" if words else "nothing", words)


def _number(digits: str, words: list[str], typed: str) -> Typed:
    # Some keys give a digit under one layout and a consonant under the other: จ, จุ and ตุ begin names, too.
    may_be_name = len(typed) < PIN_LENGTH and any("\u0e01" <= letter <= "\u0e2e" for letter in typed)
    if len(digits) == PIN_LENGTH:
        fault = _refused(check_pin, digits)
        juristic = digits[0] == "0" and _refused(check_juristic, digits) is None
        return Typed("juristic" if juristic else "person", words, digits, fault=fault)
    if len(digits) == HOUSE_CODE_LENGTH:
        return Typed("house", words, digits, fault=_refused(check_house_code, digits), may_be_name=may_be_name)
    return Typed("number", words, digits, may_be_name=may_be_name)


def _refused(check: object, digits: str) -> DeskError | None:
    try:
        check(digits)  # type: ignore[operator]
    except DeskError as refused:
        return refused
    return None


def _reference(typed: str) -> str:
    """`9901A-17` however it was typed: small letters, Thai digits, the wrong layout, blanks around the dash."""
    plain = re.sub(r"\s+", "", to_ascii_digits(recover_number(typed))).upper()
    return re.sub("[\u2010-\u2015\u2212]", "-", plain)


def _filtered(words: list[str]) -> tuple[list[str], int | None, str]:
    """The words that are no filter, the year of birth and the tambon asked for."""
    left: list[str] = []
    born, tambon = None, ""
    for word in words:
        name, colon, value = word.partition(":")
        if colon and name in _BORN and (year := _year(value)) is not None:
            born = year
        elif colon and name in _TAMBON and value:
            tambon = value
        else:
            left.append(word)
    return left, born, tambon


def _year(value: str) -> int | None:
    digits = to_ascii_digits(value)
    if len(digits) != 4 or not digits.isascii() or not digits.isdigit():
        return None
    return int(digits) if int(digits) >= FIRST_BE_YEAR else int(digits) + BUDDHIST_ERA


def zone_goes_on(text: str) -> bool:
    """Whether the text is the first line, or the first two, of a document's zone: a scanner ends each line by Enter."""
    plain = re.sub(r"\s+", "", recover_number(text)).upper()
    return len(plain) in ZONE_LINES and plain[:1] in ZONE_LETTERS and FILLER in plain and plain.isascii()


def _is_zone(typed: str) -> bool:
    return len(typed) >= ZONE_LETTERS_MIN and recover_number(typed).count("<") >= FILLERS_MIN


def _zone(text: str, today: date) -> Typed:
    try:
        zone = parse(text)
    except MrzRefused as refused:
        return Typed("zone", fault=refused)
    try:
        birth = full_date(zone.birth, today, past=True)
    except ValueError:
        birth = None
    for number in (zone.optional, zone.optional_2, zone.number):
        if len(number) == PIN_LENGTH and number.isdigit() and _refused(check_pin, number) is None:
            return Typed("person", number=number, scanned=True)
    words = f"{zone.given_names} {zone.surname}".casefold().split()[:WORDS_MAX]
    return Typed("zone", words, zone.number, born=birth.year + BUDDHIST_ERA if birth else None, scanned=True)
