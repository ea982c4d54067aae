"""A desk that wrote its last line: its keys are taken back and its books closed, so that its id may begin anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Connection, select

from desk.model.errors import Refused
from desk.model.line import Journal
from desk.words import Words
from sync.central import enrolment, tables
from sync.central.faces import desk_head
from sync.central.judge_desks import ENDS
from sync.central.registry import Registry
from sync.central.take_in import held


class DeskNotRetired(Refused):
    """The desk has not said that it is at its end, or more came after that."""

    code: ClassVar[str] = "E945"
    said: ClassVar[Words] = Words(
        "โต๊ะ {desk} ยังไม่ได้ส่งรายการเลิกใช้เป็นรายการสุดท้าย ไม่มีอะไรเปลี่ยนแปลง ใช้ desk retire ที่โต๊ะนั้นก่อน หรือเพิกถอนโต๊ะ",
        "Desk {desk} has not sent its last line; nothing was changed. Run desk retire there first, or revoke it",
    )


@dataclass(frozen=True, slots=True)
class Retired:
    """What became of the desk: its journal's name, how many lines are held, how many keys were taken back."""

    journal: str
    lines: int
    keys: int


def retire(connection: Connection, desk: str) -> Retired:
    """Close the desk's account at the centre. Raises UnknownDesk, DeskNotRetired; the caller's transaction writes."""
    if not enrolment.was_enrolled(connection, desk):
        raise enrolment.UnknownDesk(desk=desk)
    branch = enrolment.branch_of(desk)
    head = desk_head(connection, desk, branch)
    epoch = int(head["epoch"]) if head is not None else 1
    journal = Journal(desk, epoch)
    through = held(connection, journal).through
    end = Registry(connection, branch).entered(ENDS, journal.name)
    if end is None or end.facts.get("k") != "desk.retired" or end.ref != journal.reference(through):
        raise DeskNotRetired(desk=desk)
    waits = connection.execute(
        select(tables.outcomes.c.ref).where(
            tables.outcomes.c.branch == branch,
            tables.outcomes.c.result == "waiting",
            tables.outcomes.c.ref.like(f"{journal.name}-%"),
        )
    ).first()
    if waits is not None:
        raise DeskNotRetired(desk=desk)
    return Retired(journal.name, through, enrolment.revoke(connection, desk))
