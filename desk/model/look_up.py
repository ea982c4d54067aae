"""Asking the centre's registry about one person while the line is up (protocol 8): the answer, and why there is none.

"Not found" is an answer, an empty list. "Could not ask" is never an answer: it is raised, and names the source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from desk.model.errors import Busy
from desk.words import Words, same

LookUpBy = Literal["pin", "name", "house", "passport"]
_SOURCES = {
    "": Words("ต้นทางข้อมูล", "the source"),
    "centre": Words("ระบบกลาง", "the centre"),
    "line": Words("ระบบกลาง (สายไปไม่ถึง) ", "the centre (the line does not reach it)"),
}


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What the centre's registry says now: `found` bodies of `citizen.put`, none where nobody fits; `as_of` ms;
    `truncated` where more fit than are told."""

    as_of: int
    found: tuple[dict[str, Any], ...]
    truncated: bool = False


class CouldNotAsk(Busy):
    """Nobody knows whether there is such a record: the source did not answer. `source` as the protocol names it."""

    def __init__(self, source: str = "", **facts: object) -> None:
        self.source = source
        super().__init__(source=_SOURCES.get(source) or same(source[:40]), **facts)


class SourceDown(CouldNotAsk):
    """The source cannot be reached."""

    code: ClassVar[str] = "E260"
    said: ClassVar[Words] = Words(
        "ถาม{source}ไม่ได้ จึงยังไม่ทราบว่ามีข้อมูลหรือไม่ ไม่ใช่ไม่พบ งานในเครื่องปลอดภัย ใช้สำเนาในเครื่องหรือถามใหม่ภายหลัง",
        "Could not ask {source}: that is not the same as not found. Work is safe; use the copy here or ask again later",
    )


class SourceTimeout(CouldNotAsk):
    """The source was reached and did not answer in time."""

    code: ClassVar[str] = "E261"
    said: ClassVar[Words] = Words(
        "{source}ไม่ตอบทันเวลา จึงยังไม่ทราบว่ามีข้อมูลหรือไม่ งานในเครื่องปลอดภัย ใช้สำเนาในเครื่องหรือถามใหม่",
        "No answer in time from {source}, so whether there is a record is not known. Work is safe; ask again",
    )


class SourceRefused(CouldNotAsk):
    """The source does not answer this desk, officer or purpose."""

    code: ClassVar[str] = "E262"
    said: ClassVar[Words] = Words(
        "{source}ไม่อนุญาตให้ถาม จึงยังไม่ทราบว่ามีข้อมูลหรือไม่ งานในเครื่องปลอดภัย โปรดแจ้งหัวหน้าหรือผู้ดูแลระบบ",
        "Not permitted to ask by {source}, so nothing is known either way. Work is safe; tell the supervisor",
    )


class AskedTooOften(CouldNotAsk):
    """This desk has asked as often as it may for now."""

    code: ClassVar[str] = "E263"
    said: ClassVar[Words] = Words(
        "ถาม{source}บ่อยเกินกำหนด ยังไม่ได้ถามครั้งนี้ งานในเครื่องปลอดภัย ถามใหม่ได้ใน {seconds} วินาที",
        "Too many questions to {source}: this one was not asked. Work is safe; ask again in {seconds} seconds",
    )
