"""What can keep a hub from being one, as its administrator is told."""

from __future__ import annotations

from typing import ClassVar

from desk.model.errors import Busy, Misused
from desk.words import Words


class NoHub(Misused):
    """The folder holds no enrolled hub."""

    code: ClassVar[str] = "E934"
    said: ClassVar[Words] = Words(
        "โฟลเดอร์ {folder} ยังไม่มีศูนย์กลางสำนักงาน ใช้คำสั่ง desk hub enrol ก่อน",
        "{folder} holds no branch hub yet; run desk hub enrol first",
    )


class HubExists(Misused):
    """The folder holds an enrolled hub already."""

    code: ClassVar[str] = "E935"
    said: ClassVar[Words] = Words(
        "โฟลเดอร์ {folder} มีศูนย์กลางสำนักงานอยู่แล้ว ไม่มีอะไรเปลี่ยนแปลง",
        "{folder} holds a branch hub already; nothing was changed",
    )


class HubServed(Busy):
    """Another server runs on the same folder."""

    code: ClassVar[str] = "E936"
    said: ClassVar[Words] = Words(
        "มีศูนย์กลางสำนักงานทำงานอยู่บนโฟลเดอร์ {folder} แล้ว ปิดตัวเดิมก่อน",
        "A branch hub already runs on {folder}; stop that one first",
    )
