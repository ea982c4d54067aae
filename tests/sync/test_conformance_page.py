"""docs/conformance.md names tests that exist, and names every test of the strangers' suites that it claims to."""

from __future__ import annotations

import re
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
PAGE = (HOUSE / "docs" / "conformance.md").read_text("utf-8")
ROOMS = {
    "centre": "sync/test_centre", "work": "sync/test_centre_work", "wire": "sync/test_centre_wire",
    "stick": "sync/test_stick", "stranger": "sync/test_desk_and_stranger", "real": "sync/test_desk_and_centre",
    "two": "sync/test_two_workers", "store": "sync/test_store", "codecs": "sync/test_codecs",
    "judge": "sync/test_adjudication", "journal": "local_db/test_journal", "feed": "local_db/test_feed",
    "verify": "local_db/test_verify",
    "recovery": "sync/test_recovery", "epochs": "local_db/test_epochs",
    "lookup": "sync/test_look_up", "flight": "sync/test_two_under_way", "pace": "sync/test_pace",
    "instead": "sync/test_not_the_centre", "hubfiles": "sync/test_files_by_hub", "lane": "sync/test_files_lane",
    "ckeys": "sync/test_centre_keys", "erasure": "sync/test_erasure", "sources": "sync/test_sources",
    "clock": "sync/test_clock_guard", "ends": "sync/test_desk_ends", "order": "local_db/test_any_order",
    "forked": "local_db/test_forked_desk", "enrolcut": "sync/test_enrolment_cut",
    "desks": "sync/test_two_desks", "hub": "sync/test_hub", "byhub": "sync/test_desk_and_hub",
}  # fmt: skip


def found_in(room: str) -> set[str]:
    text = (HOUSE / "tests" / f"{ROOMS[room]}.py").read_text("utf-8")
    return set(re.findall(r"^(?:async )?def (test_\w+)", text, re.MULTILINE))


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`(\w+)::(test_\w+)`", PAGE)
    assert len(named) > 100
    assert [f"{room}::{name}" for room, name in named if name not in found_in(room)] == []


def test_no_row_is_without_a_test() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| what")]
    assert len(rows) > 70
    assert [row for row in rows if "::test_" not in row] == []
