"""Lines the centre refused or found in conflict: a list of their own, and two ways out of it. Either a new act names
the old one (sent anew), or a supervisor writes down how it was settled. The old line stays for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from desk.counter.refusals import ReasonMissing
from desk.counter.typed_text import NAME_LETTERS_MAX, REASON, clean_text
from desk.model.errors import Refused
from desk.words import Words
from local_db.queries import sync, truth

if TYPE_CHECKING:
    from desk.counter.office import Office
    from desk.counter.session import Session
    from local_db.connection import Connection
    from local_db.journal import Act

Way = Literal["", "form", "case", "settle"]


class NotInTrouble(Refused):
    """The line was not refused and is in no conflict, or somebody answered it."""

    code: ClassVar[str] = "E636"
    said: ClassVar[Words] = Words(
        "รายการ {ref} ไม่มีปัญหาค้างอยู่แล้ว ไม่มีอะไรเปลี่ยนแปลง กด F5 ดูรายการใหม่",
        "Line {ref} is in no trouble any more; nothing was changed. Press F5 to see the list anew",
    )


def way_out(office: Office, ref: str) -> Way:
    """How a troubled line is answered: its request typed anew (`form`), its case decided or brought back again
    (`case`), or by a supervisor's note (`settle`). Empty where there is nothing to answer."""
    return _way_out(office.read(), ref)


def _way_out(connection: Connection, ref: str) -> Way:
    outcome = sync.outcome_of(connection, ref)
    if outcome is None or outcome.result not in ("refused", "conflict") or truth.answer_to(connection, ref) is not None:
        return ""
    kind = sync.kind_of(connection, ref)
    if kind == "request.submitted":
        return "form" if outcome.result == "refused" else "settle"
    return "case" if kind.startswith("request.") else "settle"


def settle(office: Office, session: Session, ref: str, note: str) -> None:
    """Write down how it was settled by hand. Raises RoleForbids, ReasonMissing, NotInTrouble, TextRefused."""
    from desk.model.kinds.desk_life import TroubleAnswered

    session.require("review")
    said = clean_text(note, REASON, NAME_LETTERS_MAX)
    if not said:
        raise ReasonMissing()

    def carry_out(act: Act) -> None:
        if not _way_out(act.connection, ref):
            raise NotInTrouble(ref=ref)
        act.append(TroubleAnswered(ref=ref, how="settled", note=said), officer=session.officer)

    office.file.act(carry_out)


def answer(act: Act, session: Session, ref: str, by: str) -> None:
    """In the act that sends it anew: the new line names the old one. Raises NotInTrouble."""
    from desk.model.kinds.desk_life import TroubleAnswered

    outcome = sync.outcome_of(act.connection, ref)
    settled = truth.answer_to(act.connection, ref) is not None
    if outcome is None or outcome.result not in ("refused", "conflict") or settled:
        raise NotInTrouble(ref=ref)
    act.append(TroubleAnswered(ref=ref, how="resent", by=by), officer=session.officer)


def answer_on(act: Act, session: Session, request: str, by: str) -> None:
    """The same for every line of this desk on a request that is in trouble: the new act on it stands in their place."""
    for ref in sync.troubled_on(act.connection, act.journal.desk, request):
        answer(act, session, ref, by)
