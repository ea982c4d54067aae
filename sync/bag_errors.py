"""Why a bag from a stick was refused, whole (codes E64x). Nothing is changed by a bag that is refused."""

from __future__ import annotations

from typing import ClassVar

from desk.model.errors import Corrupt, Misused, Refused
from desk.words import Words


class NotABag(Misused):
    """The file is no bag, or one of another version."""

    code: ClassVar[str] = "E640"
    said: ClassVar[Words] = Words(
        "แฟ้มนี้ไม่ใช่ถุงงานที่โปรแกรมนี้อ่านได้ ({why}) ไม่มีอะไรเปลี่ยนแปลง ตรวจแฟ้มในแท่งความจำอีกครั้ง",
        "This file is no bag that can be read here ({why}); nothing was changed. Look at the stick again",
    )

    def __init__(self, why: Words) -> None:
        super().__init__(why=why)


class BagForAnother(Refused):
    """Packed for another desk, or for another centre."""

    code: ClassVar[str] = "E641"
    said: ClassVar[Words] = Words(
        "ถุงงานนี้ส่งถึงผู้อื่น หรือถูกเปลี่ยนแปลงที่ต้นแฟ้ม จึงเปิดไม่ได้ ไม่มีอะไรเปลี่ยนแปลง นำไปให้เครื่องที่ส่งถึง",
        "This bag is for somebody else, or was altered at its head: it cannot be opened here. Nothing was changed",
    )


class BagDamaged(Corrupt):
    """Cut short, or altered on the way."""

    code: ClassVar[str] = "E642"
    said: ClassVar[Words] = Words(
        "ถุงงานขาดหายหรือถูกเปลี่ยนแปลงระหว่างทาง จึงไม่รับทั้งถุง ไม่มีอะไรเปลี่ยนแปลง ขอให้ผู้ส่งทำถุงใหม่",
        "The bag was cut short or altered on the way and was refused whole; nothing was changed. Ask for it again",
    )


class BagRefused(Refused):
    """Whole, and still not to be taken; the reason is named."""

    code: ClassVar[str] = "E643"
    said: ClassVar[Words] = Words(
        "ไม่รับถุงงานนี้ทั้งถุง: {why} ไม่มีอะไรเปลี่ยนแปลง งานในเครื่องปลอดภัย",
        "The bag was refused whole: {why}. Nothing was changed; the work on this machine is safe",
    )

    def __init__(self, why: Words, problem: str = "bag") -> None:
        super().__init__(why=why)
        self.problem = problem


class NoStickKey(Misused):
    """This desk was enrolled before sticks: it does not know for whom to lock a bag."""

    code: ClassVar[str] = "E644"
    said: ClassVar[Words] = Words(
        "เครื่องนี้ยังไม่รู้กุญแจถุงงานของระบบกลาง ใช้ --to ตามด้วยกุญแจที่ผู้ดูแลระบบกลางแจ้ง งานในเครื่องปลอดภัย",
        "This desk does not know the centre's key for bags; give it with --to as the administrator tells it",
    )


class NotARecipient(Misused):
    """No age recipient."""

    code: ClassVar[str] = "E645"
    said: ClassVar[Words] = Words(
        "กุญแจผู้รับ {recipient} ไม่ถูกต้อง คัดลอกใหม่ทั้งบรรทัด ไม่มีอะไรเปลี่ยนแปลง",
        "{recipient} is no key of a receiver; copy the whole line anew. Nothing was changed",
    )


class BagExists(Misused):
    """Never written over another file."""

    code: ClassVar[str] = "E646"
    said: ClassVar[Words] = Words(
        "มีแฟ้ม {path} อยู่แล้ว ไม่เขียนทับ เลือกชื่ออื่นหรือโฟลเดอร์อื่น",
        "{path} exists already and is not written over; choose another name or folder",
    )
