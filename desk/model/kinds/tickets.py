"""Kinds of the queue in the waiting room. A ticket belongs to one desk at a time; that desk alone calls it.

Another desk asks for it, and the desk it belongs to gives it, in a line of its own journal: so no two desks ever call
the same ticket, whatever the line does. The centre judges the asking by that word.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from desk.model.kinds.body import Body, IsoDate, Note, Reference

Lane = Literal["ordinary", "elderly", "disabled", "monk", "pregnant", "appointment"]
Counter = Annotated[str, Field(min_length=1, max_length=20, description="Where the called person goes")]
Group = Annotated[str, Field(pattern=r"^[A-Z]$", description="Letter of a service group")]


class TicketIssued(Body):
    """A ticket was given to somebody who came."""

    kind: ClassVar[str] = "ticket.issued"
    date: IsoDate
    group: Group
    number: Annotated[str, Field(pattern=r"^[A-Z]{1,5}[0-9]{3,4}$")]
    lane: Lane = "ordinary"
    services: list[Annotated[str, Field(max_length=40)]] = Field(default_factory=list, max_length=10)


class TicketCalled(Body):
    """The number was called to a counter; `again` where it had been called before."""

    kind: ClassVar[str] = "ticket.called"
    ticket: Reference
    counter: Counter
    again: bool = False


class TicketHeld(Body):
    """Put aside for a while: somebody went for a paper, or is not ready."""

    kind: ClassVar[str] = "ticket.held"
    ticket: Reference
    reason: Note = ""


class TicketReturned(Body):
    """Back into the queue: after holding, or a number that was missed and came after all."""

    kind: ClassVar[str] = "ticket.returned"
    ticket: Reference


class TicketMissed(Body):
    """Called, and nobody came."""

    kind: ClassVar[str] = "ticket.missed"
    ticket: Reference


class TicketTransferred(Body):
    """Another service group has to serve it; it waits there with the place its hour gives it."""

    kind: ClassVar[str] = "ticket.transferred"
    ticket: Reference
    group: Group
    reason: Note = ""


class TicketServed(Body):
    """Served: the visit it was for is over."""

    kind: ClassVar[str] = "ticket.served"
    ticket: Reference
    visit: Reference | None = None


class TicketDropped(Body):
    """Taken out of the queue: gone home, issued by mistake, the day ended."""

    kind: ClassVar[str] = "ticket.dropped"
    ticket: Reference
    reason: Note = ""


class TicketAsked(Body):
    """This desk asks for a ticket that belongs to another; nothing is called before the answer is here."""

    kind: ClassVar[str] = "ticket.asked"
    ticket: Reference
    counter: Counter


class TicketGiven(Body):
    """The desk it belongs to gives it to the desk that asked: from here on it is theirs to call."""

    kind: ClassVar[str] = "ticket.given"
    ticket: Reference
    ask: Reference
    desk: Annotated[str, Field(pattern=r"^[0-9]{1,8}[A-Z]{1,4}$")]


class TicketKept(Body):
    """The desk it belongs to does not give it: it was called here already."""

    kind: ClassVar[str] = "ticket.kept"
    ticket: Reference
    ask: Reference
