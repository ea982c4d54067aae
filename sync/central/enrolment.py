"""Branches, desks, keys: who may speak for which desk, and how a desk comes to be one (protocol section 7)."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Connection, bindparam, select, update

from desk.model.errors import Misused
from desk.model.line import DESK_PATTERN
from desk.rules import keys
from desk.words import Words
from sync.bag import read_recipient
from sync.bag_errors import NotARecipient
from sync.central import books, tables
from sync.central.feed import FeedWriter, lock_branch
from sync.central.identity import Identity
from sync.central.prepared import Prepared

CODE_VALID_MS = 4 * 3600 * 1000
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without those that look alike
CODE_LENGTH = 12
NAME_MAX = 100
RECIPIENT_MAX = 200


class UnknownBranch(Misused):
    code: ClassVar[str] = "E925"
    said: ClassVar[Words] = Words(
        "ไม่มีสำนักงาน {branch} ในระบบกลาง เพิ่มด้วยคำสั่ง desk central branch add ก่อน",
        "The centre knows no branch {branch}; add it first with desk central branch add",
    )


class BranchExists(Misused):
    code: ClassVar[str] = "E926"
    said: ClassVar[Words] = Words(
        "มีสำนักงาน {branch} อยู่แล้ว ไม่มีอะไรเปลี่ยนแปลง", "Branch {branch} exists already; nothing was changed"
    )


class NotADeskId(Misused):
    code: ClassVar[str] = "E927"
    said: ClassVar[Words] = Words(
        "{desk} ไม่ใช่รหัสเครื่อง ต้องเป็นรหัสสำนักงานตามด้วยตัวอักษรใหญ่ เช่น 5701A",
        "{desk} is no desk id: an office code followed by capital letters, such as 5701A",
    )


class UnknownDesk(Misused):
    code: ClassVar[str] = "E928"
    said: ClassVar[Words] = Words("ระบบกลางไม่รู้จักเครื่อง {desk}", "The centre knows no desk {desk}")


class CodeFault(ValueError):
    """A code that is wrong, too old, or already served another key (403)."""


class EnrolmentFault(ValueError):
    """An enrolment that cannot be read (400)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An enrolment as it was asked for."""

    code: str
    public: bytes
    recipient: str
    name: str

    @classmethod
    def from_members(cls, value: object) -> Asked:
        """Read strictly; raises EnrolmentFault."""
        if not isinstance(value, dict):
            raise EnrolmentFault("not an object")
        code, recipient, name = value.get("code"), value.get("recipient", ""), value.get("name", "")
        if not isinstance(code, str) or not 1 <= len(code) <= 100:
            raise EnrolmentFault("code")
        if not isinstance(recipient, str) or len(recipient) > RECIPIENT_MAX or not recipient.isprintable():
            raise EnrolmentFault("recipient")
        if recipient:  # none at all: a desk that will never carry a stick
            try:
                read_recipient(recipient)
            except NotARecipient as fault:
                raise EnrolmentFault("recipient") from fault
        if not isinstance(name, str) or len(name) > NAME_MAX or not name.isprintable():
            raise EnrolmentFault("name")
        try:
            public = keys.b64decode(value.get("public_key"), length=keys.KEY_BYTES)
        except ValueError as fault:
            raise EnrolmentFault("public_key") from fault
        return cls(code, public, recipient, name)


def add_branch(connection: Connection, branch: str, name: str, now: int) -> None:
    """A new branch with an empty feed. Raises BranchExists, NotADeskId."""
    if not DESK_PATTERN.fullmatch(branch + "A"):
        raise NotADeskId(desk=branch)
    known = connection.execute(select(tables.branches.c.branch).where(tables.branches.c.branch == branch)).first()
    if known is not None:
        raise BranchExists(branch=branch)
    connection.execute(tables.branches.insert().values(branch=branch, name=name, f=0, adjudicated=0, made=now))
    feed = FeedWriter(branch)
    feed.say("reference.put", {"name": "office", "value": {"branch": branch, "name_th": name, "name_en": name}})
    feed.flush(connection)


def require_branch(connection: Connection, branch: str) -> None:
    """Raises UnknownBranch."""
    known = connection.execute(select(tables.branches.c.branch).where(tables.branches.c.branch == branch)).first()
    if known is None:
        raise UnknownBranch(branch=branch)


def new_code(connection: Connection, desk: str, now: int) -> str:
    """A one-time code for a desk of a known branch (the digits of its id). Raises NotADeskId, UnknownBranch."""
    if not DESK_PATTERN.fullmatch(desk):
        raise NotADeskId(desk=desk)
    branch = branch_of(desk)
    require_branch(connection, branch)
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    connection.execute(
        tables.codes.insert().values(code_hash=_hash(code), desk=desk, made=now, until=now + CODE_VALID_MS)
    )
    return code


def enrol(connection: Connection, asked: Asked, identity: Identity, now: int) -> tuple[str, dict[str, Any]]:
    """Serve a code to one key: branch and answer. The same code with the same key gets the same answer.

    Raises CodeFault. Enrolling an id again gives a new key and the next epoch; the key before is replaced.
    """
    row = connection.execute(
        select(tables.codes).where(tables.codes.c.code_hash == _hash(asked.code)).with_for_update()
    ).one_or_none()
    if row is None:
        raise CodeFault("no such code")
    branch = branch_of(row.desk)
    if row.answer is not None:
        if bytes(row.public) != asked.public:
            raise CodeFault("the code served another key")
        answer: dict[str, Any] = json.loads(row.answer)
        return branch, answer
    if now > row.until:
        raise CodeFault("the code is too old")
    if connection.execute(select(tables.keys.c.key).where(tables.keys.c.key == keys.key_id(asked.public))).first():
        raise CodeFault("this key is enrolled already")
    lock_branch(connection, branch)
    epoch = _next_epoch(connection, row.desk, branch)
    feed = FeedWriter(branch)
    connection.execute(
        update(tables.keys)
        .where(tables.keys.c.desk == row.desk, tables.keys.c.state == "current")
        .values(state="replaced")
    )
    key = {"desk": row.desk, "key": keys.key_id(asked.public), "public": asked.public, "recipient": asked.recipient}
    connection.execute(tables.keys.insert().values(name=asked.name, epoch=epoch, state="current", made=now, **key))
    public = keys.b64encode(asked.public)
    feed.say("key.put", {"owner": row.desk, "key": key["key"], "public_key": public})
    if epoch > 1:
        books.close_all(connection, feed, row.desk)
    books.provide(connection, feed, [row.desk], now)
    feed.flush(connection)
    answer = {
        "desk": row.desk,
        "epoch": epoch,
        "branch": branch,
        "server_key": keys.b64encode(identity.public),
        "recipient": identity.recipient,
        "feed": "",
    }
    connection.execute(
        update(tables.codes)
        .where(tables.codes.c.code_hash == row.code_hash)
        .values(public=asked.public, answer=json.dumps(answer))
    )
    return branch, answer


def name_hub(connection: Connection, desk: str, address: str, certificate: str = "") -> None:
    """Tell a branch where its hub is: an address that may carry work, and the certificate (PEM) by which to know it.
    Raises UnknownDesk."""
    mine = (tables.keys.c.desk == desk) & (tables.keys.c.state == "current")
    row = connection.execute(select(tables.keys.c.key, tables.keys.c.public).where(mine)).one_or_none()
    if row is None:
        raise UnknownDesk(desk=desk)
    branch = branch_of(desk)
    lock_branch(connection, branch)
    feed = FeedWriter(branch)
    told = {"owner": desk, "key": row.key, "public_key": keys.b64encode(bytes(row.public)), "address": address}
    feed.say("key.put", told | ({"certificate": certificate} if certificate else {}))
    feed.flush(connection)


def revoke(connection: Connection, desk: str) -> int:
    """Take every key of a desk back; how many. Raises UnknownDesk."""
    rows = connection.execute(
        select(tables.keys).where(tables.keys.c.desk == desk, tables.keys.c.state != "revoked")
    ).all()
    if connection.execute(select(tables.desks.c.desk).where(tables.desks.c.desk == desk)).first() is None:
        raise UnknownDesk(desk=desk)
    branch = branch_of(desk)
    lock_branch(connection, branch)
    feed = FeedWriter(branch)
    connection.execute(update(tables.keys).where(tables.keys.c.desk == desk).values(state="revoked"))
    for row in rows:
        feed.say("desk.revoked", {"desk": desk, "key": row.key})
    books.close_all(connection, feed, desk)
    feed.flush(connection)
    return len(rows)


def release(connection: Connection, desk: str) -> int:
    """A person decided that lines taken in under a revoked key of a desk are good: how many wait to be judged anew.

    Raises UnknownDesk. The caller has them judged (`decide.decide_again`, waiting on `person`).
    """
    if not was_enrolled(connection, desk):
        raise UnknownDesk(desk=desk)
    lock_branch(connection, branch_of(desk))
    held = (tables.lines.c.desk == desk) & (tables.lines.c.key_state == "revoked")
    return connection.execute(update(tables.lines).where(held).values(key_state="released")).rowcount


@dataclass(frozen=True, slots=True)
class Speaker:
    """The desk a key was enrolled for; `state` of the key: current, replaced, revoked."""

    desk: str
    branch: str
    key: str
    public: bytes
    state: str
    epoch: int


_SPEAKER = Prepared(
    select(
        tables.keys.c.desk, tables.keys.c.key, tables.keys.c.public, tables.keys.c.state, tables.desks.c.branch,
        tables.desks.c.epoch.label("highest"),
    )
    .select_from(tables.keys.join(tables.desks, tables.desks.c.desk == tables.keys.c.desk))
    .where(tables.keys.c.key == bindparam("key"))
)  # fmt: skip


def speaker(connection: Connection, key: str) -> Speaker | None:
    """Whose key this is."""
    row = _SPEAKER.one(connection, key=key)
    if row is None:
        return None
    return Speaker(row.desk, row.branch, row.key, bytes(row.public), row.state, int(row.highest))


def was_enrolled(connection: Connection, desk: str) -> bool:
    """Whether the id was ever enrolled."""
    return connection.execute(select(tables.desks.c.desk).where(tables.desks.c.desk == desk)).first() is not None


def heard(connection: Connection, desk: str, seen: Mapping[str, Any]) -> None:
    """Note what a desk said of itself."""
    connection.execute(update(tables.desks).where(tables.desks.c.desk == desk).values(**seen))


def branch_of(desk: str) -> str:
    """The branch of a desk id: its digits."""
    return desk.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _next_epoch(connection: Connection, desk: str, branch: str) -> int:
    known = connection.execute(select(tables.desks.c.epoch).where(tables.desks.c.desk == desk)).scalar()
    if known is None:
        connection.execute(tables.desks.insert().values(desk=desk, branch=branch, epoch=1))
        return 1
    connection.execute(update(tables.desks).where(tables.desks.c.desk == desk).values(epoch=int(known) + 1))
    return int(known) + 1


def _hash(code: str) -> str:
    """Codes are kept as hashes; read aloud and typed, so case and dashes do not matter."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()
