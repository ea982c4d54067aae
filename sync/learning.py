"""What one reply teaches a desk: proofs kept, problems told, the page applied. The same for the line and for the stick.

Everything here happens inside the caller's one transaction. What is wrong with a reply is handed back, not raised, so
that what is right with it stays: a page that does not verify must not cost the desk the proofs that came with it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from desk.model.errors import DeskError
from desk.model.line import INTEGER_MAX, Journal, LineFault, decode_line
from desk.words import Words
from local_db import feed, meta, outbox
from local_db.connection import Connection
from local_db.epochs import Parting, integrity, known_head
from local_db.feed import Cursor
from local_db.journal import kept_through, own_epochs, own_lines, tip
from local_db.queries.sync import last_ack
from sync.centre_keys import CentreKeys, believed
from sync.errors import AckNotSigned, NotTheCentre, PageNotSigned
from sync.line_errors import HeadsDiffer, PageOutOfTurn
from sync.wire import Ack, Problem, SyncReply


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reply answers: acknowledged numbers the request spoke of, and whether it wanted the feed.

    `have` is None where the request is not at hand (a stick's answer): then the centre's times say which ack is later.
    `pushed`: through which line each journal was sent; `sent`: the first and last line of each, by which a refusal is
    told from one of lines that were not sent at all, None where that is not known; `follows`: the lines sent follow
    directly on what is acknowledged, so that a refusal is about them and not about lines of another request under way.
    """

    have: Mapping[str, int] | None
    pulled: bool
    pushed: Mapping[str, int] = field(default_factory=dict)
    follows: bool = True
    sent: Mapping[str, tuple[int, int]] | None = None

    def begins(self, journal: Journal) -> int:
        """The first line of a journal that was sent; a gap can only be before it."""
        return INTEGER_MAX if self.sent is None else self.sent.get(journal.name, (0, 0))[0]

    def through(self, journal: Journal) -> int:
        """The last line of a journal that was sent."""
        return INTEGER_MAX if self.sent is None else self.sent.get(journal.name, (0, 0))[1]


@dataclass(frozen=True, slots=True)
class Learnt:
    """What one reply did. `taken`: own lines newly acknowledged (below 0: the centre lost some). `fault`: the first
    thing that was wrong with it, after everything right was kept. `unsendable`: from where lines have to go with the
    next epoch, for they were sealed twice and not taken. `pulled`: it answered a pull."""

    taken: int
    lines: int = 0
    more: bool = False
    stale: bool = False
    problem: str = ""
    fault: DeskError | None = None
    unsendable: Parting | None = None
    pulled: bool = False


def learn(connection: Connection, reply: SyncReply, asked: Asked, now: int) -> Learnt:
    """Take in one reply. `now` ms. The caller's transaction is to be committed whatever `fault` says."""
    identity = meta.identity(connection)
    before = _held_at_centre(connection)
    centre = believed(connection)
    fault, later = _keep_acks(connection, identity, centre, reply, asked, now)
    own = [problem for problem in reply.problems if problem.desk in (identity.desk, "")]
    problems = {problem.name for problem in own}
    stale = "stale-cursor" in problems
    lines, more = 0, _heed(connection, identity.desk, own, asked)
    unsendable, again = _sealed_twice(connection, identity, own, asked) if asked.follows else (None, False)
    if asked.pulled and not stale and not isinstance(fault, HeadsDiffer) and (reply.lines or reply.feed):
        cursor = feed.cursor(connection)
        amiss = _apply(connection, identity, centre, reply)
        fault = fault or amiss
        lines = len(reply.lines)
        # a page that moved nothing is not asked for again at once, whatever it says of more
        more = more or (reply.more and amiss is None and feed.cursor(connection) != cursor)
    for ack in later:  # the lines between may have come home with the page
        if known_head(connection, ack.journal, ack.through) == ack.head:
            _keep_ack(connection, ack, asked, now)
    return Learnt(
        taken=_held_at_centre(connection) - before,
        lines=lines,
        more=more or again,
        stale=stale,
        problem=",".join(sorted(problems)),
        fault=fault,
        unsendable=unsendable,
        pulled=asked.pulled,
    )


def _keep_acks(
    connection: Connection, identity: meta.Identity, centre: CentreKeys, reply: SyncReply, asked: Asked, now: int
) -> tuple[DeskError | None, list[Ack]]:
    """What was wrong with them, and those of an epoch that was left, for lines that are not here (yet)."""
    fault: DeskError | None = None
    later: list[Ack] = []
    names = centre.names
    for ack in reply.acks:
        if ack.desk != identity.desk or ack.key not in names:
            continue  # a fellow desk's, or a hub's own word: held in the branch, no proof
        if not centre.signed_ack(ack):
            fault = fault or AckNotSigned()
            continue
        if known_head(connection, ack.journal, ack.through) == ack.head:
            _keep_ack(connection, ack, asked, now)
        elif _of_epoch_left(connection, ack):
            later.append(ack)
        else:
            _note_integrity(connection, ack)
            fault = HeadsDiffer()
    return fault, later


def _of_epoch_left(connection: Connection, ack: Ack) -> bool:
    """Whether it speaks of lines beyond the point where this desk left that epoch: others' may follow there."""
    kept = kept_through(connection, ack.epoch)
    return kept is not None and ack.through > kept


def _keep_ack(connection: Connection, ack: Ack, asked: Asked, now: int) -> None:
    outbox.keep_ack(
        connection, ack.journal, ack.through, ack.head, ack.time, ack.key, ack.sig, now,
        _spoken_of(connection, ack, asked),
    )  # fmt: skip


def _spoken_of(connection: Connection, ack: Ack, asked: Asked) -> int:
    if asked.have is not None:
        return asked.have.get(ack.journal.name, 0)
    held = last_ack(connection, ack.desk, ack.epoch)
    return 0 if held is not None and ack.time <= held.time else INTEGER_MAX


def note_contradictions(connection: Connection, reply: SyncReply) -> None:
    """Keep the evidence alone, of a reply that was otherwise refused whole."""
    identity, centre = meta.identity(connection), believed(connection)
    for ack in reply.acks:
        differs = ack.desk == identity.desk and known_head(connection, ack.journal, ack.through) != ack.head
        if differs and not _of_epoch_left(connection, ack) and centre.signed_ack(ack):
            _note_integrity(connection, ack)


def _note_integrity(connection: Connection, ack: Ack) -> None:
    """The centre signed for other lines than this file holds: the ack is kept as evidence, it empties nothing."""
    beyond = ack.through > tip(connection, ack.journal).n
    meta.put(connection, "integrity", "rollback" if beyond else "heads_differ")
    meta.put(connection, "integrity_ack", json.dumps(ack.members(), separators=(",", ":")))


def _heed(connection: Connection, desk: str, problems: list[Problem], asked: Asked) -> bool:
    """Whether there is reason to send again at once.

    A gap says where to send from. A fork is believed only with an ack that contradicts the own chain: then its number
    is kept beside that evidence, and where none is named, how far the centre was found to hold the same lines."""
    again = False
    forked: set[int] = set()
    for problem in problems:
        if not problem.desk or not problem.epoch:
            continue
        forked.add(problem.epoch)
        expected, n = problem.facts.get("expected"), problem.facts.get("n")
        journal = Journal(desk, problem.epoch)
        if problem.name == "gap" and isinstance(expected, int) and 1 <= expected < asked.begins(journal):
            again = outbox.send_from(connection, journal, expected) or again
        if problem.name == "fork" and isinstance(n, int) and n >= 1 and meta.get(connection, "integrity") is not None:
            meta.put(connection, "integrity_fork", f"{problem.epoch}-{n}")
    found = integrity(connection)
    if found is not None and found.kind == "rollback" and found.epoch not in forked:
        journal = Journal(desk, found.epoch)
        same = max(outbox.acknowledged(connection, journal), asked.pushed.get(journal.name, 0))
        meta.put(connection, "integrity_held", f"{found.epoch}-{same}")
    return again


def _sealed_twice(
    connection: Connection, identity: meta.Identity, problems: list[Problem], asked: Asked
) -> tuple[Parting | None, bool]:
    """A segment or line the centre cannot take: sealed once more; refused again, from where on lines go with the next
    epoch. And whether to send again at once. Where the next epoch was begun for that and nothing of it was taken
    either, another one is no cure."""
    for problem in problems:
        if problem.name not in ("bad-segment", "bad-line") or not problem.epoch:
            continue
        journal = Journal(identity.desk, problem.epoch)
        first, n = outbox.acknowledged(connection, journal) + 1, problem.facts.get("n")
        kept = kept_through(connection, journal.epoch)
        last = min(asked.through(journal), tip(connection, journal).n if kept is None else kept)
        if first > last or (problem.name == "bad-line" and not (isinstance(n, int) and first <= n <= last)):
            continue  # of no line that was sent and still is to be taken: another epoch would not help, nor end it
        what = f"{problem.name} {journal.name} {n if problem.name == 'bad-line' else first}"
        if meta.get(connection, "sealed_again") != what:
            meta.put(connection, "sealed_again", what)
            return None, True
        if problem.name == "bad-line" and isinstance(n, int):
            return Parting(problem.epoch, n, left=n), True
        if first > 1 or journal.epoch < identity.epoch or not _opened_for_that(connection, journal):
            return Parting(problem.epoch, first), True
    return None, False


def _opened_for_that(connection: Connection, journal: Journal) -> bool:
    opened = own_lines(connection, journal.epoch, 1, 1)
    return bool(opened) and decode_line(opened[0]).b.get("why") == "unsendable"


def _apply(connection: Connection, identity: meta.Identity, centre: CentreKeys, reply: SyncReply) -> DeskError | None:
    page, added = reply.without_hub_lines()
    if not centre.signed_page(page, identity.branch) or _jumps_unsigned(connection, page):
        return PageNotSigned()
    connection.execute("SAVEPOINT page")
    try:
        follows = feed.apply_page(connection, page.lines, page.from_cursor, page.feed, page.time, page.more)
        if follows:
            feed.apply_hub_lines(connection, added)
    except (KeyError, TypeError, ValueError, LineFault):
        # signed by the centre and still no feed: nothing of the page is kept
        connection.execute("ROLLBACK TO page")
        connection.execute("RELEASE page")
        return NotTheCentre(Words("ข้อมูลอ่านไม่ได้", "its feed cannot be read"))
    connection.execute("RELEASE page")  # not after a failure of the disk, which undid the whole transaction
    return None if follows else PageOutOfTurn()


def _jumps_unsigned(connection: Connection, page: SyncReply) -> bool:
    """An empty page needs no signature, so it may not lead into another feed: there everything would be skipped."""
    if page.lines or page.sig:
        return False
    try:
        held, ends = Cursor.parse(feed.cursor(connection)), Cursor.parse(page.feed)
    except ValueError:
        return True
    return ends is not None and ends.f > 0 and (held is None or held.feed != ends.feed)


def _held_at_centre(connection: Connection) -> int:
    """Own lines acknowledged so far, over all epochs."""
    desk = meta.identity(connection).desk
    return sum(outbox.acknowledged(connection, Journal(desk, epoch)) for epoch in own_epochs(connection))
