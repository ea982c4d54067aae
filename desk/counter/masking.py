"""What of a record is hidden until somebody needs it: by policy, and uncovered by an act of its own."""

from __future__ import annotations

from typing import Final, get_args

from desk.counter.office import Office
from desk.counter.session import Session
from desk.model.errors import Refused
from desk.model.kinds.visits import Maskable, RecordRevealed
from desk.words import Words
from local_db.connection import Connection
from local_db.queries import looks

HIDDEN: Final[tuple[Maskable, ...]] = ("birth", "phone", "parents")
"""Hidden while the policy `masked_fields` says nothing: what an officer may ask the person, and need not read."""
MASKABLE: Final[tuple[Maskable, ...]] = get_args(Maskable)
_SHOWN_DIGITS: Final = 2


class NothingHidden(Refused):
    """Every field of this record is on the screen."""

    code = "E259"
    said = Words(
        "รายการนี้ไม่มีข้อมูลที่ปิดไว้แล้ว ไม่มีอะไรเปลี่ยนแปลง ทำงานต่อได้",
        "Nothing of this record is hidden any more; nothing was changed. Go on",
    )


def hidden_fields(office: Office, connection: Connection, viewed: str = "") -> frozenset[Maskable]:
    """Fields hidden by policy, without those uncovered under the look `viewed`."""
    told = office.policy(connection, "masked_fields", list(HIDDEN))
    named = told if isinstance(told, list) else HIDDEN
    uncovered = looks.revealed_in(connection, viewed) if viewed else ()
    return frozenset(name for name in MASKABLE if name in named and name not in uncovered)


def reveal(office: Office, session: Session, viewed: str) -> frozenset[Maskable]:
    """Uncover what is hidden of the record opened by the look `viewed`; journalled before anything is shown.

    Raises RoleForbids, NothingHidden.
    """
    session.require("look_up")
    hidden = hidden_fields(office, office.read(), viewed)
    if not hidden:
        raise NothingHidden()
    body = RecordRevealed(viewed=viewed, fields=[name for name in MASKABLE if name in hidden])
    office.file.act(lambda act: act.append(body, officer=session.officer, about=viewed))
    return hidden


def masked_phone(phone: str) -> str:
    """A telephone number with all but its last two digits hidden."""
    return "x" * max(0, len(phone) - _SHOWN_DIGITS) + phone[-_SHOWN_DIGITS:] if phone else ""
