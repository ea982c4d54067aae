"""What a service costs, as data: rates, bounds, reliefs with their ground, and what being late adds."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from desk.catalogue.form import FormField
from desk.catalogue.values import (
    Confidence,
    Data,
    Expression,
    Name,
    Said,
    Satang,
    Scope,
    ShortText,
    StrictBool,
    StrictInt,
    WrongDefinition,
    no_twice,
)
from desk.words import Words

FeeKind = Literal["fixed", "per_unit", "by_choice", "bands", "formula", "none"]
Percent = Annotated[StrictInt, Field(ge=1, le=100)]


class Band(Data):
    """One step of a fee by size: up to and including `up_to` units; the last band has none."""

    up_to: StrictInt | None = None
    satang: Satang


class Waiver(Data):
    """A relief: `percent` of the fee is not asked for, on this ground of law.

    With `when` it is given by the answers of the form; without, an officer asks for it and a second one grants it.
    """

    code: Name
    label: Said
    ground: Said
    percent: Percent = 100
    when: Expression | None = None
    four_eyes: StrictBool = True


class Surcharge(Data):
    """What being late (or anything else `when` says) adds: an amount, or a part of the fee; `times` repeats it."""

    label: Said
    when: Expression
    satang: Satang | None = None
    percent: Percent | None = None
    times: Expression | None = None
    most_satang: Satang | None = None

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if (self.satang is None) == (self.percent is None):
            raise WrongDefinition(
                Words("ต้องมี satang หรือ percent อย่างใดอย่างหนึ่ง", "needs satang or percent, one of them"), "satang"
            )
        return self


def _rising(limits: list[int | None]) -> bool:
    """Whether the limits rise and only the last is open."""
    closed = [limit for limit in limits if limit is not None]
    return limits[-1] is None and len(closed) == len(limits) - 1 and closed == sorted(set(closed))


class FeeRule(Data):
    """What a service costs. `fixed`: satang (0 = free). `per_unit`: satang for each unit of a number field.
    `by_choice`: by the value of a choice field. `bands`: by the size in a number field. `formula`: the satang an
    expression of the answers gives. `none`: not configured yet.

    `ceiling_satang` is the highest rate the law allows; no rate of the rule may exceed it, and no formula's result.
    `least_satang` and `most_satang` bound the sum.
    """

    kind: FeeKind
    satang: Satang | None = None
    field: Name | None = None
    unit: Said | None = None
    prices: dict[Name, Satang] = Field(default_factory=dict, max_length=60)
    bands: Annotated[tuple[Band, ...], Field(max_length=60)] = ()
    amount: Expression | None = None
    ceiling_satang: Satang | None = None
    least_satang: Satang | None = None
    most_satang: Satang | None = None
    waivers: Annotated[tuple[Waiver, ...], Field(max_length=20)] = ()
    surcharges: Annotated[tuple[Surcharge, ...], Field(max_length=20)] = ()
    sources: Annotated[tuple[ShortText, ...], Field(max_length=10)] = ()
    confidence: Confidence = "to_confirm"

    def rates(self) -> tuple[int, ...]:
        """Every rate the rule may charge, in satang; a formula has none."""
        return (*([] if self.satang is None else [self.satang]), *self.prices.values(), *(b.satang for b in self.bands))

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        needs: dict[FeeKind, set[str]] = {
            "fixed": {"satang"},
            "per_unit": {"satang", "field", "unit"},
            "by_choice": {"field", "prices"},
            "bands": {"field", "unit", "bands"},
            "formula": {"amount", "ceiling_satang"},
            "none": set(),
        }
        own = ("satang", "field", "unit", "prices", "bands", "amount")
        given = {name for name in own if getattr(self, name) not in (None, {}, ())}
        given |= {"ceiling_satang"} if self.kind == "formula" and self.ceiling_satang is not None else set()
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
        if None not in (self.least_satang, self.most_satang) and self.least_satang > self.most_satang:  # type: ignore[operator]
            raise WrongDefinition(
                Words("least_satang มากกว่า most_satang", "least_satang is greater than most_satang"), "least_satang"
            )
        no_twice([waiver.code for waiver in self.waivers], "waivers")
        return self


def check_fee(fee: FeeRule, fields: tuple[FormField, ...], scope: Scope) -> None:
    """The fee speaks of answers the form gives, and the field it is reckoned from is always answered.

    Raises WrongDefinition.
    """
    scope.check(fee.amount, "number", "fee", "amount")
    for number, waiver in enumerate(fee.waivers):
        scope.check(waiver.when, "yes_no", "fee", "waivers", number, "when")
    for number, surcharge in enumerate(fee.surcharges):
        scope.check(surcharge.when, "yes_no", "fee", "surcharges", number, "when")
        scope.check(surcharge.times, "number", "fee", "surcharges", number, "times")
    if fee.field is None:
        return
    field = next((field for field in fields if field.name == fee.field), None)
    if field is None:
        why = Words("แบบฟอร์มไม่มีช่องชื่อ {name}", "the form has no field named {name}").fill(name=fee.field)
        raise WrongDefinition(why, "fee", "field")
    wanted = "choice" if fee.kind == "by_choice" else "number"
    if field.type != wanted or field.when is not None or not (field.required or field.value is not None):
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
    if wanted == "choice" and set(fee.prices) != {choice.value for choice in field.choices}:
        raise WrongDefinition(
            Words("ต้องมีราคาครบทุกตัวเลือกและไม่เกิน", "every choice needs its price, and no other"), "fee", "prices"
        )
