"""Planted faults, each a change to a copy of the product: what a sync that loses work looks like from inside.

Each text must stand in its file exactly once; where the product moved on, the fault is planted anew. The suite is
tested by them: one that no seed catches is a hole in the oracle or in what goes wrong.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutant:
    """One planted fault: `edits` are (file, text, text in its place)."""

    name: str
    why: str
    edits: tuple[tuple[str, str, str], ...]


TABLES, TAKE_IN, ENDPOINT = "sync/central/tables.py", "sync/central/take_in.py", "sync/central/sync_endpoint.py"
FEED, DECIDE = "sync/central/feed.py", "sync/central/decide.py"
EXCHANGE, LEARNING, OUTBOX = "sync/exchange.py", "sync/learning.py", "local_db/outbox.py"

LINES_WITHOUT_KEY = (
    TABLES,
    """    "lines",
    metadata,
    _text("desk", key=True),
    _number("epoch", key=True),
    _number("n", key=True),
""",
    """    "lines",
    metadata,
    Column("row", Integer, primary_key=True),
    _text("desk"),
    _number("epoch"),
    _number("n"),
""",
)
TAKEN = "        return await self._intake.take(Parcel(lines, sender, now, seen), spoken.speaker.branch)\n"
HOLDS_MORE = "        if header.to_n > now_held.through:\n"
HELD_HERE = "        held_here = self._held[journal].through - header.from_n + 1\n"
PARCEL = "    seen: Mapping[str, Any] = field(default_factory=dict)\n"
TAKE_EACH = (
    "    found = [taking.take(reader, each.sender, each.now) for reader, each in zip(readers, parcels, strict=True)]\n"
)
FLUSH = """        last = int(_MOVE_FEED.scalar(connection, branch_was=self.branch, said=self._said))
        before = last - self._said
"""
LEARN = "            learnt = await store.write_soon(lambda c: self._learn(c, answer, sent, arrived))\n"

NO_DEDUPE = Mutant(
    "no dedupe",
    "the centre stores what it is sent, again and again",
    (
        LINES_WITHOUT_KEY,
        (TAKE_IN, HOLDS_MORE, "        if header.to_n:\n"),
        (TAKE_IN, HELD_HERE, "        held_here = 0\n"),
    ),
)
LOOK_THEN_INSERT = Mutant(
    "look, then insert",
    "the centre looks up what it holds before the transaction that adds to it",
    (
        LINES_WITHOUT_KEY,
        (TAKE_IN, PARCEL, PARCEL + "    known: Held | None = None\n"),
        (
            TAKE_IN,
            TAKE_EACH,
            """    found = []
    for reader, each in zip(readers, parcels, strict=True):
        if each.known is not None:
            taking._held[each.sender] = taking._written[each.sender] = each.known
        found.append(taking.take(reader, each.sender, each.now))
""",
        ),
        (
            ENDPOINT,
            TAKEN,
            """        known = await self._centre.read(lambda c: held(c, sender))
        return await self._intake.take(Parcel(lines, sender, now, seen, known), spoken.speaker.branch)
""",
        ),
    ),
)
MEMORY_EXPIRES = Mutant(
    "memory that expires",
    "what came more than a minute ago is forgotten as a duplicate",
    (
        LINES_WITHOUT_KEY,
        (
            TAKE_IN,
            HOLDS_MORE,
            """        old = (lines.c.desk == journal.desk) & (lines.c.epoch == journal.epoch)
        old &= (lines.c.n == header.from_n) & (lines.c.taken < now - 60_000)
        self.forgotten = self._connection.execute(select(lines.c.n).where(old)).first() is not None
        if header.to_n > now_held.through or self.forgotten:
""",
        ),
        (
            TAKE_IN,
            HELD_HERE,
            "        held_here = 0 if self.forgotten else self._held[journal].through - header.from_n + 1\n",
        ),
    ),
)
ACK_BEFORE_COMMIT = Mutant(
    "ack before commit",
    "the centre answers from memory and writes a second later",
    (
        (
            ENDPOINT,
            TAKEN,
            """        from sync.central.take_in import take_in_all

        parcel = Parcel(lines, sender, now, seen)
        found = []

        def rehearse(connection: Connection) -> None:
            taken = take_in_all(connection, [parcel])[0]
            taken.early = {journal: held(connection, journal) for journal in taken.pushed}
            found.append(taken)
            raise LookupError

        with contextlib.suppress(LookupError):
            await self._centre.write(rehearse)

        async def later() -> None:
            await asyncio.sleep(1.0)
            for branch in (await self._intake.take(parcel, spoken.speaker.branch)).branches:
                await self._centre.judged(branch)

        self._centre.spawn(later())
        return found[0]
""",
        ),
        (
            ENDPOINT,
            "    return [(journal, held(connection, journal)) for journal in chosen]\n",
            """    early = getattr(taken, "early", {})
    return [(journal, early.get(journal) or held(connection, journal)) for journal in chosen]
""",
        ),
    ),
)
NO_FSYNC = Mutant(
    "no fsync",
    "the desk's commits do not wait for the disk",
    (("local_db/connection.py", "PRAGMA synchronous=FULL", "PRAGMA synchronous=NORMAL"),),
)
POP_BEFORE_ACK = Mutant(
    "pop before ack",
    "a line leaves the outbox when it is sent",
    (
        (
            OUTBOX,
            '''    """Write that these lines are on their way; gives the number of the attempt."""
''',
            '''    """Write that these lines are on their way; gives the number of the attempt."""
    meta.put(connection, f"popped.{journal.epoch}", last)
''',
        ),
        (
            OUTBOX,
            "    first = acknowledged(connection, journal) + 1\n    asked = ",
            """    popped = int(meta.get(connection, f"popped.{journal.epoch}", 0) or 0)
    first = max(acknowledged(connection, journal), popped) + 1
    asked = """,
        ),
    ),
)
IDENTITY_PER_ATTEMPT = Mutant(
    "identity per attempt",
    "each try to send makes the line anew",
    (
        (
            EXCHANGE,
            "        segments = [seal(batch.journal, batch.first, batch.lines, batch.head, now, key)"
            " for batch in batches]\n",
            """        from desk.model.line import link
        from local_db.journal import head_at

        segments = []
        for batch in batches:
            again = [raw[:-1] + b',"try":%d}' % now for raw in batch.lines]
            head = head_at(connection, batch.journal, batch.first - 1)
            for raw in again:
                head = link(head, raw)
            segments.append(seal(batch.journal, batch.first, again, head, now, key))
""",
        ),
    ),
)
NUMBER_WITHOUT_HASH = Mutant(
    "number without hash",
    "after a rollback only numbers are compared",
    (
        (
            TAKE_IN,
            "        forked = self._forked_at(journal, header.from_n, heads)\n",
            "        forked = None\n",
        ),
        (
            LEARNING,
            "            continue\n        if known_head(connection, ack.journal, ack.through) == ack.head:\n",
            "            continue\n        if ack.through:\n",
        ),
    ),
)
CURSOR_BY_CLOCK = Mutant(
    "cursor by clock",
    "the feed is numbered by the centre's clock",
    (
        (
            FEED,
            FLUSH,
            """        import time

        top = int(connection.execute(select(branches.c.f).where(branches.c.branch == self.branch)).scalar_one())
        before = time.time_ns() // 1_000
        if before <= top < before + 1_000:
            before = top
        last = before + self._said
        connection.execute(update(branches).where(branches.c.branch == self.branch).values(f=max(top, last)))
""",
        ),
    ),
)
SERIAL_CURSOR = Mutant(
    "serial cursor",
    "numbers of the feed are drawn before the transaction that writes their rows",
    (
        (
            FEED,
            "    _standing: dict[tuple[str, str], tuple[int, str | None]] = field(default_factory=dict)\n",
            """    _standing: dict[tuple[str, str], tuple[int, str | None]] = field(default_factory=dict)
    drawn: int | None = None
""",
        ),
        (
            FEED,
            FLUSH,
            """        before = self.drawn if self.drawn is not None else draw(connection, self.branch, self._said)
        last = before + self._said
""",
        ),
        (
            FEED,
            "def lock_branch(connection: Connection, branch: str) -> None:\n",
            """def draw(connection: Connection, branch: str, count: int) -> int:
    moved = update(branches).where(branches.c.branch == branch).values(f=branches.c.f + count)
    return int(connection.execute(moved.returning(branches.c.f)).scalar_one()) - count


def lock_branch(connection: Connection, branch: str) -> None:
""",
        ),
        (TAKE_IN, PARCEL, PARCEL + "    drawn: int | None = None\n"),
        (
            TAKE_IN,
            "    taking.prepare(readers)\n",
            "    taking.prepare(readers)\n    taking.drawn = parcels[0].drawn\n",
        ),
        (TAKE_IN, "FeedWriter(key.branch))", "FeedWriter(key.branch, drawn=getattr(self, 'drawn', None)))"),
        (
            ENDPOINT,
            TAKEN,
            """        from sync.central.feed import draw
        from sync.central.take_in import take_in_all

        branch = spoken.speaker.branch
        drawn = await self._centre.write(lambda c: draw(c, branch, len(lines))) if lines else None
        parcel = Parcel(lines, sender, now, seen, drawn)
        return (await self._centre.write(lambda c: take_in_all(c, [parcel])))[0]
""",
        ),
    ),
)
CURSOR_BEFORE_ROWS = Mutant(
    "cursor before rows",
    "the desk keeps the cursor in a transaction of its own, before the rows of its page",
    (
        (
            EXCHANGE,
            LEARN,
            """            reply = answer.reply
            if reply.lines and reply.from_cursor == request.feed:
                await store.write_soon(lambda c: meta.put(c, "feed_cursor", reply.feed))
                await asyncio.sleep(0)

            def rows(c: Connection) -> Learnt:
                if reply.lines and reply.from_cursor == request.feed:
                    meta.put(c, "feed_cursor", reply.from_cursor)
                return self._learn(c, answer, sent, arrived)

            learnt = await store.write_soon(rows)
""",
        ),
    ),
)
CUT_INSIDE_CURSOR = Mutant(
    "page cut inside a cursor",
    "a page that is full ends after the line that did not fit",
    (
        (
            FEED,
            "                    return Page(tuple(found), at, more=True)\n",
            "                    return Page(tuple(found), int(row.f), more=True)\n",
        ),
    ),
)
POISON_BLOCKS = Mutant(
    "poison blocks all",
    "a line that cannot be judged holds up those behind it",
    (
        (
            DECIDE,
            "        done_f = registry.as_of = f\n        _settle(",
            "        if judge(pending, registry).act is None:\n            break\n"
            "        done_f = registry.as_of = f\n        _settle(",
        ),
    ),
)
LATE_PAGE = Mutant(
    "late page after rollback",
    "a page is applied wherever it starts, and whoever asked for it",
    (
        (
            "local_db/feed.py",
            "    if begins is not None and (held is None or held.feed != begins.feed or begins.f > held.f):\n"
            "        return False\n",
            "",
        ),
        (
            "sync/stick.py",
            "    known = not came.answers or came.answers in _packed(connection)\n",
            "    known = True\n",
        ),
    ),
)
HUB_IS_PROOF = Mutant(
    "a hub's word is proof",
    "what the branch's hub holds leaves the outbox",
    (
        (LEARNING, "        if ack.desk != identity.desk or ack.key not in names:\n",
         "        if ack.desk != identity.desk:\n"),
        (LEARNING, "        if not centre.signed_ack(ack):\n            fault = fault or",
         "        if ack.key in names and not centre.signed_ack(ack):\n            fault = fault or"),
    ),
)  # fmt: skip
MUTANTS = (
    NO_DEDUPE, LOOK_THEN_INSERT, MEMORY_EXPIRES, ACK_BEFORE_COMMIT, NO_FSYNC, POP_BEFORE_ACK, IDENTITY_PER_ATTEMPT,
    NUMBER_WITHOUT_HASH, CURSOR_BY_CLOCK, SERIAL_CURSOR, CURSOR_BEFORE_ROWS, CUT_INSIDE_CURSOR, POISON_BLOCKS,
    LATE_PAGE, HUB_IS_PROOF,
)  # fmt: skip
