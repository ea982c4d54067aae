"""What the Thai ground refuses to take, said in both languages: also the kinds of Python, for whoever calls it so."""

from __future__ import annotations

from desk.model.errors import Refused
from desk.words import Words


class NotText(Refused, TypeError):
    """Something else than text where text is needed: nothing, a number, bytes."""

    code = "E224"
    said = Words(
        "สิ่งที่ให้มาไม่ใช่ข้อความ ไม่มีอะไรเปลี่ยนแปลง ให้เป็นข้อความแล้วลองใหม่",
        "What was given is no text; nothing was changed. Give it as text",
    )


class NotWholeSatang(Refused, TypeError):
    """An amount that is no whole number of satang."""

    code = "E225"
    said = Words(
        "จำนวนเงินต้องเป็นจำนวนเต็มหน่วยสตางค์ ไม่มีอะไรเปลี่ยนแปลง ตรวจจำนวนเงินอีกครั้ง",
        "An amount must be a whole number of satang; nothing was changed. Check the amount",
    )


class AmountBeyondWords(Refused, ValueError):
    """An amount beyond any state budget."""

    code = "E226"
    said = Words(
        "จำนวนเงินเกินวงเงินที่เขียนเป็นตัวอักษรได้ ไม่มีอะไรเปลี่ยนแปลง ตรวจจำนวนเงินอีกครั้ง",
        "The amount is beyond the limit of what is written in words; nothing was changed. Check the amount",
    )


class NotADay(Refused, TypeError):
    """Something else than a date where a day is to be written."""

    code = "E227"
    said = Words(
        "สิ่งที่ให้มาไม่ใช่วันที่ ไม่มีอะไรเปลี่ยนแปลง ตรวจวันที่อีกครั้ง",
        "What was given is no date; nothing was changed. Check the date",
    )


class NoSuchStyle(Refused, ValueError):
    """A style of dates, or of digits, that there is none of."""

    code = "E228"
    said = Words(
        "ไม่มีรูปแบบวันที่หรือแบบตัวเลขนี้ ไม่มีอะไรเปลี่ยนแปลง เลือกแบบที่มีในคู่มือ",
        "There is no such style of dates or of digits; nothing was changed. Choose one the manual names",
    )


def require_text(given: object) -> None:
    """Raise NotText for anything but text."""
    if not isinstance(given, str):
        raise NotText
