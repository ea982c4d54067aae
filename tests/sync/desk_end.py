"""The desk's end of a test: an office opened by its key, an engine over a line that may be bent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import httpx

from desk.commands.opening import SystemRandomness
from desk.counter import visit
from desk.counter.office import Office, unlock_with_key
from desk.counter.session import Session
from desk.model.kinds.visits import RecordViewed
from desk.rules import keys
from desk.words import Words
from local_db.desk_file import SystemClock
from sync.engine import Engine
from sync.link import Link

ANAN = Session("anan", Words("อนันต์", "Anan"), frozenset({"officer", "cashier"}))


class Switch:
    """A line cut by hand."""

    def __init__(self) -> None:
        self.off = False

    def is_off(self) -> bool:
        return self.off


def open_office(home: Path, key: bytes) -> Office:
    return unlock_with_key(home, key, SystemClock(), SystemRandomness())


@asynccontextmanager
async def engine_of(
    office: Office,
    transport: httpx.AsyncBaseTransport | None = None,
    switch: Switch | None = None,
    authorities: str = "",
) -> AsyncIterator[Engine]:
    identity = office.file.identity()
    link = Link(identity.centre_url, keys.private_key(identity.device_key), switch, transport, authorities=authorities)
    engine = Engine(office.file, link, Random(1), switch, retry_ceiling_s=0.2)
    try:
        yield engine
    finally:
        await link.close()


def look(office: Office) -> None:
    """A record opened: a line that no fellow desk is told."""
    office.file.act(
        lambda act: act.append(RecordViewed(citizen="1101700203451", purpose="enquiry", as_of=0), officer=ANAN.officer)
    )


def work(office: Office, count: int = 3) -> None:
    for _ in range(count):
        visit.open_visit(office, ANAN, "enquiry")
