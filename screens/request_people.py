"""Whom a request is from, whom it concerns, who acts: the three lines above every form, and how they are named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desk.counter import forms
from desk.counter.parties import ROLE_IN_REQUEST
from desk.counter.record import open_record
from desk.words import Words
from screens.base import SubScreen
from screens.party_line import PartyLine
from screens.request_words import LABEL_LEAST
from screens.work import work_of

if TYPE_CHECKING:
    from desk.catalogue.service import Service
    from desk.counter.answers import Answer
    from desk.model.kinds.body import Acting, Party

ROLES = ("applicant", "concerns", "acting")
_STAY = Words("คำขอที่ยื่นแล้วเปลี่ยนบุคคลไม่ได้", "The people of a request once submitted stay as they are")


class RequestPeople(SubScreen[str]):
    """The people of a request. A form fills its questions in anew in `know`, and goes on in `named`."""

    def __init__(self) -> None:
        super().__init__()
        self.parties: dict[str, Party | None] = {"applicant": None, "concerns": None}
        self.acting: Acting | None = None
        self.people_stay = False
        """A request once submitted keeps its people."""
        self.people_lines = {
            role: PartyLine(ROLE_IN_REQUEST[role], role, optional=role == "acting", label_width=LABEL_LEAST)
            for role in ROLES
        }

    def know(self, known: dict[str, Answer]) -> None:
        """What the record of the person concerned says to the questions of the form."""
        raise NotImplementedError

    def named(self) -> None:
        """Somebody was named, or taken away."""
        raise NotImplementedError

    def show_people(self) -> None:
        """Show who stands there now."""
        for role in ("applicant", "concerns"):
            self.people_lines[role].name_party(self.parties[role])
        self.people_lines["acting"].name_party(self.acting)

    def unnamed(self) -> PartyLine | None:
        """The first line that must name somebody and does not."""
        return next((line for line in self.people_lines.values() if self.parties.get(line.role, line) is None), None)

    def ask_person(self, role: str, service: Service) -> None:
        """Ask for another person in this role."""
        from screens.party import AskActing, AskParty

        if self.people_stay:
            self.say(_STAY)
        elif role == "acting":
            self.app.push_screen(AskActing(self.acting), self._acting_named)
        elif role == "applicant":
            box = AskParty(service.applicants, self.parties[role], role=role)
            self.app.push_screen(box, self._applicant_named)
        else:
            box = AskParty(service.concerns, self.parties[role], role=role, must_live=False)

            async def concerned(party: Party | None) -> None:
                await self._concerned_named(party, service)

            self.app.push_screen(box, concerned)

    def _acting_named(self, acting: Acting | None) -> None:
        if acting is not None:
            self.acting = acting
            self._go_on()

    def _applicant_named(self, party: Party | None) -> None:
        if party is not None:
            self.parties["applicant"] = party
            self._go_on()

    async def _concerned_named(self, party: Party | None, service: Service) -> None:
        """Another person concerned: what was filled in from the record before goes, theirs comes."""
        if party is None:
            return
        before, self.parties["concerns"] = self.parties["concerns"], party
        if before is None or before.number != party.number:
            known: dict[str, Any] = {}
            work = work_of(self)
            if party.kind == "citizen" and work.visit is not None:
                number = party.number or ""
                record = await self.perform(lambda: open_record(work.open_office, work.officer, number, work.visit))
                if record is not None:
                    known = forms.prefill(service, record.citizen, record.household)
            self.know(known)
        self._go_on()

    def _go_on(self) -> None:
        self.show_people()
        self.named()
        self.focus_next()

    def on_party_line_cleared(self, event: PartyLine.Cleared) -> None:
        """Delete on the line of the one who acts: nobody does."""
        if event.line.role == "acting" and not self.people_stay:
            self.acting = None
            self.show_people()
            self.named()
