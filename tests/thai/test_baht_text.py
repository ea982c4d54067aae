"""Amounts in Thai words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.thai import baht_text

FACTS = json.loads((Path(__file__).parents[1] / "data" / "thai_facts.json").read_text("utf-8"))


def test_public_cases() -> None:
    for satang, words, nueng in FACTS["baht_text"]["cases"]:
        assert baht_text(satang, "หนึ่ง" if nueng else "เอ็ด") == words


@pytest.mark.parametrize(
    ("satang", "words"),
    [
        (0, "ศูนย์บาทถ้วน"),
        (1, "หนึ่งสตางค์"),
        (25, "ยี่สิบห้าสตางค์"),
        (100, "หนึ่งบาทถ้วน"),
        (2_100, "ยี่สิบเอ็ดบาทถ้วน"),
        (100_000_000, "หนึ่งล้านบาทถ้วน"),
        (10**14, "หนึ่งล้านล้านบาทถ้วน"),
        (-50, "ลบห้าสิบสตางค์"),
    ],
)
def test_the_rule(satang: int, words: str) -> None:
    assert baht_text(satang) == words


def test_the_other_word_for_a_last_one_is_a_setting() -> None:
    assert baht_text(10_100) == "หนึ่งร้อยเอ็ดบาทถ้วน"
    assert baht_text(10_100, "หนึ่ง") == "หนึ่งร้อยหนึ่งบาทถ้วน"
    assert baht_text(11_100, "หนึ่ง") == "หนึ่งร้อยสิบเอ็ดบาทถ้วน"


@pytest.mark.parametrize("amount", [1.0, True, "1", None])
def test_only_whole_satang(amount: object) -> None:
    with pytest.raises(TypeError):
        baht_text(amount)  # type: ignore[arg-type]


def test_limits() -> None:
    with pytest.raises(ValueError, match="E226"):
        baht_text(10**20)
    with pytest.raises(ValueError, match="final_one"):
        baht_text(1, "เอก")


@given(st.integers(0, 10**16), st.integers(0, 10**16))
def test_two_amounts_never_read_alike(one: int, other: int) -> None:
    assert (baht_text(one) == baht_text(other)) == (one == other)
