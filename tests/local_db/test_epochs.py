"""The next epoch: what is carried over keeps its rows, its numbers and its old names, before a rebuild and after."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.counter import bank, cashier, deposits, receipts, slips, tax_bill
from desk.counter.refusals import BankNotYet, NoReceiptBook
from desk.model.line import LINE_BYTES_MAX, decode_line, encode_line, link, read_recovered, unwrapped
from desk.rules.tenders import Piece
from local_db import meta
from local_db.epochs import Parting, left_at_home
from local_db.folds import PROJECTIONS, Origin, apply_fold
from local_db.high_water import read as read_mark
from local_db.journal import Act, latest, line_of, own_epochs
from local_db.queries import money, reports, requests
from local_db.rebuild import rebuild
from local_db.store import DATABASE
from local_db.verify import verify
from tests.counter.days import copy_request, name_request, open_drawer, open_visit, party, pay
from tests.counter.test_tax_bill import tax_request
from tests.desks import BOOK, Desk, make_desk, open_desk, tell
from tests.local_db.files import raw_lines, tables


def holds(desk: Desk) -> None:
    """The journal verifies and a rebuild gives every table as it was."""
    verify(desk.office.read(), read_mark(desk.office.home))
    assert desk.office.file.store.write(rebuild).different == []


def busy_day(desk: Desk) -> tuple[str, str, str]:
    """A visit, a request decided at the counter and paid, one waiting: (paid request, receipt, waiting request)."""
    open_drawer(desk)
    at = open_visit(desk)
    first = copy_request(desk, 2, at)
    paid = pay(desk, first)
    return first, paid.receipt, name_request(desk, at)


def test_what_is_carried_over_goes_by_a_new_name_and_is_found_by_the_old(desk: Desk) -> None:
    first, receipt, waiting = busy_day(desk)
    before = tables(desk.office.read(), ("receipts", "payments", "requests"))
    old = raw_lines(desk)
    opened = desk.office.file.open_epoch("fork", Parting(1, 1), "somying")
    read = desk.office.read()
    assert (opened.epoch, opened.carried, opened.receipts) == (2, len(old), (f"{BOOK}/1",))
    new = raw_lines(desk, 2)
    assert decode_line(new[0]).b["after"] == {"epoch": 1, "n": 0, "head": decode_line(new[0]).b["after"]["head"]}
    assert (decode_line(new[0]).k, decode_line(new[0]).o) == ("journal.opened", "somying")
    assert [unwrapped(raw) for raw in new[1:]] == old
    assert requests.one(read, first) is not None
    paper = money.receipt(read, receipt)
    assert paper is not None
    assert paper.ref.startswith("9901A.2-")
    assert receipts.receipt_paper(desk.office, receipt).number == 1
    assert latest(read, waiting).startswith("9901A.2-")
    assert line_of(read, paper.ref) == line_of(read, receipt)
    after = tables(read, ("receipts", "payments", "requests"))
    assert {name: len(rows) for name, rows in after.items()} == {name: len(rows) for name, rows in before.items()}
    assert "9901A-" not in json.dumps([row for name in after for row in after[name]], ensure_ascii=False)
    holds(desk)


def test_deposits_slips_and_taxes_are_carried_over_as_they_stand(desk: Desk) -> None:
    open_drawer(desk)
    office, anan = desk.office, desk.session("anan")
    ref, tax = copy_request(desk, 3), tax_request(desk, in_parts=True)
    deposits.take(office, anan, ref, "มัดจำ", 20_00, party(desk), [Piece("cash", 20_00)])
    cashier.take(office, anan, [ref], party(desk), [*deposits.pieces(office, [ref], 12_00), Piece("cash", 20_00)], None)
    order = cashier.open_qr_order(office, anan, [copy_request(desk)], party(desk), None)
    slips.see(office, anan, order.ref, "004100060000010103014022000111222233344ABCD125102TH910417DF")
    tax_bill.tell(office, anan, tax, "")
    for epoch in (1, 2):
        office.file.open_epoch("fork", Parting(epoch, 1))
        (held,) = deposits.held(office, anan)
        assert (held.held_satang, held.receipt.startswith(f"9901A.{epoch + 1}-")) == (8_00, True)
        (waiting,) = cashier.waiting_for_bank(office)
        assert list(slips.words_of(office.read(), [waiting.ref])) == [waiting.ref]
        assert tax_bill.look(office, tax).told is not None
        holds(desk)


def test_no_number_is_issued_before_a_book_of_the_new_epoch_and_then_none_twice(desk: Desk) -> None:
    open_drawer(desk)
    pay(desk, copy_request(desk))
    desk.office.file.open_epoch("fork", Parting(1, 1))
    ref = copy_request(desk)
    with pytest.raises(NoReceiptBook):
        pay(desk, ref)
    book = {"book": "69A-2", "fiscal_year": 2570, "desk": "9901A", "epoch": 2, "first": 1, "last": 50}
    tell(desk, ("book.leased", book))
    assert pay(desk, ref).number == "69A-2/1"
    numbers = desk.office.read().execute("SELECT book, number FROM receipts ORDER BY book").fetchall()
    assert numbers == [(BOOK, 1), ("69A-2", 1)]
    holds(desk)


def test_a_line_recovered_twice_carries_its_first_bytes_and_all_its_names(desk: Desk) -> None:
    waiting = name_request(desk)
    old = raw_lines(desk)
    desk.office.file.open_epoch("fork", Parting(1, 1))
    desk.office.file.open_epoch("fork", Parting(2, 1))
    found = read_recovered(decode_line(raw_lines(desk, 3)[1]))
    assert found.entry.raw == old[0]
    assert found.names == ("9901A-1", "9901A.2-2")
    held = requests.one(desk.office.read(), waiting)
    assert held is not None
    assert desk.office.read().execute("SELECT ref FROM requests").fetchall() == [("9901A.3-2",)]
    assert desk.office.read().execute("SELECT old, new FROM aliases ORDER BY old").fetchall() == [
        ("9901A-1", "9901A.3-2"),
        ("9901A.2-2", "9901A.3-2"),
    ]
    holds(desk)


def test_the_other_machines_line_of_the_same_name_is_another_act(desk: Desk) -> None:
    mine = name_request(desk, new="ของเรา")
    desk.office.file.open_epoch("fork", Parting(1, 1))
    theirs = decode_line(line_of(desk.office.read(), mine) or b"")
    body = json.loads(json.dumps(theirs.b)) | {"track": "ZZZZ9999"}
    raw = encode_line(n=1, t=theirs.t, o="busaba", k=theirs.k, b=body).decode()
    done = encode_line(
        n=2, t=theirs.t + 1, o="busaba", p="9901A-1", k="request.withdrawn", b={"request": "9901A-1", "reason": "ถอน"}
    )
    fellow = encode_line(
        n=1, t=theirs.t + 2, o="busaba", p="9901A-2", k="request.withdrawn", b={"request": "9901A-1", "reason": "ซ้ำ"}
    )
    tell(
        desk,
        ("line", {"desk": "9901A", "epoch": 1, "line": raw}),
        ("line", {"desk": "9901A", "epoch": 1, "line": done.decode()}),
        ("line", {"desk": "9901B", "epoch": 1, "line": fellow.decode()}),
    )
    states = dict(desk.office.read().execute("SELECT ref, state FROM requests").fetchall())
    assert states == {"9901A-1": "withdrawn", "9901A.2-2": "submitted"}
    assert desk.office.read().execute("SELECT count(*) FROM request_events").fetchone() == (4,)
    holds(desk)


def test_a_fellow_desk_folds_a_recovered_line_as_the_act_it_carries(tmp_path: Path, desk: Desk) -> None:
    busy_day(desk)
    desk.office.file.open_epoch("fork", Parting(1, 4))
    sent = [*raw_lines(desk)[:3], *raw_lines(desk, 2)]
    fellow = make_desk(tmp_path / "fellow")
    fellow.office.file.store.write(lambda c: meta.put(c, "desk", "9901B"))
    told = [{"desk": "9901A", "epoch": 1 if n < 3 else 2, "line": raw.decode()} for n, raw in enumerate(sent)]
    tell(fellow, *(("line", body) for body in told))
    same = ("requests", "orders", "order_items", "payments", "receipts", "shifts", "visits", "aliases", "subjects")
    left_out = {"opened_seq", "seq"}
    for name in same:
        columns = [row[1] for row in desk.office.read().execute(f"PRAGMA table_info({name})")]
        wanted = ", ".join(column for column in columns if column not in left_out)
        rows = [
            sorted(each.office.read().execute(f"SELECT {wanted} FROM {name}").fetchall(), key=repr)
            for each in (desk, fellow)
        ]
        if name == "requests":
            assert len(rows[0]) == 2
        assert rows[0] == rows[1], name
    assert fellow.office.read().execute("SELECT count(*) FROM unfolded").fetchone() == (0,)
    # the lines themselves, coming late, change nothing
    before = tables(fellow.office.read(), PROJECTIONS)
    tell(fellow, *(("line", {"desk": "9901A", "epoch": 1, "line": raw.decode()}) for raw in raw_lines(desk)[3:]))
    assert tables(fellow.office.read(), PROJECTIONS) == before
    holds(fellow)
    fellow.office.close()


def test_who_spoke_of_a_line_before_it_came_carried_over_speaks_of_the_same(tmp_path: Path, desk: Desk) -> None:
    """A fellow had it from the hub; it reaches this desk only under its new name, and after what the fellow did."""
    ref = name_request(desk)
    desk.office.file.open_epoch("fork", Parting(1, 1))
    carried = [("line", {"desk": "9901A", "epoch": 2, "line": raw.decode()}) for raw in raw_lines(desk, 2)]
    withdrawn = {"n": 1, "t": 5, "o": "chai", "p": ref, "k": "request.withdrawn", "b": {"request": ref, "reason": "x"}}
    act = ("line", {"desk": "9901C", "epoch": 1, "line": json.dumps(withdrawn)})
    shown = []
    for place, order in enumerate(([*carried, act], [act, *carried])):
        fellow = make_desk(tmp_path / f"fellow{place}")
        fellow.office.file.store.write(lambda c: meta.put(c, "desk", "9901B"))
        tell(fellow, *order)
        read = fellow.office.read()
        shown.append(
            [read.execute(f"SELECT {rows}").fetchall() for rows in ("ref, state FROM requests", "* FROM subjects")]
        )
        holds(fellow)
        fellow.office.close()
    assert shown[0][0] == [("9901A.2-2", "withdrawn")]
    assert shown[0] == shown[1]


def test_both_sides_of_a_fork_are_there_whichever_came_first(tmp_path: Path, desk: Desk) -> None:
    """Another machine wrote other lines under the same numbers: orders, payments and receipts of both are true."""
    busy_day(desk)
    other = make_desk(tmp_path / "other")
    other.clock.now += 90_000
    busy_day(other)
    theirs = [("line", {"desk": "9901A", "epoch": 1, "line": raw.decode()}) for raw in raw_lines(other)]
    other.office.close()
    desk.office.file.open_epoch("fork", Parting(1, 1))
    carried = [("line", {"desk": "9901A", "epoch": 2, "line": raw.decode()}) for raw in raw_lines(desk, 2)]
    tell(desk, *theirs)
    shown = [_money_of(desk)]
    for place, order in enumerate((theirs + carried, carried + theirs)):
        fellow = make_desk(tmp_path / f"fellow{place}")
        fellow.office.file.store.write(lambda c: meta.put(c, "desk", "9901B"))
        tell(fellow, *order)
        shown.append(_money_of(fellow))
        holds(fellow)
        fellow.office.close()
    assert len(shown[0]["orders"]) == len(shown[0]["receipts"]) == 2
    assert shown[0] == shown[1] == shown[2]
    holds(desk)


def test_one_sum_of_the_bank_pays_one_of_two_orders_that_bear_its_reference(tmp_path: Path, desk: Desk) -> None:
    orders, sides = [], (desk, make_desk(tmp_path / "other"))
    for side, copies in zip(sides, (1, 2), strict=True):
        open_drawer(side)
        session = side.session("anan")
        orders.append(cashier.open_qr_order(side.office, session, [copy_request(side, copies)], party(side), None))
    assert orders[0].ref1 == orders[1].ref1
    theirs = [("line", {"desk": "9901A", "epoch": 1, "line": raw.decode()}) for raw in raw_lines(sides[1])]
    sides[1].office.close()
    desk.office.file.open_epoch("fork", Parting(1, 1))
    book = {"book": "69A-2", "fiscal_year": 2570, "desk": "9901A", "epoch": 2, "first": 1, "last": 50}
    settled = {"ref1": orders[0].ref1, "satang": orders[0].satang, "at": desk.clock.now, "bank_ref": "B1"}
    tell(desk, *theirs, ("book.leased", book), ("payment.settled", settled))
    anan = desk.session("anan")
    (own,) = (row for row in cashier.waiting_for_bank(desk.office) if row.ref.startswith("9901A.2-"))
    assert bank.strays(desk.office, desk.session("somying")) == []
    cashier.receive_from_bank(desk.office, anan, own.ref)
    read = desk.office.read()
    (other,) = (row for row in cashier.waiting_for_bank(desk.office) if row.ref != own.ref)
    assert other.settled_satang is None
    with pytest.raises(BankNotYet):
        cashier.receive_from_bank(desk.office, anan, other.ref)
    assert bank.strays(desk.office, desk.session("somying")) == []
    (known,) = reports.known_between(read, 0, desk.clock.now)
    assert known.payment is not None
    assert read.execute("SELECT count(*) FROM receipts WHERE desk = '9901A'").fetchone() == (1,)
    holds(desk)


def _money_of(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    read = desk.office.read()
    assert read.execute("SELECT count(*) FROM unfolded").fetchone() == (0,)
    questions = {
        "requests": "SELECT ref, state, receipt FROM requests", "orders": "SELECT ref, compact, state FROM orders",
        "payments": "SELECT ref, order_ref, satang FROM payments", "receipts": "SELECT ref, order_ref FROM receipts",
    }  # fmt: skip
    return {name: sorted(read.execute(question).fetchall()) for name, question in questions.items()}


def test_a_line_nobody_can_take_stays_at_home_under_its_name(desk: Desk) -> None:
    name_request(desk)
    desk.office.file.act(_too_long)
    open_visit(desk)
    opened = desk.office.file.open_epoch("unsendable", Parting(1, 2, left=2))
    assert (opened.carried, left_at_home(desk.office.read())) == (1, ["9901A-2"])
    holds(desk)


def _too_long(act: Act) -> None:
    """A line no version of ours would write, put in with its chain right."""
    body = {"purpose": "request", "note": "x" * LINE_BYTES_MAX}
    raw = encode_line(n=act.tip.n + 1, t=act.now_ms, o="anan", k="visit.other", b=body, limit=2**20)
    seq = meta.next_arrival(act.connection)
    act.connection.execute(
        "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)",
        (act.journal.epoch, act.tip.n + 1, seq, act.now_ms, "visit.other", raw, link(act.tip.head, raw)),
    )
    apply_fold(act.connection, decode_line(raw), Origin(act.journal, seq))


def test_a_file_put_back_twice_opens_an_epoch_of_its_own_each_time(tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "desk")
    open_visit(desk)
    desk.office.close()
    path = desk.office.home / DATABASE
    yesterday = path.read_bytes()
    desk = open_desk(desk.office.home)
    open_visit(desk)
    desk.office.close()
    for epoch in (2, 3, 4):
        path.write_bytes(yesterday)
        desk = open_desk(desk.office.home)  # nothing is done in it before it is put back again
        assert desk.office.file.identity().epoch == epoch
        holds(desk)
        desk.office.close()


STEPS = st.lists(st.sampled_from(["visit", "copy", "name", "pay", "fork", "fork_old", "again"]), min_size=3, max_size=9)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, data=st.data())
def test_whatever_is_carried_over_nothing_doubles_and_a_rebuild_agrees(tmp_path_factory, steps, data) -> None:  # type: ignore[no-untyped-def]
    desk = make_desk(tmp_path_factory.mktemp("any") / "desk")
    try:
        open_drawer(desk)
        for step in steps:
            identity = desk.office.file.identity()
            last = len(raw_lines(desk, identity.epoch))
            if step == "visit":
                open_visit(desk)
            elif step == "copy":
                copy_request(desk)
            elif step == "name":
                name_request(desk)
            elif step == "pay":
                ref = copy_request(desk)
                book = f"69A-{identity.epoch}"
                lease = {"book": book, "fiscal_year": 2570, "desk": "9901A", "epoch": identity.epoch}
                tell(desk, ("book.leased", lease | {"first": 1, "last": 50}))
                pay(desk, ref)
            else:
                epoch = (
                    identity.epoch if step != "fork_old" else data.draw(st.sampled_from(own_epochs(desk.office.read())))
                )
                kept = meta.get(desk.office.read(), f"kept.{epoch}")
                end = last if epoch == identity.epoch else int(str(kept))
                n = data.draw(st.integers(1, end + 1))
                desk.office.file.open_epoch("fork", Parting(epoch, n))
        read = desk.office.read()
        written = {
            unwrapped(bytes(raw)) for (raw,) in read.execute("SELECT raw FROM journal WHERE k != 'journal.opened'")
        }
        sent = [
            unwrapped(bytes(raw))
            for epoch in own_epochs(read)
            for (raw,) in read.execute(
                "SELECT raw FROM journal WHERE epoch = ? AND k != 'journal.opened' AND n <= ?",
                (epoch, meta.get(read, f"kept.{epoch}", 2**53)),
            )
        ]
        assert len(sent) == len(written)
        assert set(sent) == written, "every act is sent once, in one epoch"
        assert left_at_home(read) == []
        shown = read.execute("SELECT count(*) FROM requests").fetchone()[0]
        assert shown == sum(decode_line(raw).k == "request.submitted" for raw in written)
        paid = read.execute("SELECT count(*) FROM receipts").fetchone()[0]
        assert paid == sum(decode_line(raw).k == "receipt.issued" for raw in written)
        holds(desk)
    finally:
        desk.office.close()
