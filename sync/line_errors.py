"""Why the line did not carry, as the desk tells it. Work is safe in every one of these cases."""

from __future__ import annotations

from typing import ClassVar

from desk.model.errors import Busy, Corrupt
from desk.words import Words


class LineDown(Busy):
    """No connection to the centre."""

    code: ClassVar[str] = "E620"
    said: ClassVar[Words] = Words(
        "ติดต่อระบบกลางไม่ได้ งานทั้งหมดอยู่ในเครื่องนี้และจะส่งเองเมื่อสายกลับมา ทำงานต่อได้",
        "The centre cannot be reached; all work is safe on this desk and goes by itself once the line is back",
    )


class LineCut(LineDown):
    """The line was switched off by hand (demo, rehearsal)."""

    code: ClassVar[str] = "E621"
    said: ClassVar[Words] = Words(
        "ปิดสายไว้ด้วยมือ งานทั้งหมดอยู่ในเครื่องนี้ ใช้ desk demo line on เพื่อเปิดสาย",
        "The line is switched off by hand; all work is safe on this desk. desk demo line on restores it",
    )


class LineStalled(Busy):
    """The centre was reached and then nothing more came."""

    code: ClassVar[str] = "E622"
    said: ClassVar[Words] = Words(
        "สายค้างระหว่างส่ง งานทั้งหมดอยู่ในเครื่องนี้ จะส่งซ้ำเองโดยไม่เกิดรายการซ้อน",
        "The line stalled while sending; all work is safe on this desk and is sent again without doubling anything",
    )


class CentreBusy(Busy):
    """The centre asks to wait."""

    code: ClassVar[str] = "E623"
    said: ClassVar[Words] = Words(
        "ระบบกลางไม่ว่าง งานทั้งหมดอยู่ในเครื่องนี้ จะลองใหม่ใน {seconds} วินาที",
        "The centre is busy; all work is safe on this desk and is tried again in {seconds} seconds",
    )


class WireTooOld(Busy):
    """The two ends speak different versions."""

    code: ClassVar[str] = "E624"
    said: ClassVar[Words] = Words(
        "โปรแกรมของโต๊ะและระบบกลางคนละรุ่น งานทั้งหมดอยู่ในเครื่องนี้ โปรดแจ้งผู้ดูแลระบบ",
        "This desk and the centre speak different versions; all work is safe here. Tell the administrator",
    )


class HeadsDiffer(Corrupt):
    """The centre signed for lines that are not ours: the file was put back, copied, or forked."""

    code: ClassVar[str] = "E625"
    said: ClassVar[Words] = Words(
        "ระบบกลางเก็บรายการของโต๊ะนี้ต่างจากในเครื่อง อย่าออกใบเสร็จ งานในเครื่องยังอยู่ครบ โปรดแจ้งหัวหน้าทันที",
        "The centre holds other lines of this desk than this file: issue no receipts; call the supervisor",
    )


class SnapshotUnusable(Busy):
    """A snapshot that is cut short or is not what the centre signed."""

    code: ClassVar[str] = "E626"
    said: ClassVar[Words] = Words(
        "สำเนาทะเบียนที่รับมาไม่ครบหรือไม่ตรงลายเซ็น จึงไม่นำมาใช้ ของเดิมยังใช้ได้ จะลองใหม่เอง",
        "The snapshot is cut short or not what was signed and was not used; the old copy still serves",
    )


class LinesNotTaken(Corrupt):
    """The centre answered, but did not take the lines sent."""

    code: ClassVar[str] = "E627"
    said: ClassVar[Words] = Words(
        "ระบบกลางไม่รับรายการที่ส่ง ({problem}) งานทั้งหมดอยู่ในเครื่องนี้ โปรดแจ้งหัวหน้าและผู้ดูแลระบบ",
        "The centre did not take what was sent ({problem}); all work is safe on this desk. Tell the supervisor",
    )


class RequestTooLarge(Busy):
    """The centre takes smaller requests only; `most` is what it named, bytes, 0 where it named nothing."""

    code: ClassVar[str] = "E628"
    said: ClassVar[Words] = Words(
        "งานที่ส่งครั้งเดียวใหญ่เกินกว่าที่ระบบกลางรับ จะแบ่งส่งเป็นชุดเล็กลงเอง งานทั้งหมดอยู่ในเครื่องนี้",
        "The centre takes smaller requests; the work is sent in smaller parts by itself and is safe on this desk",
    )

    def __init__(self, most: int = 0) -> None:
        super().__init__()
        self.most = most


class PageOutOfTurn(Busy):
    """A page that does not follow on what was applied here: dropped, asked for again."""

    code: ClassVar[str] = "E629"
    said: ClassVar[Words] = Words(
        "ข้อมูลที่ได้รับไม่ต่อจากที่มีอยู่ จึงไม่นำมาใช้ งานทั้งหมดอยู่ในเครื่องนี้ จะขอใหม่เอง",
        "What arrived does not follow what is here and was not used; all work is safe and it is asked for again",
    )
