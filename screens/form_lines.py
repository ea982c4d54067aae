"""The lines of a request's form as data: questions with their answers, rows of tables, reckoned values, papers.

A line knows what stands in it, what may be typed and what to say beside it; where it is drawn is the sheet's business
(screens/form_sheet.py), so that a form of eighty questions costs no more widgets than one of three.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from desk.counter.answers import Answer, Scalar, clean_answer, show_answer
from desk.counter.papers import HOW_WORDS, ways
from desk.counter.refusals import AnswerWrong
from desk.model.errors import DeskError
from desk.rules.cash import format_baht
from desk.thai import date_words, parse_date, recover_number, squeeze_number
from desk.thai.dates import WEEKDAYS, WEEKDAYS_ENGLISH
from desk.words import Words, language
from screens.choice_input import Choice, chosen

if TYPE_CHECKING:
    from desk.catalogue.service import FormField, Paper
    from desk.model.kinds.requests import HowShown, PaperShown

YES = frozenset({"y", "yes", "1", "ช", "ใช่", "=", "\u0e31"})
"""`=` and `ั` are the keys of ช and y under the other layout."""
NO = frozenset({"n", "no", "0", "2", "ม", "ไม่", ",", "\u0e37"})
NOTED: Final = frozenset({"date", "time", "pin", "juristic", "house", "phone", "number", "money", "choice", "yes_no"})
"""Answers of a known size: their field is of fixed cells, a note takes the rest of the line."""
_NUMBERED: Final = frozenset({"pin", "juristic", "house", "phone"})
_LENGTHS: Final = {
    "date": 20,
    "time": 8,
    "number": 16,
    "money": 16,
    "pin": 20,
    "juristic": 20,
    "house": 16,
    "phone": 20,
}
_DATE_DIGITS: Final = 8
_GROUPED_FROM: Final = 10_000
"""Thousands are set apart from here on; below stand years as well, which bear no comma."""
SIGNS: Final[dict[str, str]] = {
    "seen": "✓", "scan": "✓", "registry": "●", "agency": "✓", "agency_asked": "…", "not_needed": "-", "missing": "!",
}  # fmt: skip


class Line:
    """One line of the sheet. `stops`: the cursor halts on it; `asked`: it stands on the sheet now."""

    stops = False

    def __init__(self, label: Words) -> None:
        self.label = label
        self.asked = True


class Heading(Line):
    """The name of a table, or of the checklist."""


class Question(Line):
    """One question, of the form itself or of one row of a table; `text` is what stands in its field."""

    stops = True

    def __init__(self, field: FormField, service: str, table: str = "", row: int = 0) -> None:
        super().__init__(field.label)
        self.field = field
        self.table, self.row = table, row
        self.remember_as = f"{service}.{table}.{field.name}"
        self.choices = _choices(field)
        self.length_max = 80 if self.choices else _LENGTHS.get(field.type, field.max_length)
        self.text = ""
        self.error: DeskError | None = None
        self.told: object = ""
        self._read: tuple[str, Scalar | None] = ("", None)
        self._language = language()

    @property
    def answer(self) -> Scalar | None:
        """The answer as the form keeps it, None while the field says nothing or nothing valid."""
        if self._read[0] != self.text:
            self._read = (self.text, self._answer())
        return self._read[1]

    @property
    def chosen_value(self) -> str | None:
        """The value of the choice that stands there."""
        choice = chosen(self.choices, self.text)
        return choice.value if choice is not None else None

    def _answer(self) -> Scalar | None:
        if not self.text.strip():
            return None
        if self.choices:
            choice = chosen(self.choices, self.text)
            if choice is None:
                return None
            return choice.value == "yes" if self.field.type == "yes_no" else choice.value
        try:
            return clean_answer(self.field, prepared(self.field, self.text))
        except DeskError:
            return None  # the field says why when it is left; until then nothing is answered

    def clean(self, text: str) -> str:
        """What was typed as it is to stand there. Raises what `clean_answer` raises."""
        if self.choices:
            choice = chosen(self.choices, text)
            if choice is None:
                raise AnswerWrong(
                    field=self.label, why=Words("ไม่อยู่ในตัวเลือก กด F4 ดูรายการ", "is not a choice; F4 lists them")
                )
            return str(choice.label)
        if self.field.type == "address":
            from desk.counter.places import completed

            text = completed(text)
        return spelled(self.field, clean_answer(self.field, prepared(self.field, text)))

    def put(self, answer: Scalar | None) -> None:
        """Put an answer there, as a person would have typed it."""
        self.error, self.told = None, ""
        if self.choices:
            kept = {True: "yes", False: "no"}[answer] if isinstance(answer, bool) else answer
            self.text = next((str(choice.label) for choice in self.choices if choice.value == kept), "")
        else:
            self.text = spelled(self.field, answer)
        self._language = language()

    def say_again(self) -> None:
        """The same choice by its name in the language now in force."""
        if self.choices and self._language != language():
            self.put(self.answer)

    @property
    def note(self) -> object:
        """What helps to fill the field in, or what was found out about the answer."""
        return self.told or _note(self.field, self.text)


class Reckoned(Line):
    """An answer nobody types: it follows from the others."""

    def __init__(self, field: FormField) -> None:
        super().__init__(field.label)
        self.field = field
        self.answer: Answer | None = None

    @property
    def text(self) -> str:
        """The answer as a person reads it."""
        return show_answer(self.field, self.answer)


class AddRow(Line):
    """Below the rows of a table: Space adds one."""

    stops = True

    def __init__(self, table: FormField) -> None:
        label = Words("  Space เพิ่มแถว: {table}", "  Space adds a row: {table}").fill(table=table.label)
        super().__init__(label)
        self.table = table


class PaperItem(Line):
    """One paper of the checklist and how it stands."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(paper.label)
        self.paper = paper
        self.applicant = ""
        self.how: HowShown = self.ways[0]
        self.instead: str | None = None
        self.proof: str | None = None

    @property
    def stops(self) -> bool:  # type: ignore[override]
        """What the registry holds is never asked for and cannot be changed."""
        return len(self.ways) > 1

    @property
    def ways(self) -> tuple[HowShown, ...]:
        """How it may stand, for this kind of applicant."""
        return ways(self.paper, self.applicant)

    def belongs_to(self, applicant: str) -> None:
        """Another kind of applicant: what cannot stand so for them stands as if nobody had looked."""
        self.applicant = applicant
        if self.how not in self.ways:
            self.stand(self.ways[0])

    def stand(self, how: HowShown, instead: str | None = None, proof: str | None = None) -> None:
        """The paper stands so now."""
        self.how, self.instead, self.proof = how, instead, proof

    def turn(self) -> None:
        """The next of the ways this paper may stand; a scan is attached, not claimed."""
        order = [how for how in self.ways if how != "scan"]
        self.stand(order[(order.index(self.how) + 1) % len(order)] if self.how in order else order[0])

    @property
    def standing(self) -> Words:
        """Sign and state."""
        words = HOW_WORDS[self.how]
        return Words(f"{SIGNS[self.how]} {words.th}", f"{SIGNS[self.how]} {words.en}")

    @property
    def told(self) -> Words:
        """The paper, or the one that counts instead, and the number of an answer."""
        other = next((one.label for one in self.paper.instead if one.code == self.instead), None)
        label = self.label if other is None else Words(f"{self.label.th}: {other.th}", f"{self.label.en}: {other.en}")
        proof = self.proof if self.how == "agency" else None  # the hash of a scan says nothing to a person
        return label if not proof else Words(f"{label.th} · {proof}", f"{label.en} · {proof}")

    def shown(self) -> PaperShown:
        """How the paper stands, as the request keeps it."""
        from desk.model.kinds.requests import PaperShown

        return PaperShown(paper=self.paper.code, how=self.how, instead=self.instead, proof=self.proof)


def spelled(field: FormField, answer: Scalar | None) -> str:
    """An answer as it is typed: dates day/month/year of the Buddhist Era, amounts in baht, all else plain."""
    if answer is None:
        return ""
    if field.type == "date":
        year, *rest = str(answer).split("-")
        return "/".join([*reversed(rest), str(int(year) + 543)]) if year.isdigit() else str(answer)
    if field.type == "money" and isinstance(answer, int):
        return format_baht(answer)
    return str(answer)


def prepared(field: FormField, text: str) -> str:
    """What was meant by keys of the other layout; eight digits are a date without its strokes."""
    if field.type in _NUMBERED:
        return squeeze_number(recover_number(text.strip()))
    if field.type in ("number", "money", "time"):
        return recover_number(text)
    if field.type == "date":
        digits = squeeze_number(recover_number(text))
        if len(digits) == _DATE_DIGITS and digits.isascii() and digits.isdigit():
            return f"{digits[:2]}/{digits[2:4]}/{digits[4:]}"
    return text


def _choices(field: FormField) -> tuple[Choice, ...]:
    if field.type == "yes_no":
        return Choice("yes", Words("ใช่", "Yes"), YES), Choice("no", Words("ไม่ใช่", "No"), NO)
    return tuple(Choice(choice.value, choice.label) for choice in field.choices)


def _note(field: FormField, text: str) -> object:
    if field.type == "yes_no":
        return Words("ช/ม", "y/n")
    if field.type == "choice":
        return " ".join(f"{n} {choice.label}" for n, choice in enumerate(field.choices, start=1))
    if field.type == "date":
        return _weekday(text) or Words("วัน/เดือน/ปี พ.ศ.", "day/month/year BE")
    if field.type == "time":
        return Words("ชั่วโมง:นาที", "hours:minutes")
    if field.type == "house":
        return Words("11 หลัก", "11 digits")
    if field.type in ("number", "money") and field.least is not None and field.most is not None:
        if field.type == "money":
            return f"{format_baht(field.least)}-{format_baht(field.most)}"
        return "-".join(f"{end:,}" if end >= _GROUPED_FROM else str(end) for end in (field.least, field.most))
    return Words("บาท", "baht") if field.type == "money" else ""


def _weekday(text: str) -> str:
    """A whole date in full, so that a slip of a digit is seen."""
    try:
        day = parse_date(text)
        return _full(day.as_date()) if day.is_complete else ""
    except DeskError:
        return ""  # the field says why when it is left


def _full(day: date) -> str:
    said = date_words(day)
    return str(Words(f"วัน{WEEKDAYS[day.weekday()]} {said.th}", f"{WEEKDAYS_ENGLISH[day.weekday()]} {said.en}"))
