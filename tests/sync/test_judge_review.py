"""The centre's judge of reviewing: own work, endorsing and signing, handing over, late work; complaints and notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from test_adjudication import RESUBMITTED, SHOWN, SUBMITTED, A, B, Memory

BOSS, REGISTRAR = "somying", "wilai"


class Roster(Memory):
    """Everybody has the roles the branch gave them."""

    roles_of: Mapping[str, frozenset[str]] = {
        BOSS: frozenset({"supervisor"}),
        REGISTRAR: frozenset({"registrar"}),
        "anan": frozenset({"officer"}),
        "busaba": frozenset({"officer"}),
    }
    decided_by = "supervisor"

    def roles(self, officer: str, at: int) -> frozenset[str]:
        return self.roles_of.get(officer, frozenset())

    def service(self, code: str, valid_from: str) -> Mapping[str, Any] | None:
        return {"decided_by": self.decided_by, "effects": []}


def on(n: int = 1) -> dict[str, Any]:
    return {"request": f"5701A-{n}"} | SHOWN


def taken_in(by: str = "anan", decided_by: str = "supervisor") -> Roster:
    known = Roster()
    known.decided_by = decided_by
    assert known.judge(A, 1, "request.submitted", SUBMITTED | {"decided_by": decided_by}, o=by).result == "applied"
    return known


@pytest.mark.parametrize("kind", ["request.approved", "request.returned", "request.refused"])
def test_nobody_decides_on_what_they_took_in(kind: str) -> None:
    known = taken_in(by=BOSS)
    assert known.judge(B, 1, kind, on() | {"reason": "x"}, o=BOSS, p="5701A-1").code == "own-request"


def test_nor_on_what_they_corrected_nor_on_what_was_taken_over_from_them() -> None:
    known = taken_in()
    known.judge(A, 2, "request.returned", on() | {"reason": "x"}, o=REGISTRAR, p="5701A-1")
    late = known.judge(B, 1, "request.resubmitted", RESUBMITTED, o=BOSS, p="5701A-1")
    assert late.code == "stale", "it came too late, and is a proposal now"
    taken_over = RESUBMITTED | {"proposal": "5701B-1"}
    assert known.judge(A, 3, "request.resubmitted", taken_over, o="busaba", p="5701A-2").result == "applied"
    assert set(known.lives["5701A-1"].facts["hands"]) == {"anan", "busaba", BOSS}
    assert known.judge(B, 2, "request.approved", on(), o=BOSS, p="5701A-3").code == "own-request"
    assert known.judge(B, 3, "request.approved", on(), o=REGISTRAR, p="5701A-3").result == "applied"


def test_the_registrar_signs_only_what_was_endorsed() -> None:
    known = taken_in(decided_by="registrar")
    assert known.judge(A, 2, "request.approved", on(), o=BOSS, p="5701A-1").code == "state"
    assert known.judge(A, 3, "request.signed", on(), o=REGISTRAR, p="5701A-1").code == "state"
    assert known.judge(A, 4, "request.endorsed", on(), o=BOSS, p="5701A-1").result == "applied"
    assert known.judge(A, 5, "request.signed", on(), o=BOSS, p="5701A-4").code == "role"
    assert known.judge(A, 6, "request.signed", on(), o=REGISTRAR, p="5701A-4").result == "applied"
    assert known.lives["5701A-1"].state == "approved"


def test_a_correction_takes_the_endorsement_away() -> None:
    known = taken_in(decided_by="registrar")
    known.judge(A, 2, "request.endorsed", on(), o=BOSS, p="5701A-1")
    known.judge(A, 3, "request.returned", on() | {"reason": "x"}, o=BOSS, p="5701A-2")
    known.judge(A, 4, "request.resubmitted", RESUBMITTED | {"decided_by": "registrar"}, p="5701A-3")
    assert known.judge(A, 5, "request.signed", on(), o=REGISTRAR, p="5701A-4").code == "state"


def test_questions_move_nothing_but_come_too_late_all_the_same() -> None:
    known = taken_in()
    assert known.judge(A, 2, "request.asked", on() | {"reason": "?"}, o=BOSS, p="5701A-1").result == "applied"
    assert known.judge(B, 1, "request.approved", on(), o=BOSS, p="5701A-1").result == "applied"
    answer = on() | {"reason": "!", "asked": "5701A-2"}
    assert known.judge(A, 3, "request.answered", answer, p="5701A-2").code == "stale"


def test_handing_over_makes_what_was_not_sent_late() -> None:
    known = taken_in()
    known.judge(A, 2, "request.returned", on() | {"reason": "x"}, o=BOSS, p="5701A-1")
    moved = known.judge(B, 1, "request.reassigned", on() | {"to": "busaba", "reason": "x"}, o=BOSS, p="5701A-2")
    assert moved.result == "applied"
    assert known.lives["5701A-1"].facts["assigned"] == "busaba"
    assert known.judge(A, 3, "request.resubmitted", RESUBMITTED, p="5701A-2").code == "stale"
    assert (
        known.judge(B, 2, "request.reassigned", on() | {"to": "anan", "reason": "x"}, o="anan", p="5701B-1").code
        == "role"
    )


def test_complaints_and_notices_go_by_their_lives() -> None:
    known = Roster()
    complaint = {
        "category": "other",
        "channel": "box",
        "anonymous": True,
        "subject": "x",
        "text": "y",
        "track": "ABCD2345",
    }
    assert known.judge(A, 1, "complaint.received", complaint, o="nobody").code == "role"
    assert known.judge(A, 2, "complaint.received", complaint).result == "applied"
    answer = {"complaint": "5701A-2", "reason": "done"}
    assert known.judge(A, 3, "complaint.answered", answer, p="5701A-2").result == "applied"
    assert (
        known.judge(B, 1, "complaint.forwarded", {"complaint": "5701A-2", "agency": "x"}, p="5701A-2").code == "stale"
    )
    assert (
        known.judge(B, 2, "complaint.reopened", {"complaint": "5701A-2", "reason": "x"}, p="5701A-3").result
        == "applied"
    )
    named = complaint | {"complainant": {"kind": "person", "name": "ก"}}
    assert known.judge(A, 4, "complaint.received", named).code == "body", "who is anonymous is named nowhere"
    notice = {"subject": "x", "text": "y", "place": "z", "posted": "2026-11-20", "until": "2026-12-20"}
    assert known.judge(A, 5, "public_notice.posted", notice).result == "applied"
    ended = {"notice": "5701A-5", "result": "taken_down", "reason": "x", "date": "2026-11-21"}
    assert known.judge(A, 6, "public_notice.ended", ended, p="5701A-5").result == "applied"
    assert known.judge(B, 3, "public_notice.ended", ended, p="5701A-6").code == "state"
    objector = {"notice": "5701A-5", "objector": {"kind": "person", "name": "ก"}, "reason": "x", "date": "2026-11-22"}
    assert known.judge(B, 4, "public_notice.objected", objector, p="5701A-6").result == "applied", "kept, though late"


def test_only_who_reviews_says_that_something_is_in_order() -> None:
    known = taken_in()
    checked = {"subject": "5701A-1", "reasons": ["random_sample"], "result": "in_order"} | SHOWN
    assert known.judge(A, 2, "review.checked", checked, o="anan").code == "role"
    assert known.judge(A, 3, "review.checked", checked, o=BOSS).result == "applied"
    signed = {"date": "2026-11-20", "figures": {}, "overdue": [], "asked": []} | SHOWN
    assert known.judge(A, 4, "day.reviewed", signed, o="anan").code == "role"
    assert known.judge(A, 5, "day.reviewed", signed, o=BOSS).result == "applied"
