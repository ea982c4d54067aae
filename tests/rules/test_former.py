"""What a change of a record leaves in its past."""

from __future__ import annotations

from desk.rules.former import PAST_MAX, with_past

BEFORE = {"title": "นาง", "given": "สมใจ", "family": "ใจดี", "house": "99010000001"}


def test_a_name_or_an_address_that_ends_is_kept_with_its_day() -> None:
    named = with_past(BEFORE, BEFORE | {"given": "สมหญิง"}, "2026-11-20")
    assert named == [{"until": "2026-11-20", "name": "นางสมใจ ใจดี"}]
    moved = with_past(BEFORE | {"past": named}, BEFORE | {"house": "99010000002"}, "2026-11-21", "12 หมู่ 3")
    assert moved is not None
    assert moved[-1] == {"until": "2026-11-21", "address": "12 หมู่ 3"}
    assert len(moved) == 2


def test_what_stays_leaves_nothing_and_the_past_is_bounded() -> None:
    assert with_past(BEFORE, BEFORE | {"phone": "1"}, "2026-11-20") is None
    long = BEFORE | {"past": [{"until": "2000-01-01", "name": str(n)} for n in range(PAST_MAX)]}
    kept = with_past(long, long | {"given": "ใหม่"}, "2026-11-20")
    assert kept is not None
    assert len(kept) == PAST_MAX
    assert kept[0]["name"] == "1"
