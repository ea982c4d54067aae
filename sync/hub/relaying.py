"""Requests a hub hands on as they are: look-ups, enrolment, snapshots, files, heads. Their desk has signed them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from desk.model.errors import DeskError
from sync.central.answers import Stop
from sync.central.speaking import read_body
from sync.hub.hub import Hub

RETRY_S = 10
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
    """Hands requests on to the centre and its answers back, as they come."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def __call__(self, request: Request) -> Response:
        """The centre's answer; raises Stop 503 `source-down`."""
        encoded = await read_body(request)
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
            raise source_down() from fault
        if 300 <= told.status < 400 or told.headers.get("content-type", "").startswith("text/html"):
            await stack.aclose()
            raise source_down()  # somebody else answers for the centre

        async def pieces() -> AsyncIterator[bytes]:
            async with stack:
                async for piece in told.pieces:
                    yield piece

        headers = {name: told.headers[name] for name in _DOWN if name in told.headers}
        return StreamingResponse(pieces(), told.status, headers)
