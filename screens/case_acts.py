"""What may be done with a request on the screen: decide, ask, answer, hand over, take up; alone, or with a second
person who signs in beside whoever is at the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Final

from textual import work

from desk.words import Words
from screens.asking import NOTE, REASON, AskReason
from screens.keys import FIND_ANYBODY, SAVE, Action, act
from screens.looking import Looking
from screens.reading import read
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.case import Case
    from desk.counter.review import Decision
    from desk.counter.session import Session

DECIDING: Final = frozenset({"approve", "endorse", "sign", "return", "refuse"})
MAIN: Final[dict[str, Words]] = {
    "sign": Words("ลงนาม", "Sign"),
    "approve": Words("อนุมัติ", "Approve"),
    "endorse": Words("เห็นชอบ", "Endorse"),
    "complete": Words("รับเอกสาร", "Take papers"),
    "resubmit": Words("แก้แล้วยื่นใหม่", "Submit again"),
    "pay": Words("รับเงิน", "Take payment"),
    "hand_over": Words("ส่งมอบ", "Hand over"),
}
"""What F10 does, the first that is possible."""
DONE: Final[dict[str, Words]] = {
    "approve": Words("อนุมัติคำขอ {ref} แล้ว", "Request {ref} approved"),
    "endorse": Words("เห็นชอบคำขอ {ref} แล้ว รอนายทะเบียนลงนาม", "Request {ref} endorsed; the registrar signs next"),
    "sign": Words("ลงนามคำขอ {ref} แล้ว", "Request {ref} signed"),
    "return": Words("ส่งคำขอ {ref} กลับแก้ไขแล้ว", "Request {ref} returned"),
    "refuse": Words("บันทึกไม่อนุมัติคำขอ {ref} แล้ว", "Request {ref} refused"),
    "withdraw": Words("ถอนคำขอ {ref} แล้ว", "Request {ref} withdrawn"),
    "take_up": Words("รับคำขอ {ref} ไปพิจารณาแล้ว", "Request {ref} taken up"),
    "ask": Words("ส่งข้อสอบถามของคำขอ {ref} แล้ว", "The question about request {ref} is with the counter"),
    "answer": Words("ตอบข้อสอบถามของคำขอ {ref} แล้ว", "The question about request {ref} is answered"),
    "reassign": Words("มอบคำขอ {ref} ให้ผู้อื่นแล้ว", "Request {ref} is in other hands now"),
}
ASKED: Final[dict[str, Words]] = {
    "return": Words("ส่งคำขอ {ref} กลับให้แก้ไข", "Return request {ref} to be corrected"),
    "refuse": Words("ไม่อนุมัติคำขอ {ref}", "Refuse request {ref}"),
    "withdraw": Words("ประชาชนขอถอนคำขอ {ref}", "The citizen takes request {ref} back"),
    "ask": Words("สอบถามผู้รับคำขอ {ref}", "Ask the counter about request {ref}"),
    "answer": Words("ตอบข้อสอบถาม: {question}", "Answer the question: {question}"),
    "reassign": Words("มอบคำขอ {ref} ให้ {to}", "Put {to} in charge of request {ref}"),
}
_TO_WHOM: Final = Words("มอบคำขอ {ref} ให้ผู้ใดทำต่อ", "Who goes on with request {ref}?")
_TO_COLLEAGUES: Final = Words("อ่านเฉพาะเจ้าหน้าที่ และอยู่ในประวัติคำขอ", "Read by colleagues only; it stays with the request")
_SECOND: Final = Words(
    "ผู้มีสิทธิ์พิจารณาลงชื่อที่โต๊ะนี้ ผู้ใช้เดิมยังอยู่", "Somebody who may decide signs in beside you; you stay signed in"
)
_AS_SECOND: Final = Words("พิจารณาในนาม {name} จนกว่าจะออกจากหน้านี้", "{name} decides here until this screen is left")


class CaseActs(Looking[str]):
    """The acts on one request; the view beside it reads and shows (screens/case.py)."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        FIND_ANYBODY,
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
        act("ask_counter", "q", Words("สอบถาม", "Ask"), Words("สอบถามผู้รับคำขอ", "Asks the counter something")),
        act(
            "answer_it",
            "a",
            Words("ตอบ", "Answer"),
            Words("ตอบข้อสอบถามของหัวหน้า", "Answers the supervisor's question"),
        ),
        act(
            "take_it_up",
            "t",
            Words("รับเรื่อง", "Take up"),
            Words("บอกผู้อื่นว่าท่านกำลังพิจารณาอยู่", "Tells colleagues that you are at it"),
            in_footer=False,
        ),
        act(
            "reassign_it",
            "g",
            Words("มอบผู้อื่น", "Reassign"),
            Words("มอบให้เจ้าหน้าที่คนอื่นทำต่อ", "Puts another officer in charge of it"),
            in_footer=False,
        ),
        act(
            "proposal",
            "p",
            Words("ข้อเสนอ", "Proposal"),
            Words("งานของเพื่อนร่วมงานที่มาช้า วางเทียบกัน", "A colleague's late work, side by side"),
        ),
        act(
            "second_person",
            "s",
            Words("ลงชื่อคนที่สอง", "Second person"),
            Words("ผู้มีสิทธิ์พิจารณาลงชื่อที่โต๊ะนี้โดยท่านไม่ต้องออก", "Somebody who may decide signs in beside you"),
            in_footer=False,
        ),
    )

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.ref = ref
        self.case: Case | None = None
        self.offered: frozenset[str] = frozenset()
        self.second: Session | None = None

    @property
    def deciding(self) -> Session:
        """In whose name decisions are taken here: the second person's where one signed in, else the session's."""
        return self.second or work_of(self).officer

    @property
    def main_act(self) -> str | None:
        """What F10 does here and now."""
        return next((each for each in MAIN if each in self.offered), None)

    # ---- keys

    def actions(self) -> list[Action]:
        """F10 is called by what it does with this request."""
        main = self.main_act
        return [each.called(MAIN[main]) if main and each.id == "save" else each for each in super().actions()]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Only what is possible is offered."""
        row = self.case.case.row if self.case is not None else None
        possible = {
            "save": self.main_act is not None,
            "send_back": "return" in self.offered,
            "refuse_it": "refuse" in self.offered,
            "withdraw_it": "withdraw" in self.offered,
            "ask_counter": "ask" in self.offered,
            "answer_it": "answer" in self.offered and row is not None and bool(row.question),
            "take_it_up": "take_up" in self.offered,
            "reassign_it": "reassign" in self.offered,
            "proposal": self.case is not None and bool(self.case.proposals),
            "second_person": row is not None
            and row.state in ("submitted", "in_review")
            and not self.offered & (DECIDING - {"return", "refuse"}),
        }
        return possible.get(action, True)

    async def action_save(self) -> None:
        """F10: decide, or go on with the request at the counter."""
        main = self.main_act
        if main in ("approve", "endorse", "sign"):
            await self._decide(main, "")  # type: ignore[arg-type]
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
        self._with_reason("return", lambda reason: self._decision("return", reason))

    def action_refuse_it(self) -> None:
        """Refuse it, with a reason."""
        self._with_reason("refuse", lambda reason: self._decision("refuse", reason))

    def action_withdraw_it(self) -> None:
        """The citizen takes it back."""

        def withdraw(reason: str) -> None:
            from desk.counter import intake

            work, shown = work_of(self), self.case.shown if self.case is not None else None
            intake.withdraw(work.open_office, work.officer, self.ref, reason, shown)

        self._with_reason("withdraw", withdraw)

    def action_ask_counter(self) -> None:
        """A question to the counter."""
        from desk.counter import review

        self._with_reason(
            "ask",
            lambda said: review.ask(work_of(self).open_office, self.deciding, self._shown(), said),
            told=_TO_COLLEAGUES,
        )

    def action_answer_it(self) -> None:
        """The answer to it."""
        from desk.counter import review

        self._with_reason(
            "answer",
            lambda said: review.answer(work_of(self).open_office, work_of(self).officer, self._shown(), said),
            told=_TO_COLLEAGUES,
            question=self._shown().case.row.question,
        )

    async def action_take_it_up(self) -> None:
        """Tell colleagues who is at it."""
        from desk.counter import review

        shown = self._shown()
        await self._done("take_up", lambda: review.take_up(work_of(self).open_office, self.deciding, shown))

    @work
    async def action_reassign_it(self) -> None:
        """Choose who goes on with it, then why."""
        from desk.counter import review
        from screens.sign_in import OfficerList

        office, shown = work_of(self).open_office, self._shown()
        found = await read(self, lambda: review.assignable(office, shown))
        if found is None:
            return
        chosen = await self.app.push_screen_wait(OfficerList(found, _TO_WHOM.fill(ref=shown.case.row.ref)))
        if chosen is not None:
            name = next(name for officer, name in found if officer == chosen)
            self._with_reason(
                "reassign",
                lambda why: review.reassign(office, self.deciding, shown, chosen, why),
                told=_TO_COLLEAGUES,
                to=name,
            )

    def action_proposal(self) -> None:
        """A colleague's late work beside the request."""
        from screens.proposal import ProposalView

        self.open_room(ProposalView(self._shown(), self._shown().proposals[0]))

    @work
    async def action_second_person(self) -> None:
        """Somebody who may decide signs in here, for this request."""
        from screens.second_officer import SecondOfficer

        second = await self.app.push_screen_wait(SecondOfficer(_SECOND, "review"))
        if second is not None:
            self.second = second
            await self.look()
            self.say(_AS_SECOND.fill(name=second.name))

    # ---- carrying out

    def _shown(self) -> Case:
        if self.case is None:
            raise RuntimeError("no request is on the screen")
        return self.case

    def _decision(self, decision: Decision, reason: str) -> None:
        from desk.counter import review

        review.decide(work_of(self).open_office, self.deciding, self._shown(), decision, reason)

    async def _decide(self, decision: Decision, reason: str) -> None:
        if self.case is not None:
            await self._done(decision, lambda: self._decision(decision, reason))

    def _with_reason(
        self, what: str, carry_out: Callable[[str], None], *, told: Words | None = None, **facts: object
    ) -> None:
        async def answered(reason: str | None) -> None:
            if reason is not None and self.case is not None:
                await self._done(what, lambda: carry_out(reason))

        named = NOTE if what in ("ask", "answer") else REASON
        self.app.push_screen(AskReason(ASKED[what].fill(ref=self.ref, **facts), told, named), answered)

    async def _done(self, what: str, carry_out: Callable[[], None]) -> None:
        if await self.carry_out(carry_out):
            await self.look()
            self.say_done(DONE[what].fill(ref=self.ref))
