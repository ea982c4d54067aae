"""Bringing the file of a snapshot, resumed where it was cut: not a byte twice (protocol section 6)."""

from __future__ import annotations

from urllib.parse import quote

from sync.errors import AnswerTooLarge
from sync.line_errors import SnapshotUnusable
from sync.link import Link, Relayed
from sync.part_file import PartFile
from sync.refusals import named, refusal

SNAPSHOT_BYTES_MAX = 512 * 1024 * 1024


async def download_snapshot(link: Link, name: str, size: int, into: PartFile) -> None:
    """Bring the snapshot's file whole into `into`, going on where an earlier try was cut off.

    Raises the failures of the line, SnapshotUnusable, AnswerTooLarge.
    """
    if not 0 <= size <= SNAPSHOT_BYTES_MAX:
        raise SnapshotUnusable()
    if into.size > size:
        into.forget()
    held = into.size
    if held == size and held:
        return
    headers = {"Range": f"bytes={held}-"} if held else {}
    async with link.open("/v1/snapshots/" + quote(name, safe=""), headers) as answer:
        await _keep(answer, held, size, into)


async def _keep(answer: Relayed, held: int, size: int, into: PartFile) -> None:
    if answer.status == 416:
        into.forget()  # what is held is not of that file: from the beginning the next time
        raise SnapshotUnusable()
    if answer.status not in (200, 206):
        raise named(refusal(answer.status, answer.headers, b""))
    follows = answer.headers.get("content-range", "").startswith(f"bytes {held}-")
    if answer.status == 206 and not follows:
        raise SnapshotUnusable()
    with into.growing(held if answer.status == 206 else 0) as part:
        async for piece in answer.pieces:
            if part.size + len(piece) > size:
                raise AnswerTooLarge()
            part.write(piece)
