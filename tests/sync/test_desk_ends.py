"""A desk retired and its id given to another machine; a backup made and drilled: against a real centre."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from desk_end import ANAN, open_office, work
from test_recovery import SOMYING, at_centre, ends_well, own_acts, sell, send

from desk.cli import desk as desk_command
from desk.commands.opening import SystemRandomness
from desk.counter import (
    attachments,
    backup,
    deposits,
    intake,
    parties,
    recovery,
    refunds,
    retirement,
    shift,
    tickets,
    treasury,
)
from desk.counter.bounds import BeyondBounds, DeskEnding
from desk.counter.checkup import examine, worst
from desk.counter.intake import Draft
from desk.counter.office import Office, key_slots
from desk.counter.session import Door
from desk.counter.status import status
from desk.model.kinds.requests import PaperShown
from desk.model.line import parse_reference
from desk.rules.roles import RoleForbids
from desk.rules.tenders import Piece
from local_db import feed, high_water
from local_db.backup import begin_anew
from local_db.desk_file import SystemClock
from local_db.errors import AlreadyRetired
from local_db.queries import citizens, requests
from local_db.verify import verify
from sync.central.retirement import DeskNotRetired
from sync.central.retirement import retire as close_account
from sync.enrol import enrol
from sync.errors import SignatureRefused

_LETTERS = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
pytestmark = pytest.mark.process
SECRET = "a long enough passphrase"


@pytest.fixture
def enrolled(centre: Any, tmp_path: Path) -> Any:
    name = f"5701R{next(_LETTERS)}"
    home = tmp_path / "desk"
    told = asyncio.run(enrol(home, centre.address, centre.code(name), "x", SystemClock(), SystemRandomness()))
    return centre, home, told.data_key, name


def test_a_desk_is_retired_and_another_machine_goes_on_under_its_name(enrolled: Any, tmp_path: Path) -> None:
    centre, home, key, name = enrolled
    office = open_office(home, key)
    first = sell(office)
    with pytest.raises(RoleForbids):
        retirement.begin(office, ANAN, "replaced", "เครื่องใหม่")
    with pytest.raises(retirement.NotRetiring):
        retirement.keep(office, SOMYING, "x")
    retirement.begin(office, SOMYING, "replaced", "เครื่องใหม่")
    retirement.keep(office, SOMYING, "ยังต้องใช้")
    sell(office)
    retirement.begin(office, SOMYING, "replaced", "เครื่องใหม่")
    with pytest.raises(DeskEnding):
        sell(office)
    with pytest.raises(retirement.NotFinished) as open_yet:
        retirement.finish(office, SOMYING)
    assert "drawer 1 is not closed" in open_yet.value.sentence.en
    shift.close_shift(office, ANAN, {100_00: 5, 20_00: 12, 10_00: 20, 1_00: 50})
    with pytest.raises(retirement.NotFinished) as open_yet:
        retirement.finish(office, SOMYING)
    assert "unsent" in open_yet.value.sentence.en
    with pytest.raises(DeskNotRetired):
        centre.inside(lambda store: store.write(lambda c: close_account(c, name)))
    send(office)
    retirement.finish(office, SOMYING)
    assert not retirement.progress(office).proven, "its last line is not sent yet"
    with pytest.raises(retirement.NotFinished):
        retirement.erase_copy(office)
    send(office)
    assert retirement.progress(office).proven
    before = verify(office.read(), None)
    retirement.erase_copy(office)
    assert status(office).citizens == 0
    assert verify(office.read(), high_water.read(home)) == before, "the history stays"
    assert office.read().execute("SELECT count(*) FROM receipts").fetchone() == (2,)
    assert office.read().execute("SELECT count(*) FROM officers").fetchone() == (0,)
    acts = own_acts(office)
    office.close()

    closed = centre.inside(lambda store: store.write(lambda c: close_account(c, name)))
    assert (closed.journal, closed.keys) == (name, 1)
    new = tmp_path / "new"
    told = asyncio.run(enrol(new, centre.address, centre.code(name), "y", SystemClock(), SystemRandomness()))
    assert told.epoch == 2
    office = open_office(new, told.data_key)
    try:
        second = sell(office)
        assert second != first, "a book of its own"
        send(office)
        ends_well(office)
        held = at_centre(centre, name)
        assert set(held.values()) == {1}
        assert set(acts) <= set(held)
    finally:
        office.close()
    old = open_office(home, key)
    try:
        with pytest.raises(AlreadyRetired):
            work(old, 1)
        send(old, SignatureRefused)  # its key is erased, and would be refused too
    finally:
        old.close()


@pytest.mark.parametrize("why", ["merged", "moved", "closed"])
def test_whose_desk_ends_for_good_is_told_what_nobody_else_could_finish(
    enrolled: Any, why: Any, tmp_path: Path
) -> None:
    centre, home, key, name = enrolled
    fellow_name = f"5701R{next(_LETTERS)}"
    told = asyncio.run(
        enrol(tmp_path / "two", centre.address, centre.code(fellow_name), "y", SystemClock(), SystemRandomness())
    )
    office, fellow = open_office(home, key), open_office(tmp_path / "two", told.data_key)
    try:
        request, ticket = _a_day_in_the_middle(office)
        retirement.begin(office, SOMYING, why, "โต๊ะอื่น")
        office.file.store.write(
            lambda c: feed.apply_item(c, "policy.put", {"name": "files.hours", "value": "00:00-00:01"}, 0)
        )
        named = " ".join(said.en for said in retirement.still_open(office))
        for part in ("1 queue tickets", "1 deposits", "drawer 1", "1 scans", "unsent"):
            assert part in named, part
        with pytest.raises(DeskEnding):
            tickets.issue(office, ANAN, "A")
        send(office)
        assert "scans" not in " ".join(said.en for said in retirement.still_open(office)), "they went at any hour"
        send(fellow)
        tickets.ask_for(fellow, ANAN, ticket, "2")
        send(fellow)
        send(office)
        assert tickets.answer_asks(office) == 1
        (deposit,) = deposits.held(office, ANAN)
        back = refunds.refund(office, ANAN, deposit.receipt, deposit.held_satang, "ผู้ชำระ", "โต๊ะเลิกใช้", SOMYING)
        assert "1 refunds" in " ".join(said.en for said in retirement.still_open(office))
        refunds.pay_refund(office, ANAN, back.ref, "cash", "")
        shift.close_shift(office, ANAN, {100_00: 5, 20_00: 10, 10_00: 21, 1_00: 50})
        send(office)
        (left,) = retirement.still_open(office)
        assert left.en == "10.00 baht in cash and cheques is not remitted"
        treasury.remit(office, SOMYING, 10_00, "คลังอำเภอ", ANAN)
        send(office)
        last = retirement.finish(office, SOMYING)
        Door(office).sign_out(SOMYING)
        with pytest.raises(AlreadyRetired):
            tickets.drop(office, ANAN, ticket)
        send(office)
        retirement.erase_copy(office)
        assert parse_reference(last)[1] == status(office).n, "nothing came after the last line"
        assert verify(office.read(), high_water.read(home)).lines == status(office).n
        closed = centre.inside(lambda store: store.write(lambda c: close_account(c, name)))
        assert closed.lines == status(office).n
        send(fellow)
        row = requests.one(fellow.read(), request)
        assert row is not None
        assert row.row.state == "submitted", "what it took in is the branch's"
        assert [each.ref for each in tickets.of_today(fellow) if each.holder == fellow_name] == [ticket]
    finally:
        office.close()
        fellow.close()


def _a_day_in_the_middle(office: Office) -> tuple[str, str]:
    """A paid copy, a request with a scan and a deposit, somebody who waits with a ticket: (request, ticket)."""
    sell(office)
    connection = office.read()
    pin = connection.execute("SELECT pin FROM citizens WHERE status = 'alive' AND born_year < 2540").fetchone()[0]
    person = citizens.by_pin(connection, pin)
    assert person is not None
    who, service = parties.of_citizen(person), office.catalogue(connection).get("NM-GIVEN", office.today())
    papers = tuple(PaperShown(paper=paper.code, how="seen") for paper in service.papers if paper.held_by == "citizen")
    answers = {"old_given": "สมใจ", "new_given": "สมจิต", "minor": False}
    request = intake.submit(office, ANAN, Draft(service, who, who, None, answers, papers), None)
    attachments.attach(office, ANAN, request, "", b"%PDF-1.7\n" + request.encode() * 100, "คำขอ")
    deposits.take(office, ANAN, request, "มัดจำ", 20_00, who, [Piece("cash", 20_00)])
    return request, tickets.issue(office, ANAN, "A")


def test_a_backup_opens_elsewhere_in_the_next_epoch_and_nothing_is_lost_or_doubled(
    enrolled: Any, tmp_path: Path
) -> None:
    centre, home, key, _name = enrolled
    office = open_office(home, key)
    slots = key_slots(home, SystemRandomness())
    slots.add("somying", "pass-somying", key)
    kept = sell(office)
    send(office)
    with pytest.raises(backup.PassphraseTooShort):
        backup.back_up(office, tmp_path / "x.backup", "short")
    backup.back_up(office, tmp_path / "desk.backup", SECRET)
    sealed = (tmp_path / "desk.backup").read_bytes()
    assert b"SQLite" not in sealed
    assert (tmp_path / "desk.backup").stat().st_mode & 0o077 == 0
    later = sell(office)
    send(office)
    every = own_acts(office)
    office.close()  # and the machine is lost

    new = tmp_path / "restored"
    for wrong in ((sealed, "another passphrase"), (sealed[:-7], SECRET), (b"nothing", SECRET)):
        with pytest.raises(backup.BackupUnreadable):
            backup.unpack(*wrong, new)
    assert not new.exists()
    backup.unpack(sealed, SECRET, new)
    with pytest.raises(backup.DeskIsHere):
        backup.unpack(sealed, SECRET, new)
    opened = key_slots(new, SystemRandomness()).open("somying", "pass-somying")
    assert begin_anew(new, opened) == 2
    office = open_office(new, opened)
    try:
        assert status(office).doubt == "E635"
        (report,) = recovery.reports(office)
        assert (report.why, report.carried) == ("restore", 0)
        send(office)
        numbers = [f"{b}/{n}" for b, n in office.read().execute("SELECT book, number FROM receipts").fetchall()]
        assert {kept, later} <= set(numbers), "what the centre held came home"
        assert sell(office) not in (kept, later)
        send(office)
        held = at_centre(centre, office.file.identity().desk)
        assert set(held.values()) == {1}
        assert set(every) <= set(held)
        assert recovery.mark_seen(office, SOMYING) == 1
        send(office)
        ends_well(office)
    finally:
        office.close()


def test_the_commands_ask_for_passphrases_and_the_doctor_looks_at_everything(
    enrolled: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _centre, home, key, _name = enrolled
    key_slots(home, SystemRandomness()).add("somying", "pass-somying", key)
    (home / "demo.key").write_text(key.hex())
    (home / "demo.key").chmod(0o600)
    secret = tmp_path / "secret"
    secret.write_text(SECRET + "\n")
    monkeypatch.setenv("DESK_HOME", str(home))
    run = CliRunner()
    done = run.invoke(desk_command, ["doctor", "--json"])
    told = {each["name"]: each["result"] for each in json.loads(done.output)}
    assert done.exit_code == 0, done.output
    assert told["journal"] == told["registry"] == told["line"] == told["private"] == "good"
    file = tmp_path / "b"
    assert run.invoke(desk_command, ["backup", str(file), "--passphrase-file", str(secret)]).exit_code == 0
    monkeypatch.setenv("DESK_HOME", str(tmp_path / "other"))
    again = ["restore", str(file), "--passphrase-file", str(secret), "--officer", "somying", "--yes"]
    failed = run.invoke(desk_command, again, input="wrong\n")
    assert failed.exit_code != 0
    assert not (tmp_path / "other" / "desk.db").exists(), "nothing half restored stays"
    restored = run.invoke(desk_command, again, input="pass-somying\n")
    assert restored.exit_code == 0, restored.output
    (home / "keyslots.json").chmod(0o644)
    office = open_office(home, key)
    try:
        found = {each.name: each.result for each in examine(office)}
        assert found["private"] == "bad"
        office.file.store.write(
            lambda c: c.execute("DELETE FROM citizens WHERE id IN (SELECT id FROM citizens LIMIT 1)")
        )
        assert worst(examine(office)) == "bad"
    finally:
        office.close()


def test_bounds_are_the_centres_to_set_and_refuse_before_money_moves(enrolled: Any) -> None:
    centre, home, key, _name = enrolled
    office = open_office(home, key)
    try:
        office.free_bytes = lambda _home: 10**12
        send(office)
        for name, value in (("offline.unsent_lines_warn", "2"), ("offline.unsent_lines_stop", "4")):
            centre.command("policy", name, value, "--branch", "5701")
        with pytest.raises(AssertionError, match="E946"):
            centre.command("policy", "x", "1.5", "--branch", "5701")
        send(office)
        assert status(office).bounds == ()
        work(office, 4)
        assert status(office).bounds == ("unsent_lines:stop",)
        before = status(office).n
        with pytest.raises(BeyondBounds):
            sell(office)
        assert status(office).n == before
        send(office)
        office.bounds_seen = None
        assert status(office).bounds == ()
        sell(office)
    finally:
        office.close()
        for name, value in (("offline.unsent_lines_warn", "5000"), ("offline.unsent_lines_stop", "50000")):
            centre.command("policy", name, value, "--branch", "5701")
