"""Requests a hub hands on as they are: look-ups, enrolment, snapshots, files, heads. Their desk has signed them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from desk.model.errors import DeskError
from sync.central.answers import Stop
from sync.central.speaking import read_body
from sync.hub import keeping
from sync.hub.held_files import HeldFiles
from sync.hub.hub import Hub
from sync.hub.kept_answers import KeptAnswers

RETRY_S = 10
FILE_KEPT_MAX = 16 * 1024 * 1024
_UP = (
    "signature", "signature-input", "content-digest", "content-type", "content-encoding", "accept-encoding",
    "available-dictionary", "range", "if-range", "upload-offset", "upload-length", "user-agent",
)  # fmt: skip
_DOWN = (
    "content-type", "content-encoding", "content-length", "content-range", "accept-ranges", "etag", "upload-offset",
    "upload-length", "retry-after", "use-as-dictionary", "cache-control", "vary",
)  # fmt: skip


def handed_on(request: Request) -> dict[str, str]:
    """The headers that belong to the request itself; those of the connection stay behind."""
    plain = {
        "accept-encoding": "identity"
    }  # what a client does not ask for, the library behind must not ask for either
    return plain | {name: request.headers[name] for name in _UP if name in request.headers}


def source_down() -> Stop:
    """What a hub says of what the centre alone can answer."""
    return Stop(503, "source-down", "the centre cannot be reached from here", retry_after=RETRY_S, source="centre")


class Relay:
    """Hands requests on to the centre and its answers back, as they come; files that pass through are kept."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._kept = KeptAnswers(hub)
        self._held = HeldFiles(hub)

    async def __call__(self, request: Request) -> Response:
        """The centre's answer, or what is kept of it; raises Stop 503 `source-down`."""
        encoded = await read_body(request)
        sha256 = request.path_params.get("sha256")
        if sha256 is not None and (held := await self._held.answer(request, encoded, sha256)) is not None:
            return held
        if (kept := await self._kept.answer(request, encoded)) is not None:
            return kept
        if not self._hub.up:
            raise source_down()
        raw = bytes(request.scope.get("raw_path") or request.scope["path"].encode()).split(b"?")[0].decode("latin-1")
        query = request.scope["query_string"].decode("latin-1")
        target = f"{raw}?{query}" if query else raw
        stack = AsyncExitStack()
        try:
            told = await stack.enter_async_context(
                self._hub.line.relay(request.method, target, handed_on(request), encoded)
            )
        except DeskError as fault:
            self._hub.went_down()
            if sha256 is not None and (held := await self._held.answer(request, encoded, sha256)) is not None:
                return held
            raise source_down() from fault
        if 300 <= told.status < 400 or told.headers.get("content-type", "").startswith("text/html"):
            await stack.aclose()
            raise source_down()  # somebody else answers for the centre

        if sha256 is not None and request.method == "PATCH" and told.status == 204:
            await self._keep_piece(request, sha256, encoded)
        whole = bytearray() if sha256 is not None and request.method == "GET" and told.status == 200 else None

        async def pieces() -> AsyncIterator[bytes]:
            async with stack:
                async for piece in told.pieces:
                    if whole is not None and len(whole) <= FILE_KEPT_MAX:
                        whole.extend(piece)
                    yield piece
            if whole and len(whole) <= FILE_KEPT_MAX:
                hub, now = self._hub, self._hub.clock()
                await hub.write(lambda c: keeping.keep_file(c, hub.branch, str(sha256), bytes(whole), now))

        headers = {name: told.headers[name] for name in _DOWN if name in told.headers}
        return StreamingResponse(pieces(), told.status, headers)

    async def _keep_piece(self, request: Request, sha256: str, piece: bytes) -> None:
        """A piece that the centre took; packed ones are let go by."""
        at, length = request.headers.get("upload-offset", ""), request.headers.get("upload-length")
        if "content-encoding" in request.headers or not at.isdigit() or len(piece) > FILE_KEPT_MAX:
            return
        whole, hub, now = None if length is None else int(length), self._hub, self._hub.clock()
        await hub.write(lambda c: keeping.keep_piece(c, hub.branch, sha256, int(at), whole, piece, now))
