"""What the file knows about itself: which desk, which epoch, whose keys, how far the feed was applied."""

from __future__ import annotations

from dataclasses import dataclass

from desk.model.line import Journal
from local_db.connection import Connection
from local_db.errors import NotEnrolled


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this desk is, as enrolment left it."""

    desk: str
    epoch: int
    branch: str
    centre_url: str
    centre_key: bytes
    device_key: bytes

    @property
    def journal(self) -> Journal:
        """The journal this desk writes now."""
        return Journal(self.desk, self.epoch)


_IDENTITY = f"SELECT name, value FROM meta WHERE name IN ({', '.join(map(repr, Identity.__slots__))})"


def get(connection: Connection, name: str, default: str | int | bytes | None = None) -> str | int | bytes | None:
    """One value of the file about itself."""
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return default if row is None else row[0]


def put(connection: Connection, name: str, value: str | int | bytes) -> None:
    """Set one value; inside a transaction."""
    connection.execute(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value)
    )


def drop(connection: Connection, name: str) -> None:
    """Forget one value; inside a transaction."""
    connection.execute("DELETE FROM meta WHERE name = ?", (name,))


def put_identity(connection: Connection, identity: Identity) -> None:
    """Write what enrolment gave."""
    for name in Identity.__slots__:
        put(connection, name, getattr(identity, name))


def identity(connection: Connection) -> Identity:
    """Who this desk is; raises NotEnrolled."""
    rows = dict(connection.execute(_IDENTITY).fetchall())
    if "desk" not in rows:
        raise NotEnrolled()
    return Identity(**rows)


def journal(connection: Connection) -> Journal:
    """The journal this desk writes now; raises NotEnrolled."""
    rows = dict(connection.execute("SELECT name, value FROM meta WHERE name IN ('desk', 'epoch')").fetchall())
    if "desk" not in rows:
        raise NotEnrolled()
    return Journal(rows["desk"], rows["epoch"])


def desk(connection: Connection) -> str:
    """The name of this desk; raises NotEnrolled."""
    name = get(connection, "desk")
    if name is None:
        raise NotEnrolled()
    return str(name)


def next_arrival(connection: Connection) -> int:
    """The next place in the one order in which everything reached this file."""
    row = connection.execute("UPDATE arrivals SET seq = seq + 1 RETURNING seq").fetchone()
    return int(row[0])
