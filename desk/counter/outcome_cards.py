"""Cards of the centre's outcomes, by their codes. Refused work has a home: each card says what to do with it."""

from __future__ import annotations

from typing import Final

from desk.counter.card_words import (
    ADMINISTRATOR,
    AGAIN,
    AT_CENTRE,
    BOTH,
    LATER,
    LOOK_AGAIN,
    MONEY_STANDS,
    NOBODY,
    RECEIPT_GOOD,
    RESEND,
    SUPERVISOR,
    Told,
)
from desk.words import Words


def _again(th: str, en: str, call: Words = SUPERVISOR) -> Told:
    """Correct it and send it anew."""
    return Words(th, en), AT_CENTRE, AGAIN, RESEND, call


def _waits(th: str, en: str, call: Words = NOBODY) -> Told:
    """It is judged again by itself."""
    return Words(th, en), AT_CENTRE, LATER, LOOK_AGAIN, call


def _money(th: str, en: str) -> Told:
    """Facts of money stand; people look into them."""
    return Words(th, en), MONEY_STANDS, RECEIPT_GOOD, RESEND, SUPERVISOR


OUTCOME_CARDS: Final[dict[str, Told]] = {
    # waiting
    "unknown-reference": _waits("รอรายการที่อ้างถึงมาถึงส่วนกลาง", "Waits for a line it speaks of"),
    "unknown-service": _waits("ส่วนกลางยังไม่มีบริการรุ่นนี้", "The service is not known there yet", ADMINISTRATOR),
    "unknown-kind": _waits("ส่วนกลางยังเป็นรุ่นเก่า", "The centre is of an older version", ADMINISTRATOR),
    "revoked-key": _waits("เครื่องถูกเพิกถอน รอคนตัดสิน", "The desk was revoked; a person decides", BOTH),
    "internal": _waits("ส่วนกลางขัดข้องที่รายการนี้ รอคนดู", "The centre stumbled over it; a person looks", ADMINISTRATOR),
    # anybody's act
    "stale": _again("มีผู้ทำรายการก่อนหน้าที่โต๊ะนี้ยังไม่เห็น", "Somebody acted before, unseen at this desk"),
    "state": _again("สถานะที่ส่วนกลางเปลี่ยนไปแล้ว", "It stands differently at the centre by now"),
    "reference": _again("อ้างถึงรายการที่ไม่ใช่เรื่องนี้", "It speaks of a line that does not fit"),
    "not-a-line": _again("รายการอ่านไม่ได้", "The line cannot be read", BOTH),
    "number": _again("เลขรายการไม่ตรงกับลำดับ", "Its number is not its place", BOTH),
    "body": _again("ข้อมูลในรายการไม่ครบหรือผิดแบบ", "Something in it is missing or of the wrong kind", BOTH),
    "same-person": _again("ผู้ทำและผู้ยืนยันเป็นคนเดียวกัน", "Both signatures are of one person"),
    "second-officer": _again("ผู้ยืนยันคนที่สองไม่มีสิทธิ์", "The second person may not sign this"),
    "role": _again("ผู้ทำรายการไม่มีสิทธิ์ในเวลานั้น", "The officer's role did not permit it then"),
    # requests
    "own-request": _again("พิจารณาเรื่องที่ตนรับเอง ให้ผู้อื่นพิจารณา", "Decided on own work; somebody else decides"),
    "asked-once": _again("แจ้งเอกสารที่ขาดซ้ำโดยไม่มีเหตุผล", "Papers were asked for twice, without a reason"),
    "decided-by": _again("ผู้มีอำนาจพิจารณาไม่ตรงกับบริการ", "Decided by the wrong authority"),
    "no-record": _again("ไม่พบทะเบียนของผู้ที่คำขอเกี่ยวข้อง", "There is no record of the person concerned"),
    "effect": _again("ค่าที่ขอแก้ใส่ในทะเบียนไม่ได้", "The registry cannot hold the value asked for"),
    "not-troubled": _again("รายการที่อ้างไม่มีปัญหาให้แก้", "The line it answers was not in trouble"),
    "answered-twice": _again("มีผู้แก้รายการนี้ไปแล้ว", "Somebody answered that line already"),
    # tickets of the waiting room
    "ticket-owner": _waits("รอโต๊ะที่ถือบัตรคิวอนุญาต", "Waits for the desk that holds the ticket"),
    "not-holder": _again("บัตรคิวนี้อยู่ที่โต๊ะอื่น", "Another desk holds this ticket", NOBODY),
    "kept": _again("โต๊ะที่ถือบัตรคิวไม่ปล่อยบัตรนี้", "The desk that holds the ticket kept it", NOBODY),
    # money
    "sum": _money("ยอดเงินไม่เท่ากับผลรวมของรายการ", "The sum is not that of its items"),
    "already-paid": _money("ใบสั่งนี้ชำระแล้วจากที่อื่น", "The order was paid elsewhere already"),
    "order-cancelled": _money("ใบสั่งนี้ถูกยกเลิกก่อนรับเงิน", "The order was cancelled before the money"),
    "not-settled": _money("ธนาคารยังไม่ยืนยันยอดนี้", "The bank has not confirmed this sum"),
    "duplicate-number": _money("เลขใบเสร็จนี้มีอีกใบหนึ่ง", "Another receipt bears this number"),
    "unknown-book": _money("ส่วนกลางไม่รู้จักเล่มใบเสร็จนี้", "The centre does not know this receipt book"),
    "fiscal-year": _money("วันที่กับปีงบประมาณไม่ตรงกัน", "Date and fiscal year do not agree"),
    "outside-book": _money("เลขอยู่นอกเล่มที่โต๊ะนี้ถือ", "The number is outside this desk's book"),
    "already-void": _money("ใบเสร็จนี้ยกเลิกไปแล้ว", "The receipt was voided before"),
    "late-void": _money("ยกเลิกใบเสร็จของวันอื่น", "A receipt of another day was voided"),
    "already-placed": _money("ยอดธนาคารนี้จัดการไปแล้ว", "This sum of the bank had its place already"),
    "leased-book": _money("เล่มนี้ไม่ใช่เล่มกระดาษ", "This book is no paper book"),
    "number-used": _money("เลขนี้มีใบเสร็จหรือปิดไปแล้ว", "The number has a receipt or was ended"),
    "numbers": _money("ช่วงเลขไม่ถูกต้อง", "The span of numbers cannot be"),
}
