"""The questions of a service: typed fields, conditions, computed answers, and tables that repeat a group of fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, model_validator

from desk.catalogue.values import (
    Data,
    Expression,
    Name,
    Said,
    Scope,
    StrictBool,
    StrictInt,
    WrongDefinition,
    no_twice,
)
from desk.rules.expressions import Type
from desk.words import Words

FieldType = Literal[
    "text", "thai_name", "date", "time", "pin", "juristic", "house", "phone", "number", "money", "choice", "address",
    "yes_no", "table",
]  # fmt: skip
VALUE_TYPES: Final[dict[FieldType, Type]] = {"number": "number", "money": "number", "date": "date", "yes_no": "yes_no"}
"""Types an expression sees; every other field is text to it, and a table is a table."""
_COMPUTED: Final[tuple[FieldType, ...]] = ("text", "number", "money", "date", "yes_no")
_BOUNDED: Final[tuple[FieldType, ...]] = ("number", "money", "table")
ROWS_MAX: Final = 20
OF_THE_PERSON: Final = (
    "pin", "title", "given", "middle", "family", "given_en", "family_en", "name", "sex", "born", "nationality", "house",
    "father", "mother", "phone", "address",
)  # fmt: skip
OF_THE_HOUSE: Final = tuple(
    f"household.{part}" for part in ("number", "moo", "road", "tambon", "amphoe", "province", "postcode")
)
CHANGED_BY: Final[dict[str, tuple[FieldType, ...]]] = {
    **dict.fromkeys(("given", "middle", "family", "father", "mother"), ("thai_name", "text")),
    **dict.fromkeys(("title", "nationality"), ("text", "choice")),
    **dict.fromkeys(("given_en", "family_en"), ("text",)),
    "sex": ("choice",),
    "house": ("house",),
    "phone": ("phone",),
}
"""Members of the record that approval may change, and by which type of field; nobody's number ever changes."""
PREFILLS: Final = (*OF_THE_PERSON, *OF_THE_HOUSE)
"""Members of the registry record (of the person concerned) that may fill a field in."""


def _known_member(value: str) -> str:
    if value not in PREFILLS:
        why = Words("ทะเบียนไม่มีช่อง {name} มีเพียง: {known}", "the record has no member {name}, only: {known}")
        raise WrongDefinition(why.fill(name=value, known=", ".join(PREFILLS)))
    return value


class Choice(Data):
    """One answer that may be chosen."""

    value: Name
    label: Said


class FormField(Data):
    """One question. Values as the form keeps them: number -> int; money -> int satang; yes_no -> bool; date -> ISO
    text, as far as it is known; time -> HH:MM; table -> list of rows; everything else text.

    `from` names the member of the subject's record that fills it in. `when` says whether it is asked, `value` makes it
    a computed answer, which is shown and kept, never typed. `least` and `most` bound a number (satang for money) or the
    rows of a table.
    """

    name: Name
    type: FieldType
    label: Said
    required: StrictBool = True
    max_length: Annotated[StrictInt, Field(ge=1, le=2000)] = 100
    least: StrictInt | None = None
    most: StrictInt | None = None
    prefill: str | None = Field(None, alias="from")
    when: Expression | None = None
    value: Expression | None = None
    choices: Annotated[tuple[Choice, ...], Field(max_length=60)] = ()
    columns: Annotated[tuple[FormField, ...], Field(max_length=8)] = ()

    @property
    def seen_as(self) -> Type:
        """What an expression takes the answer for."""
        return "table" if self.type == "table" else VALUE_TYPES.get(self.type, "text")

    @property
    def rows_most(self) -> int:
        """How many rows a table may have."""
        return ROWS_MAX if self.most is None else self.most

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        for where, wrong, why in self._faults():
            if wrong:
                raise WrongDefinition(why, where)
        if self.prefill is not None:
            try:
                _known_member(self.prefill)
            except WrongDefinition as wrong_member:
                raise WrongDefinition(wrong_member.why, "from") from wrong_member
        no_twice([column.name for column in self.columns], "columns")
        return self

    def _faults(self) -> Iterator[tuple[str, bool, Words]]:
        """Every rule between the members of one field: where, whether it is broken, what to say."""
        yield (
            "choices",
            (self.type == "choice") != bool(self.choices),
            Words(
                "choices ใช้กับช่องชนิด choice และต้องมีอย่างน้อยหนึ่งข้อ",
                "choices go with a field of type choice, at least one",
            ),
        )
        twice = len({choice.value for choice in self.choices}) != len(self.choices)
        yield "choices", twice, Words("มีตัวเลือกซ้ำกัน", "the same choice stands twice")
        yield (
            "least",
            self.type not in _BOUNDED and (self.least, self.most) != (None, None),
            Words(
                "least และ most ใช้กับช่องชนิด number, money หรือ table เท่านั้น",
                "least and most go with a field of type number, money or table only",
            ),
        )
        yield (
            "least",
            self.least is not None and self.most is not None and self.least > self.most,
            Words("least มากกว่า most", "least is greater than most"),
        )
        yield (
            "columns",
            (self.type == "table") != bool(self.columns),
            Words(
                "columns ใช้กับช่องชนิด table และต้องมีอย่างน้อยหนึ่งคอลัมน์", "columns go with a field of type table, at least one"
            ),
        )
        yield (
            "columns",
            any(column.type == "table" or column.when or column.value for column in self.columns),
            Words(
                "คอลัมน์ของตารางเป็นตาราง มีเงื่อนไข หรือคำนวณเองไม่ได้",
                "a column is no table, has no condition and is not computed",
            ),
        )
        yield (
            "most",
            self.type == "table" and not (0 <= (self.least or 0) <= self.rows_most <= ROWS_MAX),
            Words("ตารางมีได้ 0 ถึง {most} แถว", "a table has 0 to {most} rows").fill(most=ROWS_MAX),
        )
        yield (
            "value",
            self.value is not None and self.type not in _COMPUTED,
            Words("ช่องชนิด {kind} คำนวณเองไม่ได้", "a field of type {kind} cannot be computed").fill(kind=self.type),
        )
        yield (
            "value",
            self.value is not None and self.prefill is not None,
            Words("ช่องที่คำนวณเองเติมจากทะเบียนไม่ได้", "a computed field is not filled in from the record"),
        )


def check_form(fields: tuple[FormField, ...], scope: Scope) -> None:
    """Conditions and computed values look back at what was asked before; afterwards `scope` knows every answer.

    Raises WrongDefinition.
    """
    no_twice([field.name for field in fields], "fields")
    scope.types[TODAY] = "date"
    for number, field in enumerate(fields):
        if field.name in RESERVED:
            why = Words("ใช้ชื่อ {name} ไม่ได้ เป็นคำของภาษานิพจน์", "{name} cannot be a name: expressions use it")
            raise WrongDefinition(why.fill(name=field.name), "fields", number, "name")
        scope.check(field.when, "yes_no", "fields", number, "when")
        scope.check(field.value, field.seen_as, "fields", number, "value")
        scope.types[field.name] = field.seen_as
        if field.columns:
            scope.columns[field.name] = {column.name: column.seen_as for column in field.columns}
    _check_answers(fields)


TODAY: Final = "today"
"""The day the request is filed: known to conditions and computed answers, and through them to the fee."""
LATE_DAYS: Final = "late_days"
"""Calendar days by which the request is late by law, kept with the form so that the fee never moves afterwards."""
APPLICANT: Final = "applicant"
"""The kind of whoever applies, in what papers need: `applicant = 'company'`."""
RESERVED: Final = frozenset({"and", "or", "not", "yes", "no", "if", TODAY, LATE_DAYS, APPLICANT})


def choices_of(fields: tuple[FormField, ...]) -> dict[str, set[str]]:
    """The answers a form allows, by the name of the field, where it lists them."""
    return {field.name: {choice.value for choice in field.choices} for field in fields if field.choices}


def check_compared(text: str | None, choices: Mapping[str, set[str]], *where: str | int) -> None:
    """A condition that compares a choice with a text names one of its choices: a slip would never hold."""
    for name, value in _compared(text):
        if name in choices and value not in choices[name]:
            why = Words("ช่อง {name} ไม่มีตัวเลือก {value}", "the field {name} has no choice {value}")
            raise WrongDefinition(why.fill(name=name, value=value), *where)


def _check_answers(fields: tuple[FormField, ...]) -> None:
    choices = choices_of(fields)
    for number, field in enumerate(fields):
        check_compared(field.when, choices, "fields", number, "when")
        check_compared(field.value, choices, "fields", number, "value")


def _compared(text: str | None) -> Iterator[tuple[str, str]]:
    """Every answer an expression compares with a written text."""
    from desk.rules.expressions import Call, Constant, read
    from desk.rules.expressions import Name as Answer

    waiting: list[Any] = [read(text)] if text else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, Call):
            waiting.extend(node.arguments)
            if node.function in ("=", "!=") and len(node.arguments) == 2:
                for one, other in (node.arguments, node.arguments[::-1]):
                    if isinstance(one, Answer) and isinstance(other, Constant) and isinstance(other.value, str):
                        yield one.name, other.value
