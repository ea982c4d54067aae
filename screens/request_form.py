"""The form of a request, made from the definition of its service: one screen for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from desk.counter import forms, lookup
from desk.counter.answers import Answer
from desk.counter.parties import ROLE_IN_REQUEST
from desk.counter.record import open_record
from desk.counter.refusals import AnswerMissing, PartyIncomplete
from desk.counter.states import state_words
from desk.rules.office_day import office_date
from desk.words import Words
from screens.answer_rows import AnswerRow
from screens.base import DeskScreen, SubScreen
from screens.choice_input import ChoiceInput, PickOne
from screens.keys import CANCEL, LIST, SAVE
from screens.papers import PaperLine
from screens.parts import FactRow, Said
from screens.party_line import PartyLine
from screens.reading import read as ask
from screens.request_words import LABEL_LEAST, due_words, fee_words, label_width, next_step
from screens.thai_input import ThaiInput
from screens.work import work_of
from screens.written_order import WrittenOrder

if TYPE_CHECKING:
    from desk.catalogue.service import Service
    from desk.counter.review import Case
    from desk.model.kinds.body import Acting, IdentityShown, Party
    from local_db.queries.citizens import Citizen, Household

_A_NAME = Words("ชื่อ", "a name")
_DECIDES = {
    "counter": Words("พิจารณาที่เคาน์เตอร์", "decided at the counter"),
    "supervisor": Words("หัวหน้าพิจารณา", "decided by a supervisor"),
    "registrar": Words("นายทะเบียนพิจารณา", "decided by the registrar"),
}


@dataclass(frozen=True, slots=True)
class _Opened:
    """What the form needs to begin: the definition, by when the office owes an answer, the case brought back."""

    service: Service
    due: date | None
    filed: date
    case: Case | None


class RequestForm(SubScreen[str], WrittenOrder[str]):
    """Parties above, questions and papers in the middle, fee and due date below; answers the request's reference."""

    ACTIONS = (
        LIST.called(
            Words("เลือก/เปลี่ยน", "Choose"),
            Words("เปลี่ยนบุคคล หรือเลือกคำตอบจากรายการ", "Changes a person, or lists the choices"),
        ),
        SAVE.called(
            Words("ยื่นคำขอ", "Submit"), Words("ตรวจทั้งแบบแล้วบันทึกคำขอ", "Checks the whole form and takes the request in")
        ),
        CANCEL,
    )
    ABOUT = Words(
        "กรอกคำขอ ตรวจเอกสารด้วย Space แล้วกด F10 ยื่น ช่องที่ทะเบียนมีอยู่แล้วระบบเติมให้",
        "Fill in the request, mark papers with Space, press F10. What the registry knows is filled in already",
    )
    DEFAULT_CSS: ClassVar[str] = """
    RequestForm #form-title { text-style: bold; width: 100%; }
    RequestForm #answers { height: 1fr; scrollbar-size-vertical: 1; margin: 1 0 0 0; }
    RequestForm #papers-title { text-style: bold; margin: 1 0 0 0; }
    RequestForm .note { color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(
        self,
        service: str = "",
        citizen: Citizen | None = None,
        household: Household | None = None,
        resubmit: str | None = None,
        identity: IdentityShown = "card_seen",
        instead_of: str | None = None,
    ) -> None:
        super().__init__()
        self._code = service
        self._citizen, self._household = citizen, household
        self._identity: IdentityShown = identity
        self._resubmit = resubmit
        self._instead_of = instead_of
        self._service: Service | None = None
        self._due: date | None = None
        self._filed = date.min
        self.parties: dict[str, Party | None] = {"applicant": None, "concerns": None}
        self.acting: Acting | None = None
        self._prefilled: dict[str, Answer] = {}
        self._leaving = False
        self._title = Said(Words("", ""), id="form-title")
        self._lines = {
            role: PartyLine(ROLE_IN_REQUEST[role], role, optional=role == "acting", label_width=LABEL_LEAST)
            for role in ("applicant", "concerns", "acting")
        }
        self._answers = VerticalScroll(id="answers", can_focus=False)
        self._fee_row = FactRow(Words("ค่าธรรมเนียม", "Fee"), "", LABEL_LEAST, id="fee")
        self._due_row = FactRow(Words("กำหนดเสร็จ", "Due"), "", LABEL_LEAST, id="due")

    def body(self) -> ComposeResult:
        """The frame; the questions come when the definition is read."""
        yield self._title
        yield from self._lines.values()
        yield self._answers
        yield self._fee_row
        yield self._due_row

    # ---- opening

    @on(events.Mount)
    async def begin(self) -> None:
        """Read the definition, and the case that comes back; build the rows; fill in what is known."""
        opened = await ask(self, self._open)
        if opened is None:
            return
        self._service, self._due, self._filed = opened.service, opened.due, opened.filed
        service = opened.service
        width = label_width(service)
        rows = [AnswerRow(question, service.code, width) for question in service.fields]
        how = {paper["paper"]: paper["how"] for paper in opened.case.case.papers} if opened.case else {}
        papers = [PaperLine(paper, how.get(paper.code)) for paper in service.papers]
        heading = [Said(Words("เอกสาร  (Space เปลี่ยน)", "Papers  (Space changes)"), id="papers-title")] if papers else []
        await self._answers.mount_all([*rows, *heading, *papers])
        if opened.case is not None:
            self._bring_back(opened.case)
        else:
            self._begin_with_citizen(service)
        self._show_parties()
        self.follow()
        self._title_again()
        first = next((row.field for row in self.rows if row.display and not row.field.value), None)
        unnamed = next((line for line in self._lines.values() if self._unnamed(line.role)), None)
        (unnamed or first or self._lines["applicant"]).focus()

    def _open(self) -> _Opened:
        from desk.counter import intake, review

        office = work_of(self).open_office
        if self._instead_of is not None:
            # the centre did not take it: typed anew under today's definition, as a new act that names the old one
            case = review.open_case(office, self._instead_of)
            service = office.catalogue(office.read()).get(case.case.row.service, office.today())
            return _Opened(service, intake.due(office, office.read(), service), office.today(), case)
        if self._resubmit is None:
            service = office.catalogue(office.read()).get(self._code, office.today())
            return _Opened(service, intake.due(office, office.read(), service), office.today(), None)
        case = review.open_case(office, self._resubmit)
        service = intake.service_of(office, case.case.row.service, case.case.row.service_from)
        owed = date.fromisoformat(case.case.row.due) if case.case.row.due else None
        return _Opened(service, owed, office_date(case.case.row.opened), case)

    def _begin_with_citizen(self, service: Service) -> None:
        """The citizen whose record is open applies and is concerned, where the service allows it."""
        from desk.counter.parties import of_citizen

        citizen = self._citizen
        if citizen is None:
            return
        party = of_citizen(citizen, self._identity)
        if "citizen" in service.applicants and citizen.status != "deceased":
            self.parties["applicant"] = party
        if "citizen" in service.concerns:
            self.parties["concerns"] = party
            self._prefill(citizen, self._household)

    def _bring_back(self, case: Case) -> None:
        """A request that comes back keeps its parties; what was said against it stands on the message line."""
        from desk.model.kinds.body import Acting, Party

        told = case.case
        self.parties = {
            "applicant": Party.model_validate(told.applicant),
            "concerns": Party.model_validate(told.concerns),
        }
        self.acting = Acting.model_validate(told.acting) if told.acting else None
        for row in self.rows:
            row.put(told.form.get(row.question.name))
        if told.row.reason:
            self.say(Words("ส่งกลับเพราะ: {why}", "Returned because: {why}").fill(why=told.row.reason))

    def _prefill(self, citizen: Citizen, household: Household | None) -> None:
        """Fill in what the registry knows; what was typed by hand stays."""
        assert self._service is not None, "rows are built from the definition"
        known = forms.prefill(self._service, citizen, household)
        for row in self.rows:
            name = row.question.name
            if row.answer is None or row.answer == self._prefilled.get(name):
                row.put(known.get(name))
        self._prefilled = known

    # ---- what stands there now

    @property
    def rows(self) -> list[AnswerRow]:
        """Every question, those not asked at present among them."""
        return list(self._answers.query(AnswerRow))

    def answers(self) -> dict[str, Answer | None]:
        """The answers of the questions asked now."""
        return {row.question.name: row.answer for row in self.rows if row.display}

    def follow(self) -> None:
        """Show the questions that apply, and the fee that follows from the answers."""
        if self._service is None:
            return
        rows = self.rows
        now = forms.asked(self._service, {row.question.name: row.answer for row in rows}, self._filed)
        for row in rows:
            asked = row.question in now.fields
            if row.display != asked:
                row.display = asked
        self._fee_row.show(fee_words(self._service, now.form))
        self._due_row.show(due_words(self._service, self._due))

    def focus_next(self, selector: Any = "*") -> Any:
        """On to the next part; a question this answer brings up is the next one."""
        self.follow()
        return super().focus_next(selector)

    def on_input_changed(self) -> None:
        """Fee and questions follow every letter."""
        self.follow()

    @on(ThaiInput.Accepted)
    async def name_of_number(self, event: ThaiInput.Accepted) -> None:
        """A citizen number in an answer shows whose it is; somebody of another branch is not in this copy."""
        row = event.field.parent
        if not isinstance(row, AnswerRow):
            return
        if row.question.type != "pin" or not event.value:
            row.say_again()
            return
        work = work_of(self)
        found = await ask(self, lambda: lookup.search(work.open_office, work.officer, event.value))
        if found is None:
            return
        name = next((one.name for one in found.rows if one.pin == event.value), None)
        row.tell(name or Words("ไม่อยู่ในสำเนาของโต๊ะนี้", "not in this desk's copy"))

    def language_changed(self) -> None:
        """Sentences put together here, in the language now in force."""
        self.follow()

    def _title_again(self) -> None:
        service = self._service
        assert service is not None, "the title names the service"
        self._title.say(
            Words("{menu} {name} · {who}", "{menu} {name} · {who}").fill(
                menu=service.menu, name=service.name, who=_DECIDES[service.decided_by]
            )
        )

    # ---- parties

    def _show_parties(self) -> None:
        for role in ("applicant", "concerns"):
            self._lines[role].name_party(self.parties[role])
        self._lines["acting"].name_party(self.acting)

    def _unnamed(self, role: str) -> bool:
        return role in self.parties and self.parties[role] is None

    def action_list(self) -> None:
        """F4: another person on a person's line, the choices in a field."""
        from screens.party import AskActing, AskParty

        part, service = self.focused, self._service
        if isinstance(part, ChoiceInput):
            self.app.push_screen(PickOne(part.choices, part.chosen_value), self._picked)
        elif isinstance(part, PartyLine) and service is not None:
            if self._resubmit is not None:
                self.say(Words("คำขอที่ยื่นแล้วเปลี่ยนบุคคลไม่ได้", "The people of a request once submitted stay as they are"))
            elif part.role == "acting":
                self.app.push_screen(AskActing(self.acting), self._acting_named)
            else:
                kinds = service.applicants if part.role == "applicant" else service.concerns
                box = AskParty(kinds, self.parties[part.role], role=part.role, must_live=part.role == "applicant")
                self.app.push_screen(box, self._named_applicant if part.role == "applicant" else self._named_concerned)

    def _picked(self, value: str | None) -> None:
        if value is not None and isinstance(self.focused, ChoiceInput):
            self.focused.put(value)
            self.focus_next()

    def _acting_named(self, acting: Acting | None) -> None:
        if acting is not None:
            self.acting = acting
            self._show_parties()
            self.focus_next()

    def _named_applicant(self, party: Party | None) -> None:
        if party is not None:
            self.parties["applicant"] = party
            self._show_parties()
            self.focus_next()

    async def _named_concerned(self, party: Party | None) -> None:
        """Another person concerned: what was filled in from the record before goes, theirs comes."""
        if party is None:
            return
        before, self.parties["concerns"] = self.parties["concerns"], party
        self._show_parties()
        if before is None or before.number != party.number:
            for row in self.rows:
                if row.answer is not None and row.answer == self._prefilled.get(row.question.name):
                    row.put(None)
            self._prefilled = {}
            work = work_of(self)
            if party.kind == "citizen" and work.visit is not None:
                number = party.number or ""
                record = await self.perform(lambda: open_record(work.open_office, work.officer, number, work.visit))
                if record is not None:
                    self._prefill(record.citizen, record.household)
        self.focus_next()

    def on_party_line_cleared(self, event: PartyLine.Cleared) -> None:
        """Delete on the line of the one who acts: nobody does."""
        if event.line.role == "acting" and self._resubmit is None:
            self.acting = None
            self._show_parties()

    # ---- submitting

    async def action_save(self) -> None:
        """F10: check everything, take the request in, say what happens next."""
        if self._service is None or not self.fields_in_order() or not self._complete():
            return
        ref = await self._submitted(self._service)
        if ref is not None:
            told = await ask(self, lambda: self._what_next(ref))
            below = self.app.screen_stack[-2]
            self.dismiss(ref)
            if isinstance(below, DeskScreen) and told is not None:
                below.say_done(told)

    def _complete(self) -> bool:
        """Whether everybody is named and every required question answered; the first gap gets the cursor."""
        for role, party in self.parties.items():
            if party is None:
                self.show_error(PartyIncomplete(who=ROLE_IN_REQUEST[role], what=_A_NAME))
                self._lines[role].focus()
                return False
        for row in self.rows:
            if row.display and row.question.required and row.answer is None:
                self.show_error(AnswerMissing(field=row.question.label))
                row.field.focus()
                return False
        return True

    async def _submitted(self, service: Service) -> str | None:
        from desk.counter import intake
        from desk.counter.intake import Draft

        work, answers = work_of(self), self.answers()
        papers = tuple(line.shown() for line in self.query(PaperLine))
        applicant, concerns = self.parties["applicant"], self.parties["concerns"]
        assert applicant is not None, "checked before"
        assert concerns is not None, "checked before"
        if (ref := self._resubmit) is not None:

            def bring_back() -> str:
                intake.resubmit(work.open_office, work.officer, ref, answers, papers)
                return ref

            return await self.perform(bring_back)
        draft, instead = Draft(service, applicant, concerns, self.acting, answers, papers), self._instead_of
        return await self.perform(lambda: intake.submit(work.open_office, work.officer, draft, work.visit, instead))

    def _what_next(self, ref: str) -> Words:
        """Reference, state, and what the officer or the citizen does next."""
        from desk.counter import review

        case = review.open_case(work_of(self).open_office, ref).case
        missing = [p.paper.label for p in self.query(PaperLine) if p.how == "missing"]
        saved = Words("คำขอ {ref} {state}", "Request {ref}: {state}").fill(ref=ref, state=state_words(case.row.state))
        return Words("{saved} · {next}", "{saved} · {next}").fill(saved=saved, next=next_step(case.row, missing))

    def action_cancel(self) -> None:
        """F12: leave; a form that was typed into asks for the key twice."""
        self.action_back()

    def action_back(self) -> None:
        """F3 and F12 throw the draft away only when pressed twice."""
        typed = any(
            row.answer is not None and row.answer != self._prefilled.get(row.question.name) for row in self.rows
        )
        if typed and not self._leaving:
            self._leaving = True
            self.say(
                Words(
                    "คำขอนี้ยังไม่ได้บันทึก กดอีกครั้งเพื่อทิ้ง หรือ F10 ยื่น",
                    "This request is not saved: press again to throw it away, or F10 to submit",
                )
            )
            return
        super().action_back()
