"""Looks are used up: a supervisor allows more on the same desk, beside the officer's session."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final, TypeVar

from textual.app import ComposeResult

from desk.counter.looks import MORE_AT_ONCE, LooksUsedUp, extend_looks
from desk.model.errors import DeskError
from desk.words import Words
from screens.base import DeskScreen, ModalBase
from screens.keys import SAVE
from screens.parts import FieldRow, Said
from screens.sign_in import CHECKING, OFFICER_LETTERS, OFFICER_MAX, PASSPHRASE_MAX
from screens.thai_input import ThaiInput
from screens.work import work_of

Done = TypeVar("Done")
REASON_LETTERS_MAX: Final = 200
LABEL: Final = 18


class AllowMoreLooks(ModalBase[bool]):
    """Asks a second person to allow more looks within the hour; answers True once that is journalled."""

    TITLE_WORDS = Words("หัวหน้าอนุญาตให้เปิดดูเพิ่ม", "A supervisor allows more looks")
    ACTIONS = (SAVE.called(Words("อนุญาต", "Allow"), Words("ตรวจรหัสผ่านแล้วอนุญาต", "Checks the passphrase and allows")),)
    ABOUT = Words(
        "ผู้อนุญาตต้องเป็นคนอื่นที่มีสิทธิ์ ทั้งสองชื่ออยู่ในบันทึก งานของเจ้าหน้าที่ไม่จบ",
        "Somebody else who may allows it; both names are written down, and the officer's session goes on",
    )

    def __init__(self, used_up: LooksUsedUp) -> None:
        super().__init__()
        self._used_up = used_up
        self.reason = ThaiInput(length_max=REASON_LETTERS_MAX, id="reason", remember_as="more_looks")
        self.officer = ThaiInput(id="officer", restrict=OFFICER_LETTERS, length_max=OFFICER_MAX)
        self.passphrase = ThaiInput(id="passphrase", password=True, length_max=PASSPHRASE_MAX, enter_moves=False)

    def body(self) -> ComposeResult:
        """Why it is asked, then reason, name and passphrase of who allows it."""
        yield Said(self._used_up.line, wraps=True)
        more = Words("จะเปิดดูเพิ่มได้อีก {more} รายการ", "{more} more may be opened then")
        yield Said(more.fill(more=MORE_AT_ONCE), classes="quiet")
        yield FieldRow(Words("เหตุผล", "Reason"), self.reason, LABEL)
        yield FieldRow(Words("ผู้อนุญาต", "Allowed by"), self.officer, LABEL)
        yield FieldRow(Words("รหัสผ่าน", "Passphrase"), self.passphrase, LABEL)

    def on_mount(self) -> None:
        """Nothing typed ahead answers it."""
        self.ground.flush_typed_ahead()
        self.reason.focus()

    async def on_thai_input_entered(self, event: ThaiInput.Entered) -> None:
        """Enter behind the passphrase allows."""
        if event.field is self.passphrase:
            await self.action_save()

    async def action_save(self) -> None:
        """F10: check who it is and write it down."""
        shared = work_of(self)
        reason, officer, passphrase = self.reason.value, self.officer.value.strip(), self.passphrase.value

        def allow() -> bool:
            if shared.door is None:
                raise RuntimeError("nobody is signed in")
            second = shared.door.second(shared.officer, officer, passphrase, "extend_looks")
            extend_looks(shared.open_office, shared.officer, second, reason)
            return True

        self.say(CHECKING)
        if await self.perform(allow):
            self.dismiss(True)
        else:
            self.passphrase.clear()


async def open_or_ask(screen: DeskScreen[Any], look: Callable[[], Done]) -> Done | None:
    """Carry out a look; where the hour's looks are used up a second person is asked first. To be awaited in a worker.

    None where it was refused, which is shown then.
    """
    with screen.ground.hold_keys():
        try:
            return await asyncio.to_thread(look)
        except LooksUsedUp as used_up:
            if not await screen.app.push_screen_wait(AllowMoreLooks(used_up)):
                screen.show_error(used_up)
                return None
        except DeskError as error:
            screen.show_error(error)
            return None
        return await screen.perform(look)
