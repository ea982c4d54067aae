"""The roster of a branch: who may sign in, with which roles, and the argon2id verifier of each passphrase."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from argon2 import PasswordHasher
from pydantic import ValidationError
from sqlalchemy import Connection, delete, select, update

from desk.model.errors import Misused
from desk.model.feed import OfficerPut
from desk.words import Words
from sync.central.feed import FeedWriter, lock_branch
from sync.central.tables import officers

ROLES = ("officer", "cashier", "supervisor", "registrar", "administrator", "auditor", "trainee")
VALID_MS = 400 * 24 * 3600 * 1000
_ARGON2 = PasswordHasher(time_cost=4, memory_cost=12 * 1024, parallelism=1)


class OfficerInvalid(Misused):
    code: ClassVar[str] = "E929"
    said: ClassVar[Words] = Words(
        "ข้อมูลเจ้าหน้าที่ไม่ถูกต้อง ({why}) ไม่มีอะไรเปลี่ยนแปลง",
        "The officer's particulars are not right ({why}); nothing was changed",
    )


class UnknownOfficer(Misused):
    code: ClassVar[str] = "E930"
    said: ClassVar[Words] = Words("ไม่มีเจ้าหน้าที่ {officer} ในสำนักงานนี้", "There is no officer {officer} in this branch")


@dataclass(frozen=True, slots=True)
class Officer:
    """One officer as the roster names them."""

    officer: str
    name_th: str
    name_en: str
    roles: tuple[str, ...]


def verifier_of(passphrase: str) -> str:
    """The argon2id string of a passphrase, as `officer.put` carries it."""
    return _ARGON2.hash(passphrase)


def put_officer(
    connection: Connection, branch: str, officer: Officer, verifier: str, now: int, *, since: int | None = None
) -> None:
    """Add an officer, or give one other roles or another passphrase, from `since` (ms, now by default).

    Raises OfficerInvalid.
    """
    unknown = sorted(set(officer.roles) - set(ROLES))
    if unknown or not officer.roles:
        raise OfficerInvalid(why=", ".join(unknown) or "roles")
    body: dict[str, Any] = {
        "officer": officer.officer,
        "name_th": officer.name_th,
        "name_en": officer.name_en,
        "roles": list(officer.roles),
        "verifier": verifier,
        "valid_until": now + VALID_MS,
    }
    try:
        OfficerPut.model_validate(body)
    except ValidationError as fault:
        raise OfficerInvalid(why=str(fault.errors()[0]["loc"][0])) from fault
    lock_branch(connection, branch)
    at = now if since is None else since
    _end(connection, branch, officer.officer, at)
    same = (officers.c.branch == branch) & (officers.c.officer == officer.officer) & (officers.c.since == at)
    connection.execute(delete(officers).where(same))
    row = {"officer": officer.officer, "since": at, "roles": json.dumps(list(officer.roles))}
    connection.execute(officers.insert().values(branch=branch, b=json.dumps(body), **row))
    feed = FeedWriter(branch)
    feed.say("officer.put", body)
    feed.flush(connection)


def drop_officer(connection: Connection, branch: str, officer: str, now: int) -> None:
    """The officer leaves the branch. Raises UnknownOfficer."""
    lock_branch(connection, branch)
    if not _end(connection, branch, officer, now):
        raise UnknownOfficer(officer=officer)
    feed = FeedWriter(branch)
    feed.say("officer.drop", {"officer": officer})
    feed.flush(connection)


def roster(connection: Connection, branch: str) -> Sequence[dict[str, Any]]:
    """Who is on the roster now, without verifiers."""
    rows = connection.execute(
        select(officers.c.b).where(officers.c.branch == branch, officers.c.until.is_(None)).order_by(officers.c.officer)
    ).scalars()
    return [{name: value for name, value in json.loads(b).items() if name != "verifier"} for b in rows]


def _end(connection: Connection, branch: str, officer: str, at: int) -> int:
    return connection.execute(
        update(officers)
        .where(officers.c.branch == branch, officers.c.officer == officer, officers.c.until.is_(None))
        .values(until=at)
    ).rowcount
