"""Amounts of money in Thai words, as they stand on receipts and cheques."""

from __future__ import annotations

from typing import Final

from desk.thai.refusals import AmountBeyondWords, NotWholeSatang

ET: Final = "เอ็ด"
NUENG: Final = "หนึ่ง"

# Beyond any state budget; keeps the words of hostile input short.
LIMIT_SATANG: Final = 10**20

_DIGITS = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACES = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
_MILLION = "ล้าน"


def _below_million(number: int, *, higher: bool, final_one: str) -> str:
    """Words of 1..999,999; `higher` tells that millions were said before it."""
    said = []
    for place in range(5, -1, -1):
        digit = number // 10**place % 10
        if digit == 0:
            continue
        if place == 1:
            said.append({1: "", 2: "ยี่"}.get(digit, _DIGITS[digit]) + _PLACES[1])
        elif place == 0 and digit == 1 and (higher or number > 1):
            said.append(ET if number // 10 % 10 else final_one)
        else:
            said.append(_DIGITS[digit] + _PLACES[place])
    return "".join(said)


def _number(number: int, final_one: str) -> str:
    millions, rest = divmod(number, 1_000_000)
    said = _number(millions, final_one) + _MILLION if millions else ""
    return said + _below_million(rest, higher=millions > 0, final_one=final_one)


def baht_text(satang: int, final_one: str = ET) -> str:
    """The amount in words: baht, then satang or ถ้วน; under one baht the satang alone; ลบ before a negative one.

    `final_one` is the word for a last 1 after an empty ten (101): เอ็ด as PyThaiNLP, num2words and most offices say
    it, or หนึ่ง as ICU's rules do (both in use, DOMAIN 3). After a ten that is there it is เอ็ด either way.

    Raises NotWholeSatang (a TypeError) for anything but a whole number of satang, float and bool included,
    AmountBeyondWords (a ValueError) from 10**20 satang on, ValueError for another `final_one`.
    """
    if type(satang) is not int:
        raise NotWholeSatang
    if final_one not in (ET, NUENG):
        raise ValueError(f"final_one must be {ET} or {NUENG}")
    if abs(satang) >= LIMIT_SATANG:
        raise AmountBeyondWords
    baht, left = divmod(abs(satang), 100)
    said = "ลบ" if satang < 0 else ""
    if baht or not left:
        said += (_number(baht, final_one) or "ศูนย์") + "บาท"
    return said + (_number(left, final_one) + "สตางค์" if left else "ถ้วน")
