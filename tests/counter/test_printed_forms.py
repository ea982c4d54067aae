"""The forms a definition names: printed when they may be, true to the request, counted where it matters."""

from __future__ import annotations

import json

import pytest

from desk.counter import intake, printed_forms, review
from desk.counter.money_refusals import ReprintReasonMissing
from desk.counter.printed_forms import FormNotNow
from desk.counter.printing import Printers, print_now
from desk.paper.preview import preview
from desk.paper.request_forms import form_document
from desk.rules.roles import RoleForbids
from tests.counter.days import copy_request, draft, name_request, open_drawer, pay
from tests.desks import Desk, tell
from tests.local_db.files import last_line


class Tray:
    """A printer that keeps what it was given."""

    def __init__(self) -> None:
        self.papers: list[str] = []

    def print_pdf(self, name: str, content: bytes) -> str:
        assert content.startswith(b"%PDF")
        self.papers.append(name)
        return f"/tray/{name}.pdf"


def states(desk: Desk, ref: str) -> dict[str, bool]:
    return {form.sort: form.why is None for form in printed_forms.forms_of(desk.office, ref)}


def text(desk: Desk, ref: str, sort: str, language: str = "th") -> str:
    paper = printed_forms.paper_of(desk.office, desk.session("anan"), ref, sort)  # type: ignore[arg-type]
    return "\n".join(preview(form_document(paper, sort), language))  # type: ignore[arg-type]


def approve(desk: Desk, ref: str) -> None:
    review.decide(desk.office, desk.session("somying"), review.open_case(desk.office, ref), "approve")


def test_a_certificate_waits_for_approval_and_payment(desk: Desk) -> None:
    ref = name_request(desk)
    assert states(desk, ref) == {"defect_slip": False, "application": True, "certificate": False, "receipt": False}
    with pytest.raises(FormNotNow):
        printed_forms.to_print(desk.office, desk.session("anan"), ref, "certificate")
    approve(desk, ref)
    assert not states(desk, ref)["certificate"]
    open_drawer(desk)
    pay(desk, ref)
    assert states(desk, ref) == {"defect_slip": False, "application": True, "certificate": True, "receipt": True}
    certificate = text(desk, ref, "certificate")
    assert "somying ทดสอบ" in certificate, "who decided signs"
    assert "สมจิต" in certificate
    assert "20 พ.ย. 2569" in certificate


def test_the_application_says_what_was_asked_for_in_both_languages(desk: Desk) -> None:
    ref = name_request(desk)
    application = text(desk, ref, "application")
    for part in ("นางสมใจ ใจดี", "สมจิต", "ไม่ใช่", "No", "รัฐมีอยู่แล้ว", "50.00", ref):
        assert part in application
    made = printed_forms.paper_of(desk.office, desk.session("anan"), ref, "application")
    record = json.loads(form_document(made, "application").record)
    assert (record["paper"], record["ref"], record["fee_satang"]) == ("application", ref, 50_00)
    assert record["track"] in application


def test_an_extract_holds_what_the_copy_of_the_register_says(desk: Desk) -> None:
    ref = copy_request(desk)
    open_drawer(desk)
    pay(desk, ref)
    extract = text(desk, ref, "copy")
    assert "1-9901-00000-01-1" in extract
    assert "12 หมู่ 3 ต.ทดสอบ" in extract
    assert "2510" in extract
    assert "anan" not in extract, "who took it in is not the registrar who signs by hand"


def test_prints_of_an_extract_are_counted_and_the_second_has_a_reason(desk: Desk) -> None:
    ref = copy_request(desk)
    open_drawer(desk)
    pay(desk, ref)
    tray, anan = Tray(), desk.session("anan")
    print_now(printed_forms.to_print(desk.office, anan, ref, "copy"), Printers(tray))
    line = last_line(desk)
    assert (line["k"], line["b"]) == ("paper.printed", {"paper": "copy", "of": ref, "copy_number": 1})
    with pytest.raises(ReprintReasonMissing):
        print_now(printed_forms.to_print(desk.office, anan, ref, "copy"), Printers(tray))
    print_now(printed_forms.to_print(desk.office, anan, ref, "copy", "กระดาษติด"), Printers(tray))
    assert last_line(desk)["b"]["copy_number"] == 2
    assert tray.papers == [f"copy-{ref}-1", f"copy-{ref}-2"]
    before = last_line(desk)
    print_now(printed_forms.to_print(desk.office, anan, ref, "application"), Printers(tray))
    assert last_line(desk) == before, "an application is the citizen's own and is not counted"
    with pytest.raises(RoleForbids):
        printed_forms.to_print(desk.office, desk.session("darin"), ref, "application")


def test_an_order_to_pay_stands_until_it_is_paid(desk: Desk) -> None:
    service = {
        "code": "XX-RENT", "menu": "990", "name": {"th": "ค่าเช่าแผง", "en": "Stall rent"}, "domain": "permit",
        "applicants": ["citizen"], "concerns": ["citizen"], "valid_from": "2024-10-01", "decided_by": "counter",
        "confidence": "to_confirm", "fee": {"kind": "fixed", "satang": 100_00}, "prints": ["order_to_pay"],
        "retention": {"years": 5, "ground": {"th": "ระเบียบสารบรรณ", "en": "Regulation on records"}},
    }  # fmt: skip
    tell(desk, ("catalogue.put", {"service": service}))
    ref = intake.submit(desk.office, desk.session("anan"), draft(desk, "XX-RENT", {}), None)
    assert states(desk, ref) == {"order_to_pay": True}
    assert "หนึ่งร้อยบาทถ้วน" in text(desk, ref, "order_to_pay")
    with pytest.raises(FormNotNow):
        printed_forms.to_print(desk.office, desk.session("anan"), ref, "application")
    open_drawer(desk)
    pay(desk, ref)
    assert states(desk, ref) == {"order_to_pay": False}
