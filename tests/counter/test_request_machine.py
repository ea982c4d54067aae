"""Every state of a request, by every role, on a real desk: what the table allows is one line with its reason and the
hash of what was shown; what it forbids writes nothing; rebuilt tables are the same."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from desk.counter import cashier, intake, review
from desk.counter.session import Session
from desk.counter.states import living_state
from desk.model.errors import DeskError
from desk.model.kinds.requests import PaperShown
from desk.rules.request_life import DECISIONS, ENDS, Action, next_state, possible_actions
from desk.words import Words
from local_db.queries import requests
from local_db.rebuild import rebuild
from tests.counter.days import draft, open_drawer, party
from tests.desks import make_desk, tell
from tests.local_db.files import raw_lines

ROLES = {
    "anan": ("officer", "cashier"),
    "busaba": ("officer",),
    "somying": ("supervisor",),
    "wilai": ("registrar",),
    "darin": ("auditor",),
    "tom": ("trainee",),
    "boss": ("supervisor", "registrar"),
}
ACTS: tuple[Action, ...] = (
    "take_up", "approve", "endorse", "sign", "return", "ask", "answer", "reassign", "resubmit", "complete", "refuse",
    "withdraw", "finish",
)  # fmt: skip


class RequestMachine(RuleBasedStateMachine):
    """One desk, many requests, everybody tries everything."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.desk = make_desk(self.folder / "desk")
        self.refs: list[str] = []

    @initialize()
    def begin(self) -> None:
        open_drawer(self.desk)
        service = self.desk.office.catalogue(self.desk.office.read()).get("NM-GIVEN", self.desk.office.today())
        signed = service.body() | {"code": "XX-SIGNED", "menu": "391", "decided_by": "registrar"}
        tell(self.desk, ("catalogue.put", {"service": signed}))

    def session(self, officer: str) -> Session:
        return Session(officer, Words("ทดสอบ", officer), frozenset(ROLES[officer]))

    @rule(
        officer=st.sampled_from(["anan", "busaba", "boss"]),
        code=st.sampled_from(["CR-COPY", "NM-GIVEN", "XX-SIGNED"]),
        missing=st.booleans(),
    )
    def submit(self, officer: str, code: str, missing: bool) -> None:
        answers: dict[str, object] = (
            {"register": "house", "house": "99010000001", "copies": 1}
            if code == "CR-COPY"
            else {"old_given": "สมใจ", "new_given": "สมจิต", "minor": False}
        )
        made = draft(self.desk, code, answers)
        papers = made.papers[:0] if missing else made.papers
        session = self.session(officer)
        self.refs.append(intake.submit(self.desk.office, session, made.__class__(
            made.service, made.applicant, made.concerns, None, made.answers, papers), None))  # fmt: skip

    @rule(data=st.data(), officer=st.sampled_from(sorted(ROLES)), action=st.sampled_from(ACTS), missing=st.booleans())
    def act(self, data: st.DataObject, officer: str, action: Action, missing: bool) -> None:
        if not self.refs:
            return
        ref = data.draw(st.sampled_from(self.refs[-4:]))
        session, case = self.session(officer), review.open_case(self.desk.office, ref)
        before, state = raw_lines(self.desk), case.case.row.state
        facts = case.facts(officer)
        expected = None
        try:
            if action in ("resubmit", "complete"):
                facts = facts.__class__(facts.decided_by, papers_missing=missing)
            expected = next_state(living_state(state, action), action, session.roles, facts)
        except DeskError:
            pass
        try:
            self._do(session, case, action, missing)
        except DeskError:
            assert raw_lines(self.desk) == before
            assert requests.state_of(self.desk.office.read(), ref) == state
            allowed_elsewhere = action in ("answer", "finish", "complete", "resubmit", "withdraw")
            assert expected is None or allowed_elsewhere, (action, state, officer)
            return
        assert expected is not None, (action, state, officer)
        assert requests.state_of(self.desk.office.read(), ref) == expected
        added = [json.loads(raw) for raw in raw_lines(self.desk)[len(before) :]]
        mine = [line for line in added if line["b"].get("request") == ref]
        assert len(mine) == 1
        assert mine[0]["o"] == officer
        shown = mine[0]["b"]["shown"]
        assert shown == case.shown if action != "finish" else len(shown) == 64
        if action in ("return", "refuse", "ask", "answer", "reassign", "withdraw"):
            assert mine[0]["b"]["reason"]
        if action in DECISIONS:
            assert officer not in case.hands

    def _do(self, session: Session, case: review.Case, action: Action, missing: bool) -> None:
        office, ref = self.desk.office, case.case.row.ref
        if action in ("approve", "endorse", "sign", "return", "refuse"):
            review.decide(office, session, case, action, "เหตุ")
        elif action == "take_up":
            review.take_up(office, session, case)
        elif action == "ask":
            review.ask(office, session, case, "ชื่อเดิมสะกดอย่างไร")
        elif action == "answer":
            review.answer(office, session, case, "สะกดตามบัตร")
        elif action == "reassign":
            review.reassign(office, session, case, "busaba", "ลาป่วย")
        elif action == "withdraw":
            intake.withdraw(office, session, ref, "เปลี่ยนใจ", case.shown)
        elif action == "finish":
            cashier.take_cash(office, session, [ref], party(self.desk), 100_00, None)
        else:
            if (case.case.row.state == "returned") != (action == "resubmit"):
                raise DeskError  # the one door takes the way the state asks for
            service = intake.service_of(office, case.case.row.service, case.case.row.service_from)
            seen = tuple(PaperShown(paper=p.code, how="seen") for p in service.papers if p.held_by == "citizen")
            intake.resubmit(office, session, ref, case.case.form, () if missing else seen, shown=case.shown)

    @invariant()
    def every_open_request_has_a_way_out(self) -> None:
        for ref in self.refs[-3:]:
            case = review.open_case(self.desk.office, ref)
            state = living_state(case.case.row.state, "withdraw")
            if state not in ENDS:
                assert "withdraw" in possible_actions(state, ["officer"], case.facts("busaba"))

    def teardown(self) -> None:
        rebuilt = self.desk.office.file.store.write(rebuild)
        self.desk.office.close()
        shutil.rmtree(self.folder)
        assert rebuilt.different == []


TestRequestMachine = RequestMachine.TestCase
TestRequestMachine.settings = settings(max_examples=15, stateful_step_count=40, suppress_health_check=list(HealthCheck))
