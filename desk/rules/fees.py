"""What a service costs for one filled form: pure arithmetic in integer satang, with the lines a receipt shows.

A fee nobody has configured is no zero: the request may be taken in, but no money is taken for it (E306).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from desk.model.errors import Refused
from desk.rules.expressions import names_in, read
from desk.rules.reckoning import holds, value_of
from desk.rules.signboard_tax import SignboardTerms, assess_form
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


class FeeWaiver(Protocol):
    """A relief and its ground."""

    @property
    def code(self) -> str: ...
    @property
    def label(self) -> Words: ...
    @property
    def ground(self) -> Words: ...
    @property
    def percent(self) -> int: ...
    @property
    def when(self) -> str | None: ...


class FeeSurcharge(Protocol):
    """What is added, and when."""

    @property
    def label(self) -> Words: ...
    @property
    def when(self) -> str: ...
    @property
    def satang(self) -> int | None: ...
    @property
    def percent(self) -> int | None: ...
    @property
    def times(self) -> str | None: ...
    @property
    def most_satang(self) -> int | None: ...


class FeeTerms(Protocol):
    """The fee part of a service definition, as the catalogue's own model holds it."""

    @property
    def kind(self) -> Literal["fixed", "per_unit", "by_choice", "bands", "formula", "signboard", "none"]: ...
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
    @property
    def amount(self) -> str | None: ...
    @property
    def signboard(self) -> SignboardTerms | None: ...
    @property
    def ceiling_satang(self) -> int | None: ...
    @property
    def least_satang(self) -> int | None: ...
    @property
    def most_satang(self) -> int | None: ...
    @property
    def waivers(self) -> Sequence[FeeWaiver]: ...
    @property
    def surcharges(self) -> Sequence[FeeSurcharge]: ...


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


def fee_for(service: Priced, form: Mapping[str, object], granted: Collection[str] = ()) -> FeeQuote:
    """The fee of a service for a filled form. A free service has a quote of 0 without lines.

    A relief lessens it when the form says so, or when it was `granted` (its code) by those who may. Parts of the fee
    are reckoned in whole satang, rounded down for the office. Raises `FeeNeedsAnswer` when the answer it is reckoned
    from is missing or out of bounds.
    """
    fee = service.fee
    if fee.kind == "none":
        return FeeQuote(service.name, None, ())
    lines = _assessed(service, fee.signboard, form) if fee.signboard is not None else [_first_line(service, form)]
    satang = sum(line.satang for line in lines)
    if satang and fee.least_satang is not None and satang < fee.least_satang:
        lines.append(_difference(_LEAST, fee.least_satang - satang))
    if fee.most_satang is not None and satang > fee.most_satang:
        lines.append(_difference(_MOST, fee.most_satang - satang))
    lines += _added(fee.surcharges, form, sum(line.satang for line in lines))
    lines += _waived(fee.waivers, form, granted, sum(line.satang for line in lines))
    return FeeQuote(service.name, sum(line.satang for line in lines), tuple(line for line in lines if line.satang))


_LEAST: Final = Words("ให้ครบอัตราขั้นต่ำ", "up to the least amount")
_MOST: Final = Words("ไม่เกินอัตราสูงสุด", "down to the highest amount")


def _assessed(service: Priced, terms: SignboardTerms, form: Mapping[str, object]) -> list[FeeLine]:
    """The working of a tax on signs, line by line; without what paying late adds."""
    found = assess_form(terms, form)
    if found is None:
        field = service.asks(terms.signs)
        raise FeeNeedsAnswer(service=service.name, field=field.label if field else terms.signs)
    return [FeeLine(line.words, 1, line.satang, line.satang) for line in found.lines]


def _difference(label: Words, satang: int) -> FeeLine:
    return FeeLine(label, 1, satang, satang)


def _first_line(service: Priced, form: Mapping[str, object]) -> FeeLine:
    """What the rule itself asks for, before bounds, lateness and relief."""
    fee = service.fee
    if fee.kind == "fixed":
        return FeeLine(service.name, 1, fee.satang or 0, fee.satang or 0)
    if fee.kind == "by_choice":
        return _by_choice(service, form)
    if fee.kind == "formula":
        return _by_formula(service, form)
    number = _number(service, form)
    label = Words("{service} {n} {unit}", "{service}, {n} {unit}")
    if fee.kind == "per_unit":
        each = fee.satang or 0
        return FeeLine(label.fill(service=service.name, n=number, unit=fee.unit), number, each, number * each)
    satang = next(band.satang for band in fee.bands if band.up_to is None or number <= band.up_to)
    return FeeLine(label.fill(service=service.name, n=f"{number:,}", unit=fee.unit), 1, satang, satang)


def _by_formula(service: Priced, form: Mapping[str, object]) -> FeeLine:
    """The amount an expression gives; negative or above the ceiling of the law it is nobody's fee."""
    node = read(service.fee.amount or "")
    satang = value_of(node, form)
    ceiling = service.fee.ceiling_satang or 0
    if isinstance(satang, bool) or not isinstance(satang, int) or not 0 <= satang <= ceiling:
        fields = [(service.asks(name), form.get(name)) for name in names_in(node)]
        field = next((field for field, answer in fields if answer is None), fields[0][0] if fields else None)
        raise FeeNeedsAnswer(service=service.name, field=field.label if field else service.name)
    return FeeLine(service.name, 1, satang, satang)


def _added(surcharges: Iterable[FeeSurcharge], form: Mapping[str, object], fee_satang: int) -> Iterator[FeeLine]:
    """What being late, or anything else the form tells, adds."""
    for surcharge in surcharges:
        if not holds(surcharge.when, form):
            continue
        each = surcharge.satang if surcharge.percent is None else fee_satang * surcharge.percent // 100
        times = 1 if surcharge.times is None else value_of(read(surcharge.times), form)
        quantity = times if isinstance(times, int) and not isinstance(times, bool) and times > 0 else 0
        satang = quantity * (each or 0)
        if surcharge.most_satang is not None and satang > surcharge.most_satang:
            quantity, each, satang = 1, surcharge.most_satang, surcharge.most_satang
        yield FeeLine(surcharge.label, quantity, each or 0, satang)


def _waived(
    waivers: Iterable[FeeWaiver], form: Mapping[str, object], granted: Collection[str], fee_satang: int
) -> Iterator[FeeLine]:
    """Reliefs as lines below zero; together they never lessen a fee below nothing."""
    left = fee_satang
    for waiver in waivers:
        if waiver.code in granted or (waiver.when is not None and holds(waiver.when, form)):
            satang = min(left, -(-fee_satang * waiver.percent // 100))
            left -= satang
            label = Words("{label} ({ground})", "{label} ({ground})").fill(label=waiver.label, ground=waiver.ground)
            yield FeeLine(label, 1, -satang, -satang)


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
