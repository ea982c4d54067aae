"""Fold of attached files: which content belongs to which paper of which request."""

from __future__ import annotations

from collections.abc import Iterator

from desk.model.line import Entry
from local_db.folds import Fold, Origin, Statement


def _attached(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    yield (
        "INSERT OR REPLACE INTO attachments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            reference, body["request"], body["paper"], body["sha256"], body["bytes"], body["media"], body["name"],
            entry.o, entry.t, origin.seq,
        ),
    )  # fmt: skip


FILE_FOLDS: dict[str, Fold] = {"file.attached": _attached}
