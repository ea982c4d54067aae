"""The desk's line where its branch has a hub: by the hub while it lives, else straight to the centre, and back.

A hub's own ack means "held in the branch": it empties no outbox, it only saves sending the same lines to it twice.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import ClassVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desk.model.errors import DeskError
from desk.model.line import Journal
from desk.model.ports import LineSwitch
from desk.rules import keys
from desk.words import Words
from local_db import meta
from local_db.connection import Connection
from local_db.desk_file import DeskFile
from local_db.journal import head_at
from local_db.queries.branch import branch_keys
from sync.centre_keys import CentreKeys, believed
from sync.errors import AuthoritiesUnreadable, NotTheCentre, PlainLine
from sync.line_errors import LineCut, LineDown, LineStalled, RequestTooLarge
from sync.link import Answer, Got, Link, Relayed
from sync.questions import Question, Round
from sync.wire import SyncReply

AWAY_S = 30.0  # how long a hub that failed is left alone; doubles each time it fails again
AWAY_MOST_S = 300.0
HELD_S = 600.0  # a hub's word saves sending twice for so long; then the lines go once more


class HubLost(LineDown):
    """The branch's hub does not answer; the centre is asked itself."""

    code: ClassVar[str] = "E631"
    said: ClassVar[Words] = Words(
        "ศูนย์กลางของสำนักงานไม่ตอบ งานทั้งหมดอยู่ในเครื่องนี้ กำลังส่งตรงไปยังระบบกลาง",
        "The branch's hub does not answer; all work is safe on this desk and goes straight to the centre",
    )


class BranchLink(Link):
    """A line to the centre that asks the branch's hub first. What a hub cannot give, the centre is asked for."""

    def __init__(
        self,
        url: str,
        hub_url: str,
        key: Ed25519PrivateKey,
        switch: LineSwitch | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        authorities: str = "",
        hub_certificate: str = "",
    ) -> None:
        """Raises PlainLine for an address of either that may not carry, AuthoritiesUnreadable."""
        super().__init__(url, key, switch, authorities=authorities)
        self._hub = Link(hub_url, key, switch, authorities=hub_certificate or authorities)
        self._hub.traffic = self.traffic
        self._monotonic = monotonic
        self._away_until = 0.0
        self._away_s = AWAY_S

    async def close(self) -> None:
        """Close the connections."""
        await self._hub.close()
        await super().close()

    def use_clock(self, now_ms: Callable[[], int]) -> None:
        """Sign requests to both with this time."""
        super().use_clock(now_ms)
        self._hub.use_clock(now_ms)

    def use_dictionary(self, dictionary: bytes | None) -> None:
        """Pack with this dictionary at both ends."""
        super().use_dictionary(dictionary)
        self._hub.use_dictionary(dictionary)

    async def sync(self, wanted: Round) -> Answer:
        """One round trip. Raises HubLost where the hub failed: the next one goes to the centre."""
        if self._monotonic() < self._away_until:
            return await super().sync(wanted)
        try:
            answer = await self._hub.sync(wanted)
        except (LineCut, RequestTooLarge):
            raise
        except DeskError as fault:
            # whatever it says, the last word on this desk is the centre's
            self._left()
            raise HubLost() from fault
        self._away_s = AWAY_S
        return replace(answer, by_hub=True)

    async def ask(self, asked: Question) -> Got:
        """Scans, look-ups, what a snapshot is: by the hub too, and to the centre itself at once where it fails."""
        straight = super().ask
        if asked.path == "/v1/sync" or not asked.signed or self._monotonic() < self._away_until:
            return await straight(asked)
        try:
            got = await self._hub.ask(asked)
        except LineCut:
            raise
        except (LineDown, LineStalled, NotTheCentre):
            self._left()
            return await straight(asked)
        return await straight(asked) if got.status in _TO_THE_CENTRE else got

    @asynccontextmanager
    async def open(self, path: str, headers: Mapping[str, str]) -> AsyncIterator[Relayed]:
        """A snapshot's file, likewise; what breaks half-way is resumed by the next try."""
        async with AsyncExitStack() as stack:
            told = None
            if self._monotonic() >= self._away_until:
                try:
                    told = await stack.enter_async_context(self._hub.open(path, headers))
                except LineCut:
                    raise
                except (LineDown, LineStalled, NotTheCentre):
                    self._left()
            if told is None or told.status not in (200, 206, 416):
                told = await stack.enter_async_context(super().open(path, headers))
            yield told

    def _left(self) -> None:
        """The hub is left alone for a while."""
        self._away_until = self._monotonic() + self._away_s
        self._away_s = min(self._away_s * 2, AWAY_MOST_S)


_TO_THE_CENTRE = frozenset({401, 403})
"""Of a hub that does not know this desk's key yet; whatever it says, the last word on this desk is the centre's."""


class HeldInBranch:
    """What the branch's hub signed for, by epoch; in memory alone, for it is no proof."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._numbers: dict[int, int] = {}
        self._since = 0.0
        self.took = False

    def numbers(self) -> Mapping[int, int]:
        """What need not be sent to the hub again."""
        if self._numbers and self._monotonic() - self._since > HELD_S:
            self._numbers = {}
        return self._numbers

    def heed(self, told: Mapping[int, int], *, keep: bool) -> None:
        """A reply's word. `keep` is false where the reply is not by a hub, names a problem, or tells of lost lines."""
        self.took = any(through > self._numbers.get(epoch, 0) for epoch, through in told.items())
        if not keep:
            self._numbers = {}
            return
        if not self._numbers:
            self._since = self._monotonic()
        self._numbers = self._numbers | dict(told)

    def forget(self) -> None:
        """The hub is lost, and with it, for all we know, what it held."""
        self._numbers = {}


def line_of(desk: DeskFile, switch: LineSwitch | None = None, hub_url: str = "", authorities: str = "") -> Link:
    """The line of a desk: by the hub that is set, else by the one the feed names, else to the centre alone.

    `hub_url` and `authorities` (PEM) from the settings. A hub's address that may not carry is the settings' fault
    (PlainLine), or no address; so is a certificate the feed names and nobody can read.
    """
    with_file = desk.read()
    identity = meta.identity(with_file)
    key = keys.private_key(identity.device_key)
    url = identity.centre_url
    named = hub_url or str(meta.get(with_file, "hub_url", "") or "")
    if named:
        return BranchLink(url, named, key, switch, authorities=authorities)
    told = next((each for each in branch_keys(with_file) if each.address and each.owner != identity.desk), None)
    if told is not None:
        try:
            return BranchLink(url, told.address, key, switch, authorities=authorities, hub_certificate=told.certificate)
        except (PlainLine, AuthoritiesUnreadable):
            return Link(url, key, switch, authorities=authorities)
    return Link(url, key, switch, authorities=authorities)


def held_in_branch(connection: Connection, reply: SyncReply) -> dict[int, int]:
    """Through which own line of each epoch a hub signed, by a key enrolled in this branch, for this very chain."""
    identity = meta.identity(connection)
    centre = believed(connection).names
    mine = [ack for ack in reply.acks if ack.desk == identity.desk and ack.key not in centre]
    known = {each.key: each.public_key for each in branch_keys(connection)} if mine else {}
    found: dict[int, int] = {}
    for ack in mine:
        try:
            public = keys.b64decode(known.get(ack.key), length=keys.KEY_BYTES)
        except ValueError:
            continue  # nobody's we know
        if ack.signed_by(public) and head_at(connection, Journal(ack.desk, ack.epoch), ack.through) == ack.head:
            found[ack.epoch] = max(found.get(ack.epoch, 0), ack.through)
    return found


def hub_alone(answer: Answer, pulled: bool, centre: CentreKeys) -> bool:
    """Whether nothing in an answer is the centre's: then the line beyond the hub is down."""
    reply = answer.reply
    if not answer.by_hub:
        return False
    if reply.kept:
        return True  # a page the hub had kept: the centre's word, of an earlier hour
    if reply.sig or reply.heard:
        return False
    return pulled or not any(ack.key in centre.names for ack in reply.acks)
