"""Who is speaking: the body read within bounds, the signature, the nonce, the key (protocol sections 3, 4 and 7)."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from sqlalchemy import Connection
from starlette.requests import Request

from sync import compression
from sync.central import enrolment, wire_dictionary
from sync.central.answers import Stop
from sync.central.serving import Serving
from sync.signing import ClockFault, SignatureFault, verify_signature
from sync.wire import Malformed, OtherVersion, SyncRequest

BODY_MAX = compression.REQUEST_BYTES_MAX
NONCES_MAX = 200_000
NONCE_MS = 15 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Spoken:
    """A request whose speaker is known. `body` decoded; `offset_ms` its clock minus ours."""

    speaker: enrolment.Speaker
    body: bytes
    offset_ms: int


class Nonces:
    """Nonces of the last quarter of an hour, best effort: idempotence is the real protection."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, int] = OrderedDict()

    def first_time(self, nonce: str, now: int) -> bool:
        """Whether this nonce was not seen lately."""
        while self._seen:
            oldest, at = next(iter(self._seen.items()))
            if now - at < NONCE_MS and len(self._seen) < NONCES_MAX:
                break
            del self._seen[oldest]
        if nonce in self._seen:
            return False
        self._seen[nonce] = now
        return True


class Door:
    """Lets in who may speak."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving
        self._nonces = Nonces()

    async def enter(self, request: Request) -> Spoken:
        """Read the body and tell who speaks; raises Stop."""
        return await self.admit(request, await read_body(request))

    async def admit(self, request: Request, encoded: bytes) -> Spoken:
        """The same with the body read already."""
        now = self._serving.clock()
        speaker, created, nonce = await self._serving.read(lambda c: self._who(c, request, encoded, now))
        if speaker.state != "current":
            raise Stop(403, "revoked", f"the key {speaker.key} of {speaker.desk} is {speaker.state}")
        if not self._nonces.first_time(f"{speaker.key} {nonce}", now):
            raise Stop(401, "signature", "this nonce was used before; sign each attempt anew")
        body = await decoded(request, encoded)
        return Spoken(speaker, body, created * 1000 - now)

    def _who(
        self, connection: Connection, request: Request, encoded: bytes, now: int
    ) -> tuple[enrolment.Speaker, int, str]:
        known: dict[str, enrolment.Speaker] = {}

        def lookup(key: str) -> bytes | None:
            found = enrolment.speaker(connection, key)
            if found is None:
                return None
            known[key] = found
            return found.public

        raw_path = bytes(request.scope.get("raw_path") or request.scope["path"].encode()).split(b"?")[0]
        try:
            signed = verify_signature(
                request.method,
                raw_path.decode("latin-1"),
                request.scope["query_string"].decode("latin-1"),
                _joined(request),
                encoded,
                lookup,
                now // 1000,
            )
        except ClockFault as fault:
            raise Stop(409, "clock", str(fault), time=now) from fault
        except SignatureFault as fault:
            self._tell_unknown_desk(connection, request, encoded, known)
            raise Stop(401, "signature", str(fault)) from fault
        return known[signed.key], signed.created, signed.nonce

    def _tell_unknown_desk(
        self, connection: Connection, request: Request, encoded: bytes, known: dict[str, enrolment.Speaker]
    ) -> None:
        """A desk this centre has never enrolled learns so, rather than that its signature is wrong."""
        if known or request.url.path != "/v1/sync" or "signature" not in request.headers:
            return
        try:
            body = compression.decode(encoded, request.headers.get("content-encoding"), most=1024 * 1024)
            desk = SyncRequest.decode(body)[0].desk
        except (Malformed, OtherVersion, compression.TooLarge, compression.Undecodable, compression.UnknownEncoding):
            return
        if not enrolment.was_enrolled(connection, desk):
            raise Stop(403, "unknown-desk", desk)


async def read_body(request: Request) -> bytes:
    """The body as it came, within bounds; raises Stop 413."""
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > BODY_MAX:
        raise Stop(413, "too-large", max=BODY_MAX)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > BODY_MAX:
            raise Stop(413, "too-large", max=BODY_MAX)
    return bytes(body)


async def decoded(request: Request, encoded: bytes) -> bytes:
    """The body without its Content-Encoding, within bounds; raises Stop 400, 413, 415."""
    encoding = request.headers.get("content-encoding")
    try:
        if len(encoded) < 4096 and encoding is None:
            return encoded
        return await asyncio.to_thread(
            compression.decode, encoded, encoding, most=BODY_MAX, dictionaries=wire_dictionary.known()
        )
    except compression.TooLarge as fault:
        raise Stop(413, "too-large", max=fault.most) from fault
    except compression.Undecodable as fault:
        raise Stop(400, "malformed", str(fault)) from fault
    except compression.UnknownEncoding as fault:
        raise Stop(415, "encoding", str(fault)) from fault


def _joined(request: Request) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers
