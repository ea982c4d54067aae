"""Thai QR payment, the payer's slip QR, and the bill-payment barcode: built and read. Money is whole satang.

A QR text is a row of fields, each two digits of tag, two of length, then the value; some values are rows again. Tags
and application ids as in the Thai QR payment standard (EMVCo merchant-presented mode; facts in DOMAIN 4.1). Compare
texts by their parsed tags, never as strings: builders order the tags differently.
"""

from __future__ import annotations

import re
from binascii import crc_hqx
from dataclasses import dataclass
from typing import Final, TypeAlias

from desk.model.errors import Refused
from desk.words import Words

Tags: TypeAlias = "tuple[tuple[str, str | Tags], ...]"

AID_CREDIT_TRANSFER: Final = "A000000677010111"
AID_ONE_TIME: Final = "A000000677010114"
AID_BILL: Final = "A000000677010112"
AID_BILL_CROSS_BORDER: Final = "A000000677012006"
BAHT: Final = "764"
THAILAND: Final = "TH"

# Ten digits of baht, a point, two of satang: the thirteen characters that tag 54 can hold.
LIMIT_SATANG: Final = 999_999_999_999
LONGEST_QR: Final = 512

_TEMPLATES: Final = frozenset(f"{tag:02d}" for tag in (*range(26, 52), 62, 64, 80))
_REFERENCE: Final = re.compile(r"[A-Z0-9]{1,20}")
_AMOUNT: Final = re.compile(r"[0-9]{1,10}(?:\.[0-9]{0,2})?")


class QrRefused(Refused):
    """A payment code that cannot be built or read; the subclass says why."""

    code = "E460"
    said = Words(
        "รหัสชำระเงินนี้ใช้ไม่ได้ ไม่มีอะไรเปลี่ยนแปลง สแกนใหม่หรือพิมพ์เลขอ้างอิงเอง",
        "This payment code cannot be used; nothing was changed. Scan again or type the reference",
    )


class QrPartWrong(QrRefused):
    """A part given to build a code does not fit its form."""

    code = "E461"
    said = Words(
        "สร้างรหัสชำระเงินไม่ได้ เพราะ{part}ไม่ถูกรูปแบบ ไม่มีอะไรเปลี่ยนแปลง แก้แล้วลองใหม่",
        "The payment code cannot be made: the {part} has the wrong form. Nothing was changed. Correct it and try again",
    )


class QrMalformed(QrRefused):
    """The text is no row of tags, lengths and values, or misses a tag it must have."""

    code = "E462"
    said = Words(
        "สิ่งที่สแกนไม่ใช่รหัสชำระเงินไทยที่สมบูรณ์ ไม่มีอะไรเปลี่ยนแปลง สแกนใหม่อีกครั้ง",
        "What was scanned is no complete Thai payment code; nothing was changed. Scan it again",
    )


class QrChecksumWrong(QrRefused):
    """The checksum does not fit the text: it was misread or altered."""

    code = "E463"
    said = Words(
        "รหัสชำระเงินถูกอ่านผิดหรือถูกแก้ไข เพราะผลตรวจสอบไม่ตรง ไม่มีอะไรเปลี่ยนแปลง สแกนใหม่อีกครั้ง",
        "The payment code was misread or altered: its checksum does not fit. Nothing was changed. Scan it again",
    )


class NotASlip(QrRefused):
    """A sound code, but not the one of a payer's slip."""

    code = "E464"
    said = Words(
        "รหัสนี้ไม่ใช่รหัสบนสลิปโอนเงิน ไม่มีอะไรเปลี่ยนแปลง สแกนรหัสบนสลิปของผู้ชำระ",
        "This is not the code of a transfer slip; nothing was changed. Scan the code on the payer's slip",
    )


class BarcodeMalformed(QrRefused):
    """The text is no bill-payment barcode."""

    code = "E465"
    said = Words(
        "บาร์โค้ดนี้ไม่ใช่ใบแจ้งชำระเงินที่สมบูรณ์ ไม่มีอะไรเปลี่ยนแปลง สแกนใหม่อีกครั้ง",
        "This barcode is no complete bill payment; nothing was changed. Scan it again",
    )


_MOBILE: Final = Words("หมายเลขโทรศัพท์", "mobile number")
_PERSON: Final = Words("เลขประจำตัวหรือเลขผู้เสียภาษี", "citizen or tax number")
_WALLET: Final = Words("เลขกระเป๋าเงินอิเล็กทรอนิกส์", "e-wallet number")
_ACCOUNT: Final = Words("รหัสธนาคารและเลขบัญชี", "bank code and account")
_RECIPIENT: Final = Words("ผู้รับเงิน", "recipient")
_BILLER: Final = Words("รหัสผู้รับชำระ", "biller")
_REF1: Final = Words("เลขอ้างอิง 1", "reference 1")
_REF2: Final = Words("เลขอ้างอิง 2", "reference 2")
_REF3: Final = Words("เลขอ้างอิง 3", "reference 3")
_SUM: Final = Words("จำนวนเงิน", "amount")


def _field(tag: str, value: str) -> str:
    assert len(value) <= 99
    return f"{tag}{len(value):02d}{value}"


def _crc(text: str) -> str:
    """CRC-16/CCITT-FALSE of the text up to and with the checksum's own tag and length, four hex digits."""
    return f"{crc_hqx(text.encode('utf-8', 'surrogatepass'), 0xFFFF):04X}"


def _matching(value: str, form: str, part: Words) -> str:
    if not re.fullmatch(form, value):
        raise QrPartWrong(part=part)
    return value


def _require_satang(satang: int, *, least: int) -> None:
    if type(satang) is not int:
        raise TypeError(f"satang must be int, not {type(satang).__name__}")
    if not least <= satang <= LIMIT_SATANG:
        raise QrPartWrong(part=_SUM)


def _mobile(number: str) -> str:
    """A Thai mobile number as tag 29 holds it: 0066 and nine digits. `08…`, `668…`, `+668…`, `00668…` are one."""
    digits = _matching(re.sub(r"[ -]", "", number), r"\+?[0-9]{10,13}", _MOBILE).lstrip("+")
    if len(digits) == 10 and digits[0] == "0":
        return "0066" + digits[1:]
    return "0066" + _matching(digits, "(?:00)?66[0-9]{9}", _MOBILE)[-9:]


def _recipient(target: str) -> str:
    """A PromptPay id by its length: 10 a mobile number, 13 a citizen or tax number, 15 an e-wallet."""
    digits = re.sub(r"[ -]", "", target)
    if re.fullmatch("[0-9]{15}", digits):
        return _field("03", digits)
    if re.fullmatch("[0-9]{13}", digits) and not digits.startswith("0066"):
        return _field("02", digits)
    if re.fullmatch(r"\+?[0-9]{10,13}", digits):
        return _field("01", _mobile(digits))
    raise QrPartWrong(part=_RECIPIENT)


def build(
    target: str | None = None,
    *,
    mobile: str | None = None,
    national_id: str | None = None,
    ewallet: str | None = None,
    bank_account: str | None = None,
    one_time: bool = False,
    biller: str | None = None,
    ref1: str | None = None,
    ref2: str | None = None,
    ref3: str | None = None,
    cross_border: bool = False,
    amount_satang: int | None = None,
) -> str:
    """The text of a payment QR.

    Either a transfer to one recipient (tag 29): `target` (its kind told by length), `mobile`, `national_id` (or tax
    number, 13 digits), `ewallet` (15) or `bank_account` (bank code 3 and account, 43 at most), `one_time` for a code
    of one use. Or a bill payment (tag 30): `biller` (tax number 13, with suffix 15 digits), `ref1`, perhaps `ref2`
    (A-Z and 0-9, 20 at most) and `ref3` (terminal, tag 62.07), `cross_border` for the ASEAN application.

    Without an amount the code is static and the payer types one. Check digits of numbers are not looked at here.
    Raises QrPartWrong naming the part; TypeError when the amount is not int, or when recipients are mixed.
    """
    people = [recipient for recipient in (target, mobile, national_id, ewallet, bank_account) if recipient is not None]
    if (biller is None) == (not people) or len(people) > 1:
        raise TypeError("give either one recipient or a biller")
    if biller is None:
        if ref1 is not None or ref2 is not None or cross_border:
            raise TypeError("references belong to a biller")
        account = _transfer(target, mobile, national_id, ewallet, bank_account, one_time=one_time)
    else:
        if one_time:
            raise TypeError("one_time belongs to a transfer")
        account = _bill(biller, ref1, ref2, cross_border=cross_border)
    text = _field("00", "01") + _field("01", "11" if amount_satang is None else "12") + account + _field("53", BAHT)
    if amount_satang is not None:
        _require_satang(amount_satang, least=1)
        text += _field("54", f"{amount_satang // 100}.{amount_satang % 100:02d}")
    text += _field("58", THAILAND)
    if ref3 is not None:
        text += _field("62", _field("07", _matching(ref3, "[A-Z0-9]{1,20}", _REF3)))
    text += "6304"
    return text + _crc(text)


def _transfer(
    target: str | None,
    mobile: str | None,
    national_id: str | None,
    ewallet: str | None,
    bank_account: str | None,
    *,
    one_time: bool,
) -> str:
    if mobile is not None:
        recipient = _field("01", _mobile(mobile))
    elif national_id is not None:
        recipient = _field("02", _matching(national_id, "[0-9]{13}", _PERSON))
    elif ewallet is not None:
        recipient = _field("03", _matching(ewallet, "[0-9]{15}", _WALLET))
    elif bank_account is not None:
        recipient = _field("04", _matching(bank_account, "[0-9]{3}[A-Z0-9]{1,40}", _ACCOUNT))
    else:
        recipient = _recipient(target or "")
    return _field("29", _field("00", AID_ONE_TIME if one_time else AID_CREDIT_TRANSFER) + recipient)


def _bill(biller: str, ref1: str | None, ref2: str | None, *, cross_border: bool) -> str:
    parts = _field("00", AID_BILL_CROSS_BORDER if cross_border else AID_BILL)
    parts += _field("01", _matching(biller, "[0-9]{13}(?:[0-9]{2})?", _BILLER))
    parts += _field("02", _matching(ref1 or "", _REFERENCE.pattern, _REF1))
    if ref2 is not None:
        parts += _field("03", _matching(ref2, _REFERENCE.pattern, _REF2))
    return _field("30", parts)


def _rows(text: str) -> list[tuple[str, str]]:
    """The tags of one level in their order; raises QrMalformed for anything but whole fields, or a tag twice."""
    rows: list[tuple[str, str]] = []
    place = 0
    while place < len(text):
        head = text[place : place + 4]
        if not re.fullmatch("[0-9]{4}", head):
            raise QrMalformed
        end = place + 4 + int(head[2:])
        if end > len(text) or end == place + 4 or any(tag == head[:2] for tag, _ in rows):
            raise QrMalformed
        rows.append((head[:2], text[place + 4 : end]))
        place = end
    return rows


def _checked(text: str) -> tuple[list[tuple[str, str]], str]:
    """The top rows of a text whose checksum fits, and the checksum's tag: 63, or 91 on a slip."""
    if len(text) > LONGEST_QR:
        raise QrMalformed
    # Some bank applications drop the leading zeros of a slip's checksum though the length still says four.
    short = re.fullmatch("(.+9104)([0-9A-Fa-f]{1,3})", text, re.DOTALL)
    rows = _rows(short[1] + short[2].zfill(4) if short else text)
    if not rows or rows[0][0] != "00" or rows[-1][0] not in ("63", "91") or len(rows[-1][1]) != 4:
        raise QrMalformed
    covered = short[1] if short else text[:-4]
    if rows[-1][1].upper() != _crc(covered):
        raise QrChecksumWrong
    return rows, rows[-1][0]


def parse(text: str) -> Tags:
    """The tags of a payment or slip QR in their order: `(("00", "01"), …, ("29", (("00", "A0…"), …)), …)`.

    Values that are rows again (26-51, 62, 64, 80; on a slip 00) come parsed. The checksum (63; on a slip 91) must fit
    and stand last. Raises QrMalformed or QrChecksumWrong.
    """
    rows, checksum = _checked(text.strip())
    if checksum == "91":
        return tuple((tag, tuple(_rows(value)) if tag == "00" else value) for tag, value in rows)
    if rows[0][1] != "01":
        raise QrMalformed
    if any(tag == "54" and not _AMOUNT.fullmatch(value) for tag, value in rows):
        raise QrMalformed
    return tuple((tag, tuple(_rows(value)) if tag in _TEMPLATES else value) for tag, value in rows)


def value_at(tags: Tags, *path: str) -> str | None:
    """The value at a path of tags, such as `"30", "02"` for reference 1; None where there is none."""
    here: str | Tags | None = tags
    for step in path:
        here = dict(here).get(step) if isinstance(here, tuple) else None
    return here if isinstance(here, str) else None


def amount_of(tags: Tags) -> int | None:
    """The amount of a parsed payment QR in satang; None when the payer types it."""
    written = value_at(tags, "54")
    if written is None:
        return None
    baht, _, part = written.partition(".")
    return int(baht) * 100 + int((part or "0").ljust(2, "0"))


@dataclass(frozen=True, slots=True)
class Slip:
    """What a payer's slip QR tells: a claim to be asked of the bank, never proof of payment."""

    reference: str
    bank: str | None
    """Three digits of the sending bank; None on a TrueMoney slip."""
    event: str | None = None
    day_written: str | None = None
    """TrueMoney only: kind of event, and the day as DDMMYYYY."""


def parse_slip(text: str) -> Slip:
    """Read the small QR of a transfer slip. Raises NotASlip, QrMalformed or QrChecksumWrong."""
    tags = parse(text)
    if tags[-1][0] != "91" or not isinstance(tags[0][1], tuple):
        raise NotASlip
    part = {tag: str(value) for tag, value in tags[0][1]}
    if part.get("00") == "000001":
        bank, reference = part.get("01", ""), part.get("02", "")
        if not re.fullmatch("[0-9]{3}", bank) or not _printable(reference) or value_at(tags, "51") != THAILAND:
            raise NotASlip
        return Slip(reference, bank)
    if part.get("00") == "01" and part.get("01") == "01":
        event, reference, day = part.get("02", ""), part.get("03", ""), part.get("04", "")
        if not (_printable(event) and _printable(reference) and re.fullmatch("[0-9]{8}", day)):
            raise NotASlip
        return Slip(reference, None, event, day)
    raise NotASlip


def _printable(value: str) -> bool:
    return re.fullmatch("[!-~]{1,99}", value) is not None


@dataclass(frozen=True, slots=True)
class Bill:
    """What a bill-payment barcode tells; `amount_satang` is None when the payer may choose."""

    biller: str
    ref1: str
    ref2: str | None
    amount_satang: int | None


def build_barcode(biller: str, ref1: str, ref2: str | None = None, amount_satang: int | None = None) -> str:
    """The text of a counter barcode: `|` biller (15 digits) CR ref1 CR ref2 CR satang, 0 for no amount.

    Raises QrPartWrong naming the part, TypeError when the amount is not int.
    """
    _matching(biller, "[0-9]{15}", _BILLER)
    _matching(ref1, _REFERENCE.pattern, _REF1)
    _matching(ref2 or "", "[A-Z0-9]{0,20}", _REF2)
    if amount_satang is not None:
        _require_satang(amount_satang, least=0)
    return f"|{biller}\r{ref1}\r{ref2 or ''}\r{amount_satang or 0}"


def parse_barcode(text: str) -> Bill:
    """Read a counter barcode. Raises BarcodeMalformed for any other number of parts or form of one."""
    found = re.fullmatch(r"\|([0-9]{15})\r([A-Z0-9]{1,20})\r([A-Z0-9]{0,20})\r([0-9]{1,12})", text[:LONGEST_QR])
    if not found or len(text) > LONGEST_QR:
        raise BarcodeMalformed
    return Bill(found[1], found[2], found[3] or None, int(found[4]) or None)
