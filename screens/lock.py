"""The idle lock: hides everything at once and keeps the draft behind it."""

from __future__ import annotations

import asyncio
from typing import ClassVar, Final

from textual import work
from textual.app import ComposeResult

from desk.model.errors import NotPermitted
from desk.words import Words, same
from screens.base import DeskScreen
from screens.keys import SAVE
from screens.parts import FactRow, FieldRow, Said
from screens.sign_in import CHECKING, OFFICER_LETTERS, OFFICER_MAX, PASSPHRASE_MAX
from screens.thai_input import ThaiInput
from screens.work import Work, work_of

ACT_LOOK_S: Final = 0.1


class LockedForAnother(NotPermitted):
    """Somebody else's work lies behind the lock."""

    code = "E106"
    said = Words(
        "โต๊ะนี้ค้างงานของ {name} งานไม่หาย ให้เจ้าของงานหรือหัวหน้าพิมพ์รหัสผ่าน",
        "{name} has work open here, and it is safe: let them or a supervisor type a passphrase",
    )


class Locked(DeskScreen[None]):
    """Covers every screen until the same officer, or a supervisor, comes back."""

    ACTIONS = (SAVE.called(Words("กลับเข้าทำงาน", "Come back"), Words("ตรวจรหัสผ่านแล้วเปิดหน้าเดิม", "Checks and returns")),)
    ABOUT: ClassVar[Words | None] = Words(
        "หน้าจอถูกซ่อนเพราะไม่มีผู้ใช้ งานที่พิมพ์ค้างยังอยู่ การส่งข้อมูลทำต่อ",
        "Hidden because nobody was here. What was being typed is kept; sending goes on",
    )

    def __init__(self) -> None:
        super().__init__()
        self._rested = asyncio.Event()
        self.officer = ThaiInput(id="officer", restrict=OFFICER_LETTERS, length_max=OFFICER_MAX)
        self.passphrase = ThaiInput(id="passphrase", password=True, length_max=PASSPHRASE_MAX, enter_moves=False)

    def body(self) -> ComposeResult:
        """Who was here, and two fields."""
        yield Said(Words("ล็อกหน้าจอไว้", "Locked"), classes="title")
        yield Said(same(""))
        yield FactRow(Words("กำลังใช้โดย", "In use by"), work_of(self).officer.name)
        yield FieldRow(Words("ชื่อผู้ใช้", "Officer"), self.officer)
        yield FieldRow(Words("รหัสผ่าน", "Passphrase"), self.passphrase)
        yield Said(same(""))
        yield Said(
            Words(
                "พิมพ์รหัสผ่านของท่านเพื่อทำต่อ หัวหน้าเปิดแทนได้ด้วยชื่อและรหัสของหัวหน้า",
                "Type your passphrase to go on; a supervisor may open it with theirs",
            )
        )

    def on_mount(self) -> None:
        """Fill in who was here; close the reading connections once nothing asks any more."""
        self.officer.value = work_of(self).officer.officer
        self.passphrase.focus()
        self.call_after_refresh(self._rest)

    @work
    async def _rest(self) -> None:
        """No connection may be closed under an act: one still under way is waited for, and who comes back waits."""
        office = work_of(self).open_office
        try:
            while self.ground.act_under_way:
                await asyncio.sleep(ACT_LOOK_S)
            await office.ask(office.rest)
        finally:
            self._rested.set()

    def action_back(self) -> None:
        """There is no way back but a passphrase."""

    def on_thai_input_entered(self, event: ThaiInput.Entered) -> None:
        """Enter behind the passphrase."""
        if event.field is self.passphrase:
            self.action_save()

    @work(exclusive=True, group="come back")
    async def action_save(self) -> None:
        """Check, and show what was hidden. Pressed again while an act is waited for it is still one try."""
        shared = work_of(self)
        officer, passphrase = self.officer.value.strip(), self.passphrase.value
        self.say(CHECKING)
        await self._rested.wait()
        with self.ground.hold_keys():
            if await self.perform(lambda: come_back(shared, officer, passphrase)):
                self.dismiss(None)
                return
            self.passphrase.clear()
            self.passphrase.focus()


def come_back(shared: Work, officer: str, passphrase: str) -> bool:
    """Check and journal who unlocked the desk; the session stays that of the officer whose draft lies behind it.

    Raises what `Door.sign_in` raises, and LockedForAnother for somebody who is neither that officer nor a supervisor.
    """
    if shared.door is None:
        raise RuntimeError("nobody is signed in")
    came = shared.door.sign_in(officer, passphrase)
    if officer != shared.officer.officer and not came.may("review"):
        shared.door.sign_out(came)
        raise LockedForAnother(name=shared.officer.name)
    return True
