"""Asking the centre about somebody who is not in the copy: journalled before it is asked, kept as the policy says.

*Not found* is an answer with its time; *could not ask* is raised and says that nothing is known. A line that drops
half-way gives the second.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from desk.counter.looks import require_look
from desk.counter.lookup import FoundRow, shown_rows
from desk.counter.office import Office
from desk.counter.record import visit_is_open
from desk.counter.refusals import PurposeMissing
from desk.counter.session import Session
from desk.counter.understood import Typed, understand
from desk.counter.visit import Visit
from desk.model.kinds.visits import Asked, RecordViewed
from desk.model.look_up import LookedUp, LookUpBy, SourceDown
from local_db.journal import Act
from local_db.queries import looked_up

if TYPE_CHECKING:
    from desk.model.ports import RegistryLine

KEPT_MINUTES: Final = 60
"""How long an answer is kept while the policy `look_up_kept_minutes` says nothing."""
VALUE_LETTERS_MAX: Final = 100
NAME_LETTERS_MIN: Final = 2


@dataclass(frozen=True, slots=True)
class Question:
    """What the centre is asked for; `typed` where it is a number typed by hand."""

    by: LookUpBy
    value: str
    typed: bool = False


@dataclass(frozen=True, slots=True)
class CentreAnswer:
    """What the centre said: nobody, where `rows` is empty. `as_of` ms; `kept` where it had said so before."""

    question: Question
    rows: list[FoundRow]
    as_of: int
    truncated: bool = False
    kept: bool = False


def question_of(office: Office, text: str) -> Question | None:
    """What of a typed text the centre can be asked for; None where that is nothing."""
    typed = understand(text, office.today())
    if typed.fault is not None:
        return None
    by = _asked_by(typed)
    value = " ".join(typed.words) if by == "name" else typed.number
    if by is None or not NAME_LETTERS_MIN <= len(value) <= VALUE_LETTERS_MAX or not value.isprintable():
        return None
    return Question(by, value, typed=by == "pin" and not typed.scanned)


def _asked_by(typed: Typed) -> LookUpBy | None:
    if typed.kind == "person":
        return "pin"
    if typed.kind == "house":
        return "house"
    if typed.kind == "zone":
        return "passport"
    return "name" if typed.kind == "name" and typed.words else None


async def ask_centre(
    office: Office, session: Session, registry: RegistryLine | None, question: Question, visit: Visit | None
) -> CentreAnswer:
    """Ask the centre's registry once, or give what it said a short while ago.

    Raises RoleForbids, PurposeMissing, LooksUsedUp, and CouldNotAsk (desk/model/look_up.py), which is not "not found".
    """
    session.require("look_up")
    kept = await office.ask(lambda: _kept(office, question))
    if kept is not None:
        return kept
    if visit is None or not await office.ask(lambda: visit_is_open(office, visit)):
        raise PurposeMissing()
    if registry is None:
        raise SourceDown("line")
    ref = await office.ask(lambda: _note(office, session, question, visit))
    told = await registry.look_up(question.by, question.value, purpose=visit.purpose, ref=ref, officer=session.officer)
    found = _checked(told)
    await office.ask(lambda: _keep(office, found, told.as_of))
    rows = await office.ask(lambda: _rows(office, found))
    return CentreAnswer(question, rows, told.as_of, told.truncated)


def _note(office: Office, session: Session, question: Question, visit: Visit) -> str:
    """The line that says what is asked, before it is asked."""
    body = RecordViewed(
        citizen=question.value if question.by == "pin" else None,
        visit=visit.ref,
        purpose=visit.purpose,
        source="centre",
        as_of=0,
        found_by="centre",
        question=Asked(by=question.by, value=question.value),
    )

    def look(act: Act) -> str:
        require_look(office, act.connection, session.officer, act.now_ms)
        return act.append(body, officer=session.officer)

    return office.file.act(look)


def _checked(told: LookedUp) -> list[dict[str, Any]]:
    """The records, each as strict as one of the feed. Raises SourceDown: an answer nobody can read is none."""
    from pydantic import ValidationError

    from desk.model.feed import CitizenPut

    try:
        return [CitizenPut.model_validate(record).model_dump(mode="json") for record in told.found]
    except ValidationError as fault:
        raise SourceDown("centre") from fault


def _keep(office: Office, found: list[dict[str, Any]], as_of: int) -> None:
    now = office.clock.now_ms()

    def put(connection: Any) -> None:
        looked_up.forget_before(connection, now - _kept_ms(office))
        looked_up.keep(connection, found, as_of, now)

    office.file.store.write(put)


def _kept_ms(office: Office) -> int:
    told = office.policy(office.read(), "look_up_kept_minutes", KEPT_MINUTES)
    return (told if type(told) is int and told >= 0 else KEPT_MINUTES) * 60_000


def _kept(office: Office, question: Question) -> CentreAnswer | None:
    if question.by != "pin":
        return None
    told = looked_up.by_pin(office.read(), question.value, office.clock.now_ms() - _kept_ms(office))
    if told is None:
        return None
    return CentreAnswer(question, shown_rows(office, [told.citizen]), told.as_of, kept=True)


def _rows(office: Office, found: list[dict[str, Any]]) -> list[FoundRow]:
    return shown_rows(office, [looked_up.citizen_of(record) for record in found])
