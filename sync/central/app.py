"""The centre as an ASGI application: its routes, and how every failure becomes a problem."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import hashlib
import json
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable

from sqlalchemy import text
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from desk import __version__
from desk.model.errors import Corrupt, Misused, Refused
from sync import compression
from sync.bag_errors import BagRefused
from sync.central import bags, enrolment, faces, files, lookups, snapshots, wire_dictionary
from sync.central.answers import Stop, json_response
from sync.central.centre import Centre
from sync.central.limits import Limit
from sync.central.ranges import ranged
from sync.central.speaking import Door, decoded, read_body
from sync.central.store import StoreBusy
from sync.central.sync_endpoint import SyncEndpoint

log = logging.getLogger(__name__)
ENROL_TRIES = 10
TRACK_TRIES = 20
LOOKUPS = 60
PIECE_MAX = 4 * 1024 * 1024
_LOOPBACK = ("127.0.0.1", "::1")
_SHA256 = re.compile(r"[0-9a-f]{64}")
Handler = Callable[[Request], Awaitable[Response]]


def build_app(centre: Centre) -> Starlette:
    """The application of a running centre."""
    rooms = Rooms(centre)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with centre.running():
            yield

    return Starlette(
        routes=[
            Route("/v1/sync", answering(rooms.sync), methods=["POST"]),
            Route("/v1/enrolments", answering(rooms.enrol), methods=["POST"]),
            Route("/v1/bags", answering(rooms.bag), methods=["POST"]),
            Route("/v1/lookups", answering(rooms.look_up), methods=["POST"]),
            Route("/v1/snapshots/current", answering(rooms.current_snapshot), methods=["GET"]),
            Route("/v1/snapshots/{name}", answering(rooms.snapshot), methods=["GET"]),
            Route("/v1/dictionaries/{name}", answering(rooms.dictionary), methods=["GET"]),
            Route("/v1/files/{sha256}", answering(rooms.file), methods=["GET", "HEAD", "PATCH"]),
            Route("/v1/desks/{desk}/head", answering(rooms.desk_head), methods=["GET"]),
            Route("/v1/branches/{branch}/desks", answering(rooms.branch_desks), methods=["GET"]),
            Route("/v1/health", answering(rooms.health), methods=["GET"]),
            Route("/metrics", answering(rooms.metrics), methods=["GET"]),
            Route("/track/{ref}/{code}", answering(rooms.track), methods=["GET"]),
        ],
        lifespan=lifespan,
        exception_handlers={HTTPException: http_problem},
    )


def answering(handler: Handler) -> Handler:
    """Turn what stops a request into its problem; a fault of our own is logged and answered as `busy`."""

    @functools.wraps(handler)
    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except Stop as stop:
            return stop.response()
        except ClientDisconnect:
            return Response(status_code=400)  # the line broke under the request: nobody reads this, and nothing failed
        except StoreBusy:
            return Stop(503, "busy", retry_after=5).response()
        except Exception:
            # what was not acknowledged is sent again: the sender loses nothing by our fault
            log.exception("a request failed")
            return Stop(503, "internal", retry_after=30).response()

    return answer


async def http_problem(_request: Request, fault: Exception) -> Response:
    """What the router itself refuses, as a problem."""
    assert isinstance(fault, HTTPException)
    name = {404: "not-found", 405: "method"}.get(fault.status_code, "malformed")
    return Stop(fault.status_code, name).response()


class Rooms:
    """One method a route."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._door = Door(centre)
        self._enrol_tries = Limit(ENROL_TRIES)
        self._track_tries = Limit(TRACK_TRIES)
        self._lookups = Limit(LOOKUPS)
        self.sync: Handler = SyncEndpoint(centre, self._door)

    async def enrol(self, request: Request) -> Response:
        """POST /v1/enrolments, unsigned: the code speaks."""
        now, who = self._centre.clock(), _client(request)
        if self._enrol_tries.reached(who, now):
            raise Stop(429, "slow-down", retry_after=60)
        try:
            asked = enrolment.Asked.from_members(_json(await decoded(request, await read_body(request))))
        except enrolment.EnrolmentFault as fault:
            raise Stop(400, "malformed", str(fault)) from fault
        identity = self._centre.store.identity
        try:
            branch, answer = await self._centre.write(lambda c: enrolment.enrol(c, asked, identity, now))
        except enrolment.CodeFault as fault:
            self._enrol_tries.count(who, now)
            raise Stop(403, "code", str(fault)) from fault
        self._centre.tell(branch)
        return json_response(answer)

    async def bag(self, request: Request) -> Response:
        """POST /v1/bags: a stick's file, by whoever has a line; whose it is the file itself tells."""
        spoken, now = await self._door.enter(request), self._centre.clock()
        try:
            answered = await asyncio.to_thread(bags.answer_bag, self._centre.store, spoken.body, now)
        except (Misused, Refused, Corrupt) as fault:
            problem = fault.problem if isinstance(fault, BagRefused) else "bag"
            raise Stop(400, problem, fault.sentence.en, code=fault.code) from fault
        self._centre.tell(answered.branch)
        return Response(answered.file, media_type="application/octet-stream")

    async def look_up(self, request: Request) -> Response:
        """POST /v1/lookups."""
        spoken = await self._door.enter(request)
        now, speaker = self._centre.clock(), spoken.speaker
        if self._lookups.reached(speaker.desk, now):
            raise Stop(429, "slow-down", retry_after=60)
        self._lookups.count(speaker.desk, now)
        try:
            asked = lookups.Lookup.from_members(_json(spoken.body), speaker.desk)
        except lookups.LookupFault as fault:
            raise Stop(400, "malformed", str(fault)) from fault
        found, truncated = await self._centre.read(lambda c: lookups.look_up(c, speaker.branch, asked))
        if not found and self._centre.source is not None:
            try:
                found, truncated = await self._centre.source.look_up(asked)
            except Stop:
                await self._centre.write(lambda c: lookups.note(c, speaker.branch, speaker.desk, asked, 0, now))
                raise
        await self._centre.write(lambda c: lookups.note(c, speaker.branch, speaker.desk, asked, len(found), now))
        return json_response({"as_of": now, "found": found, "truncated": truncated})

    async def current_snapshot(self, request: Request) -> Response:
        """GET /v1/snapshots/current."""
        spoken = await self._door.enter(request)
        snapshot = await self._centre.current_snapshot(spoken.speaker.branch)
        return json_response(snapshot.members())

    async def snapshot(self, request: Request) -> Response:
        """GET /v1/snapshots/{id}: the zstd file itself."""
        spoken = await self._door.enter(request)
        branch, name = spoken.speaker.branch, request.path_params["name"]
        kept = await self._centre.read(lambda c: snapshots.by_id(c, branch, name))
        if kept is None:
            raise Stop(404, "not-found")
        return await ranged(
            request,
            kept.bytes,
            f'"{kept.sha256}"',
            lambda start, end: self._centre.read(lambda c: snapshots.read_range(c, branch, name, start, end)),
        )

    async def dictionary(self, request: Request) -> Response:
        """GET /v1/dictionaries/current and /v1/dictionaries/{sha256}: the raw content itself."""
        await self._door.enter(request)
        name = request.path_params["name"]
        found = wire_dictionary.current() if name == "current" else wire_dictionary.by_sha256(name)
        if found is None:
            raise Stop(404, "not-found")
        headers = {
            "ETag": f'"{hashlib.sha256(found).hexdigest()}"',
            "Use-As-Dictionary": 'match="/v1/*"',
            "Cache-Control": "private, max-age=86400" if name == "current" else "private, immutable",
        }
        if wire_dictionary.choose(request.headers.get("accept-encoding", ""), "")[0] == "zstd":
            found = compression.encode(found, "zstd", level=19)
            headers["Content-Encoding"] = "zstd"
        return Response(found, headers=headers, media_type="application/octet-stream")

    async def file(self, request: Request) -> Response:
        """HEAD, PATCH and GET of /v1/files/{sha256}."""
        spoken = await self._door.enter(request)
        branch, sha256 = spoken.speaker.branch, request.path_params["sha256"]
        if not _SHA256.fullmatch(sha256):
            raise Stop(404, "not-found")
        if request.method == "PATCH":
            return await self._add_piece(request, branch, sha256, spoken.body)
        state = await self._centre.read(lambda c: files.standing(c, branch, sha256))
        if request.method == "HEAD":
            headers = {"Upload-Offset": str(state.held), "Cache-Control": "no-store"}
            if state.length:
                headers["Upload-Length"] = str(state.length)
            return Response(headers=headers)
        if not state.complete:
            raise Stop(404, "not-found")
        return await ranged(
            request,
            state.length,
            f'"{sha256}"',
            lambda start, end: self._centre.read(lambda c: files.read_range(c, branch, sha256, start, end)),
        )

    async def _add_piece(self, request: Request, branch: str, sha256: str, body: bytes) -> Response:
        at, length = request.headers.get("upload-offset", ""), request.headers.get("upload-length")
        if not at.isdigit() or (length is not None and not length.isdigit()):
            raise Stop(400, "malformed", "Upload-Offset, Upload-Length")
        if len(body) > PIECE_MAX or (length is not None and int(length) > files.FILE_MAX):
            raise Stop(413, "too-large", max=PIECE_MAX)
        whole, now = None if length is None else int(length), self._centre.clock()
        try:
            state = await self._centre.write(lambda c: files.add(c, branch, sha256, int(at), whole, body, now))
        except files.FileFault as fault:
            stopped = Stop(409, "offset", str(fault), offset=fault.offset).response()
            stopped.headers["Upload-Offset"] = str(fault.offset)
            return stopped
        return Response(status_code=204, headers={"Upload-Offset": str(state.held)})

    async def desk_head(self, request: Request) -> Response:
        """GET /v1/desks/{desk}/head, own branch only."""
        spoken = await self._door.enter(request)
        found = await self._centre.read(
            lambda c: faces.desk_head(c, request.path_params["desk"], spoken.speaker.branch)
        )
        if found is None:
            raise Stop(404, "not-found")
        return json_response(found)

    async def branch_desks(self, request: Request) -> Response:
        """GET /v1/branches/{branch}/desks, own branch only."""
        spoken = await self._door.enter(request)
        branch = request.path_params["branch"]
        if branch != spoken.speaker.branch:
            raise Stop(404, "not-found")
        return json_response({"desks": await self._centre.read(lambda c: faces.branch_desks(c, branch))})

    async def health(self, _request: Request) -> Response:
        """GET /v1/health: 200 when the store answers."""
        await self._centre.read(lambda connection: connection.execute(text("SELECT 1")).scalar_one())
        return json_response({"ok": True, "time": self._centre.clock(), "sync": 1, "version": __version__})

    async def metrics(self, request: Request) -> Response:
        """GET /metrics, on loopback only; what a proxy brings is not from there."""
        brought = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "x-real-ip", "via"))
        if _client(request) not in _LOOPBACK or brought:
            raise Stop(404, "not-found")
        return PlainTextResponse(await self._centre.read(faces.metrics))

    async def track(self, request: Request) -> Response:
        """GET /track/{ref}/{code}: public; wrong codes are rate-limited, and a wrong code and an unknown reference
        look alike."""
        now, who = self._centre.clock(), _client(request)
        if self._track_tries.reached(who, now):
            raise Stop(429, "slow-down", retry_after=60)
        ref, code = request.path_params["ref"], request.path_params["code"]
        found = await self._centre.read(lambda c: faces.track(c, ref, code))
        if found is None:
            self._track_tries.count(who, now)
            raise Stop(404, "not-found")
        return json_response(found)


def _client(request: Request) -> str:
    return request.client.host if request.client else "?"


def _json(body: bytes) -> object:
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError) as fault:
        raise Stop(400, "malformed", "not JSON") from fault
    return value
