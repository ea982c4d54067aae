"""A number was typed: whose it is is confirmed by year of birth or name before their record opens."""

from __future__ import annotations

from textual.app import ComposeResult

from desk.words import Words
from screens.base import ModalBase
from screens.keys import SAVE
from screens.parts import FieldRow, Said
from screens.thai_input import ThaiInput

SAID_LETTERS_MAX = 100


class ConfirmNumber(ModalBase[str]):
    """Asks for year of birth or name, from the paper or the person; answers what was typed."""

    TITLE_WORDS = Words("เลขที่พิมพ์เป็นของใคร", "Whose number is it?")
    ACTIONS = (SAVE.called(Words("ยืนยัน", "Confirm"), Words("เทียบกับทะเบียนแล้วเปิด", "Compares and opens the record")),)
    ABOUT = Words(
        "เลขที่พิมพ์ผิดหลักเดียวอาจเป็นเลขของผู้อื่น จึงยืนยันด้วยปีเกิดหรือชื่อก่อนเปิด อ่านบัตรไม่ต้องยืนยัน",
        "One digit mistyped may be somebody else's number, so it is confirmed first. A card that is read needs no word",
    )

    def __init__(self) -> None:
        super().__init__()
        self.said = ThaiInput(
            hint=Words("เช่น 2510 หรือ สมใจ", "such as 2510 or Somchai"),
            length_max=SAID_LETTERS_MAX,
            enter_moves=False,
            id="said",
        )

    def body(self) -> ComposeResult:
        """Why, and one field."""
        yield Said(
            Words(
                "พิมพ์ปีเกิด (พ.ศ.) หรือชื่อ จากบัตรหรือผู้ที่อยู่ตรงหน้า",
                "Type the year of birth or the name, from the card or the person",
            ),
            wraps=True,
        )
        yield FieldRow(Words("ปีเกิดหรือชื่อ", "Year or name"), self.said, 16)

    def on_mount(self) -> None:
        """The cursor stands in the field."""
        self.said.focus()

    def on_thai_input_entered(self) -> None:
        """Enter is as good as F10."""
        self.action_save()

    def action_save(self) -> None:
        """Answer, once something is typed."""
        if self.said.value.strip():
            self.dismiss(self.said.value.strip())
