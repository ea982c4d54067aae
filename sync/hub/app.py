"""The hub as an ASGI application: the centre's paths, so that a desk need not know which of the two it speaks to."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from sqlalchemy import text
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from desk import __version__
from sync.central.answers import json_response
from sync.central.app import answering, http_problem
from sync.hub.hub import Hub
from sync.hub.relaying import Relay
from sync.hub.sync_endpoint import SyncEndpoint


def build_app(hub: Hub) -> Starlette:
    """The application of a running hub."""
    relay = answering(Relay(hub))

    async def health(_request: Request) -> Response:
        """GET /v1/health: 200 when the store answers; `centre` says whether the line beyond is up."""
        await hub.read(lambda connection: connection.execute(text("SELECT 1")).scalar_one())
        told = {"ok": True, "time": hub.time_ms, "sync": 1, "version": __version__}
        return json_response(told | {"hub": hub.identity.desk, "centre": hub.up})

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with hub.running():
            yield

    return Starlette(
        routes=[
            Route("/v1/sync", answering(SyncEndpoint(hub)), methods=["POST"]),
            Route("/v1/health", answering(health), methods=["GET"]),
            Route("/v1/enrolments", relay, methods=["POST"]),
            Route("/v1/bags", relay, methods=["POST"]),
            Route("/v1/lookups", relay, methods=["POST"]),
            Route("/v1/snapshots/{name}", relay, methods=["GET"]),
            Route("/v1/dictionaries/{name}", relay, methods=["GET"]),
            Route("/v1/files/{sha256}", relay, methods=["GET", "HEAD", "PATCH"]),
            Route("/v1/desks/{desk}/head", relay, methods=["GET"]),
            Route("/v1/branches/{branch}/desks", relay, methods=["GET"]),
        ],
        lifespan=lifespan,
        exception_handlers={HTTPException: http_problem},
    )
