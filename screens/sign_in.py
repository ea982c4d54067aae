"""The first screen: who is at the desk. On the sample desk it also tells the day as ten key presses."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import work
from textual.app import ComposeResult

from desk.words import Words, same
from screens.base import DeskScreen, ModalBase
from screens.keys import LIST, SAVE
from screens.paged_table import Column, PagedTable, Row
from screens.parts import FieldRow, Said
from screens.story import BELOW, LINES, TITLE
from screens.thai_input import ThaiInput
from screens.work import Work, work_of

if TYPE_CHECKING:
    from desk.counter.session import Session
    from local_db.queries.money import ReceiptRow
    from screens.app import DeskApp

CHECKING = Words("กำลังตรวจ…", "Checking…")
OFFICER_LETTERS = "[A-Za-z0-9._]*"
OFFICER_MAX = 32
PASSPHRASE_MAX = 200


class SignIn(DeskScreen[None]):
    """Officer and passphrase. Works with the line down; the language key works here already."""

    ACTIONS = (
        SAVE.called(
            Words("เข้าใช้", "Sign in"), Words("ตรวจรหัสผ่านแล้วเปิดงานของวัน", "Checks the passphrase and opens the day")
        ),
        LIST.called(Words("รายชื่อ", "Officers"), Words("เลือกชื่อผู้ใช้จากรายชื่อ", "Chooses the officer from a list")),
    )
    ABOUT = Words(
        "ลงชื่อเข้าใช้ด้วยชื่อผู้ใช้และรหัสผ่านของท่าน ใช้ได้แม้สายขาด",
        "Sign in with your officer name and passphrase; works with the line down",
    )

    def __init__(self) -> None:
        super().__init__()
        self.officer = ThaiInput(id="officer", restrict=OFFICER_LETTERS, length_max=OFFICER_MAX)
        self.passphrase = ThaiInput(id="passphrase", password=True, length_max=PASSPHRASE_MAX, enter_moves=False)

    def body(self) -> ComposeResult:
        """Two fields; below them the story where there is one."""
        yield Said(Words("โต๊ะอำเภอ · ลงชื่อเข้าใช้", "Amphoe Desk · Sign in"), classes="title")
        yield Said(same(""))
        yield FieldRow(Words("ชื่อผู้ใช้", "Officer"), self.officer)
        yield FieldRow(Words("รหัสผ่าน", "Passphrase"), self.passphrase)
        if work_of(self).story is not None:
            yield Said(same(""))
            yield Said(TITLE, classes="title")
            for line in LINES:
                yield Said(line)
            yield Said(same(""))
            yield Said(BELOW)

    @property
    def desk(self) -> DeskApp:
        """The app."""
        return cast("DeskApp", self.app)

    def on_mount(self) -> None:
        """Fill in the story's officer; where the file is open already the engine starts after the first frame."""
        self.begin_again()
        if work_of(self).office is not None:
            self.call_after_refresh(self.desk.begin_work)

    def begin_again(self) -> None:
        """Nobody is signed in: empty fields, or those of the story."""
        story = work_of(self).story
        self.fill_in(story.officer, story.passphrase) if story is not None else self.fill_in("", "")
        self.say(None)

    def fill_in_supervisor(self) -> None:
        """The story's supervisor instead of its officer."""
        story = work_of(self).story
        if story is not None:
            self.fill_in(story.supervisor, story.supervisor_passphrase)

    def fill_in(self, officer: str, passphrase: str) -> None:
        """Put these in the fields, the cursor where typing goes on."""
        self.officer.value, self.passphrase.value = officer, passphrase
        self.officer.cursor_position, self.passphrase.cursor_position = len(officer), len(passphrase)
        (self.passphrase if officer else self.officer).focus()

    # ---- who

    @work
    async def action_list(self) -> None:
        """F4: whoever may sign in here."""
        shared = work_of(self)
        found = await self.perform(lambda: officers(shared))
        if found is not None:
            with self.ground.hold_keys():
                chosen = await self.app.push_screen_wait(OfficerList(found))
            if chosen is not None:
                self.fill_in(chosen, "")

    # ---- signing in

    def on_thai_input_entered(self, event: ThaiInput.Entered) -> None:
        """Enter behind the passphrase signs in."""
        if event.field is self.passphrase:
            self.action_save()

    @work
    async def action_save(self) -> None:
        """F10: check and open the day. argon2 takes its time on purpose, so the screen says what it does."""
        shared = work_of(self)
        officer, passphrase = self.officer.value.strip(), self.passphrase.value
        if not officer or not passphrase:
            (self.passphrase if officer else self.officer).focus()
            self.say(Words("พิมพ์ชื่อผู้ใช้และรหัสผ่าน", "Type officer and passphrase"))
            return
        self.say(CHECKING)
        with self.ground.hold_keys():
            entered = await self.perform(lambda: sign_in(shared, officer, passphrase))
            if entered is None:
                self.passphrase.clear()
                self.passphrase.focus()
                return
            self._enter(*entered)

    def _enter(self, session: Session, unsure: list[ReceiptRow]) -> None:
        from screens.day_queue import DayQueue

        work_of(self).session = session
        self.fill_in("", "")
        self.say(None)
        self.desk.set_header(self.desk.facts())
        self.app.push_screen(DayQueue())
        if unsure and session.may("take_payment"):
            from screens.printed_question import PrintedQuestion

            self.app.push_screen(PrintedQuestion(unsure))


class OfficerList(ModalBase[str]):
    """Officers of the branch to choose from; answers an id. `asked` says what the choice is for."""

    TITLE_WORDS = Words("ผู้ใช้ของโต๊ะนี้", "Officers of this desk")

    def __init__(self, found: list[tuple[str, Words]], asked: Words | None = None) -> None:
        super().__init__()
        self._found = found
        self._asked = asked
        self._table = PagedTable([Column(Words("ชื่อผู้ใช้", "Officer"), 20), Column(Words("ชื่อ", "Name"), 0)])

    def body(self) -> ComposeResult:
        """What for, and one row an officer."""
        if self._asked is not None:
            yield Said(self._asked)
        yield self._table

    def on_mount(self) -> None:
        """Fill the list."""
        self._table.styles.height = min(len(self._found) + 1, 16)
        self._table.set_rows([Row(officer, (officer, name)) for officer, name in self._found])
        self._table.focus()

    def on_paged_table_selected(self, event: PagedTable.Selected) -> None:
        """Enter chooses."""
        self.dismiss(event.key)


def officers(shared: Work) -> list[tuple[str, Words]]:
    """Ids and names of who may sign in; ids only while the file is closed."""
    if shared.office is None:
        return [(officer, same("")) for officer in shared.known_officers()]
    from desk.counter.queue import officer_names

    return list(officer_names(shared.office).items())


def sign_in(shared: Work, officer: str, passphrase: str) -> tuple[Session, list[ReceiptRow]]:
    """Open the file where it is closed, sign in, and say of which receipts nobody knows whether they were printed.

    Off the event loop. Raises what unlocking and `Door.sign_in` raise; a file opened on the way stays open, as only
    this officer's passphrase could open it.
    """
    from desk.counter.receipts import perhaps_printed
    from desk.counter.session import Door

    if shared.office is None:
        shared.office = shared.unlock(officer, passphrase)
    if shared.door is None:
        shared.door = Door(shared.office)
    session = shared.door.sign_in(officer, passphrase)
    # what is still in the print queue will come out: nobody is asked whether it did
    return session, [row for row in perhaps_printed(shared.office) if shared.prints.open_job_of(row.ref) is None]
