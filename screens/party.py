"""Who is it? One box that names a person of the registry by number, or takes in somebody outside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.screen import ScreenResultType

from desk.counter import lookup
from desk.counter.parties import IDENTITY_WORDS, PARTY_KIND_WORDS, ROLE_IN_REQUEST, typed
from desk.counter.refusals import CitizenDeceased, CitizenNotInForce, CitizenUnknown, PartyIncomplete
from desk.model.errors import DeskError
from desk.rules.ids import check_juristic, check_pin
from desk.words import Words
from screens.base import ModalBase
from screens.choice_input import Choice, ChoiceInput, PickOne
from screens.keys import LIST, SAVE
from screens.parts import FactRow, FieldRow, Said
from screens.thai_input import NumberInput, ThaiInput
from screens.work import work_of
from screens.written_order import WrittenOrder

if TYPE_CHECKING:
    from desk.counter.lookup import FoundRow
    from desk.model.card import CardEvent
    from desk.model.kinds.body import Acting, IdentityShown, Party

LABEL = 24
PASSPORT_LETTERS_MAX = 20
NAME_LETTERS_MAX = 200
_NAME = Words("ชื่อ", "a name")
_PAPER = Words("เอกสารที่แสดง", "the paper that was shown")
_NUMBER = Words("เลขประจำตัวประชาชน", "a citizen number")
NUMBERED = {"citizen": "pin", "foreigner": "passport", "company": "juristic"}
"""Kinds of people known by a number, and the field that takes it."""


class PartyBox(ModalBase[ScreenResultType], WrittenOrder[ScreenResultType]):
    """The box without its last word: what it answers is for the two boxes below to say."""

    TITLE_WORDS = Words("ระบุบุคคล", "Who is it?")
    ACTIONS = (
        LIST.called(Words("ตัวเลือก", "Choices")),
        SAVE.called(
            Words("ใช้บุคคลนี้", "This person"),
            Words("ใช้บุคคลที่แสดง เลขที่พิมพ์จะค้นชื่อให้ตรวจก่อน", "Takes the person shown; a typed number shows its name first"),
        ),
    )
    ABOUT = Words(
        "บุคคลในทะเบียนพิมพ์เลขประจำตัว ระบบแสดงชื่อให้ตรวจก่อนใช้ บุคคลอื่นพิมพ์ชื่อและเลขของเอกสาร",
        "A person of the registry is typed by number and shown by name first; others by name and their paper's number",
    )
    DEFAULT_CSS: ClassVar[str] = "PartyBox FieldRow { margin: 0; }"

    def __init__(
        self, kinds: Sequence[str], preset: Party | None = None, *, role: str = "applicant", must_live: bool = True
    ) -> None:
        super().__init__()
        self.kinds = tuple(kinds)
        self.preset = preset
        self.role = role
        self.must_live = must_live
        self.found: FoundRow | None = None
        self._found_usable = False
        start = preset.kind if preset is not None and preset.kind in self.kinds else self.kinds[0]
        kind_choices = [Choice(kind, PARTY_KIND_WORDS[kind]) for kind in self.kinds]
        self.kind_field = ChoiceInput(Words("ประเภทบุคคล", "Kind of person"), kind_choices, start=start, id="kind")
        shown = [Choice(how, words) for how, words in IDENTITY_WORDS.items()]
        self.identity_field = ChoiceInput(Words("การแสดงตน", "Identity"), shown, id="identity")
        self.pin_field = NumberInput(clean=check_pin, id="pin", remember_as="party.pin")
        self.passport_field = NumberInput(length_max=PASSPORT_LETTERS_MAX, id="passport")
        self.juristic_field = NumberInput(clean=check_juristic, id="juristic", remember_as="party.juristic")
        self.name_field = ThaiInput(length_max=NAME_LETTERS_MAX, id="name", remember_as="party.name")
        self.paper_field = ThaiInput(length_max=NAME_LETTERS_MAX, id="paper", remember_as="party.paper")
        self._found_row = FactRow(Words("ชื่อในทะเบียน", "Name in the registry"), "", LABEL, id="found")
        self._identity_chosen = preset is not None
        self._read_off = preset.number if preset is not None and preset.identity == "card_read" else None
        """The number a card was read for: it shows the identity of nobody else."""

    # ---- parts

    def body(self) -> ComposeResult:
        """Kind, then what that kind is known by, then how identity was shown."""
        yield Said(ROLE_IN_REQUEST[self.role])
        yield FieldRow(Words("ประเภทบุคคล", "Kind of person"), self.kind_field, LABEL, id="row-kind")
        yield FieldRow(Words("เลขประจำตัวประชาชน", "Citizen number"), self.pin_field, LABEL, id="row-pin")
        yield self._found_row
        yield FieldRow(Words("เลขทะเบียนนิติบุคคล", "Juristic number"), self.juristic_field, LABEL, id="row-juristic")
        yield FieldRow(Words("เลขหนังสือเดินทาง", "Passport number"), self.passport_field, LABEL, id="row-passport")
        yield FieldRow(Words("ชื่อและชื่อสกุล", "Full name"), self.name_field, LABEL, id="row-name")
        yield FieldRow(Words("การแสดงตน", "Identity"), self.identity_field, LABEL, id="row-identity")

    @on(events.Mount)
    async def begin(self) -> None:
        """Show what was there before, and begin where something is to be typed."""
        preset = self.preset
        self.identity_field.put(preset.identity if preset is not None else "not_shown")
        if preset is not None:
            number = {"citizen": self.pin_field, "foreigner": self.passport_field, "company": self.juristic_field}
            if (field := number.get(preset.kind)) is not None:
                field.value = preset.number or ""
            if preset.kind != "citizen":
                self.name_field.value = preset.name
        self._show_rows()
        if self.kind == "citizen" and self.pin_field.value:
            await self._look_up()
        self.query_one("#row-kind").display = len(self.kinds) > 1
        self.focus_chain[0].focus()

    @property
    def kind(self) -> str:
        """The kind of person in force; while none is, the one before."""
        return self.kind_field.chosen_value or self.kinds[0]

    def _show_rows(self) -> None:
        """Show the rows this kind of person needs."""
        kind = self.kind
        for number in NUMBERED.values():
            self.query_one(f"#row-{number}").display = NUMBERED.get(kind) == number
        self._found_row.display = kind == "citizen"
        self.query_one("#row-name").display = kind != "citizen"
        if not self._identity_chosen:
            usual = {"citizen": "card_seen", "foreigner": "other_paper", "company": "other_paper"}
            self.identity_field.put(usual.get(kind, "not_shown"))

    # ---- while typing

    def on_input_changed(self, event: ThaiInput.Changed) -> None:
        """Another kind needs other rows; another number is another person."""
        if event.input is self.kind_field and self.kind_field.chosen_value is not None:
            self._show_rows()
        elif event.input is self.pin_field:
            self._another_number()
        elif event.input is self.identity_field and self.identity_field.has_focus:
            self._identity_chosen = True

    def _another_number(self) -> None:
        number = self.pin_field.value
        if self.found is not None and self.found.pin != number:
            self.found, self._found_usable = None, False
            self._found_row.show("")
        if self._read_off not in (None, number):
            self._read_off, self._identity_chosen = None, False
            self._show_rows()

    @on(ThaiInput.Accepted)
    async def number_accepted(self, event: ThaiInput.Accepted) -> None:
        """A whole number is looked up at once, so that its name can be compared with the person."""
        if event.field is self.pin_field and event.value and (self.found is None or self.found.pin != event.value):
            await self._look_up()

    async def on_thai_input_entered(self, event: ThaiInput.Entered) -> None:
        """Enter in the last field takes the person, as F10 does."""
        if event.field is self._last_field():
            await self.action_save()

    def _last_field(self) -> ThaiInput:
        return self.identity_field

    async def _look_up(self) -> bool:
        """Find the number's name in the copy; whether it may be used here."""
        work, number = work_of(self), self.pin_field.value
        self.found = None
        try:
            found = await work.open_office.ask(lambda: lookup.search(work.open_office, work.officer, number))
            row = next((row for row in found.rows if row.pin == number), None)
            if row is None:
                raise found.fault or CitizenUnknown()
            self.found = row
            born = Words("เกิด {year}", "born {year}").fill(year=row.born_year or "-")
            place = f" · {row.tambon}" if row.tambon else ""
            self._found_row.show(Words(f"{row.name} · {born.th}{place}", f"{row.name} · {born.en}{place}"))
            if row.status == "deceased" and self.must_live:
                raise CitizenDeceased(name=row.name)
            if row.status in ("suspended", "merged"):
                raise CitizenNotInForce(name=row.name)
        except DeskError as error:
            if self.found is None:
                self._found_row.show(Words("ไม่พบ", "Not found"))
            self.show_error(error)
            self._found_usable = False
            return False
        self._found_usable = True
        # nobody is taken by a key pressed before their name stood on the screen: a typed number may be another's
        self.ground.flush_typed_ahead()
        return True

    async def card_news(self, event: CardEvent) -> None:
        """A card was read: its owner, and identity shown by it; another number typed over it is one like any other."""
        if "citizen" not in self.kinds:
            return
        if event.state == "read" and event.card is not None:
            self.kind_field.put("citizen")
            self._show_rows()
            self.pin_field.value = event.card.pin
            self.identity_field.put("card_read")
            self._identity_chosen, self._read_off = True, event.card.pin
            await self._look_up()
        elif event.state == "failed" and event.error is not None:
            self.show_error(event.error)

    # ---- keys

    def action_list(self) -> None:
        """F4: the choices of this field."""
        field = self.focused
        if isinstance(field, ChoiceInput):
            self.app.push_screen(PickOne(field.choices, field.chosen_value), self._picked)

    def _picked(self, value: str | None) -> None:
        field = self.focused
        if value is not None and isinstance(field, ChoiceInput):
            field.put(value)
            if field is self.identity_field:
                self._identity_chosen = True
            self._show_rows()
            self.focus_next()

    async def action_save(self) -> None:
        """F10: take the person shown. A number not looked up yet shows its name first and asks for the key again."""
        if not self.fields_in_order():
            return
        try:
            if self.kind == "citizen":
                party = await self._registered()
            else:
                number = {"foreigner": self.passport_field.value, "company": self.juristic_field.value}
                party = typed(self.kind, self.name_field.value, number.get(self.kind, ""), self._identity())
        except DeskError as error:
            self.show_error(error)
            self._point_at_gap()
            return
        if party is not None:
            self.answer(party)

    def answer(self, party: Party) -> None:
        """Hand the party to whoever opened the box; each box in its own way."""
        raise NotImplementedError

    async def _registered(self) -> Party | None:
        """The person of the registry, once their name has stood on the screen."""
        number = self.pin_field.value
        if not number:
            raise PartyIncomplete(who=PARTY_KIND_WORDS["citizen"], what=_NUMBER)
        if self.found is None or self.found.pin != number:
            if await self._look_up():
                self.say(
                    Words(
                        "ตรวจชื่อกับบุคคลตรงหน้า แล้วกด F10 อีกครั้ง", "Compare the name with the person, then press F10 again"
                    )
                )
            return None
        if not self._found_usable:
            await self._look_up()
            return None
        return typed("citizen", self.found.name, number, self._identity())

    def _identity(self) -> IdentityShown:
        return self.identity_field.chosen_value or "not_shown"  # type: ignore[return-value]

    def _point_at_gap(self) -> None:
        """Put the cursor into the first empty field on view."""
        for field in self.query(ThaiInput):
            if self.in_view(field) and not field.value:
                field.focus()
                return


class AskParty(PartyBox["Party"]):
    """Asks for one person of the given kinds and answers the party, or None."""

    def answer(self, party: Party) -> None:
        """The party itself."""
        self.dismiss(party)


class AskActing(PartyBox["Acting"]):
    """Asks who acts for the applicant and by which paper, which was seen."""

    def __init__(self, preset: Acting | None = None) -> None:
        super().__init__(("citizen", "person", "foreigner"), preset.party if preset else None, role="acting")
        if preset is not None:
            self.paper_field.value = preset.paper

    def body(self) -> ComposeResult:
        """The person, then the paper."""
        yield from super().body()
        yield FieldRow(Words("ตามเอกสารที่เห็น", "By the paper seen"), self.paper_field, LABEL, id="row-paper")

    def _last_field(self) -> ThaiInput:
        return self.paper_field

    def answer(self, party: Party) -> None:
        """The party with the paper; without one nobody acts for another."""
        from desk.model.kinds.body import Acting

        paper = self.paper_field.value.strip()
        if not paper:
            self.show_error(PartyIncomplete(who=ROLE_IN_REQUEST["acting"], what=_PAPER))
            self.paper_field.focus()
            return
        self.dismiss(Acting(party=party, paper=paper))
