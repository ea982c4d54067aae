"""Acts for which one person is not enough: the second one signs at the same desk (`Door.second`), line up or down."""

from __future__ import annotations

from desk.counter.money_refusals import SecondMissing
from desk.counter.session import SamePerson, Session
from desk.rules.roles import Act


def require_second(first: Session, second: Session | None, needed: Act) -> str:
    """The second person's id. Raises SecondMissing, SamePerson, RoleForbids."""
    if second is None:
        raise SecondMissing()
    return check_second(first, second, needed)


def check_second(first: Session, second: Session, needed: Act) -> str:
    """The id of a second person who is there. Raises SamePerson, RoleForbids."""
    if second.officer == first.officer:
        raise SamePerson()
    second.require(needed)
    return second.officer
