"""Four eyes: the second person signs in beside the first, who stays signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from textual import work
from textual.app import ComposeResult

from desk.counter.session import Session
from desk.words import Words
from screens.asking import Confirm
from screens.base import DeskScreen, ModalBase
from screens.keys import SAVE
from screens.parts import FieldRow, Said
from screens.sign_in import CHECKING, OFFICER_LETTERS, OFFICER_MAX, PASSPHRASE_MAX
from screens.thai_input import ThaiInput
from screens.work import work_of

if TYPE_CHECKING:
    from desk.rules.roles import Act

ALONE: Final = Words(
    "ไม่มีผู้ลงชื่อร่วมอยู่ที่นี่ จะบันทึกว่าทำคนเดียว", "Nobody is here to sign beside you: it is recorded as done alone"
)


class SecondOfficer(ModalBase[Session | None]):
    """Asks for somebody else who may do `act`; answers that session, or None. The first one goes on afterwards."""

    TITLE_WORDS = Words("ผู้ยืนยันอีกคนหนึ่ง", "A second person")
    ACTIONS = (SAVE.called(Words("ยืนยัน", "Sign")),)

    def __init__(self, what: Words, act: Act) -> None:
        super().__init__()
        self._what, self._act = what, act
        self.officer = ThaiInput(id="officer", restrict=OFFICER_LETTERS, length_max=OFFICER_MAX)
        self.passphrase = ThaiInput(id="passphrase", password=True, length_max=PASSPHRASE_MAX, enter_moves=False)

    def body(self) -> ComposeResult:
        """What is being signed for, then two fields."""
        yield Said(self._what, wraps=True)
        yield FieldRow(Words("ชื่อผู้ใช้", "Officer"), self.officer, 12)
        yield FieldRow(Words("รหัสผ่าน", "Passphrase"), self.passphrase, 12)

    def on_mount(self) -> None:
        """A key pressed before the question was on the screen is no answer to it."""
        self.ground.flush_typed_ahead()
        self.officer.focus()

    def on_thai_input_entered(self, event: ThaiInput.Entered) -> None:
        """Enter behind the passphrase signs."""
        if event.field is self.passphrase:
            self.action_save()

    @work
    async def action_save(self) -> None:
        """F10: check who it is; argon2 takes its time on purpose."""
        from desk.counter.session import Door

        shared = work_of(self)
        door = shared.door or Door(shared.open_office)
        officer, passphrase = self.officer.value.strip(), self.passphrase.value
        if not officer or not passphrase:
            (self.passphrase if officer else self.officer).focus()
            return
        self.say(CHECKING)
        with self.ground.hold_keys():
            second = await self.perform(lambda: door.second(shared.officer, officer, passphrase, self._act))
        self.passphrase.clear()
        if second is None:
            self.passphrase.focus()
        else:
            self.dismiss(second)


async def second_or_alone(screen: DeskScreen[Any], what: Words, act: Act, *alone: Words) -> tuple[bool, Session | None]:
    """Whether to go on, and who signs beside where somebody does. To be awaited in a worker.

    Leaving the box does nothing: `alone` then says what going on without anybody means, and asks.
    """
    second = await screen.app.push_screen_wait(SecondOfficer(what, act))
    if second is not None:
        return True, second
    sure: bool | None = await screen.app.push_screen_wait(Confirm(what, *alone))
    return sure is True, None
