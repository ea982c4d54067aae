"""A line erased by order: its bytes are gone everywhere at the centre, its digest chains, work goes on. Both stores."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from conftest import RealCentre, run_central
from stranger import Stranger
from test_centre_work import PARTY, services, submit

pytestmark = pytest.mark.process


def lines_told(desk: Stranger) -> str:
    return "".join(line["b"]["line"] for line in desk.pull()[0] if line["k"] == "line")


def test_a_line_erased_by_order(make_centre: Callable[..., RealCentre]) -> None:
    centre = make_centre(citizens=5)
    a, b = centre.desk("5701A"), centre.desk("5701B")
    valid = services(a)["CR-COPY"]
    ref = submit(a, service_from=valid, applicant=PARTY | {"name": "ผู้ขอลบชื่อ"})
    done = a.act("request.done", {"request": ref}, p=ref)
    kept = submit(a, service_from=valid)
    waits = a.act("request.done", {"request": "5701B-99"}, p="5701B-99")
    a.push()
    assert "ผู้ขอลบชื่อ" in lines_told(b)
    centre.command("erase", ref, "--order", "คำสั่งที่ 1/2570", "--yes")
    for name in (ref, "5701A-77", waits, "nonsense"):
        assert run_central("erase", name, "--order", "x", "--yes", *centre.place).returncode == 2
    told = lines_told(b)
    assert "ผู้ขอลบชื่อ" not in told
    assert f'"n":{done.partition("-")[2]},' in told
    snapshot = b.signed("GET", "/v1/snapshots/current").json()
    assert snapshot["lines"] > 0
    # the chain holds, replay still agrees, the same lines again are the same, other lines a fork
    for check in ("doctor", "replay"):
        report = json.loads(centre.command(check, "--json"))
        assert report["faults"] == []
    assert a.push().problems == []
    a.act("request.withdrawn", {"request": kept, "reason": "เปลี่ยนใจ"}, p=kept)
    assert a.push(len(a.lines)).acks[0]["through"] == len(a.lines)
    twin = Stranger(centre.address, a.private, "5701A", 1, a.branch, a.server_key)
    for raw in a.lines:
        twin.append(raw.replace("ผู้ขอลบชื่อ".encode(), "ชื่ออื่น".encode()))
    assert (twin.push().problem("fork") or {})["n"] == 1
