"""What the card in the reader says, with its photo: compared with the person before one opens the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from desk.rules.ids import format_pin
from desk.thai import PartialDate, partial_words
from desk.thai.dates import DateNotUnderstood
from desk.words import Words
from screens.base import SubScreen
from screens.dates import iso_words
from screens.parts import FactRow, Said
from screens.photo import Photo
from screens.work import work_of

if TYPE_CHECKING:
    from desk.model.card import CardEvent, ThaiCard

LABEL = 16
PHOTO_CELLS = (28, 17)
_SEX = {"m": Words("ชาย", "male"), "f": Words("หญิง", "female"), "u": Words("ไม่ระบุ", "not told")}
_FOR_LIFE = Words("ตลอดชีพ", "for life")
_UNKNOWN = Words("อ่านไม่ได้", "cannot be read")
_GONE = Words("นำบัตรออกแล้ว สิ่งที่แสดงคือบัตรที่อ่านไว้", "The card was taken out; what you see is what was read of it")


class CardView(SubScreen[None]):
    """The card's own words; nothing here comes from the registry."""

    ABOUT = Words(
        "ข้อมูลจากบัตรในเครื่องอ่าน ไม่ใช่จากทะเบียน เทียบรูปกับผู้ที่อยู่ตรงหน้า",
        "What the card in the reader says, not the registry. Compare the photo with the person",
    )
    DEFAULT_CSS = """
    CardView .facts { width: 1fr; height: 100%; }
    CardView .side { height: 1fr; }
    """

    def __init__(self, card: ThaiCard) -> None:
        super().__init__()
        self.card = card
        self._facts = {
            "pin": FactRow(Words("เลขประจำตัว", "Number"), label_width=LABEL),
            "thai": FactRow(Words("ชื่อ", "Name"), label_width=LABEL),
            "english": FactRow(Words("ชื่ออังกฤษ", "In English"), label_width=LABEL),
            "born": FactRow(Words("เกิด", "Born"), label_width=LABEL),
            "sex": FactRow(Words("เพศ", "Sex"), label_width=LABEL),
            "address": FactRow(Words("ที่อยู่บนบัตร", "Address"), label_width=LABEL),
            "place": FactRow(Words("", ""), label_width=LABEL),
            "issued": FactRow(Words("วันออกบัตร", "Issued"), label_width=LABEL),
            "expires": FactRow(Words("หมดอายุ", "Expires"), label_width=LABEL),
            "issuer": FactRow(Words("ออกโดย", "Issued by"), label_width=LABEL),
            "damaged": FactRow(Words("ระวัง", "Beware"), label_width=LABEL),
        }
        self._photo = Photo(card.photo, width=PHOTO_CELLS[0], height=PHOTO_CELLS[1])

    def body(self) -> ComposeResult:
        """A heading, the facts, the photo beside them."""
        yield Said(Words("บัตรประจำตัวประชาชนในเครื่องอ่าน", "The identity card in the reader"), classes="title")
        with Horizontal(classes="side"):
            with Vertical(classes="facts"):
                yield from self._facts.values()
            yield self._photo

    def on_mount(self) -> None:
        """Show the card, with whatever of it came since."""
        now = work_of(self).card
        if now is not None:
            self.card_news(now)
        self.language_changed()

    def card_news(self, event: CardEvent) -> None:
        """The photo comes later; another card is another screen."""
        if event.state == "photo" and event.card is not None and event.card.pin == self.card.pin:
            self.card = event.card
            self._photo.show(event.card.photo)
        elif event.state in ("removed", "absent_reader", "absent_service"):
            self.say(_GONE)

    def language_changed(self) -> None:
        """Every fact in the language in force."""
        card, facts = self.card, self._facts
        facts["pin"].show(format_pin(card.pin))
        facts["thai"].show(_readable(card.thai.whole))
        facts["english"].show(_readable(card.english.whole))
        facts["born"].show(_born(card))
        facts["sex"].show(_SEX[card.sex])
        half = max(1, len(card.address) - 3)
        facts["address"].show(_readable(" ".join(part for part in card.address[:half] if part)) or "-")
        facts["place"].show(_readable(" ".join(part for part in card.address[half:] if part)))
        facts["issued"].show(iso_words(card.issued) if card.issued else _UNKNOWN)
        expires = iso_words(card.expires) if card.expires else _FOR_LIFE if card.for_life else _UNKNOWN
        lapsed = card.expires is not None and card.expires < work_of(self).open_office.today().isoformat()
        if lapsed:
            expires = Words(f"! {expires.th} หมดอายุแล้ว", f"! {expires.en}, lapsed")
        facts["expires"].show(expires)
        facts["issuer"].show(_readable(card.issuer))
        facts["damaged"].display = card.damaged
        facts["damaged"].show(Words("? คือตัวอักษรที่อ่านไม่ได้", "? is an unreadable letter"))


def _readable(text: str) -> str:
    # many a terminal's font has no sign for a letter that cannot be read, and would show a blank
    return text.replace("\ufffd", "?")


def _born(card: ThaiCard) -> Words:
    if card.born_year is None:
        return _UNKNOWN
    try:
        return partial_words(PartialDate(card.born_year, card.born_month, card.born_day))
    except DateNotUnderstood:
        return partial_words(PartialDate(card.born_year)) if card.born_year >= 2400 else _UNKNOWN
