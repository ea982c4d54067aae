"""The life of a request so far, as a person reads it: who did what when, and what the centre said to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desk.counter.case import Case
from desk.counter.kind_words import kind_words
from desk.counter.office import Office
from desk.counter.queue import officer_names
from desk.words import Words, same
from local_db.queries import sync
from local_db.queries.requests import RequestRow

VERDICT_WORDS: Final[dict[str, Words]] = {
    "waiting": Words("ส่วนกลางรอพิจารณา", "The centre waits"),
    "conflict": Words("ขัดกับรายการที่ส่วนกลาง", "Conflicts at the centre"),
    "refused": Words("ส่วนกลางไม่รับ", "Refused by the centre"),
    "applied": Words("ส่วนกลางรับแล้ว", "Taken by the centre"),
}
CODE_WORDS: Final[dict[str, Words]] = {
    "stale": Words("มีผู้ทำรายการก่อนหน้า", "somebody acted before"),
    "state": Words("สถานะที่ส่วนกลางเปลี่ยนไปแล้ว", "its state there was another"),
    "role": Words("ผู้ทำรายการไม่มีสิทธิ์", "the officer's role does not permit it"),
    "asked-once": Words("แจ้งเอกสารที่ขาดซ้ำ", "papers were asked for twice"),
    "own-request": Words("พิจารณาเรื่องที่ตนรับเอง", "decided on own work"),
    "kept": Words("โต๊ะเจ้าของคิวเรียกไปแล้ว", "its own desk had called it"),
    "not-holder": Words("คิวเป็นของโต๊ะอื่น", "the ticket belongs to another desk"),
    "ticket-owner": Words("รอโต๊ะเจ้าของคิว", "waits for the desk it belongs to"),
    "decided-by": Words("ผู้มีอำนาจพิจารณาไม่ตรง", "decided by the wrong authority"),
    "reference": Words("อ้างถึงรายการที่ไม่มี", "speaks of a line that is not there"),
    "unknown-reference": Words("รอรายการที่อ้างถึง", "waits for the line it speaks of"),
    "unknown-service": Words("ส่วนกลางยังไม่รู้จักบริการนี้", "the service is not known there"),
}
"""Codes of outcomes that concern requests, as the centre gives them (PROTOCOL, outcomes)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its line, when (ms), what was done, by whom, the reason given, and the centre's word if it has one."""

    ref: str
    at: int
    what: Words
    officer: Words
    reason: str
    verdict: Words | None
    trouble: bool = False
    """The centre did not simply take it."""


def life_of(office: Office, case: Case) -> list[Step]:
    """Every step of the request, oldest first."""
    connection = office.read()
    names = officer_names(office)
    steps = []
    for event in case.events:
        trouble = sync.outcome_of(connection, event.ref)
        result, code = (trouble.result, trouble.code) if trouble else (event.verdict, "")
        verdict = VERDICT_WORDS.get(result)
        if verdict is not None and code:
            why = CODE_WORDS.get(code) or same(code)
            verdict = Words(f"{verdict.th}: {why.th}", f"{verdict.en}: {why.en}")
        officer = names.get(event.officer) or same(event.officer)
        steps.append(
            Step(
                event.ref,
                event.t,
                kind_words(event.kind),
                officer,
                event.reason,
                verdict,
                trouble is not None and result != "applied",
            )
        )
    return steps


def names_of_services(office: Office, rows: list[RequestRow]) -> dict[str, Words]:
    """What was asked for, by reference of the request, as the definition it was made under calls it."""
    connection = office.read()
    known: dict[tuple[str, str], Words] = {}
    for row in rows:
        version = (row.service, row.service_from)
        if version not in known:
            known[version] = office.service_name(connection, *version)
    return {row.ref: known[row.service, row.service_from] for row in rows}
