"""What a filled form costs, for every kind of fee, and when no money may be taken."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from desk.catalogue.load import packaged, service_of
from desk.catalogue.service import Service
from desk.rules.fees import FeeNeedsAnswer, FeeNotConfigured, fee_for

DAY = date(2026, 11, 20)


def service(code: str) -> Service:
    return packaged().get(code, DAY)


@pytest.mark.parametrize(
    ("code", "form", "satang"),
    [
        ("CR-COPY", {"copies": 1}, 1000),
        ("CR-COPY", {"copies": 7}, 7000),
        ("ID-LOST", {}, 10000),
        ("CR-BIRTH", {}, 0),
        ("FM-MARRY-OUT", {}, 20000),
        ("BZ-REG", {"act": "new"}, 5000),
        ("BZ-REG", {"act": "replacement"}, 3000),
        ("PH-FOOD", {"area": 200}, 10000),
        ("PH-FOOD", {"area": 201}, 20000),
    ],
)
def test_the_fee_of_a_form(code: str, form: dict[str, object], satang: int) -> None:
    quote = fee_for(service(code), form)
    assert quote.payable() == satang
    assert sum(line.satang for line in quote.lines) == satang
    assert bool(quote.lines) == bool(satang)


def test_lines_say_what_for_in_both_languages() -> None:
    (line,) = fee_for(service("CR-COPY"), {"copies": 3}).lines
    assert (line.quantity, line.each_satang) == (3, 1000)
    assert line.label.th == "คัดและรับรองสำเนาทะเบียนราษฎร 3 ฉบับ"
    assert line.label.en == "Certified copy from the civil register, 3 copies"
    (line,) = fee_for(service("BZ-REG"), {"act": "cessation"}).lines
    assert line.label.th == "จดทะเบียนพาณิชย์ (เลิกประกอบกิจการ)"


BAD: list[tuple[str, dict[str, Any]]] = [
    ("CR-COPY", {}),
    ("CR-COPY", {"copies": 0}),
    ("CR-COPY", {"copies": -3}),
    ("CR-COPY", {"copies": 51}),
    ("CR-COPY", {"copies": "3"}),
    ("CR-COPY", {"copies": True}),
    ("CR-COPY", {"copies": 2.0}),
    ("BZ-REG", {"act": "steal"}),
    ("BZ-REG", {"act": None}),
    ("PH-FOOD", {"area": 0}),
]


@pytest.mark.parametrize(("code", "form"), BAD)
def test_a_wrong_answer_gives_no_fee_but_names_the_field(code: str, form: dict[str, Any]) -> None:
    with pytest.raises(FeeNeedsAnswer) as caught:
        fee_for(service(code), form)
    assert "{" not in caught.value.line.th
    assert service(code).name.th in caught.value.line.th


def test_a_fee_not_configured_is_no_zero() -> None:
    free = service_of({**service("ID-LOST").body(), "fee": {"kind": "none"}})
    quote = fee_for(free, {})
    assert quote.satang is None
    with pytest.raises(FeeNotConfigured) as caught:
        quote.payable()
    assert caught.value.code == "E306"
