"""Uploads of scans where the hub alone can take them: held by content, passed on when the line is back.

What a desk is told of them says that the branch alone holds them (`Held-In-Branch`), so that it believes nothing of the
centre and asks again.
"""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from sync.central import files
from sync.central.answers import Stop
from sync.central.app import PIECE_MAX
from sync.central.files import FileFault
from sync.central.speaking import Door
from sync.hub.due_files import is_due, take_piece
from sync.hub.hub import Hub

IN_BRANCH: Final = {"Held-In-Branch": "?1", "Cache-Control": "no-store"}
"""Headers of an answer that is the hub's own: what it tells is held here, and nothing is said of the centre."""


class HeldFiles:
    """Answers to uploads where the hub alone can take them."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._door = Door(hub)

    async def answer(self, request: Request, encoded: bytes, sha256: str) -> Response | None:
        """The hub's own answer, or None where the centre's is to be had and nothing of the file waits here.

        Raises Stop for who may not speak.
        """
        if request.method not in ("HEAD", "PATCH"):
            return None
        hub = self._hub
        if hub.up and not await hub.read(lambda c: is_due(c, sha256)):
            return None
        await self._door.admit(request, encoded)
        if request.method == "HEAD":
            state = await hub.read(lambda c: files.standing(c, hub.branch, sha256))
            return Response(headers=IN_BRANCH | {"Upload-Offset": str(state.held)})
        return await self._take(request, encoded, sha256)

    async def _take(self, request: Request, body: bytes, sha256: str) -> Response:
        hub, now = self._hub, self._hub.clock()
        at, length = request.headers.get("upload-offset", ""), request.headers.get("upload-length")
        if not at.isdigit() or (length is not None and not length.isdigit()) or "content-encoding" in request.headers:
            raise Stop(400, "malformed", "Upload-Offset, Upload-Length")
        if len(body) > PIECE_MAX or (length is not None and int(length) > files.FILE_MAX):
            raise Stop(413, "too-large", max=PIECE_MAX)
        whole = None if length is None else int(length)
        try:
            held = await hub.write(lambda c: take_piece(c, hub.branch, sha256, int(at), whole, body, now))
        except FileFault as fault:
            stopped = Stop(409, "offset", str(fault), offset=fault.offset).response()
            stopped.headers.update(IN_BRANCH | {"Upload-Offset": str(fault.offset)})
            return stopped
        hub.forward_files()
        return Response(status_code=204, headers=IN_BRANCH | {"Upload-Offset": str(held)})
