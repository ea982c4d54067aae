"""A line erased by order: its bytes are gone everywhere at the centre, its digest chains, work goes on. Both stores."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from conftest import RealCentre, run_central
from stranger import Stranger
from test_centre_work import PARTY, services, submit

PIN = "3999900000028"
pytestmark = pytest.mark.process


def looks_told(centre: RealCentre) -> set[tuple[str, str]]:
    return {(look["ref"], look["desk"]) for look in json.loads(centre.command("looks", "--json", PIN))}


def lines_told(desk: Stranger) -> str:
    return "".join(line["b"]["line"] for line in desk.pull()[0] if line["k"] == "line")


def test_a_line_erased_by_order(make_centre: Callable[..., RealCentre]) -> None:
    centre = make_centre(citizens=5)
    a, b = centre.desk("5701A"), centre.desk("5701B")
    valid = services(a)["CR-COPY"]
    looked = {"citizen": PIN, "visit": None, "purpose": "request", "as_of": 1, "found_by": "name"}
    seen, erased = (desk.act("record.viewed", looked) for desk in (a, b))
    a.act("record.viewed", looked | {"citizen": "1101700230708"})
    b.push()
    ref = submit(a, service_from=valid, applicant=PARTY | {"name": "ผู้ขอลบชื่อ"})
    done = a.act("request.done", {"request": ref}, p=ref)
    kept = submit(a, service_from=valid)
    waits = a.act("request.done", {"request": "5701B-99"}, p="5701B-99")
    a.push()
    assert "ผู้ขอลบชื่อ" in lines_told(b)
    assert looks_told(centre) == {(seen, "5701A"), (erased, "5701B")}
    centre.command("erase", erased, "--order", "คำสั่งที่ 1/2570", "--yes")
    assert looks_told(centre) == {(seen, "5701A")}
    assert " 5701A  anan " in centre.command("looks", stdin=f"{PIN}\n")
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
    assert (twin.push().problem("fork") or {})["n"] == 3
