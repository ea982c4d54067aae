"""Failures of the desk's file and its disk."""

from __future__ import annotations

from typing import Final

from desk.model.errors import Busy, Corrupt, DeskError, Misused, NotPermitted, Refused
from desk.words import Words
from local_db.driver import dbapi2

CHAIN_FAULTS: Final = {
    "gap": Words("บรรทัดหายไป", "a line is missing"),
    "unreadable": Words("อ่านไม่ได้", "it cannot be read"),
    "changed": Words("ถูกเปลี่ยนแปลง", "it was changed"),
    "acknowledged": Words("ต่างจากที่ส่วนกลางลงนามรับ", "the centre signed for another"),
    "missing": Words("หายไปจากท้ายสมุด", "it is missing from the end"),
    "replaced": Words("ไม่ใช่บรรทัดที่บันทึกไว้", "it is not the line that was committed"),
}
"""What can be wrong with a line of the chain."""


class DiskFull(Refused):
    """SQLite said there is no room; the transaction was undone."""

    code = "E501"
    said = Words(
        "ดิสก์เต็ม รายการนี้ไม่ได้บันทึกและไม่มีเงินเปลี่ยนมือ งานเดิมปลอดภัย โปรดแจ้งหัวหน้า",
        "The disk is full: this act was not saved and no money moved; earlier work is safe. Call the supervisor",
    )


class AlreadyRetired(Refused):
    """The desk has written its last line: nothing comes after it."""

    code = "E805"
    said = Words(
        "โต๊ะนี้เลิกใช้แล้ว ไม่มีอะไรเปลี่ยนแปลง ประวัติยังอยู่ในเครื่อง หากใช้เครื่องนี้อีกให้ลงทะเบียนในโฟลเดอร์ใหม่",
        "This desk is retired; nothing was changed, its history is still here. To use the machine again, enrol it in"
        " a new folder",
    )


class DeskLocked(Busy):
    """Another process writes to this desk."""

    code = "E502"
    said = Words(
        "โปรแกรมนี้เปิดใช้ฐานข้อมูลของโต๊ะอยู่แล้วที่หน้าต่างอื่น งานปลอดภัย ปิดหน้าต่างนั้นก่อนแล้วลองใหม่",
        "This desk is already open in another window; work is safe. Close that one, then try again",
    )


class WrongKey(NotPermitted):
    """The file does not open with that key."""

    code = "E503"
    said = Words(
        "เปิดแฟ้มข้อมูลของโต๊ะไม่ได้ด้วยกุญแจนี้ ไม่มีอะไรเปลี่ยนแปลง",
        "The desk's file does not open with this key; nothing was changed",
    )


class NewerFile(Misused):
    """The file was written by a newer version."""

    code = "E504"
    said = Words(
        "แฟ้มข้อมูลเป็นของโปรแกรมรุ่นใหม่กว่า (แบบที่ {found} รุ่นนี้รู้ถึง {known}) โปรดติดตั้งรุ่นใหม่ ข้อมูลปลอดภัย",
        "The file belongs to a newer version (schema {found}, this one knows {known}); install that. The data is safe",
    )


class MigrationChanged(Corrupt):
    """A migration already applied is not the one this version holds."""

    code = "E505"
    said = Words(
        "โครงสร้างแฟ้มข้อมูลไม่ตรงกับโปรแกรม (ขั้นที่ {name}) ไม่มีอะไรเปลี่ยนแปลง โปรดแจ้งผู้ดูแลระบบ",
        "The file's structure differs from the program's (step {name}); nothing was changed. Call the administrator",
    )


class FileDamaged(Corrupt):
    """SQLite found the file damaged."""

    code = "E506"
    said = Words(
        "แฟ้มข้อมูลเสียหาย อย่าออกใบเสร็จจากโต๊ะนี้ โปรดแจ้งผู้ดูแลระบบทันที",
        "The file is damaged: issue no receipts at this desk and call the administrator at once",
    )


class StoreBusy(Busy):
    """The file stayed locked longer than we wait."""

    code = "E507"
    said = Words(
        "แฟ้มข้อมูลไม่ว่าง รายการนี้ยังไม่ได้บันทึก กดอีกครั้ง",
        "The file is busy: this act was not saved; press again",
    )


class DiskFailed(Refused):
    """The disk refused to read or write."""

    code = "E508"
    said = Words(
        "อ่านหรือเขียนดิสก์ไม่ได้ รายการนี้ไม่ได้บันทึก งานเดิมปลอดภัย โปรดแจ้งผู้ดูแลระบบ",
        "The disk could not be read or written: this act was not saved; earlier work is safe. Call the administrator",
    )


class NotEnrolled(Misused):
    """There is no desk in this folder yet."""

    code = "E509"
    said = Words(
        "เครื่องนี้ยังไม่ได้ลงทะเบียนเป็นโต๊ะ ใช้คำสั่ง desk enrol URL CODE",
        "This machine is not enrolled as a desk yet: desk enrol URL CODE",
    )


class ChainBroken(Corrupt):
    """The journal's chain does not hold."""

    code = "E510"
    said = Words(
        "สมุดรายการของโต๊ะไม่ต่อเนื่องที่บรรทัด {ref}: {why} โปรดแจ้งหัวหน้าและผู้ดูแลระบบ",
        "The journal does not hold at line {ref}: {why}. Call the supervisor and the administrator",
    )


class LineTooLong(Refused):
    """An act too long to be sent is not committed."""

    code = "E511"
    said = Words(
        "ข้อความยาวเกินไป รายการนี้ไม่ได้บันทึก โปรดย่อแล้วกดอีกครั้ง",
        "The text is too long: this act was not saved. Shorten it and press again",
    )


class DeskClosed(Busy):
    """The file was closed while something still wanted to write."""

    code = "E514"
    said = Words(
        "โต๊ะปิดแล้ว รายการนี้ไม่ได้บันทึก งานเดิมปลอดภัย เปิดโปรแกรมใหม่แล้วทำอีกครั้ง",
        "The desk is closed: this act was not saved; earlier work is safe. Open it again and repeat",
    )


class RegistryDiffers(Corrupt):
    """The registry copy is not what the feed left."""

    code = "E513"
    said = Words(
        "สำเนาทะเบียนไม่ตรงกับยอดที่บันทึกไว้ สมุดรายการปลอดภัย โปรดเชื่อมต่อส่วนกลางเพื่อรับสำเนาใหม่",
        "The registry copy differs from its count and hash; the journal is safe. Connect to fetch a new copy",
    )


def from_sqlite(fault: dbapi2.Error) -> DeskError | None:
    """The named failure behind a driver error, or None for a fault of our own making (to be shown as a crash)."""
    text = str(fault).lower()
    if "disk is full" in text or "database or disk is full" in text:
        return DiskFull()
    if "locked" in text or "busy" in text:
        return StoreBusy()
    if "not a database" in text:
        return WrongKey()
    if "malformed" in text or "corrupt" in text:
        return FileDamaged()
    if "disk i/o" in text or "unable to open" in text or "readonly" in text:
        return DiskFailed()
    return None
