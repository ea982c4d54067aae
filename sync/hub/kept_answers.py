"""What a hub answers from what it keeps: whatever is named by its content, and the snapshot while the line is down.

Nobody is let in for less than at the centre: the request's signature is checked against the keys of the branch.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from sync.central import files, snapshots
from sync.central.answers import json_response
from sync.central.ranges import ranged
from sync.central.speaking import Door
from sync.hub.hub import Hub


class KeptAnswers:
    """Answers of one hub that need no line."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._door = Door(hub)

    async def answer(self, request: Request, encoded: bytes) -> Response | None:
        """The answer, or None where only the centre has one; raises Stop for who may not speak."""
        if request.method not in ("GET", "HEAD"):
            return None
        snapshot, file = request.path_params.get("name"), request.path_params.get("sha256")
        if snapshot is not None and "/snapshots/" in request.url.path:
            return await self._snapshot(request, encoded, snapshot)
        return None if file is None else await self._file(request, encoded, file)

    async def _snapshot(self, request: Request, encoded: bytes, name: str) -> Response | None:
        hub = self._hub
        if name == "current":
            kept = None if hub.up else await hub.read(lambda c: snapshots.current(c, hub.branch))
            if kept is None:
                return None
            await self._door.admit(request, encoded)
            return json_response(kept.members())
        kept = await hub.read(lambda c: snapshots.by_id(c, hub.branch, name))
        if kept is None:
            return None
        await self._door.admit(request, encoded)
        return await ranged(
            request,
            kept.bytes,
            f'"{kept.sha256}"',
            lambda start, end: hub.read(lambda c: snapshots.read_range(c, hub.branch, name, start, end)),
        )

    async def _file(self, request: Request, encoded: bytes, sha256: str) -> Response | None:
        hub = self._hub
        state = await hub.read(lambda c: files.standing(c, hub.branch, sha256))
        if not state.complete:
            return None
        await self._door.admit(request, encoded)
        if request.method == "HEAD":
            told = {"Upload-Offset": str(state.held), "Upload-Length": str(state.length), "Cache-Control": "no-store"}
            return Response(headers=told)
        return await ranged(
            request,
            state.length,
            f'"{sha256}"',
            lambda start, end: hub.read(lambda c: files.read_range(c, hub.branch, sha256, start, end)),
        )
