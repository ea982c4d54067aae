"""What can go wrong on the wire, as the desk tells it (codes E60x to E64x)."""

from __future__ import annotations

from typing import ClassVar, Literal

from desk.model.errors import Busy, Corrupt, DeskError, Misused
from desk.words import Words

Instead = Literal["portal", "proxy", "page", "tls", "garbled"]


class NotTheCentre(Busy):
    """Something answered, but not the centre's protocol: a captive portal, a proxy, a page of HTML, a cut answer."""

    code: ClassVar[str] = "E601"
    said: ClassVar[Words] = Words(
        "ปลายทางตอบกลับ แต่ไม่ใช่ระบบกลาง ({why}) งานทั้งหมดยังอยู่ในเครื่องนี้ จะลองส่งใหม่เอง",
        "Something answered that is not the centre ({why}); all work is safe on this desk and will be sent again",
    )

    def __init__(self, why: Words, kind: Instead = "garbled") -> None:
        super().__init__(why=why)
        self.kind = kind

    @classmethod
    def unreadable(cls) -> NotTheCentre:
        """An answer that is not what was asked for."""
        return cls(Words("คำตอบอ่านไม่ได้", "the answer cannot be read"))


class PageNotSigned(Corrupt):
    """A page, or a snapshot, whose signature is not the centre's: nothing of it is applied."""

    code: ClassVar[str] = "E602"
    said: ClassVar[Words] = Words(
        "ข้อมูลที่ได้รับไม่มีลายเซ็นที่ถูกต้องของระบบกลาง จึงไม่นำมาใช้ งานในเครื่องนี้ปลอดภัย กรุณาแจ้งผู้ดูแลระบบ",
        "What arrived is not signed by the centre and was not used; work on this desk is safe. Tell the administrator",
    )


class AckNotSigned(Corrupt):
    """An acknowledgement whose signature is not the centre's: it empties nothing."""

    code: ClassVar[str] = "E603"
    said: ClassVar[Words] = Words(
        "ใบรับงานไม่มีลายเซ็นที่ถูกต้องของระบบกลาง งานยังถือว่ายังไม่ได้ส่ง กรุณาแจ้งผู้ดูแลระบบ",
        "The acknowledgement is not signed by the centre; the work still counts as unsent. Tell the administrator",
    )


class AnswerTooLarge(Busy):
    """An answer that grows beyond what was asked for."""

    code: ClassVar[str] = "E604"
    said: ClassVar[Words] = Words(
        "คำตอบจากปลายทางใหญ่เกินกำหนด จึงไม่อ่านต่อ งานทั้งหมดยังอยู่ในเครื่องนี้ จะลองใหม่เอง",
        "The answer is larger than allowed and was not read; all work is safe on this desk and will be tried again",
    )


class DeskRefused(DeskError):
    """The centre says this desk may not speak (`revoked`, `unknown-desk`, `copied`)."""

    code: ClassVar[str] = "E605"
    said: ClassVar[Words] = Words(
        "ระบบกลางไม่รับเครื่องนี้ ({why}) งานยังอยู่ในเครื่องครบ กรุณาแจ้งผู้ดูแลระบบให้ลงทะเบียนเครื่องใหม่",
        "The centre refuses this desk ({why}); all work is still here. Ask the administrator to enrol it again",
    )
    exit_code: ClassVar[int] = 4

    def __init__(self, why: Words, problem: str = "") -> None:
        super().__init__(why=why)
        self.problem = problem

    @property
    def final(self) -> bool:
        """Whether asking again can never help: another machine has this desk's id."""
        return self.problem == "copied"


class ClockWrong(DeskError):
    """The clock of this desk is more than a day away from the centre's; `time` is what the centre says, ms."""

    code: ClassVar[str] = "E606"
    said: ClassVar[Words] = Words(
        "นาฬิกาของเครื่องนี้ต่างจากระบบกลางเกินหนึ่งวัน กรุณาตั้งเวลาให้ถูกต้อง งานยังอยู่ในเครื่องครบ",
        "The clock of this desk is more than a day away from the centre's; set it right. All work is still here",
    )

    def __init__(self, time: int | None = None) -> None:
        super().__init__()
        self.time = time


class SignatureRefused(DeskError):
    """The centre does not accept the signature of this desk's request."""

    code: ClassVar[str] = "E607"
    said: ClassVar[Words] = Words(
        "ระบบกลางไม่ยอมรับลายเซ็นของเครื่องนี้ งานยังอยู่ในเครื่องครบ กรุณาแจ้งผู้ดูแลระบบ",
        "The centre does not accept this desk's signature; all work is still here. Tell the administrator",
    )
    exit_code: ClassVar[int] = 4


class CodeRefused(Misused):
    """An enrolment code that is wrong, used or too old."""

    code: ClassVar[str] = "E608"
    said: ClassVar[Words] = Words(
        "รหัสลงทะเบียนไม่ถูกต้อง หมดอายุ หรือใช้ไปแล้ว ขอรหัสใหม่จากผู้ดูแลระบบ",
        "The enrolment code is wrong, too old or used; ask the administrator for a new one",
    )


class PlainLine(Misused):
    """An address without TLS that is not on this machine."""

    code: ClassVar[str] = "E609"
    said: ClassVar[Words] = Words(
        "ที่อยู่ระบบกลาง {url} ใช้ไม่ได้ ต้องเป็นที่อยู่แบบเข้ารหัส ยังไม่มีอะไรถูกส่งออกไป ตรวจที่อยู่แล้วลองใหม่",
        "The centre's address {url} cannot be used: it must begin with https. Nothing was sent; check it and try again",
    )


class AuthoritiesUnreadable(Misused):
    """The file of certificate authorities holds no certificate."""

    code: ClassVar[str] = "E610"
    said: ClassVar[Words] = Words(
        "แฟ้มใบรับรองของระบบกลางอ่านไม่ได้ ยังไม่มีอะไรถูกส่งออกไป ตรวจแฟ้มที่ตั้งไว้แล้วลองใหม่",
        "The file of the authorities holds no certificate; nothing was sent. Check the file that is set and try again",
    )
