"""How a folder becomes the hub of a branch: enrolled at the centre like a desk, with a store of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from desk.rules import keys
from sync.central import tables as shared
from sync.central.store import Store, make_store, open_store
from sync.enrol import identity_of
from sync.hub import tables
from sync.hub.errors import HubExists, NoHub
from sync.link import Link

WHO = "hub"  # the row of `meta` that says whose hub this is


@dataclass(frozen=True, slots=True)
class HubIdentity:
    """What enrolment gave: the hub's id, its branch, the centre's address and key. The own key is the store's."""

    desk: str
    epoch: int
    branch: str
    centre_url: str
    centre_key: bytes


async def enrol(folder: Path, url: str, code: str, name: str) -> HubIdentity:
    """Make the hub's folder and enrol it. Raises HubExists, CodeRefused, the failures of the line.

    A try that was cut off may be made again with the same code: the key is kept, and the answer is the same.
    """
    store = open_store(folder) if (folder / "centre.key").exists() else make_store(folder)
    try:
        if store.read(_who) is not None:
            raise HubExists(folder=folder.name)
        link = Link(url, None)
        try:
            public = keys.b64encode(store.identity.public)
            told = await link.enrol(code, public, store.identity.recipient, name)
        finally:
            await link.close()
        found = identity_of(told, url, keys.private_raw(store.identity.signing))
        identity = HubIdentity(found.desk, found.epoch, found.branch, found.centre_url, found.centre_key)
        store.write(lambda connection: _found(connection, identity))
    finally:
        store.close()
    return identity


def open_hub(folder: Path) -> tuple[Store, HubIdentity]:
    """The store of an enrolled hub, and whose hub it is. Raises NoHub, StoreUnreadable."""
    if not (folder / "centre.key").exists():
        raise NoHub(folder=folder.name)
    store = open_store(folder)
    identity = store.read(_who)
    if identity is None:
        store.close()
        raise NoHub(folder=folder.name)
    store.write(tables.metadata.create_all)  # a hub of an earlier version lacks what came since
    return store, identity


def _found(connection: Connection, identity: HubIdentity) -> None:
    tables.metadata.create_all(connection)
    # the branch's row is the counter of the order in which lines arrived here
    branch = {"branch": identity.branch, "name": identity.branch, "f": 0, "adjudicated": 0, "made": 0}
    connection.execute(shared.branches.insert().values(**branch))
    members = {name: getattr(identity, name) for name in identity.__slots__}
    members["centre_key"] = keys.b64encode(identity.centre_key)
    connection.execute(shared.meta.insert().values(name=WHO, value=json.dumps(members)))


def _who(connection: Connection) -> HubIdentity | None:
    value = connection.execute(select(shared.meta.c.value).where(shared.meta.c.name == WHO)).scalar()
    if value is None:
        return None
    members = json.loads(value)
    return HubIdentity(**members | {"centre_key": keys.b64decode(members["centre_key"], length=keys.KEY_BYTES)})
