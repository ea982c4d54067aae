"""Who may do what: roles are data of the roster, permissions a table; everything not named is denied."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Literal

from desk.model.errors import NotPermitted
from desk.words import Words

Act = Literal[
    "look_up",
    "extend_looks",
    "take_request",
    "take_payment",
    "keep_drawer",
    "review",
    "confirm",
    "sign",
    "take_complaint",
    "post_notice",
    "issue_ticket",
    "close_day",
    "see_day",
    "administer",
    "recover",
    "retire_desk",
    "approve_undo",
    "waive_fee",
    "keep_safe",
    "witness",
]

ROLE_WORDS: Final[dict[str, Words]] = {
    "officer": Words("เจ้าหน้าที่", "Officer"),
    "cashier": Words("เจ้าหน้าที่รับเงิน", "Cashier"),
    "supervisor": Words("หัวหน้า", "Supervisor"),
    "registrar": Words("นายทะเบียน", "Registrar"),
    "administrator": Words("ผู้ดูแลระบบ", "Administrator"),
    "auditor": Words("ผู้ตรวจสอบ", "Auditor"),
    "trainee": Words("ผู้ฝึกงาน", "Trainee"),
}
ACT_WORDS: Final[dict[Act, Words]] = {
    "look_up": Words("ค้นหาและเปิดดูทะเบียน", "look people up"),
    "extend_looks": Words("อนุญาตให้เปิดดูทะเบียนเกินกำหนด", "allow more looks at records"),
    "take_request": Words("รับคำขอ", "take requests"),
    "take_payment": Words("รับเงิน", "take payments"),
    "keep_drawer": Words("เปิดหรือปิดลิ้นชักเงิน", "open or close a drawer"),
    "review": Words("พิจารณาคำขอ", "decide on requests"),
    "confirm": Words("ยืนยันรายการเป็นคนที่สอง", "confirm acts as the second person"),
    "sign": Words("ลงนามเป็นนายทะเบียน", "sign as the registrar"),
    "take_complaint": Words("รับเรื่องร้องเรียน", "take complaints"),
    "post_notice": Words("ปิดประกาศ", "post public notices"),
    "issue_ticket": Words("ออกบัตรคิว", "issue queue tickets"),
    "close_day": Words("ปิดวัน", "close the day"),
    "see_day": Words("ดูงานของวัน", "see the day's work"),
    "administer": Words("ตั้งค่าระบบ", "administer the desk"),
    "recover": Words("กู้สมุดรายการของโต๊ะ", "recover the journal of a desk"),
    "retire_desk": Words("เลิกใช้หรือย้ายโต๊ะ", "retire or move a desk"),
    "approve_undo": Words("อนุมัติการยกเลิกใบเสร็จหรือคืนเงิน", "approve voids and refunds"),
    "waive_fee": Words("อนุมัติการยกเว้นค่าธรรมเนียม", "approve fee waivers"),
    "keep_safe": Words("นับตู้นิรภัยและนำส่งเงิน", "count the safe and remit money"),
    "witness": Words("เป็นพยานการนับเงิน", "witness a count of cash"),
}
PERMITTED: Final[dict[str, frozenset[Act]]] = {
    "officer": frozenset(
        {"look_up", "take_request", "take_complaint", "post_notice", "issue_ticket", "see_day", "witness"}
    ),
    "cashier": frozenset({"look_up", "take_payment", "keep_drawer", "issue_ticket", "see_day", "keep_safe", "witness"}),
    "supervisor": frozenset(
        {
            "look_up",
            "extend_looks",
            "take_request",
            "review",
            "confirm",
            "take_complaint",
            "post_notice",
            "issue_ticket",
            "close_day",
            "see_day",
            "recover",
            "retire_desk",
            "approve_undo",
            "waive_fee",
            "keep_safe",
            "witness",
        }
    ),
    "registrar": frozenset({"look_up", "review", "confirm", "sign", "see_day"}),
    "administrator": frozenset({"administer"}),
    "auditor": frozenset({"see_day"}),
    "trainee": frozenset(),
}


class RoleForbids(NotPermitted):
    """None of the person's roles carries this permission."""

    code = "E801"
    said = Words(
        "บทบาทของท่านไม่มีสิทธิ์{act} ไม่มีอะไรเปลี่ยนแปลง ขอให้ผู้มีสิทธิ์ทำรายการ",
        "Your role may not {act}; nothing was changed. Ask somebody who may",
    )


def may(roles: Collection[str], act: Act) -> bool:
    """Whether any of the roles permits the act."""
    return any(act in PERMITTED.get(role, frozenset()) for role in roles)


def require(roles: Collection[str], act: Act) -> None:
    """Raise RoleForbids unless one of the roles permits the act."""
    if not may(roles, act):
        raise RoleForbids(act=ACT_WORDS[act])
