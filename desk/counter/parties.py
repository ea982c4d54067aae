"""Who a request is from, whom it concerns, who pays: from the registry, or typed in for people outside it."""

from __future__ import annotations

from typing import Final

from desk.counter.refusals import CitizenDeceased, CitizenNotInForce, CitizenUnknown, PartyIncomplete, PartyNotServed
from desk.counter.typed_text import NAME_LETTERS_MAX, clean_text, refuse_unprintable
from desk.model.kinds.body import Acting, IdentityShown, Party
from desk.rules.ids import check_juristic
from desk.words import Words
from local_db.connection import Connection
from local_db.queries import citizens, looked_up
from local_db.queries.citizens import Citizen

PARTY_KIND_WORDS: Final[dict[str, Words]] = {
    "citizen": Words("บุคคลในทะเบียน", "a person in the registry"),
    "person": Words("บุคคลนอกทะเบียน", "a person outside the registry"),
    "foreigner": Words("คนต่างด้าว", "a foreigner"),
    "company": Words("นิติบุคคล", "a company"),
    "newborn": Words("เด็กแรกเกิด", "a newborn"),
    "agency": Words("หน่วยงาน", "an agency"),
    "officer": Words("เจ้าหน้าที่ของรัฐ", "an official"),
}
IDENTITY_WORDS: Final[dict[IdentityShown, Words]] = {
    "card_seen": Words("เห็นบัตรประชาชน", "Card seen"),
    "card_read": Words("อ่านบัตรประชาชน", "Card read"),
    "thaid": Words("ThaID", "ThaID"),
    "other_paper": Words("เอกสารอื่น", "Other paper"),
    "vouched": Words("มีผู้รับรอง", "Vouched for"),
    "not_shown": Words("ไม่ได้แสดง", "Not shown"),
}
ROLE_IN_REQUEST: Final = {
    "applicant": Words("ผู้ยื่น", "The applicant"),
    "concerns": Words("ผู้ที่คำขอเกี่ยวข้อง", "The person concerned"),
    "acting": Words("ผู้กระทำการแทน", "The person acting"),
    "payer": Words("ผู้ชำระเงิน", "The payer"),
}
NUMBER_LETTERS_MAX: Final = 20
_NAME: Final = Words("ชื่อ", "a name")
_PASSPORT: Final = Words("เลขหนังสือเดินทาง", "a passport number")
_PAPER: Final = Words("เอกสารมอบอำนาจ", "the paper of authority")
_TYPED_NAME: Final = Words("ชื่อ", "The name")
_TYPED_NUMBER: Final = Words("เลข", "The number")
_TYPED_PAPER: Final = Words("เอกสารมอบอำนาจ", "The paper of authority")
_TYPED_ADDRESS: Final = Words("ที่อยู่", "The address")


def of_citizen(citizen: Citizen, identity: IdentityShown = "card_seen") -> Party:
    """A person of the registry as a party."""
    return Party(kind="citizen", name=citizen.name[:NAME_LETTERS_MAX], number=citizen.pin, identity=identity)


def typed(kind: str, name: str, number: str = "", identity: IdentityShown = "not_shown") -> Party:
    """Somebody outside the registry. Raises PartyIncomplete, TextRefused, or the refusal of a juristic number."""
    spelled = clean_text(name, _TYPED_NAME, NAME_LETTERS_MAX)
    if not spelled:
        raise PartyIncomplete(who=PARTY_KIND_WORDS[kind], what=_NAME)
    shown = number.strip() if kind == "company" else clean_text(number, _TYPED_NUMBER, NUMBER_LETTERS_MAX)
    if kind == "company":
        shown = check_juristic(shown)
    elif kind == "foreigner" and not shown:
        raise PartyIncomplete(who=PARTY_KIND_WORDS[kind], what=_PASSPORT)
    return Party.model_validate({"kind": kind, "name": spelled, "number": shown or None, "identity": identity})


def acting_by(party: Party, paper: str) -> Acting:
    """Somebody who acts for the applicant by a paper that was seen. Raises PartyIncomplete, TextRefused."""
    seen = clean_text(paper, _TYPED_PAPER, NAME_LETTERS_MAX)
    if not seen:
        raise PartyIncomplete(who=ROLE_IN_REQUEST["acting"], what=_PAPER)
    return Acting(party=party, paper=seen)


def check_acting(connection: Connection, acting: Acting) -> None:
    """One who acts lives, and the paper can be read. Raises what `check_party` raises."""
    check_party(connection, acting.party, must_live=True)
    refuse_unprintable(acting.paper, _TYPED_PAPER)


def check_party(connection: Connection, party: Party, *, must_live: bool) -> None:
    """A party that claims to be in the registry is, and lives where it must act.

    Raises CitizenUnknown, CitizenDeceased, CitizenNotInForce, and TextRefused for somebody typed in.
    """
    if party.kind != "citizen":
        refuse_unprintable(party.name, _TYPED_NAME)
        refuse_unprintable(party.number or "", _TYPED_NUMBER)
        refuse_unprintable((party.address or "").replace("\n", " "), _TYPED_ADDRESS)
        return
    number = party.number or ""
    citizen = citizens.by_pin(connection, number)
    if citizen is None and (told := looked_up.by_pin(connection, number, 0)) is not None:
        citizen = told.citizen
    if citizen is None:
        raise CitizenUnknown()
    if must_live and citizen.status == "deceased":
        raise CitizenDeceased(name=citizen.name)
    if citizen.status in ("suspended", "merged"):
        raise CitizenNotInForce(name=citizen.name)


def check_served(allowed: tuple[str, ...], party: Party) -> None:
    """Raise PartyNotServed unless the service is for this kind of party."""
    if party.kind not in allowed:
        raise PartyNotServed(kind=PARTY_KIND_WORDS[party.kind])
