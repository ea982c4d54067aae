"""Answers that are not what was asked for: problems as RFC 9457 writes them, with the statuses of the protocol."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from desk.model.line import encode_json
from sync.wire import PROBLEM_TYPE


class Stop(Exception):
    """Answer the request with a problem. `name` as in `/problems/<name>`."""

    def __init__(self, status: int, name: str, detail: str = "", *, retry_after: int | None = None, **facts: Any):
        super().__init__(name)
        self.status = status
        self.name = name
        self.detail = detail
        self.retry_after = retry_after
        self.facts: Mapping[str, Any] = facts

    def response(self) -> Response:
        """The problem as it goes over the wire."""
        members: dict[str, Any] = {"type": f"/problems/{self.name}", "status": self.status}
        if self.detail:
            members["detail"] = self.detail[:500]
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        return Response(encode_json(members | dict(self.facts)), self.status, headers, PROBLEM_TYPE)


def json_response(value: object, status: int = 200) -> Response:
    """A JSON answer as the wire writes JSON."""
    return Response(encode_json(value), status, media_type="application/json")
