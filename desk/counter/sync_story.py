"""The life of each line on its way: saved, tried, taken in with the centre's signature, decided. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from desk.counter.attachments import Attachment, waiting_files
from desk.counter.card_words import Card
from desk.counter.failure_cards import card_in_order, card_of
from desk.counter.kind_words import kind_words
from desk.counter.queue import officer_names
from desk.model.line import Journal, decode_line, parse_reference
from desk.words import Words, same
from local_db import meta, outbox
from local_db.epochs import left_at_home
from local_db.journal import kept_through, line_of, own_epochs
from local_db.queries import sync, truth
from local_db.queries.sync import Attempt, Proof, Trouble
from local_db.queries.truth import Answer

if TYPE_CHECKING:
    from desk.counter.office import Office
    from local_db.connection import Connection

LINES_MAX: Final = 500
NOBODY: Final = same("")
HELD: Final = outbox.HELD
NEVER_SENT: Final = "E627"
"""The card of a line that stays at home: the centre does not take it."""
Which = Literal["all", "unsent", "troubled", "files"]
LineState = Literal["waiting", "held", "taken", "decided", "troubled", "answered", "carried", "home"]

STATE_WORDS: Final[dict[LineState, Words]] = {
    "waiting": Words("○ รอส่ง", "○ waits to be sent"),
    "held": Words("◐ อยู่ที่สำนักงาน", "◐ held in the branch"),
    "taken": Words("● ส่วนกลางรับแล้ว", "● taken in"),
    "decided": Words("✓ ตัดสินแล้ว", "✓ decided"),
    "troubled": Words("! ต้องดู", "! needs attention"),
    "answered": Words("✓ แก้แล้ว", "✓ answered"),
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
    file: Attachment | None = None
    """The scan it attached, where the list is of those that wait."""


@dataclass(frozen=True, slots=True)
class LifeStory:
    """One line from key press to decision. `proof` is the centre's signature, None while it has not taken the line in;
    `decided` says whether the centre judged it, `trouble` what it found where it did not simply apply it, `answer` what
    was done about that. `saved` is the desk's own time, `unsure_ms` how unsure that was (-1: not known to be right),
    `off_ms` how far it was off as the next contact showed, None where nothing is known to be wrong."""

    ref: str
    saved: int
    attempts: list[Attempt]
    proof: Proof | None
    decided: bool
    trouble: Trouble | None
    kind: Words
    state: LineState
    answer: Answer | None = None
    unsure_ms: int = 0
    off_ms: int | None = None
    officer: Words = NOBODY
    """Who typed it; empty for what the desk wrote by itself."""
    answered_by: Words = NOBODY
    request: str = ""
    """The request it speaks of, empty where it speaks of none."""

    @property
    def card(self) -> Card:
        """What to know and do about this line as it stands."""
        if self.trouble is not None and self.state == "troubled":
            return card_of(self.trouble.code, self.trouble.result)
        if self.state == "home":
            return card_of(NEVER_SENT)
        last = self.attempts[-1].cause if self.attempts and self.proof is None else None
        return card_of(last) if last and last != HELD else card_in_order(self.state)


def sent_lines(office: Office, which: Which = "all", limit: int = LINES_MAX) -> list[SentLine]:
    """Own lines, newest first: all, those the centre has not acknowledged, or those it did not simply apply; or those
    whose scans the centre does not hold yet, oldest first, for so they go."""
    if which == "files":
        return [_of_file(each) for each in waiting_files(office)][:limit]
    connection = office.read()
    identity = meta.identity(connection)
    troubles = {trouble.ref: trouble for trouble in sync.troubles(connection, identity.desk, LINES_MAX)}
    home, done = frozenset(left_at_home(connection)), truth.answered(connection)
    held_to = sync.held_in_branch(connection, HELD)
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
            state = _state(n, through, judged, ref in troubles)
            if ref in done:
                state = "answered"
            elif state == "waiting" and n <= held_to.get(epoch, 0):
                state = "held"
            found.append(_sent(ref, t, kind, state, troubles.get(ref)))
    return found


def life_story(office: Office, ref: str) -> LifeStory | None:
    """Everything known of one own line; None for one this desk does not hold."""
    connection = office.read()
    journal, n = parse_reference(ref)
    held = sync.own_line(connection, journal.epoch, n)
    if held is None or journal.desk != meta.desk(connection):
        return None
    through, judged = _marks(connection, journal)
    trouble, answer = sync.outcome_of(connection, ref), truth.answer_to(connection, ref)
    attempts = sync.attempts_for(connection, journal.epoch, n)
    troubled = trouble is not None and trouble.result != "applied"
    state = _state(n, through, judged, troubled)
    if troubled and answer is not None:
        state = "answered"
    elif state == "waiting" and attempts and attempts[-1].cause == HELD:
        state = "held"
    kept, raw = kept_through(connection, journal.epoch), line_of(connection, ref)
    here = kept is None or n <= kept  # beyond that another machine's lines stand under these numbers at the centre
    if not here:
        state = _beyond(ref, *held, frozenset(left_at_home(connection))).state
    entry = decode_line(raw) if raw is not None else None
    request = entry.b.get("request") if entry is not None else None
    names = officer_names(office)
    return LifeStory(
        ref=ref,
        saved=held[0],
        attempts=attempts,
        proof=sync.proof_of(connection, journal.desk, journal.epoch, n) if here else None,
        decided=here and n <= judged,
        trouble=trouble,
        kind=kind_words(held[1]),
        state=state,
        answer=answer,
        unsure_ms=entry.u if entry is not None else 0,
        officer=_name(names, entry.o) if entry is not None else NOBODY,
        answered_by=_name(names, answer.officer) if answer is not None else NOBODY,
        request=request if isinstance(request, str) else "",
        off_ms=truth.correction_of(connection, journal.desk, journal.epoch, n),
    )


def _name(names: Mapping[str, Words], officer: str) -> Words:
    """Who it is, by the roster; the desk itself has no name."""
    return NOBODY if officer == "-" else names.get(officer) or same(officer)


def _of_file(each: Attachment) -> SentLine:
    row = each.row
    stuck = row.cause if each.where == "stuck" and row.cause else ""
    return SentLine(row.ref, row.at, kind_words("file.attached"), "waiting", stuck, each)


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
