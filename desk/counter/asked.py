"""Acts that wait for a second person: one list, for the close of the day, the daily review and the morning's briefing.

What was asked for stands as it is until somebody else, at this desk or another of the branch, confirms it.
"""

from __future__ import annotations

from dataclasses import dataclass

from desk.words import Words, same
from local_db.connection import Connection
from local_db.queries import requests, undo


@dataclass(frozen=True, slots=True)
class Asked:
    """One act: its line, what it is, what it concerns, who asked and when (ms)."""

    ref: str
    what: Words
    subject: str
    officer: str
    reason: str
    t: int


WHAT_WORDS = {
    "void": Words("ขอยกเลิกใบเสร็จ", "Void of a receipt"),
    "refund": Words("ขอคืนเงิน", "Refund"),
    "sign": Words("รอนายทะเบียนลงนาม", "Waits for the registrar's signature"),
}


def asked_acts(connection: Connection, limit: int = 200) -> list[Asked]:
    """Every act that waits for a second person, the longest waiting first."""
    found = [
        Asked(row.ref, WHAT_WORDS.get(row.sort) or same(row.sort), row.receipt, row.asked_by, row.reason, row.t)
        for row in undo.asked(connection, ("asked",), limit)
    ]
    found += [
        Asked(row.ref, WHAT_WORDS["sign"], row.ref, row.endorsed, "", row.changed)
        for row in requests.to_be_signed(connection, limit)
    ]
    return sorted(found, key=lambda each: (each.t, each.ref))[:limit]
