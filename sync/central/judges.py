"""Who judges which kind: one line a room of judges, and one line a kind that stands as it is.

A room of judges is a file `judge_<room>.py` beside this one, with `RULES: Mapping[str, Rule]` at its end. A rule is a
pure function from a `Case` to a `Verdict` (see `adjudication`); what it needs to remember it says as a `Change`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sync.central import (
    judge_desks,
    judge_files,
    judge_looks,
    judge_money,
    judge_papers,
    judge_registers,
    judge_requests,
    judge_tickets,
    judge_treasury,
    judge_undo,
)
from sync.central.adjudication import Rule

ROOMS: tuple[Mapping[str, Rule], ...] = (
    judge_desks.RULES,
    judge_files.RULES,
    judge_looks.RULES,
    judge_money.RULES,
    judge_papers.RULES,
    judge_requests.RULES,
    judge_registers.RULES,
    judge_tickets.RULES,
    judge_treasury.RULES,
    judge_undo.RULES,
)

STANDING_AS_THEY_ARE = frozenset(
    {
        "clock.corrected",
        "day.closed",
        "draft.handed_over",
        "handover.taken",
        "handover.written",
        "journal.opened",
        "line.recovered",  # judged as the line it carries
        "officer.signed_in",
        "officer.signed_out",
        "record.revealed",
        "record.viewed",
        "safe.checked",
        "slip.seen",
        "visit.closed",
        "visit.opened",
    }
)
"""Kinds that change nobody's state: each holds as it was written, once chain, body and second officer are right."""


class TwoJudges(ValueError):
    """Two rooms claim one kind."""


def together(rooms: Iterable[Mapping[str, Rule]]) -> dict[str, Rule]:
    """The rules of all rooms; raises TwoJudges where a kind would be judged twice."""
    rules: dict[str, Rule] = {}
    for room in rooms:
        for kind, rule in room.items():
            if kind in rules:
                raise TwoJudges(kind)
            rules[kind] = rule
    return rules


RULES = together(ROOMS)
