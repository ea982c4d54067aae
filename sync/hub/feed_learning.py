"""What a hub takes from the centre's feed: the keys of its branch, and where the feed has which line.

Citizens, officers and outcomes pass through a hub unread; it keeps none of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, delete, select, update

from desk.model.line import DESK_PATTERN, Journal, LineFault, decode_line
from desk.rules import keys
from sync.central import tables as shared
from sync.central.rollover import CENTRE
from sync.hub.tables import places
from sync.wire import FeedLine

CENTRE_KEYS = "hub_centre_keys"  # rows of `meta`: keys of the centre named since enrolment, and those taken back
CENTRE_GONE = "hub_centre_gone"
CURSOR = "hub_feed"  # the row of `meta` that says how far the feed was read


def cursor(connection: Connection) -> str:
    """How far the feed was read; empty before the first snapshot."""
    return str(connection.execute(select(shared.meta.c.value).where(shared.meta.c.name == CURSOR)).scalar() or "")


def learn_page(connection: Connection, branch: str, lines: Iterable[bytes], ends: str) -> bool:
    """Take in a verified page; whether it named a key. Raises NotTheCentre for what is no feed."""
    keyed = False
    for raw in lines:
        line = FeedLine.decode(raw)
        keyed = _learn(connection, branch, line.k, line.b, line.f or 0) or keyed
    _move(connection, ends)
    return keyed


def learn_snapshot(connection: Connection, branch: str, lines: Iterable[bytes], ends: str) -> None:
    """Take in a verified snapshot: every line in it lies at or before its cursor."""
    connection.execute(delete(places))
    f = cursor_number(ends, ends)
    for raw in lines:
        # a chunk of ten thousand citizens is no line of a journal and no key: not even read
        if b'"k":"line"' in raw[:60] or b'"k":"key.put"' in raw[:60] or b'"k":"desk.revoked"' in raw[:60]:
            line = FeedLine.decode(raw)
            _learn(connection, branch, line.k, line.b, f)
    _move(connection, ends)


def cursor_number(asked: str | None, own: str) -> int:
    """The number an asker's cursor stands at, 0 where it is of another feed than `own`, or none."""
    feed, dot, number = (asked or "").rpartition(".")
    if not dot or feed != own.rpartition(".")[0] or not number.isascii() or not number.isdigit() or len(number) > 16:
        return 0
    return int(number)


def _learn(connection: Connection, branch: str, kind: str, body: dict[str, Any], f: int) -> bool:
    if kind == "key.put":
        return _put_key(connection, branch, body)
    if kind == "desk.revoked" and body.get("desk") == CENTRE:
        return _forget_centre_key(connection, str(body.get("key")))
    if kind == "desk.revoked":
        revoked = (shared.keys.c.desk == str(body.get("desk"))) & (shared.keys.c.key == str(body.get("key")))
        connection.execute(update(shared.keys).where(revoked).values(state="revoked"))
        return True
    if kind == "line":
        _place(connection, body, f)
    return False


def _put_key(connection: Connection, branch: str, body: dict[str, Any]) -> bool:
    """The key of a desk of the branch: its earlier ones may speak no more, but what they sealed is still taken."""
    owner, key = body.get("owner"), body.get("key")
    try:
        public = keys.b64decode(body.get("public_key"), length=keys.KEY_BYTES)
    except ValueError:
        return False
    if owner == CENTRE and key == keys.key_id(public):
        known = centre_keys(connection)
        _write(connection, CENTRE_KEYS, json.dumps([keys.b64encode(each) for each in {*known, public}]))
        return True
    if not isinstance(owner, str) or not DESK_PATTERN.fullmatch(owner) or key != keys.key_id(public):
        return False  # something newer than this hub
    if connection.execute(select(shared.keys.c.key).where(shared.keys.c.key == key)).first() is not None:
        return False
    if connection.execute(select(shared.desks.c.desk).where(shared.desks.c.desk == owner)).first() is None:
        connection.execute(shared.desks.insert().values(desk=owner, branch=branch, epoch=1))
    before = (shared.keys.c.desk == owner) & (shared.keys.c.state == "current")
    connection.execute(update(shared.keys).where(before).values(state="replaced"))
    row = {"public": public, "recipient": "", "name": "", "epoch": 1, "state": "current", "made": 0}
    connection.execute(shared.keys.insert().values(desk=owner, key=key, **row))
    return True


def _place(connection: Connection, body: dict[str, Any], f: int) -> None:
    try:
        journal = Journal(body["desk"], body["epoch"])
        n = decode_line(body["line"].encode("utf-8")).n
    except (KeyError, TypeError, ValueError, AttributeError, LineFault):
        return  # no line a desk could hold: it is given once more than needed, at worst
    same = (places.c.desk == journal.desk) & (places.c.epoch == journal.epoch) & (places.c.n == n)
    if connection.execute(select(places.c.f).where(same)).first() is None:
        connection.execute(places.insert().values(desk=journal.desk, epoch=journal.epoch, n=n, f=f))


def centre_keys(connection: Connection) -> list[bytes]:
    """Keys the centre named as its own, beside the one of enrolment."""
    value = connection.execute(select(shared.meta.c.value).where(shared.meta.c.name == CENTRE_KEYS)).scalar()
    return [keys.b64decode(each, length=keys.KEY_BYTES) for each in json.loads(value or "[]")]


def taken_back(connection: Connection) -> list[str]:
    """Ids of keys the centre took back."""
    value = connection.execute(select(shared.meta.c.value).where(shared.meta.c.name == CENTRE_GONE)).scalar()
    return [str(each) for each in json.loads(value or "[]")]


def _forget_centre_key(connection: Connection, key: str) -> bool:
    _write(connection, CENTRE_GONE, json.dumps(sorted({*taken_back(connection), key})))
    return True


def _move(connection: Connection, ends: str) -> None:
    _write(connection, CURSOR, ends)


def _write(connection: Connection, name: str, value: str) -> None:
    connection.execute(delete(shared.meta).where(shared.meta.c.name == name))
    connection.execute(shared.meta.insert().values(name=name, value=value))
