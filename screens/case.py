"""One request whole: before and after side by side, its life so far, and what the person signed in may do with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult

from desk.rules.cash import format_baht
from desk.rules.request_life import ENDS
from desk.thai import date_words
from desk.words import Words, same
from screens.case_acts import DECIDING, CaseActs
from screens.case_lines import compared_columns, compared_rows, life_columns, life_rows
from screens.keys import NEXT, PREVIOUS, act
from screens.paged_table import PagedTable
from screens.parts import Shown
from screens.reading import read
from screens.review_rows import REVIEWER
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.case import Case
    from desk.counter.case_life import Step
    from desk.counter.deadlines import Standing

LIFE_LINES_MAX = 6
"""Lines the life may take from the comparison, its heading among them."""

_HEAD = Words("{service} · {ref} · {state}", "{service} · {ref} · {state}")
_PLACE = Words("{head} · เรื่องที่ {place} จาก {all}", "{head} · {place} of {all}")
_FACTS = Words("ครบกำหนด {due} · ค่าธรรมเนียม {fee} · รับโดย {officer}", "Due {due} · fee {fee} · taken in by {officer}")
_EXPLAIN = Words(
    "! เกินกำหนด ต้องแจ้งเหตุล่าช้าแก่ผู้ยื่นภายใน {day} กด L", "! Late: explain it to the applicant by {day}; press L"
)
_LEFT = Words("{day} ({left})", "{day} ({left})")
_DOWN = Words("{due} สายขัดข้อง {n} วัน", "{due}, line down {n} days")
_NO_DUE = Words("ไม่กำหนด", "none set")
_NO_FEE_SET = Words("ยังไม่กำหนด", "not set")
_FREE = Words("ไม่มี", "none")
_BAHT = Words("{baht} บาท", "{baht} baht")
_OWN_WORK = Words("! ท่านรับเรื่องนี้เอง ต้องให้ผู้อื่นพิจารณา", "! You took this in yourself: somebody else decides on it")
_PROPOSAL = Words(
    "! มีงานของเพื่อนร่วมงานที่มาช้าวางอยู่ กด P ดูเทียบกัน", "! A colleague's late work lies beside it; P shows both"
)
_QUESTION = Words("? หัวหน้าสอบถาม: {question}", "? A supervisor asks: {question}")
_ENDORSED = Words("{officer} เห็นชอบแล้ว รอนายทะเบียนลงนาม", "Endorsed by {officer}; the registrar signs next")
_ASSIGNED = Words("มอบให้ {officer} ทำต่อ", "{officer} is in charge of it now")
_AS_SECOND = Words("พิจารณาในนาม {name}", "{name} decides, beside you")
_REASON = Words("เหตุผล: {reason}", "Reason: {reason}")
_ANSWERED = Words("บันทึกคำตอบของหน่วยงานในคำขอ {ref} แล้ว", "The agency's answer stands with request {ref}")
_CHANGED = Words(
    "คำขอนี้เพิ่งเปลี่ยน สิ่งที่แสดงเป็นของเดิม กด F5 อ่านใหม่",
    "This request has just changed; what you see is older. Press F5 to read it anew",
)


class CaseView(CaseActs):
    """A request to be decided, paid, completed or only read; answers the reference that was on the screen last."""

    ACTIONS = (
        PREVIOUS,
        NEXT,
        act(
            "scans",
            "f",
            Words("แฟ้มสแกน", "Scans"),
            Words("แนบแฟ้มสแกนกับเอกสาร และดูว่าส่งถึงไหน", "Attaches scans to papers and shows how far each has come"),
        ),
        act(
            "missing_papers",
            "d",
            Words("เอกสารที่ขาด", "Missing papers"),
            Words("ออกบันทึกเอกสารที่ขาดให้ลงนามทั้งสองฝ่าย", "Makes out the slip of missing papers, signed by both"),
        ),
        act(
            "explain_delay",
            "l",
            Words("แจ้งเหตุล่าช้า", "Explain delay"),
            Words("ออกหนังสือแจ้งเหตุแห่งความล่าช้า", "Makes out the notice of delay"),
        ),
        act(
            "tax_bill",
            "k",
            Words("การประเมิน", "Assessment"),
            Words("วิธีคิดภาษีทีละบรรทัด งวดชำระ และการแจ้ง", "The working of the tax line by line, its parts, telling it"),
        ),
        act(
            "agency",
            "e",
            Words("หน่วยงานตอบ", "Agency's answer"),
            Words("บันทึกเลขที่คำตอบของหน่วยงานอื่นที่ถามไว้", "Writes down the answer of an agency that was asked"),
        ),
        act(
            "forms",
            "b",
            Words("แบบพิมพ์", "Forms"),
            Words("แบบพิมพ์ของบริการนี้ เช่น คำขอ หนังสือรับรอง ใบสั่งชำระ", "The forms of this service, such as its application"),
        ),
    )
    ABOUT = Words(
        "เทียบข้อมูลเดิมกับที่ขอ บรรทัดที่ขึ้นต้นด้วย ≠ คือสิ่งที่จะเปลี่ยนในทะเบียนเมื่ออนุมัติ",
        "The record before and after. Lines marked ≠ are what approval changes in the registry",
    )
    DEFAULT_CSS = """
    CaseView .head { text-style: bold; }
    CaseView .notice { color: $text-accent; }
    CaseView Shown { text-wrap: nowrap; text-overflow: ellipsis; }
    CaseView #compared > .table--alert { color: $text-accent; text-style: bold; }
    CaseView #compared { margin-top: 1; }
    CaseView #life { margin-top: 1; }
    """

    def __init__(self, ref: str, walk: Sequence[str] = ()) -> None:
        super().__init__(ref)
        self.walk_refs = list(walk)
        self._steps: list[Step] = []
        self._officers: dict[str, Words] = {}
        self._standing: Standing | None = None
        self._head = Shown(classes="head")
        self._facts = Shown()
        self._notice = Shown(classes="notice")
        self._compared = PagedTable(compared_columns(0, changes=True), id="compared")
        self._life = PagedTable(life_columns(), id="life")

    def body(self) -> ComposeResult:
        """What it is, before and after, and its life."""
        yield self._head
        yield self._facts
        yield self._notice
        yield self._compared
        yield self._life

    # ---- reading

    @on(events.Mount)
    def begin(self) -> None:
        """The cursor stands in the comparison; Tab leads to the life."""
        self._compared.focus()

    async def look(self) -> None:
        """Read the request and show exactly what a decision will be taken on."""
        found = await self._read()
        self.case = found[0] if found is not None else None
        if found is not None:
            self.case, self._steps, self._officers, self._standing = found
        self.offered = self._what_is_possible()
        self._show()
        self.refresh_keys()

    async def _read(self) -> tuple[Case, list[Step], dict[str, Words], Standing] | None:
        from desk.counter import review
        from desk.counter.case_life import life_of
        from desk.counter.deadlines import standing
        from desk.counter.queue import officer_names

        office, ref = work_of(self).open_office, self.ref

        def question() -> tuple[Case, list[Step], dict[str, Words], Standing]:
            case = review.open_case(office, ref)
            return case, life_of(office, case), officer_names(office), standing(office, case.case.row)

        return await read(self, question)

    async def news(self) -> None:
        """Somebody did something. What is being decided on stays on the screen until F5; the rest is shown at once."""
        found = await self._read()
        if found is None or not self.is_active or self.case is None or found[0].case.row.ref != self.case.case.row.ref:
            return
        if found[0].shown != self.case.shown and self.offered & DECIDING:
            self.say(_CHANGED)
        else:
            self.case, self._steps, self._officers, self._standing = found
            self.offered = self._what_is_possible()
            self._show()
            self.refresh_keys()

    def _what_is_possible(self) -> frozenset[str]:
        """What the state of the request and the roles of the officer allow; own work is refused when it is tried."""
        from desk.counter.states import NOT_TAKEN, living_state
        from desk.rules.request_life import possible_actions

        if self.case is None or work_of(self).session is None:
            return frozenset()
        session, deciding = work_of(self).officer, self.deciding
        if self.case.case.row.state == NOT_TAKEN:
            return frozenset()
        row, state = self.case.case.row, living_state(self.case.case.row.state, "withdraw")
        facts = replace(self.case.facts(session.officer), own_work=False)
        acts = set[str]()
        if session.may("take_request"):
            ways = ("withdraw", "complete", "resubmit", "answer")  # which papers are there now is asked by the form
            both = {*possible_actions(state, session.roles, facts)}
            both |= {*possible_actions(state, session.roles, replace(facts, papers_missing=False))}
            acts |= {each for each in both if each in ways}
        if deciding.may("review"):
            own = ("withdraw", "complete", "resubmit", "answer", "finish", "submit")
            acts |= {each for each in possible_actions(state, deciding.roles, facts) if each not in own}
        if row.state == "approved" and row.receipt is None:
            acts |= {"hand_over"} if row.fee_satang == 0 and session.may("take_request") else set()
            acts |= {"pay"} if row.fee_satang != 0 and session.may("take_payment") else set()
        return frozenset(acts)

    # ---- showing

    def _show(self) -> None:
        if self.case is None:
            for line in (self._head, self._facts, self._notice):
                line.show("")
            self._compared.set_rows([])
            self._life.set_rows([])
            return
        from desk.counter.states import state_words

        row = self.case.case.row
        head = _HEAD.fill(service=self.case.service, ref=row.ref, state=state_words(row.state))
        if self.ref in self.walk_refs and len(self.walk_refs) > 1:
            place = self.walk_refs.index(self.ref) + 1
            head = _PLACE.fill(head=head, place=place, all=len(self.walk_refs))
        self._head.show(head)
        fee = _NO_FEE_SET if row.fee_satang is None else _BAHT.fill(baht=format_baht(row.fee_satang))
        due = self._due_words(row.due)
        officer = self._officers.get(row.officer) or same(row.officer)
        self._facts.show(_FACTS.fill(due=due, fee=_FREE if row.fee_satang == 0 else fee, officer=officer))
        self._notice.show(self._notice_words())
        self._lay_out()

    def _due_words(self, due: str | None) -> Words:
        """The due date, working days left while it is open, and days on which the line was down."""
        from desk.counter.deadlines import left_words

        if due is None:
            return _NO_DUE
        day, now = date_words(date.fromisoformat(due)), self._standing
        if now is None or self.case is None or self.case.case.row.state in ENDS:
            return day
        words = _LEFT.fill(day=day, left=left_words(now.left))
        return _DOWN.fill(due=words, n=len(now.down)) if now.down else words

    def _notice_words(self) -> Words:
        """The one thing that must not be overlooked."""
        case = self.case
        if case is None:
            return same("")
        troubled = [step.verdict for step in self._steps if step.trouble and step.verdict is not None]
        if troubled:
            return Words("! {said}", "! {said}").fill(said=troubled[-1])
        if self.second is not None:
            return _AS_SECOND.fill(name=self.second.name)
        if self.deciding.officer in case.hands and self.offered & DECIDING:
            return _OWN_WORK
        if case.proposals:
            return _PROPOSAL
        row = case.case.row
        if row.question:
            return _QUESTION.fill(question=row.question)
        for officer, said in ((row.endorsed, _ENDORSED), (row.assigned, _ASSIGNED), (row.reviewer, REVIEWER)):
            if officer and row.state not in ENDS:
                return said.fill(officer=self._officers.get(officer) or same(officer))
        if self._standing is not None and self._standing.explain is not None and row.state not in ENDS:
            return _EXPLAIN.fill(day=date_words(self._standing.explain))
        return _REASON.fill(reason=case.case.row.reason) if case.case.row.reason else same("")

    def _lay_out(self) -> None:
        """Fold what is long into lines of the width there is, so that nothing decided on is cut off."""
        if self.case is None:
            return
        width = self.app.size.width - 2
        changes = any(line.before for line in self.case.lines)
        self._compared.columns = compared_columns(width, changes=changes)
        self._compared.set_rows(compared_rows(self.case.lines, width, changes=changes))
        life = life_rows(self._steps, width)
        self._life.set_rows(life)
        self._life.styles.height = min(len(life) + 1, LIFE_LINES_MAX)
        self._life.action_edge(-1)  # what happened last stays in view when the table grows

    def on_resize(self) -> None:
        """Another width, other folds."""
        self._lay_out()

    def language_changed(self) -> None:
        """Answers such as yes and no are said by the counter: read them again."""
        self.call_later(self.news)
        self._lay_out()

    # ---- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Walking needs others to walk to, a paper somebody who works on requests."""
        if action in ("previous", "next"):
            return len(self.walk_refs) > 1
        row = self.case.case.row if self.case is not None else None
        signed_in = self.is_attached and work_of(self).session is not None
        works = signed_in and (self.deciding.may("review") or self.deciding.may("take_request"))
        if action == "scans":
            return row is not None and signed_in and self.deciding.may("look_up")
        if action == "missing_papers":
            return works and row is not None and row.state in ("waiting_papers", "returned")
        if action == "tax_bill":
            return self.case is not None and self.case.taxed
        if action == "forms":
            return works and row is not None and row.state != "not_taken"
        if action == "agency":
            asked = self.case is not None and any(paper["how"] == "agency_asked" for paper in self.case.case.papers)
            return works and asked and row is not None and row.state not in (*ENDS, "not_taken")
        if action == "explain_delay":
            late = self._standing is not None and self._standing.tone == "late"
            return works and late and row is not None and row.state not in (*ENDS, "not_taken")
        return super().check_action(action, parameters)

    def action_scans(self) -> None:
        """F: the scans on its papers."""
        from screens.attachments_view import AttachmentsView

        self.open_room(AttachmentsView(self.ref))

    def action_missing_papers(self) -> None:
        """D: the slip of missing papers."""
        from screens.citizen_slips import DefectSlipView

        self.open_room(DefectSlipView(self.ref))

    @work
    async def action_agency(self) -> None:
        """E: an agency's answer, by its number."""
        from desk.counter import agency
        from screens.agency_answer import ask_answer

        office, session, ref = work_of(self).open_office, work_of(self).officer, self.ref
        waiting = await read(self, lambda: agency.waiting(office, ref))
        told = await ask_answer(self, waiting) if waiting else None
        if told is not None:
            paper, number = told

            if await self.carry_out(lambda: agency.answered(office, session, ref, paper, number)):
                await self.look()
                self.say_done(_ANSWERED.fill(ref=ref))

    def action_forms(self) -> None:
        """B: the forms the definition names."""
        from screens.printed_forms import PrintedForms

        self.open_room(PrintedForms(self.ref))

    def action_explain_delay(self) -> None:
        """L: the notice of delay."""
        from screens.citizen_slips import DelayNoticeView

        self.open_room(DelayNoticeView(self.ref))

    def action_tax_bill(self) -> None:
        """K: the working of the tax."""
        from screens.tax_bill_view import TaxBillView

        self.open_room(TaxBillView(self.ref))

    def action_back(self) -> None:
        """F3: to where the request was opened from."""
        self.dismiss(self.ref)

    async def action_refresh_view(self) -> None:
        """F5: what is decided on from now on is what stands here then."""
        self.say(None)
        await self.look()

    async def action_previous(self) -> None:
        """F7: the request before in the queue."""
        await self._walk(-1)

    async def action_next(self) -> None:
        """F8: the next request of the queue."""
        await self._walk(1)

    async def _walk(self, by: int) -> None:
        place = self.walk_refs.index(self.ref) + by
        if 0 <= place < len(self.walk_refs):
            self.ref = self.walk_refs[place]
            self.say(None)
            await self.look()
            self._compared.action_edge(-1)
        else:
            self.say(Words("ไม่มีเรื่องอื่นทางนี้แล้ว", "There is nothing further this way"))
