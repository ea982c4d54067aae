"""The journal: numbers without gaps, the protocol's chain, exact bytes, time that never goes back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.counter import cashier, intake, review
from desk.model.kinds.body import Party
from desk.model.kinds.requests import PaperShown, RequestSubmitted
from desk.model.kinds.visits import VisitOpened
from desk.model.line import ACT_LINE_BYTES_MAX, Journal, LineFault, encode_line, parse_reference
from local_db import high_water
from local_db.errors import LineTooLong
from local_db.journal import Act, tip
from local_db.verify import verify
from tests.counter.days import copy_request, draft, name_request, open_drawer, open_visit, party, pay
from tests.desks import MORNING, Desk, TestClock, make_desk, open_desk
from tests.local_db.files import act, last_line, protocol_head, raw_lines

HOUR_MS = 3_600_000


class UnsureClock(TestClock):
    """A clock that knows how unsure it is."""

    def __init__(self, unsure: int) -> None:
        super().__init__()
        self.unsure = unsure

    def unsure_ms(self) -> int:
        return self.unsure


def test_lines_are_numbered_without_a_gap_and_chained_as_the_protocol_says(desk: Desk) -> None:
    at = open_visit(desk)
    open_drawer(desk)
    pay(desk, copy_request(desk, 2, at), copy_request(desk, 1, at))
    with pytest.raises(LineTooLong):
        act(desk, _too_much)
    name_request(desk)
    lines = raw_lines(desk)
    assert [json.loads(line)["n"] for line in lines] == list(range(1, len(lines) + 1))
    last = tip(desk.office.read(), Journal("9901A", 1))
    assert (last.n, last.head) == (len(lines), protocol_head("9901A", 1, lines))
    for n, head in desk.office.read().execute("SELECT n, head FROM journal"):
        assert bytes(head) == protocol_head("9901A", 1, lines[:n])


def test_members_stand_in_the_order_of_the_protocol(desk: Desk) -> None:
    ref = name_request(desk)
    case = review.open_case(desk.office, ref)
    review.decide(desk.office, desk.session("somying"), case, "approve")
    assert list(last_line(desk)) == ["n", "t", "o", "p", "k", "b"]
    raw = encode_line(n=1, t=2, u=3, o="a", w="b", p="5701A-1", k="x.y", b={"z": 1, "a": 2})
    assert raw == b'{"n":1,"t":2,"u":3,"o":"a","w":"b","p":"5701A-1","k":"x.y","b":{"z":1,"a":2}}'


def escaped(text: str) -> str:
    """Only U+0000-001F, the quotation mark and the backslash are escaped (protocol, head of the page)."""
    short = {"\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
    return "".join(short.get(c) or (f"\\u{ord(c):04x}" if c < " " else c) for c in text)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_line_escapes_what_must_be_and_nothing_else(text: str) -> None:
    raw = encode_line(n=1, t=2, o="-", k="k", b={"x": text}, limit=10**9)
    assert raw == f'{{"n":1,"t":2,"o":"-","k":"k","b":{{"x":"{escaped(text)}"}}}}'.encode()
    assert b"\n" not in raw


@pytest.mark.parametrize("value", [1.0, 2**53 + 1, -(2**53) - 1, "\ud800", {1: 2}, b"x", float("nan")])
def test_what_the_wire_does_not_carry_is_not_written(value: object) -> None:
    with pytest.raises(LineFault):
        encode_line(n=1, t=2, o="-", k="k", b={"x": [value]})


def test_an_act_is_written_up_to_30_kib_and_not_a_byte_beyond() -> None:
    empty = len(encode_line(n=1, t=2, o="-", k="k", b={"x": ""}))
    room = ACT_LINE_BYTES_MAX - empty
    assert ACT_LINE_BYTES_MAX == 30 * 1024
    assert len(encode_line(n=1, t=2, o="-", k="k", b={"x": "x" * room})) == ACT_LINE_BYTES_MAX
    with pytest.raises(LineFault):
        encode_line(n=1, t=2, o="-", k="k", b={"x": "x" * (room + 1)})


def _too_much(doing: Act) -> None:
    who = Party(kind="person", name="ทดสอบ")
    doing.append(VisitOpened(purpose="request"), officer="anan")
    body = RequestSubmitted(
        service="CR-COPY",
        service_from="2024-10-01",
        applicant=who,
        concerns=who,
        form={f"answer{number}": "ก" * 2000 for number in range(10)},
        papers=[PaperShown(paper="card", how="seen")],
        decided_by="counter",
        track="ABCDEFGH",
    )
    doing.append(body, officer="anan")


def test_an_act_too_long_to_be_sent_leaves_nothing_of_itself(desk: Desk) -> None:
    open_visit(desk)
    before = raw_lines(desk)
    with pytest.raises(LineTooLong) as caught:
        act(desk, _too_much)
    assert caught.value.code == "E511"
    assert raw_lines(desk) == before
    assert desk.office.read().execute("SELECT count(*) FROM visits").fetchone() == (1,)


def test_a_clock_set_back_dates_no_line_before_the_last_and_says_how_unsure_it_is(desk: Desk) -> None:
    open_visit(desk)
    first = last_line(desk)
    assert "u" not in first
    desk.clock.now -= HOUR_MS
    open_visit(desk)
    second = last_line(desk)
    assert second["t"] == first["t"]
    assert HOUR_MS - 100 < int(str(second["u"])) <= HOUR_MS
    desk.clock.now += 2 * HOUR_MS
    open_visit(desk)
    third = last_line(desk)
    assert int(str(third["t"])) > int(str(second["t"]))
    assert "u" not in third


@pytest.mark.parametrize(("unsure", "told"), [(-1, -1), (5 * HOUR_MS, 5 * HOUR_MS)])
def test_a_doubtful_clock_set_back_stays_as_doubtful_as_it_was(tmp_path: Path, unsure: int, told: int) -> None:
    desk = make_desk(tmp_path / "desk", UnsureClock(unsure))
    open_visit(desk)
    assert last_line(desk)["u"] == told
    desk.clock.now -= HOUR_MS
    open_visit(desk)
    assert last_line(desk)["u"] == told
    desk.office.close()


def test_each_line_names_the_latest_one_seen_on_its_subject(desk: Desk) -> None:
    ref = name_request(desk)
    assert "p" not in last_line(desk)
    other = name_request(desk, new="สมศรี")
    supervisor = desk.session("somying")
    review.decide(desk.office, supervisor, review.open_case(desk.office, ref), "return", "ชื่อไม่ชัด")
    returned = last_line(desk)
    assert returned["p"] == ref
    again = draft(desk, "NM-GIVEN", {"old_given": "สมใจ", "new_given": "สมจิตต์", "minor": False})
    intake.resubmit(desk.office, desk.session("anan"), ref, again.answers, again.papers)
    assert last_line(desk)["p"] == f"9901A-{returned['n']}"
    review.decide(desk.office, supervisor, review.open_case(desk.office, other), "approve")
    assert last_line(desk)["p"] == other


def test_payment_names_the_order_and_the_receipt_the_payment(desk: Desk) -> None:
    open_drawer(desk)
    ref = copy_request(desk)
    paid = pay(desk, ref)
    order, payment, receipt, done = (json.loads(line) for line in raw_lines(desk)[-4:])
    assert "p" not in order
    assert (payment["p"], receipt["p"], done["p"]) == (paid.order, paid.payment, ref)


@given(st.from_regex(r"[0-9]{1,8}[A-Z]{1,4}", fullmatch=True), st.integers(1, 99), st.integers(1, 10**9))
def test_a_reference_names_journal_and_number_both_ways(name: str, epoch: int, n: int) -> None:
    journal = Journal(name, epoch)
    assert parse_reference(journal.reference(n)) == (journal, n)
    assert journal.reference(n) == (f"{name}-{n}" if epoch == 1 else f"{name}.{epoch}-{n}")


def test_references_where_only_letters_and_digits_fit() -> None:
    assert Journal("5701A", 1).reference(42) == "5701A-42"
    assert Journal("5701A", 2).reference(42) == "5701A.2-42"
    assert Journal("5701A", 1).compact_reference(42) == "5701A42"
    assert Journal("5701A", 2).compact_reference(42) == "5701A2N42"


@pytest.mark.parametrize("text", ["", "5701A", "5701A-0", "5701A.1x-2", "5701a-2", "5701A-2\n", "๕701A-2", "5701A-02"])
def test_what_is_no_reference_is_refused(text: str) -> None:
    with pytest.raises(LineFault):
        parse_reference(text)


def test_a_file_put_back_opens_the_next_epoch_and_work_goes_on_under_new_references(tmp_path: Path) -> None:
    home = tmp_path / "desk"
    desk = make_desk(home)
    open_visit(desk)
    desk.office.close()
    yesterday = (home / "desk.db").read_bytes()
    desk = open_desk(home)
    name_request(desk)
    lost = raw_lines(desk)
    desk.office.close()
    (home / "desk.db").write_bytes(yesterday)
    desk = open_desk(home, TestClock(MORNING + HOUR_MS))
    opened = json.loads(raw_lines(desk, 2)[0])
    assert (opened["n"], opened["o"], opened["k"], opened["b"]["why"]) == (1, "-", "journal.opened", "rollback")
    assert opened["b"]["after"]["n"] == len(lost) - 1
    assert name_request(desk) == "9901A.2-2"
    open_drawer(desk)
    lease = {"book": "69A-2", "fiscal_year": 2570, "desk": "9901A", "epoch": 2, "first": 51, "last": 60}
    from tests.desks import tell

    tell(desk, ("book.leased", lease))
    order = cashier.open_qr_order(desk.office, desk.session("anan"), [copy_request(desk)], party(desk), None)
    assert order.ref1 == order.ref.replace(".", "").replace("-", "N") == "9901A2N5"
    verify(desk.office.read(), high_water.read(home))
    desk.office.close()
