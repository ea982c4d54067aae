"""One request whole: before and after side by side, its life so far, and what the person signed in may do with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult

from desk.rules.cash import format_baht
from desk.thai import date_words
from desk.words import Words, same
from screens.asking import AskReason
from screens.base import SubScreen
from screens.case_lines import compared_columns, compared_rows, life_columns, life_rows
from screens.keys import NEXT, PREVIOUS, REFRESH, SAVE, Action, act
from screens.paged_table import PagedTable
from screens.parts import Shown
from screens.reading import read
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.case_life import Step
    from desk.counter.review import Case, Decision
    from desk.rules.request_life import Action as LifeAct

LIFE_LINES_MAX = 6
"""Lines the life may take from the comparison, its heading among them."""

_MAIN: dict[str, Words] = {
    "approve": Words("อนุมัติ", "Approve"),
    "complete": Words("รับเอกสาร", "Take papers"),
    "resubmit": Words("แก้แล้วยื่นใหม่", "Submit again"),
    "pay": Words("รับเงิน", "Take payment"),
    "hand_over": Words("ส่งมอบ", "Hand over"),
}
_DONE: dict[str, Words] = {
    "approve": Words("อนุมัติคำขอ {ref} แล้ว", "Request {ref} approved"),
    "return": Words("ส่งคำขอ {ref} กลับแก้ไขแล้ว", "Request {ref} returned"),
    "refuse": Words("บันทึกไม่อนุมัติคำขอ {ref} แล้ว", "Request {ref} refused"),
    "withdraw": Words("ถอนคำขอ {ref} แล้ว", "Request {ref} withdrawn"),
}
_ASKED: dict[str, Words] = {
    "return": Words("ส่งคำขอ {ref} กลับให้แก้ไข", "Return request {ref} to be corrected"),
    "refuse": Words("ไม่อนุมัติคำขอ {ref}", "Refuse request {ref}"),
    "withdraw": Words("ประชาชนขอถอนคำขอ {ref}", "The citizen takes request {ref} back"),
}
_HEAD = Words("{service} · {ref} · {state}", "{service} · {ref} · {state}")
_PLACE = Words("{head} · เรื่องที่ {place} จาก {all}", "{head} · {place} of {all}")
_FACTS = Words(
    "ครบกำหนด: {due} · ค่าธรรมเนียม: {fee} · รับเรื่องโดย {officer}", "Due: {due} · fee: {fee} · taken in by {officer}"
)
_NO_DUE = Words("ไม่กำหนด", "none set")
_NO_FEE_SET = Words("ยังไม่กำหนด", "not set")
_FREE = Words("ไม่มี", "none")
_BAHT = Words("{baht} บาท", "{baht} baht")
_OWN_WORK = Words("! ท่านรับเรื่องนี้เอง ต้องให้ผู้อื่นพิจารณา", "! You took this in yourself: somebody else decides on it")
_REASON = Words("เหตุผล: {reason}", "Reason: {reason}")
_CHANGED = Words(
    "คำขอนี้เพิ่งเปลี่ยน สิ่งที่แสดงเป็นของเดิม กด F5 อ่านใหม่",
    "This request has just changed; what you see is older. Press F5 to read it anew",
)


class CaseView(SubScreen[str]):
    """A request to be decided, paid, completed or only read; answers the reference that was on the screen last."""

    ACTIONS = (
        REFRESH,
        PREVIOUS,
        NEXT,
        SAVE,
        act(
            "send_back",
            "r",
            Words("ส่งกลับ", "Return"),
            Words("ส่งกลับให้แก้ไข พร้อมเหตุผล", "Returns it to be corrected, with a reason"),
        ),
        act("refuse_it", "n", Words("ไม่อนุมัติ", "Refuse"), Words("ไม่อนุมัติ พร้อมเหตุผล", "Refuses it, with a reason")),
        act(
            "withdraw_it",
            "w",
            Words("ถอนคำขอ", "Withdraw"),
            Words("ประชาชนขอถอนคำขอ พร้อมเหตุผล", "The citizen takes it back, with a reason"),
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
        super().__init__()
        self.ref = ref
        self.walk_refs = list(walk)
        self.case: Case | None = None
        self.offered: frozenset[str] = frozenset()
        self._steps: list[Step] = []
        self._officers: dict[str, Words] = {}
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

    @on(events.ScreenResume)
    async def look(self) -> None:
        """Read the request and show exactly what a decision will be taken on."""
        found = await self._read()
        self.case = found[0] if found is not None else None
        if found is not None:
            self.case, self._steps, self._officers = found
        self.offered = self._what_is_possible()
        self._show()
        self.refresh_keys()

    async def _read(self) -> tuple[Case, list[Step], dict[str, Words]] | None:
        from desk.counter import review
        from desk.counter.case_life import life_of
        from desk.counter.queue import officer_names

        office, ref = work_of(self).open_office, self.ref

        def question() -> tuple[Case, list[Step], dict[str, Words]]:
            case = review.open_case(office, ref)
            return case, life_of(office, case), officer_names(office)

        return await read(self, question)

    async def news(self) -> None:
        """Somebody did something. What is being decided on stays on the screen until F5; the rest is shown at once."""
        found = await self._read()
        if found is None or self.case is None or found[0].case.row.ref != self.case.case.row.ref:
            return
        if found[0].shown != self.case.shown and self.offered & {"approve", "return", "refuse"}:
            self.say(_CHANGED)
        else:
            self.case, self._steps, self._officers = found
            self.offered = self._what_is_possible()
            self._show()
            self.refresh_keys()

    def _what_is_possible(self) -> frozenset[str]:
        """What the state of the request and the roles of the officer allow; own work is refused when it is tried."""
        from desk.counter.states import NOT_TAKEN, living_state
        from desk.rules.request_life import Facts, possible_actions

        session = work_of(self).officer
        if self.case is None or self.case.case.row.state == NOT_TAKEN:
            return frozenset()
        row = self.case.case.row
        acts: set[str] = set(possible_actions(living_state(row.state, "withdraw"), session.roles, Facts("supervisor")))
        if not session.may("review"):
            acts -= {"approve", "return", "refuse"}
        if not session.may("take_request"):
            acts -= {"withdraw", "complete", "resubmit"}
        if row.state == "approved" and row.receipt is None:
            acts |= {"hand_over"} if row.fee_satang == 0 and session.may("take_request") else set()
            acts |= {"pay"} if row.fee_satang != 0 and session.may("take_payment") else set()
        return frozenset(acts)

    @property
    def main_act(self) -> str | None:
        """What F10 does here and now."""
        return next((act for act in _MAIN if act in self.offered), None)

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
        due = date_words(date.fromisoformat(row.due)) if row.due else _NO_DUE
        officer = self._officers.get(row.officer) or same(row.officer)
        self._facts.show(_FACTS.fill(due=due, fee=_FREE if row.fee_satang == 0 else fee, officer=officer))
        self._notice.show(self._notice_words())
        self._lay_out()

    def _notice_words(self) -> Words:
        """The one thing that must not be overlooked."""
        case = self.case
        session = work_of(self).officer
        if case is None:
            return same("")
        troubled = [step.verdict for step in self._steps if step.trouble and step.verdict is not None]
        if troubled:
            return Words("! {said}", "! {said}").fill(said=troubled[-1])
        if case.case.row.officer == session.officer and "approve" in self.offered:
            return _OWN_WORK
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

    def actions(self) -> list[Action]:
        """F10 is called by what it does with this request."""
        main = self.main_act
        return [action.called(_MAIN[main]) if main and action.id == "save" else action for action in super().actions()]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Only what is possible is offered."""
        possible = {
            "save": self.main_act is not None,
            "send_back": "return" in self.offered,
            "refuse_it": "refuse" in self.offered,
            "withdraw_it": "withdraw" in self.offered,
            "previous": len(self.walk_refs) > 1,
            "next": len(self.walk_refs) > 1,
        }
        return possible.get(action, True)

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

    async def action_save(self) -> None:
        """F10: approve, or go on with the request at the counter."""
        main = self.main_act
        if main == "approve":
            await self._decide("approve", "")
        elif main in ("complete", "resubmit"):
            from screens.request_form import RequestForm

            self.app.push_screen(RequestForm(resubmit=self.ref))
        elif main is not None:
            from screens.basket import Basket

            basket = work_of(self).basket
            if self.ref not in basket:
                basket.append(self.ref)
            self.app.push_screen(Basket())

    def action_send_back(self) -> None:
        """Return it, with a reason."""
        self._ask("return")

    def action_refuse_it(self) -> None:
        """Refuse it, with a reason."""
        self._ask("refuse")

    def action_withdraw_it(self) -> None:
        """The citizen takes it back."""
        self._ask("withdraw")

    def _ask(self, what: LifeAct) -> None:
        async def answered(reason: str | None) -> None:
            if reason is None:
                return
            if what == "withdraw":
                await self._withdraw(reason)
            elif what in ("return", "refuse"):
                await self._decide(what, reason)

        self.app.push_screen(AskReason(_ASKED[what].fill(ref=self.ref)), answered)

    async def _decide(self, decision: Decision, reason: str) -> None:
        from desk.counter import review

        work, case = work_of(self), self.case
        if case is None:
            return

        def carry_out() -> bool:
            review.decide(work.open_office, work.officer, case, decision, reason)
            return True

        if await self.perform(carry_out):
            await self.look()
            self.say_done(_DONE[decision].fill(ref=self.ref))

    async def _withdraw(self, reason: str) -> None:
        from desk.counter import intake

        work = work_of(self)

        def carry_out() -> bool:
            intake.withdraw(work.open_office, work.officer, self.ref, reason)
            return True

        if await self.perform(carry_out):
            await self.look()
            self.say_done(_DONE["withdraw"].fill(ref=self.ref))
