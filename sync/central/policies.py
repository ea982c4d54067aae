"""Policies of a branch: values its desks work by, said in the feed (the bounds on working offline among them)."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import ValidationError
from sqlalchemy import Connection

from desk.model.errors import Misused
from desk.model.feed import PolicyPut
from desk.words import Words
from sync.central.enrolment import require_branch
from sync.central.feed import FeedWriter, lock_branch


class PolicyInvalid(Misused):
    """A value no desk could read."""

    code: ClassVar[str] = "E946"
    said: ClassVar[Words] = Words(
        "ค่านโยบาย {name} ใช้ไม่ได้ ต้องเป็นจำนวนเต็ม ข้อความ ใช่หรือไม่ใช่ หรือรายการข้อความ ไม่มีอะไรเปลี่ยนแปลง",
        "The value of {name} is none a policy may have: an integer, a text, true or false, a list of texts",
    )


def put_policy(connection: Connection, branch: str, name: str, value: Any) -> None:
    """Give a branch a policy value. Raises UnknownBranch, PolicyInvalid."""
    require_branch(connection, branch)
    try:
        body = PolicyPut.model_validate({"name": name, "value": value}, strict=True)
    except ValidationError as fault:
        raise PolicyInvalid(name=name[:60]) from fault
    lock_branch(connection, branch)
    feed = FeedWriter(branch)
    feed.say("policy.put", body.model_dump())
    feed.flush(connection)
