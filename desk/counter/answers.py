"""One answer of a form: from what was typed to what is kept, and back to what a person reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from desk.counter.refusals import AnswerMissing, AnswerWrong
from desk.model.errors import DeskError
from desk.rules.cash import format_baht, parse_amount
from desk.rules.ids import check_house_code, check_juristic, check_pin
from desk.thai import PartialDate, normalise, parse_date, partial_words, recover_number, squeeze_number, to_ascii_digits
from desk.thai.dates import BE_OFFSET, DateNotUnderstood
from desk.words import Words, same

if TYPE_CHECKING:
    from desk.catalogue.form import FormField

Scalar = str | int | bool
Row = Mapping[str, Scalar]
Answer = Scalar | list[dict[str, Scalar]]
NOTHING: Final = Words("", "")
YES = {"y", "yes", "1", "ใช่", "ช", "true"}
NO = {"n", "no", "0", "ไม่", "ไม่ใช่", "ม", "false"}
_ISO: Final = re.compile("[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_TIME: Final = re.compile("([01]?[0-9]|2[0-3])[.:]?([0-5][0-9])")
_PHONE: Final = re.compile(r"0[0-9]{8,9}|\+[1-9][0-9]{6,14}|1[0-9]{3}")
_NAME_SIGNS: Final = " .-ฯ'()"
_NUMBERS: Final = {"pin": check_pin, "juristic": check_juristic, "house": check_house_code}


def clean_answer(field: FormField, text: str) -> Scalar | None:
    """What was typed, as the value the form keeps; None for an empty optional field.

    Raises AnswerMissing, AnswerWrong, or the refusal of the number, amount or date itself.
    """
    spelled = normalise(text).strip()
    if not spelled:
        if field.required:
            raise AnswerMissing(field=field.label)
        return None
    if field.type in _NUMBERS:
        return _NUMBERS[field.type](spelled)
    if field.type == "money":
        return _within(field, parse_amount(spelled), money=True)
    if len(spelled) > field.max_length:
        raise wrong(field, Words("ยาวเกิน {most} ตัวอักษร", "is longer than {most} letters").fill(most=field.max_length))
    if field.type == "number":
        return _whole_number(field, spelled)
    if field.type == "date":
        return parse_date(spelled).iso
    if field.type == "time":
        return _time(field, spelled)
    if field.type == "phone":
        return _phone(field, spelled)
    if field.type == "yes_no":
        return _yes_or_no(field, spelled)
    if field.type == "choice":
        return _choice(field, spelled)
    if field.type == "thai_name":
        if not all(_belongs_to_name(letter) for letter in spelled):
            raise wrong(field, Words("ต้องเป็นตัวอักษรไทย", "must be in Thai letters"))
    elif not spelled.isprintable():
        raise wrong(field, Words("มีอักขระที่พิมพ์ไม่ได้", "holds signs that cannot be printed"))
    return spelled


def check_kept(field: FormField, answer: object) -> None:
    """An answer as `clean_answer` gives it, whoever it came from. Raises AnswerWrong, or the refusal of a number."""
    if field.type == "table":
        _check_rows(field, answer)
        return
    if field.type == "yes_no":
        fits = type(answer) is bool
    elif field.type in ("number", "money"):
        fits = type(answer) is int and answer >= 0
        if fits:
            _within(field, int(str(answer)), money=field.type == "money")
    elif not isinstance(answer, str):
        fits = False
    elif field.type == "choice":
        fits = answer in {choice.value for choice in field.choices}
    elif field.type in _NUMBERS:
        fits = _NUMBERS[field.type](answer) == answer
    elif field.type == "date":
        fits = _ISO.fullmatch(answer) is not None
    elif field.type == "time":
        fits = len(answer) == 5 and _time(field, answer) == answer
    elif field.type == "phone":
        fits = _phone(field, answer) == answer
    else:
        fits = answer.isprintable() and len(answer) <= field.max_length
    if not fits:
        raise wrong(field, Words("มีค่าที่ช่องนี้เก็บไม่ได้", "holds what this field cannot keep"))


def _check_rows(field: FormField, answer: object) -> None:
    """A table: rows within its bounds, each with every column it needs."""
    if not isinstance(answer, list) or not all(isinstance(row, dict) for row in answer):
        raise wrong(field, Words("มีค่าที่ช่องนี้เก็บไม่ได้", "holds what this field cannot keep"))
    least = field.least if field.least is not None else int(field.required)
    if not least <= len(answer) <= field.rows_most:
        bounds = Words("ต้องมี {least} ถึง {most} แถว", "needs {least} to {most} rows")
        raise wrong(field, bounds.fill(least=least, most=field.rows_most))
    for row in answer:
        for column in field.columns:
            kept = row.get(column.name)
            if kept is None or kept == "":
                if column.required:
                    raise AnswerMissing(field=column.label)
                continue
            check_kept(column, kept)
        if set(row) - {column.name for column in field.columns}:
            raise wrong(field, Words("มีช่องที่ตารางนี้ไม่มี", "holds a column this table has not"))


def show_answer(field: FormField, answer: object) -> str:
    """An answer as a person reads it, on one line, in the language in force."""
    return str(answer_words(field, answer))


def answer_words(field: FormField, answer: object) -> Words:
    """An answer in both languages, for papers; rows of a table stand one behind the other."""
    if answer is None:
        return NOTHING
    if isinstance(answer, list):
        rows = [(number, _row_words(field, row)) for number, row in enumerate(answer, 1)]
        return Words(" · ".join(f"{n}) {row.th}" for n, row in rows), " · ".join(f"{n}) {row.en}" for n, row in rows))
    if isinstance(answer, bool):
        return Words("ใช่", "Yes") if answer else Words("ไม่ใช่", "No")
    if field.type == "money" and isinstance(answer, int):
        return same(format_baht(answer))
    if field.type == "number" and isinstance(answer, int):
        return same(f"{answer:,}")
    if field.type == "choice":
        label = next((choice.label for choice in field.choices if choice.value == answer), None)
        return label if label is not None else same(str(answer))
    if field.type == "date":
        return _date_words(str(answer))
    return same(str(answer))


def _row_words(field: FormField, row: Row) -> Words:
    known = [(column, row[column.name]) for column in field.columns if row.get(column.name) is not None]
    said = [answer_words(column, answer) for column, answer in known]
    return Words(", ".join(words.th for words in said), ", ".join(words.en for words in said))


def _date_words(iso: str) -> Words:
    """A day as far as it is known; data of another desk that is none is shown as it came."""
    parts = iso.split("-")
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts) > 3:
        return same(iso)
    year, *rest = (int(part) for part in parts)
    try:
        return partial_words(PartialDate(year + BE_OFFSET, *rest))
    except DateNotUnderstood:
        return same(iso)


def wrong(field: FormField, why: Words) -> DeskError:
    """The refusal of one answer."""
    return AnswerWrong(field=field.label, why=why)


def _whole_number(field: FormField, text: str) -> int:
    digits = to_ascii_digits(text).replace(",", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 12:
        raise wrong(field, Words("ต้องเป็นตัวเลขจำนวนเต็ม", "must be a whole number"))
    return _within(field, int(digits))


def _within(field: FormField, number: int, *, money: bool = False) -> int:
    if field.least is not None and number < field.least:
        least = format_baht(field.least) if money else str(field.least)
        raise wrong(field, Words("ต้องไม่น้อยกว่า {least}", "must be at least {least}").fill(least=least))
    if field.most is not None and number > field.most:
        most = format_baht(field.most) if money else str(field.most)
        raise wrong(field, Words("ต้องไม่เกิน {most}", "must be at most {most}").fill(most=most))
    return number


def _time(field: FormField, text: str) -> str:
    found = _TIME.fullmatch(to_ascii_digits(text).removesuffix("น.").strip())
    if found is None:
        raise wrong(field, Words("ต้องเป็นเวลา เช่น 08:30", "must be a time such as 08:30"))
    return f"{int(found[1]):02d}:{found[2]}"


def _phone(field: FormField, text: str) -> str:
    digits = squeeze_number(recover_number(text))
    if _PHONE.fullmatch(digits) is None:
        raise wrong(field, Words("ต้องเป็นเลขโทรศัพท์ 9 หรือ 10 หลัก", "must be a telephone number of 9 or 10 digits"))
    return digits


def _yes_or_no(field: FormField, text: str) -> bool:
    said = text.casefold()
    if said in YES:
        return True
    if said in NO:
        return False
    raise wrong(field, Words("ตอบ ใช่ หรือ ไม่", "answer yes or no"))


def _choice(field: FormField, text: str) -> str:
    said = to_ascii_digits(text).casefold()
    for number, choice in enumerate(field.choices, start=1):
        if said in (choice.value, str(number), choice.label.th.casefold(), choice.label.en.casefold()):
            return choice.value
    raise wrong(field, Words("ไม่อยู่ในตัวเลือก", "is not one of the choices"))


def _belongs_to_name(letter: str) -> bool:
    return "\u0e01" <= letter <= "\u0e4f" or letter in _NAME_SIGNS
