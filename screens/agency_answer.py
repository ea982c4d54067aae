"""An agency's answer that came after the request was taken in: which paper it is for, and its number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desk.words import Words
from screens.asking import NUMBER, AskReason
from screens.choice_input import Choice, PickOne

if TYPE_CHECKING:
    from desk.counter.agency import Waiting
    from screens.base import DeskScreen

NUMBER_TOLD = Words("เลขที่หนังสือหรือเลขอ้างอิงของคำตอบ", "Number of the letter, or reference of the answer")
_OF = Words("{paper} · {agency}", "{paper} · {agency}")


async def ask_answer(screen: DeskScreen[Any], waiting: list[Waiting]) -> tuple[str, str] | None:
    """The paper's code and the answer's number; None when the officer leaves it. To be awaited in a worker."""
    chosen: str | None = waiting[0].paper
    if len(waiting) > 1:
        choices = tuple(Choice(each.paper, _OF.fill(paper=each.label, agency=each.agency)) for each in waiting)
        chosen = await screen.app.push_screen_wait(PickOne(choices))
    paper = next((each for each in waiting if each.paper == chosen), None)
    if paper is None:
        return None
    number = await screen.app.push_screen_wait(
        AskReason(_OF.fill(paper=paper.label, agency=paper.agency), NUMBER_TOLD, NUMBER)
    )
    return (paper.paper, number) if number is not None else None
