"""What becomes of the work: outcomes, the demo's bank, restarts, two writers at once."""

from __future__ import annotations

import http.client
import json
import os
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from conftest import RealCentre, run_central
from stranger import Stranger

pytestmark = pytest.mark.process
PARTY = {"kind": "person", "name": "สมชาย ตัวอย่าง"}


def submit(desk: Stranger, service: str = "CR-COPY", o: str = "anan", **changed: Any) -> str:
    body = {
        "service": service, "service_from": "2024-10-01", "applicant": PARTY, "concerns": PARTY, "form": {},
        "papers": [], "decided_by": "counter", "track": "ABCD2345",
    }  # fmt: skip
    return desk.act("request.submitted", body | changed, o=o)


def outcomes(desk: Stranger, cursor: str = "") -> dict[str, tuple[str, str]]:
    found, _ = desk.pull(cursor)
    return {x["b"]["ref"]: (x["b"]["result"], x["b"]["code"]) for x in found if x["k"] == "outcome"}


def services(desk: Stranger) -> dict[str, str]:
    from desk.catalogue.load import packaged

    return {service.code: service.valid_from.isoformat() for service in packaged().definitions()}


@pytest.fixture(scope="module")
def desk(centre: RealCentre) -> Stranger:
    return centre.desk("5701A")


def shift(desk: Stranger) -> str:
    return desk.act("shift.opened", {"drawer": "1", "cashier": "anan", "float_counts": {}, "float_satang": 0,
                                     "date": "2026-11-20"})  # fmt: skip


def order(desk: Stranger, request: str, shift_ref: str, method: str = "cash", satang: int = 2000) -> str:
    items = [{"request": request, "label": "ค่าธรรมเนียม", "satang": satang}]
    body = {"items": items, "satang": satang, "payer": PARTY, "method": method, "shift": shift_ref}
    return desk.act("order.opened", body)


def pay(desk: Stranger, order_ref: str, shift_ref: str, method: str = "cash", satang: int = 2000, **more: Any) -> str:
    body = {"order": order_ref, "method": method, "satang": satang, "tendered_satang": satang, "change_satang": 0}
    return desk.act("payment.taken", body | {"shift": shift_ref} | more, p=order_ref)


def receipt(desk: Stranger, order_ref: str, payment: str, shift_ref: str, request: str, number: int, book: dict) -> str:
    items = [{"request": request, "label": "ค่าธรรมเนียม", "satang": 2000}]
    body = {
        "book": book["book"], "number": number, "fiscal_year": book["fiscal_year"], "order": order_ref,
        "payment": payment, "payer": PARTY, "items": items, "satang": 2000, "date": "2026-11-20", "shift": shift_ref,
    }  # fmt: skip
    return desk.act("receipt.issued", body, p=payment)


def test_a_day_without_faults_gets_no_outcomes_but_applied(desk: Stranger) -> None:
    valid = services(desk)["CR-COPY"]
    found, cursor = desk.pull()
    book = next(x["b"] for x in found if x["k"] == "book.leased" and x["b"]["desk"] == desk.desk)
    assert (book["first"], book["last"], book["epoch"]) == (1, 1000, 1)
    drawer = shift(desk)
    request = submit(desk, service_from=valid)
    bill = order(desk, request, drawer)
    payment = pay(desk, bill, drawer)
    paper = receipt(desk, bill, payment, drawer, request, 1, book)
    desk.act("receipt.printed", {"receipt": paper, "result": "printed", "copy_number": 1}, p=paper)
    desk.act("paper.printed", {"paper": "refund", "of": payment, "copy_number": 2, "reason": "เปื้อน"}, p=payment)
    desk.act("request.done", {"request": request}, p=request)
    reply = desk.push(feed=cursor, max=100_000)
    assert reply.of_kind("outcome") == []
    assert reply.of_kind("applied") == [{"desk": desk.desk, "epoch": 1, "through": len(desk.lines)}]
    # facts that contradict are conflicts, never refused; the same number again, a number outside, another sum
    first = len(desk.lines) + 1
    receipt(desk, bill, payment, drawer, request, 1, book)
    receipt(desk, bill, payment, drawer, request, 5000, book)
    pay(desk, bill, drawer)
    bill2 = order(desk, request, drawer)
    pay(desk, bill2, drawer, satang=1)
    desk.push(first)
    codes = [outcomes(desk, cursor).get(desk.ref(n)) for n in range(first, first + 5)]
    assert codes == [
        ("conflict", "duplicate-number"), ("conflict", "outside-book"), ("conflict", "already-paid"), None,
        ("conflict", "sum"),
    ]  # fmt: skip


def test_track_tells_where_a_request_stands(desk: Stranger) -> None:
    ref = submit(desk, service_from=services(desk)["CR-COPY"], track="TRACKME42")
    desk.push(len(desk.lines))
    answer = desk.plain("GET", f"/track/{ref}/TRACKME42").json()
    assert (answer["state"], answer["service"]) == ("approved", "CR-COPY")
    assert desk.plain("GET", f"/track/{ref}/TRACKME43").status == 404


def test_approval_needs_another_person_with_the_role_and_changes_the_record(desk: Stranger) -> None:
    found, cursor = desk.pull()
    columns = next(x["b"]["columns"] for x in found if x["k"] == "citizen.columns")
    pin, version = columns["pin"][3], columns["version"][3]
    concerns = {"kind": "citizen", "name": "ใคร", "number": pin}
    made = {"service": "NM-GIVEN", "service_from": services(desk)["NM-GIVEN"], "decided_by": "supervisor",
            "concerns": concerns, "form": {"new_given": "ชื่อใหม่"}}  # fmt: skip
    first = len(desk.lines) + 1
    own = submit(desk, o="somying", **made)
    other = submit(desk, o="anan", **made)
    shown = {"shown": "0" * 64}
    desk.act("request.approved", {"request": own} | shown, o="somying", p=own)
    desk.act("request.approved", {"request": other} | shown, o="busaba", p=other)
    approved = desk.act("request.approved", {"request": other} | shown, o="somying", p=other)
    desk.act("request.returned", {"request": other, "reason": "ขาด"} | shown, o="somying", p=other)
    desk.act("request.done", {"request": other}, p=approved)
    desk.act("request.approved", {"request": own} | shown, o="somying", w="somying", p=own)
    reply = desk.push(first, feed=cursor, max=100_000)
    said = {b["ref"]: (b["result"], b["code"]) for b in reply.of_kind("outcome")}
    assert [said.get(desk.ref(n)) for n in range(first + 2, first + 8)] == [
        ("refused", "own-request"), ("refused", "role"), None, ("conflict", "stale"), None, ("refused", "same-person"),
    ]  # fmt: skip
    put = reply.of_kind("citizen.put")
    assert [(b["pin"], b["given"], b["version"]) for b in put] == [(pin, "ชื่อใหม่", version + 1)]
    conflict = next(b for b in reply.of_kind("outcome") if b["code"] == "stale")
    assert conflict["fields"]["latest"] == approved


def test_a_line_waits_for_the_one_it_speaks_of(centre: RealCentre, desk: Stranger) -> None:
    _, cursor = desk.pull()
    other = centre.desk("5701B")
    valid = services(desk)["CR-COPY"]
    request = submit(other, service_from=valid)
    done = desk.act("request.done", {"request": request}, p=request)
    desk.push(len(desk.lines))
    assert outcomes(desk, cursor)[done] == ("waiting", "unknown-reference")
    other.push()
    found, _ = desk.pull(cursor)
    told = [x["b"]["result"] for x in found if x["k"] == "outcome" and x["b"]["ref"] == done]
    assert told == ["waiting", "applied"]


def test_a_qr_order_is_settled_and_wakes_the_held_pull(desk: Stranger) -> None:
    drawer = shift(desk)
    request = submit(desk, service_from=services(desk)["CR-COPY"])
    bill = order(desk, request, drawer, "qr")
    early = pay(desk, bill, drawer, "qr", bank_ref="X")
    first = len(desk.lines) - 3
    desk.push(first)
    _, cursor = desk.pull()
    started = time.monotonic()
    settled: list[dict] = []
    while not settled and time.monotonic() - started < 10:
        reply = desk.sync(feed=cursor, max=100_000, wait=10)
        settled, cursor = reply.of_kind("payment.settled"), reply.first["feed"]
    assert time.monotonic() - started < 4
    assert [(b["ref1"], b["satang"]) for b in settled] == [(bill.replace("-", ""), 2000)]
    assert outcomes(desk)[early] == ("conflict", "not-settled")


def test_recovered_lines_go_by_their_new_name(centre: RealCentre) -> None:
    desk = centre.desk("5701C")
    desk.act("visit.opened", {"purpose": "enquiry"})
    desk.push()
    lost = submit(desk, service_from=services(desk)["CR-COPY"])
    raw, head = desk.lines[1], desk.heads[0]
    desk.epoch, desk.lines, desk.heads = 2, [], []
    desk.act("journal.opened", {"after": {"epoch": 1, "n": 1, "head": _b64(head)}, "why": "rollback"})
    new = desk.act("line.recovered", {"ref": lost, "line": raw.decode()})
    done = desk.act("request.done", {"request": lost}, p=lost)
    reply = desk.push(feed="", max=4_000_000)
    assert [b for b in reply.of_kind("outcome") if b["ref"] in (new, done)] == []


def _b64(raw: bytes) -> str:
    from stranger import b64

    return b64(raw)


def test_replay_gives_the_same_outcomes_and_doctor_finds_nothing(centre: RealCentre, desk: Stranger) -> None:
    for command in ("replay", "doctor"):
        report = json.loads(centre.command(command, "--json"))
        assert report["faults"] == []
        assert report["lines"] > 20


def test_many_writers_at_once_and_no_cursor_misses_a_line(centre: RealCentre) -> None:
    desks = [centre.desk("5701H" + letter) for letter in "ABCD"]
    reader = centre.desk("5701HR")
    _, cursor = reader.pull()
    done = threading.Event()
    whole: list[str] = []

    def write(desk: Stranger) -> None:
        for n in range(1, 26):
            desk.act("visit.opened", {"purpose": "enquiry"})
            desk.sync(desk.segment(n, n))
        whole.append(desk.desk)

    threads = [threading.Thread(target=write, args=(desk,)) for desk in desks]
    for thread in threads:
        thread.start()
    threading.Thread(target=lambda: ([thread.join() for thread in threads], done.set())).start()
    seen: list[tuple[str, int]] = []
    while True:
        over = done.is_set()
        found, cursor = reader.pull(cursor, most=2000)
        seen += [(x["b"]["desk"], json.loads(x["b"]["line"])["n"]) for x in found if x["k"] == "line"]
        if over:
            break
    assert len(whole) == len(desks)
    expected = [(desk.desk, n) for desk in desks for n in range(1, 26)]
    assert sorted(seen) == sorted(expected)


def test_an_answer_lost_after_the_commit_costs_nothing(centre: RealCentre) -> None:
    desk = centre.desk("5701L")
    desk.act("visit.opened", {"purpose": "enquiry"})
    body = desk.request() + desk.segment(1, 1)
    parts = urlsplit(desk.address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    connection.request("POST", "/v1/sync", body, desk.signature("POST", "/v1/sync", body))
    connection.close()
    desk.act("visit.opened", {"purpose": "payment"})
    assert desk.push(1, 2).acks[0]["through"] == 2
    found, _ = desk.pull()
    mine = [json.loads(x["b"]["line"])["n"] for x in found if x["k"] == "line" and x["b"]["desk"] == desk.desk]
    assert mine == [1, 2]


def test_killed_at_any_moment_nothing_acknowledged_is_lost(make_centre: Callable[..., RealCentre]) -> None:
    centre = make_centre(citizens=20)
    desk = centre.desk("5701K")
    acknowledged, cursor, last_f = 0, "", 0
    for round_number in range(6):
        stop = threading.Timer(0.15 + 0.07 * round_number, centre.kill)
        stop.start()
        try:
            while True:
                desk.act("visit.opened", {"purpose": "enquiry"})
                reply = desk.sync(desk.segment(acknowledged + 1, len(desk.lines)), feed=cursor, max=50_000)
                acknowledged, cursor = reply.acks[0]["through"], reply.first["feed"]
                last_f = max([last_f, *(line["f"] for line in reply.feed)])
        except (OSError, http.client.HTTPException):
            pass
        stop.join()
        centre.start()
        ack = desk.sync().acks[0]
        assert ack["through"] >= acknowledged
        assert ack["head"] == _b64(desk.heads[ack["through"] - 1] if ack["through"] else desk.genesis)
        assert not desk.sync(feed=cursor, max=1000).problem("stale-cursor")
        acknowledged = ack["through"]
    desk.push(acknowledged + 1) if acknowledged < len(desk.lines) else None
    found, _ = desk.pull()
    mine = [x["b"]["line"].encode() for x in found if x["k"] == "line"]
    assert mine == desk.lines
    deadline = time.monotonic() + 20  # what was taken in just before the last kill is judged by who started after it
    while [x["b"] for x in found if x["k"] == "applied"][-1]["through"] != len(desk.lines):
        assert time.monotonic() < deadline
        time.sleep(0.1)
        found, _ = desk.pull()
    assert json.loads(centre.command("doctor", "--json"))["faults"] == []


def test_one_server_on_a_store_and_a_clean_end(make_centre: Callable[..., RealCentre]) -> None:
    centre = make_centre(citizens=20)
    if centre.database is None:
        second = run_central("serve", "--data", str(centre.folder), "--port", "0")
        assert second.returncode == 3
        assert "E923" in second.stderr
    desk = centre.desk("5701S")
    _, cursor = desk.pull()
    held: list[float] = []

    def hold() -> None:
        started = time.monotonic()
        desk.sync(feed=cursor, max=1000, wait=60)
        held.append(time.monotonic() - started)

    thread = threading.Thread(target=hold)
    thread.start()
    time.sleep(0.5)
    assert centre.stop() == 0
    thread.join()
    assert held[0] < 10
    if os.name == "posix":
        assert (centre.folder / "centre.key").stat().st_mode & 0o077 == 0
    if centre.database is not None:
        assert not (centre.folder / "store.key").exists()
        return
    if os.name == "posix":
        assert (centre.folder / "store.key").stat().st_mode & 0o077 == 0
    assert b"SQLite format" not in (centre.folder / "store.db").read_bytes()[:100]


def test_usage_errors_have_their_exit_codes(make_centre: Callable[..., RealCentre], tmp_path: Any) -> None:
    assert run_central("enrol", "5701A", "--data", str(tmp_path)).returncode == 2
    assert run_central("init").returncode == 2
    centre = make_centre(citizens=20)
    assert run_central("init", *centre.place).returncode == 2
    centre.command("branch", "add", "5702", "--name", "อำเภอที่สอง")
    centre.command("make-sample", "--branch", "5702", "--citizens", "5", "--seed", "1")
    assert Stranger(centre.address).enrol(centre.command("enrol", "5702A")).status == 200
    assert run_central("enrol", "x", *centre.place).returncode == 2
    assert run_central("enrol", "9999A", *centre.place).returncode == 2
    people = tmp_path / "people.csv"
    people.write_text("pin,given,family,born_year\n1990100000011,สมชาย,ทดสอบ,2530\n", "utf-8")
    centre.command("load-citizens", str(people), "--branch", "5701")
    centre.command("load-citizens", str(people), "--branch", "5701")
    found, _ = centre.desk("5701Q").pull()
    versions = [x["b"]["columns"]["version"] for x in found if x["k"] == "citizen.columns" and x["b"]["count"] == 1]
    assert versions == [[1], [2]]
    people.write_text("pin,given,born_year\n1990100000011,สมชาย,x\n", "utf-8")
    assert run_central("load-citizens", str(people), "--branch", "5701", *centre.place).returncode == 2


def test_papers_are_asked_for_once_and_again_only_with_a_supervisors_reason(desk: Stranger) -> None:
    missing = [{"paper": "card", "how": "missing"}]
    start = len(desk.lines) + 1
    ref = submit(desk, service_from=services(desk)["CR-COPY"], papers=missing)

    def ask(o: str, reason: str = "") -> str:
        body = {"request": ref, "papers": ["card"], "more": "", "reason": reason}
        return desk.act("request.papers_asked", body, o=o, p=ref)

    first, second, alone, head = ask("anan"), ask("anan", "ลืม"), ask("somying"), ask("somying", "คำแปลไม่ครบ")
    told = desk.act("request.delay_told", {"request": ref, "reason": "รอผลตรวจ"}, p=ref)
    brought = desk.act(
        "request.resubmitted",
        {"request": ref, "form": {}, "papers": [{"paper": "card", "how": "seen"}], "decided_by": "counter"},
        p=told,
    )
    desk.push(start)
    found = outcomes(desk)
    assert [found.get(line) for line in (first, second, alone, head, told, brought)] == [
        None, ("refused", "asked-once"), ("refused", "asked-once"), None, None, None,
    ]  # fmt: skip
