"""A card for every failure of the line and every outcome of the centre: is it safe, what the citizen is told, which key
is next, whom to call. The codes themselves stand in `line_cards` and `outcome_cards`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desk.words import Words


@dataclass(frozen=True, slots=True)
class Card:
    """What to know and do about one code. `press` names one key."""

    code: str
    what: Words
    safe: Words
    tell: Words
    press: Words
    call: Words


KEPT: Final = Words("ปลอดภัย งานทั้งหมดบันทึกในเครื่องนี้แล้ว", "Safe: all work is saved on this desk")
AT_CENTRE: Final = Words("ปลอดภัย รายการอยู่ที่ส่วนกลางพร้อมเหตุผล ไม่ถูกลบ", "Safe: the centre keeps the line with its reason")
MONEY_STANDS: Final = Words("ปลอดภัย เงินและใบเสร็จเป็นไปตามที่ออก ส่วนกลางไม่ลบ", "Safe: money and receipt stand as issued")
NOT_SAVED: Final = Words("รายการล่าสุดไม่ได้บันทึก งานก่อนหน้าอยู่ครบ", "The last act was not saved; all before it is")
STOP: Final = Words("งานที่บันทึกแล้วยังอยู่ แต่อย่าออกใบเสร็จจากโต๊ะนี้", "What was saved is here, but issue no receipts")

NOTHING: Final = Words("ไม่ต้องแจ้งอะไร รับเรื่องต่อได้ตามปกติ", "Nothing; serve on as usual")
LATER: Final = Words("รับเรื่องไว้แล้ว จะแจ้งผลเมื่อส่วนกลางตอบ", "Your request is taken in; the result follows")
AGAIN: Final = Words("ขออภัย ขั้นตอนนี้ต้องทำใหม่ ไม่ต้องชำระซ้ำ", "This step must be repeated; you do not pay twice")
RECEIPT_GOOD: Final = Words("ใบเสร็จของท่านใช้ได้ เจ้าหน้าที่จะตรวจเอง", "Your receipt is good; the office looks into it")
ELSEWHERE: Final = Words("เชิญที่โต๊ะข้างๆ เครื่องนี้ขัดข้อง", "Please go to the next desk; this machine has a fault")

GO_ON: Final = Words("F3 กลับไปทำงานต่อ เครื่องลองส่งเอง", "F3: go on working; the desk tries again by itself")
LOOK_AGAIN: Final = Words("F5 ลองดูอีกครั้งภายหลัง", "F5: look again later")
RECOVER: Final = Words("F10 ให้หัวหน้ากู้รายการ", "F10: the supervisor recovers the lines")
RESEND: Final = Words("F10 แก้แล้วส่งใหม่ หรือบันทึกว่าจัดการแล้ว", "F10: send it anew, or note how it was settled")
REPEAT_ACT: Final = Words("F3 กลับไปทำรายการนั้นอีกครั้ง", "F3: go back and do the act again")
CLOSE_DESK: Final = Words("Ctrl+Q ปิดโปรแกรม แล้วแจ้งผู้ดูแล", "Ctrl+Q: close the desk, then call")

NOBODY: Final = Words("ไม่ต้องเรียกใคร", "Nobody")
SUPERVISOR: Final = Words("หัวหน้า", "The supervisor")
ADMINISTRATOR: Final = Words("ผู้ดูแลระบบ", "The administrator")
BOTH: Final = Words("หัวหน้า และผู้ดูแลระบบ", "The supervisor, and the administrator")
LONG: Final = Words("ผู้ดูแลระบบ ถ้ายังเป็นอยู่เกินครึ่งวัน", "The administrator, if it lasts half a day")

Told = tuple[Words, Words, Words, Words, Words]
"""What, safe, tell, press, call."""


def card_of(code: str, result: str = "") -> Card:
    """The card of a code; `result` (refused, conflict, waiting) helps where a newer centre names one unknown here.

    Of several problems named together (`gap,fork`) the gravest speaks.
    """
    from desk.counter.line_cards import GRAVEST, LINE_CARDS
    from desk.counter.outcome_cards import OUTCOME_CARDS

    named = code.split(",")
    one = next((grave for grave in GRAVEST if grave in named), named[0])
    told = (OUTCOME_CARDS.get(one) if result else None) or LINE_CARDS.get(one) or OUTCOME_CARDS.get(one)
    return Card(code, *(told or _by_result(result)))


def card_in_order(state: str) -> Card:
    """The card of a line with which nothing is wrong, by how far it has come (sync_story)."""
    what, safe = IN_ORDER.get(state, IN_ORDER["waiting"])
    return Card("", what, safe, NOTHING, _BACK, NOBODY)


IN_ORDER: Final[dict[str, tuple[Words, Words]]] = {
    "waiting": (Words("รอส่ง จะส่งเองเมื่อสายใช้ได้", "Waits to be sent; goes by itself once the line allows"), KEPT),
    "held": (
        Words("ศูนย์กลางสำนักงานเก็บไว้แล้ว รอส่งต่อส่วนกลาง", "Held in the branch; waits to be passed on to the centre"),
        Words("ปลอดภัย มีทั้งในเครื่องนี้และที่สำนักงาน", "Safe: on this desk and in the branch"),
    ),
    "taken": (
        Words("ส่วนกลางรับและลงลายเซ็นแล้ว รอตัดสิน", "Taken in and signed by the centre; not judged yet"),
        Words("ปลอดภัย มีลายเซ็นของส่วนกลางเป็นหลักฐาน", "Safe: the centre's signature proves it"),
    ),
    "decided": (
        Words("ส่วนกลางรับตามที่ส่ง", "The centre took it as sent"),
        Words("ปลอดภัย จบแล้ว", "Safe: done"),
    ),
    "answered": (Words("มีผู้จัดการรายการนี้แล้ว", "Somebody answered for this line"), AT_CENTRE),
    "carried": (Words("ยกไปสมุดรอบใหม่ในเลขใหม่", "Carried over into the next epoch under a new number"), KEPT),
}
"""What is said of a line by its state: what happened, and that it is safe."""
_BACK: Final = Words("F3 กลับไปทำงานต่อ", "F3: go on working")


def _by_result(result: str) -> Told:
    if result == "waiting":
        return _WAITS, AT_CENTRE, LATER, LOOK_AGAIN, NOBODY
    if result in ("refused", "conflict"):
        return _NOT_TAKEN, AT_CENTRE, LATER, RESEND, SUPERVISOR
    return _UNKNOWN, KEPT, NOTHING, GO_ON, LONG


_WAITS: Final = Words("ส่วนกลางรอข้อมูลอื่นก่อนตัดสิน", "The centre waits for something before it decides")
_NOT_TAKEN: Final = Words("ส่วนกลางไม่รับตามที่ส่ง", "The centre did not take it as sent")
_UNKNOWN: Final = Words("ส่งไม่สำเร็จด้วยเหตุที่รุ่นนี้ยังไม่รู้จัก", "Sending failed for a reason this version does not know")
