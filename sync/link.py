"""The one module that speaks HTTP for the desk: one client, one kept connection, everything bounded.

Whatever goes wrong on the line leaves here as a named failure; nothing above sees the client library.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desk.model.line import encode_json
from desk.model.ports import LineSwitch
from desk.words import Words
from sync import compression, signing
from sync.errors import AnswerTooLarge, ClockWrong, CodeRefused, DeskRefused, NotTheCentre, SignatureRefused
from sync.line_errors import CentreBusy, LineCut, LineDown, LineStalled, SnapshotUnusable, WireTooOld
from sync.wire import CONTENT_TYPE, PROBLEM_TYPE, SyncReply, reply_bytes_max

CONNECT_S = 10.0
STALL_S = 20.0
SMALL_ANSWER = 1024 * 1024
SNAPSHOT_BYTES_MAX = 512 * 1024 * 1024
RETRY_AFTER_MAX_S = 600
_PROBLEMS_OF_DESK = {
    "revoked": Words("ถูกยกเลิกสิทธิ์", "revoked"),
    "unknown-desk": Words("ไม่รู้จักโต๊ะนี้", "unknown desk"),
    "copied": Words("มีเครื่องอื่นใช้รหัสโต๊ะเดียวกัน", "another machine claims this desk"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A sync reply with the bytes it cost, headers not counted."""

    reply: SyncReply
    bytes_up: int
    bytes_down: int


class Link:
    """The line to one centre. `key` signs every request but enrolment and health."""

    def __init__(
        self,
        url: str,
        key: Ed25519PrivateKey | None,
        switch: LineSwitch | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._key = key
        self._switch = switch
        self._client = httpx.AsyncClient(
            base_url=url.rstrip("/"),
            timeout=httpx.Timeout(STALL_S, connect=CONNECT_S),
            follow_redirects=False,
            trust_env=False,
            transport=transport,
            limits=httpx.Limits(max_connections=4, max_keepalive_connections=2, keepalive_expiry=120),
            headers={"User-Agent": "amphoe-desk"},
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def sync(self, body: bytes, max_bytes: int, wait_s: int = 0) -> Answer:
        """One round trip of POST /v1/sync. Raises the named failures of the line, NotTheCentre, DeskRefused."""
        packed = compression.encode(body, "zstd")
        headers = {"Content-Type": CONTENT_TYPE, "Content-Encoding": "zstd"}
        status, content, kind, down = await self._ask(
            "POST", "/v1/sync", packed, headers, reply_bytes_max(max_bytes), wait_s
        )
        if status != 200:
            raise _refusal(status, content, kind)
        if not kind.startswith(CONTENT_TYPE):
            raise NotTheCentre(Words("ไม่ใช่คำตอบของการส่งงาน", "not a sync reply"))
        return Answer(SyncReply.decode(content), len(packed), down)

    async def enrol(self, code: str, public_key: str, recipient: str, name: str) -> dict[str, Any]:
        """POST /v1/enrolments. Raises CodeRefused and the failures of the line."""
        body = encode_json({"code": code, "public_key": public_key, "recipient": recipient, "name": name})
        status, content, kind, _ = await self._ask(
            "POST", "/v1/enrolments", body, {"Content-Type": "application/json"}, SMALL_ANSWER, signed=False
        )
        if status in (400, 401, 403, 404, 409, 410):
            raise CodeRefused()
        if status not in (200, 201):
            raise _refusal(status, content, kind)
        return _object(content)

    async def healthy(self) -> bool:
        """Whether /v1/health answers 200. Raises the failures of the line."""
        status, _content, _kind, _ = await self._ask("GET", "/v1/health", b"", {}, SMALL_ANSWER, signed=False)
        return status == 200

    async def snapshot(self) -> dict[str, Any]:
        """GET /v1/snapshots/current: what the present snapshot is."""
        status, content, kind, _ = await self._ask("GET", "/v1/snapshots/current", b"", {}, SMALL_ANSWER)
        if status != 200:
            raise _refusal(status, content, kind)
        return _object(content)

    async def download_snapshot(self, name: str, size: int, into: Path) -> None:
        """Bring the snapshot's file whole into `into`, going on where an earlier try was cut off."""
        if not 0 <= size <= SNAPSHOT_BYTES_MAX:
            raise SnapshotUnusable()
        held = into.stat().st_size if into.exists() else 0
        if held > size:
            into.unlink()
            held = 0
        if held == size:
            return
        path = f"/v1/snapshots/{name}"
        headers = self._signed("GET", path, b"")
        headers["Accept-Encoding"] = "identity"
        if held:
            headers["Range"] = f"bytes={held}-"
        try:
            async with self._client.stream("GET", path, headers=headers) as response:
                if response.status_code not in (200, 206):
                    raise _refusal(response.status_code, b"", "")
                with into.open("ab" if response.status_code == 206 else "wb") as file:
                    async for piece in response.aiter_raw():
                        if file.tell() + len(piece) > size:
                            raise AnswerTooLarge()
                        file.write(piece)
        except httpx.HTTPError as fault:
            raise _line_failure(fault) from fault

    async def _ask(
        self,
        method: str,
        path: str,
        body: bytes,
        headers: dict[str, str],
        most: int,
        wait_s: int = 0,
        *,
        signed: bool = True,
    ) -> tuple[int, bytes, str, int]:
        """(status, decoded body, content type, bytes received) of one request."""
        if self._switch is not None and self._switch.is_off():
            raise LineCut()
        sent = {"Accept-Encoding": "zstd, gzip", **headers}
        if signed:
            sent |= self._signed(method, path, body)
        timeout = httpx.Timeout(STALL_S + wait_s, connect=CONNECT_S)
        try:
            async with self._client.stream(
                method, path, content=body or None, headers=sent, timeout=timeout
            ) as response:
                raw = bytearray()
                async for piece in response.aiter_raw():
                    raw += piece
                    if len(raw) > most:
                        raise AnswerTooLarge()
                encoding = response.headers.get("content-encoding")
                kind = response.headers.get("content-type", "")
                status = response.status_code
        except httpx.HTTPError as fault:
            raise _line_failure(fault) from fault
        try:
            return status, compression.decode(bytes(raw), encoding, most=most), kind, len(raw)
        except compression.TooLarge as fault:
            raise AnswerTooLarge() from fault
        except (compression.Undecodable, compression.UnknownEncoding) as fault:
            raise NotTheCentre(Words("คำตอบอ่านไม่ได้", "the answer cannot be decoded")) from fault

    def _signed(self, method: str, path: str, body: bytes) -> dict[str, str]:
        if self._key is None:
            return {}
        url = str(self._client.base_url).rstrip("/") + path
        return signing.signature_headers(method, url, body, self._key, int(time.time()), signing.new_nonce())


def _object(content: bytes) -> dict[str, Any]:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as fault:
        raise NotTheCentre(Words("คำตอบอ่านไม่ได้", "the answer cannot be read")) from fault
    if not isinstance(value, dict):
        raise NotTheCentre(Words("คำตอบอ่านไม่ได้", "the answer cannot be read"))
    return value


def _line_failure(fault: httpx.HTTPError) -> LineDown | LineStalled | NotTheCentre:
    if isinstance(fault, httpx.ReadTimeout | httpx.WriteTimeout | httpx.PoolTimeout):
        return LineStalled()
    if isinstance(fault, httpx.RemoteProtocolError | httpx.DecodingError) and "disconnected" not in str(fault).lower():
        return NotTheCentre(Words("ตอบไม่ตรงมาตรฐาน", "it does not speak HTTP as it should"))
    return LineDown()


def _refusal(status: int, content: bytes, kind: str) -> Exception:
    """The named failure behind an answer that is no success."""
    if not kind.startswith(PROBLEM_TYPE):
        return NotTheCentre(Words("รหัส {status}", "status {status}").fill(status=status))
    try:
        problem = _object(content)
    except NotTheCentre as fault:
        return fault
    name = str(problem.get("type", "")).rsplit("/", 1)[-1]
    if status == 401:
        return SignatureRefused()
    if status == 403:
        return DeskRefused(_PROBLEMS_OF_DESK.get(name, Words("ไม่อนุญาต", "not permitted")))
    if status == 409:
        return ClockWrong()
    if status == 426:
        return WireTooOld()
    if status in (429, 503):
        wait = problem.get("retry_after", 5)
        return CentreBusy(seconds=min(wait, RETRY_AFTER_MAX_S) if isinstance(wait, int) else 5)
    return NotTheCentre(Words("รหัส {status} {name}", "status {status} {name}").fill(status=status, name=name[:40]))
