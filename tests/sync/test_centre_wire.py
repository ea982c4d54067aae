"""The centre's side of the wire beyond sync itself: dictionaries, encodings, rates, who may look where."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import pytest
from backports import zstd
from conftest import RealCentre, run_central
from rich.cells import cell_len
from stranger import Stranger, compact

pytestmark = pytest.mark.process
DCZ = bytes.fromhex("5e2a4d1820000000")


@pytest.fixture(scope="module")
def desk(centre: RealCentre) -> Stranger:
    return centre.desk("5701A")


def fetched(desk: Stranger) -> bytes:
    return desk.signed("GET", "/v1/dictionaries/current").body


def offer(dictionary: bytes) -> dict[str, str]:
    digest = base64.b64encode(hashlib.sha256(dictionary).digest()).decode()
    return {"Available-Dictionary": f":{digest}:", "Accept-Encoding": "dcz, zstd, gzip"}


def dcz(body: bytes, dictionary: bytes) -> bytes:
    """RFC 9842 by the letter, with the library's other way of loading a dictionary than the product's."""
    packed = zstd.compress(body, zstd_dict=zstd.ZstdDict(dictionary, is_raw=True))
    return DCZ + hashlib.sha256(dictionary).digest() + packed


def test_the_current_dictionary_is_found_by_its_hash_and_signed_for(desk: Stranger) -> None:
    current = desk.signed("GET", "/v1/dictionaries/current", headers={"Accept-Encoding": "zstd"})
    raw = zstd.decompress(current.body)
    assert raw == fetched(desk)
    assert current.headers["use-as-dictionary"] == 'match="/v1/*"'
    digest = hashlib.sha256(raw).hexdigest()
    assert desk.signed("GET", f"/v1/dictionaries/{digest}").body == raw
    assert desk.signed("GET", f"/v1/dictionaries/{'0' * 64}").status == 404
    assert desk.signed("GET", "/v1/dictionaries/..").status == 404
    assert desk.plain("GET", "/v1/dictionaries/current").status == 401


def test_the_dictionary_holds_invented_lines_only(desk: Stranger) -> None:
    """Numbers under an office that was never assigned, desks of a branch that is none."""
    text = fetched(desk).decode()
    assert {number[:5] for number in re.findall(r'"(?:number|citizen|pin)":"(\d{13})"', text)} == {"19901"}
    assert set(re.findall(r"\b(\d{4})[A-Z]-\d", text)) == {"9901"}


def test_dcz_both_ways(desk: Stranger) -> None:
    dictionary = fetched(desk)
    for _ in range(3):
        desk.act("visit.opened", {"purpose": "enquiry"})
    body = desk.request(feed="", max=50_000) + desk.segment(1, 3)
    answer = desk.post_sync(dcz(body, dictionary), **({"Content-Encoding": "dcz"} | offer(dictionary)))
    assert answer.status == 200
    assert answer.headers["content-encoding"] == "dcz"
    assert answer.body[:40] == DCZ + hashlib.sha256(dictionary).digest()
    plain = zstd.decompress(answer.body[40:], zstd_dict=zstd.ZstdDict(dictionary, is_raw=True))
    assert desk.read(plain).acks[0]["through"] == 3


def test_a_dictionary_the_centre_does_not_have(desk: Stranger) -> None:
    other = b"something else altogether" * 9
    answer = desk.post_sync(dcz(desk.request(feed=""), other), **{"Content-Encoding": "dcz"})
    assert (answer.status, answer.headers["content-type"]) == (415, "application/problem+json")
    reply = desk.post_sync(desk.request(feed="", max=50_000), **offer(other))
    assert reply.headers["content-encoding"] == "zstd"
    assert desk.post_sync(b"short", **{"Content-Encoding": "dcz"}).status == 400


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [("zstd, gzip", "zstd"), ("gzip", "gzip"), ("zstd;q=0, gzip;q=0.5", "gzip"), ("identity", None), ("br", None)],
)
def test_replies_are_packed_as_the_asker_can_read(desk: Stranger, accept: str, chosen: str | None) -> None:
    answer = desk.post_sync(desk.request(feed="", max=50_000), **{"Accept-Encoding": accept})
    assert answer.headers.get("content-encoding") == chosen


def test_metrics_are_for_this_machine_alone(desk: Stranger) -> None:
    assert b"amphoe_centre_lines" in desk.plain("GET", "/metrics").body
    assert desk.plain("GET", "/metrics", headers={"X-Forwarded-For": "192.0.2.1"}).status == 404


def test_a_lookup_names_a_line_of_who_asks(centre: RealCentre, desk: Stranger) -> None:
    asked = {"by": "pin", "value": "1990100000011", "purpose": "enquiry", "ref": "5701B-1", "officer": "anan"}
    assert desk.signed("POST", "/v1/lookups", compact(asked)).status == 400
    assert desk.signed("POST", "/v1/lookups", compact(asked | {"ref": "5701A-999"})).status == 200
    assert desk.signed("POST", "/v1/lookups", compact(asked | {"ref": "5701A-1", "officer": "a\0b"})).status == 400
    # one whose line never came is named
    missing = json.loads(centre.command("doctor", "--json"))["lookups_without_line"]
    assert [(each["ref"], each["officer"]) for each in missing] == [("5701A-999", "anan")]


def test_what_waits_under_a_revoked_key_is_let_go_by_a_person(centre: RealCentre, desk: Stranger) -> None:
    gone = centre.desk("5701GONE")
    for _ in range(2):
        gone.act("visit.opened", {"purpose": "enquiry"})
    centre.command("revoke", "5701GONE", "--yes")
    _, cursor = desk.pull()
    desk.sync(gone.segment(1, 2))
    row = next(row for row in json.loads(centre.command("dashboard", "--json")) if row["desk"] == "5701GONE")
    assert (row["revoked"], row["waiting"], row["acknowledged"]) == (True, 2, 2)
    centre.command("release", "5701GONE", "--yes")
    found, cursor = desk.pull(cursor)
    last = {x["b"]["ref"]: x["b"]["result"] for x in found if x["k"] == "outcome"}
    assert last == {"5701GONE-1": "applied", "5701GONE-2": "applied"}
    centre.command("release", "5701GONE", "--yes")
    assert desk.pull(cursor)[0] == []
    assert json.loads(centre.command("replay", "--json"))["faults"] == []
    # lines that come later wait again
    gone.act("visit.opened", {"purpose": "enquiry"})
    desk.sync(gone.segment(3, 3))
    row = next(row for row in json.loads(centre.command("dashboard", "--json")) if row["desk"] == "5701GONE")
    assert row["waiting"] == 1
    assert run_central("release", "5701NONE", "--yes", *centre.place).returncode == 2


def test_the_dashboard_tells_of_every_desk(centre: RealCentre, desk: Stranger) -> None:
    watched = centre.desk("5701W")
    watched.act("visit.opened", {"purpose": "enquiry"})
    watched.act("visit.opened", {"purpose": "enquiry"})
    watched.skew_s = -7200
    watched.post_sync(watched.request(oldest=1_790_000_000_000) + watched.segment(1, 1), **{"User-Agent": "strange/7"})
    row = next(row for row in json.loads(centre.command("dashboard", "--json")) if row["desk"] == "5701W")
    assert (row["n"], row["acknowledged"], row["oldest"], row["version"]) == (2, 1, 1_790_000_000_000, "strange/7")
    assert -7_205_000 < row["offset"] < -7_195_000
    lines = centre.command("dashboard", "--branch", "5701").splitlines()
    head = lines[0]
    shown = next(line for line in lines if " 5701W " in line)
    assert shown.split()[:2] == ["5701", "5701W"]
    assert "เมื่อครู่" in shown
    assert "-120 นาที" in shown
    assert cell_len(shown[: shown.index("strange/7")]) == cell_len(head[: head.index("รุ่น")])
    assert run_central("dashboard", "--branch", "9999", *centre.place).returncode == 2


def test_the_segment_of_a_fork_is_kept_as_evidence(centre: RealCentre) -> None:
    forked = centre.desk("5701F")
    forked.act("visit.opened", {"purpose": "enquiry"})
    forked.push()
    before = forked.plain("GET", "/metrics").body
    assert b"amphoe_centre_evidence 0" in before
    forked.lines, forked.heads = [], []
    forked.act("visit.opened", {"purpose": "payment"})
    for _ in range(2):
        assert forked.push().problem("fork")
    assert b"amphoe_centre_evidence 1" in forked.plain("GET", "/metrics").body


def test_wrong_codes_are_slowed_down_with_a_retry_after(centre: RealCentre) -> None:
    answers = [Stranger(centre.address).enrol(f"WRONG{n}") for n in range(11)]
    assert [answer.status for answer in answers] == [403] * 10 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0
    tries = [Stranger(centre.address).plain("GET", f"/track/5701A-1/WRONGCODE{n}").status for n in range(21)]
    assert tries == [404] * 20 + [429]
