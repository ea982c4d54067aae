"""A card for every failure of the line and every outcome of the centre: is it safe, what the citizen is told, which key
is next, whom to call. The codes themselves stand in `line_cards` and `outcome_cards`."""

from __future__ import annotations

from typing import Final

from desk.counter.card_words import (
    AT_CENTRE,
    GO_ON,
    KEPT,
    LATER,
    LONG,
    LOOK_AGAIN,
    NOBODY,
    NOTHING,
    RESEND,
    SUPERVISOR,
    Card,
    Told,
)
from desk.counter.line_cards import GRAVEST, LINE_CARDS
from desk.counter.outcome_cards import OUTCOME_CARDS
from desk.words import Words


def card_of(code: str, result: str = "") -> Card:
    """The card of a code; `result` (refused, conflict, waiting) helps where a newer centre names one unknown here.

    Of several problems named together (`gap,fork`) the gravest speaks.
    """
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
