"""A service of the office as data: what is asked, what it costs, who decides, and on whose word each fact stands.

The same model reads the packaged TOML files and the body of the feed's `catalogue.put`, so a definition the centre
sends is held to the same rules as one in the package. A definition is known by (code, valid_from).

Money is integer satang, dates are ISO in data, every text a person reads is a pair in Thai and English.
A fact nobody could source stays empty (`kind = "none"`, no `working_days`): the office fills it in, nothing is guessed.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StrictBool,
    StrictInt,
    model_validator,
)

from desk.model.kinds.body import SATANG_MAX
from desk.words import Words

PartyKind = Literal["citizen", "person", "foreigner", "company", "newborn", "agency"]
FieldType = Literal["text", "thai_name", "date", "pin", "number", "choice", "address", "yes_no"]
FeeKind = Literal["fixed", "per_unit", "by_choice", "bands", "none"]
HeldBy = Literal["citizen", "registry", "agency"]
DecidedBy = Literal["counter", "supervisor", "registrar"]
Confidence = Literal["official", "official_old", "third_party", "example", "general", "to_confirm"]
Domain = Literal[
    "civil", "id_card", "names", "family", "business", "health", "local_tax", "welfare", "complaint", "fine"
]

MENU: Final = r"^[1-9][0-9]{2}$"
CODE: Final = r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$"
NAME: Final = r"^[a-z][a-z0-9_]{0,39}$"
MEMBER: Final = r"^[a-z_]+(\.[a-z_]+)*$"
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


def _iso_date(value: object) -> object:
    """Take a TOML date or an ISO string; a number is never read as a date."""
    if type(value) is date:
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass  # falls through to the one sentence that fits every wrong date
    raise WrongDefinition(
        Words("ต้องเป็นวันที่ ค.ศ. แบบ 2025-10-01", "must be a date of the Christian era such as 2025-10-01")
    )


def _dump_words(words: Words) -> dict[str, str]:
    return {"th": words.th, "en": words.en}


Said = Annotated[Words, BeforeValidator(_words), PlainSerializer(_dump_words, return_type=dict[str, str])]
Day = Annotated[date, BeforeValidator(_iso_date)]
Satang = Annotated[StrictInt, Field(ge=0, le=SATANG_MAX)]
Name = Annotated[str, Field(pattern=NAME)]
Code = Annotated[str, Field(pattern=CODE, max_length=32)]
Member = Annotated[str, Field(pattern=MEMBER, max_length=60)]
ShortText = Annotated[str, Field(min_length=1, max_length=_LONGEST_TEXT)]
Scalar = StrictBool | StrictInt | Annotated[str, Field(max_length=_LONGEST_TEXT)]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class LegalBasis(_Data):
    """The law a service stands on, and how sure that is."""

    text: Said
    confidence: Confidence


class Condition(_Data):
    """A field is asked only when another field holds this value. The smallest language that serves; no eval."""

    field: Name
    equals: Scalar

    def holds(self, form: dict[str, Any]) -> bool:
        """Whether the form answers so; `True` and `1` are different answers."""
        answer = form.get(self.field)
        return type(answer) is type(self.equals) and answer == self.equals


class Choice(_Data):
    value: Name
    label: Said


class FormField(_Data):
    """One question of the form. Values: text, thai_name, pin, choice -> str; date -> ISO str; number -> int;
    yes_no -> bool; address -> str, one line. `from` names the member of the subject's registry record that fills it."""

    name: Name
    type: FieldType
    label: Said
    required: StrictBool = True
    max_length: Annotated[StrictInt, Field(ge=1, le=2000)] = 100
    least: StrictInt | None = None
    most: StrictInt | None = None
    prefill: Member | None = Field(None, alias="from")
    when: Condition | None = None
    choices: Annotated[tuple[Choice, ...], Field(max_length=60)] = ()

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if (self.type == "choice") != bool(self.choices):
            raise WrongDefinition(
                Words(
                    "choices ใช้กับช่องชนิด choice และต้องมีอย่างน้อยหนึ่งข้อ",
                    "choices go with a field of type choice, at least one",
                ),
                "choices",
            )
        if len({choice.value for choice in self.choices}) != len(self.choices):
            raise WrongDefinition(Words("มีตัวเลือกซ้ำกัน", "the same choice stands twice"), "choices")
        if self.type != "number" and (self.least is not None or self.most is not None):
            raise WrongDefinition(
                Words("least และ most ใช้กับช่องชนิด number เท่านั้น", "least and most go with a field of type number only"),
                "least",
            )
        if self.least is not None and self.most is not None and self.least > self.most:
            raise WrongDefinition(Words("least มากกว่า most", "least is greater than most"), "least")
        return self


class Paper(_Data):
    """A paper the service needs; one the registry or another agency holds is not asked of the citizen."""

    code: Name
    label: Said
    held_by: HeldBy = "citizen"
    required: StrictBool = True


class Band(_Data):
    """One step of a fee by size: up to and including `up_to` units; the last band has none."""

    up_to: StrictInt | None = None
    satang: Satang


def _rising(limits: list[int | None]) -> bool:
    """Whether the limits rise and only the last is open."""
    closed = [limit for limit in limits if limit is not None]
    return limits[-1] is None and len(closed) == len(limits) - 1 and closed == sorted(set(closed))


class FeeRule(_Data):
    """What a service costs. `fixed`: satang (0 = free). `per_unit`: satang for each unit of a number field.
    `by_choice`: by the value of a choice field. `bands`: by the size in a number field. `none`: not configured yet.

    `ceiling_satang` is the highest rate the law allows; no rate of the rule may exceed it.
    """

    kind: FeeKind
    satang: Satang | None = None
    field: Name | None = None
    unit: Said | None = None
    prices: dict[Name, Satang] = Field(default_factory=dict, max_length=60)
    bands: Annotated[tuple[Band, ...], Field(max_length=60)] = ()
    ceiling_satang: Satang | None = None
    sources: Annotated[tuple[ShortText, ...], Field(max_length=10)] = ()
    confidence: Confidence = "to_confirm"

    def rates(self) -> tuple[int, ...]:
        """Every rate the rule may charge, in satang."""
        return (*([] if self.satang is None else [self.satang]), *self.prices.values(), *(b.satang for b in self.bands))

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        needs: dict[FeeKind, set[str]] = {
            "fixed": {"satang"},
            "per_unit": {"satang", "field", "unit"},
            "by_choice": {"field", "prices"},
            "bands": {"field", "unit", "bands"},
            "none": set(),
        }
        given = {
            name for name in ("satang", "field", "unit", "prices", "bands") if getattr(self, name) not in (None, {}, ())
        }
        for name in sorted(given ^ needs[self.kind]):
            text = (
                Words("ไม่ใช้กับค่าธรรมเนียมชนิด {kind}", "does not go with a fee of kind {kind}")
                if name in given
                else Words("ค่าธรรมเนียมชนิด {kind} ต้องมีค่านี้", "a fee of kind {kind} needs this")
            )
            raise WrongDefinition(text.fill(kind=self.kind), name)
        if self.bands and not _rising([band.up_to for band in self.bands]):
            raise WrongDefinition(
                Words("ช่วงต้องเรียงจากน้อยไปมาก ช่วงสุดท้ายไม่มี up_to", "bands must rise, and the last one has no up_to"),
                "bands",
            )
        if self.ceiling_satang is not None and any(rate > self.ceiling_satang for rate in self.rates()):
            raise WrongDefinition(
                Words("อัตราเกินเพดานที่กฎหมายกำหนด", "a rate is above the ceiling of the law"), "ceiling_satang"
            )
        return self


class Deadline(_Data):
    """What the law asks of the citizen: calendar days (or hours) from the event, and what being late costs."""

    text: Said
    days: Annotated[StrictInt, Field(ge=1, le=3660)] | None = None
    hours: Annotated[StrictInt, Field(ge=1, le=240)] | None = None
    late: Said | None = None


class Effect(_Data):
    """What approval changes: this member of the subject's record takes the value of that form field."""

    member: Member
    field: Name


class Service(_Data):
    """One service as it stands from `valid_from` (to `valid_to`, inclusive, when it has one)."""

    code: Code
    menu: Annotated[str, Field(pattern=MENU)]
    name: Said
    domain: Domain
    applicants: Annotated[tuple[PartyKind, ...], Field(min_length=1, max_length=5)]
    concerns: Annotated[tuple[PartyKind, ...], Field(min_length=1, max_length=5)]
    legal_basis: LegalBasis | None = None
    valid_from: Day
    valid_to: Day | None = None
    fields: Annotated[tuple[FormField, ...], Field(max_length=80)] = ()
    papers: Annotated[tuple[Paper, ...], Field(max_length=40)] = ()
    fee: FeeRule
    deadline: Deadline | None = None
    working_days: Annotated[StrictInt, Field(ge=0, le=400)] | None = None
    minutes: Annotated[StrictInt, Field(ge=1, le=480)] | None = None
    decided_by: DecidedBy
    approver: Said | None = None
    effects: Annotated[tuple[Effect, ...], Field(max_length=20)] = ()
    sources: Annotated[tuple[ShortText, ...], Field(max_length=20)] = ()
    confidence: Confidence
    note: Said | None = None

    def asks(self, name: str) -> FormField | None:
        """The form field of that name."""
        return next((field for field in self.fields if field.name == name), None)

    def choice_label(self, field_name: str, value: str) -> Words | None:
        """What a choice is called, for the line of a fee."""
        field = self.asks(field_name)
        return next((choice.label for choice in field.choices if choice.value == value), None) if field else None

    def in_force(self, day: date) -> bool:
        """Whether this definition may be used on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def body(self) -> dict[str, Any]:
        """The definition as the feed's `catalogue.put` carries it; `Service.model_validate` reads it back."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise WrongDefinition(Words("วันสิ้นสุดอยู่ก่อนวันเริ่มใช้", "the last day is before the first"), "valid_to")
        if "newborn" in self.applicants:
            raise WrongDefinition(Words("เด็กแรกเกิดยื่นคำขอเองไม่ได้", "a newborn cannot apply"), "applicants")
        _no_twice([field.name for field in self.fields], "fields")
        _no_twice([paper.code for paper in self.papers], "papers")
        for number, effect in enumerate(self.effects):
            if self.asks(effect.field) is None:
                raise WrongDefinition(_NO_SUCH_FIELD.fill(name=effect.field), "effects", number, "field")
        self._check_conditions()
        self._check_fee()
        return self

    def _check_conditions(self) -> None:
        """A condition looks back at a field already asked, for an answer that field can give."""
        asked: dict[str, FormField] = {}
        for number, field in enumerate(self.fields):
            if field.when is not None:
                other = asked.get(field.when.field)
                if other is None:
                    raise WrongDefinition(
                        Words("เงื่อนไขต้องอ้างถึงช่องที่อยู่ก่อนหน้า", "a condition must name a field that stands before"),
                        "fields",
                        number,
                        "when",
                        "field",
                    )
                if not _can_answer(other, field.when.equals):
                    raise WrongDefinition(
                        Words("ช่อง {name} ไม่มีคำตอบนี้", "the field {name} has no such answer").fill(name=other.name),
                        "fields",
                        number,
                        "when",
                        "equals",
                    )
            asked[field.name] = field

    def _check_fee(self) -> None:
        """The field a fee is reckoned from exists, is always answered, and has the right type."""
        if self.fee.field is None:
            return
        field = self.asks(self.fee.field)
        if field is None:
            raise WrongDefinition(_NO_SUCH_FIELD.fill(name=self.fee.field), "fee", "field")
        wanted = "choice" if self.fee.kind == "by_choice" else "number"
        if field.type != wanted or not field.required or field.when is not None:
            raise WrongDefinition(
                Words(
                    "ค่าธรรมเนียมคิดจากช่องชนิด {kind} ที่ต้องตอบเสมอ",
                    "the fee needs a field of type {kind} that is always answered",
                ).fill(kind=wanted),
                "fee",
                "field",
            )
        if wanted == "number" and (field.least is None or field.least < 0 or field.most is None):
            raise WrongDefinition(
                Words("ช่องที่ใช้คิดค่าธรรมเนียมต้องมี least และ most", "the field a fee is reckoned from needs least and most"),
                "fee",
                "field",
            )
        if wanted == "choice" and set(self.fee.prices) != {choice.value for choice in field.choices}:
            raise WrongDefinition(
                Words("ต้องมีราคาครบทุกตัวเลือกและไม่เกิน", "every choice needs its price, and no other"), "fee", "prices"
            )


_NO_SUCH_FIELD: Final = Words("แบบฟอร์มไม่มีช่องชื่อ {name}", "the form has no field named {name}")


def _no_twice(names: list[str], where: str) -> None:
    for number, name in enumerate(names):
        if name in names[:number]:
            raise WrongDefinition(Words("{name} ซ้ำกัน", "{name} stands twice").fill(name=name), where, number)


def _can_answer(field: FormField, value: object) -> bool:
    if field.type == "choice":
        return value in {choice.value for choice in field.choices}
    return type(value) is {"yes_no": bool, "number": int}.get(field.type, str)
