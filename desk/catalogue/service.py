"""A service of the office as data: what is asked, what it costs, who decides, and on whose word each fact stands.

The same model reads the packaged TOML files and the body of the feed's `catalogue.put`, so a definition the centre
sends is held to the same rules as one in the package. A definition is known by (code, valid_from).

A fact nobody could source stays empty (`kind = "none"`, no `working_days`): the office fills it in, nothing is guessed.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, model_validator

from desk.catalogue.fee import Band, FeeKind, FeeRule, Surcharge, Waiver, check_fee
from desk.catalogue.form import (
    APPLICANT,
    CHANGED_BY,
    LATE_DAYS,
    TODAY,
    Choice,
    FieldType,
    FormField,
    check_compared,
    check_form,
    choices_of,
)
from desk.catalogue.values import (
    CODE,
    MENU,
    NAME,
    Code,
    Confidence,
    Data,
    Day,
    Expression,
    LegalBasis,
    Name,
    Said,
    Scope,
    Sources,
    StrictBool,
    StrictInt,
    WrongDefinition,
    Years,
    no_twice,
)
from desk.words import Words

__all__ = [
    "CODE", "MENU", "NAME", "Band", "Choice", "Deadline", "Effect", "FeeKind", "FeeRule", "FieldType", "FormField",
    "Paper", "Retention", "Service", "Surcharge", "Waiver", "WrongDefinition",
]  # fmt: skip

PartyKind = Literal["citizen", "person", "foreigner", "company", "newborn", "agency", "officer"]
HeldBy = Literal["citizen", "registry", "agency"]
DecidedBy = Literal["counter", "supervisor", "registrar"]
OfficeKind = Literal["district", "municipality", "subdistrict"]
Domain = Literal[
    "civil", "id_card", "names", "family", "business", "health", "permit", "local_tax", "welfare", "complaint", "fine",
    "office",
]  # fmt: skip
Doer = Literal["officer", "cashier", "supervisor", "registrar", "other_office"]
FourEyes = Literal["decision", "fee_waiver", "correction", "void", "refund"]
PrintedForm = Literal["application", "defect_slip", "delay_notice", "certificate", "copy", "receipt", "order_to_pay"]


class Alternative(Data):
    """Another paper that counts instead."""

    code: Name
    label: Said


class Paper(Data):
    """A paper the service needs, and who already holds it: one the registry or another agency (`agency` names it) holds
    is not asked of the citizen. `when` says whether it is needed; `instead` which other papers count."""

    code: Name
    label: Said
    held_by: HeldBy = "citizen"
    agency: Said | None = None
    required: StrictBool = True
    when: Expression | None = None
    instead: Annotated[tuple[Alternative, ...], Field(max_length=10)] = ()

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if (self.held_by == "agency") != (self.agency is not None):
            raise WrongDefinition(
                Words(
                    "เอกสารที่หน่วยงานอื่นถือต้องบอกชื่อหน่วยงานใน agency และใช้เฉพาะกรณีนั้น",
                    "a paper held by an agency names it in agency, and no other paper does",
                ),
                "agency",
            )
        no_twice([self.code, *(other.code for other in self.instead)], "instead")
        return self


class Deadline(Data):
    """What the law asks of the citizen: calendar days (or hours) from the event, and what being late costs.

    `from` names the field of the event's date; with `days` the form then shows how late it is, and fees may use it
    as `late_days`.
    """

    text: Said
    days: Annotated[StrictInt, Field(ge=1, le=3660)] | None = None
    hours: Annotated[StrictInt, Field(ge=1, le=240)] | None = None
    event: Name | None = Field(None, alias="from")
    late: Said | None = None


class Step(Data):
    """One step of the work and who does it; `minutes` where a manual says so."""

    name: Said
    by: Doer
    minutes: Annotated[StrictInt, Field(ge=1, le=480)] | None = None


class Retention(Data):
    """How long the papers are kept; without `years` the office has not said yet, and nothing is thrown away."""

    years: Years | None = None
    ground: Said | None = None


class Effect(Data):
    """What approval changes: this member of the subject's record takes the value of that form field."""

    member: str
    field: Name


class Service(Data):
    """One service as it stands from `valid_from` (to `valid_to`, inclusive, when it has one)."""

    code: Code
    menu: Annotated[str, Field(pattern=MENU)]
    name: Said
    domain: Domain
    offices: Annotated[tuple[OfficeKind, ...], Field(min_length=1, max_length=3)] = (
        "district",
        "municipality",
        "subdistrict",
    )
    applicants: Annotated[tuple[PartyKind, ...], Field(min_length=1, max_length=7)]
    concerns: Annotated[tuple[PartyKind, ...], Field(min_length=1, max_length=7)]
    legal_basis: LegalBasis | None = None
    valid_from: Day
    valid_to: Day | None = None
    fields: Annotated[tuple[FormField, ...], Field(max_length=80)] = ()
    papers: Annotated[tuple[Paper, ...], Field(max_length=40)] = ()
    fee: FeeRule
    deadline: Deadline | None = None
    working_days: Annotated[StrictInt, Field(ge=0, le=400)] | None = None
    minutes: Annotated[StrictInt, Field(ge=1, le=480)] | None = None
    steps: Annotated[tuple[Step, ...], Field(max_length=20)] = ()
    decided_by: DecidedBy
    approver: Said | None = None
    four_eyes: Annotated[tuple[FourEyes, ...], Field(max_length=5)] = ()
    prints: Annotated[tuple[PrintedForm, ...], Field(max_length=7)] = ()
    retention: Retention | None = None
    effects: Annotated[tuple[Effect, ...], Field(max_length=20)] = ()
    sources: Sources = ()
    confidence: Confidence
    note: Said | None = None
    offered: StrictBool = True
    """False where the office leaves it out of its menu; requests under it go on."""

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
        if not self.sources and self.confidence != "to_confirm":
            raise WrongDefinition(
                Words(
                    "บริการที่ไม่มี sources ต้องมี confidence เป็น to_confirm คือให้สำนักงานยืนยัน",
                    "without sources the confidence is to_confirm: the office is to confirm it",
                ),
                "confidence",
            )
        for name in ("offices", "applicants", "concerns", "four_eyes", "prints"):
            no_twice([str(each) for each in getattr(self, name)], name)
        scope = Scope()
        check_form(self.fields, scope)
        self._check_deadline(scope)
        self._check_papers(scope)
        del scope.types[TODAY]  # a fee follows from the form alone, whenever it is asked for
        check_fee(self.fee, self.fields, scope)
        self._check_decision()
        return self

    def _check_deadline(self, scope: Scope) -> None:
        deadline = self.deadline
        if deadline is None or deadline.event is None:
            return
        if scope.types.get(deadline.event) != "date":
            why = Words("แบบฟอร์มไม่มีช่องวันที่ชื่อ {name}", "the form has no date named {name}").fill(name=deadline.event)
            raise WrongDefinition(why, "deadline", "from")
        if deadline.days is not None:
            scope.types[LATE_DAYS] = "number"

    def _check_papers(self, scope: Scope) -> None:
        no_twice([paper.code for paper in self.papers], "papers")
        scope.types[APPLICANT] = "text"
        choices = {**choices_of(self.fields), APPLICANT: {str(kind) for kind in self.applicants}}
        for number, paper in enumerate(self.papers):
            scope.check(paper.when, "yes_no", "papers", number, "when")
            check_compared(paper.when, choices, "papers", number, "when")
        del scope.types[APPLICANT]

    def _check_decision(self) -> None:
        for number, effect in enumerate(self.effects):
            field = self.asks(effect.field)
            if field is None:
                raise WrongDefinition(_NO_SUCH_FIELD.fill(name=effect.field), "effects", number, "field")
            if effect.member not in CHANGED_BY:
                said = _UNCHANGEABLE.fill(name=effect.member, known=", ".join(CHANGED_BY))
                raise WrongDefinition(said, "effects", number, "member")
            if field.type not in CHANGED_BY[effect.member]:
                said = _NO_VALUE_OF_IT.fill(field=field.name, name=effect.member)
                raise WrongDefinition(said, "effects", number, "field")
        if "decision" in self.four_eyes and self.decided_by == "counter":
            raise WrongDefinition(
                Words(
                    "การพิจารณาสองคนใช้กับ decided_by = supervisor เท่านั้น",
                    "a decision under four eyes needs decided_by = supervisor",
                ),
                "four_eyes",
            )
        if self.decided_by == "counter" and any(step.by in ("supervisor", "registrar") for step in self.steps):
            raise WrongDefinition(
                Words(
                    "ขั้นตอนมีหัวหน้าหรือนายทะเบียน แต่ decided_by เป็น counter",
                    "a step is the supervisor's or registrar's, but decided_by is counter",
                ),
                "steps",
            )


_UNCHANGEABLE: Final = Words(
    "คำขอเปลี่ยน {name} ในทะเบียนไม่ได้ เปลี่ยนได้เฉพาะ: {known}", "a request cannot change {name} of the record, only: {known}"
)
_NO_VALUE_OF_IT: Final = Words(
    "ช่อง {field} เป็นค่าของ {name} ในทะเบียนไม่ได้", "the field {field} cannot become {name} of the record"
)
_NO_SUCH_FIELD: Final = Words("แบบฟอร์มไม่มีช่องชื่อ {name}", "the form has no field named {name}")
