"""The card in the reader as the search box uses it: its number fills the box, and says who is found by a card read.

Once the card is out the number in the box is a number like any other, which is to be confirmed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desk.words import Words
from screens.found_rows import BEFORE_TYPING

if TYPE_CHECKING:
    from desk.counter.lookup import Found
    from desk.model.card import CardEvent, ThaiCard

READING: Final = Words("กำลังอ่านบัตร อย่าดึงออก…", "Reading the card, leave it in…")
READ: Final = Words("อ่านบัตรแล้ว · F7 ดูบัตร", "The card is read · F7 shows it")
REMOVED: Final = Words("นำบัตรออกแล้ว", "The card was taken out")
_WORDS: Final = {"reading": READING, "read": READ, "photo": READ, "removed": REMOVED}
_ABSENT: Final = {
    "absent_service": Words("เครื่องนี้ไม่มีบริการอ่านบัตร", "no card service here"),
    "absent_reader": Words("ไม่พบเครื่องอ่านบัตร", "no card reader"),
    "removed": REMOVED,
    "empty": Words("เสียบบัตรได้", "a card may be put in"),
}


class CardAtFind:
    """What happened at the reader, as far as the search is concerned."""

    def __init__(self) -> None:
        self.card: ThaiCard | None = None
        self.state = ""
        self._pulled = False

    def take(self, event: CardEvent, in_box: str) -> str | None:
        """Take in what happened; the number the box is to hold now, None to leave it."""
        self._pulled = self.state == "failed" and event.state == "removed" and self._pulled
        self.state = event.state
        if event.error is not None and event.state == "failed":
            from desk.devices.thai_card import CardGone

            self._pulled = isinstance(event.error, CardGone)
        if event.card is not None:
            # the photo comes later: whoever typed meanwhile keeps what they typed
            is_news = self.card is None or self.card.pin != event.card.pin
            self.card = event.card
            return event.card.pin if is_news else None
        gone = self.card
        if event.state in ("removed", "failed", "absent_reader", "absent_service"):
            self.card = None
            if gone is not None and gone.pin == in_box:
                return ""
        return None

    @property
    def words(self) -> Words | None:
        """What to say of it on the message line; None leaves what stands there: that a card was pulled out half-way,
        and that nothing of it was used, is not to give way to its being out."""
        return None if self._pulled else _WORDS.get(self.state)

    def is_of(self, pin: str, in_box: str) -> bool:
        """Whether a row is the person whose card lies in the reader, found by it."""
        return self.card is not None and self.card.pin == pin and in_box == self.card.pin

    def beside(self, found: Found | None, in_box: str) -> Words | None:
        """The line under the box: the card's name beside what was found by it; how the reader stands while nothing is
        typed; None where the card has nothing to do with the search."""
        card = self.card
        if card is None or in_box != card.pin:
            absent = _ABSENT.get(self.state)
            if in_box or absent is None:
                return None
            return Words("{typing} · {reader}", "{typing} · {reader}").fill(typing=BEFORE_TYPING, reader=absent)
        name = card.thai.whole or card.english.whole
        if found is not None and not found.rows:
            said = Words(
                "บัตร: {name} · ไม่พบในสำเนา · F8 ถามส่วนกลาง", "Card: {name} · not in the copy · F8 asks the centre"
            )
        elif found is not None and found.rows and found.rows[0].name != name:
            said = Words(
                "! บัตร: {name} · ชื่อในทะเบียนต่างจากบัตร ตรวจก่อนเปิด",
                "! Card: {name} · the registry has another name, compare first",
            )
        else:
            said = Words("บัตร: {name} · แสดงตน: อ่านบัตร", "Card: {name} · identity shown by: card read")
        return said.fill(name=name)
