"""The questions of a service's form as rows: a field made for each type of answer, and a note that helps."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from desk.counter.answers import Answer, clean_answer
from desk.model.errors import DeskError
from desk.rules.ids import check_pin
from desk.thai import format_date, parse_date, recover_number, squeeze_number
from desk.words import Words
from screens.choice_input import Choice, ChoiceInput
from screens.parts import FieldRow, Shown
from screens.thai_input import NumberInput, ThaiInput

if TYPE_CHECKING:
    from desk.catalogue.service import FormField

YES = frozenset({"y", "yes", "1", "ช", "ใช่", "=", "\u0e31"})
"""`=` and `ั` are the keys of ช and y under the other layout."""
NO = frozenset({"n", "no", "0", "2", "ม", "ไม่", ",", "\u0e37"})
_FIXED_CELLS = 20
_NOTED = frozenset({"date", "pin", "number", "choice", "yes_no"})
"""Answers of a known size: their field is of fixed cells, a note takes the rest of the line."""
_DATE_DIGITS = 8


class AnswerRow(FieldRow):
    """One question. `answer` is what stands there now, None while it says nothing or nothing valid."""

    def __init__(self, question: FormField, service: str, label_width: int) -> None:
        self.question = question
        self.note = Shown("", classes="note")
        field = _field_of(question, service)
        if question.type in _NOTED:
            field.styles.width = _FIXED_CELLS
        super().__init__(question.label, field, label_width, id=f"answer-{question.name}")

    def compose(self) -> ComposeResult:
        """Name, field, note."""
        yield from super().compose()
        if self.question.type in _NOTED:
            yield self.note

    def on_mount(self) -> None:
        """Say what may be typed."""
        self.say_again()

    def say_again(self) -> None:
        """The note in the language now in force."""
        self.tell(_note(self.question, self.field.value))

    def tell(self, note: object) -> None:
        """Put something else into the note (the name that belongs to a number)."""
        self.note.show(f" {note}" if str(note) else "")

    @property
    def answer(self) -> Answer | None:
        """The answer as the form keeps it."""
        try:
            return read(self.question, self.field)
        except DeskError:
            return None  # the field itself says why when it is left; until then nothing is answered

    def put(self, answer: Answer | None) -> None:
        """Put an answer into the field, as a person would have typed it."""
        field = self.field
        if isinstance(field, ChoiceInput):
            kept = {True: "yes", False: "no"}.get(answer, "") if isinstance(answer, bool) else str(answer or "")
            field.put(kept)
        else:
            field.value = spelled(self.question, answer)
            field.cursor_position = len(field.value)
        self.say_again()


def read(question: FormField, field: ThaiInput) -> Answer | None:
    """What stands in the field as an answer; raises what `clean_answer` raises. Empty is None."""
    if not field.value.strip():
        return None
    if isinstance(field, ChoiceInput):
        kept = field.chosen_value
        if kept is None:
            return None
        return kept == "yes" if question.type == "yes_no" else kept
    return clean_answer(question, _prepared(question, field.value))


def spelled(question: FormField, answer: Answer | None) -> str:
    """An answer as it is typed: dates day/month/year of the Buddhist Era, all else plain."""
    if answer is None:
        return ""
    if question.type == "date":
        year, *rest = str(answer).split("-")
        return "/".join([*reversed(rest), str(int(year) + 543)]) if year.isdigit() else str(answer)
    return str(answer)


def _field_of(question: FormField, service: str) -> ThaiInput:
    remembered = f"{service}.{question.name}"
    if question.type == "choice":
        choices = [Choice(choice.value, choice.label) for choice in question.choices]
        return ChoiceInput(question.label, choices)
    if question.type == "yes_no":
        yes, no = Words("ใช่", "Yes"), Words("ไม่ใช่", "No")
        return ChoiceInput(question.label, [Choice("yes", yes, YES), Choice("no", no, NO)])
    if question.type == "pin":
        return NumberInput(clean=check_pin, length_max=20, remember_as=remembered)

    def clean(text: str) -> str:
        return spelled(question, clean_answer(question, _prepared(question, text)))

    if question.type == "number":
        # ThaiInput, not NumberInput: that one drops dashes, and minus five would be read as five
        return ThaiInput(clean=clean, length_max=16, remember_as=remembered)
    length = 20 if question.type == "date" else question.max_length
    return ThaiInput(clean=clean, length_max=length, remember_as=remembered)


def _prepared(question: FormField, text: str) -> str:
    """What was meant by keys of the other layout; eight digits are a date without its strokes."""
    if question.type == "number":
        return recover_number(text)
    if question.type == "date":
        digits = squeeze_number(recover_number(text))
        if len(digits) == _DATE_DIGITS and digits.isascii() and digits.isdigit():
            return f"{digits[:2]}/{digits[2:4]}/{digits[4:]}"
    return text


def _note(question: FormField, value: str) -> object:
    """What helps to fill the field in."""
    if question.type == "yes_no":
        return Words("ช/ม", "y/n")
    if question.type == "choice":
        return " ".join(f"{n} {choice.label}" for n, choice in enumerate(question.choices, start=1))
    if question.type == "date":
        return _weekday(value) or Words("วัน/เดือน/ปี พ.ศ.", "day/month/year BE")
    if question.type == "number" and question.least is not None and question.most is not None:
        return f"{question.least:,}-{question.most:,}"
    return ""


def _weekday(value: str) -> str:
    """A whole date in full, so that a slip of a digit is seen."""
    try:
        day = parse_date(value)
        return _full(day.as_date()) if day.is_complete else ""
    except DeskError:
        return ""  # the field says why when it is left


def _full(day: date) -> str:
    thai = format_date(day, "full")
    return str(Words(thai, f"{day:%A} {day.day} {day:%B} {day.year + 543} BE"))
