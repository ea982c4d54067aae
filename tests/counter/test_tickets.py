"""The queue of the waiting room: lanes, calling, holding, giving; one visit with several services and one payment."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.counter import tickets, visit
from desk.paper.preview import preview
from desk.paper.ticket_slip import ticket_document
from desk.rules.roles import RoleForbids
from desk.rules.tickets import (
    FROM,
    LANES,
    NoTicketWaiting,
    TicketElsewhere,
    TicketNotSo,
    TicketUnknown,
    Waiting,
    next_of,
)
from local_db.rebuild import rebuild
from tests.counter.days import copy_request, open_drawer, pay
from tests.desks import Desk, tell
from tests.local_db.files import last_line, raw_lines


def issue(desk: Desk, group: str = "A", lane: str = "ordinary") -> str:
    return tickets.issue(desk.office, desk.session("anan"), group, lane)  # type: ignore[arg-type]


def call_next(desk: Desk, *wanted: str) -> str:
    return tickets.call_next(desk.office, desk.session("anan"), "1", wanted).ref


def from_b(desk: Desk, n: int, kind: str, body: dict[str, object], p: str | None = None) -> str:
    line = {"n": n, "t": desk.clock.now, "o": "busaba"} | ({"p": p} if p else {}) | {"k": kind, "b": body}
    tell(desk, ("line", {"desk": "9901B", "epoch": 1, "line": json.dumps(line)}))
    return f"9901B-{n}"


def test_numbers_run_by_group_and_tell_the_desk(desk: Desk) -> None:
    for group in ("A", "A", "B"):
        issue(desk, group)
    assert [row.number for row in tickets.of_today(desk.office)] == ["A001", "A002", "B001"]
    desk.clock.now += 86_400_000
    issue(desk)
    assert [row.number for row in tickets.of_today(desk.office)] == ["A001"]
    with pytest.raises(TicketUnknown):
        issue(desk, "Z")
    with pytest.raises(RoleForbids):
        tickets.issue(desk.office, desk.session("darin"), "A")


def test_the_office_names_its_own_groups_and_counters(desk: Desk) -> None:
    assert tickets.counter_of(desk.office) == "1"
    tell(desk, ("reference.put", {"name": "counters", "value": {"9901A": "ช่อง 7"}}))
    tell(
        desk,
        ("reference.put", {"name": "ticket_groups", "value": [{"letter": "K", "name": {"th": "คิวรวม", "en": "All"}}]}),
    )
    assert tickets.counter_of(desk.office) == "ช่อง 7"
    assert [group.letter for group in tickets.groups(desk.office)] == ["K"]


def test_priority_lanes_go_first_but_not_without_end(desk: Desk) -> None:
    first, second = issue(desk), issue(desk)
    monks = [issue(desk, lane="monk") for _ in range(4)]
    order = [call_next(desk) for _ in range(6)]
    assert order == [monks[0], monks[1], first, monks[2], monks[3], second]
    with pytest.raises(NoTicketWaiting):
        call_next(desk)


@given(
    st.lists(st.tuples(st.sampled_from(LANES), st.integers(0, 50)), max_size=12),
    st.lists(st.sampled_from(LANES), max_size=5),
    st.integers(1, 4),
)
def test_nobody_is_passed_over_for_ever(waiting: list[tuple[str, int]], before: list[str], run: int) -> None:
    rows = [Waiting(str(n), lane, at) for n, (lane, at) in enumerate(waiting)]  # type: ignore[arg-type]
    called: list[str] = list(before)
    left, ordinary_passed = list(rows), 0
    for lane in before:
        if lane == "ordinary":
            break
        ordinary_passed += 1
    while left:
        chosen = next_of(left, called, run)  # type: ignore[arg-type]
        assert chosen is not None
        same_lane = [row for row in left if (row.lane == "ordinary") == (chosen.lane == "ordinary")]
        assert chosen.issued == min(row.issued for row in same_lane)
        others_wait = any(row.lane == "ordinary" for row in left) and chosen.lane != "ordinary"
        ordinary_passed = ordinary_passed + 1 if others_wait else 0
        assert ordinary_passed <= max(run, len(before))
        left.remove(chosen)
        called.insert(0, chosen.lane)


def test_one_ticket_through_everything_that_happens_to_one(desk: Desk) -> None:
    ref, anan = issue(desk), desk.session("anan")
    with pytest.raises(TicketNotSo):
        tickets.served(desk.office, anan, ref)
    assert call_next(desk, "A") == ref
    assert tickets.call_again(desk.office, anan, ref).calls == 2
    assert tickets.hold(desk.office, anan, ref, "ไปถ่ายเอกสาร").state == "held"
    assert tickets.call(desk.office, anan, ref, "2").counter == "2"
    assert tickets.missed(desk.office, anan, ref).state == "missed"
    assert tickets.put_back(desk.office, anan, ref).state == "waiting"
    moved = tickets.transfer(desk.office, anan, ref, "B", "ย้ายเรื่อง")
    assert (moved.state, moved.service_group, moved.number) == ("waiting", "B", "A001")
    with pytest.raises(NoTicketWaiting):
        call_next(desk, "A")
    assert call_next(desk, "B") == ref
    assert tickets.served(desk.office, anan, ref).state == "served"
    for act in (tickets.call_again, tickets.put_back, tickets.missed, tickets.drop):
        with pytest.raises(TicketNotSo):
            act(desk.office, anan, ref)
    assert desk.office.file.store.write(rebuild).different == []


def test_every_state_has_a_way_out() -> None:
    for state in ("waiting", "called", "held", "missed"):
        assert any(state in FROM[act] for act in ("serve", "drop"))
        assert state in FROM["drop"]


def test_another_desks_ticket_is_called_only_once_it_was_given(desk: Desk) -> None:
    ref = from_b(desk, 1, "ticket.issued", {"date": "2026-11-20", "group": "A", "number": "AB001"})
    with pytest.raises(NoTicketWaiting):
        call_next(desk)
    with pytest.raises(TicketElsewhere):
        tickets.call(desk.office, desk.session("anan"), ref, "1")
    tickets.ask_for(desk.office, desk.session("anan"), ref, "1")
    asked = f"9901A-{last_line(desk)['n']}"
    before = raw_lines(desk)
    tickets.ask_for(desk.office, desk.session("anan"), ref, "1")
    assert raw_lines(desk) == before
    tell(desk, ("outcome", {"ref": asked, "result": "waiting", "code": "ticket-owner"}))
    assert tickets.asked_for(desk.office) == {ref: "waiting"}
    with pytest.raises(TicketElsewhere):
        tickets.call(desk.office, desk.session("anan"), ref, "1")
    from_b(desk, 2, "ticket.given", {"ticket": ref, "ask": asked, "desk": "9901A"}, ref)
    tell(desk, ("outcome", {"ref": asked, "result": "applied"}))
    assert call_next(desk) == ref


def test_a_desk_gives_what_waits_and_keeps_what_it_called(desk: Desk) -> None:
    waits, taken = issue(desk), issue(desk)
    tickets.call(desk.office, desk.session("anan"), taken, "1")
    asks = [
        from_b(desk, n, "ticket.asked", {"ticket": ref, "counter": "2"}, ref) for n, ref in ((1, waits), (2, taken))
    ]
    assert tickets.answer_asks(desk.office) == 2
    assert tickets.answer_asks(desk.office) == 0
    said = [json.loads(raw) for raw in raw_lines(desk)[-2:]]
    assert [(line["o"], line["k"], line["b"]["ask"]) for line in said] == [
        ("-", "ticket.given", asks[0]), ("-", "ticket.kept", asks[1]),
    ]  # fmt: skip
    with pytest.raises(NoTicketWaiting):
        call_next(desk)
    with pytest.raises(TicketElsewhere):
        tickets.call(desk.office, desk.session("anan"), waits, "1")
    third = from_b(desk, 3, "ticket.asked", {"ticket": taken, "counter": "2"}, taken)
    tell(desk, ("outcome", {"ref": third, "result": "conflict", "code": "kept"}))
    assert tickets.answer_asks(desk.office) == 0, "the centre has answered that one"


def test_one_visit_several_services_one_payment(desk: Desk) -> None:
    ref, anan = issue(desk), desk.session("anan")
    call_next(desk)
    came = visit.open_visit(desk.office, anan, "request", ref)
    refs = [copy_request(desk, 1, came), copy_request(desk, 2, came)]
    open_drawer(desk)
    paid = pay(desk, *refs)
    assert paid.receipt
    visit.close_visit(desk.office, anan, came)
    (row,) = tickets.of_today(desk.office)
    assert (row.state, row.visit) == ("served", came.ref)
    money = [json.loads(raw)["k"] for raw in raw_lines(desk)]
    assert (money.count("payment.taken"), money.count("receipt.issued"), money.count("request.submitted")) == (1, 1, 2)


def test_the_slip_says_how_many_wait_before(desk: Desk) -> None:
    for group in ("A", "B", "A"):
        issue(desk, group)
    ref = issue(desk, "A", "elderly")
    told = tickets.slip(desk.office, ref)
    assert (told.number, told.lane, told.before) == ("A003", "ผู้สูงอายุ", 2)
    lines = preview(ticket_document(told), "th")
    assert any("A003" in line for line in lines)
    assert any("ทะเบียนราษฎร" in line for line in lines)


def test_the_board_shows_numbers_and_no_names(desk: Desk) -> None:
    for group in ("A", "A", "B"):
        issue(desk, group)
    call_next(desk)
    shown = tickets.board(desk.office)
    assert [(row.number, row.counter) for row in shown.calls] == [("A001", "1")]
    assert {group.letter: count for group, count in shown.waiting} == {"A": 1, "B": 1, "C": 0, "D": 0}
