"""The one module that speaks HTTP for the desk: one client, one kept connection, everything bounded.

Whatever goes wrong on the line leaves here as a named failure; nothing above sees the client library.
"""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
import ssl
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desk import __version__
from desk.model.line import encode_json
from desk.model.ports import LineSwitch
from desk.words import Words
from sync import compression, signing
from sync.compression import Encoding
from sync.errors import AnswerTooLarge, AuthoritiesUnreadable, NotTheCentre, PlainLine
from sync.impostors import answered_instead, broken_tls
from sync.line_errors import LineCut, LineDown, LineStalled, RequestTooLarge
from sync.metering import Traffic
from sync.pace import REQUEST_BYTES_MOST, STALL_S, stall_s
from sync.questions import Question, Round, Turn
from sync.refusals import EncodingRefused, is_kind, named, read_object, refusal
from sync.right_of_way import RightOfWay
from sync.wire import CONTENT_TYPE, SyncReply, reply_bytes_max

CONNECT_S = 20.0
TURN_S = 5.0
LEVEL = 15
PACKED_AT_ONCE = 2 * 1024  # bytes; takes less time than going to another thread
_PLAINER: tuple[Encoding, ...] = ("dcz", "zstd", "gzip", "identity")


@dataclass(frozen=True, slots=True)
class Answer:
    """A sync reply with the bytes it cost, headers not counted, and how long it took without what it was held open."""

    reply: SyncReply
    bytes_up: int
    bytes_down: int
    by_hub: bool = False
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Relayed:
    """The answer to somebody else's request, as it comes: `pieces` raw, headers by lower-case name."""

    status: int
    headers: Mapping[str, str]
    pieces: AsyncIterator[bytes]


@dataclass(frozen=True, slots=True)
class Got:
    """One HTTP answer: body decoded, `received` as it came over the line, bytes."""

    status: int
    content: bytes
    headers: Mapping[str, str]
    received: int
    seconds: float = 0.0


class Link:
    """The line to one centre. `key` signs every request but enrolment and health; `dictionary` is one fetched there."""

    def __init__(
        self,
        url: str,
        key: Ed25519PrivateKey | None,
        switch: LineSwitch | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        dictionary: bytes | None = None,
        connections: int = 6,
        authorities: str = "",
    ) -> None:
        """Nothing is sent yet. `authorities`: PEM of those besides the well-known that may vouch for the other end.

        Raises PlainLine for an address without TLS that is not this machine's own, AuthoritiesUnreadable.
        """
        require_carrying(url)
        self._key = key
        self._switch = switch
        self._dictionary = dictionary
        self._refused: set[Encoding] = set()
        self.traffic = Traffic()
        self.way = RightOfWay()
        self._now_s: Callable[[], int] = lambda: int(time.time())
        self._client = httpx.AsyncClient(
            base_url=url.rstrip("/"),
            timeout=httpx.Timeout(STALL_S, connect=CONNECT_S),
            follow_redirects=False,
            trust_env=False,
            transport=transport,
            verify=_trusted(url, authorities),
            limits=httpx.Limits(
                max_connections=connections, max_keepalive_connections=max(2, connections // 2), keepalive_expiry=120
            ),
            headers={"User-Agent": f"amphoe-desk/{__version__}"},
        )
        for name in ("Accept", "Connection"):  # they say what HTTP/1.1 takes for granted, with every request
            del self._client.headers[name]

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    def use_clock(self, now_ms: Callable[[], int]) -> None:
        """Sign requests with this time from now on (ms), not with the machine's."""
        self._now_s = lambda: now_ms() // 1000

    def use_dictionary(self, dictionary: bytes | None) -> None:
        """Pack and unpack with this dictionary from now on, or with none."""
        self._dictionary = dictionary
        self._refused.discard("dcz")

    @property
    def has_dictionary(self) -> bool:
        """Whether a dictionary is in use; not, once the centre did not know the one of a request."""
        return self._dictionary is not None and "dcz" not in self._refused

    async def sync(self, wanted: Round) -> Answer:
        """One round trip.

        Raises the named failures of the line, NotTheCentre, DeskRefused; RequestTooLarge also for one that would be
        larger on the wire than this desk ever sends.
        """
        most = reply_bytes_max(wanted.max_bytes)
        while True:
            encoding = self._encoding()
            packed = await self._packed(wanted.body, encoding)
            if len(packed) > REQUEST_BYTES_MOST:
                raise RequestTooLarge()
            headers = {"Content-Type": CONTENT_TYPE} | (self._offer() if wanted.much else {})
            if encoding != "identity":
                headers["Content-Encoding"] = encoding
            patience = stall_s(len(packed), wanted.rate)
            got = await self.ask(
                Question("POST", "/v1/sync", packed, headers, most, wanted.wait_s, stall_s=patience, turn=wanted.turn)
            )
            if got.status == 200:
                break
            fault = refusal(got.status, got.headers, got.content)
            if isinstance(fault, EncodingRefused) and encoding != "identity":
                self._refused.add(encoding)  # the same once more, packed in a plainer way
                continue
            raise named(fault)
        if not is_kind(got.headers, CONTENT_TYPE):
            raise answered_instead(got.status, got.headers, got.content)
        return Answer(SyncReply.decode(got.content), len(packed), got.received, seconds=got.seconds)

    async def enrol(self, code: str, public_key: str, recipient: str, name: str) -> dict[str, Any]:
        """POST /v1/enrolments. Raises CodeRefused and the failures of the line."""
        body = encode_json({"code": code, "public_key": public_key, "recipient": recipient, "name": name})
        headers = {"Content-Type": "application/json"}
        got = await self.ask(Question("POST", "/v1/enrolments", body, headers, signed=False))
        if got.status not in (200, 201):
            raise named(refusal(got.status, got.headers, got.content, enrolling=True))
        return read_object(got.content)

    async def healthy(self) -> bool:
        """Whether /v1/health answers 200. Raises the failures of the line."""
        got = await self.ask(Question("GET", "/v1/health", signed=False))
        return got.status == 200

    async def snapshot(self) -> dict[str, Any]:
        """GET /v1/snapshots/current: what the present snapshot is."""
        got = await self.ask(Question("GET", "/v1/snapshots/current"))
        if got.status != 200:
            raise named(refusal(got.status, got.headers, got.content))
        return read_object(got.content)

    async def desk_head(self, desk: str) -> dict[str, Any]:
        """GET /v1/desks/{desk}/head: how far the centre holds the highest epoch of a desk of this branch."""
        got = await self.ask(Question("GET", f"/v1/desks/{quote(desk, safe='')}/head"))
        if got.status != 200:
            raise named(refusal(got.status, got.headers, got.content))
        return read_object(got.content)

    async def dictionary(self) -> bytes | None:
        """GET /v1/dictionaries/current; None where the centre has none, or none of use. Raises the line's failures."""
        got = await self.ask(Question("GET", "/v1/dictionaries/current", most=compression.DICTIONARY_BYTES_MAX))
        if got.status != 200 or len(got.content) < compression.DICTIONARY_BYTES_LEAST:
            return None
        return got.content

    @asynccontextmanager
    async def open(self, path: str, headers: Mapping[str, str]) -> AsyncIterator[Relayed]:
        """GET something long, its body as it comes and as it is. Raises the failures of the line."""
        sent = self._signed("GET", path, b"") | {"Accept-Encoding": "identity"} | dict(headers)
        async with self._stream("GET", path, sent, STALL_S) as response:
            yield Relayed(response.status_code, response.headers, self._pieces(response))

    @asynccontextmanager
    async def relay(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes, wait_s: int = 0
    ) -> AsyncIterator[Relayed]:
        """Hand on a request that its desk has signed, unchanged; `target` path and query. Raises the line's failures.

        Signatures do not cover the host, so one made for this server's hub holds here as well.
        """
        async with self._stream(method, target, dict(headers), STALL_S + wait_s, body) as response:
            yield Relayed(response.status_code, response.headers, self._pieces(response))

    async def ask(self, asked: Question) -> Got:
        """One request, whatever its status; raises the failures of the line, AnswerTooLarge, NotTheCentre."""
        sent = {"Accept-Encoding": "zstd,gzip", **asked.headers}
        if asked.signed:
            sent |= self._signed(asked.method, asked.path, asked.body)
        began, patience = asyncio.get_running_loop().time(), asked.stall_s + asked.wait_s
        async with self._stream(asked.method, asked.path, sent, patience, asked.body, asked.turn) as response:
            raw = bytearray()
            async for piece in self._pieces(response):
                raw += piece
                if len(raw) > asked.most:
                    raise AnswerTooLarge()
            status, told = response.status_code, response.headers
        took = asyncio.get_running_loop().time() - began
        return Got(status, self._decoded(bytes(raw), told.get("content-encoding"), asked.most), told, len(raw), took)

    @asynccontextmanager
    async def _stream(
        self,
        method: str,
        path: str,
        headers: dict[str, str],
        stall_s: float,
        body: bytes = b"",
        turn: Turn | None = None,
    ) -> AsyncIterator[httpx.Response]:
        """One request as it goes over the line, metered; its failures named."""

        async def trace(event: str, _info: object) -> None:
            if turn is not None and event.endswith("send_request_body.complete"):
                turn.sent.set()

        if self._switch is not None and self._switch.is_off():
            raise LineCut()
        timeout = httpx.Timeout(stall_s, connect=min(CONNECT_S, stall_s))
        content: bytes | AsyncIterator[bytes] | None = body or None
        if turn is not None and turn.before is not None:
            content, headers = _in_turn(body, turn.before), headers | {"Content-Length": str(len(body))}
        request = self._client.build_request(
            method, path, content=content, headers=headers, timeout=timeout, extensions={"trace": trace}
        )
        size = len(method) + len(path) + 12 + _headers_bytes(request.headers) + len(body)
        try:
            try:
                response = await self._client.send(request, stream=True)
            except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
                size = 0  # nothing of it went over any line: a desk that tries all night uses up no budget
                raise
            finally:
                self.traffic.requests += size > 0
                self.traffic.up += size
            try:
                self.traffic.down += 17 + _headers_bytes(response.headers)
                yield response
            finally:
                await response.aclose()
        except httpx.HTTPError as fault:
            raise _line_failure(fault) from fault

    async def _pieces(self, response: httpx.Response) -> AsyncIterator[bytes]:
        async for piece in response.aiter_raw():
            self.traffic.down += len(piece)
            if self._switch is not None and self._switch.is_off():
                raise LineCut()
            yield piece

    def _decoded(self, raw: bytes, encoding: str | None, most: int) -> bytes:
        held = self._dictionary
        known = {} if held is None else {hashlib.sha256(held).digest(): held}
        try:
            return compression.decode(raw, encoding, most=most, dictionaries=known)
        except compression.TooLarge as fault:
            raise AnswerTooLarge() from fault
        except (compression.Undecodable, compression.UnknownEncoding) as fault:
            raise NotTheCentre(Words("คำตอบอ่านไม่ได้", "the answer cannot be decoded")) from fault

    async def _packed(self, body: bytes, encoding: Encoding) -> bytes:
        """Packed hard, for the line is what is slow; off the event loop, so that keys are answered meanwhile."""
        pack = partial(compression.encode, body, encoding, level=LEVEL, dictionary=self._dictionary)
        return pack() if len(body) < PACKED_AT_ONCE else await asyncio.to_thread(pack)

    async def packed_bytes(self, body: bytes) -> int:
        """How many bytes a body would be on the wire."""
        return len(await self._packed(body, self._encoding()))

    def _encoding(self) -> Encoding:
        known = _PLAINER if self._dictionary is not None else _PLAINER[1:]
        return next((each for each in known if each not in self._refused), "identity")

    def _offer(self) -> dict[str, str]:
        """What RFC 9842 wants said of the dictionary held."""
        if self._dictionary is None or not self.has_dictionary:
            return {}
        return {
            "Accept-Encoding": "dcz,zstd,gzip",
            "Available-Dictionary": compression.available_dictionary(self._dictionary),
        }

    def _signed(self, method: str, path: str, body: bytes) -> dict[str, str]:
        if self._key is None:
            return {}
        url = str(self._client.base_url).rstrip("/") + path
        return signing.signature_headers(method, url, body, self._key, self._now_s(), signing.new_nonce())


def require_carrying(url: str) -> None:
    """Raise PlainLine for an address that may not carry work: TLS, or plain HTTP within this machine."""
    if not _may_carry(url):
        raise PlainLine(url=url[:80])


async def _in_turn(body: bytes, before: Turn) -> AsyncIterator[bytes]:
    with suppress(TimeoutError):  # where the line does not tell when a request is on its way: it has had its time
        async with asyncio.timeout(TURN_S):
            await before.sent.wait()
    yield body


def _may_carry(url: str) -> bool:
    """TLS outside the machine; plain HTTP on loopback only (protocol section 7)."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme == "https":
            return bool(host)
        return parts.scheme == "http" and (host == "localhost" or ipaddress.ip_address(host).is_loopback)
    except ValueError:
        return False


def _trusted(url: str, authorities: str) -> ssl.SSLContext | bool:
    """Plain HTTP is for loopback alone and checks no certificate: the list of authorities need not be read."""
    if url.startswith("http://"):
        return False
    if not authorities:
        return True
    context = ssl.create_default_context()
    try:
        context.load_verify_locations(cadata=authorities)
    except (ssl.SSLError, ValueError) as fault:
        raise AuthoritiesUnreadable() from fault
    return context


def _headers_bytes(headers: httpx.Headers) -> int:
    """As HTTP/1.1 writes them, with the empty line at their end."""
    return 2 + sum(len(name) + len(value) + 4 for name, value in headers.raw)


def _line_failure(fault: httpx.HTTPError) -> LineDown | LineStalled | NotTheCentre:
    if isinstance(fault, httpx.ReadTimeout | httpx.WriteTimeout | httpx.PoolTimeout):
        return LineStalled()
    if (instead := broken_tls(fault)) is not None:
        return instead
    said = str(fault).lower()
    # a line that breaks in the middle of an answer is told by the library as a fault of the protocol
    cut = "disconnected" in said or "peer closed" in said
    if isinstance(fault, httpx.RemoteProtocolError | httpx.DecodingError) and not cut:
        return NotTheCentre(Words("ตอบไม่ตรงมาตรฐาน", "it does not speak HTTP as it should"))
    return LineDown()
