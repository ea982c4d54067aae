"""What the feed told this desk of its branch: the keys of fellow desks, and where a hub is."""

from __future__ import annotations

import json
from dataclasses import dataclass

from desk.model.line import DESK_PATTERN
from local_db.connection import Connection

CENTRE = "centre"
"""How `key.put` and `desk.revoked` name the centre itself: no id a desk could have."""


@dataclass(frozen=True, slots=True)
class BranchKey:
    """A key enrolled in this branch, as the feed put it; `public_key` base64url; `address` and `certificate` (PEM) of a
    hub, or empty."""

    owner: str
    key: str
    public_key: str
    address: str
    certificate: str = ""


def branch_keys(connection: Connection) -> list[BranchKey]:
    """Every key of the branch that was not taken back, the latest first."""
    rows = connection.execute(
        "SELECT k, b FROM feed_kept WHERE k IN ('key.put', 'desk.revoked') ORDER BY seq DESC"
    ).fetchall()
    found: dict[str, BranchKey] = {}
    revoked: set[str] = set()
    for kind, body in rows:
        told = json.loads(body)
        key, public = told.get("key"), told.get("public_key")
        if kind == "desk.revoked":
            revoked.add(str(key))
        elif isinstance(key, str) and isinstance(public, str) and key not in found:
            address, certificate = str(told.get("address") or ""), str(told.get("certificate") or "")
            found[key] = BranchKey(str(told.get("owner")), key, public, address, certificate)
    return [each for each in found.values() if each.key not in revoked]


def other_desks(connection: Connection, desk: str) -> list[str]:
    """The desks of the branch beside this one, by the keys the feed told of; hubs, which have an address, are none."""
    owners = {each.owner for each in branch_keys(connection) if not each.address}
    return sorted(owner for owner in owners if owner != desk and DESK_PATTERN.fullmatch(owner))


def key_of(connection: Connection, key: str) -> tuple[str, str] | None:
    """Owner and public key (base64url) of a key of the branch by its id, those taken back since included."""
    row = connection.execute("SELECT owner, public_key FROM public_keys WHERE key = ?", (key,)).fetchone()
    return None if row is None else (str(row[0]), str(row[1]))


def centre_keys(connection: Connection) -> tuple[list[str], set[str]]:
    """Public keys (base64url) the centre named as its own, and the ids of those it took back."""
    named = connection.execute("SELECT public_key FROM public_keys WHERE owner = ? ORDER BY key", (CENTRE,))
    taken_back = connection.execute("SELECT key FROM revoked_desks WHERE desk = ?", (CENTRE,))
    return [str(public) for (public,) in named], {str(key) for (key,) in taken_back}
