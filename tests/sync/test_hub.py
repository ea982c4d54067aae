"""A branch with a hub: real processes, the line to the centre cut, and a client written from the page alone."""

from __future__ import annotations

import hashlib
import json
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hub_end import Office, make_office, run_hub, until
from sqlalchemy import Connection
from stranger import Reply, Stranger, b64, compact, unb64

from sync.central.feed import FeedWriter
from sync.central.store import open_store
from sync.hub import feed_learning

pytestmark = pytest.mark.process


class StrangerAtHub(Stranger):
    """The same client, which has read the paragraph about hubs: lines without `f` end the page."""

    hub_key = b""

    def read(self, body: bytes) -> Reply:
        lines = body.split(b"\n")
        assert lines.pop() == b""
        first = json.loads(lines[0])
        for ack in first["acks"]:
            text = f"ack\n{ack['desk']}\n{ack['epoch']}\n{ack['through']}\n{ack['head']}\n{ack['time']}"
            key = self.server_key if self.by_centre(ack) else self.hub_key
            if key:
                Ed25519PublicKey.from_public_bytes(key).verify(unb64(ack["sig"]), text.encode())
        page = [line for line in lines[1:] if "f" in json.loads(line)]
        assert lines[1 : 1 + len(page)] == page
        if page:
            digest = hashlib.sha256(b"".join(line + b"\n" for line in page)).hexdigest()
            self._by_centre(first["sig"], f"page\n{self.branch}\n{first['from']}\n{first['feed']}\n{digest}")
        return Reply(first, lines[1:])

    def by_centre(self, ack: dict[str, Any]) -> bool:
        return ack["key"] == b64(hashlib.sha256(self.server_key).digest()[:8])

    def acked(self, reply: Reply, *, by_centre: bool) -> int:
        return max(
            (a["through"] for a in reply.acks if a["desk"] == self.desk and self.by_centre(a) == by_centre), default=0
        )


class Branch(Office):
    """How to come by desks of it."""

    def desk(self, name: str) -> StrangerAtHub:
        """A desk enrolled through the hub, and known to it."""
        desk = StrangerAtHub(self.hub.address)
        assert desk.enrol(self.centre.code(name)).status == 200
        hub_key = desk.pull()[0]
        desk.hub_key = next(
            unb64(each["b"]["public_key"])
            for each in hub_key
            if each["k"] == "key.put" and each["b"]["owner"] == "5701HUB"
        )
        desk.act("note.made", {})
        until(lambda: desk.acked(desk.push(), by_centre=False) == 1)
        return desk


@pytest.fixture
def branch(make_centre: Callable[..., Any], tmp_path: Path) -> Iterator[Branch]:
    made = make_office(make_centre(citizens=20), tmp_path / "hub")
    yield Branch(made.centre, made.hub)
    if made.hub.process is not None:
        made.hub.end()


def lines_of(reply: Reply, desk: str) -> list[int]:
    return [
        json.loads(each["b"]["line"])["n"] for each in reply.feed if each["k"] == "line" and each["b"]["desk"] == desk
    ]


def test_with_the_line_up_the_answer_is_the_centres_and_the_hub_signs_beside_it(branch: Branch) -> None:
    a, b = branch.desk("5701A"), branch.desk("5701B")
    _, cursor = b.pull()
    a.act("note.made", {})
    reply = a.push(2)
    assert (a.acked(reply, by_centre=True), a.acked(reply, by_centre=False)) == (2, 2)
    reply = b.sync(feed=cursor, max=100_000, have={"5701B": 1})
    placed = [each for each in reply.feed if each["k"] == "line" and "f" in each]
    assert [each["b"]["desk"] for each in placed] == ["5701A"]
    assert a.signed("GET", "/v1/desks/5701A/head").json()["through"] == 2
    about = a.signed("GET", "/v1/snapshots/current").json()
    part = a.signed("GET", f"/v1/snapshots/{about['id']}", headers={"Range": "bytes=4-"})
    assert (part.status, len(part.body)) == (206, about["bytes"] - 4)


def test_with_the_line_down_fellow_desks_see_each_other_and_the_centre_has_all_afterwards(branch: Branch) -> None:
    a, b = branch.desk("5701A"), branch.desk("5701B")
    _, cursor = b.pull()
    branch.cut()
    a.act("request.noted", {"x": "ก"})
    a.act("record.viewed", {})
    reply = a.push(2)
    assert (a.acked(reply, by_centre=True), a.acked(reply, by_centre=False)) == (1, 3)
    assert (reply.first["sig"], reply.problems) == ("", [])
    seen = b.sync(feed=cursor, max=100_000, have={"5701B": 1})
    assert lines_of(seen, "5701A")[-1] == 2
    assert 3 not in lines_of(seen, "5701A")
    assert (seen.first["from"], seen.first["feed"]) == (cursor, cursor)
    began = time.monotonic()
    assert b.sync(feed=cursor, max=100_000, have={"5701B": 1}, wait=1).feed == []
    assert time.monotonic() - began > 0.9
    branch.mend()
    reply = until(lambda: (r := a.sync(have={"5701A": 1})).acks and a.acked(r, by_centre=True) == 3 and r)
    assert reply.problems == []
    told = a.signed("GET", "/v1/desks/5701A/head").json()
    assert (told["through"], told["head"]) == (3, b64(a.head))


def test_news_of_a_fellow_desk_end_a_held_pull_with_the_line_down(branch: Branch) -> None:
    a, b = branch.desk("5701A"), branch.desk("5701B")
    _, cursor = b.pull()
    branch.cut()
    b.sync(feed=cursor, max=100_000, have={"5701B": 1})
    found: list[Reply] = []
    held = Thread(target=lambda: found.append(b.sync(feed=cursor, max=100_000, have={"5701B": 1}, wait=20)))
    held.start()
    time.sleep(0.3)
    a.act("note.made", {})
    a.push(2)
    held.join(timeout=5)
    assert lines_of(found[0], "5701A") == [2]


def test_what_the_centre_alone_can_answer_is_source_down(branch: Branch) -> None:
    a = branch.desk("5701A")
    code = branch.centre.code("5701C")
    branch.cut()
    asked = compact({"by": "pin", "value": "1", "purpose": "enquiry", "ref": "5701A-1", "officer": "anan"})
    stranger = StrangerAtHub(branch.hub.address)
    until(lambda: not branch.health()["centre"])
    for answer in (
        a.signed("POST", "/v1/lookups", asked, {"Content-Type": "application/json"}),
        a.signed("GET", f"/v1/files/{'0' * 64}"),
        stranger.enrol(code),
    ):
        assert (answer.status, answer.json()["type"]) == (503, "/problems/source-down")
        assert int(answer.headers["retry-after"]) > 0
    stranger.desk = "5701Z"
    assert stranger.post_sync(stranger.request()).status == 503
    forged = StrangerAtHub(branch.hub.address, private=stranger.private, desk="5701A")
    assert forged.post_sync(forged.request()).status == 401


def test_with_the_line_down_copies_are_renewed_from_what_the_hub_keeps(branch: Branch) -> None:
    a, b = branch.desk("5701A"), branch.desk("5701B")
    _, cursor = b.pull()
    scan = b"scan" * 5000
    name = hashlib.sha256(scan).hexdigest()
    length = {"Upload-Length": str(len(scan))}
    assert a.signed("PATCH", f"/v1/files/{name}", scan[:9000], {"Upload-Offset": "0"} | length).status == 204
    assert a.signed("PATCH", f"/v1/files/{name}", scan[9000:], {"Upload-Offset": "9000"}).status == 204
    branch.centre.inside(lambda store: store.write(put_notice))
    wait_till_pulled(branch, b)
    branch.cut()
    until(lambda: not branch.health()["centre"])
    # the pages, as the centre signed them when it could be heard; after them, nothing
    said, here = "", cursor
    while (reply := b.sync(feed=here, max=100_000, have={"5701A": 1, "5701B": 1})).first["sig"]:
        assert 0 < reply.first["kept"] <= time.time() * 1000
        said, here = said + str(reply.feed), reply.first["feed"]
    assert "n-42" in said
    assert (reply.first["feed"], reply.feed) == (here, [])
    # the snapshot, resumable, and the file; nobody gets them for less than at the centre
    about = b.signed("GET", "/v1/snapshots/current").json()
    text = f"snapshot\n{b.branch}\n{about['id']}\n{about['feed']}\n{about['sha256']}"
    b._by_centre(about["sig"], text)
    whole = b.signed("GET", f"/v1/snapshots/{about['id']}").body
    part = b.signed("GET", f"/v1/snapshots/{about['id']}", headers={"Range": "bytes=10-19"})
    assert (hashlib.sha256(whole).hexdigest(), part.status, part.body) == (about["sha256"], 206, whole[10:20])
    assert b.signed("GET", f"/v1/files/{name}").body == scan
    for path in ("/v1/snapshots/current", f"/v1/files/{name}"):
        assert StrangerAtHub(branch.hub.address).plain("GET", path).status == 401
    # who was away for longer than pages are kept is led to the snapshot
    old = b.sync(feed=cursor.rpartition(".")[0] + ".1", max=100_000)
    assert old.problem("stale-cursor") is not None


def test_a_hub_believes_the_centres_next_key(branch: Branch) -> None:
    a = branch.desk("5701A")
    branch.centre.command("key", "next")
    told = [x["b"] for x in a.pull()[0] if x["k"] == "key.put" and x["b"]["owner"] == "centre"]
    wait_till_pulled(branch, a)
    branch.cut()
    branch.centre.command("key", "use", "--yes")
    branch.mend()
    branch.hub.end(signal.SIGKILL)
    branch.hub.start()
    a.server_key = unb64(told[0]["public_key"])
    a.act("note.made", {})
    until(lambda: a.acked(a.push(2), by_centre=True) == 2)
    branch.cut()
    a.act("note.made", {})
    assert until(lambda: a.acked(a.push(3), by_centre=False) == 3)
    branch.mend()
    until(lambda: a.acked(a.sync(have={"5701A": 2}), by_centre=True) == 3)


def wait_till_pulled(branch: Branch, desk: StrangerAtHub) -> None:
    """Until the hub has read the feed as far as the centre has said it."""
    store = open_store(branch.hub.folder)
    try:
        until(lambda: store.read(feed_learning.cursor) == desk.pull()[1])
    finally:
        store.close()


def put_notice(connection: Connection) -> None:
    feed = FeedWriter("5701")
    feed.say("notice", {"th": "ข่าว n-42"})
    feed.flush(connection)


def test_a_hub_killed_keeps_what_it_signed_for(branch: Branch) -> None:
    a, b = branch.desk("5701A"), branch.desk("5701B")
    branch.cut()
    a.act("note.made", {})
    assert a.acked(a.push(2), by_centre=False) == 2
    branch.hub.end(signal.SIGKILL)
    branch.hub.start()
    reply = b.sync(feed="", max=100_000, have={"5701B": 1})
    assert lines_of(reply, "5701A")[-1] == 2
    branch.mend()
    told = until(lambda: (t := a.signed("GET", "/v1/desks/5701A/head").json())["through"] == 2 and t)
    assert told["head"] == b64(a.head)


def test_a_desk_that_went_straight_to_the_centre_goes_on_at_the_hub(branch: Branch) -> None:
    a = branch.desk("5701A")
    for _ in range(3):
        a.act("note.made", {})
    a.address = branch.centre.address
    a.push(2)
    a.address = branch.hub.address
    a.act("note.made", {})
    reply = a.push(5)
    assert a.acked(reply, by_centre=True) == 5
    branch.cut()
    a.act("note.made", {})
    reply = until(lambda: (r := a.push(6)).problem("gap") is None and r, 5)
    assert a.acked(reply, by_centre=False) == 6


def test_one_desks_fork_stops_no_other(branch: Branch) -> None:
    a, b = branch.desk("5701A"), branch.desk("5701B")
    twin = StrangerAtHub(branch.centre.address, private=a.private, desk="5701A", branch="5701")
    twin.server_key, twin.lines, twin.heads = a.server_key, list(a.lines), list(a.heads)
    branch.cut()
    for desk in (a, b):
        desk.act("note.made", {"who": desk.desk})
        assert desk.acked(desk.push(2), by_centre=False) == 2
    branch.hub.end(signal.SIGKILL)
    branch.restart_centre()
    twin.act("note.made", {"who": "twin"})
    twin.push(2)
    branch.hub.start()
    assert until(lambda: b.acked(b.sync(have={"5701B": 1}), by_centre=True) == 2)
    reply = until(lambda: (r := a.sync(have={"5701A": 1})).problem("fork") and r)
    assert a.acked(reply, by_centre=False) < 2  # it signs for nothing the centre refuses
    assert a.push(2, have={"5701A": 1}).problem("fork") is not None


def test_acks_forged_in_the_centres_name_are_not_the_hubs_to_keep(branch: Branch) -> None:
    a = branch.desk("5701A")
    branch.cut()
    a.act("note.made", {})
    ack = next(ack for ack in a.push(2).acks if ack["through"] == 2)
    assert not a.by_centre(ack)
    text = f"ack\n{ack['desk']}\n{ack['epoch']}\n{ack['through']}\n{ack['head']}\n{ack['time']}"
    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(a.server_key).verify(unb64(ack["sig"]), text.encode())


def test_the_commands(branch: Branch, tmp_path: Path) -> None:
    again = run_hub("enrol", branch.centre.address, "ANYTHING", "--data", str(branch.hub.folder))
    assert again.returncode == 2
    assert run_hub("serve", "--data", str(branch.hub.folder), "--port", "0").returncode == 3
    assert run_hub("serve", "--data", str(tmp_path / "none"), "--port", "0").returncode == 2
    wrong = run_hub("enrol", branch.centre.address, "WRONG", "--data", str(tmp_path / "other"))
    assert wrong.returncode == 2
    code = branch.centre.code("5701HB")
    assert run_hub("enrol", branch.centre.address, code, "--data", str(tmp_path / "other")).returncode == 0
    assert branch.hub.end() == 0
