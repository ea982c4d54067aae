"""What is left of a desk that is retired: its own journal, the centre's proofs and outcomes. Everything else goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local_db import meta
from local_db.connection import KEY_BYTES, Connection
from local_db.loading import Loading

if TYPE_CHECKING:
    from local_db.desk_file import DeskFile

HISTORY: Final = (
    "outcome", "applied", "book.leased", "book.closed", "payment.settled", "reference.put", "catalogue.put",
)  # fmt: skip
"""Items of the feed without which the history cannot be read."""
SECRETS: Final = ("stick_identity", "dictionary", "clock_anchor")
FILES: Final = ("snapshot.part", "snapshot.sha256", "ballast")
TABLES: Final = ("files", "file_parts", "looked_up", "drafts")
"""Tables no line is folded into, beside the registry."""


def erase_all_but_history(desk: DeskFile) -> None:
    """Erase the copy, fellow desks' lines and the device's key, and give the room on the disk back."""
    desk.store.write(_erase)
    desk.store.write_alone(lambda connection: connection.execute("VACUUM"))
    for name in FILES:
        (desk.home / name).unlink(missing_ok=True)


def _erase(connection: Connection) -> None:
    from local_db.rebuild import fold_everything

    desk = str(meta.get(connection, "desk"))
    Loading(connection).finish()
    for table in TABLES:
        connection.execute(f"DELETE FROM {table}")
    connection.execute("DELETE FROM received WHERE desk != ?", (desk,))
    marks = ", ".join("?" * len(HISTORY))
    connection.execute(f"DELETE FROM feed_kept WHERE k NOT IN ({marks})", HISTORY)
    for name in SECRETS:
        meta.drop(connection, name)
    meta.put(connection, "device_key", bytes(KEY_BYTES))
    meta.put(connection, "feed_cursor", "")
    fold_everything(connection)
