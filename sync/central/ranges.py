"""Answers of files that go on where a line was cut: `Range`, one run of bytes at a time."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

_RANGE = re.compile(r"bytes=([0-9]{1,15})-([0-9]{0,15})")


async def ranged(request: Request, size: int, etag: str, read: Callable[[int, int], Awaitable[bytes]]) -> Response:
    """The bytes asked for of a file of `size` that never changes; `read` gives those from one place to another."""
    headers = {"Accept-Ranges": "bytes", "ETag": etag, "Cache-Control": "private, immutable"}
    kind = "application/octet-stream"
    match = _RANGE.fullmatch(request.headers.get("range", ""))
    if match is None:
        return Response(await read(0, size), headers=headers, media_type=kind)
    start = int(match.group(1))
    end = min(size, int(match.group(2)) + 1) if match.group(2) else size
    if start >= size or end <= start:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return Response(await read(start, end), 206, headers, kind)
