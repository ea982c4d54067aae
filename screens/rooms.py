"""The rooms reached from the home screen beside the requests of the day: each with its key and who may enter."""

from __future__ import annotations

from typing import ClassVar, Final

from desk.rules.roles import Act
from desk.words import Words
from screens.base import DeskScreen
from screens.keys import Action, act

TICKETS: Final = act(
    "tickets",
    "t",
    Words("บัตรคิว", "Tickets"),
    Words("เรียกและออกบัตรคิว", "Calls and issues queue tickets"),
    in_footer=False,
)
COMPLAINTS: Final = act(
    "complaints",
    "m",
    Words("ร้องเรียน", "Complaints"),
    Words("รับ ส่งต่อ และตอบเรื่องร้องเรียน", "Takes, forwards and answers complaints"),
    in_footer=False,
)
PUBLIC_NOTICES: Final = act(
    "public_notices",
    "p",
    Words("ประกาศ", "Notices"),
    Words("ประกาศที่เปิดให้คัดค้าน และบันทึก", "Public notices with objections, and their log"),
    in_footer=False,
)
DAILY_REVIEW: Final = act(
    "daily_review",
    "v",
    Words("สรุปวัน", "Daily review"),
    Words("ตัวเลขของวัน เวลารอ งานค้าง และลงชื่อ", "The day's figures, waiting times, what is overdue; signed off"),
    in_footer=False,
)
BRIEFING: Final = act(
    "briefing",
    "y",
    Words("สรุปเช้า", "Briefing"),
    Words("งานค้างจากเมื่อวาน และบันทึกส่งเวร", "What was carried over, and hand-over cards"),
    in_footer=False,
)
PRINTS: Final = act(
    "prints",
    "o",
    Words("คิวพิมพ์", "Printing"),
    Words("เอกสารที่ยังไม่ออกจากเครื่องพิมพ์", "Papers not out of the printer yet"),
    in_footer=False,
)
CHECK_RECEIPT: Final = act(
    "check_receipt",
    "q",
    Words("ตรวจใบเสร็จ", "Check receipt"),
    Words("สแกนคิวอาร์ของใบเสร็จ ดูว่าจริงและยังใช้ได้", "Scans a receipt's code: whether it is true and holds"),
    in_footer=False,
)
MONEY: Final = act(
    "money",
    "b",
    Words("เรื่องเงิน", "Money"),
    Words("เงินที่รออนุมัติ รอจ่ายคืน รอนำส่ง และเล่มใบเสร็จ", "Voids and refunds that wait, the safe, receipt books"),
    in_footer=False,
)
DRAFTS: Final = act(
    "drafts",
    "e",
    Words("ร่าง", "Drafts"),
    Words("คำขอที่พิมพ์ค้างไว้ ทำต่อ ทิ้ง หรือมอบผู้อื่น", "Forms begun: go on, throw away, or give to somebody"),
)
ENTRANCE: Final[dict[str, Act]] = {
    "tickets": "issue_ticket",
    "money": "see_day",
    "complaints": "see_day",
    "public_notices": "see_day",
    "daily_review": "see_day",
    "briefing": "see_day",
    "prints": "take_payment",
    "check_receipt": "see_day",
}
"""What somebody must be allowed to do to enter."""


class Rooms(DeskScreen[None]):
    """Ways from the home screen; each room is loaded when it is entered."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        TICKETS,
        MONEY,
        COMPLAINTS,
        PUBLIC_NOTICES,
        DAILY_REVIEW,
        BRIEFING,
        PRINTS,
        CHECK_RECEIPT,
        DRAFTS,
    )

    def action_tickets(self) -> None:
        """The queue of the waiting room."""
        from screens.tickets import Tickets

        self.open_room(Tickets())

    def action_money(self) -> None:
        """Money that waits for somebody."""
        from screens.money_room import MoneyRoom

        self.open_room(MoneyRoom())

    def action_complaints(self) -> None:
        """Complaints."""
        from screens.complaints import Complaints

        self.open_room(Complaints())

    def action_public_notices(self) -> None:
        """Public notices."""
        from screens.public_notices import PublicNotices

        self.open_room(PublicNotices())

    def action_daily_review(self) -> None:
        """The day's figures."""
        from screens.daily_review import DailyReview

        self.open_room(DailyReview())

    def action_briefing(self) -> None:
        """The morning's briefing."""
        from screens.briefing import Briefing

        self.open_room(Briefing())

    def action_drafts(self) -> None:
        """Forms begun and not submitted."""
        from screens.drafts import Drafts

        self.open_room(Drafts())

    def action_prints(self) -> None:
        """Papers on their way to a printer."""
        from screens.print_jobs import PrintJobs

        self.open_room(PrintJobs())

    def action_check_receipt(self) -> None:
        """A receipt in the hand."""
        from screens.receipt_check import ReceiptCheck

        self.open_room(ReceiptCheck())
