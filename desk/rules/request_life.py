"""The life of a service request: which act leads from which state to which, and who may do it.

One table is the whole rule, so that a test can walk every state by every role. Three states are ends; from each
other state an end can be reached, by an officer alone (withdraw) and by a supervisor.

Some acts lead back to the state they came from: a question and its answer, a supervisor's endorsement of what the
registrar signs, another officer put in charge. They are transitions all the same, each one journal line.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from desk.model.errors import NotPermitted, Refused
from desk.words import Words

State = Literal[
    "draft", "submitted", "waiting_papers", "in_review", "returned", "approved", "refused", "withdrawn", "done"
]
Action = Literal[
    "submit",
    "take_up",
    "complete",
    "approve",
    "endorse",
    "sign",
    "return",
    "ask",
    "answer",
    "reassign",
    "resubmit",
    "refuse",
    "withdraw",
    "finish",
]
Need = Literal[
    "papers_missing",
    "counter_decides",
    "others_decide",
    "supervisor_decides",
    "registrar_signs",
    "endorsed",
    "not_endorsed",
    "settled",
]
DecidedBy = Literal["counter", "supervisor", "registrar"]

STATE_WORDS: Final[dict[State, Words]] = {
    "draft": Words("ร่าง", "Draft"),
    "submitted": Words("ยื่นแล้ว", "Submitted"),
    "waiting_papers": Words("รอเอกสาร", "Waiting for papers"),
    "in_review": Words("รอพิจารณา", "In review"),
    "returned": Words("ส่งกลับแก้ไข", "Returned"),
    "approved": Words("อนุมัติแล้ว", "Approved"),
    "refused": Words("ไม่อนุมัติ", "Refused"),
    "withdrawn": Words("ถอนคำขอ", "Withdrawn"),
    "done": Words("เสร็จสิ้น", "Done"),
}
ACTION_WORDS: Final[dict[Action, Words]] = {
    "submit": Words("ยื่นคำขอ", "Submit"),
    "take_up": Words("รับเรื่อง", "Take up"),
    "complete": Words("รับเอกสารครบ", "Papers complete"),
    "approve": Words("อนุมัติ", "Approve"),
    "endorse": Words("เห็นชอบเสนอนายทะเบียน", "Endorse for the registrar"),
    "sign": Words("ลงนาม", "Sign"),
    "return": Words("ส่งกลับแก้ไข", "Return"),
    "ask": Words("สอบถาม", "Ask"),
    "answer": Words("ตอบข้อสอบถาม", "Answer"),
    "reassign": Words("มอบให้ผู้อื่น", "Reassign"),
    "resubmit": Words("ยื่นอีกครั้ง", "Submit again"),
    "refuse": Words("ไม่อนุมัติ", "Refuse"),
    "withdraw": Words("ถอนคำขอ", "Withdraw"),
    "finish": Words("ส่งมอบและปิดเรื่อง", "Hand over and finish"),
}
ENDS: Final[frozenset[State]] = frozenset({"refused", "withdrawn", "done"})

COUNTER: Final = frozenset({"officer", "supervisor"})
DECIDERS: Final = frozenset({"supervisor", "registrar"})
SIGNERS: Final = frozenset({"registrar"})
OPEN: Final[tuple[State, ...]] = ("submitted", "waiting_papers", "in_review", "returned", "approved")
"""States of a request that is in somebody's hands."""


class ActNotAllowed(Refused):
    """The request is in a state from which this act does not lead on."""

    code = "E310"
    said = Words(
        "คำขออยู่ในสถานะ {state} จึง{action}ไม่ได้ ยังไม่มีอะไรเปลี่ยนแปลง กด F5 เพื่อดูสถานะล่าสุด",
        "The request is in the state “{state}”: the act “{action}” is not possible. Nothing was changed; "
        "press F5 to see it as it is now",
    )


class ActNotYours(NotPermitted):
    """None of the person's roles may do this act."""

    code = "E311"
    said = Words(
        "บทบาทของท่าน{action}คำขอนี้ไม่ได้ ยังไม่มีอะไรเปลี่ยนแปลง ขอให้ผู้มีอำนาจทำรายการ",
        "Your role may not do “{action}” on this request. Nothing was changed; ask somebody who may",
    )


class OwnWork(NotPermitted):
    """Nobody decides on a request they took in themselves."""

    code = "E312"
    said = Words(
        "ท่านรับคำขอนี้เอง จึงพิจารณาเองไม่ได้ คำขอยังรออยู่ ขอให้ผู้อื่นพิจารณา",
        "You took this request in yourself and cannot decide on it. It keeps waiting; ask somebody else to decide",
    )


class NotSettled(Refused):
    """The request has a fee that is not paid yet."""

    code = "E313"
    said = Words(
        "คำขอนี้ยังไม่ได้ชำระค่าธรรมเนียม จึงปิดเรื่องไม่ได้ คำขอยังอยู่ครบ รับเงินก่อนแล้วปิดเรื่อง",
        "The fee of this request is not paid, so it cannot be finished. The request is safe; take the money first",
    )


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table: an act from a state to a state, who may do it, and what must hold."""

    action: Action
    source: State
    target: State
    roles: frozenset[str]
    needs: frozenset[Need] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the table asks about a request: who decides (`registrar`: a supervisor endorses, the registrar signs),
    whether papers are missing, whether anything is left to pay, whether the person acting took it in or filled in its
    form, and whether a supervisor has endorsed it since it was last submitted."""

    decided_by: DecidedBy
    papers_missing: bool = False
    settled: bool = True
    own_work: bool = False
    endorsed: bool = False

    def hold(self, needs: Collection[Need]) -> bool:
        """Whether all that a transition needs is so."""
        true: dict[Need, bool] = {
            "papers_missing": self.papers_missing,
            "counter_decides": self.decided_by == "counter" and not self.papers_missing,
            "others_decide": self.decided_by != "counter" and not self.papers_missing,
            "supervisor_decides": self.decided_by != "registrar",
            "registrar_signs": self.decided_by == "registrar",
            "endorsed": self.endorsed,
            "not_endorsed": not self.endorsed,
            "settled": self.settled,
        }
        return all(true[need] for need in needs)


def _needs(*needs: Need) -> frozenset[Need]:
    return frozenset(needs)


TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition("submit", "draft", "waiting_papers", COUNTER, _needs("papers_missing")),
    Transition("submit", "draft", "submitted", COUNTER, _needs("others_decide")),
    Transition("submit", "draft", "approved", COUNTER, _needs("counter_decides")),
    Transition("withdraw", "draft", "withdrawn", COUNTER),
    Transition("take_up", "submitted", "in_review", DECIDERS),
    Transition("approve", "submitted", "approved", DECIDERS, _needs("supervisor_decides")),
    Transition("endorse", "submitted", "in_review", DECIDERS, _needs("registrar_signs")),
    Transition("return", "submitted", "returned", DECIDERS),
    Transition("ask", "submitted", "submitted", DECIDERS),
    Transition("answer", "submitted", "submitted", COUNTER),
    Transition("refuse", "submitted", "refused", DECIDERS),
    Transition("withdraw", "submitted", "withdrawn", COUNTER),
    Transition("complete", "waiting_papers", "submitted", COUNTER, _needs("others_decide")),
    Transition("complete", "waiting_papers", "approved", COUNTER, _needs("counter_decides")),
    Transition("refuse", "waiting_papers", "refused", DECIDERS),
    Transition("withdraw", "waiting_papers", "withdrawn", COUNTER),
    Transition("approve", "in_review", "approved", DECIDERS, _needs("supervisor_decides")),
    Transition("endorse", "in_review", "in_review", DECIDERS, _needs("registrar_signs", "not_endorsed")),
    Transition("sign", "in_review", "approved", SIGNERS, _needs("registrar_signs", "endorsed")),
    Transition("return", "in_review", "returned", DECIDERS),
    Transition("ask", "in_review", "in_review", DECIDERS),
    Transition("answer", "in_review", "in_review", COUNTER),
    Transition("refuse", "in_review", "refused", DECIDERS),
    Transition("withdraw", "in_review", "withdrawn", COUNTER),
    Transition("resubmit", "returned", "waiting_papers", COUNTER, _needs("papers_missing")),
    Transition("resubmit", "returned", "submitted", COUNTER, _needs("others_decide")),
    Transition("resubmit", "returned", "approved", COUNTER, _needs("counter_decides")),
    Transition("refuse", "returned", "refused", DECIDERS),
    Transition("withdraw", "returned", "withdrawn", COUNTER),
    Transition("finish", "approved", "done", COUNTER, _needs("settled")),
    Transition("withdraw", "approved", "withdrawn", COUNTER),
    *(Transition("reassign", state, state, DECIDERS) for state in OPEN),
)
DECISIONS: Final[frozenset[Action]] = frozenset({"approve", "endorse", "sign", "return", "refuse"})
"""Acts for which a second person is needed: nobody does them on their own work."""


def next_state(state: State, action: Action, roles: Collection[str], facts: Facts) -> State:
    """Where the act leads. Raises `ActNotAllowed`, `ActNotYours`, `OwnWork`, `NotSettled`; nothing is changed then."""
    rows = [row for row in TRANSITIONS if row.source == state and row.action == action]
    if not rows:
        raise ActNotAllowed(state=STATE_WORDS[state], action=ACTION_WORDS[action])
    allowed = [row for row in rows if row.roles.intersection(roles)]
    if not allowed:
        raise ActNotYours(action=ACTION_WORDS[action])
    if action in DECISIONS and facts.own_work:
        raise OwnWork
    for row in allowed:
        if facts.hold(row.needs):
            return row.target
    if any("settled" in row.needs for row in allowed) and not facts.settled:
        raise NotSettled
    raise ActNotAllowed(state=STATE_WORDS[state], action=ACTION_WORDS[action])


def possible_actions(state: State, roles: Collection[str], facts: Facts) -> tuple[Action, ...]:
    """The acts a person may do now, in the order of the table: what a screen offers."""
    found: dict[Action, None] = {}
    for row in TRANSITIONS:
        own = row.action in DECISIONS and facts.own_work
        if row.source == state and row.roles.intersection(roles) and facts.hold(row.needs) and not own:
            found[row.action] = None
    return tuple(found)
