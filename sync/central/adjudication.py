"""Adjudication: a pure function from (line, what the centre knows) to a verdict. No clock, no store.

Money taken and receipts issued are facts: never refused, at most `conflict`. A line that speaks of something the
centre does not know yet is `waiting` on it, and judged again when that arrives. Nothing is ever dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

from pydantic import ValidationError

from desk.model.kinds import KINDS
from desk.model.kinds.body import Body
from desk.model.line import (
    RECOVERED,
    Entry,
    Journal,
    LineFault,
    decode_line,
    parse_reference,
    read_recovered,
    unwrapped,
)
from desk.rules import roles

Result = Literal["applied", "waiting", "conflict", "refused"]
FACT_ROOMS = ("payment.", "receipt.", "refund.", "cheque.", "cash.", "safe.", "remittance.", "settlement.")


@dataclass(frozen=True, slots=True)
class Act:
    """An adjudicated line, as later lines see it. `seen`: by life, the latest change of state its chain knows."""

    ref: str
    kind: str
    officer: str
    seen: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Life:
    """A request, a payment order or a shift: where it stands, and the line that put it there."""

    root: str
    state: str
    latest: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Book:
    """A leased range of receipt numbers."""

    desk: str
    epoch: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class ReceiptUsed:
    """A number of a book was used."""

    fiscal_year: int
    book: str
    number: int
    ref: str


@dataclass(frozen=True, slots=True)
class BillAsked:
    """The bank is to be asked whether this order was paid; satang."""

    ref1: str
    ref: str
    satang: int


@dataclass(frozen=True, slots=True)
class RecordChanged:
    """A new version of a citizen's record."""

    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Aliased:
    """What was called `old` is known as `new`: a recovered line goes by its new reference."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Entered:
    """A name in one of the branch's registers (a voucher number, a ticket of a day): who has it, and what of it."""

    register: str
    name: str
    ref: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settled:
    """What lines wait on by this name (`Verdict.waits_on`) has been said: they are judged again now."""

    name: str


Change = Settled | Life | ReceiptUsed | BillAsked | RecordChanged | Aliased | Entered


class Known(Protocol):
    """What the centre knows, read only."""

    def act(self, ref: str) -> Act | None: ...
    def life(self, root: str) -> Life | None: ...
    def current_name(self, ref: str) -> str: ...
    def line(self, ref: str) -> bytes | None: ...
    def receipt(self, fiscal_year: int, book: str, number: int) -> str | None: ...
    def book(self, fiscal_year: int, book: str) -> Book | None: ...
    def entered(self, register: str, name: str) -> Entered | None: ...
    def settled_satang(self, ref1: str) -> int | None: ...
    def roles(self, officer: str, at: int) -> frozenset[str]: ...
    def service(self, code: str, valid_from: str) -> Mapping[str, Any] | None: ...
    def record(self, pin: str) -> Mapping[str, Any] | None: ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the centre decides on one line. `act` is None only while it waits."""

    result: Result = "applied"
    code: str = ""
    detail: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    waits_on: str | None = None
    act: Act | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One line before its judge: everything a rule reads."""

    entry: Entry
    body: Body
    journal: Journal
    ref: str
    known: Known
    seen: Mapping[str, str]
    first_name: str = ""
    """Of a recovered line, the reference it was written under: papers and banks know that one."""

    def name(self, ref: str) -> str:
        """The name under which the line is known that this one means by `ref`."""
        return meant(self.known, self.journal, ref)

    def applied(self, *changes: Change, **facts: Any) -> Verdict:
        """It stands as it is; a change of a life is from now on seen by whoever builds on this line."""
        return Verdict(act=self._act(changes, facts), changes=changes)

    def conflict(self, code: str, *changes: Change, fields: Mapping[str, Any] | None = None, **facts: Any) -> Verdict:
        """It contradicts something; people decide. Facts of money may still move a life (`changes`)."""
        told = facts | {"result": "conflict"}  # whoever answers for this line later is asked whether there is reason
        return Verdict("conflict", code, fields=fields or {}, act=self._act(changes, told), changes=changes)

    def refused(self, code: str, detail: str = "") -> Verdict:
        """It breaks a rule; of a fact of money, at most a conflict."""
        result: Result = "conflict" if is_fact(self.entry.k) else "refused"
        return Verdict(result, code, detail, act=self._act((), {"result": result}))

    def waiting(self, code: str, on: str) -> Verdict:
        """It cannot be judged yet."""
        return Verdict("waiting", code, waits_on=on, fields={"on": on})

    def life_of(self, ref: str, *, needs: str = "") -> Life | Verdict:
        """The life that the line means by `ref`, where it has the fact `needs`; else the verdict: it waits for the
        line it speaks of, or is refused for speaking of something that has no such life."""
        root = self.name(ref)
        if self.known.act(root) is None:
            return self.waiting("unknown-reference", ref)
        life = self.known.life(root)
        if life is None or (needs and needs not in life.facts):
            return self.refused("reference")
        return life

    def forbidden(self, act: roles.Act) -> Verdict | None:
        """The refusal, where the roles the officer held at `t` do not permit the act."""
        if roles.may(self.known.roles(self.entry.o, self.entry.t), act):
            return None
        return self.refused("role")

    def unseconded(self, act: roles.Act) -> Verdict | None:
        """The refusal of a four-eyes act without a second person, or one whose roles do not permit the act.

        That `w` differs from `o` and is on the roster is checked of every line before its judge sees it.
        """
        second = self.entry.w
        if second is not None and roles.may(self.known.roles(second, self.entry.t), act):
            return None
        return self.refused("second-officer")

    def stale(self, life: Life) -> bool:
        """Whether the life moved on without the desk having seen it (only where its chain speaks of that life)."""
        known = self.seen.get(life.root)
        return known is not None and known != life.latest

    def stale_conflict(self, life: Life) -> Verdict:
        fields = {"latest": life.latest, "seen": self.seen[life.root], "state": life.state}
        return self.conflict("stale", fields=fields)

    def _act(self, changes: tuple[Change, ...], facts: Mapping[str, Any]) -> Act:
        seen = dict(self.seen) | {change.root: self.ref for change in changes if isinstance(change, Life)}
        return Act(self.ref, self.entry.k, self.entry.o, seen, facts)


Rule = Callable[[Case], Verdict]


def meant(known: Known, by: Journal, ref: str) -> str:
    """The name of the line that a line of the journal `by` means by `ref`.

    After a fork two lines bear one name: the desk's own later lines mean the one it carried over, everybody else the
    one held here under that name.
    """
    name = known.current_name(ref)
    if name == ref or known.act(ref) is None:
        return name
    today = parse_reference(name)[0]
    if by.desk == today.desk and by.epoch >= today.epoch:
        return name
    return name if _same_act(known, ref, name) else ref


def _same_act(known: Known, one: str, other: str) -> bool:
    first, second = known.line(one), known.line(other)
    return first is not None and second is not None and unwrapped(first) == unwrapped(second)


def is_fact(kind: str) -> bool:
    """Whether the kind tells of money that moved or a receipt that exists."""
    return kind.startswith(FACT_ROOMS)


def adjudicate(
    raw: bytes, journal: Journal, n: int, key_state: str, known: Known, rules: Mapping[str, Rule]
) -> Verdict:
    """Judge line `n` of a journal, stored as `raw` under a key that was `current`, `replaced` or `revoked` then;
    `released` where a person let the lines of a revoked key go."""
    ref = journal.reference(n)
    if key_state == "revoked":
        return Verdict("waiting", "revoked-key", waits_on="person")
    try:
        entry = decode_line(raw)
    except LineFault as fault:
        return _unreadable(ref, "not-a-line", str(fault))
    if entry.n != n:
        return _unreadable(ref, "number", "", entry.k, entry.o)
    if entry.k == RECOVERED:
        return _recovered(entry, journal, ref, known, rules)
    name = known.current_name(ref)
    if name != ref and (judged := known.act(name)) is not None and _same_act(known, ref, name):
        return Verdict(act=replace(judged, ref=ref))  # it comes late, after the one carried over: judged once
    return _judge(entry, journal, ref, known, rules)


def _judge(
    entry: Entry, journal: Journal, ref: str, known: Known, rules: Mapping[str, Rule], first_name: str = ""
) -> Verdict:
    model = KINDS.get(entry.k)
    if model is None:
        return Verdict("waiting", "unknown-kind", waits_on="kind")
    try:
        body = model.model_validate(entry.b)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])[:100]
        return _unreadable(ref, "body", f"{where}: {first['type']}"[:200], entry.k, entry.o)
    seen: Mapping[str, str] = {}
    if entry.p is not None:
        try:
            parse_reference(entry.p)
        except LineFault:
            return _unreadable(ref, "reference", "p", entry.k, entry.o)
        before = known.act(meant(known, journal, entry.p))
        if before is None:
            return Verdict("waiting", "unknown-reference", waits_on=entry.p, fields={"on": entry.p})
        seen = before.seen
    case = Case(entry, body, journal, ref, known, seen, first_name or ref)
    if entry.w is not None:
        if entry.w == entry.o:
            return case.refused("same-person")
        if not known.roles(entry.w, entry.t):
            return case.refused("second-officer")
    rule = rules.get(entry.k)
    return case.applied() if rule is None else rule(case)


def _recovered(entry: Entry, journal: Journal, ref: str, known: Known, rules: Mapping[str, Rule]) -> Verdict:
    """A line of an earlier epoch, carried over: judged as what it is, under its new reference."""
    try:
        found = read_recovered(entry)
        if any(parse_reference(name)[0].desk != journal.desk for name in found.names):
            raise LineFault("a line of another desk")
    except LineFault as fault:
        return _unreadable(ref, "not-a-line", str(fault), entry.k, entry.o)
    for name in reversed(found.names):
        act, held = known.act(name), known.line(name)
        if act is not None and held is not None and unwrapped(held) == found.entry.raw:
            # it had arrived before the desk lost it: judged once, under the name it has
            return Verdict(act=replace(act, ref=ref), changes=(Aliased(ref, known.current_name(name)),))
    verdict = _judge(found.entry, journal, ref, known, rules, found.names[0])
    if verdict.result == "waiting":
        return verdict
    return replace(verdict, changes=(*verdict.changes, *(Aliased(name, ref) for name in found.names)))


def _unreadable(ref: str, code: str, detail: str, kind: str = "", officer: str = "-") -> Verdict:
    result: Result = "conflict" if is_fact(kind) else "refused"
    act = Act(ref, _plain(kind), _plain(officer), facts={"result": result})
    return Verdict(result, code, _plain(detail), act=act)


def _plain(text: str) -> str:
    """Text out of a line that makes no sense, fit for any store: printable ASCII, escapes for the rest."""
    return "".join(mark for mark in ascii(text[:200])[1:-1] if mark.isprintable())[:200]
