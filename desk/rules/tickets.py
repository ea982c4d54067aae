"""The queue in the waiting room: which ticket is next, and what may be done with one. Pure.

People of the priority lanes are called first, yet not without end: while ordinary tickets wait, at most two calls in a
row go past them. How many is the office's to set (policy `ticket_priority_run`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from desk.model.errors import Refused
from desk.model.kinds.tickets import Lane
from desk.words import Words

State = Literal["waiting", "called", "held", "missed", "served", "dropped", "not_taken"]
Action = Literal["call", "recall", "hold", "return", "miss", "transfer", "serve", "drop", "give"]

LANES: Final[tuple[Lane, ...]] = get_args(Lane)
LANE_WORDS: Final[dict[Lane, Words]] = {
    "ordinary": Words("ทั่วไป", "Ordinary"),
    "elderly": Words("ผู้สูงอายุ", "Elderly"),
    "disabled": Words("ผู้พิการ", "Disabled"),
    "monk": Words("พระภิกษุ นักบวช", "Monk"),
    "pregnant": Words("หญิงมีครรภ์", "Pregnant"),
    "appointment": Words("นัดหมายไว้", "Appointment"),
}
STATE_WORDS: Final[dict[State, Words]] = {
    "waiting": Words("รอเรียก", "Waiting"),
    "called": Words("กำลังเรียก", "Called"),
    "held": Words("พักไว้", "Held"),
    "missed": Words("เรียกแล้วไม่มา", "Missed"),
    "served": Words("เสร็จแล้ว", "Served"),
    "dropped": Words("ยกเลิก", "Dropped"),
    "not_taken": Words("ส่วนกลางไม่รับ", "Not taken"),
}
ACTION_WORDS: Final[dict[Action, Words]] = {
    "call": Words("เรียก", "Call"),
    "recall": Words("เรียกซ้ำ", "Call again"),
    "hold": Words("พักคิว", "Hold"),
    "return": Words("คืนเข้าคิว", "Back to the queue"),
    "miss": Words("ไม่มา", "Did not come"),
    "transfer": Words("โอนกลุ่มงาน", "Transfer"),
    "serve": Words("เสร็จ", "Served"),
    "drop": Words("ยกเลิกคิว", "Drop"),
    "give": Words("ยกให้โต๊ะอื่น", "Give"),
}
FROM: Final[dict[Action, frozenset[State]]] = {
    "call": frozenset({"waiting", "held", "missed"}),
    "recall": frozenset({"called"}),
    "hold": frozenset({"waiting", "called"}),
    "return": frozenset({"held", "missed", "called"}),
    "miss": frozenset({"called"}),
    "transfer": frozenset({"waiting", "called", "held"}),
    "serve": frozenset({"called"}),
    "drop": frozenset({"waiting", "held", "missed", "called"}),
    "give": frozenset({"waiting", "held", "missed"}),
}
"""From which states each act leads on."""
PRIORITY_RUN: Final = 2
SERIAL_MAX: Final = 9_999


class TicketNotSo(Refused):
    """The ticket is in a state from which this act does not lead on."""

    code = "E830"
    said = Words(
        "บัตรคิว {number} อยู่ในสถานะ {state} จึง{action}ไม่ได้ ไม่มีอะไรเปลี่ยนแปลง กด F5 อ่านใหม่",
        "Ticket {number} is in the state “{state}”: “{action}” is not possible. Nothing was changed; press F5",
    )


class TicketUnknown(Refused):
    """No such ticket or service group here."""

    code = "E831"
    said = Words(
        "ไม่พบบัตรคิวหรือกลุ่มงาน {number} ที่โต๊ะนี้ ไม่มีอะไรเปลี่ยนแปลง กด F5 แล้วลองใหม่",
        "There is no ticket or service group {number} at this desk; nothing was changed. Press F5 and try again",
    )


class TicketElsewhere(Refused):
    """The ticket belongs to another desk: that one calls it, or gives it."""

    code = "E832"
    said = Words(
        "บัตรคิว {number} เป็นของโต๊ะ {desk} ยังไม่ได้เรียก กด Enter เพื่อขอคิวนี้ เมื่อโต๊ะนั้นยกให้แล้วจึงเรียกได้",
        "Ticket {number} belongs to desk {desk} and was not called. Enter asks for it; call it once that desk gives it",
    )


class NoTicketWaiting(Refused):
    """Nobody waits whom this desk may call."""

    code = "E833"
    said = Words(
        "ไม่มีคิวรอเรียกที่โต๊ะนี้ ไม่มีอะไรเปลี่ยนแปลง คิวของโต๊ะอื่นเลือกแล้วกด Enter เพื่อขอ",
        "Nobody waits for this desk; nothing was changed. Choose another desk's ticket and press Enter to ask for it",
    )


class TicketsUsedUp(Refused):
    """More tickets than a day has numbers."""

    code = "E834"
    said = Words(
        "บัตรคิวกลุ่ม {group} ของวันนี้ออกครบทุกเลขแล้ว ไม่ได้ออกบัตร ใช้กลุ่มงานอื่น",
        "Group {group} has given out every number of today; no ticket was issued. Use another group",
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket that waits, as the choice of the next one sees it. `issued` in ms."""

    ref: str
    lane: Lane
    issued: int


def may(action: Action, state: State) -> bool:
    """Whether the act leads on from that state."""
    return state in FROM[action]


def check(action: Action, state: State, number: str) -> None:
    """Raise TicketNotSo unless the act leads on from that state."""
    if not may(action, state):
        raise TicketNotSo(number=number, state=STATE_WORDS[state], action=ACTION_WORDS[action])


def next_of(waiting: Sequence[Waiting], lanes_before: Sequence[Lane], run: int = PRIORITY_RUN) -> Waiting | None:
    """Who is called next: the priority lane that waited longest, unless the last `run` calls all went past an ordinary
    ticket that waits; `lanes_before` are the lanes called last, the latest first."""
    priority = [ticket for ticket in waiting if ticket.lane != "ordinary"]
    ordinary = [ticket for ticket in waiting if ticket.lane == "ordinary"]
    in_a_row = 0
    for lane in lanes_before:
        if lane == "ordinary":
            break
        in_a_row += 1
    first = priority if priority and (not ordinary or in_a_row < run) else ordinary
    return min(first, key=lambda ticket: (ticket.issued, ticket.ref), default=None)
