"""The desk against a server written from the protocol page alone, well-behaved and otherwise."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from desk_end import engine_of, open_office, work
from stranger import b64
from stranger_server import Plain, StrangerServer, compact, problem

from desk.commands.opening import SystemRandomness
from desk.counter.office import Office
from desk.counter.status import status
from desk.model.errors import DeskError
from local_db import feed, meta
from local_db.desk_file import SystemClock
from sync.enrol import enrol
from sync.errors import (
    AckNotSigned,
    AnswerTooLarge,
    ClockWrong,
    CodeRefused,
    DeskRefused,
    NotTheCentre,
    PageNotSigned,
    PlainLine,
    SignatureRefused,
)
from sync.line_errors import (
    CentreBusy,
    HeadsDiffer,
    LineDown,
    LinesNotTaken,
    PageOutOfTurn,
    SnapshotUnusable,
    WireTooOld,
)
from sync.link import Link

ZSTD = b"\x28\xb5\x2f\xfd"
NOTICE = {"th": "ประกาศ", "en": "Notice", "at": 1}
CITIZENS = {
    "count": 2,
    "columns": {
        "pin": ["1990100000011", "1990100000029"], "version": [1, 1], "given": ["ก", "ข"], "family": ["ค", "ง"],
        "shoe_size": [41, None],
    },
}  # fmt: skip


@pytest.fixture
def server() -> Iterator[StrangerServer]:
    made = StrangerServer(codes={"ABC": "5701A"})
    made.feed += [
        ("citizen.columns", CITIZENS),
        ("notice", NOTICE),
        ("weather.told", {"degrees": 34}),
        ("reference.put", {"name": "office", "value": {"branch": "5701"}, "colour": "green"}),
    ]
    made.start()
    yield made
    made.stop()


@pytest.fixture
def office(server: StrangerServer, tmp_path: Path) -> Iterator[Office]:
    told = asyncio.run(
        enrol(tmp_path / "desk", server.address, "ABC", "x", SystemClock(), SystemRandomness()),
    )
    made = open_office(tmp_path / "desk", told.data_key)
    server.seen.clear()
    yield made
    made.close()


def once(office: Office, fault: type[DeskError] | None = None) -> DeskError | None:
    async def go() -> DeskError | None:
        async with engine_of(office) as engine:
            try:
                await engine.once()
            except DeskError as failed:
                return failed
            return None

    failed = asyncio.run(go())
    assert isinstance(failed, fault) if fault is not None else failed is None, failed
    return failed


def said(office: Office, name: str) -> Any:
    return meta.get(office.read(), name)


def cursor(office: Office) -> str:
    return feed.cursor(office.read())


def all_there(server: StrangerServer, office: Office) -> None:
    own = [bytes(raw) for (raw,) in office.read().execute("SELECT raw FROM journal WHERE epoch = 1 ORDER BY n")]
    assert server.journals.get(("5701A", 1), []) == own
    assert status(office).unsent == 0


def test_enrol_snapshot_push_pull_and_what_is_unknown_is_kept(server: StrangerServer, office: Office) -> None:
    assert status(office).citizens == 2
    assert cursor(office) == "strange.4"
    work(office)
    server.feed.append(("notice", NOTICE))
    once(office)
    all_there(server, office)
    assert status(office).all_sent
    kept = [k for (k,) in office.read().execute("SELECT k FROM feed_kept ORDER BY seq")]
    assert kept == ["notice", "weather.told", "reference.put", "notice"]
    first = server.seen[0].first
    assert (first["n"], first["have"], first["feed"]) == (3, {"5701A": 0}, "strange.4")


@pytest.mark.parametrize("encoding", ["zstd", "gzip", "identity"])
def test_replies_in_every_encoding(server: StrangerServer, office: Office, encoding: str) -> None:
    server.encoding = encoding
    work(office)
    server.feed += [("notice", NOTICE)] * 20
    once(office)
    all_there(server, office)
    assert cursor(office) == "strange.24"


@pytest.mark.parametrize("takes", [("gzip", "identity"), ("identity",)])
def test_415_means_the_same_again_in_a_plainer_way(
    server: StrangerServer, office: Office, takes: tuple[str, ...]
) -> None:
    server.takes = takes
    work(office)
    once(office)
    all_there(server, office)
    assert server.seen[-1].headers.get("content-encoding", "identity") == takes[0]


def test_413_with_max_makes_smaller_batches_until_all_is_there(server: StrangerServer, office: Office) -> None:
    server.most = 4_000
    work(office, 60)
    once(office)
    all_there(server, office)
    sizes = [len(asked.body) for asked in server.seen]
    assert sizes[0] > server.most
    assert sum(size > server.most for size in sizes) == 1
    assert said(office, "batch_bytes_most") < server.most


def test_413_of_a_proxy_halves(server: StrangerServer, office: Office) -> None:
    server.plan.append(Plain(413, b"<html>", {"Content-Type": "text/html"}))
    work(office, 10)
    once(office)
    all_there(server, office)


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (problem(401, "signature"), SignatureRefused),
        (problem(403, "revoked"), DeskRefused),
        (problem(403, "unknown-desk"), DeskRefused),
        (problem(404, "nothing"), NotTheCentre),
        (problem(418, "teapot", brew=[1]), NotTheCentre),
        (problem(426, "version"), WireTooOld),
        (problem(429, "slow-down", {"Retry-After": "7"}), CentreBusy),
        (Plain(503, b"<html>busy", {"Content-Type": "text/html"}), NotTheCentre),
        (Plain(403, b"<html>portal", {"Content-Type": "text/html"}), NotTheCentre),
        (Plain(200, b"<html>", {"Content-Type": "text/html"}), NotTheCentre),
        (Plain(200, b'{"sync":1', {"Content-Type": "application/x-ndjson"}), NotTheCentre),
        (Plain(200, b"", {"Content-Type": "application/x-ndjson", "Content-Encoding": "br"}), NotTheCentre),
        (Plain(500, b"{}", {"Content-Type": "application/problem+json"}), NotTheCentre),
        (Plain(400, b"not json", {"Content-Type": "application/problem+json"}), NotTheCentre),
    ],
)
def test_every_other_answer_is_a_named_failure_and_changes_nothing(
    server: StrangerServer, office: Office, answer: Plain, failure: type[DeskError]
) -> None:
    work(office)
    server.plan.append(answer)
    once(office, failure)
    assert (status(office).unsent, cursor(office)) == (3, "strange.4")
    once(office)
    all_there(server, office)


def test_redirects_are_never_followed(server: StrangerServer, office: Office) -> None:
    work(office)
    server.plan.append(Plain(307, b"", {"Location": server.address + "/v1/sync"}))
    once(office, NotTheCentre)
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "Wed, 21 Oct 2026 07:30:00 GMT", "Date": "Wed, 21 Oct 2026 07:28:00 GMT"}, 120),
        ({"Retry-After": "Wed, 21 Oct 2026 07:27:00 GMT", "Date": "Wed, 21 Oct 2026 07:28:00 GMT"}, 0),
        ({"Retry-After": "999999"}, 600),
        ({"Retry-After": "soon"}, 5),
        ({}, 5),
    ],
)
def test_retry_after_is_read_from_the_header(said: dict[str, str], seconds: int) -> None:
    from sync.refusals import refusal

    headers = {name.lower(): value for name, value in said.items()} | {"content-type": "application/problem+json"}
    fault = refusal(503, headers, b'{"type":"/problems/busy","retry_after":99}')
    assert isinstance(fault, CentreBusy)
    assert fault.facts["seconds"] == seconds


async def run_for(office: Office, seconds: float) -> BaseException | None:
    """Run the engine as the app does; what it ended with, if it ended."""
    async with engine_of(office) as engine:
        running = asyncio.ensure_future(engine.run())
        await asyncio.wait({running}, timeout=seconds)
        if running.done():
            return running.exception()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        return None


def test_the_engine_waits_as_long_as_it_is_asked_to(server: StrangerServer, office: Office) -> None:
    work(office)
    server.plan.append(problem(503, "busy", {"Retry-After": "2"}))
    asyncio.run(run_for(office, 1.5))
    assert len(server.seen) == 1


def test_a_server_that_holds_no_pulls_is_not_hammered(server: StrangerServer, office: Office) -> None:
    asyncio.run(run_for(office, 1.5))
    assert len(server.seen) <= 2
    assert server.seen[0].first["wait"] > 0


def test_a_copied_desk_stops(server: StrangerServer, office: Office) -> None:
    server.plan += [problem(403, "copied")] * 9
    ended = asyncio.run(run_for(office, 5))
    assert isinstance(ended, DeskRefused)
    assert len(server.seen) == 1
    assert said(office, "integrity") == "copied"


def test_a_wrong_clock_is_told_by_how_much(server: StrangerServer, office: Office) -> None:
    theirs = int(time.time() * 1000) + 90_000_000
    server.plan.append(problem(409, "clock", time=theirs))
    once(office, ClockWrong)
    assert abs(said(office, "clock_offset") - 90_000_000) < 10_000


# ---- acknowledgements


def test_a_hubs_own_ack_empties_nothing(server: StrangerServer, office: Office) -> None:
    work(office)
    hub = Ed25519PrivateKey.generate()

    def held_in_the_branch(told: dict[str, Any], _page: list[bytes]) -> None:
        told["acks"] = [server.ack("5701A", 1, key=hub)]

    server.plan.append(held_in_the_branch)
    once(office, LinesNotTaken)
    assert status(office).unsent == 3
    once(office)
    all_there(server, office)


def test_an_ack_that_is_forged_in_the_centres_name_empties_nothing(server: StrangerServer, office: Office) -> None:
    work(office)
    forger = Ed25519PrivateKey.generate()

    def forged(told: dict[str, Any], _page: list[bytes]) -> None:
        told["acks"] = [server.ack("5701A", 1, key=forger) | {"key": server.ack("5701A", 1)["key"]}]

    server.plan.append(forged)
    once(office, AckNotSigned)
    assert status(office).unsent == 3


def test_an_ack_below_one_held_means_sending_again_and_keeping_both(server: StrangerServer, office: Office) -> None:
    work(office, 5)
    once(office)
    del server.journals["5701A", 1][2:]  # the server was restored from a backup, and its clock with it
    real = server.ack

    def yesterday(told: dict[str, Any], _page: list[bytes]) -> None:
        told["acks"] = [real("5701A", 1, at=int(time.time() * 1000) - 86_400_000)]

    server.plan += [yesterday, yesterday]
    once(office)
    all_there(server, office)
    assert [asked.first["have"] for asked in server.seen[1:]] == [{"5701A": 5}, {"5701A": 2}]
    through = [row[0] for row in office.read().execute("SELECT through FROM acks ORDER BY at")]
    assert through == [0, 5, 2, 5]


def test_a_gap_without_a_lower_ack_is_filled_from_what_is_expected(server: StrangerServer, office: Office) -> None:
    work(office, 5)
    once(office)
    kept = list(server.journals["5701A", 1])
    del server.journals["5701A", 1][2:]
    work(office, 1)

    def says_it_holds_all(told: dict[str, Any], _page: list[bytes]) -> None:
        told["acks"] = [server.ack("5701A", 1, lines=kept)]

    server.plan.append(says_it_holds_all)
    once(office)
    all_there(server, office)


@pytest.mark.parametrize(("extra", "kind"), [(2, "rollback"), (0, "heads_differ")])
def test_an_ack_of_other_lines_is_an_integrity_matter(
    server: StrangerServer, office: Office, extra: int, kind: str
) -> None:
    work(office, 3)
    once(office)
    held = server.journals["5701A", 1]
    server.journals["5701A", 1] = [*held, b"later"] if extra else [*held[:2], b"other"]
    server.feed.append(("notice", NOTICE))
    once(office, HeadsDiffer)
    assert said(office, "integrity") == kind
    assert json.loads(said(office, "integrity_ack"))["through"] == (4 if extra else 3)
    assert cursor(office) == "strange.4"
    # it sends again from its last matching ack, to learn where
    work(office, 2)
    once(office, HeadsDiffer)
    assert server.seen[-1].first["have"] == {"5701A": 3}


def test_a_fork_is_not_believed_without_an_ack_that_contradicts(server: StrangerServer, office: Office) -> None:
    work(office)

    def fork(told: dict[str, Any], _page: list[bytes]) -> None:
        told["acks"] = []
        told["problems"] = [{"type": "/problems/fork", "desk": "5701A", "epoch": 1, "n": 2}]

    server.plan.append(fork)
    failed = once(office, LinesNotTaken)
    assert failed is not None
    assert "fork" in str(failed)
    assert said(office, "integrity") is None
    once(office)
    all_there(server, office)


def test_a_fork_with_its_ack_names_the_line(server: StrangerServer, office: Office) -> None:
    work(office, 2)
    once(office)
    server.journals["5701A", 1].append(b"somebody else's third line")
    work(office, 2)
    once(office, HeadsDiffer)
    assert said(office, "integrity_fork") == "1-3"


def test_problems_nobody_knows_hide_no_ack(server: StrangerServer, office: Office) -> None:
    work(office)

    def odd(told: dict[str, Any], _page: list[bytes]) -> None:
        told["problems"] = [{"type": "/problems/bad-hair-day", "status": 499, "extra": {"a": []}}, {}]

    server.plan.append(odd)
    once(office)
    all_there(server, office)


def test_missing_and_null_members(server: StrangerServer, office: Office) -> None:
    def bare(told: dict[str, Any], page: list[bytes]) -> None:
        page.clear()
        for name in ("from", "feed", "more"):
            told.pop(name)
        told |= {"acks": None, "problems": None, "sig": None}

    server.plan.append(bare)
    once(office)
    assert cursor(office) == "strange.4"


# ---- pages


def test_more_is_asked_for_at_once(server: StrangerServer, office: Office) -> None:
    server.page_lines = 1
    server.feed += [("notice", NOTICE)] * 5
    once(office)
    assert cursor(office) == "strange.9"
    assert len(server.seen) == 5


@pytest.mark.parametrize("how", ["unsigned", "changed", "cut", "added"])
def test_a_page_that_does_not_verify_is_not_applied_but_its_acks_are_kept(
    server: StrangerServer, office: Office, how: str
) -> None:
    work(office)
    server.feed += [("notice", NOTICE)] * 2

    def bend(told: dict[str, Any], page: list[bytes]) -> None:
        if how == "unsigned":
            told.pop("sig")
        elif how == "changed":
            page[0] = page[0].replace(b"Notice", b"notice")
        elif how == "cut":
            page.pop()
        else:
            page.append(compact({"f": 7, "k": "notice", "b": NOTICE}))

    server.late_plan.append(bend)
    once(office, PageNotSigned)
    assert cursor(office) == "strange.4"
    all_there(server, office)
    once(office)
    assert cursor(office) == "strange.6"


def test_a_page_from_beyond_the_own_cursor_is_dropped(server: StrangerServer, office: Office) -> None:
    work(office)
    server.feed += [("notice", NOTICE)] * 4

    def jump(told: dict[str, Any], page: list[bytes]) -> None:
        told["from"] = "strange.6"
        del page[:2]

    server.plan.append(jump)
    once(office, PageOutOfTurn)
    assert cursor(office) == "strange.4"
    once(office)
    assert cursor(office) == "strange.8"


@pytest.mark.parametrize("feed", ["elsewhere.9", "no cursor at all"])
def test_an_empty_page_without_a_signature_leads_into_no_other_feed(
    server: StrangerServer, office: Office, feed: str
) -> None:
    def lure(told: dict[str, Any], page: list[bytes]) -> None:
        page.clear()
        told |= {"from": "", "feed": feed}

    server.plan.append(lure)
    once(office, PageNotSigned)
    assert cursor(office) == "strange.4"


def key_of(private: Ed25519PrivateKey) -> tuple[str, str]:
    """Its id and its raw public half, as the wire writes them."""
    public = private.public_key().public_bytes_raw()
    return b64(hashlib.sha256(public).digest()[:8]), b64(public)


def test_the_centres_next_key_is_believed_once_a_believed_one_named_it(server: StrangerServer, office: Office) -> None:
    first, following = server.private, Ed25519PrivateKey.generate()
    name, public = key_of(following)
    server.feed.append(("key.put", {"owner": "centre", "key": name, "public_key": public}))
    once(office)
    server.private = following
    work(office)
    server.feed.append(("notice", NOTICE))
    once(office)
    all_there(server, office)
    assert status(office).all_sent
    assert cursor(office) == f"strange.{len(server.feed)}"
    server.private = first  # both are believed until one is taken back
    server.feed.append(("desk.revoked", {"desk": "centre", "key": key_of(first)[0]}))
    once(office)
    work(office)
    once(office, LinesNotTaken)  # an ack by a key nobody believes any more is no proof
    assert status(office).unsent == 3
    server.feed.append(("notice", NOTICE))
    once(office, PageNotSigned)
    server.private = following
    once(office)
    assert status(office).all_sent


def test_a_key_that_only_a_stranger_named_is_not_the_centres(server: StrangerServer, office: Office) -> None:
    once(office)
    server.private = Ed25519PrivateKey.generate()
    name, public = key_of(server.private)
    server.feed.append(("key.put", {"owner": "centre", "key": name, "public_key": public}))
    before = cursor(office)
    once(office, PageNotSigned)
    assert cursor(office) == before
    work(office)
    once(office, PageNotSigned)
    assert status(office).unsent == 3


def test_a_late_page_changes_nothing(server: StrangerServer, office: Office) -> None:
    server.feed += [("notice", NOTICE)] * 2
    once(office)

    def late(told: dict[str, Any], page: list[bytes]) -> None:
        told |= {"from": "strange.4", "feed": "strange.6"}
        page[:] = [server.line(5), server.line(6)]

    server.plan.append(late)
    once(office)
    assert cursor(office) == "strange.6"
    assert office.read().execute("SELECT count(*) FROM notices").fetchone()[0] == 3


def test_more_without_getting_on_is_no_reason_to_ask_for_ever(server: StrangerServer, office: Office) -> None:
    def stuck(told: dict[str, Any], _page: list[bytes]) -> None:
        told["more"] = True

    server.plan += [stuck] * 50
    once(office)
    assert len(server.seen) == 1


def test_a_hubs_lines_follow_the_page_and_move_no_cursor(server: StrangerServer, office: Office) -> None:
    server.feed.append(("notice", NOTICE))
    line = compact({"n": 1, "t": 5, "o": "busaba", "k": "visit.opened", "b": {"purpose": "enquiry"}}).decode()
    own = {"k": "line", "b": {"desk": "5701A", "epoch": 1, "line": line}}

    def hub(_told: dict[str, Any], page: list[bytes]) -> None:
        page.append(compact({"k": "line", "b": {"desk": "5701B", "epoch": 1, "line": line}}))
        page.append(compact(own))

    server.late_plan.append(hub)
    once(office)
    assert cursor(office) == "strange.5"
    assert office.read().execute("SELECT desk, epoch, n FROM received").fetchall() == [("5701B", 1, 1)]


def test_one_line_longer_than_a_page_gets_through(server: StrangerServer, office: Office) -> None:
    server.feed.append(("reference.put", {"name": "map", "value": "x" * 3_000_000}))
    once(office, AnswerTooLarge)
    asyncio.run(twice(office))
    assert cursor(office) == "strange.5"


async def twice(office: Office) -> None:
    async with engine_of(office) as engine:
        try:
            await engine.once()
        except AnswerTooLarge:
            await engine.once()


# ---- dictionaries


def test_a_dictionary_fetched_here_packs_both_ways(server: StrangerServer, office: Office) -> None:
    server.dictionary = b'"k":"visit.opened","b":{"purpose":"enquiry"}}' * 20
    server.takes = ("dcz", "zstd")
    office.file.store.write(lambda c: meta.put(c, "dictionary_asked", 0))
    once(office)  # nothing to send: time to fetch one
    assert said(office, "dictionary") == server.dictionary
    server.encoding = "dcz"
    work(office)
    server.feed.append(("notice", NOTICE))
    once(office)
    all_there(server, office)
    assert cursor(office) == "strange.5"
    sent = server.seen[-1].headers
    assert (sent["content-encoding"], sent["accept-encoding"]) == ("dcz", "dcz,zstd,gzip")
    digest = base64.b64encode(hashlib.sha256(server.dictionary).digest()).decode()
    assert sent["available-dictionary"] == f":{digest}:"
    # the server forgot it: 415, the same again in plain zstd, and no dictionary offered any more
    server.dictionary, server.takes, server.encoding = None, ("zstd",), "zstd"
    work(office)
    once(office)
    all_there(server, office)
    encodings = [asked.headers["content-encoding"] for asked in server.seen[-2:]]
    assert encodings == ["dcz", "zstd"]
    assert "available-dictionary" not in server.seen[-1].headers


# ---- snapshots


def stale(server: StrangerServer) -> None:
    server.feed_id = "restored"


def test_an_unknown_cursor_loads_the_snapshot(server: StrangerServer, office: Office) -> None:
    work(office)
    stale(server)
    once(office)
    assert cursor(office) == "restored.4"
    all_there(server, office)


def test_a_centre_that_knows_no_cursor_is_not_asked_for_ever(server: StrangerServer, office: Office) -> None:
    def never(told: dict[str, Any], page: list[bytes]) -> None:
        page.clear()
        told["problems"] = [{"type": "/problems/stale-cursor", "desk": "5701A", "epoch": 1}]

    server.plan += [never] * 20
    once(office, SnapshotUnusable)
    assert len(server.seen) == 3


def test_a_snapshot_cut_off_goes_on_where_it_stopped(server: StrangerServer, office: Office) -> None:
    stale(server)
    server.cut_at = 40
    once(office, LineDown)
    kept = (office.home / "snapshot.part").read_bytes()
    assert len(kept) == 40
    assert not kept.startswith(ZSTD)  # in the clear, the registry would lie beside the encrypted file
    once(office)
    ranges = [asked.headers["range"] for asked in server.seen if asked.path == "snapshot"]
    assert ranges == ["", "bytes=40-"]
    assert cursor(office) == "restored.4"
    assert not (office.home / "snapshot.part").exists()


@pytest.mark.parametrize(
    ("second", "failure"),
    [
        (None, None),
        (Plain(206, b"x" * 9, {"Content-Range": "bytes 7-15/99"}), SnapshotUnusable),
        (Plain(416, b""), SnapshotUnusable),
        (problem(404, "not-found"), NotTheCentre),
    ],
)
def test_servers_that_do_not_go_on_where_it_stopped(
    server: StrangerServer, office: Office, second: Plain | None, failure: type[DeskError] | None
) -> None:
    stale(server)
    server.cut_at = 40
    once(office, LineDown)
    server.snapshot_plan.append(second or Plain(200, server.snapshot()[1]))
    once(office, failure)
    once(office)
    assert cursor(office) == "restored.4"


def test_a_snapshot_that_is_not_what_was_signed_is_not_used(server: StrangerServer, office: Office) -> None:
    stale(server)
    body = bytearray(server.snapshot()[1])
    body[20] ^= 1
    server.snapshot_plan.append(Plain(200, bytes(body)))
    once(office, SnapshotUnusable)
    assert cursor(office) == "strange.4"
    once(office)
    assert cursor(office) == "restored.4"


# ---- enrolment


@pytest.mark.parametrize(
    ("code", "answer", "failure"),
    [
        ("WRONG", None, CodeRefused),
        ("ABC", Plain(403, b"<html>", {"Content-Type": "text/html"}), NotTheCentre),
        ("ABC", Plain(200, b'{"desk":"5701A"}', {"Content-Type": "application/json"}), NotTheCentre),
        ("ABC", Plain(200, b"[]", {"Content-Type": "application/json"}), NotTheCentre),
        ("ABC", problem(429, "slow-down", {"Retry-After": "60"}), CentreBusy),
    ],
)
def test_enrolment_refused_leaves_nothing(
    server: StrangerServer, tmp_path: Path, code: str, answer: Plain | None, failure: type[DeskError]
) -> None:
    if answer is not None:
        server.enrol = lambda _asked: answer  # type: ignore[method-assign]
    with pytest.raises(failure):
        asyncio.run(enrol(tmp_path / "d", server.address, code, "x", SystemClock(), SystemRandomness()))
    assert not (tmp_path / "d" / "desk.db").exists()


@pytest.mark.parametrize(
    "url", ["http://centre.example", "http://192.0.2.7:80", "ftp://127.0.0.1", "centre", "http://["]
)
def test_no_plain_line_outside_the_machine(url: str) -> None:
    with pytest.raises(PlainLine):
        Link(url, None)


@pytest.mark.parametrize("url", ["https://centre.example", "http://127.0.0.1:8", "http://[::1]:8", "http://localhost"])
def test_tls_anywhere_and_plain_on_loopback(url: str) -> None:
    asyncio.run(Link(url, None).close())
