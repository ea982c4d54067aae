"""Asking the centre's registry: found, not found, and could not ask are three different answers."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from desk_end import Switch
from stranger import compact
from stranger_server import Plain, StrangerServer, problem

from desk.model.look_up import AskedTooOften, CouldNotAsk, LookedUp, SourceDown, SourceRefused, SourceTimeout
from desk.rules.keys import key_id, public_raw
from desk.words import use_language
from sync import look_up as room
from sync.link import Link
from sync.look_up import CentreRegistry

PIN = "1100400000013"


@pytest.fixture
def server() -> Iterator[StrangerServer]:
    server = StrangerServer()
    server.start()
    yield server
    server.stop()


def ask(server: StrangerServer, switch: Switch | None = None, address: str = "") -> LookedUp:
    key = Ed25519PrivateKey.generate()
    server.keys[key_id(public_raw(key))] = ("5701A", public_raw(key))

    async def one() -> LookedUp:
        link = Link(address or server.address, key, switch)
        try:
            registry = CentreRegistry(link)
            return await registry.look_up("pin", PIN, purpose="request", ref="5701A-7", officer="anan")
        finally:
            await link.close()

    return asyncio.run(one())


def good(found: object, **more: object) -> Plain:
    told = {"as_of": 1_790_000_000_000, "found": found, "truncated": False} | more
    return Plain(200, compact(told), {"Content-Type": "application/json"})


def test_found_and_not_found_are_answers(server: StrangerServer) -> None:
    server.lookup_plan += [good([{"pin": PIN}], truncated=True), good([])]
    assert ask(server) == LookedUp(1_790_000_000_000, ({"pin": PIN},), True)
    assert ask(server).found == ()
    asked = server.seen[0]
    assert asked.body == compact({"by": "pin", "value": PIN, "purpose": "request", "ref": "5701A-7", "officer": "anan"})
    assert PIN not in asked.path


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (problem(503, "source-down", source="centre"), SourceDown),
        (problem(503, "source-down", source="ทะเบียนราษฎร"), SourceDown),
        (problem(403, "source-refused", source="DOPA"), SourceRefused),
        (problem(504, "source-timeout", source="DOPA"), SourceTimeout),
        (problem(429, "slow-down", {"Retry-After": "40"}), AskedTooOften),
        (problem(403, "revoked"), SourceRefused),
        (problem(400, "malformed"), SourceRefused),
        (problem(500, "internal"), SourceDown),
        (Plain(200, b"<html>log in to the internet</html>", {"Content-Type": "text/html"}), SourceDown),
        (Plain(302, b"", {"Location": "http://portal.invalid/"}), SourceDown),
        (Plain(511, b"<html>", {"Content-Type": "text/html"}), SourceDown),
        (good("everybody"), SourceDown),
        (good([1]), SourceDown),
        (good([], as_of="today"), SourceDown),
        (good([{}] * 1000), SourceDown),
    ],
)
def test_could_not_ask_is_named_and_is_never_not_found(
    server: StrangerServer, answer: Plain, failure: type[CouldNotAsk]
) -> None:
    server.lookup_plan.append(answer)
    with pytest.raises(failure) as raised:
        ask(server)
    assert type(raised.value) is failure
    assert raised.value.sentence.th


def test_the_source_is_named_in_both_languages(server: StrangerServer) -> None:
    use_language("th")
    server.lookup_plan.append(problem(503, "source-down", source="centre"))
    with pytest.raises(SourceDown) as raised:
        ask(server)
    assert raised.value.source == "centre"
    assert "ระบบกลาง" in raised.value.sentence.th
    assert "the centre" in raised.value.sentence.en


def test_a_line_cut_or_dead_or_stalled(server: StrangerServer, monkeypatch: pytest.MonkeyPatch) -> None:
    off = Switch()
    off.off = True
    with pytest.raises(SourceDown):
        ask(server, off)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(room, "PATIENCE_S", 0.3)
        with pytest.raises(SourceTimeout):
            ask(server, address=f"http://127.0.0.1:{silent.getsockname()[1]}")
    with pytest.raises(SourceDown):
        ask(server, address=f"http://127.0.0.1:{silent_port()}")


def silent_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        return int(gone.getsockname()[1])
