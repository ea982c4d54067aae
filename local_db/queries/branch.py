"""What the feed told this desk of its branch: the keys of fellow desks, and where a hub is."""

from __future__ import annotations

import json
from dataclasses import dataclass

from local_db.connection import Connection


@dataclass(frozen=True, slots=True)
class BranchKey:
    """A key enrolled in this branch, as the feed put it; `public_key` base64url, `address` of a hub or empty."""

    owner: str
    key: str
    public_key: str
    address: str


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
            found[key] = BranchKey(str(told.get("owner")), key, public, str(told.get("address") or ""))
    return [each for each in found.values() if each.key not in revoked]
