"""Rules for queue tickets: one desk at a time may call one, and that desk alone gives it away. Pure.

A desk that asks for another's ticket waits for the word of the desk it belongs to: only that desk knows, line up or
down, whether it has called it. The centre never gives away what is not its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from desk.model.kinds.tickets import (
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
from desk.rules.tickets import FROM
from sync.central.adjudication import Case, Entered, Life, Rule, Settled, Verdict

OfOwner = (
    TicketCalled
    | TicketHeld
    | TicketReturned
    | TicketMissed
    | TicketTransferred
    | TicketServed
    | TicketDropped
    | TicketGiven
    | TicketKept
)
LEADS_TO: Final[Mapping[str, str]] = {
    "ticket.called": "called",
    "ticket.held": "held",
    "ticket.returned": "waiting",
    "ticket.missed": "missed",
    "ticket.transferred": "waiting",
    "ticket.served": "served",
    "ticket.dropped": "dropped",
}


def issued(case: Case) -> Verdict:
    """A number is given out once a day in a branch."""
    body = case.body
    assert isinstance(body, TicketIssued)
    name = f"{body.date} {body.number}"
    other = case.known.entered("ticket", name)
    if other is not None and other.ref != case.ref:
        return case.conflict("duplicate-number", fields={"other": other.ref})
    life = Life(case.ref, "waiting", case.ref, {"holder": case.journal.desk})
    return case.applied(life, Entered("ticket", name, case.ref))


def of_owner(case: Case) -> Verdict:
    """What the desk a ticket belongs to says of it."""
    body = case.body
    assert isinstance(body, OfOwner)
    life = case.life_of(body.ticket, needs="holder")
    if isinstance(life, Verdict):
        return life
    if life.facts["holder"] != case.journal.desk:
        return case.refused("not-holder")
    if isinstance(body, TicketKept):
        kept = [*life.facts.get("kept", ()), case.name(body.ask)]
        return case.applied(replace(life, facts={**life.facts, "kept": kept}), Settled(f"ask {case.name(body.ask)}"))
    if isinstance(body, TicketGiven):
        if life.state not in FROM["give"]:
            return case.conflict("state", fields={"latest": life.latest, "state": life.state})
        given = replace(life, latest=case.ref, facts={**life.facts, "holder": body.desk})
        return case.applied(given, Settled(f"ask {case.name(body.ask)}"))
    return case.applied(replace(life, state=LEADS_TO[case.entry.k], latest=case.ref))


def asked(case: Case) -> Verdict:
    """Another desk would like to call it: as soon as the one it belongs to has said so, and not before."""
    body = case.body
    assert isinstance(body, TicketAsked)
    life = case.life_of(body.ticket, needs="holder")
    if isinstance(life, Verdict):
        return life
    if life.facts["holder"] == case.journal.desk:
        return case.applied()
    if case.ref in life.facts.get("kept", ()) or life.state not in FROM["give"]:
        return case.conflict("kept", fields={"latest": life.latest, "state": life.state})
    return Verdict("waiting", "ticket-owner", waits_on=f"ask {case.ref}", fields={"on": life.facts["holder"]})


RULES: Mapping[str, Rule] = {
    "ticket.issued": issued,
    "ticket.asked": asked,
    **dict.fromkeys((*LEADS_TO, "ticket.given", "ticket.kept"), of_owner),
}
