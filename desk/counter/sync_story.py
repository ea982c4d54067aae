"""The life of each line on its way: saved, tried, taken in with the centre's signature, decided. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from desk.counter.kind_words import kind_words
from desk.model.line import Journal, parse_reference
from desk.words import Words
from local_db import meta
from local_db.epochs import left_at_home
from local_db.journal import kept_through, own_epochs
from local_db.queries import sync
from local_db.queries.sync import Attempt, Proof, Trouble

if TYPE_CHECKING:
    from desk.counter.office import Office
    from local_db.connection import Connection

LINES_MAX: Final = 500
NEVER_SENT: Final = "E627"
"""The card of a line that stays at home: the centre does not take it."""
Which = Literal["all", "unsent", "troubled"]
LineState = Literal["waiting", "taken", "decided", "troubled", "carried", "home"]

STATE_WORDS: Final[dict[LineState, Words]] = {
    "waiting": Words("○ รอส่ง", "○ waits to be sent"),
    "taken": Words("● ส่วนกลางรับแล้ว", "● taken in"),
    "decided": Words("✓ ตัดสินแล้ว", "✓ decided"),
    "troubled": Words("! ต้องดู", "! needs attention"),
    "carried": Words("→ ยกไปรอบใหม่", "→ carried over"),
    "home": Words("! ส่งไม่ได้", "! cannot be sent"),
}
RESULT_WORDS: Final[dict[str, Words]] = {
    "applied": Words("ส่วนกลางรับตามที่ส่ง", "applied as sent"),
    "refused": Words("ส่วนกลางไม่รับ", "refused by the centre"),
    "conflict": Words("ข้อมูลขัดกับส่วนกลาง", "in conflict with the centre"),
    "waiting": Words("รอที่ส่วนกลาง", "waits at the centre"),
}


@dataclass(frozen=True, slots=True)
class SentLine:
    """One own line and how far it has come. `t` in ms."""

    ref: str
    t: int
    kind: Words
    state: LineState
    code: str


@dataclass(frozen=True, slots=True)
class LifeStory:
    """One line from key press to decision. `proof` is the centre's signature, None while it has not taken the line in;
    `decided` says whether the centre judged it, `trouble` what it found where it did not simply apply it."""

    ref: str
    saved: int
    attempts: list[Attempt]
    proof: Proof | None
    decided: bool
    trouble: Trouble | None


def sent_lines(office: Office, which: Which = "all", limit: int = LINES_MAX) -> list[SentLine]:
    """Own lines, newest first: all, those the centre has not acknowledged, or those it did not simply apply."""
    connection = office.read()
    identity = meta.identity(connection)
    troubles = {trouble.ref: trouble for trouble in sync.troubles(connection, identity.desk, LINES_MAX)}
    home = frozenset(left_at_home(connection))
    if which == "troubled":
        named = [line for ref in troubles if ref not in home and (line := _line(connection, ref, troubles)) is not None]
        return [*(_beyond(ref, *held, home) for ref in sorted(home) if (held := _held(connection, ref))), *named][
            :limit
        ]
    found: list[SentLine] = []
    for epoch in reversed(own_epochs(connection)):
        journal = Journal(identity.desk, epoch)
        through, judged = _marks(connection, journal)
        kept = kept_through(connection, epoch)
        above = through if which == "unsent" else 0
        for n, t, kind in sync.own_lines(connection, above, epoch, limit - len(found)):
            ref = journal.reference(n)
            if kept is not None and n > kept:
                if which == "all":
                    found.append(_beyond(ref, t, kind, home))
                continue
            found.append(_sent(ref, t, kind, _state(n, through, judged, ref in troubles), troubles.get(ref)))
    return found


def life_story(office: Office, ref: str) -> LifeStory | None:
    """Everything known of one own line; None for one this desk does not hold."""
    connection = office.read()
    journal, n = parse_reference(ref)
    held = sync.own_line(connection, journal.epoch, n)
    if held is None or journal.desk != meta.identity(connection).desk:
        return None
    return LifeStory(
        ref=ref,
        saved=held[0],
        attempts=sync.attempts_for(connection, journal.epoch, n),
        proof=sync.proof_of(connection, journal.desk, journal.epoch, n),
        decided=n <= sync.adjudicated_through(connection, journal.desk, journal.epoch),
        trouble=sync.outcome_of(connection, ref),
    )


def _beyond(ref: str, t: int, kind: str, home: frozenset[str]) -> SentLine:
    """A line beyond the point where its epoch was left: it goes by another name now, or nobody can take it."""
    state: LineState = "home" if ref in home else "carried"
    return SentLine(ref, t, kind_words(kind), state, NEVER_SENT if state == "home" else "")


def _held(connection: Connection, ref: str) -> tuple[int, str] | None:
    journal, n = parse_reference(ref)
    return sync.own_line(connection, journal.epoch, n)


def _line(connection: Connection, ref: str, troubles: dict[str, Trouble]) -> SentLine | None:
    journal, n = parse_reference(ref)
    held = sync.own_line(connection, journal.epoch, n)
    return None if held is None else _sent(ref, *held, "troubled", troubles[ref])


def _sent(ref: str, t: int, kind: str, state: LineState, trouble: Trouble | None) -> SentLine:
    return SentLine(ref, t, kind_words(kind), state, trouble.code if trouble is not None else "")


def _marks(connection: Connection, journal: Journal) -> tuple[int, int]:
    """Through which line the centre has acknowledged, and through which it has decided."""
    proof = sync.last_ack(connection, journal.desk, journal.epoch)
    judged = sync.adjudicated_through(connection, journal.desk, journal.epoch)
    return (proof.through if proof is not None else 0), judged


def _state(n: int, through: int, judged: int, troubled: bool) -> LineState:
    if troubled:
        return "troubled"
    if n > through:
        return "waiting"
    return "decided" if n <= judged else "taken"
