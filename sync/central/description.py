"""The centre's interface as OpenAPI 3.1, made from its routes and forms; `make openapi` writes docs/openapi.json.

A route without an entry here, or an entry without a route, is a fault: `describe` raises KeyError.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from starlette.routing import Route

from sync.central import forms
from sync.central.app import build_app
from sync.central.centre import Centre
from sync.wire import CONTENT_TYPE, PROBLEM_TYPE

JSON, BINARY, TEXT = "application/json", "application/octet-stream", "text/plain"
SPEAKING = {
    "400": "malformed", "401": "signature", "403": "revoked, unknown-desk", "409": "clock, with `time`",
    "413": "too-large, with `max`", "415": "encoding",
}  # fmt: skip
ALWAYS = {"503": "busy, internal; with Retry-After"}
PROTOCOL = "1"


@dataclass(frozen=True)
class Operation:
    """One method of one path. `problems`: statuses beside those of every request, and what they say."""

    answer: type[BaseModel] | str
    """A form, or the media type of bytes."""
    asked: type[BaseModel] | str = ""
    signed: bool = True
    status: str = "200"
    problems: Mapping[str, str] = field(default_factory=dict)
    headers: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    ranged: bool = False


LIMITED = {"429": "slow-down, with Retry-After"}
MISSING = {"404": "not-found"}
OPERATIONS: Mapping[tuple[str, str], Operation] = {
    ("POST", "/v1/sync"): Operation(
        forms.SyncReply, forms.SyncRequest, problems={"403": "revoked, unknown-desk, copied", "426": "version"}
    ),
    ("POST", "/v1/enrolments"): Operation(
        forms.Enrolled, forms.EnrolmentAsked, signed=False, problems={"400": "malformed", "403": "code"} | LIMITED
    ),
    ("POST", "/v1/bags"): Operation(BINARY, BINARY, problems={"400": "bag, or why the bag is refused; with `code`"}),
    ("POST", "/v1/lookups"): Operation(
        forms.LookupAnswer,
        forms.LookupAsked,
        problems={
            "403": "revoked, unknown-desk; source-refused", "503": "busy; source-down", "504": "source-timeout",
        } | LIMITED,
    ),
    ("GET", "/v1/snapshots/current"): Operation(forms.Snapshot),
    ("GET", "/v1/snapshots/{name}"): Operation(BINARY, problems=MISSING, ranged=True),
    ("GET", "/v1/dictionaries/{name}"): Operation(BINARY, problems=MISSING, told=("ETag", "Use-As-Dictionary")),
    ("GET", "/v1/files/{sha256}"): Operation(BINARY, problems=MISSING, ranged=True),
    ("HEAD", "/v1/files/{sha256}"): Operation("", problems=MISSING, told=("Upload-Offset", "Upload-Length")),
    ("PATCH", "/v1/files/{sha256}"): Operation(
        "",
        BINARY,
        status="204",
        problems={"409": "offset, with Upload-Offset; clock"} | MISSING,
        headers=("Upload-Offset", "Upload-Length"),
        told=("Upload-Offset",),
    ),
    ("GET", "/v1/desks/{desk}/head"): Operation(forms.DeskHead, problems=MISSING),
    ("GET", "/v1/branches/{branch}/desks"): Operation(forms.BranchDesks, problems=MISSING),
    ("GET", "/v1/health"): Operation(forms.Health, signed=False),
    ("GET", "/metrics"): Operation(TEXT, signed=False, problems=MISSING),
    ("GET", "/track/{ref}/{code}"): Operation(forms.Tracked, signed=False, problems=MISSING | LIMITED),
}  # fmt: skip
SIGNED = {
    "type": "http",
    "scheme": "signature",
    "description": "RFC 9421, Ed25519, tag `amphoe-desk`, over @method, @path, @query and, with a body, content-"
    "digest; parameters created, nonce, keyid",
}


def describe() -> dict[str, Any]:
    """The whole document. Raises KeyError where routes and OPERATIONS differ."""
    paths: dict[str, dict[str, Any]] = {}
    described = set()
    for route in build_app(cast(Centre, None)).routes:
        assert isinstance(route, Route)
        for method in sorted(
            (route.methods or set()) - ({"HEAD"} if ("HEAD", route.path) not in OPERATIONS else set())
        ):
            described.add((method, route.path))
            paths.setdefault(route.path, {})[method.lower()] = _operation(route, OPERATIONS[method, route.path])
    if missing := set(OPERATIONS) - described:
        raise KeyError(sorted(missing))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Amphoe Desk central service",
            "version": PROTOCOL,
            "summary": "The desk protocol, version 1: one round trip to push, acknowledge and pull.",
            "license": {"name": "Apache License 2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {"schemas": _schemas(), "securitySchemes": {"deskKey": SIGNED}},
    }


def _operation(route: Route, told: Operation) -> dict[str, Any]:
    names = [part[1:-1] for part in route.path.split("/") if part.startswith("{")]
    wanted = [*told.headers, *(("Range",) if told.ranged else ())]
    parameters = [
        *({"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names),
        *({"name": name, "in": "header", "schema": {"type": "string"}} for name in wanted),
    ]
    answers = {told.status: _answer(told)}
    if told.ranged:
        answers |= {"206": _answer(told), "416": {"description": "Range beyond the file"}}
    problems = ALWAYS | (SPEAKING if told.signed else {}) | dict(told.problems)
    answers |= {status: _problem(said) for status, said in problems.items()}
    made: dict[str, Any] = {"summary": _summary(route), "security": [{"deskKey": []}] if told.signed else []}
    if parameters:
        made["parameters"] = parameters
    if told.asked:
        made["requestBody"] = {"required": True, "content": _content(told.asked)}
    return made | {"responses": dict(sorted(answers.items()))}


def _answer(told: Operation) -> dict[str, Any]:
    made: dict[str, Any] = {"description": _first(told.answer.__doc__) if not isinstance(told.answer, str) else "bytes"}
    if told.answer:
        made["content"] = _content(told.answer)
    if told.told:
        made["headers"] = {name: {"schema": {"type": "string"}} for name in told.told}
    return made


def _problem(said: str) -> dict[str, Any]:
    shape = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {"description": said, "content": {PROBLEM_TYPE: shape}}


def _content(what: type[BaseModel] | str) -> dict[str, Any]:
    if isinstance(what, str):
        return {what: {"schema": {"type": "string"} if what == TEXT else {}}}
    media = CONTENT_TYPE if what in (forms.SyncRequest, forms.SyncReply) else JSON
    return {media: {"schema": {"$ref": f"#/components/schemas/{what.__name__}"}}}


def _schemas() -> dict[str, Any]:
    models = [
        each
        for _, each in inspect.getmembers(forms, inspect.isclass)
        if issubclass(each, BaseModel) and each.__module__ == forms.__name__ and each is not forms.Form
    ]
    _, made = models_json_schema(
        [(each, "validation") for each in models], ref_template="#/components/schemas/{model}", by_alias=True
    )
    return cast(dict[str, Any], made["$defs"])


def _summary(route: Route) -> str:
    return _first(route.endpoint.__doc__)


def _first(text: str | None) -> str:
    return " ".join(inspect.cleandoc(text or "").split("\n\n")[0].split())
