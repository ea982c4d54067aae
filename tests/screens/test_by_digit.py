"""What is chosen by its digit is so on either layout: between one Thai name and the next an officer stays in it."""

from __future__ import annotations

import pytest
from open_office import at_the_desk, until

from desk.thai.keyboard import latin_to_thai
from desk.words import Words
from screens.asking import Choose
from screens.choice_input import Choice, PickOne
from screens.keyboard_twins import digit_of
from screens.purpose import AskPurpose
from screens.typist import type_text
from tests.desks import Desk

FEW = [(key, Words(key, key)) for key in "abcd"]


@pytest.mark.parametrize("box", [Choose, PickOne])
@pytest.mark.parametrize("key", ["2", "๒", latin_to_thai("2")])
async def test_the_second_is_chosen(desk: Desk, box: type[Choose | PickOne], key: str) -> None:
    async with at_the_desk(desk, "anan") as app:
        await app.show(Choose(Words("", ""), FEW) if box is Choose else PickOne([Choice(*one) for one in FEW]))
        await type_text(app, key)
        await app.settled()
        assert app.answers == ["b"]


async def test_the_purpose_is_answered_on_the_layout_the_name_was_typed_with(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        await app.show(AskPurpose())
        await type_text(app, latin_to_thai("1"))
        await until(app, lambda: app.work.visit is not None)
        assert app.work.visit is not None
        assert app.work.visit.purpose == "request"


def test_ten_digits_and_nothing_else() -> None:
    assert [digit_of(latin_to_thai(str(digit))) for digit in range(10)] == list(range(10))
    assert [digit_of(typed) for typed in ("", None, "a", "ก", "12")] == [None] * 5
