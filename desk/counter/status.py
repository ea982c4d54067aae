"""The truth about this desk: what is unsent, since when, what the centre signed for, how old the copy is."""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass, replace
from typing import Any

from desk.counter import book_stock, bounds
from desk.counter.book_stock import Stock
from desk.counter.office import Office
from desk.counter.recovery import amiss, unseen
from desk.model.ports import Clock
from desk.rules.clock import OFF_WORTH_SAYING_MS
from desk.words import Words
from local_db import meta
from local_db.connection import Connection
from local_db.epochs import left_at_home
from local_db.guarded_clock import GuardedClock
from local_db.journal import tip
from local_db.queries import citizens, sync, truth


@dataclass(frozen=True, slots=True)
class Status:
    """Where the desk stands. Times in ms; heads in lower-case hex; `line` is up, down or unknown."""

    desk: str
    epoch: int
    branch: str
    centre: str
    line: str
    n: int
    head: str
    acknowledged: int
    centre_head: str | None
    unsent: int
    oldest_unsent: int | None
    last_contact: int | None
    last_attempt: int | None
    last_cause: str | None
    copy_as_of: int | None
    feed: str
    decided: int
    troubled: int
    receipts: int
    citizens: int
    left_at_home: int
    integrity: str
    """Code of what stands between this file and the centre (E632, E633), empty where nothing does."""
    doubt: str
    """E635 while no supervisor has looked at what a file put back, or a fork, left in doubt; empty otherwise."""
    bounds: tuple[str, ...] = ()
    """Bounds on working offline that are near or passed, the gravest first: `disk_mb:stop`, `unsent_days:warn`."""
    books: Stock | None = None
    """Receipt numbers where something is lacking, or soon will be; None while there are enough."""
    ending: str = ""
    """`retiring` or `retired` where the desk is at its end."""
    clock_off_ms: int = 0
    """How far the machine's clock is ahead (positive) or behind the time the desk believes."""
    clock_unsure_ms: int = 0
    """How unsure that time is; -1 while no contact has shown it to be right."""
    clock_checked: int | None = None
    """When the centre last set it right."""

    @property
    def clock_is_wrong(self) -> bool:
        """Whether somebody has to set the machine's clock."""
        return abs(self.clock_off_ms) >= OFF_WORTH_SAYING_MS

    @property
    def all_sent(self) -> bool:
        """True only when acknowledged count and head equal the local ones (an empty journal is the same for all)."""
        return self.unsent == 0 and self.acknowledged == self.n and (self.n == 0 or self.centre_head == self.head)

    def as_json(self) -> dict[str, Any]:
        """For `desk status --json`: heads in base64url, as the protocol writes them."""
        heads = {"head": base64url(self.head), "centre_head": self.centre_head and base64url(self.centre_head)}
        return {**asdict(self), **heads, "all_sent": self.all_sent}


def clock_words(status: Status) -> Words:
    """How the machine's clock stands, in plain words."""
    off = status.clock_off_ms
    if abs(off) >= OFF_WORTH_SAYING_MS:
        said = (
            Words("! นาฬิกาเครื่องเร็วไป {age} ตั้งเวลาให้ถูก", "! the machine's clock is {age} fast: set it right")
            if off > 0
            else Words("! นาฬิกาเครื่องช้าไป {age} ตั้งเวลาให้ถูก", "! the machine's clock is {age} slow: set it right")
        )
        return said.fill(age=_span(abs(off)))
    if status.clock_unsure_ms < 0:
        return Words("ยังไม่ได้เทียบกับส่วนกลางตั้งแต่เปิดเครื่อง", "not compared with the centre since the machine was started")
    if status.clock_unsure_ms:
        said = Words("✓ ตรงเมื่อเทียบครั้งล่าสุด อาจคลาด {age}", "✓ right when last compared, by now {age} at most off")
        return said.fill(age=_span(status.clock_unsure_ms))
    if status.clock_checked is None:
        return Words("ตามนาฬิกาเครื่อง", "as the machine's clock says")
    return Words("✓ ตรงกับส่วนกลาง", "✓ the same as the centre's")


def _span(ms: int) -> Words:
    for unit, words in (
        (86_400_000, Words("{n} วัน", "{n} d")),
        (3_600_000, Words("{n} ชม.", "{n} h")),
        (60_000, Words("{n} นาที", "{n} min")),
    ):
        if ms >= unit:
            return words.fill(n=ms // unit)
    return Words("{n} วินาที", "{n} s").fill(n=max(1, ms // 1000))


def base64url(hexadecimal: str) -> str:
    """A head as the wire and `--json` write it."""
    return base64.urlsafe_b64encode(bytes.fromhex(hexadecimal)).rstrip(b"=").decode("ascii")


def status(office: Office) -> Status:
    """Read from this thread's connection; changes nothing."""
    connection = office.read()
    found = read_status(connection, office.clock)
    near = bounds.standing(office, connection)
    numbers = book_stock.stock(office, connection)
    books = numbers if numbers.lack else None
    return replace(found, books=books, bounds=tuple(f"{finding.bound.name}:{finding.level}" for finding in near))


def read_status(connection: Connection, clock: Clock | None = None) -> Status:
    """The same on any connection to the desk's file; of the clock only where it is a guarded one."""
    believed = clock.believed() if isinstance(clock, GuardedClock) else None
    identity = meta.identity(connection)
    last = tip(connection, identity.journal)
    proof = sync.last_ack(connection, identity.desk, identity.epoch)
    through = proof.through if proof else 0
    attempt = sync.last_attempt(connection)
    unsent, oldest = sync.unsent(connection, identity.desk)
    end = truth.end_of(connection, identity.desk, identity.epoch)
    against, in_doubt = amiss(connection), unseen(connection)
    return Status(
        desk=identity.desk,
        epoch=identity.epoch,
        branch=identity.branch,
        centre=identity.centre_url,
        line=str(meta.get(connection, "line_state", "unknown")),
        n=last.n,
        head=last.head.hex(),
        acknowledged=through,
        centre_head=proof.head.hex() if proof else None,
        unsent=unsent,
        oldest_unsent=oldest,
        last_contact=_time(connection, "last_contact"),
        last_attempt=attempt.started if attempt else None,
        last_cause=attempt.cause if attempt else None,
        copy_as_of=_time(connection, "copy_as_of"),
        feed=str(meta.get(connection, "feed_cursor", "")),
        decided=sync.adjudicated_through(connection, identity.desk, identity.epoch),
        troubled=sync.troubled_count(connection, identity.desk),
        receipts=sync.count(connection, "receipts"),
        citizens=citizens.how_many(connection),
        left_at_home=len(left_at_home(connection)),
        integrity=against.code if against is not None else "",
        doubt=in_doubt.code if in_doubt is not None else "",
        ending=end.state if end is not None else "",
        clock_off_ms=believed.wall_off if believed is not None else 0,
        clock_unsure_ms=believed.unsure if believed is not None else 0,
        clock_checked=clock.compared_at if isinstance(clock, GuardedClock) else None,
    )


def _time(connection: Connection, name: str) -> int | None:
    value = meta.get(connection, name)
    return None if value is None else int(value)
