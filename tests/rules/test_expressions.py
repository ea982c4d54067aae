"""The small language of definitions: what it means, what it refuses, and that nothing written in it can run away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.expressions import LONGEST, ExpressionWrong, Type, names_in, read, type_of
from desk.rules.reckoning import LARGEST, holds, value_of

TYPES: dict[str, Type] = {
    "copies": "number", "register": "text", "minor": "yes_no", "born": "date", "movers": "table", "today": "date",
}  # fmt: skip
COLUMNS: dict[str, dict[str, Type]] = {"movers": {"age": "number", "name": "text"}}
FORM: dict[str, object] = {
    "copies": 3, "register": "house", "minor": False, "born": "2019-11-21", "today": "2026-11-20",
    "movers": [{"name": "ก", "age": 40}, {"name": "ข", "age": 7}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("copies * 10 + 2", 32),
        ("2 + copies * 10", 32),
        ("(2 + copies) * 10", 50),
        ("10 - 2 - 3", 5),
        ("-copies", -3),
        ("up(1501, 500) * 5", 20),
        ("down(1501, 500)", 3),
        ("up(-1, 2)", 0),
        ("min(copies, 2) + max(copies, 9)", 11),
        ("register = 'house' and copies > 1", True),
        ("register != 'house' or not minor", True),
        ("not (register = 'house')", False),
        ("years(born, today)", 6),
        ("days(born, today)", 2556),
        ("count(movers)", 2),
        ("sum(movers.age)", 47),
        ("answered(register) and not answered(nothing)", True),
        ("if(minor, 1, 2)", 2),
        ("born < today", True),
    ],
)
def test_what_an_expression_gives(text: str, value: object) -> None:
    assert value_of(read(text), FORM) == value


@pytest.mark.parametrize("text", ["later + 1", "up(copies, 0)", "later = 1", "not later", "years(later, today)"])
def test_what_is_not_known_is_unknown_and_no_error(text: str) -> None:
    assert value_of(read(text), FORM) is None
    assert not holds(text, FORM)


def test_one_side_may_settle_a_condition_whose_other_side_is_unknown() -> None:
    assert value_of(read("later and minor"), FORM) is False
    assert value_of(read("later or not minor"), FORM) is True
    assert value_of(read("later and not minor"), FORM) is None


def test_birthdays_and_partial_dates_count_as_the_law_counts_them() -> None:
    assert value_of(read("years(born, today)"), {"born": "2019-11-20", "today": "2026-11-20"}) == 7
    assert value_of(read("years(born, today)"), {"born": "2019", "today": "2026-01-01"}) == 7
    assert value_of(read("days(born, today)"), {"born": "2026-02", "today": "2026-02-03"}) == 2
    assert value_of(read("years(born, today)"), {"born": "2026-02-30", "today": "2026-03-01"}) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", 1),
        ("copies +", 9),
        ("copies 2", 8),
        ("(copies", 8),
        ("copies / 2", 8),
        ("register = 'house", 12),
        ("__import__('os')", 1),
        ("copies.__class__", 7),
        ("open('x')", 1),
        ("copies ** 2", 9),
        ("9" * 16, 16),
        ("(" * 40 + "1" + ")" * 40, 22),
        ("copies and" + " copies" * 60, LONGEST),
        ("nothing = 1", 1),
        ("movers.age", 1),
        ("sum(copies)", 1),
        ("sum(movers.name)", 5),
        ("copies = 'two'", 10),
        ("register > 'a'", 10),
        ("copies and minor", 1),
        ("if(minor, 1, 'a')", 14),
        ("up(1)", 1),
        ("minor + 1", 1),
    ],
)
def test_what_is_wrong_is_told_with_its_place_in_both_languages(text: str, place: int) -> None:
    with pytest.raises(ExpressionWrong) as caught:
        type_of(read(text), TYPES, COLUMNS)
    assert caught.value.why.th.startswith(f"ตัวที่ {place}:")
    assert caught.value.why.en.startswith(f"letter {place}:")


def test_the_answers_an_expression_looks_at_are_named() -> None:
    assert names_in(read("copies > 1 and register = 'house' and copies < sum(movers.age)")) == (
        "copies", "register", "movers",
    )  # fmt: skip


@given(st.text(max_size=400))
def test_no_text_does_more_than_be_read_or_refused(text: str) -> None:
    try:
        node = read(text)
    except ExpressionWrong:
        return
    value = value_of(node, FORM)
    assert value is None or isinstance(value, int | str | bool)


NUMBERS = st.recursive(
    st.integers(0, 10**15 - 1).map(str) | st.sampled_from(["copies", "later", "count(movers)", "sum(movers.age)"]),
    lambda inner: (
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda parts: f"({' '.join(parts)})")
        | st.tuples(st.sampled_from(["up", "down", "min", "max"]), inner, inner).map(
            lambda parts: f"{parts[0]}({parts[1]}, {parts[2]})"
        )
    ),
    max_leaves=8,
)


@given(NUMBERS)
def test_numbers_stay_whole_and_within_bounds(text: str) -> None:
    try:
        node = read(text)
    except ExpressionWrong:
        return  # longer or deeper than is allowed
    value = value_of(node, FORM)
    assert value is None or (type(value) is int and abs(value) <= LARGEST)


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_whole_parts_are_exact(number: int, part: int) -> None:
    down = value_of(read(f"down({number}, {part})"), {})
    up = value_of(read(f"up({number}, {part})"), {})
    assert isinstance(down, int)
    assert isinstance(up, int)
    assert down * part <= number <= up * part
    assert up - down in (0, 1)
