"""Asking the desk's file from a screen: on the reader thread, a refusal on the message line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from desk.model.errors import DeskError
from screens.base import DeskScreen
from screens.work import work_of

Answer = TypeVar("Answer")


async def read(screen: DeskScreen[Any], question: Callable[[], Answer]) -> Answer | None:
    """What `question` answers; None when it was refused and that is shown. Throws nothing away that was typed.

    None as well where who asked has signed out meanwhile: the answer is for nobody any more.
    """
    work = work_of(screen)
    asked_by = work.session
    try:
        answer = await work.open_office.ask(question)
    except DeskError as error:
        screen.message_line.say(error.line, "alert")
        return None
    return answer if work.session is asked_by else None
