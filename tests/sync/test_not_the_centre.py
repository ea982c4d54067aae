"""Real servers that answer in the centre's stead: portals, proxies, pages, wrong TLS. Nothing is believed or lost."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from desk_end import engine_of, open_office, work
from stranger_server import StrangerServer

from desk.commands.opening import SystemRandomness
from desk.counter.status import status
from desk.model.errors import DeskError
from local_db import meta
from local_db.desk_file import SystemClock
from sync.enrol import enrol
from sync.errors import AuthoritiesUnreadable, NotTheCentre
from sync.line_errors import LineDown
from sync.link import Link
from sync.questions import Round
from sync.wire import SyncRequest
from tests.own_certificates import Authority

PAGE = b"<!DOCTYPE html><html><body>Welcome to the free wifi of the market</body></html>"


@contextmanager
def answering(
    status_code: int, headers: dict[str, str], body: bytes = PAGE, tls: ssl.SSLContext | None = None
) -> Iterator[tuple[str, list[str]]]:
    """A server that answers everything alike: its address, and what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked.append(f"{self.command} {self.path}")
            self.send_response(status_code)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()


def ask(address: str, authorities: str = "") -> DeskError:
    async def go() -> DeskError:
        link = Link(address, Ed25519PrivateKey.generate(), authorities=authorities)
        try:
            await link.sync(Round(SyncRequest("5701A", 1, 0).encode(), 1_000))
        except DeskError as fault:
            return fault
        finally:
            await link.close()
        raise AssertionError("somebody else was believed")

    return asyncio.run(go())


HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.mark.parametrize(
    ("code", "headers", "body", "kind"),
    [
        (200, HTML, PAGE, "page"),
        (200, {"Content-Type": "application/x-ndjson"}, PAGE, "garbled"),
        (200, {}, PAGE, "page"),
        (302, HTML | {"Location": "http://portal.invalid/login"}, PAGE, "portal"),
        (307, {"Location": "/elsewhere"}, b"", "portal"),
        (511, HTML, PAGE, "portal"),
        (407, HTML | {"Proxy-Authenticate": "Basic"}, PAGE, "proxy"),
        (502, HTML, PAGE, "proxy"),
        (504, HTML, PAGE, "proxy"),
        (403, HTML, PAGE, "page"),
        (404, {"Content-Type": "text/plain"}, b"no such page", "garbled"),
    ],
)
def test_whoever_else_answers_is_named_by_kind(code: int, headers: dict[str, str], body: bytes, kind: str) -> None:
    with answering(code, headers, body) as (address, asked):
        fault = ask(address)
        assert isinstance(fault, NotTheCentre)
        assert fault.kind == kind
        assert asked == ["POST /v1/sync"]  # redirects are not followed


@pytest.fixture
def authority() -> Authority:
    return Authority()


def test_a_certificate_nobody_vouches_for_is_not_the_centres(authority: Authority, tmp_path: Path) -> None:
    with answering(200, HTML, tls=authority.vouch(tmp_path)) as (address, asked):
        for trusted in ("", Authority("another").pem):
            fault = ask(address, trusted)
            assert isinstance(fault, NotTheCentre)
            assert fault.kind == "tls"
        assert asked == []  # not a byte of the request was given to it


def test_a_certificate_for_another_address_or_another_time(authority: Authority, tmp_path: Path) -> None:
    for tls in (
        authority.vouch(tmp_path, "127.0.0.2"),
        authority.vouch(tmp_path, from_day=-9, to_day=-2),
        authority.vouch(tmp_path, from_day=3, to_day=9),
    ):
        with answering(200, HTML, tls=tls) as (address, asked):
            fault = ask(address, authority.pem)
            assert isinstance(fault, NotTheCentre)
            assert fault.kind == "tls"
            assert asked == []


def test_a_wrong_clock_is_named_where_a_certificate_is_out_of_date(authority: Authority, tmp_path: Path) -> None:
    with answering(200, HTML, tls=authority.vouch(tmp_path, from_day=-9, to_day=-2)) as (address, _):
        assert "นาฬิกา" in ask(address, authority.pem).sentence.th


def test_no_tls_where_tls_is_wanted() -> None:
    with answering(200, HTML) as (address, _):
        fault = ask(address.replace("http://", "https://"))
        assert isinstance(fault, NotTheCentre)
        assert fault.kind == "tls"


def test_an_authority_that_is_none_is_said_before_anything_is_sent() -> None:
    with pytest.raises(AuthoritiesUnreadable):
        Link("https://127.0.0.1:1", Ed25519PrivateKey.generate(), authorities="no certificate")


def test_an_authority_of_ones_own_vouches_and_a_portal_in_between_costs_nothing(
    authority: Authority, tmp_path: Path
) -> None:
    """Enrolled and synced over TLS; then a portal stands at the centre's address for a while."""
    server = StrangerServer(codes={"ABC": "5701A"})
    server.start(authority.vouch(tmp_path))
    home = tmp_path / "desk"
    told = asyncio.run(
        enrol(home, server.address, "ABC", "x", SystemClock(), SystemRandomness(), authorities=authority.pem)
    )
    office = open_office(home, told.data_key)
    try:
        work(office)
        url = office.file.identity().centre_url
        with answering(511, HTML) as (portal, _):
            office.file.store.write(lambda c: meta.put(c, "centre_url", portal))
            fault = once(office, authority)
            assert isinstance(fault, NotTheCentre)
            found = status(office)
            assert (found.unsent, found.line, found.last_cause) == (3, "down", "E601")
        office.file.store.write(lambda c: meta.put(c, "centre_url", url))
        server.stop()
        assert isinstance(once(office, authority), LineDown)
        server.start(authority.vouch(tmp_path))
        office.file.store.write(lambda c: meta.put(c, "centre_url", server.address))
        assert once(office, authority) is None
        assert status(office).all_sent
        assert len(server.journals["5701A", 1]) == 3
    finally:
        office.close()
        server.stop()


def once(office, authority: Authority) -> DeskError | None:  # type: ignore[no-untyped-def]
    async def go() -> DeskError | None:
        async with engine_of(office, authorities=authority.pem) as engine:
            try:
                await engine.once()
            except DeskError as fault:
                return fault
            return None

    return asyncio.run(go())
