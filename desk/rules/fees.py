"""What a service costs for one filled form: pure arithmetic in integer satang, with the lines a receipt shows.

A fee nobody has configured is no zero: the request may be taken in, but no money is taken for it (E306).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from desk.model.errors import Refused
from desk.words import Words


class FeeNotConfigured(Refused):
    """The office has not said what the service costs: no money may be taken for it."""

    code = "E306"
    said = Words(
        "สำนักงานยังไม่กำหนดค่าธรรมเนียมของ {service} คำขอยังอยู่ครบ แต่รับเงินไม่ได้ แจ้งผู้ดูแลให้กำหนดค่าธรรมเนียม",
        "The office has not set the fee of {service}. The request is safe, but no money can be taken; "
        "ask the administrator to set the fee",
    )


class FeeNeedsAnswer(Refused):
    """The form lacks the answer the fee is reckoned from, or the answer is outside what the form allows."""

    code = "E307"
    said = Words(
        "คิดค่าธรรมเนียมของ {service} ไม่ได้ เพราะช่อง {field} ยังไม่มีค่าที่ใช้ได้ ยังไม่มีอะไรเปลี่ยนแปลง กลับไปแก้ช่องนั้น",
        "The fee of {service} cannot be reckoned: the field {field} holds no usable value. Nothing was changed; "
        "go back and correct it",
    )


class FeeBand(Protocol):
    """One step of a fee by size."""

    @property
    def up_to(self) -> int | None: ...
    @property
    def satang(self) -> int: ...


class FeeTerms(Protocol):
    """The fee part of a service definition, as the catalogue's own model holds it."""

    @property
    def kind(self) -> Literal["fixed", "per_unit", "by_choice", "bands", "none"]: ...
    @property
    def satang(self) -> int | None: ...
    @property
    def field(self) -> str | None: ...
    @property
    def unit(self) -> Words | None: ...
    @property
    def prices(self) -> Mapping[str, int]: ...
    @property
    def bands(self) -> Sequence[FeeBand]: ...


class NumberField(Protocol):
    """What the fee needs to know of the form field it is reckoned from."""

    @property
    def label(self) -> Words: ...
    @property
    def least(self) -> int | None: ...
    @property
    def most(self) -> int | None: ...


class Priced(Protocol):
    """A service as far as its price goes; the catalogue's `Service` is one."""

    @property
    def name(self) -> Words: ...
    @property
    def fee(self) -> FeeTerms: ...
    def asks(self, name: str) -> NumberField | None: ...
    def choice_label(self, field_name: str, value: str) -> Words | None: ...


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line of a fee: what for, how many, at how much each, together (satang)."""

    label: Words
    quantity: int
    each_satang: int
    satang: int


@dataclass(frozen=True, slots=True)
class FeeQuote:
    """What a request costs. `satang` is None while the office has not configured the fee."""

    service: Words
    satang: int | None
    lines: tuple[FeeLine, ...]

    def payable(self) -> int:
        """The amount in satang for which money may be taken. Raises `FeeNotConfigured`."""
        if self.satang is None:
            raise FeeNotConfigured(service=self.service)
        return self.satang


def fee_for(service: Priced, form: Mapping[str, object]) -> FeeQuote:
    """The fee of a service for a filled form. A free service has a quote of 0 without lines.

    Raises `FeeNeedsAnswer` when the answer it is reckoned from is missing or out of bounds.
    """
    fee = service.fee
    if fee.kind == "none":
        return FeeQuote(service.name, None, ())
    if fee.kind == "fixed":
        lines = [FeeLine(service.name, 1, fee.satang or 0, fee.satang or 0)]
    elif fee.kind == "per_unit":
        quantity, each = _number(service, form), fee.satang or 0
        label = Words("{service} {n} {unit}", "{service}, {n} {unit}")
        lines = [FeeLine(label.fill(service=service.name, n=quantity, unit=fee.unit), quantity, each, quantity * each)]
    elif fee.kind == "bands":
        size = _number(service, form)
        satang = next(band.satang for band in fee.bands if band.up_to is None or size <= band.up_to)
        label = Words("{service} {n} {unit}", "{service}, {n} {unit}")
        lines = [FeeLine(label.fill(service=service.name, n=f"{size:,}", unit=fee.unit), 1, satang, satang)]
    else:
        lines = [_by_choice(service, form)]
    return FeeQuote(service.name, sum(line.satang for line in lines), tuple(line for line in lines if line.satang))


def _number(service: Priced, form: Mapping[str, object]) -> int:
    """The whole number the fee is reckoned from, within the bounds of its field."""
    name = service.fee.field or ""
    field, answer = service.asks(name), form.get(name)
    if field is None or isinstance(answer, bool) or not isinstance(answer, int):
        raise FeeNeedsAnswer(service=service.name, field=field.label if field else name)
    if (field.least is not None and answer < field.least) or (field.most is not None and answer > field.most):
        raise FeeNeedsAnswer(service=service.name, field=field.label)
    return answer


def _by_choice(service: Priced, form: Mapping[str, object]) -> FeeLine:
    name = service.fee.field or ""
    answer = form.get(name)
    satang = service.fee.prices.get(answer) if isinstance(answer, str) else None
    if satang is None or not isinstance(answer, str):
        field = service.asks(name)
        raise FeeNeedsAnswer(service=service.name, field=field.label if field else name)
    chosen = service.choice_label(name, answer)
    label = Words("{service} ({chosen})", "{service} ({chosen})").fill(service=service.name, chosen=chosen or answer)
    return FeeLine(label, 1, satang, satang)
