"""The form of a request, made from the definition of its service: one screen for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.message import Message

from desk.counter import drafts, forms, lookup
from desk.counter.parties import ROLE_IN_REQUEST
from desk.counter.refusals import PartyIncomplete
from desk.model.errors import DeskError
from desk.words import Words
from screens.base import DeskScreen
from screens.choice_input import PickOne
from screens.form_filling import Filling
from screens.form_lines import AddRow, PaperItem, Question
from screens.form_sheet import FormSheet, label_cells
from screens.keys import CANCEL, LIST, SAVE, act
from screens.parts import FactRow, Said
from screens.party_line import PartyLine
from screens.reading import read as ask
from screens.request_opening import draft_body, open_form, take_in, what_next
from screens.request_people import RequestPeople
from screens.request_words import DECIDES, LABEL_LEAST, LABEL_MOST, due_words, fee_words, law_words
from screens.work import work_of

if TYPE_CHECKING:
    from concurrent.futures import Future

    from desk.counter.answers import Answer
    from desk.counter.case import Case
    from desk.counter.drafts import DraftRow
    from desk.model.kinds.body import IdentityShown
    from local_db.queries.citizens import Citizen, Household

_A_NAME = Words("ชื่อ", "a name")


class RequestForm(RequestPeople):
    """Parties above, questions and papers in the middle, fee and due date below; answers the request's reference."""

    ACTIONS = (
        LIST.called(
            Words("เลือก/เปลี่ยน", "Choose"),
            Words("เปลี่ยนบุคคล เลือกคำตอบ ตำบล หรือเอกสารจากรายการ", "Lists persons, choices, places or papers"),
        ),
        SAVE.called(
            Words("ยื่นคำขอ", "Submit"), Words("ตรวจทั้งแบบแล้วบันทึกคำขอ", "Checks the whole form and takes the request in")
        ),
        act(
            "remove_row",
            "ctrl+o",
            Words("ลบแถว", "Remove row"),
            Words("ลบแถวของตารางที่เคอร์เซอร์อยู่", "Removes the row of the table the cursor is in"),
            "field",
            in_footer=False,
        ),
        CANCEL,
    )
    ABOUT = Words(
        "กรอกคำขอ ตรวจเอกสารด้วย Space แล้วกด F10 ยื่น ช่องที่ทะเบียนมีอยู่แล้วระบบเติมให้ ร่างถูกเก็บทุกช่อง",
        "Fill in the request, mark papers with Space, press F10. What the registry knows stands there already; "
        "the draft is kept with every field",
    )
    DEFAULT_CSS: ClassVar[str] = """
    RequestForm #form-title { text-style: bold; width: 100%; }
    RequestForm FormSheet { margin: 1 0 0 0; }
    """

    @dataclass
    class NotKept(Message):
        """The disk did not take the draft."""

        fault: BaseException

    def __init__(
        self,
        service: str = "",
        citizen: Citizen | None = None,
        household: Household | None = None,
        resubmit: str | None = None,
        identity: IdentityShown = "card_seen",
        instead_of: str | None = None,
        about: str = "",
    ) -> None:
        super().__init__()
        self._code = service
        self._citizen, self._household = citizen, household
        self._identity: IdentityShown = identity
        self._resubmit, self._instead_of = resubmit, instead_of
        self._about = resubmit or instead_of or (citizen.pin if citizen is not None else about)
        """What its draft is told apart by; see desk/counter/drafts.py."""
        self._shown: str | None = None
        """The hash of the request that is brought back, as it stood when the form was opened."""
        self.people_stay = resubmit is not None
        self._due: date | None = None
        self.filling: Filling | None = None
        """The form as filled in so far; None until its definition was read."""
        self._leaving = False
        self._begun = False
        """Whether a draft of it is on the disk."""
        self._throw_asked = False
        """F12 was pressed once and nothing was typed since."""
        self._title = Said(Words("", ""), id="form-title")
        self.sheet = FormSheet(LABEL_LEAST, id="sheet")
        self._fee_row = FactRow(Words("ค่าธรรมเนียม", "Fee"), "", LABEL_LEAST, id="fee")
        self._due_row = FactRow(Words("กำหนดเสร็จ", "Due"), "", LABEL_LEAST, id="due")

    def body(self) -> ComposeResult:
        """The frame; the questions come when the definition is read."""
        yield self._title
        yield from self.people_lines.values()
        yield self.sheet
        yield self._fee_row
        yield self._due_row

    # ---- opening

    @on(events.Mount)
    async def begin(self) -> None:
        """Read the definition, and what was begun before; put the questions there; fill in what is known."""
        work = work_of(self)
        self._about = self._about or drafts.new_about(work.open_office)
        opened = await ask(self, lambda: open_form(work, self._code, self._about, self._resubmit, self._instead_of))
        if opened is None:
            return
        filling = Filling(opened.service, opened.filed, opened.calendar)
        self._due = opened.due
        self.sheet.label_width = max(LABEL_LEAST, min(LABEL_MOST, label_cells(filling.lines)))
        self.filling = filling
        if opened.case is not None:
            self._shown = opened.case.shown
            self._bring_back(filling, opened.case)
            filling.put_scans(opened.scans)
        else:
            self._begin_with_citizen(filling)
        if opened.draft is not None:
            self._begun = True
            self._bring_draft(filling, opened.draft)
        self.show_people()
        self.sheet.show_lines(filling.lines)
        self.follow()
        self._title_again()
        self._first_stop()

    def _begin_with_citizen(self, filling: Filling) -> None:
        """The citizen whose record is open applies and is concerned, where the service allows it."""
        from desk.counter.parties import of_citizen

        citizen, service = self._citizen, filling.service
        if citizen is None:
            return
        party = of_citizen(citizen, self._identity)
        if "citizen" in service.applicants and citizen.status != "deceased":
            self.parties["applicant"] = party
        if "citizen" in service.concerns:
            self.parties["concerns"] = party
            filling.prefill(forms.prefill(service, citizen, self._household))

    def _bring_back(self, filling: Filling, case: Case) -> None:
        """A request that comes back keeps its parties; what was said against it stands on the message line."""
        from desk.model.kinds.body import Acting, Party

        told = case.case
        self.parties = {
            "applicant": Party.model_validate(told.applicant),
            "concerns": Party.model_validate(told.concerns),
        }
        self.acting = Acting.model_validate(told.acting) if told.acting else None
        filling.put(told.form)
        filling.put_papers(told.papers)
        if told.row.reason:
            self.say(Words("ส่งกลับเพราะ: {why}", "Returned because: {why}").fill(why=told.row.reason))

    def _bring_draft(self, filling: Filling, draft: DraftRow) -> None:
        """What was typed before a crash, or before the officer left, stands there again."""
        from desk.model.kinds.body import Acting, Party
        from screens.dates import short_moment

        filling.put(draft.body["answers"])
        filling.put_papers(draft.body["papers"])
        for role, party in draft.body["parties"].items():
            self.parties[role] = Party.model_validate(party) if party else None
        acting = draft.body["acting"]
        self.acting = Acting.model_validate(acting) if acting else None
        self.say(
            Words(
                "นำร่างที่พิมพ์ค้างไว้กลับมาแล้ว ({at}) กด F12 สองครั้งเพื่อทิ้ง",
                "The draft begun {at} is back; F12 twice throws it away",
            ).fill(at=short_moment(draft.at))
        )

    def _first_stop(self) -> None:
        """Where typing begins: who is not named yet, then the first empty question."""
        unnamed = self.unnamed()
        empty = next((line for line in self.sheet.questions() if not line.text), None)
        if unnamed is not None:
            unnamed.focus()
        elif empty is not None:
            self.sheet.go_to(empty)
        else:
            self.people_lines["applicant"].focus()

    # ---- while typing

    def follow(self) -> None:
        """Show the questions that apply, and the fee that follows from the answers."""
        filling = self.filling
        if filling is None:
            return
        if isinstance(self.sheet.at, Question) and self.sheet.field.has_focus:
            self.sheet.at.text = self.sheet.field.value
        applicant = self.parties["applicant"]
        filling.applicant = applicant.kind if applicant is not None else ""
        if filling.follow():
            self.sheet.update()
        self._fee_row.show(fee_words(filling.service, filling.form))
        self._due_row.show(law_words(filling.service, filling.form) or due_words(filling.service, self._due))

    def focus_next(self, selector: Any = "*") -> Any:  # noqa: ARG002 - Textual's signature
        """On to the next part; a question this answer brings up is the next one."""
        self.follow()
        return self._step(1)

    def focus_previous(self, selector: Any = "*") -> Any:  # noqa: ARG002 - Textual's signature
        """Back to the part before."""
        self.follow()
        return self._step(-1)

    def _step(self, step: int) -> Any:
        """The three persons, then the stops of the sheet, then the persons again."""
        lines = list(self.people_lines.values())
        part = self.focused
        if part in (self.sheet, self.sheet.field):
            if not self.sheet.move(step):
                lines[0 if step > 0 else -1].focus()
            return self.focused
        place = lines.index(part) + step if isinstance(part, PartyLine) else 0
        if 0 <= place < len(lines):
            lines[place].focus()
        elif not self.sheet.enter(last=step < 0):
            lines[0 if step > 0 else -1].focus()
        return self.focused

    def on_input_changed(self) -> None:
        """Fee and questions follow every letter."""
        self._throw_asked = False
        self.follow()
        if isinstance(self.sheet.at, Question):
            self.sheet.at.told = ""
            self.sheet.refresh_line(self.sheet.at)

    async def on_form_sheet_accepted(self, event: FormSheet.Accepted) -> None:
        """An answer that may stand is remembered for F9 and kept in the draft; a number shows whose it is."""
        line = event.line
        if line.text:
            self.ground.remember_entry(line.remember_as, line.text)
        if self._error_field is self.sheet.field:
            self.say(None)
        self._keep()
        if line.field.type == "pin" and line.text:
            work = work_of(self)
            found = await ask(self, lambda: lookup.search(work.open_office, work.officer, line.text))
            if found is not None:
                name = next((one.name for one in found.rows if one.pin == line.text), None)
                line.told = name or Words("ไม่อยู่ในสำเนาของโต๊ะนี้", "not in this desk's copy")
        self.sheet.refresh_line(line)

    def on_form_sheet_turned(self, event: FormSheet.Turned) -> None:
        """A paper stands otherwise, or another row is wanted."""
        if isinstance(event.line, AddRow) and self.filling is not None:
            first = self.filling.add_row(event.line.table)
            self.filling.arrange()
            self.sheet.show_lines(self.filling.lines)
            self.sheet.go_to(first)
        self._keep()

    def action_remove_row(self) -> None:
        """Ctrl+O: the row of the table goes; those below move up."""
        line = self.sheet.at
        if self.filling is None or not isinstance(line, Question) or not line.table:
            return
        below = self.filling.remove_row(line)
        self.filling.arrange()
        self.sheet.show_lines(self.filling.lines)
        self.sheet.go_to(below)
        self._keep()

    def _keep(self) -> None:
        """Keep the draft; the keyboard does not wait for the disk, and is told when there is no room on it."""
        if self.filling is not None and not self._leaving:
            work, body = work_of(self), draft_body(self.filling, self.parties, self.acting)
            self._begun, self._throw_asked = True, False
            kept = drafts.keep(work.open_office, work.officer, self._code, self._about, body)
            kept.add_done_callback(self._kept)

    def _kept(self, done: Future[None]) -> None:
        """On the writer's thread: say what went wrong, if anything did."""
        fault = done.exception()
        if fault is not None:
            self.post_message(self.NotKept(fault))

    def on_request_form_not_kept(self, event: NotKept) -> None:
        """The draft is not on the disk; the form itself still stands here."""
        if not isinstance(event.fault, DeskError):
            raise event.fault
        self.show_error(event.fault)

    def language_changed(self) -> None:
        """Sentences put together here, in the language now in force."""
        self.follow()

    def _title_again(self) -> None:
        assert self.filling is not None, "the title names the service"
        service = self.filling.service
        self._title.say(
            Words("{menu} {name} · {who}", "{menu} {name} · {who}").fill(
                menu=service.menu, name=service.name, who=DECIDES[service.decided_by]
            )
        )

    # ---- lists

    def action_list(self) -> None:
        """F4: another person on a person's line; the choices, the places, the ways of a paper on the sheet."""
        from screens import form_lists

        part = self.focused
        if isinstance(part, PartyLine) and self.filling is not None:
            self.ask_person(part.role, self.filling.service)
        elif isinstance(self.sheet.at, Question):
            line = self.sheet.at
            if line.choices:
                self.app.push_screen(PickOne(line.choices, line.chosen_value), self._picked)
            elif line.field.type == "address":
                self.app.push_screen(form_lists.PickPlace(self.sheet.field.value), self._picked)
        elif isinstance(self.sheet.at, PaperItem):
            form_lists.choose_way(self, self.sheet.at, self._turned)

    def _picked(self, text: str | None) -> None:
        """A choice by its value, or a whole address: it stands in the field and the cursor goes on."""
        line = self.sheet.at
        if text is None or not isinstance(line, Question):
            return
        if line.choices:
            line.put(text if line.field.type == "choice" else text == "yes")
        else:
            line.text = text
        self.sheet.field.load(line)
        self.sheet.field.check()
        self.focus_next()

    def _turned(self) -> None:
        self.sheet.refresh()
        self._keep()

    def know(self, known: dict[str, Answer]) -> None:
        """The record of another person concerned: theirs comes, what the one before had goes."""
        if self.filling is not None:
            self.filling.prefill(known)
            self.sheet.update()

    def named(self) -> None:
        """Somebody was named: the draft knows."""
        self._keep()

    # ---- submitting

    async def action_save(self) -> None:
        """F10: check everything, take the request in, say what happens next."""
        if self.filling is None or not self.sheet.field.check() or not self._complete(self.filling):
            return
        self._leaving = True  # the draft goes with the act; nothing is kept behind it
        ref = await self._submitted(self.filling)
        if ref is None:
            self._leaving = False
            self._keep()
        else:
            missing = self.filling.missing()
            told = await ask(self, lambda: what_next(work_of(self), ref, missing))
            self.leave_saying(ref, told)

    def _complete(self, filling: Filling) -> bool:
        """Whether everybody is named and every required question answered; the first gap gets the cursor."""
        self.follow()
        for role, party in self.parties.items():
            if party is None:
                self.show_error(PartyIncomplete(who=ROLE_IN_REQUEST[role], what=_A_NAME))
                self.people_lines[role].focus()
                return False
        gap = filling.gap()
        if gap is not None:
            self.show_error(gap[1])
            self.sheet.go_to(gap[0])
        return gap is None

    async def _submitted(self, filling: Filling) -> str | None:
        from desk.counter.intake import Draft

        applicant, concerns = self.parties["applicant"], self.parties["concerns"]
        assert applicant is not None, "checked before"
        assert concerns is not None, "checked before"
        work = work_of(self)
        draft = Draft(filling.service, applicant, concerns, self.acting, filling.answers(), filling.papers())
        about, again, instead_of, shown = self._about, self._resubmit, self._instead_of, self._shown
        return await self.perform(lambda: take_in(work, draft, about, again, instead_of, shown))

    # ---- leaving

    async def action_back(self) -> None:  # type: ignore[override]
        """F3: leave; what was typed stays as a draft: it comes back with the same form for the same person, and stands
        in the list of drafts."""
        if self.filling is not None and self.filling.typed:
            if isinstance(self.sheet.at, Question):
                self.sheet.at.text = self.sheet.field.value
            self._keep()
            below = self.app.screen_stack[-2]
            if isinstance(below, DeskScreen):
                self.call_later(below.say, Words("เก็บร่างคำขอไว้แล้ว", "The draft of the request is kept"))
        self._leaving = True
        self.dismiss(None)

    async def action_cancel(self) -> None:  # type: ignore[override]
        """F12 throws the draft away, when pressed twice."""
        if self.filling is not None and (self.filling.typed or self._begun) and not self._throw_asked:
            self._throw_asked = True
            self.say(
                Words(
                    "คำขอนี้ยังไม่ได้บันทึก กดอีกครั้งเพื่อทิ้ง F3 เก็บร่างไว้ F10 ยื่น",
                    "This request is not saved: press again to throw it away, F3 to keep the draft, F10 to submit",
                )
            )
            return
        self._leaving = True
        if self.filling is not None:  # a form that could not be opened throws nothing away
            work = work_of(self)
            await self.perform(lambda: drafts.drop(work.open_office, work.officer, self._code, self._about))
        self.dismiss(None)
