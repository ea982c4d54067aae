"""Why a supervisor should look at something first: each reason with its weight; and the order that follows. Pure.

The weights are an order of magnitude, not a measurement: the office may set them (reference data `review_weights`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Final, Literal

from desk.words import Words

Reason = Literal[
    "void_near_close",
    "reprint",
    "own_record",
    "family_record",
    "looked_without_request",
    "edited_after_payment",
    "same_person",
    "long_offline",
    "random_sample",
]
REASON_WORDS: Final[dict[Reason, Words]] = {
    "void_near_close": Words("ยกเลิกใบเสร็จใกล้ปิดกะ", "voided near closing"),
    "reprint": Words("พิมพ์ใบเสร็จซ้ำ", "receipt printed again"),
    "own_record": Words("ทะเบียนของเจ้าหน้าที่เอง", "the officer's own record"),
    "family_record": Words("ทะเบียนคนในครอบครัวเจ้าหน้าที่", "the officer's family"),
    "looked_without_request": Words("เปิดทะเบียนโดยไม่มีคำขอ", "record opened without a request"),
    "edited_after_payment": Words("แก้หลังชำระเงิน", "edited after payment"),
    "same_person": Words("คนเดิมขอซ้ำ", "same person again"),
    "long_offline": Words("ทำตอนสายขาดนาน", "made long offline"),
    "random_sample": Words("สุ่มตรวจ", "random sample"),
}
WEIGHTS: Final[dict[Reason, int]] = {
    "own_record": 100,
    "void_near_close": 90,
    "edited_after_payment": 80,
    "family_record": 70,
    "looked_without_request": 50,
    "reprint": 40,
    "same_person": 30,
    "long_offline": 20,
    "random_sample": 10,
}
OVERDUE: Final = 60
DUE_TODAY: Final = 25
DUE_TOMORROW: Final = 15
PERCENT: Final = 100


def score(reasons: Collection[Reason], due: date | None, today: date, weights: Mapping[str, int]) -> int:
    """How far up it belongs: the weights of its reasons together, and how near its due date is.

    `weights` are the office's own for reasons it names; the rest weigh as in WEIGHTS.
    """
    return sum(weights.get(reason, WEIGHTS[reason]) for reason in set(reasons)) + _due_weight(due, today)


def in_order(reasons: Collection[Reason]) -> tuple[Reason, ...]:
    """The reasons, the gravest first."""
    return tuple(sorted(set(reasons), key=lambda reason: (-WEIGHTS[reason], reason)))


def sampled(ref: str, track: str, percent: int) -> bool:
    """Whether a request falls into the random sample: the same on every desk, and not to be foreseen when it is typed,
    as the tracking code is drawn when it is saved."""
    drawn = int.from_bytes(hashlib.sha256(f"{ref} {track}".encode()).digest()[:4], "big")
    return drawn % PERCENT < percent


def _due_weight(due: date | None, today: date) -> int:
    if due is None:
        return 0
    if due < today:
        return OVERDUE
    if due == today:
        return DUE_TODAY
    return DUE_TOMORROW if due == today + timedelta(days=1) else 0
