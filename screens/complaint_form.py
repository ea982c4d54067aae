"""Two forms: a complaint as it is taken in, and where it is forwarded to."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import work
from textual.app import ComposeResult

from desk.rules.complaints import CATEGORY_WORDS, CHANNEL_WORDS
from desk.words import Words
from screens.base import ModalBase, SubScreen
from screens.choice_input import Choice, ChoiceInput, PickOne
from screens.dates import day_of, typed_day
from screens.keys import LIST, SAVE, act
from screens.parts import FactRow, FieldRow, Said
from screens.thai_input import ThaiInput
from screens.work import work_of

if TYPE_CHECKING:
    from desk.model.kinds.body import Party
    from desk.model.kinds.complaints import Category, Channel

LABEL = 22
TEXT_LETTERS_MAX = 2_000
NAME_LETTERS_MAX = 200
_NOBODY = Words("ไม่ประสงค์ออกนาม (F4 ระบุผู้ร้อง)", "Wishes to stay unknown (F4 names somebody)")


class ComplaintForm(SubScreen[tuple[str, str]]):
    """Category, channel, subject, text; who complains is named only if they wish. Answers (reference, code)."""

    ACTIONS = (
        SAVE,
        LIST.called(
            Words("ตัวเลือก ผู้ร้อง", "Choices, who"),
            Words("รายการให้เลือกของช่องนี้ ในช่องอื่นระบุผู้ร้อง", "Choices of this field; elsewhere, who complains"),
        ),
        act(
            "unname",
            "ctrl+o",
            Words("ไม่ออกนาม", "Stay unknown"),
            Words("เอาชื่อผู้ร้องออก", "Takes the complainant's name away again"),
            "field",
        ),
    )
    ABOUT = Words(
        "ถ้าไม่ระบุผู้ร้อง จะไม่มีชื่อผู้ใดอยู่ในเรื่อง ให้รหัสติดตามแก่ผู้ร้องแทน",
        "Without a name nobody is named anywhere; the tracking code is handed over instead",
    )
    DEFAULT_CSS = "ComplaintForm #title { text-style: bold; margin-bottom: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.who: Party | None = None
        self.category = ChoiceInput(
            Words("ประเภท", "Category"), [Choice(name, words) for name, words in CATEGORY_WORDS.items()], id="category"
        )
        self.channel = ChoiceInput(
            Words("ช่องทาง", "Channel"),
            [Choice(name, words) for name, words in CHANNEL_WORDS.items()],
            start="counter",
            id="channel",
        )
        self.subject = ThaiInput(length_max=NAME_LETTERS_MAX, id="subject")
        self.text = ThaiInput(length_max=TEXT_LETTERS_MAX, id="text")
        self.place = ThaiInput(length_max=NAME_LETTERS_MAX, id="place", remember_as="complaint.place")
        self.phone = ThaiInput(length_max=20, id="phone")
        self.due = ThaiInput(clean=typed_day, length_max=30, id="due", enter_moves=False)
        self._named = FactRow(Words("ผู้ร้อง", "Complainant"), _NOBODY, LABEL)

    def body(self) -> ComposeResult:
        """One field a line."""
        yield Said(Words("รับเรื่องร้องเรียน", "A complaint"), id="title")
        yield FieldRow(Words("ประเภท (F4)", "Category (F4)"), self.category, LABEL)
        yield FieldRow(Words("ช่องทาง (F4)", "Channel (F4)"), self.channel, LABEL)
        yield FieldRow(Words("เรื่อง", "Subject"), self.subject, LABEL)
        yield FieldRow(Words("รายละเอียด", "The complaint"), self.text, LABEL)
        yield FieldRow(Words("สถานที่", "Place"), self.place, LABEL)
        yield self._named
        yield FieldRow(Words("โทรศัพท์ผู้ร้อง", "Their telephone"), self.phone, LABEL)
        yield FieldRow(Words("ต้องตอบภายในวันที่", "Answer due by"), self.due, LABEL)

    def on_mount(self) -> None:
        """The cursor stands in the first field."""
        self.category.focus()

    @work
    async def action_list(self) -> None:
        """F4: the choices of this field; elsewhere who complains."""
        from screens.party import AskParty

        field = self.focused
        if isinstance(field, ChoiceInput):
            chosen = await self.app.push_screen_wait(PickOne(field.choices, field.chosen_value))
            if chosen is not None:
                field.put(chosen)
            return
        kinds = ("citizen", "person", "company")
        party = await self.app.push_screen_wait(AskParty(kinds, self.who, role="applicant"))
        if party is not None:
            self.put_who(party)

    def put_who(self, party: Party | None) -> None:
        """This person complains, or nobody who is named."""
        self.who = party
        self._named.show(party.name if party is not None else _NOBODY)
        self.refresh_keys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nobody named, no name to take away."""
        return self.who is not None if action == "unname" else super().check_action(action, parameters)

    def action_unname(self) -> None:
        """Ctrl+O: they wish to stay unknown after all."""
        self.put_who(None)

    def on_thai_input_entered(self, event: ThaiInput.Entered) -> None:
        """Enter in the last field saves."""
        if event.field is self.due:
            self.action_save()

    @work
    async def action_save(self) -> None:
        """F10: take it in."""
        from desk.counter import complaints

        if not self.fields_in_order():
            return
        shared = work_of(self)
        told = complaints.Complaint(
            cast("Category", self.category.chosen_value or "other"),
            cast("Channel", self.channel.chosen_value or "counter"),
            self.subject.value,
            self.text.value,
            self.place.value,
            self.who,
            self.phone.value,
            day_of(self.due.value),
        )

        def carry_out() -> tuple[str, str]:
            ref = complaints.receive(shared.open_office, shared.officer, told)
            return ref, complaints.one(shared.open_office, shared.officer, ref)[0].track

        taken = await self.perform(carry_out)
        if taken is not None:
            self.dismiss(taken)


class ForwardForm(ModalBase[bool]):
    """To which office, by which letter, and by when it has to answer."""

    TITLE_WORDS = Words("ส่งต่อเรื่องร้องเรียน", "Forward a complaint")
    ACTIONS = (SAVE.called(Words("ส่งต่อ", "Forward")),)

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.ref = ref
        self.agency = ThaiInput(length_max=NAME_LETTERS_MAX, id="agency", remember_as="complaint.agency")
        self.letter = ThaiInput(length_max=60, id="letter")
        self.due = ThaiInput(clean=typed_day, length_max=30, id="due", enter_moves=False)

    def body(self) -> ComposeResult:
        """Three fields."""
        yield FieldRow(Words("หน่วยงาน", "Office"), self.agency, LABEL)
        yield FieldRow(Words("เลขหนังสือ", "Letter no."), self.letter, LABEL)
        yield FieldRow(Words("ต้องตอบภายในวันที่", "Answer due by"), self.due, LABEL)

    def on_mount(self) -> None:
        """The cursor stands in the first field."""
        self.agency.focus()

    def on_thai_input_entered(self, event: ThaiInput.Entered) -> None:
        """Enter in the last field saves."""
        if event.field is self.due:
            self.action_save()

    @work
    async def action_save(self) -> None:
        """F10: forward it."""
        from desk.counter import complaints

        if not self.fields_in_order():
            return
        shared = work_of(self)
        agency, letter, due = self.agency.value, self.letter.value, day_of(self.due.value)

        if await self.carry_out(
            lambda: complaints.forward(shared.open_office, shared.officer, self.ref, agency, due, letter)
        ):
            self.dismiss(True)
