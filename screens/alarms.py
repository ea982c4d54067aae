"""The one thing in the header that must not be overlooked: code and a few words, the gravest only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desk.words import Words

if TYPE_CHECKING:
    from desk.counter.status import Status

ALARMS: Final[dict[str, Words]] = {
    "E632": Words("E632 โต๊ะถูกทำซ้ำ", "E632 desk was copied"),
    "E633": Words("E633 ไม่ตรงส่วนกลาง", "E633 not as the centre"),
    "E635": Words("E635 แฟ้มถูกย้อน", "E635 file put back"),
    "E637": Words("E637 นาฬิกาผิด", "E637 clock is wrong"),
}
"""By the code of what is amiss; the sync view tells the whole of it."""


def alarm_words(status: Status) -> Words | None:
    """What the header says instead of the line's state; None where all is well."""
    if status.integrity or status.doubt:
        return ALARMS.get(status.integrity or status.doubt)
    return ALARMS["E637"] if status.clock_is_wrong else None
