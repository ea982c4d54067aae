"""The centre's next signing key: named in every feed, used when desks have had time to read it, the old one retired.

A page that tells of the new key, and every page before it, is signed with the old one, so that trust is handed on and
never taken. Desks that were away meanwhile come back at any time until the old key is retired.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, delete, select

from desk.model.errors import Misused
from desk.rules import keys
from desk.words import Words
from sync.central import tables
from sync.central.feed import FeedWriter, lock_branch
from sync.central.store import Store, head_of, replace_identity

CENTRE = "centre"  # how `key.put` and `desk.revoked` name the centre: no id a desk could have
_USED = "used."  # rows of `meta`: where a branch's feed stood when the present key came into use


class NoNextKey(Misused):
    """There is no next key to use, or no former one to retire."""

    code: ClassVar[str] = "E938"
    said: ClassVar[Words] = Words(
        "ยังไม่ได้เตรียมกุญแจดอกนั้นของระบบกลาง ไม่มีอะไรเปลี่ยนแปลง",
        "That key of the centre has not been prepared; nothing was changed",
    )


class RolloverUnderWay(Misused):
    """The key before the present one has not been retired yet."""

    code: ClassVar[str] = "E939"
    said: ClassVar[Words] = Words(
        "กุญแจดอกก่อนของระบบกลางยังไม่ได้เลิกใช้ เลิกใช้ดอกนั้นก่อน ไม่มีอะไรเปลี่ยนแปลง",
        "The centre's key before this one is not retired yet: retire it first. Nothing was changed",
    )


def prepare(store: Store) -> str:
    """Make the next key, kept before it is told, and name it in every branch's feed; its id. Again: only what is
    missing. Raises RolloverUnderWay."""
    identity = store.identity
    if identity.former is not None:
        raise RolloverUnderWay()
    if identity.following is None:
        identity = replace(identity, following=Ed25519PrivateKey.generate())
        replace_identity(store, identity)
    assert identity.following is not None
    public = keys.public_raw(identity.following)
    store.write(lambda connection: _name(connection, public))
    return keys.key_id(public)


def use(store: Store) -> str:
    """From now on the next key signs; its id. Servers that run read it at their next start. Raises NoNextKey."""
    identity = store.identity
    if identity.following is None:
        raise NoNextKey()
    public = keys.public_raw(identity.following)

    def work(connection: Connection) -> None:
        _name(connection, public)
        for branch in _branches(connection):
            name = _USED + branch
            connection.execute(delete(tables.meta).where(tables.meta.c.name == name))
            connection.execute(tables.meta.insert().values(name=name, value=str(head_of(connection, branch))))
        # whoever loads a snapshot from now on was enrolled under the new key, or has read of it
        connection.execute(delete(tables.snapshot_parts))
        connection.execute(delete(tables.snapshots))

    store.write(work)
    replace_identity(store, replace(identity, signing=identity.following, following=None, former=identity.signing))
    return keys.key_id(public)


def retire(store: Store) -> str:
    """Take the former key back in every feed; its id. Raises NoNextKey."""
    identity = store.identity
    if identity.former is None:
        raise NoNextKey()
    gone = keys.key_id(keys.public_raw(identity.former))

    def work(connection: Connection) -> None:
        for branch in _branches(connection):
            lock_branch(connection, branch)
            feed = FeedWriter(branch)
            feed.say("desk.revoked", {"desk": CENTRE, "key": gone})
            feed.flush(connection)
        connection.execute(delete(tables.meta).where(tables.meta.c.name.like(_USED + "%")))

    store.write(work)
    replace_identity(store, replace(identity, former=None))
    return gone


def signer(connection: Connection, store: Store, branch: str, desk: str, after: int | None) -> Ed25519PrivateKey:
    """The key a desk believes that has read the feed up to `after` (None: it did not say)."""
    identity = store.identity
    if identity.former is None or after is None:
        return identity.signing
    told = _stands(connection, branch, f"{CENTRE} {keys.key_id(identity.public)}")
    used = connection.execute(select(tables.meta.c.value).where(tables.meta.c.name == _USED + branch)).scalar()
    if told is None or used is None or after >= told:
        return identity.signing
    key = select(tables.keys.c.key).where(tables.keys.c.desk == desk, tables.keys.c.state == "current")
    enrolled = _stands(connection, branch, f"{desk} {connection.execute(key).scalar()}")
    return identity.signing if enrolled is not None and enrolled > int(used) else identity.former


def _name(connection: Connection, public: bytes) -> None:
    """Say the key in every branch that has not been told."""
    key = keys.key_id(public)
    for branch in _branches(connection):
        lock_branch(connection, branch)
        if _stands(connection, branch, f"{CENTRE} {key}") is None:
            feed = FeedWriter(branch)
            feed.say("key.put", {"owner": CENTRE, "key": key, "public_key": keys.b64encode(public)})
            feed.flush(connection)


def _stands(connection: Connection, branch: str, name: str) -> int | None:
    table = tables.standing
    mine = (table.c.branch == branch) & (table.c.k == "key.put") & (table.c.name == name)
    found = connection.execute(select(table.c.f).where(mine)).scalar()
    return None if found is None else int(found)


def _branches(connection: Connection) -> list[str]:
    return list(connection.execute(select(tables.branches.c.branch).order_by(tables.branches.c.branch)).scalars())
