"""What definitions are written with: texts in both languages, days, amounts, names, expressions; how a fault is said.

Money is integer satang, dates are ISO in data, every text a person reads is a pair in Thai and English.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StrictBool,
    StrictInt,
)

from desk.model.kinds.body import SATANG_MAX
from desk.rules.expressions import TYPE_WORDS, ExpressionWrong, Type, read, type_of
from desk.words import Words

Confidence = Literal["official", "official_old", "third_party", "example", "general", "to_confirm"]

MENU: Final = r"^[1-9][0-9]{2}$"
CODE: Final = r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$"
NAME: Final = r"^[a-z][a-z0-9_]{0,39}$"
_THAI_LETTER: Final = re.compile("[\u0e01-\u0e2e]")
_LONGEST_TEXT: Final = 300


class WrongDefinition(ValueError):
    """What is wrong with a definition, in words a clerk understands; pydantic carries it to the loader."""

    def __init__(self, why: Words, *where: str | int) -> None:
        super().__init__(why.en)
        self.why = why
        self.where = where


def _words(value: object) -> object:
    """Take `{th, en}` for `Words`: both there, one line each, Thai in the Thai and none in the English."""
    if isinstance(value, Words):
        value = {"th": value.th, "en": value.en}
    if not isinstance(value, dict) or set(value) != {"th", "en"}:
        raise WrongDefinition(Words("ต้องมีทั้ง th และ en เท่านั้น", "must hold th and en, and nothing else"))
    for language, text in value.items():
        if not isinstance(text, str) or not text.strip() or len(text) > _LONGEST_TEXT or not text.isprintable():
            raise WrongDefinition(
                Words(
                    "ต้องเป็นข้อความหนึ่งบรรทัด ไม่ว่าง ไม่เกิน {most} ตัวอักษร",
                    "must be one line of text, not empty, at most {most} characters",
                ).fill(most=_LONGEST_TEXT),
                language,
            )
    if not _THAI_LETTER.search(value["th"]):
        raise WrongDefinition(Words("ข้อความไทยไม่มีตัวอักษรไทย", "the Thai text holds no Thai letter"), "th")
    if _THAI_LETTER.search(value["en"]):
        raise WrongDefinition(Words("ข้อความอังกฤษมีตัวอักษรไทยปน", "the English text holds Thai letters"), "en")
    return Words(value["th"].strip(), value["en"].strip())


_BUDDHIST_YEARS: Final = 2400
"""A year from here on was meant in the Buddhist Era."""


def _iso_date(value: object) -> object:
    """Take a TOML date or an ISO string, of a year that can only be the Christian era's; a number is never a date."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        with suppress(ValueError):  # the one sentence below fits every wrong date
            value = date.fromisoformat(value)
    if type(value) is date and value.year < _BUDDHIST_YEARS:
        return value
    raise WrongDefinition(
        Words("ต้องเป็นวันที่ ค.ศ. แบบ 2025-10-01", "must be a date of the Christian era such as 2025-10-01")
    )


def _expression(text: str) -> str:
    """An expression that can be read; what it speaks of is checked where the form is known."""
    try:
        read(text)
    except ExpressionWrong as wrong:
        raise WrongDefinition(wrong.why) from wrong
    return text


def _dump_words(words: Words) -> dict[str, str]:
    return {"th": words.th, "en": words.en}


Said = Annotated[Words, BeforeValidator(_words), PlainSerializer(_dump_words, return_type=dict[str, str])]
Day = Annotated[date, BeforeValidator(_iso_date)]
Satang = Annotated[StrictInt, Field(ge=0, le=SATANG_MAX)]
Name = Annotated[str, Field(pattern=NAME)]
Code = Annotated[str, Field(pattern=CODE, max_length=32)]
ShortText = Annotated[str, Field(min_length=1, max_length=_LONGEST_TEXT)]
Sources = Annotated[tuple[ShortText, ...], Field(max_length=20)]
Expression = Annotated[str, Field(min_length=1), AfterValidator(_expression)]
Years = Annotated[StrictInt, Field(ge=1, le=100)]


class Data(BaseModel):
    """A part of a definition: frozen, and no member that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class LegalBasis(Data):
    """The law a service stands on, and how sure that is."""

    text: Said
    confidence: Confidence


class Scope:
    """What expressions may speak of: the answers given before, and the columns of tables."""

    def __init__(self) -> None:
        self.types: dict[str, Type] = {}
        self.columns: dict[str, dict[str, Type]] = {}

    def check(self, text: str | None, wanted: Type, *where: str | int) -> None:
        """Raise WrongDefinition unless the expression gives the wanted type."""
        if text is None:
            return
        try:
            found = type_of(read(text), self.types, self.columns)
        except ExpressionWrong as wrong:
            raise WrongDefinition(wrong.why, *where) from wrong
        if found != wanted:
            why = Words("ต้องให้ผลเป็น{wanted} แต่ให้ผลเป็น{found}", "must give {wanted}, but gives {found}")
            raise WrongDefinition(why.fill(wanted=TYPE_WORDS[wanted], found=TYPE_WORDS[found]), *where)


def no_twice(names: list[str], where: str) -> None:
    """Raise WrongDefinition for a name that stands twice."""
    for number, name in enumerate(names):
        if name in names[:number]:
            raise WrongDefinition(Words("{name} ซ้ำกัน", "{name} stands twice").fill(name=name), where, number)


__all__ = [
    "CODE", "MENU", "NAME", "Code", "Confidence", "Data", "Day", "Expression", "LegalBasis", "Name", "Said", "Satang",
    "Scope", "ShortText", "Sources", "StrictBool", "StrictInt", "WrongDefinition", "Years", "no_twice",
]  # fmt: skip
