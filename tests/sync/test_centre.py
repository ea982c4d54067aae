"""The centre's process, spoken to by a stranger's client: push, acks, problems, pages, statuses."""

from __future__ import annotations

import gzip
import hashlib
import itertools
import json
import threading
import time
import uuid

import pytest
from backports import zstd
from conftest import RealCentre
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from stranger import Stranger, b64, compact

pytestmark = pytest.mark.process
_LETTERS = itertools.count()


@pytest.fixture
def desk(centre: RealCentre) -> Stranger:
    number = next(_LETTERS)
    return centre.desk("5701" + chr(65 + number // 26) + chr(65 + number % 26))


def visits(desk: Stranger, count: int) -> None:
    for _ in range(count):
        desk.act("visit.opened", {"purpose": "enquiry"})


def test_health_needs_no_signature(centre: RealCentre) -> None:
    assert Stranger(centre.address).plain("GET", "/v1/health").status == 200


def test_enrolment_is_idempotent_for_one_key(centre: RealCentre) -> None:
    code = centre.code("5701Z")
    first = Stranger(centre.address)
    answer = first.enrol(code)
    assert (first.desk, first.epoch, first.branch, len(first.server_key)) == ("5701Z", 1, "5701", 32)
    assert first.enrol(code).json() == answer.json()
    assert answer.json()["recipient"].startswith("age1")
    assert Stranger(centre.address).enrol(code).status == 403
    assert Stranger(centre.address).enrol("WRONG").status == 403


def test_a_recipient_no_bag_could_be_locked_for_costs_no_code(centre: RealCentre) -> None:
    code = centre.code("5701Z")
    refused = Stranger(centre.address, recipient="age1junk").enrol(code)
    assert (refused.status, refused.json()["detail"]) == (400, "recipient")
    assert Stranger(centre.address).enrol(code).status == 200


def test_enrolling_again_gives_the_next_epoch_and_replaces_the_key(centre: RealCentre) -> None:
    old = centre.desk("5701Y")
    visits(old, 2)
    old.push()
    new = centre.desk("5701Y")
    assert new.epoch == 2
    assert old.post_sync(old.request()).status == 403
    # true late lines of the old epoch are still taken, from anybody
    old.act("visit.opened", {"purpose": "enquiry"})
    reply = new.sync(old.segment(3, 3))
    assert not reply.problems
    assert [(ack["epoch"], ack["through"]) for ack in reply.acks] == [(2, 0), (1, 3)]


def test_push_ack_and_the_same_again(desk: Stranger) -> None:
    visits(desk, 3)
    ack = desk.push().acks[0]
    assert (ack["desk"], ack["epoch"], ack["through"]) == (desk.desk, 1, 3)
    assert ack["head"] == b64(desk.head)
    assert desk.push().acks[0]["through"] == 3
    assert desk.push(2, 3).acks[0]["head"] == b64(desk.head)
    head = desk.signed("GET", f"/v1/desks/{desk.desk}/head").json()
    assert head == {"desk": desk.desk, "epoch": 1, "through": 3, "head": b64(desk.head)}


def test_an_empty_journal_is_acknowledged_too(desk: Stranger) -> None:
    ack = desk.sync().acks[0]
    assert (ack["through"], ack["head"]) == (0, b64(desk.genesis))


def test_a_gap_names_what_is_expected(desk: Stranger) -> None:
    visits(desk, 4)
    reply = desk.push(3, 4)
    assert reply.problem("gap") == {"type": "/problems/gap", "desk": desk.desk, "epoch": 1, "expected": 1}
    assert reply.acks[0]["through"] == 0
    assert desk.sync(desk.segment(1, 2), desk.segment(3, 4)).acks[0]["through"] == 4


def test_a_gap_waits_for_the_request_that_fills_it(desk: Stranger) -> None:
    visits(desk, 2)
    first, second = desk.segment(1, 1), desk.segment(2, 2)
    answers = []
    threads = [threading.Thread(target=lambda part=part: answers.append(desk.sync(part))) for part in (second, first)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(answer.acks[0]["through"] for answer in answers) == 2 or desk.sync(second).acks[0]["through"] == 2


def test_a_fork_changes_nothing(desk: Stranger) -> None:
    visits(desk, 3)
    desk.push()
    held = b64(desk.head)
    desk.lines, desk.heads = desk.lines[:1], desk.heads[:1]
    desk.act("visit.opened", {"purpose": "payment"})
    reply = desk.push(2, 2)
    assert reply.problem("fork")["n"] == 2
    assert (reply.acks[0]["through"], reply.acks[0]["head"]) == (3, held)


@pytest.mark.parametrize("changed", [{"sig": b64(b"x" * 64)}, {"to": 9}, {"head": b64(b"y" * 32)}, {"at": 5}])
def test_a_bad_segment_stops_no_other(desk: Stranger, changed: dict[str, object]) -> None:
    visits(desk, 4)
    bad, good = desk.segment(1, 2, **changed), desk.segment(1, 4)
    reply = desk.sync(bad, good)
    assert [each["type"] for each in reply.problems] == ["/problems/bad-segment"]
    assert reply.acks[0]["through"] == 4


def test_a_line_changed_under_way_is_a_bad_segment(desk: Stranger) -> None:
    visits(desk, 2)
    reply = desk.sync(desk.segment(1, 2).replace(b"enquiry", b"payment", 1))
    assert reply.problem("bad-segment")
    assert reply.acks[0]["through"] == 0


def test_bad_lines_are_named(desk: Stranger) -> None:
    visits(desk, 1)
    desk.append(b'{"n":2,"x":"\xff"}')
    assert desk.push().problem("bad-line")["n"] == 2
    desk.lines, desk.heads = desk.lines[:1], desk.heads[:1]
    desk.append(b"x" * 65_537)
    assert desk.push().problem("bad-line")["n"] == 2
    assert desk.push(1, 1).acks[0]["through"] == 1


def test_nonsense_is_taken_and_gets_an_outcome(desk: Stranger) -> None:
    for raw in (b"", b"nonsense", b'{"segment":{}}', b'{"n":9,"t":1,"o":"a","k":"visit.opened","b":{}}', b'"\\ud800"',
                b'{"n":6,"t":1,"o":"\\ud800","k":"\\ud800\\u0000","b":{}}', b"[" * 5000):  # fmt: skip
        desk.append(raw)
    desk.act("visit.opened", {"purpose": "no such purpose"})
    desk.act("stranger.kind", {"a": 1})
    reply = desk.push(feed="")
    assert reply.acks[0]["through"] == 9
    assert not reply.problems
    found, _ = desk.pull()
    outcomes = {line["b"]["ref"]: line["b"] for line in found if line["k"] == "outcome"}
    results = [outcomes[desk.ref(n)]["result"] for n in range(1, 10)]
    assert results == [
        "refused",
        "refused",
        "refused",
        "refused",
        "refused",
        "waiting",
        "refused",
        "refused",
        "waiting",
    ]
    lines = [line["b"]["line"].encode() for line in found if line["k"] == "line" and line["b"]["desk"] == desk.desk]
    assert lines == desk.lines


def test_unknown_key_of_a_relayed_segment(desk: Stranger, centre: RealCentre) -> None:
    visits(desk, 1)
    ghost = Stranger(centre.address, desk="5701GHST", branch="5701")
    visits(ghost, 1)
    reply = desk.sync(ghost.segment(1, 1), desk.segment(1, 1))
    assert reply.problem("unknown-key")["desk"] == "5701GHST"
    assert reply.acks[0]["through"] == 1


def test_relayed_segments_are_acknowledged_after_the_senders_own(centre: RealCentre, desk: Stranger) -> None:
    other = centre.desk("5701RELY")
    visits(desk, 2)
    visits(other, 3)
    reply = desk.sync(other.segment(1, 3), desk.segment(1, 2))
    assert [(ack["desk"], ack["through"]) for ack in reply.acks] == [(desk.desk, 2), ("5701RELY", 3)]


def test_have_decides_which_acks_come(desk: Stranger) -> None:
    visits(desk, 2)
    desk.push()
    assert desk.sync(have={desk.desk: 2}).acks == []
    assert desk.sync(have={desk.desk: 1}).acks[0]["through"] == 2
    assert desk.sync(have={}).acks[0]["through"] == 2


def test_the_feed_from_the_beginning_and_in_small_pages(desk: Stranger) -> None:
    visits(desk, 3)
    desk.push()
    whole, cursor = desk.pull()
    assert [line["f"] for line in whole] == sorted({line["f"] for line in whole})
    small, again = desk.pull(most=1)
    assert small == whole
    assert again == cursor
    kinds = {line["k"] for line in whole}
    assert {"citizen.columns", "household.columns", "officer.put", "key.put", "book.leased", "line", "applied"} <= kinds
    assert sum(line["b"]["count"] for line in whole if line["k"] == "citizen.columns") == 200
    assert all(len(compact(line)) < 900_000 for line in whole)
    assert desk.pull(cursor) == ([], cursor)


def test_own_lines_come_unless_covered_and_views_stay_at_home(centre: RealCentre, desk: Stranger) -> None:
    _, cursor = desk.pull()
    other = centre.desk("5701V" + chr(65 + next(_LETTERS) % 26))
    visits(desk, 1)
    view = {"citizen": "1990100000011", "name": "ใคร", "purpose": "enquiry", "as_of": 1}
    desk.act("record.viewed", view)
    assert [b for b in desk.push(feed=cursor, max=100_000).of_kind("line") if b["desk"] == desk.desk] == []

    def own(found: list[dict]) -> list[int]:
        return [json.loads(x["b"]["line"])["n"] for x in found if x["k"] == "line" and x["b"]["desk"] == desk.desk]

    assert own(desk.pull(cursor)[0]) == [1, 2]
    assert own(desk.pull(cursor, have={desk.desk: 1})[0]) == [2]
    assert own(desk.pull(cursor, have={desk.desk: 2})[0]) == []
    assert own(other.pull(cursor)[0]) == [1]


@pytest.mark.parametrize("cursor", ["nonsense", "deadbeef.1", "x.y", "."])
def test_an_unknown_cursor_is_stale(desk: Stranger, cursor: str) -> None:
    reply = desk.sync(feed=cursor, max=1000)
    assert reply.problem("stale-cursor")
    assert reply.lines == []
    _, good = desk.pull()
    beyond = good.split(".")[0] + ".99999999"
    assert desk.sync(feed=beyond, max=1000).problem("stale-cursor")


def test_no_feed_is_sent_when_none_is_asked_for(desk: Stranger) -> None:
    assert desk.sync().lines == []


def test_a_held_pull_ends_with_news_and_without(desk: Stranger, centre: RealCentre) -> None:
    _, cursor = desk.pull()
    started = time.monotonic()
    assert desk.sync(feed=cursor, max=1000, wait=1).lines == []
    assert 0.9 < time.monotonic() - started < 3
    names = ("--name-th", "นิดา", "--name-en", "Nida", "--role", "officer")
    add = threading.Timer(
        0.3, lambda: centre.command("officers", "add", "nida", "--branch", "5701", *names, stdin="x\n")
    )
    add.start()
    started = time.monotonic()
    assert desk.sync(feed=cursor, max=1000, wait=20).of_kind("officer.put")[0]["officer"] == "nida"
    assert time.monotonic() - started < 10


def test_statuses_of_what_may_not_speak(desk: Stranger, centre: RealCentre) -> None:
    body = desk.request()
    assert desk.plain("POST", "/v1/sync", body).status == 401
    for drop in ("@method", "@path", "@query", "content-digest"):
        headers = desk.signature("POST", "/v1/sync", body, drop=drop)
        assert desk.plain("POST", "/v1/sync", body, headers).status == 401, drop
    assert desk.signed("POST", "/v1/sync", body, tag="other").status == 401
    headers = desk.signature("POST", "/v1/sync", body)
    assert desk.plain("POST", "/v1/sync", body, headers).status == 200
    assert desk.plain("POST", "/v1/sync", body, headers).status == 401
    unknown = Stranger(centre.address, Ed25519PrivateKey.generate(), desk="5701NEVR")
    answer = unknown.post_sync(unknown.request())
    assert (answer.status, answer.json()["type"]) == (403, "/problems/unknown-desk")
    impostor = Stranger(centre.address, Ed25519PrivateKey.generate(), desk=desk.desk)
    assert impostor.post_sync(impostor.request()).status == 401
    other = centre.desk("5701OTHR")
    other.desk = desk.desk
    assert other.post_sync(other.request()).status == 401


def test_a_clock_more_than_a_day_off_is_told_the_time(desk: Stranger) -> None:
    desk.skew_s = -23 * 3600
    assert desk.sync().acks
    desk.skew_s = 25 * 3600
    answer = desk.post_sync(desk.request())
    assert (answer.status, answer.json()["type"]) == (409, "/problems/clock")
    assert abs(answer.json()["time"] - time.time() * 1000) < 5000
    assert answer.headers["content-type"] == "application/problem+json"


def test_malformed_and_other_versions(desk: Stranger) -> None:
    assert desk.post_sync(b"<html>\n").status == 400
    assert desk.post_sync(b'{"sync":2}\n').status == 426
    assert desk.post_sync(desk.request(epoch=0)).status == 400
    assert desk.signed("GET", "/v1/nothing").status == 404


def test_encodings_in_and_out(desk: Stranger) -> None:
    visits(desk, 2)
    body = desk.request(feed="", max=50_000) + desk.segment(1, 2)
    for name, packed in (("zstd", zstd.compress(body)), ("gzip", gzip.compress(body))):
        answer = desk.post_sync(packed, **{"Content-Encoding": name, "Accept-Encoding": name})
        assert answer.status == 200
        assert answer.headers["content-encoding"] == name
        plain = zstd.decompress(answer.body) if name == "zstd" else gzip.decompress(answer.body)
        assert desk.read(plain).acks[0]["through"] == 2
    assert desk.post_sync(body, **{"Content-Encoding": "br"}).status == 415
    assert desk.post_sync(b"not zstd", **{"Content-Encoding": "zstd"}).status == 400
    bomb = desk.post_sync(zstd.compress(b"\0" * 40_000_000), **{"Content-Encoding": "zstd"})
    assert (bomb.status, bomb.json()["max"]) == (413, 32 * 1024 * 1024)


def test_an_epoch_below_the_highest_is_a_copy(desk: Stranger) -> None:
    visits(desk, 1)
    desk.push()
    desk.epoch, desk.lines, desk.heads = 2, [], []
    desk.act("journal.opened", {"after": {"epoch": 1, "n": 1, "head": b64(b"h" * 32)}, "why": "rollback"})
    assert desk.push().acks[0]["epoch"] == 2
    desk.epoch = 1
    answer = desk.post_sync(desk.request())
    assert (answer.status, answer.json()["type"]) == (403, "/problems/copied")


def test_revoked_desks_speak_no_more_but_their_work_is_kept(centre: RealCentre, desk: Stranger) -> None:
    gone = centre.desk("5701GONE")
    visits(gone, 1)
    centre.command("revoke", "5701GONE", "--yes")
    answer = gone.post_sync(gone.request())
    assert (answer.status, answer.json()["type"]) == (403, "/problems/revoked")
    _, cursor = desk.pull()
    reply = desk.sync(gone.segment(1, 1), feed=cursor, max=100_000)
    assert [ack["through"] for ack in reply.acks if ack["desk"] == "5701GONE"] == [1]
    outcome = reply.of_kind("outcome")[0]
    assert (outcome["ref"], outcome["result"], outcome["code"]) == ("5701GONE-1", "waiting", "revoked-key")


def test_snapshot_has_the_effect_of_the_feed_and_resumes(desk: Stranger) -> None:
    told = desk.signed("GET", "/v1/snapshots/current").json()
    text = f"snapshot\n{desk.branch}\n{told['id']}\n{told['feed']}\n{told['sha256']}"
    desk._by_centre(told["sig"], text)
    path = f"/v1/snapshots/{told['id']}"
    whole = desk.signed("GET", path)
    assert whole.status == 200
    assert "content-encoding" not in whole.headers
    assert hashlib.sha256(whole.body).hexdigest() == told["sha256"]
    first = desk.signed("GET", path, headers={"Range": "bytes=0-99"})
    rest = desk.signed("GET", path, headers={"Range": "bytes=100-"})
    assert (first.status, rest.status, first.body + rest.body) == (206, 206, whole.body)
    lines = [json.loads(line) for line in zstd.decompress(whole.body).splitlines()]
    assert len(lines) == told["lines"]
    assert sum(line["b"]["count"] for line in lines if line["k"] == "citizen.columns") == 200
    columns = next(line["b"]["columns"] for line in lines if line["k"] == "citizen.columns")
    assert columns["pin"] == sorted(columns["pin"])
    assert not desk.sync(feed=told["feed"], max=1000).problem("stale-cursor")
    assert desk.signed("GET", path, headers={"Range": f"bytes={told['bytes']}-"}).status == 416
    assert desk.signed("GET", "/v1/snapshots/unknown").status == 404


def test_files_go_up_in_pieces_and_only_whole(desk: Stranger) -> None:
    scan = uuid.uuid4().bytes * 5000
    path = f"/v1/files/{hashlib.sha256(scan).hexdigest()}"
    assert desk.signed("HEAD", path).headers["upload-offset"] == "0"
    first = desk.signed("PATCH", path, scan[:50_000], {"Upload-Offset": "0", "Upload-Length": str(len(scan))})
    assert (first.status, first.headers["upload-offset"]) == (204, "50000")
    assert desk.signed("GET", path).status == 404
    wrong = desk.signed("PATCH", path, b"x", {"Upload-Offset": "7"})
    assert (wrong.status, wrong.headers["upload-offset"]) == (409, "50000")
    assert desk.signed("PATCH", path, scan[50_000:], {"Upload-Offset": "50000"}).status == 204
    assert desk.signed("GET", path).body == scan
    assert desk.signed("GET", path, headers={"Range": "bytes=49990-50009"}).body == scan[49_990:50_010]
    false = "/v1/files/" + "0" * 64
    dropped = desk.signed("PATCH", false, b"abc", {"Upload-Offset": "0", "Upload-Length": "3"})
    assert dropped.headers["upload-offset"] == "0"


def test_lookups_find_and_do_not_find(desk: Stranger) -> None:
    whole, _ = desk.pull()
    columns = next(line["b"]["columns"] for line in whole if line["k"] == "citizen.columns")
    asked = {"by": "pin", "value": columns["pin"][0], "purpose": "enquiry", "ref": desk.ref(1), "officer": "anan"}
    found = desk.signed("POST", "/v1/lookups", compact(asked)).json()
    assert [each["given"] for each in found["found"]] == [columns["given"][0]]
    nobody = desk.signed("POST", "/v1/lookups", compact(asked | {"value": "1111111111111"}))
    assert (nobody.status, nobody.json()["found"]) == (200, [])
    assert desk.signed("POST", "/v1/lookups", compact(asked | {"by": "shoe"})).status == 400


def test_branch_face_is_for_the_branch(desk: Stranger) -> None:
    visits(desk, 2)
    desk.push()
    row = next(d for d in desk.signed("GET", "/v1/branches/5701/desks").json()["desks"] if d["desk"] == desk.desk)
    assert (row["n"], row["acknowledged"]) == (2, 2)
    assert desk.signed("GET", "/v1/branches/9999/desks").status == 404
    assert desk.signed("GET", "/v1/desks/9999A/head").status == 404
    assert b"amphoe_centre_lines" in desk.plain("GET", "/metrics").body
