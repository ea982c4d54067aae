"""What the centre says: applied once, whole pages at a time, and nothing senseless in it blocks what comes after."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.counter import basket, case_life, cashier, intake
from desk.model.line import encode_line
from desk.rules.ids import pin_check_digit
from local_db import feed, meta, registry
from local_db.folds import PROJECTIONS
from local_db.queries import requests
from local_db.rebuild import rebuild
from local_db.snapshot import apply_snapshot
from tests.counter.days import copy_request, draft, open_drawer, party, pay
from tests.desks import Desk, citizen, items, make_desk, pin, tell
from tests.local_db.files import tables
from tests.local_db.search_state import search_tables_hold

SOURCES = ("received", "feed_kept", "citizens", "households", "meta")
NOTICE = {"th": "ประกาศ", "en": "A notice", "at": 1}


def spelled(f: int | None, kind: object, body: object) -> bytes:
    members = {"k": kind, "b": body} if f is None else {"f": f, "k": kind, "b": body}
    return json.dumps(members).encode()


def at(desk: Desk) -> int:
    return int(feed.cursor(desk.office.read()).rpartition(".")[2])


def page(desk: Desk, lines: Iterable[bytes], start: str, end: str, more: bool = False) -> bool:
    wanted = list(lines)
    return desk.office.file.store.write(lambda c: feed.apply_page(c, wanted, start, end, 77, more))


def following(desk: Desk, *raw: bytes) -> None:
    """A page of these lines where the last one ended."""
    held = at(desk)
    assert page(desk, raw, f"t.{held}", f"t.{held + len(raw)}")


def everything(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    return tables(desk.office.read(), PROJECTIONS + SOURCES)


def count(desk: Desk, table: str) -> int:
    return int(desk.office.read().execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def rebuilds_alike(desk: Desk) -> None:
    found = desk.office.file.store.write(rebuild)
    assert found.different == []
    assert found.registry_holds


def test_a_page_from_beyond_the_cursor_is_dropped(desk: Desk) -> None:
    held, before = at(desk), everything(desk)
    for start in (f"t.{held + 1}", "other.1"):
        assert not page(desk, [spelled(held + 2, "notice", NOTICE)], start, f"t.{held + 2}")
    assert everything(desk) == before


def test_the_first_page_of_an_empty_desk_cannot_start_in_the_middle(tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "desk")
    desk.office.file.store.write(lambda c: c.execute("DELETE FROM meta WHERE name = 'feed_cursor'"))
    assert not page(desk, [spelled(9, "notice", NOTICE)], "t.8", "t.9")
    desk.office.close()


def test_items_up_to_the_own_cursor_are_skipped(desk: Desk) -> None:
    held = at(desk)
    said = [spelled(held + n, "notice", {**NOTICE, "th": str(n)}) for n in (1, 2, 3)]
    assert page(desk, said[:2], f"t.{held}", f"t.{held + 2}")
    assert page(desk, said, f"t.{held}", f"t.{held + 3}")
    assert [row[0] for row in desk.office.read().execute("SELECT th FROM notices ORDER BY seq")] == ["1", "2", "3"]
    assert at(desk) == held + 3


def test_applying_twice_changes_nothing(desk: Desk) -> None:
    held = at(desk)
    raw = encode_line(n=1, t=5, o="busaba", k="visit.opened", b={"purpose": "request"}).decode()
    said = [
        spelled(held + 1, "notice", NOTICE),
        spelled(held + 2, "citizen.put", citizen(9, "ใหม่", "มาก")),
        b"no feed line at all",
        spelled(held + 4, "applied", {"desk": "9901A", "epoch": 1, "through": 2**70}),
        spelled(None, "line", {"desk": "9901B", "epoch": 1, "line": raw}),
    ]
    assert page(desk, said, f"t.{held}", f"t.{held + 4}")
    before = everything(desk)
    for start in ("", f"t.{held}", f"t.{held + 4}"):
        assert page(desk, said, start, f"t.{held + 4}")
    assert everything(desk) == before


def test_rows_and_cursor_of_a_page_are_one_transaction(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    held, before = at(desk), everything(desk)
    real, seen = feed.apply_item, []

    def dies_at_the_third(*told: object, **more: object) -> None:
        seen.append(told)
        if len(seen) == 3:
            raise KeyboardInterrupt
        real(*told, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(feed, "apply_item", dies_at_the_third)
    said = [spelled(held + n, "notice", NOTICE) for n in (1, 2, 3, 4)]
    with pytest.raises(KeyboardInterrupt):
        page(desk, said, f"t.{held}", f"t.{held + 4}")
    assert everything(desk) == before
    monkeypatch.undo()
    assert page(desk, said, f"t.{held}", f"t.{held + 4}")
    assert (count(desk, "notices"), at(desk)) == (4, held + 4)


def test_kinds_of_a_later_version_are_kept_and_ignored(desk: Desk) -> None:
    kept, unfolded = count(desk, "feed_kept"), count(desk, "unfolded")
    held = at(desk)
    following(desk, spelled(held + 1, "weather.put", [1, {"rain": True}]), spelled(held + 2, "notice", NOTICE))
    assert (count(desk, "feed_kept"), count(desk, "unfolded"), count(desk, "notices")) == (kept + 2, unfolded, 1)
    rebuilds_alike(desk)


FELLOW = {"desk": "9901B", "epoch": 1}


def fellow(n: int, k: str, b: object, t: object = 5, **more: object) -> dict[str, object]:
    raw = json.dumps({"n": n, "t": t, "o": "busaba", "k": k, "b": b, **more})
    return {**FELLOW, "line": raw}


def columns(**lists: object) -> dict[str, object]:
    sound = {"pin": [pin(20), pin(21)], "version": [1, 1], "given": ["ก", "ข"]}
    return {"count": 2, "columns": {**sound, **lists}}


SENSELESS = [
    ("notice", {}),
    ("notice", []),
    ("notice", None),
    ("notice", {"th": 5}),
    ("notice", {"th": "\ud800"}),
    ("notice", {"th": "ก", "at": 2**70}),
    ("applied", {"desk": "9901A", "epoch": 1, "through": 2**70}),
    ("applied", {"desk": "9901A", "epoch": True, "through": "x"}),
    ("outcome", {"ref": "9901A-1", "result": "maybe"}),
    ("outcome", {"ref": "9901A-1", "result": "applied", "fields": {"x": "\udfff"}}),
    ("payment.settled", {"ref1": "9901A1; DROP TABLE orders", "satang": 1, "at": 1, "bank_ref": "x"}),
    ("payment.settled", {"ref1": "9901A1", "satang": -1, "at": 1, "bank_ref": "x"}),
    ("officer.put", {"officer": "a b", "name_th": "x", "name_en": "x", "roles": [], "verifier": "", "valid_until": 1}),
    ("book.leased", {"book": "x", "fiscal_year": 2**65, "desk": "9901A", "epoch": 1, "first": 1, "last": 5}),
    ("catalogue.put", {"service": {}}),
    ("catalogue.put", {"service": {"code": "CR-COPY", "valid_from": "2024-10-01", "fee": "free for friends"}}),
    ("holiday.put", {"date": "2026-02-30", "name_th": "วันที่ไม่มี"}),
    ("policy.put", {"name": "x", "value": 1.5}),
    ("reference.put", {"name": "office"}),
    ("reference.put", {"name": "office", "value": "\ud83d"}),
    ("citizen.put", {"pin": "1", "version": 1, "given": "ก"}),
    ("citizen.put", {**citizen(9, "ก", "ข"), "version": 2**64}),
    ("citizen.put", {**citizen(9, "ก\ud800", "ข")}),
    ("citizen.drop", {"pin": 5}),
    ("household.put", {"house": "99010000001"}),
    ("citizen.columns", columns(given=["ก"])),
    ("citizen.columns", columns(pin=[pin(20), "not a number"])),
    ("citizen.columns", columns(pin=[pin(20), pin(20)])),
    ("citizen.columns", columns(pin=[pin(20), ["a", "list"]])),
    ("citizen.columns", columns(born_year=[2500, "2500"])),
    ("citizen.columns", columns(version=[1, 1.0])),
    ("citizen.columns", columns(status=["alive", "undead"])),
    ("citizen.columns", columns(given=["ก", None])),
    ("citizen.columns", {"count": 2, "columns": {"pin": [pin(20), pin(21)], "version": [1, 1]}}),
    ("citizen.columns", {"count": 1, "columns": [1]}),
    ("citizen.columns", {"count": "1", "columns": {}}),
    ("citizen.columns", {"count": 10_001, "columns": {"pin": [""] * 10_001}}),
    ("household.columns", {"count": 1, "columns": {"house": ["99010000002"]}}),
    ("line", {**FELLOW, "line": "not JSON"}),
    ("line", {**FELLOW, "line": '{"n":' + "9" * 5000 + "}"}),
    ("line", {**FELLOW, "line": "[" * 100_000}),
    ("line", fellow(0, "visit.opened", {"purpose": "request"})),
    ("line", fellow(-4, "visit.opened", {"purpose": "request"})),
    ("line", {**fellow(1, "x", {}), "desk": "9901A-1'; --"}),
    ("line", {**fellow(1, "x", {}), "epoch": 0}),
    ("line", {**fellow(400, "x", {}), "desk": "9901A"}),
]


@pytest.mark.parametrize(("kind", "body"), SENSELESS, ids=lambda value: str(value)[:40])
def test_a_senseless_item_is_kept_with_its_cause_and_blocks_nothing(desk: Desk, kind: str, body: object) -> None:
    held, kept = at(desk), count(desk, "feed_kept")
    before = tables(desk.office.read(), tuple(t for t in PROJECTIONS if t not in ("unfolded", "notices")))
    copy = tables(desk.office.read(), ("citizens", "households", "received"))
    following(desk, spelled(held + 1, kind, body), spelled(held + 2, "notice", NOTICE))
    read = desk.office.read()
    assert count(desk, "notices") == 1
    assert (count(desk, "unfolded"), count(desk, "feed_kept")) == (1, kept + 2)
    named = read.execute("SELECT k, cause FROM unfolded JOIN feed_kept USING (seq)").fetchone()
    assert named[0] == kind
    assert named[1].isidentifier()
    assert tables(read, tuple(before)) == before
    assert tables(read, tuple(copy)) == copy
    rebuilds_alike(desk)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"5",
        b'"k"',
        b'{"f":1}',
        b'{"k":"notice","b":{"th":"x"},"f":"9"}',
        b'{"f":-1,"k":"notice","b":{"th":"x"}}',
        b'{"f":1e400,"k":"notice","b":{"th":"x"}}',
        b'{"f":99999999999999999999,"k":"notice","b":{"th":"x"}}',
        b'{"k":["notice"],"b":{}}',
        b'{"k":"\\ud800","b":{}}',
        b"[" * 100_000,
        b'{"f":1,"k":"notice","b":' + b"9" * 5000 + b"}",
    ],
    ids=lambda raw: repr(raw[:30]),
)
def test_what_is_no_feed_line_is_kept_and_blocks_nothing(desk: Desk, raw: bytes) -> None:
    held = at(desk)
    following(desk, raw, spelled(held + 2, "notice", NOTICE))
    assert (count(desk, "unfolded"), count(desk, "notices"), at(desk)) == (1, 1, held + 2)
    rebuilds_alike(desk)


@pytest.mark.parametrize(
    ("k", "b", "more"),
    [
        ("visit.opened", {"purpose": "gossip"}, {}),
        ("visit.opened", {}, {}),
        ("visit.opened", {"purpose": "request"}, {"t": 2**62}),
        ("visit.opened", {"purpose": "request"}, {"t": -1}),
        ("visit.opened", {"purpose": "request"}, {"p": "\ud800"}),
        ("request.approved", {"request": "nonsense", "shown": "0" * 64}, {}),
        ("shift.closed", {"shift": "9901B-1"}, {}),
        ("unknown.kind", {"x": 1}, {"t": 2**70}),
    ],
)
def test_a_fellow_line_that_makes_no_sense_is_kept_as_received(desk: Desk, k: str, b: object, more: dict) -> None:  # type: ignore[type-arg]
    held = at(desk)
    following(desk, spelled(held + 1, "line", fellow(1, k, b, **more)), spelled(held + 2, "notice", NOTICE))
    assert (count(desk, "received"), count(desk, "unfolded"), count(desk, "notices")) == (1, 1, 1)
    assert (count(desk, "visits"), count(desk, "requests")) == (0, 0)
    rebuilds_alike(desk)


def forged(desk: Desk, n: int, k: str, b: dict[str, object]) -> None:
    tell(desk, ("line", fellow(n, k, b)))


def test_no_fellow_line_moves_the_money_of_this_desk(desk: Desk) -> None:
    """Forged or mistaken, it is kept; drawer, orders and receipts stay, and the next payment goes through."""
    drawer = open_drawer(desk)
    request = copy_request(desk)
    next_line = int(request.rpartition("-")[2]) + 1
    mine, payer = f"9901A-{next_line}", {"kind": "person", "name": "x"}
    paid = {"method": "cash", "satang": 20_00, "tendered_satang": 20_00, "change_satang": 0}
    items_ = [{"request": request, "label": "x", "satang": 20_00}]
    receipt = {"book": "69A-1", "number": 1, "fiscal_year": 2570, "payer": payer, "items": items_, "satang": 20_00}
    counted = {"counts": {}, "counted_satang": 0, "expected_satang": 0, "difference_satang": 0}
    forged(desk, 1, "payment.taken", {"order": mine, "shift": drawer, **paid})
    forged(desk, 2, "payment.taken", {"order": "9901B-1", "shift": drawer, **paid})
    forged(desk, 3, "order.cancelled", {"order": mine, "reason": "x"})
    forged(desk, 4, "shift.closed", {"shift": drawer, "date": "2026-11-20", **counted})
    forged(desk, 5, "shift.handed_over", {"shift": drawer, "cashier": "busaba", **counted})
    dated = {"order": mine, "payment": mine, "date": "2026-11-20", "shift": drawer}
    forged(desk, 6, "receipt.issued", {**receipt, **dated})
    forged(desk, 7, "order.opened", {"items": items_, "satang": 1, "payer": payer, "method": "qr", "shift": drawer})
    assert (count(desk, "received"), count(desk, "unfolded")) == (7, 7)
    done = pay(desk, request)
    assert (done.order, done.number) == (mine, "69A-1/1")
    rebuilds_alike(desk)


def test_a_fellow_order_is_neither_cancelled_nor_settled_here(desk: Desk) -> None:
    payer, session = {"kind": "person", "name": "x"}, desk.session("anan")
    drawer = {"drawer": "1", "cashier": "busaba", "float_counts": {}, "float_satang": 0, "date": "2026-11-20"}
    forged(desk, 1, "shift.opened", dict(drawer))
    asked = {"items": [{"request": "9901B-9", "label": "x", "satang": 5}], "satang": 5, "payer": payer, "method": "qr"}
    forged(desk, 2, "order.opened", {**asked, "shift": "9901B-1"})
    assert count(desk, "unfolded") == 0
    open_drawer(desk, drawer="2")
    tell(desk, ("payment.settled", {"ref1": "9901B2", "satang": 5, "at": 1, "bank_ref": "b"}))
    from desk.counter import shift
    from desk.counter.refusals import OrderUnknown, ShiftNotOpen

    with pytest.raises(OrderUnknown):
        cashier.receive_from_bank(desk.office, session, "9901B-2")
    with pytest.raises(OrderUnknown):
        cashier.cancel_order(desk.office, session, "9901B-2", "x")
    with pytest.raises(ShiftNotOpen):
        shift.count_over(desk.office, desk.session("somying", "cashier"), "9901B-1", {})


def test_a_lone_surrogate_in_what_is_ignored_is_kept_as_it_came(desk: Desk) -> None:
    body = {"name": "x", "value": 2**65, "more": "\ud800"}
    following(desk, spelled(at(desk) + 1, "weather.put", {"ก": "\udfff"}), spelled(at(desk) + 2, "policy.put", body))
    kept = [json.loads(row[0]) for row in desk.office.read().execute("SELECT b FROM feed_kept ORDER BY seq DESC")]
    assert kept[:2] == [body, {"ก": "\udfff"}]
    assert (count(desk, "unfolded"), count(desk, "policies")) == (0, 1)
    rebuilds_alike(desk)


def test_a_senseless_definition_or_policy_stops_no_request_and_no_payment(desk: Desk) -> None:
    tell(
        desk,
        ("catalogue.put", {"service": {"code": "CR-COPY", "valid_from": "2025-01-01"}}),
        ("policy.put", {"name": "payment_limit_satang", "value": "a lot"}),
        ("reference.put", {"name": "office", "value": 5}),
        ("holiday.put", {"date": "2026-13-01", "name_th": "x"}),
    )
    open_drawer(desk)
    paid = pay(desk, copy_request(desk))
    from desk.counter import receipts

    assert receipts.receipt_paper(desk.office, paid.receipt).number == 1
    assert intake.services(desk.office)


def test_a_fellow_request_for_a_service_unknown_here_stands_in_the_lists_under_its_code(desk: Desk) -> None:
    who = {"kind": "person", "name": "จากโต๊ะอื่น"}
    body = {"service": "ZZ-NEW", "applicant": who, "concerns": who, "papers": [], "form": {}, "track": "ABCDEFGH"}
    for n, day in ((1, "2026-01-01"), (2, "2026-02-31")):
        tell(desk, ("line", fellow(n, "request.submitted", {**body, "service_from": day, "decided_by": "counter"})))
    rows = requests.rows(desk.office.read(), ["9901B-1", "9901B-2"])
    assert [row.ref for row in rows] == ["9901B-1"], "a day no calendar has is kept out of the tables"
    assert case_life.names_of_services(desk.office, rows)["9901B-1"].th == "ZZ-NEW"
    assert basket.lines(desk.office, None, ["9901B-1"])[0].label.en == "ZZ-NEW"
    assert count(desk, "unfolded") == 1


def test_an_own_line_seen_again_changes_nothing_and_one_never_written_is_not_believed(desk: Desk) -> None:
    ref = copy_request(desk)
    raw = bytes(desk.office.read().execute("SELECT raw FROM journal").fetchone()[0]).decode()
    tell(desk, ("line", {"desk": "9901A", "epoch": 1, "line": raw}))
    assert (count(desk, "received"), count(desk, "unfolded")) == (0, 0)
    tell(desk, ("line", {"desk": "9901A", "epoch": 1, "line": raw.replace('"n":1,', '"n":2,')}))
    assert (count(desk, "received"), count(desk, "unfolded")) == (0, 1)
    assert copy_request(desk) == "9901A-2"
    assert ref == "9901A-1"


def test_the_registry_may_name_everybody_longer_than_a_line_may(desk: Desk) -> None:
    long = citizen(9, "ก" * 200, "ข" * 200, title="ค" * 60)
    tell(desk, ("citizen.put", long))
    who = party(desk, 9)
    assert len(who.name) == 200
    made = draft(desk, "CR-COPY", {"register": "birth", "copies": 1}, 9)
    assert intake.submit(desk.office, desk.session("anan"), made, None)


def people() -> st.SearchStrategy[list[tuple[str, dict[str, object]]]]:
    number, version = st.integers(30, 34), st.integers(1, 4)
    house = st.sampled_from([None, "99010000001"])
    put = st.builds(
        lambda n, v, h, name: ("citizen.put", citizen(n, name, "ใจดี", version=v, house=h)),
        number,
        version,
        house,
        st.sampled_from(["สมใจ", "น้ำ", "John"]),
    )
    drop = st.builds(lambda n, v: ("citizen.drop", {"pin": pin(n), "version": v}), number, version)
    many = st.builds(
        lambda ns, v: (
            "citizen.columns",
            {
                "count": len(ns),
                "columns": {
                    "pin": [pin(n) for n in sorted(ns)],
                    "version": [v] * len(ns),
                    "given": ["กลุ่ม"] * len(ns),
                    "born_year": [2500 + n if n % 2 else None for n in sorted(ns)],
                },
            },
        ),
        st.sets(number),
        version,
    )
    household = dict(items())["household.put"]
    home = st.builds(lambda v: ("household.put", {**household, "version": v, "number": str(v)}), version)
    gone = st.just(("household.drop", {"house": "99010000001", "version": 1}))
    return st.lists(st.one_of(put, put, drop, many, home, gone), max_size=12)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people())
def test_count_and_hash_of_the_registry_are_those_of_its_rows(
    desk: Desk, said: list[tuple[str, dict[str, object]]]
) -> None:
    tell(desk, *said)
    read = desk.office.read()
    assert registry.counted_anew(read) == registry.kept_count(read)
    assert count(desk, "unfolded") == 0
    search_tables_hold(desk)


def test_an_older_version_of_a_record_changes_nothing(desk: Desk) -> None:
    tell(
        desk, ("citizen.put", citizen(9, "ใหม่", "มาก", version=3)), ("citizen.put", citizen(9, "เก่า", "มาก", version=2))
    )
    read = desk.office.read()
    assert read.execute("SELECT given, version FROM citizens WHERE pin = ?", (pin(9),)).fetchall() == [("ใหม่", 3)]


def without_places(found: dict[str, list[tuple[object, ...]]], desk: Desk) -> dict[str, object]:
    """Rows without the places of arrival, which a snapshot does not keep."""
    read = desk.office.read()
    told: dict[str, object] = {}
    for table, rows in found.items():
        names = [row[1] for row in read.execute(f"PRAGMA table_xinfo({table})")]
        left_out = ("seq", "opened_seq", "id", "f", "given_name", "family_name")
        keep = [i for i, name in enumerate(names) if name not in left_out]
        told[table] = sorted(tuple(row[i] for i in keep) for row in rows)
    return told


def test_a_snapshot_leaves_the_tables_of_the_feed_it_stands_for(tmp_path: Path) -> None:
    said: list[tuple[str, object]] = [
        *items(),
        ("citizen.put", citizen(9, "ไป", "แล้ว")),
        ("citizen.drop", {"pin": pin(9), "version": 2}),
        ("line", fellow(1, "visit.opened", {"purpose": "request"})),
        ("line", fellow(2, "no.such", {"x": 1}, p="9901B-1")),
        ("line", fellow(3, "visit.opened", {"purpose": "no such"})),
        ("notice", NOTICE),
        ("weather.put", {"rain": True}),
        ("applied", {"desk": "9901A", "epoch": 1, "through": 1}),
        ("outcome", {"ref": "9901A-1", "result": "refused", "code": "role"}),
        ("holiday.put", {"date": "2026-02-31", "name_th": "x"}),
    ]
    desks = []
    for name in ("fed", "snapped"):
        desk = make_desk(tmp_path / name)
        copy_request(desk)
        desks.append(desk)
    fed, snapped = desks
    tell(fed, *said)  # type: ignore[arg-type]
    wanted = feed.cursor(fed.office.read())
    # the snapshot has the state, not the story: the record that came and went is not in it
    lines = [spelled(n, kind, body) for n, (kind, body) in enumerate(said, 1) if kind != "citizen.drop"]
    lines = [line for line in lines if pin(9).encode() not in line]
    snapped.office.file.store.write(lambda c: apply_snapshot(c, lines, wanted, 77))
    names = (*PROJECTIONS, "citizens", "households", "received")
    first, second = (without_places(tables(d.office.read(), names), d) for d in desks)
    first.pop("unfolded"), second.pop("unfolded")
    assert {t: rows for t, rows in first.items() if rows != second[t]} == {}
    assert (count(fed, "unfolded"), count(snapped, "unfolded")) == (2, 2)
    assert feed.cursor(snapped.office.read()) == wanted
    assert meta.get(snapped.office.read(), "copy_as_of") == 77
    assert snapped.office.read().execute("SELECT state FROM requests").fetchall() == [("not_taken",)]
    for desk in desks:
        rebuilds_alike(desk)
        desk.office.close()


def test_a_snapshot_that_fails_leaves_everything_as_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    copy_request(desk)
    before = everything(desk)

    def dies(connection: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("local_db.snapshot.fold_everything", dies)
    with pytest.raises(KeyboardInterrupt):
        desk.office.file.store.write(lambda c: apply_snapshot(c, [spelled(1, "notice", NOTICE)], "t.99", 1))
    assert everything(desk) == before


def test_a_snapshot_holds_the_copy_and_forgets_what_it_does_not_name(desk: Desk) -> None:
    lines = [
        spelled(1, "citizen.columns", {"count": 1, "columns": {"pin": [pin(50)], "version": [1], "given": ["คน"]}}),
        spelled(2, "citizen.columns", {"count": 1, "columns": {"pin": ["x"], "version": [1], "given": ["คน"]}}),
        b"rubbish",
    ]
    desk.office.file.store.write(lambda c: apply_snapshot(c, lines, "t.99", 1))
    read = desk.office.read()
    assert read.execute("SELECT pin FROM citizens").fetchall() == [(pin(50),)]
    assert registry.counted_anew(read) == registry.kept_count(read)
    assert (count(desk, "officers"), count(desk, "households"), count(desk, "unfolded")) == (0, 0, 2)
    rebuilds_alike(desk)
    assert pin_check_digit(pin(50)[:-1]) == pin(50)[-1]
