"""Answers of a service's form: prefilled from the record, checked at field exit, checked whole at submission."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from desk.counter.refusals import AnswerMissing, AnswerWrong
from desk.model.errors import DeskError
from desk.rules.ids import check_pin
from desk.thai import normalise, parse_date, to_ascii_digits
from desk.words import Words

if TYPE_CHECKING:
    from desk.catalogue.service import FormField, Service
    from local_db.queries.citizens import Citizen, Household

Answer = str | int | bool
YES = {"y", "yes", "1", "ใช่", "ช", "true"}
NO = {"n", "no", "0", "ไม่", "ไม่ใช่", "ม", "false"}
_ISO = re.compile("[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_NAME_SIGNS = " .-ฯ'()"


def clean_answer(field: FormField, text: str) -> Answer | None:
    """What was typed, as the value the form keeps; None for an empty optional field.

    Raises AnswerMissing, AnswerWrong, or the refusal of the number or date itself.
    """
    spelled = normalise(text).strip()
    if not spelled:
        if field.required:
            raise AnswerMissing(field=field.label)
        return None
    if len(spelled) > field.max_length:
        raise _wrong(field, Words("ยาวเกิน {most} ตัวอักษร", "is longer than {most} letters").fill(most=field.max_length))
    if field.type == "number":
        return _whole_number(field, spelled)
    if field.type == "pin":
        return check_pin(spelled)
    if field.type == "date":
        day = parse_date(spelled)
        return day.iso
    if field.type == "yes_no":
        return _yes_or_no(field, spelled)
    if field.type == "choice":
        return _choice(field, spelled)
    if field.type == "thai_name":
        if not all(_belongs_to_name(letter) for letter in spelled):
            raise _wrong(field, Words("ต้องเป็นตัวอักษรไทย", "must be in Thai letters"))
    elif not spelled.isprintable():
        raise _wrong(field, Words("มีอักขระที่พิมพ์ไม่ได้", "holds signs that cannot be printed"))
    return spelled


def clean_form(service: Service, answers: Mapping[str, Answer | None]) -> dict[str, Answer]:
    """The whole form: only the fields that apply, every required one answered, every answer one the field can keep.

    Raises AnswerMissing, AnswerWrong.
    """
    form: dict[str, Answer] = {}
    for field in service.fields:
        if not applies(field, form):
            continue
        answer = answers.get(field.name)
        if answer is None or answer == "":
            if field.required:
                raise AnswerMissing(field=field.label)
            continue
        _check_kept(field, answer)
        form[field.name] = answer
    return form


def _check_kept(field: FormField, answer: Answer) -> None:
    """An answer as `clean_answer` gives it, whoever it came from. Raises AnswerWrong, or the refusal of a number."""
    if field.type == "yes_no":
        fits = type(answer) is bool
    elif field.type == "number":
        fits = type(answer) is int
        if fits:
            _whole_number(field, str(answer))
    elif not isinstance(answer, str):
        fits = False
    elif field.type == "choice":
        fits = answer in {choice.value for choice in field.choices}
    elif field.type == "pin":
        fits = check_pin(answer) == answer
    elif field.type == "date":
        fits = _ISO.fullmatch(answer) is not None
    else:
        fits = answer.isprintable() and len(answer) <= field.max_length
    if not fits:
        raise _wrong(field, Words("มีค่าที่ช่องนี้เก็บไม่ได้", "holds what this field cannot keep"))


def applies(field: FormField, form: Mapping[str, Any]) -> bool:
    """Whether the field is asked, given the answers so far."""
    return field.when is None or field.when.holds(dict(form))


def prefill(service: Service, citizen: Citizen | None, household: Household | None) -> dict[str, Answer]:
    """Answers the registry already has: the citizen is asked once."""
    if citizen is None:
        return {}
    known: dict[str, Answer] = {}
    for field in service.fields:
        if field.prefill is None:
            continue
        value = _member(field.prefill, citizen, household)
        if value:
            known[field.name] = value
    return known


def address_line(household: Household) -> str:
    """An address as one line."""
    bangkok = household.province.startswith("กรุงเทพ")
    tambon, amphoe = ("แขวง", "เขต") if bangkok else ("ต.", "อ.")
    parts = [
        household.number,
        f"หมู่ {household.moo}" if household.moo else "",
        _street(household.road),
        f"{tambon}{household.tambon}",
        f"{amphoe}{household.amphoe}",
        household.province if bangkok else f"จ.{household.province}",
        household.postcode,
    ]
    return " ".join(part for part in parts if part)


def _street(road: str) -> str:
    """A road with its short title; some registers write the whole word into the name."""
    return f"ถ.{road.removeprefix('ถนน').strip()}" if road else ""


def show_answer(field: FormField, answer: Answer | None) -> str:
    """An answer as a person reads it."""
    if answer is None:
        return ""
    if isinstance(answer, bool):
        return str(Words("ใช่", "Yes") if answer else Words("ไม่ใช่", "No"))
    if field.type == "choice":
        label = next((choice.label for choice in field.choices if choice.value == answer), None)
        return str(label) if label is not None else str(answer)
    if field.type == "date":
        return _shown_date(str(answer))
    return str(answer)


def _shown_date(iso: str) -> str:
    from datetime import date

    from desk.thai import date_words

    try:
        return str(date_words(date.fromisoformat(iso)))
    except ValueError:
        return iso  # a partial date is kept, and shown, as far as it is known


def _member(name: str, citizen: Citizen, household: Household | None) -> str | None:
    if name == "address" and household is not None:
        return address_line(household)
    if name == "born" and citizen.born_year is not None:
        parts = [f"{citizen.born_year - 543:04d}"]
        parts += [f"{part:02d}" for part in (citizen.born_month, citizen.born_day) if part is not None]
        return "-".join(parts)
    if name.startswith("household.") and household is not None:
        return str(getattr(household, name.removeprefix("household."), "") or "")
    value = getattr(citizen, name, None)
    return None if value is None else str(value)


def _whole_number(field: FormField, text: str) -> int:
    digits = to_ascii_digits(text).replace(",", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 12:
        raise _wrong(field, Words("ต้องเป็นตัวเลขจำนวนเต็ม", "must be a whole number"))
    number = int(digits)
    if field.least is not None and number < field.least:
        raise _wrong(field, Words("ต้องไม่น้อยกว่า {least}", "must be at least {least}").fill(least=field.least))
    if field.most is not None and number > field.most:
        raise _wrong(field, Words("ต้องไม่เกิน {most}", "must be at most {most}").fill(most=field.most))
    return number


def _yes_or_no(field: FormField, text: str) -> bool:
    said = text.casefold()
    if said in YES:
        return True
    if said in NO:
        return False
    raise _wrong(field, Words("ตอบ ใช่ หรือ ไม่", "answer yes or no"))


def _choice(field: FormField, text: str) -> str:
    said = to_ascii_digits(text).casefold()
    for number, choice in enumerate(field.choices, start=1):
        if said in (choice.value, str(number), choice.label.th.casefold(), choice.label.en.casefold()):
            return choice.value
    raise _wrong(field, Words("ไม่อยู่ในตัวเลือก", "is not one of the choices"))


def _belongs_to_name(letter: str) -> bool:
    return "\u0e01" <= letter <= "\u0e4f" or letter in _NAME_SIGNS


def _wrong(field: FormField, why: Words) -> DeskError:
    return AnswerWrong(field=field.label, why=why)
