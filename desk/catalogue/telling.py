"""A definition as a person reads it, line by line, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from desk.catalogue.fee import FeeRule
from desk.catalogue.form import FormField
from desk.catalogue.service import Paper, Service
from desk.catalogue.values import Confidence
from desk.rules.cash import format_baht
from desk.thai import date_words
from desk.words import Words, same

CONFIDENCE_WORDS: Final[dict[Confidence, Words]] = {
    "official": Words("แหล่งทางราชการ", "official source"),
    "official_old": Words("แหล่งทางราชการเก่า", "old official source"),
    "third_party": Words("แหล่งอื่น", "third party"),
    "example": Words("ตัวอย่างของท้องถิ่นหนึ่ง", "one locality's example"),
    "general": Words("ความรู้ทั่วไป ให้สำนักงานยืนยัน", "general knowledge, to be confirmed by the office"),
    "to_confirm": Words("ให้สำนักงานยืนยัน", "to be confirmed by the office"),
}
DOMAIN_WORDS: Final[dict[str, Words]] = {
    "civil": Words("ทะเบียนราษฎร", "Civil registration"),
    "id_card": Words("บัตรประจำตัวประชาชน", "Identity cards"),
    "names": Words("ชื่อบุคคล", "Names"),
    "family": Words("ทะเบียนครอบครัว", "Family registration"),
    "business": Words("ทะเบียนพาณิชย์", "Business registration"),
    "health": Words("สาธารณสุข", "Public health"),
    "permit": Words("ใบอนุญาต", "Permits"),
    "local_tax": Words("ภาษีท้องถิ่น", "Local taxes"),
    "welfare": Words("สวัสดิการ", "Welfare"),
    "complaint": Words("เรื่องร้องเรียน", "Complaints"),
    "fine": Words("ค่าปรับ", "Fines"),
    "office": Words("งานสำนักงาน", "Office business"),
}
OFFICE_WORDS: Final[dict[str, Words]] = {
    "district": Words("อำเภอ", "district office"),
    "municipality": Words("เทศบาล", "municipality"),
    "subdistrict": Words("อบต.", "subdistrict organisation"),
}
TYPE_WORDS: Final[dict[str, Words]] = {
    "text": Words("ข้อความ", "text"),
    "thai_name": Words("ชื่อไทย", "Thai name"),
    "date": Words("วันที่", "date"),
    "time": Words("เวลา", "time"),
    "pin": Words("เลขประจำตัวประชาชน", "identity number"),
    "juristic": Words("เลขนิติบุคคล", "juristic number"),
    "house": Words("เลขรหัสประจำบ้าน", "house code"),
    "phone": Words("โทรศัพท์", "telephone"),
    "number": Words("จำนวน", "number"),
    "money": Words("จำนวนเงิน", "amount"),
    "choice": Words("ตัวเลือก", "choice"),
    "address": Words("ที่อยู่", "address"),
    "yes_no": Words("ใช่หรือไม่", "yes or no"),
    "table": Words("ตาราง", "table"),
}
_DOER_WORDS: Final[dict[str, Words]] = {
    "officer": Words("เจ้าหน้าที่", "officer"),
    "cashier": Words("เจ้าหน้าที่รับเงิน", "cashier"),
    "supervisor": Words("หัวหน้า", "supervisor"),
    "registrar": Words("นายทะเบียน", "registrar"),
    "other_office": Words("หน่วยงานอื่น", "another office"),
}
_PRINT_WORDS: Final[dict[str, Words]] = {
    "application": Words("คำขอ", "application"),
    "defect_slip": Words("บันทึกเอกสารที่ขาด", "slip of missing papers"),
    "delay_notice": Words("หนังสือแจ้งเหตุล่าช้า", "notice of delay"),
    "certificate": Words("หนังสือสำคัญ", "certificate"),
    "copy": Words("สำเนารับรอง", "certified copy"),
    "receipt": Words("ใบเสร็จรับเงิน", "receipt"),
    "order_to_pay": Words("ใบสั่งชำระ", "order to pay"),
}
_EYES_WORDS: Final[dict[str, Words]] = {
    "decision": Words("การพิจารณา", "the decision"),
    "fee_waiver": Words("การยกเว้นค่าธรรมเนียม", "a fee waiver"),
    "correction": Words("การแก้ไข", "a correction"),
    "void": Words("การยกเลิกใบเสร็จ", "a void"),
    "refund": Words("การคืนเงิน", "a refund"),
}
_EMPTY: Final = Words("ยังไม่กำหนด", "not set")


def told(service: Service) -> list[tuple[Words, str]]:
    """The definition line by line: what is said, and what it says; a line without a name goes on from the one above."""
    return list(_lines(service))


def _lines(service: Service) -> Iterator[tuple[Words, str]]:
    yield Words("บริการ", "Service"), f"{service.menu} {service.code} {service.name}"
    yield Words("งาน", "Domain"), str(DOMAIN_WORDS[service.domain])
    yield Words("สำนักงาน", "Offices"), ", ".join(str(OFFICE_WORDS[kind]) for kind in service.offices)
    yield Words("ใช้ตั้งแต่", "In force from"), str(date_words(service.valid_from))
    if service.valid_to is not None:
        yield Words("ใช้ถึง", "Until"), str(date_words(service.valid_to))
    basis = service.legal_basis
    yield Words("กฎหมาย", "Legal basis"), str(basis.text) if basis else str(_EMPTY)
    days, minutes = service.working_days, service.minutes
    yield Words("กำหนดเสร็จ (วันทำการ)", "Working days"), str(_EMPTY if days is None else days)
    yield Words("เวลาที่เคาน์เตอร์ (นาที)", "Minutes"), str(_EMPTY if minutes is None else minutes)
    if service.deadline is not None:
        late = f" · {service.deadline.late}" if service.deadline.late else ""
        yield Words("กำหนดตามกฎหมาย", "Deadline by law"), f"{service.deadline.text}{late}"
    decides = _DOER_WORDS["officer" if service.decided_by == "counter" else service.decided_by]
    yield Words("ผู้พิจารณา", "Decided by"), f"{decides} · {service.approver or _EMPTY}"
    for number, step in enumerate(service.steps, 1):
        yield Words("ขั้นที่ {n}", "Step {n}").fill(n=number), f"{step.name} ({_DOER_WORDS[step.by]})"
    if service.four_eyes:
        yield Words("ต้องสองคน", "Four eyes"), ", ".join(str(_EYES_WORDS[mark]) for mark in service.four_eyes)
    for field in service.fields:
        yield from _field(field)
    for paper in service.papers:
        yield Words("เอกสาร", "Paper"), _paper(paper)
    yield from _fee(service.fee)
    if service.prints:
        yield Words("พิมพ์", "Prints"), ", ".join(str(_PRINT_WORDS[form]) for form in service.prints)
    kept = service.retention.years if service.retention else None
    years = Words("{n} ปี", "{n} years").fill(n=kept) if kept else _EMPTY
    ground = service.retention.ground if service.retention else None
    yield Words("เก็บรักษา", "Kept"), f"{years} · {ground}" if ground else str(years)
    yield Words("ที่มา", "Sources"), "; ".join(service.sources) or "-"
    yield Words("ความเชื่อถือ", "Confidence"), str(CONFIDENCE_WORDS[service.confidence])
    if service.note is not None:
        yield Words("หมายเหตุ", "Note"), str(service.note)


def _field(field: FormField, column: bool = False) -> Iterator[tuple[Words, str]]:
    marks = [str(TYPE_WORDS[field.type])]
    if not field.required:
        marks.append(str(Words("ไม่บังคับ", "optional")))
    if field.least is not None or field.most is not None:
        marks.append(f"{_bound(field, field.least)}-{_bound(field, field.most)}")
    if field.prefill is not None:
        marks.append(str(Words("เติมจากทะเบียน", "from the record")))
    if field.when is not None:
        marks.append(str(Words("ถามเมื่อ {when}", "asked when {when}").fill(when=field.when)))
    if field.value is not None:
        marks.append(f"= {field.value}")
    if field.choices:
        marks.append(" / ".join(str(choice.label) for choice in field.choices))
    name = Words("  คอลัมน์", "  Column") if column else Words("ช่อง", "Field")
    yield name, f"{field.label} ({', '.join(marks)})"
    for inner in field.columns:
        yield from _field(inner, column=True)


def _bound(field: FormField, bound: int | None) -> str:
    if bound is None:
        return ""
    return format_baht(bound) if field.type == "money" else f"{bound:,}"


def _paper(paper: Paper) -> str:
    marks = []
    if paper.held_by == "registry":
        marks.append(str(Words("ทะเบียนมีอยู่แล้ว ไม่ขอจากประชาชน", "the registry has it; not asked for")))
    if paper.agency is not None:
        marks.append(str(Words("สำนักงานขอจาก{agency}เอง", "the office asks {agency}").fill(agency=paper.agency)))
    if not paper.required:
        marks.append(str(Words("ถ้ามี", "if there is one")))
    if paper.when is not None:
        marks.append(str(Words("เมื่อ {when}", "when {when}").fill(when=paper.when)))
    if paper.instead:
        others = " / ".join(str(other.label) for other in paper.instead)
        marks.append(str(Words("หรือ {others}", "or {others}").fill(others=others)))
    return f"{paper.label}" + (f" ({', '.join(marks)})" if marks else "")


def _fee(fee: FeeRule) -> Iterator[tuple[Words, str]]:
    yield Words("ค่าธรรมเนียม", "Fee"), str(fee_rule_words(fee))
    if fee.ceiling_satang is not None:
        yield Words("เพดานตามกฎหมาย", "Ceiling of the law"), format_baht(fee.ceiling_satang)
    for bound, name in ((fee.least_satang, Words("ขั้นต่ำ", "Least")), (fee.most_satang, Words("สูงสุด", "Most"))):
        if bound is not None:
            yield name, format_baht(bound)
    for waiver in fee.waivers:
        yield Words("ยกเว้นหรือลด", "Relief"), f"{waiver.label} {waiver.percent}% ({waiver.ground})"
    for added in fee.surcharges:
        amount = f"{added.percent}%" if added.percent is not None else format_baht(added.satang or 0)
        yield Words("เพิ่ม", "Added"), f"{added.label} {amount} ({added.when})"
    yield (
        Words("ที่มาของค่าธรรมเนียม", "Source of the fee"),
        "; ".join([*fee.sources, str(CONFIDENCE_WORDS[fee.confidence])]),
    )


def fee_rule_words(fee: FeeRule) -> Words:
    """The rate in one line; an unset one is said to be unset."""
    if fee.kind == "none":
        return Words("สำนักงานยังไม่กำหนด รับคำขอได้แต่ยังไม่รับเงิน", "not set by the office: taken in, but no money is taken")
    if fee.kind == "formula":
        return Words("คำนวณจาก {amount} (สตางค์)", "reckoned from {amount} (satang)").fill(amount=fee.amount)
    if fee.signboard is not None:
        rates = [format_baht(rate) for rate in sorted(set(fee.rates()))]
        said = Words("ประเมินตามป้าย หน่วยละ {rates} บาท", "assessed by the signs, {rates} baht a unit")
        return said.fill(rates=" / ".join(rates))
    if fee.kind == "fixed":
        return Words("ไม่มี", "none") if not fee.satang else _baht(fee.satang)
    if fee.kind == "per_unit":
        return Words("{baht} ต่อ 1 {unit}", "{baht} per {unit}").fill(baht=_baht(fee.satang or 0), unit=fee.unit)
    lowest, highest = min(fee.rates()), max(fee.rates())
    return Words("{low} ถึง {high} บาท", "{low} to {high} baht").fill(low=format_baht(lowest), high=format_baht(highest))


def _baht(satang: int) -> Words:
    return Words("{baht} บาท", "{baht} baht").fill(baht=format_baht(satang))


def differences(before: Service, after: Service) -> list[tuple[str, Words, Words]]:
    """What differs, by key as a clerk counts; a value that is not there is said to be missing."""
    old, new = dict(_flat(before.body())), dict(_flat(after.body()))
    gone = Words("ไม่มี", "nothing")
    return [
        (key, _spelled(old[key]) if key in old else gone, _spelled(new[key]) if key in new else gone)
        for key in dict.fromkeys([*old, *new])
        if old.get(key) != new.get(key)
    ]


_KEYED: Final = ("name", "code", "value", "member")


def _flat(value: object, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every single value by its path; entries of a list go by their name or code, so that a new one moves no other."""
    if isinstance(value, dict) and set(value) != {"th", "en"}:
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from _flat(inner, f"{path}[{_named(inner) or number}]")
    else:
        yield path, value


def _named(value: object) -> str | None:
    if not isinstance(value, dict):
        return None
    return next((str(value[key]) for key in _KEYED if isinstance(value.get(key), str)), None)


def _spelled(value: object) -> Words:
    if isinstance(value, dict):
        return Words(value["th"], value["en"])
    return same({True: "true", False: "false"}.get(value, "") if isinstance(value, bool) else str(value))
