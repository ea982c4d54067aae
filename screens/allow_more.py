"""Looks are used up: a second person allows more on the same desk, beside the officer's session."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from desk.counter.looks import MORE_AT_ONCE, LooksUsedUp, extend_looks
from desk.model.errors import DeskError
from desk.words import Words
from screens.asking import AskReason
from screens.base import DeskScreen
from screens.second_officer import SecondOfficer
from screens.work import work_of

Done = TypeVar("Done")
_MORE = Words("อนุญาตให้เปิดดูทะเบียนเพิ่มอีก {more} รายการ", "Allow {more} more records to be opened")
_TOLD = Words("เหตุผลนี้อยู่ในบันทึกพร้อมชื่อทั้งสองคน", "The reason is written down with both names")


async def open_or_ask(screen: DeskScreen[Any], look: Callable[[], Done]) -> Done | None:
    """Carry out a look; where the hour's looks are used up a second person is asked first. To be awaited in a worker.

    None where it was refused, which is shown then.
    """
    with screen.ground.hold_keys():
        try:
            return await asyncio.to_thread(look)
        except LooksUsedUp as used_up:
            if not await _allowed(screen, used_up):
                screen.show_error(used_up)
                return None
        except DeskError as error:
            screen.show_error(error)
            return None
        return await screen.perform(look)


async def _allowed(screen: DeskScreen[Any], used_up: LooksUsedUp) -> bool:
    """Why, then who: both journalled with the officer's own name."""
    shared = work_of(screen)
    reason = await screen.app.push_screen_wait(AskReason(used_up.line, _TOLD))
    if not reason:
        return False
    second = await screen.app.push_screen_wait(SecondOfficer(_MORE.fill(more=MORE_AT_ONCE), "extend_looks"))
    if second is None:
        return False

    return await screen.carry_out(lambda: extend_looks(shared.open_office, shared.officer, second, reason))
