"""A fine from its form to its receipt: offence, law, officer, consent; paid by whom it concerns, or not paid here."""

from __future__ import annotations

import pytest

from desk.counter import basket, cashier, intake, parties, review
from desk.counter.intake import Draft
from desk.counter.refusals import NothingToPay
from desk.model.kinds.body import Party
from desk.model.kinds.requests import PaperShown
from local_db.queries import ledger, requests
from tests.counter.days import open_drawer, party
from tests.desks import Desk


def fine(desk: Desk, code: str = "FN-PINAI", **answers: object) -> str:
    """Filed by an officer against a citizen, approved by the supervisor."""
    service = desk.office.catalogue(desk.office.read()).get(code, desk.office.today())
    officer: Party = parties.typed("officer", "เจ้าหน้าที่ ทดสอบ")
    told = {
        "offence": "ไม่ทำบัตรภายในกำหนด",
        "basis": "พระราชบัญญัติบัตรประจำตัวประชาชน มาตรา 6",
        "happened": "2026-10-01",
        "found_by": "อนันต์ ทดสอบ",
    }
    papers = tuple(PaperShown(paper=each.code, how="seen") for each in service.papers)
    draft = Draft(service, officer, party(desk), None, {**told, **answers}, papers)  # type: ignore[arg-type]
    ref = intake.submit(desk.office, desk.session("anan"), draft, None)
    review.decide(desk.office, desk.session("somying"), review.open_case(desk.office, ref), "approve")
    return ref


def test_an_agreed_fine_is_paid_by_whom_it_concerns(desk: Desk) -> None:
    open_drawer(desk)
    ref = fine(desk, consents=True, fine=100_00)
    (line,) = basket.lines(desk.office, None, [ref])
    assert (line.due_satang, line.applicant.kind, line.applicant.name) == (100_00, "citizen", party(desk).name)
    case = review.open_case(desk.office, ref)
    told = " ".join(each.after for each in case.lines)
    assert "ไม่ทำบัตรภายในกำหนด" in told
    assert "มาตรา 6" in told
    paid = cashier.take_cash(desk.office, desk.session("anan"), [ref], line.applicant, 100_00, None)
    assert paid.satang == 100_00
    assert ledger.balance(desk.office.read(), "9901A", "fine.FN-PINAI") == -100_00


def test_without_consent_no_money_is_taken(desk: Desk) -> None:
    open_drawer(desk)
    ref = fine(desk, consents=False)
    assert requests.rows(desk.office.read(), [ref])[0].fee_satang == 0
    with pytest.raises(NothingToPay):
        cashier.take_cash(desk.office, desk.session("anan"), [ref], party(desk), 100_00, None)


def test_a_late_registration_has_its_fine_set_in_the_form(desk: Desk) -> None:
    ref = fine(desk, "FN-CIVIL-LATE", about="birth", event="2026-10-01", consents=True, fine=200_00, reason="ลืม")
    assert requests.rows(desk.office.read(), [ref])[0].fee_satang == 200_00
