"""What docs/openapi.json says of answers is what a real centre answers: every member named, none beside them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import RealCentre
from pydantic import BaseModel
from stranger import Answer, compact

from sync.central import forms
from sync.central.description import OPERATIONS, describe

pytestmark = pytest.mark.process


def fits(form: type[BaseModel], told: dict[str, Any]) -> bool:
    """Whether an answer reads as the form says, and has exactly its members."""
    form.model_validate_json(json.dumps(told))
    names = {field.alias or name for name, field in form.model_fields.items()}
    assert set(told) <= names or form is forms.Problem, set(told) ^ names
    return {field.alias or name for name, field in form.model_fields.items() if field.is_required()} <= set(told)


def test_answers_are_what_the_page_says(centre: RealCentre) -> None:
    desk = centre.desk("5701A")
    code = centre.code("5701B")
    asked = compact({"code": code, "public_key": "A" * 43, "recipient": "", "name": "b"})
    assert fits(forms.Enrolled, desk.plain("POST", "/v1/enrolments", asked).json())
    view = desk.act("record.viewed", {})
    desk.act("request.withdrawn", {"request": "5701A-77", "reason": "x"}, p="5701A-77")
    assert fits(forms.SyncRequest, json.loads(desk.request(feed="", wait=0, max=1000, have={})))
    segment = desk.segment(1, 2).split(b"\n")[0]
    assert fits(forms.SegmentHeader, json.loads(segment)["segment"])
    reply = desk.push(feed="", max=100_000)
    assert fits(forms.SyncReply, reply.first)
    assert all(fits(forms.Ack, ack) for ack in reply.acks)
    assert all(fits(forms.FeedLine, line) for line in reply.feed)
    look = compact({"by": "pin", "value": "1", "purpose": "enquiry", "ref": view, "officer": "anan"})
    assert fits(forms.LookupAsked, json.loads(look))
    assert fits(forms.LookupAnswer, desk.signed("POST", "/v1/lookups", look).json())
    for path, form in (
        ("/v1/snapshots/current", forms.Snapshot), ("/v1/desks/5701A/head", forms.DeskHead),
        ("/v1/branches/5701/desks", forms.BranchDesks), ("/v1/health", forms.Health),
    ):  # fmt: skip
        assert fits(form, desk.signed("GET", path).json())
    desks = desk.signed("GET", "/v1/branches/5701/desks").json()["desks"]
    assert all(fits(forms.DeskSeen, each) for each in desks)
    refusals: list[Answer] = [
        desk.plain("GET", "/v1/snapshots/current"), desk.plain("GET", "/track/5701A-1/ABCDEFGH"),
        desk.plain("POST", "/v1/sync", b"x"), desk.signed("GET", "/v1/files/nothing"),
    ]  # fmt: skip
    page = describe()["paths"]
    for answer, (path, method) in zip(
        refusals,
        (("/v1/snapshots/current", "get"), ("/track/{ref}/{code}", "get"), ("/v1/sync", "post"),
         ("/v1/files/{sha256}", "get")),
        strict=True,
    ):  # fmt: skip
        assert fits(forms.Problem, answer.json())
        assert str(answer.status) in page[path][method]["responses"]


def test_every_operation_is_in_the_page() -> None:
    paths = describe()["paths"]
    assert {(method.upper(), path) for path, each in paths.items() for method in each} == set(OPERATIONS)
