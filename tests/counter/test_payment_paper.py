"""The payment slip: the same codes as on the screen, the barcode the bank's counter reads, and no receipt."""

from __future__ import annotations

import json

import pytest

from desk.counter import cashier
from desk.counter.payment_paper import slip_to_print
from desk.counter.receipts import receipt_paper, receipt_to_print
from desk.counter.refusals import OrderUnknown
from desk.paper.preview import preview
from desk.paper.receipt import receipt_document
from desk.rules.thai_qr import parse_barcode
from tests.counter.days import copy_request, open_drawer, party, pay
from tests.desks import Desk, tell


def test_the_slip_bears_what_is_to_be_paid_and_is_no_receipt(desk: Desk) -> None:
    open_drawer(desk)
    anan = desk.session("anan")
    order = cashier.open_qr_order(desk.office, anan, [copy_request(desk)], party(desk), None)
    paper = slip_to_print(desk.office, anan, order.ref)
    text = "\n".join(preview(paper.document, "th"))
    for said in ("ใบแจ้งการชำระเงิน", "ไม่ใช่ใบเสร็จรับเงิน", "20.00", "(ยี่สิบบาทถ้วน)", order.ref1):
        assert said in text, said
    told = json.loads(paper.document.record)
    assert told["qr"] == order.payload
    bill = parse_barcode(told["barcode"])
    assert (bill.ref1, bill.amount_satang) == (order.ref1, 20_00)
    with pytest.raises(OrderUnknown):
        slip_to_print(desk.office, anan, "9901A-999")


def test_the_policy_of_the_office_says_in_which_languages(desk: Desk) -> None:
    open_drawer(desk)
    anan, ref = desk.session("anan"), pay(desk, copy_request(desk)).receipt
    assert "Official receipt" not in "\n".join(preview(receipt_to_print(desk.office, anan, ref).document, "th"))
    tell(desk, ("policy.put", {"name": "citizen_paper_languages", "value": "th+en"}))
    document = receipt_to_print(desk.office, anan, ref).document
    assert "Official receipt" in "\n".join(preview(document, "th"))
    assert document.record == receipt_document(receipt_paper(desk.office, ref)).record, "what is attached is the same"
