"""A desk as a process of its own: told one thing a line on stdin, answers one line of JSON. Nothing here is a double:
the desk's file, its acts, its engine over HTTP."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass
class DeskProcess:
    """The test's end of one."""

    process: subprocess.Popen[str]

    @classmethod
    def start(cls, home: Path, key: bytes) -> DeskProcess:
        root = Path(__file__).parents[2]
        process = subprocess.Popen(
            [sys.executable, __file__, str(home), key.hex()],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root,
            env={"PYTHONPATH": f"{root}:{Path(__file__).parent}", "PATH": "/usr/bin:/bin"},
        )  # fmt: skip
        return cls(process)

    def tell(self, what: str, **how: Any) -> None:
        """Ask without waiting: two desks may be asked at once."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([what, how]) + "\n")
        self.process.stdin.flush()

    def answer(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the desk's process ended"
        return json.loads(line)

    def do(self, what: str, **how: Any) -> Any:
        self.tell(what, **how)
        return self.answer()

    def stop(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(timeout=20)
        self.process.stdout.close()


def _main(home: Path, key: bytes) -> None:
    from desk_end import open_office

    from desk.commands.syncing import exchange
    from desk.counter import case_life, intake, parties, review, risk, tickets
    from desk.counter.intake import Draft
    from desk.counter.session import Session
    from desk.model.errors import DeskError
    from desk.model.kinds.requests import PaperShown
    from desk.words import Words
    from local_db.queries import citizens
    from local_db.rebuild import rebuild

    office = open_office(home, key)

    def session(officer: str) -> Session:
        roles = ("supervisor", "registrar") if officer == "somying" else ("officer", "cashier")
        return Session(officer, Words(officer, officer), frozenset(roles))

    def somebody(place: int = 0) -> Any:
        alive = "SELECT pin FROM citizens WHERE status = 'alive' ORDER BY pin LIMIT 1 OFFSET ?"
        pin = office.read().execute(alive, (place,)).fetchone()
        found = citizens.by_pin(office.read(), str(pin[0]))
        assert found is not None
        return found

    def draft(new: str, place: int = 0) -> Draft:
        service = office.catalogue(office.read()).get("NM-GIVEN", office.today())
        who = somebody(place)
        answers = {"old_given": who.given, "new_given": new, "minor": False}
        papers = tuple(PaperShown(paper=p.code, how="seen") for p in service.papers if p.held_by == "citizen")
        party = parties.of_citizen(who)
        return Draft(service, party, party, None, answers, papers)

    def submit(officer: str, new: str = "ทดลอง", place: int = 0) -> str:
        return intake.submit(office, session(officer), draft(new, place), None)

    def decide(officer: str, ref: str, decision: str, reason: str = "") -> None:
        review.decide(office, session(officer), review.open_case(office, ref), decision, reason)  # type: ignore[arg-type]

    def resubmit(officer: str, ref: str, new: str) -> None:
        made = draft(new)
        intake.resubmit(office, session(officer), ref, made.answers, made.papers)

    def withdraw(officer: str, ref: str) -> None:
        intake.withdraw(office, session(officer), ref, "เปลี่ยนใจ")

    def reassign(officer: str, ref: str, to: str) -> None:
        review.reassign(office, session(officer), review.open_case(office, ref), to, "ลาป่วย")

    def ask(officer: str, ref: str) -> None:
        review.ask(office, session(officer), review.open_case(office, ref), "ชื่อสะกดอย่างไร")

    def bulk(officer: str) -> list[list[str]]:
        """Everything of the queue approved together, as far as nothing speaks against it."""
        items = [item for item in risk.review_queue(office, session(officer)) if item.sort == "decide"]
        hashes = review.hashes_of(office, [item.ref for item in items])
        done = review.approve_clean(office, session(officer), [(item, hashes[item.ref]) for item in items])
        return [sorted(done.approved), sorted(done.left)]

    def look(ref: str) -> dict[str, Any]:
        """What a desk says of a request, and the trouble its card names."""
        case = review.open_case(office, ref)
        row = case.case.row
        steps = case_life.life_of(office, case)
        return {
            "state": row.state, "form": case.case.form, "assigned": row.assigned, "question": row.question,
            "events": sorted([event.ref, event.kind, event.officer, event.verdict] for event in case.events),
            "cards": [[str(step.what.en), step.verdict.en if step.verdict else ""] for step in steps if step.trouble],
            "proposals": [found.ref for found in case.proposals],
        }  # fmt: skip

    def sync() -> None:
        asyncio.run(exchange(office, once=True))  # what `desk sync --once` runs

    def ticket(act: str, **how: Any) -> Any:
        if act == "issue":
            return tickets.issue(office, session("anan"), how["group"])
        if act == "next":
            return tickets.call_next(office, session("anan"), how["counter"]).ref
        if act == "ask":
            return tickets.ask_for(office, session("anan"), how["ref"], how["counter"])
        assert act == "list"
        return [[row.number, row.state, row.holder, row.counter] for row in tickets.of_today(office)]

    def waits() -> list[str]:
        """Lines the centre has not decided on."""
        found = office.read().execute("SELECT ref, code FROM outcomes WHERE result = 'waiting'").fetchall()
        return [f"{ref} {code}" for ref, code in found]

    def whole() -> list[str]:
        return office.file.store.write(rebuild).different

    doing = {
        each.__name__: each
        for each in (submit, decide, resubmit, withdraw, reassign, ask, bulk, look, sync, ticket, waits, whole)
    }  # fmt: skip
    for line in sys.stdin:
        what, how = json.loads(line)
        try:
            said = doing[what](**how)
        except DeskError as fault:
            said = {"error": fault.code}
        print(json.dumps(said, ensure_ascii=False), flush=True)
    office.close()


if __name__ == "__main__":
    _main(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
