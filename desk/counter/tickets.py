"""The queue of the waiting room: issue, call next, call again, hold, transfer, did not come, served.

A ticket belongs to the desk that issued it, until that desk gives it to one that asked. Only the desk it belongs to
calls it; so no two desks call the same, line up or down. A desk alone calls its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from desk.counter.bounds import TICKET, require_going_on
from desk.counter.office import Office
from desk.counter.printing import Printout, label_of, letterhead
from desk.counter.session import Session
from desk.counter.typed_text import NAME_LETTERS_MAX, REASON, clean_text
from desk.model.kinds.body import Body
from desk.model.kinds.tickets import (
    Lane,
    TicketAsked,
    TicketCalled,
    TicketDropped,
    TicketGiven,
    TicketHeld,
    TicketIssued,
    TicketKept,
    TicketMissed,
    TicketReturned,
    TicketServed,
    TicketTransferred,
)
from desk.rules.office_day import clock_time, office_date
from desk.rules.tickets import (
    LANE_WORDS,
    PRIORITY_RUN,
    SERIAL_MAX,
    Action,
    NoTicketWaiting,
    State,
    TicketElsewhere,
    TicketsUsedUp,
    TicketUnknown,
    Waiting,
    check,
    may,
    next_of,
)
from desk.thai import format_date
from desk.words import Language, Words, same
from local_db import meta
from local_db.connection import Connection
from local_db.journal import Act
from local_db.queries import office as office_data
from local_db.queries import tickets
from local_db.queries.tickets import TicketRow

if TYPE_CHECKING:
    from desk.paper.ticket_slip import TicketSlip

CALLS_SHOWN: Final = 8
RUN_LOOKED_AT: Final = 10
THE_DESK: Final = "-"
"""Who acts where the desk itself answers another."""


@dataclass(frozen=True, slots=True)
class Group:
    """A service group: its letter on the ticket, and its name."""

    letter: str
    name: Words


DEFAULT_GROUPS: Final = (
    Group("A", Words("ทะเบียนราษฎรและบัตรประชาชน", "Civil registration and identity cards")),
    Group("B", Words("ชื่อบุคคลและครอบครัว", "Names and family")),
    Group("C", Words("ภาษี ใบอนุญาต และธุรกิจ", "Taxes, permits and business")),
    Group("D", Words("สวัสดิการและร้องเรียน", "Welfare and complaints")),
)
"""Until the office sends its own (reference data `ticket_groups`)."""


@dataclass(frozen=True, slots=True)
class Board:
    """What the waiting room sees: calls, the latest first, and how many wait in each group. No names."""

    calls: tuple[TicketRow, ...]
    waiting: tuple[tuple[Group, int], ...]


def groups(office: Office, connection: Connection | None = None) -> tuple[Group, ...]:
    """The office's service groups."""
    sent = office_data.reference(connection or office.read(), "ticket_groups", [])
    found = []
    for each in sent if isinstance(sent, list) else []:
        letter, name = str(each.get("letter", "")), each.get("name", {})
        if len(letter) == 1 and "A" <= letter <= "Z":
            found.append(Group(letter, Words(str(name.get("th", letter)), str(name.get("en", letter)))))
    return tuple(found) or DEFAULT_GROUPS


def counter_of(office: Office) -> str:
    """What people call this desk's counter: as the office named it (reference data `counters`), else by its letter."""
    connection = office.read()
    desk = meta.desk(connection)
    named = office_data.reference(connection, "counters", {})
    if isinstance(named, dict) and named.get(desk):
        return str(named[desk])[:20]
    letters = desk.lstrip("0123456789")
    return str(ord(letters) - ord("A") + 1) if len(letters) == 1 else letters


def issue(office: Office, session: Session, group: str, lane: Lane = "ordinary", services: Sequence[str] = ()) -> str:
    """Give out a ticket; its reference. Raises RoleForbids, TicketUnknown for an unknown group, TicketsUsedUp,
    DeskEnding."""
    session.require("issue_ticket")

    def carry_out(act: Act) -> str:
        require_going_on(act, TICKET)
        if all(each.letter != group for each in groups(office, act.connection)):
            raise TicketUnknown(number=group)
        desk, date = meta.desk(act.connection), office.today().isoformat()
        serial = tickets.issued_here(act.connection, desk, date, group) + 1
        if serial > SERIAL_MAX:
            raise TicketsUsedUp(group=group)
        letters = desk.lstrip("0123456789")
        number = f"{group}{'' if letters == 'A' else letters}{serial:03d}"
        body = TicketIssued(date=date, group=group, number=number, lane=lane, services=list(services))
        return act.append(body, officer=session.officer)

    return office.file.act(carry_out)


def call_next(office: Office, session: Session, counter: str, wanted: Collection[str] = ()) -> TicketRow:
    """Call who is next of those this desk may call, of the groups `wanted` (all of them when empty).

    Raises RoleForbids, NoTicketWaiting.
    """
    session.require("issue_ticket")

    def carry_out(act: Act) -> TicketRow:
        chosen = _next(office, act.connection, wanted)
        if chosen is None:
            raise NoTicketWaiting()
        act.append(TicketCalled(ticket=chosen, counter=counter), officer=session.officer, about=chosen)
        return _one(act.connection, chosen)

    return office.file.act(carry_out)


def call(office: Office, session: Session, ref: str, counter: str) -> TicketRow:
    """Call this one: out of turn, held or missed before. Raises TicketElsewhere, TicketNotSo, TicketUnknown."""

    def body(ticket: TicketRow) -> Body:
        return TicketCalled(ticket=ref, counter=counter, again=ticket.calls > 0)

    return _on(office, session, ref, "call", body)


def call_again(office: Office, session: Session, ref: str) -> TicketRow:
    """The number once more, to the same counter. Raises as `call`."""
    return _on(
        office, session, ref, "recall", lambda ticket: TicketCalled(ticket=ref, counter=ticket.counter, again=True)
    )


def hold(office: Office, session: Session, ref: str, reason: str = "") -> TicketRow:
    """Put it aside for a while. Raises as `call`, TextRefused."""
    said = clean_text(reason, REASON, NAME_LETTERS_MAX)
    return _on(office, session, ref, "hold", lambda _: TicketHeld(ticket=ref, reason=said))


def put_back(office: Office, session: Session, ref: str) -> TicketRow:
    """Back into the queue, at the place its hour gives it. Raises as `call`."""
    return _on(office, session, ref, "return", lambda _: TicketReturned(ticket=ref))


def missed(office: Office, session: Session, ref: str) -> TicketRow:
    """Nobody came. Raises as `call`."""
    return _on(office, session, ref, "miss", lambda _: TicketMissed(ticket=ref))


def transfer(office: Office, session: Session, ref: str, group: str, reason: str = "") -> TicketRow:
    """Another group has to serve it. Raises as `call`, TextRefused."""
    said = clean_text(reason, REASON, NAME_LETTERS_MAX)
    if all(each.letter != group for each in groups(office)):
        raise TicketUnknown(number=group)
    return _on(
        office, session, ref, "transfer", lambda _: TicketTransferred(ticket=ref, group=group, reason=said)
    )  # fmt: skip


def served(office: Office, session: Session, ref: str) -> TicketRow:
    """Done; the visit it was for is named where there was one. Raises as `call`."""
    return _on(office, session, ref, "serve", lambda ticket: TicketServed(ticket=ref, visit=ticket.visit))


def drop(office: Office, session: Session, ref: str, reason: str = "") -> TicketRow:
    """Take it out of the queue. Raises as `call`, TextRefused."""
    said = clean_text(reason, REASON, NAME_LETTERS_MAX)
    return _on(office, session, ref, "drop", lambda _: TicketDropped(ticket=ref, reason=said))


def ask_for(office: Office, session: Session, ref: str, counter: str) -> None:
    """Ask the desk a ticket belongs to for it; it is called only once that desk has given it.

    Raises RoleForbids, TicketUnknown, TicketNotSo. Asking for one's own, or twice, changes nothing.
    """
    session.require("issue_ticket")

    def carry_out(act: Act) -> None:
        ticket, desk = _one(act.connection, ref), meta.desk(act.connection)
        pending = tickets.asked_by(act.connection, desk, ticket.date).get(ref) in ("", "waiting")
        if ticket.holder == desk or pending:
            return
        check("give", cast(State, ticket.state), ticket.number)
        # no part of the ticket's own chain: the centre lets the question wait, and nothing may wait behind it
        act.append(TicketAsked(ticket=ref, counter=counter), officer=session.officer)

    office.file.act(carry_out)


def answer_asks(office: Office) -> int:
    """Answer what other desks ask of this one: given where it still waits here, kept where it was called; how many.

    The desk itself does so, in one act with what it knows at that moment: an officer calling the same ticket is either
    before it or after it, never beside it.
    """
    if not tickets.asks_to_answer(office.read(), meta.desk(office.read())):
        return 0

    def carry_out(act: Act) -> int:
        desk, answered = meta.desk(act.connection), 0
        for ask in tickets.asks_to_answer(act.connection, desk):
            ticket = _one(act.connection, ask.ticket)
            if ticket.holder != desk:
                continue  # given to another a line before
            body: Body = (
                TicketGiven(ticket=ticket.ref, ask=ask.ref, desk=ask.desk)
                if may("give", cast(State, ticket.state))
                else TicketKept(ticket=ticket.ref, ask=ask.ref)
            )
            act.append(body, officer=THE_DESK, about=ticket.ref)
            answered += 1
        return answered

    return office.file.act(carry_out)


def of_today(office: Office) -> list[TicketRow]:
    """Every ticket of today that this desk knows of, in the order they were issued."""
    return tickets.of_day(office.read(), office.today().isoformat())


def asked_for(office: Office) -> dict[str, str]:
    """Tickets of other desks asked for today, with the centre's word so far."""
    connection = office.read()
    return tickets.asked_by(connection, meta.desk(connection), office.today().isoformat())


def slip(office: Office, ref: str, speech: Language = "th") -> TicketSlip:
    """What stands on the paper of a ticket. Raises TicketUnknown."""
    from desk.paper.ticket_slip import TicketSlip

    connection = office.read()
    row = _one(connection, ref)
    waiting = tickets.in_state(connection, row.date, "waiting")
    group = next((each.name for each in groups(office, connection) if each.letter == row.service_group), same(""))
    lane = next((words for name, words in LANE_WORDS.items() if name == row.lane), same(row.lane))
    head = letterhead(office)
    return TicketSlip(
        office=head.office.in_language(speech),
        number=row.number,
        group=group.in_language(speech),
        lane=lane.in_language(speech),
        issued=f"{format_date(office_date(row.issued))} {clock_time(row.issued)}",
        before=sum(each.service_group == row.service_group and each.issued < row.issued for each in waiting),
        sample=head.sample,
    )


def slip_to_print(office: Office, session: Session, ref: str) -> Printout:
    """That slip as a paper to print. Raises RoleForbids, TicketUnknown."""
    from desk.paper.ticket_slip import TITLE, ticket_document

    session.require("issue_ticket")
    paper = slip(office, ref)
    document = ticket_document(paper)
    return Printout(document, f"ticket-{paper.number}", label_of(TITLE, paper.number), office.clock.now_ms(), ref)


def board(office: Office) -> Board:
    """What hangs in the waiting room."""
    connection, date = office.read(), office.today().isoformat()
    waiting = tickets.in_state(connection, date, "waiting")
    counts = tuple((group, sum(row.service_group == group.letter for row in waiting)) for group in groups(office))
    return Board(tuple(tickets.calls(connection, date, CALLS_SHOWN)), counts)


def _next(office: Office, connection: Connection, wanted: Collection[str]) -> str | None:
    date, desk = office.today().isoformat(), meta.desk(connection)
    waiting = [
        Waiting(row.ref, cast(Lane, row.lane), row.issued)
        for row in tickets.in_state(connection, date, "waiting")
        if row.holder == desk and (not wanted or row.service_group in wanted)
    ]
    before = cast(list[Lane], tickets.lanes_called(connection, date, RUN_LOOKED_AT))
    run = int(office.policy(connection, "ticket_priority_run", PRIORITY_RUN))
    chosen = next_of(waiting, before, run)
    return None if chosen is None else chosen.ref


def _on(office: Office, session: Session, ref: str, action: Action, body: Callable[[TicketRow], Body]) -> TicketRow:
    """One line on a ticket that belongs to this desk."""
    session.require("issue_ticket")

    def carry_out(act: Act) -> TicketRow:
        ticket = _one(act.connection, ref)
        if ticket.holder != meta.desk(act.connection):
            raise TicketElsewhere(number=ticket.number, desk=ticket.holder)
        check(action, cast(State, ticket.state), ticket.number)
        act.append(body(ticket), officer=session.officer, about=ref)
        return _one(act.connection, ref)

    return office.file.act(carry_out)


def _one(connection: Connection, ref: str) -> TicketRow:
    found = tickets.one(connection, ref)
    if found is None:
        raise TicketUnknown(number=ref)
    return found
