"""Folds of papers: what was told the citizen in writing, which moves no request, and which print came out."""

from __future__ import annotations

from collections.abc import Iterator

from desk.model.line import Entry
from local_db.folds import Fold, Origin, Statement, row, text
from local_db.folds.requests import event


def _asked(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    yield row(
        "papers_asked",
        reference,
        body["request"],
        text(body["papers"]),
        body.get("more", ""),
        body.get("until"),
        body.get("reason", ""),
        entry.o,
        entry.t,
        origin.seq,
    )
    yield from event(entry, origin, reference, body["request"], "")


def _delayed(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    yield row(
        "delays_told", reference, body["request"], body["reason"], body.get("expected"), entry.o, entry.t, origin.seq
    )
    yield from event(entry, origin, reference, body["request"], "")


def _printed(entry: Entry, _origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    yield row(
        "prints", reference, body["of"], body["paper"], body["copy_number"], body.get("reason") or "", entry.o, entry.t
    )


def _assessed(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    yield row(
        "assessments_told",
        reference,
        body["request"],
        body["satang"],
        body["date"],
        body["received_by"],
        entry.o,
        entry.t,
        origin.seq,
    )
    yield from event(entry, origin, reference, body["request"], "")


def _answered(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    yield from event(entry, origin, reference, body["request"], "", body["paper"], body["proof"])


PAPER_FOLDS: dict[str, Fold] = {
    "request.papers_asked": _asked,
    "request.delay_told": _delayed,
    "request.agency_answered": _answered,
    "paper.printed": _printed,
    "assessment.told": _assessed,
}
