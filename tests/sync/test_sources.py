"""An outside source behind one port: not found, refused, down and too slow are four things, each told by name."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import RealCentre
from stranger import Answer, Stranger, compact

pytestmark = pytest.mark.process
PROGRAM = """
import json, sys, time
asked = json.load(sys.stdin)
assert set(asked) == {"by", "value", "purpose", "ref", "officer"}
if asked["value"] == "slow":
    time.sleep(60)
if asked["value"] == "no":
    sys.exit(4)
if asked["value"] == "broken":
    sys.exit(1)
if asked["value"] == "portal":
    print("<html>")
    sys.exit(0)
found = [{"passport": asked["value"], "given": "Ann"}] if asked["value"] == "AA1234567" else []
print(json.dumps({"found": found, "truncated": False}))
"""


def ask(desk: Stranger, value: str) -> Answer:
    ref = desk.act("record.viewed", {})
    body = compact({"by": "passport", "value": value, "purpose": "enquiry", "ref": ref, "officer": "anan"})
    return desk.signed("POST", "/v1/lookups", body, {"Content-Type": "application/json"})


def test_what_an_outside_source_can_answer(make_centre: Callable[..., RealCentre], tmp_path: Path) -> None:
    program = tmp_path / "source.py"
    program.write_text(PROGRAM)
    command = f"{sys.executable} {program}"
    centre = make_centre("--source", command, "--source-name", "ตม.", "--source-timeout", "3", citizens=5)
    desk = centre.desk("5701A")
    found = ask(desk, "AA1234567")
    assert (found.status, found.json()["found"][0]["given"]) == (200, "Ann")
    nobody = ask(desk, "ZZ0000000")
    assert (nobody.status, nobody.json()["found"]) == (200, [])
    began = time.monotonic()
    for value, status, name in (
        ("no", 403, "refused"), ("broken", 503, "down"), ("portal", 503, "down"), ("slow", 504, "timeout"),
    ):  # fmt: skip
        answer = ask(desk, value)
        assert (answer.status, answer.json()["type"], answer.json()["source"]) == (
            status, f"/problems/source-{name}", "ตม.",
        )  # fmt: skip
    assert time.monotonic() - began < 30
