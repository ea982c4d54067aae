"""What a filled form costs, for every kind of fee, and when no money may be taken."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
        ("NM-FAM-MARR", {"times": "first"}, 0),
        ("NM-FAM-MARR", {"times": "later"}, 5000),
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


SIZES = {
    "kind": "bands",
    "field": "copies",
    "unit": {"th": "ตารางเมตร", "en": "square metres"},
    "bands": [{"up_to": 5, "satang": 10000}, {"satang": 20000}],
}


def priced(**fee: object) -> Service:
    """The copy service with another fee."""
    return service_of({**service("CR-COPY").body(), "fee": fee})


def test_a_fee_by_size_knows_its_steps() -> None:
    sized = priced(**SIZES)
    assert [fee_for(sized, {"copies": n}).payable() for n in (1, 5, 6, 50)] == [10000, 10000, 20000, 20000]
    with pytest.raises(FeeNeedsAnswer):
        fee_for(sized, {"copies": 0})


def test_a_formula_counts_parts_and_stops_at_the_ceiling_of_the_law() -> None:
    area = priced(kind="formula", amount="up(copies, 5) * 2000", ceiling_satang=10000)
    assert fee_for(area, {"copies": 1}).payable() == 2000
    assert fee_for(area, {"copies": 11}).payable() == 6000
    for form in ({}, {"copies": 26}):
        with pytest.raises(FeeNeedsAnswer) as caught:
            fee_for(area, form)
        assert "จำนวนฉบับ" in caught.value.line.th


def test_the_sum_keeps_within_least_and_most() -> None:
    bounded = priced(kind="formula", amount="copies * 1000", ceiling_satang=100000, least_satang=3000, most_satang=5000)
    assert [fee_for(bounded, {"copies": n}).payable() for n in (1, 4, 9)] == [3000, 4000, 5000]


LATE = {"label": {"th": "เงินเพิ่ม", "en": "Late"}, "when": "copies > 2"}


def test_what_is_added_may_be_an_amount_or_a_part_and_repeat() -> None:
    flat = priced(kind="fixed", satang=1000, surcharges=[{**LATE, "satang": 500, "times": "copies - 2"}])
    assert [fee_for(flat, {"copies": n}).payable() for n in (2, 3, 5)] == [1000, 1500, 2500]
    part = priced(
        kind="fixed", satang=1001, surcharges=[{**LATE, "percent": 10, "times": "copies", "most_satang": 350}]
    )
    assert [fee_for(part, {"copies": n}).payable() for n in (2, 3, 9)] == [1001, 1301, 1351]


RELIEF = {"code": "poor", "label": {"th": "ผู้มีรายได้น้อย", "en": "Low income"}, "ground": {"th": "ประกาศ", "en": "Notice"}}


def test_a_relief_follows_from_the_form_or_is_granted() -> None:
    told = priced(kind="fixed", satang=1001, waivers=[{**RELIEF, "percent": 50, "when": "copies = 1"}])
    assert [fee_for(told, {"copies": n}).payable() for n in (1, 2)] == [500, 1001]
    asked = priced(kind="fixed", satang=1001, waivers=[RELIEF])
    assert fee_for(asked, {}).payable() == 1001
    quote = fee_for(asked, {}, granted=["poor"])
    assert quote.payable() == 0
    assert [line.satang for line in quote.lines] == [1001, -1001]
    assert "ประกาศ" in quote.lines[1].label.th


@given(
    st.integers(0, 10**8), st.lists(st.integers(1, 100), max_size=4), st.lists(st.integers(1, 100), max_size=4),
)  # fmt: skip
def test_no_relief_and_no_lateness_make_a_fee_negative_or_a_line_that_does_not_add_up(
    satang: int, percents: list[int], added: list[int]
) -> None:
    reliefs = [{**RELIEF, "code": f"r{n}", "percent": percent} for n, percent in enumerate(percents)]
    late = [{"label": LATE["label"], "when": "yes", "percent": percent} for percent in added]
    quote = fee_for(
        priced(kind="fixed", satang=satang, waivers=reliefs, surcharges=late), {}, [r["code"] for r in reliefs]
    )
    assert quote.payable() >= 0
    assert quote.payable() == sum(line.satang for line in quote.lines)
