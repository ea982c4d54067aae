"""When this file and the centre do not agree: what is known of it, and going on in the next epoch, under a supervisor's
eyes. The counter may work meanwhile; its lines pile up unsent."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from desk.model.errors import Corrupt, DeskError, Refused
from desk.words import Words
from local_db import epochs
from local_db.epochs import Opened

if TYPE_CHECKING:
    from desk.counter.office import Office
    from desk.counter.session import Session
    from local_db.connection import Connection


class NothingToRecover(Refused):
    """File and centre agree as far as anybody knows."""

    code: ClassVar[str] = "E634"
    said: ClassVar[Words] = Words(
        "สมุดรายการของโต๊ะตรงกับส่วนกลาง ไม่มีอะไรต้องกู้ ไม่มีอะไรเปลี่ยนแปลง",
        "The journal of this desk agrees with the centre; there is nothing to recover and nothing was changed",
    )


class DeskCopied(Corrupt):
    """Another machine goes by this desk's id, in a later epoch: this one stops (protocol 3)."""

    code: ClassVar[str] = "E632"
    said: ClassVar[Words] = Words(
        "มีเครื่องอื่นใช้รหัสโต๊ะนี้แล้ว เครื่องนี้หยุดส่ง งานยังอยู่ในเครื่อง หยุดรับงานและแจ้งผู้ดูแลระบบให้ลงทะเบียนใหม่",
        "Another machine goes by this desk's id: this one sends no more. Its work is kept here; stop working on it and"
        " have the administrator enrol it anew",
    )


class JournalParted(Corrupt):
    """The centre signed for other lines than this file holds; nothing is sent until a supervisor looked."""

    code: ClassVar[str] = "E633"
    said: ClassVar[Words] = Words(
        "ส่วนกลางเก็บรายการของโต๊ะต่างจากเครื่องนี้ตั้งแต่ {ref} งานในเครื่องยังอยู่ครบแต่ยังไม่ส่ง โปรดเรียกหัวหน้ามากู้รายการ",
        "The centre holds other lines of this desk from {ref} on; all work is kept here, unsent. A supervisor carries"
        " it over: desk recover",
    )


def amiss(connection: Connection) -> DeskError | None:
    """What stands between this file and the centre, None where nothing does."""
    found = epochs.integrity(connection)
    if found is None:
        return None
    if found.at is None:
        return DeskCopied()
    return JournalParted(ref=epochs.name_of(connection, found.at))


def recover(office: Office, session: Session | None) -> Opened:
    """Begin the next epoch from where file and centre part; own lines from there on are carried over and sent.

    `session` is who looks on, None for the command. Raises RoleForbids, NothingToRecover, DeskCopied.
    """
    if session is not None:
        session.require("recover")
    found = epochs.integrity(office.read())
    if found is None:
        raise NothingToRecover()
    if found.at is None:
        raise DeskCopied()
    why: epochs.Why = "rollback" if found.kind == "rollback" else "fork"
    return office.file.open_epoch(why, found.at, session.officer if session is not None else "-")
