"""Work by stick: up, judged, home, without a line ever; and every bag that must be refused whole."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyrage
import pytest
from backports import zstd
from click.testing import CliRunner
from conftest import RealCentre, run_central
from desk_end import ANAN, open_office, work
from pyrage import x25519
from stranger import Stranger, b64, compact

from desk.commands.central import now_ms
from desk.commands.opening import SystemRandomness
from desk.counter import intake, parties
from desk.counter.intake import Draft
from desk.counter.office import Office
from desk.counter.status import status
from desk.model.errors import DeskError
from desk.model.kinds.requests import PaperShown, RequestApproved
from desk.rules import keys
from local_db import feed, meta
from local_db.desk_file import SystemClock
from local_db.queries import citizens
from local_db.queries import sync as sync_rows
from local_db.rebuild import rebuild
from local_db.store import DATABASE
from local_db.verify import verify
from sync import bag as bags
from sync import stick
from sync.bag_errors import BagDamaged, BagForAnother, BagRefused, NotABag, NotARecipient
from sync.central.bags import answer_bag
from sync.central.store import read_identity
from sync.errors import PageNotSigned
from sync.line_errors import HeadsDiffer, PageOutOfTurn

pytestmark = pytest.mark.process
_LETTERS = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@pytest.fixture(scope="module")
def silent(make_centre: Any) -> RealCentre:
    """A centre that has no server: it is only ever reached by stick."""
    made: RealCentre = make_centre()
    made.stop()
    return made


@pytest.fixture
def office(silent: RealCentre, tmp_path: Path) -> Iterator[Office]:
    """A desk that never had a line, enrolled by stick."""
    home, clock, chance = tmp_path / "desk", SystemClock(), SystemRandomness()
    code, recipient = silent.code(f"5701{next(_LETTERS)}"), read_identity(silent.folder).recipient
    up = tmp_path / "enrol.deskbag"
    up.write_bytes(stick.ask_to_enrol(home, code, recipient, "far away", clock, chance))
    # asking twice, and answering twice, gives the same desk
    up.write_bytes(stick.ask_to_enrol(home, code, recipient, "far away", clock, chance))
    carry(silent, up)
    assert stick.is_waiting(home)
    told = stick.finish_enrolment(home, carry(silent, up), clock, chance)
    stick.enrolment_done(home)
    made = open_office(home, told.data_key)
    yield made
    made.close()


def carry(centre: RealCentre, file: Path) -> bytes:
    """The file taken in at the centre; the answer."""
    return centre.inside(lambda store: answer_bag(store, file.read_bytes(), now_ms())).file


def refused(centre: RealCentre, file: bytes, folder: Path) -> str:
    """The code with which a bag is refused."""
    path = folder / "bad.deskbag"
    path.write_bytes(file)
    with pytest.raises(DeskError) as fault:
        carry(centre, path)
    return fault.value.code


def round_trip(centre: RealCentre, office: Office, folder: Path) -> stick.Opened:
    up = folder / "up.deskbag"
    up.write_bytes(stick.pack(office.file).file)
    return stick.open_bag(office.file, carry(centre, up))


def state(office: Office) -> tuple[Any, ...]:
    found = status(office)
    return found.unsent, found.acknowledged, found.feed, found.decided, found.citizens


def test_a_desk_without_a_line_has_its_work_decided(silent: RealCentre, office: Office, tmp_path: Path) -> None:
    assert status(office).citizens == 200
    ref = submit(office)
    # approved by the officer who took it in: the file refuses that, so it is forged; the centre refuses it as well
    office.file.act(lambda act: act.connection.execute("DROP TRIGGER nobody_decides_on_own_work"))
    office.file.act(lambda act: act.append(RequestApproved(request=ref, shown="0" * 64), officer="anan", about=ref))
    work(office, 3)
    assert status(office).unsent == 5
    opened = round_trip(silent, office, tmp_path)
    found = status(office)
    assert (opened.taken, found.unsent, found.decided, found.all_sent) == (5, 0, 5, True)
    troubles = sync_rows.troubles(office.read(), office.file.identity().desk)
    assert [trouble.result for trouble in troubles] == ["refused"]
    assert office.read().execute("SELECT state FROM requests").fetchone()[0] == "submitted"
    assert [cause for (cause,) in office.read().execute("SELECT cause FROM attempts")] == [None]
    verify(office.read(), None)
    assert office.file.store.write(rebuild).different == []
    # and on it goes, the next trip
    work(office, 2)
    assert round_trip(silent, office, tmp_path).taken == 2
    assert status(office).decided == 7


def submit(office: Office) -> str:
    pin = office.read().execute("SELECT pin FROM citizens WHERE status = 'alive' AND born_year < 2540").fetchone()[0]
    person = citizens.by_pin(office.read(), pin)
    assert person is not None
    service = office.catalogue(office.read()).get("NM-GIVEN", office.today())
    who = parties.of_citizen(person)
    papers = tuple(PaperShown(paper=paper.code, how="seen") for paper in service.papers if paper.held_by == "citizen")
    answers = {"old_given": person.given, "new_given": "ทดลอง", "minor": False}
    return intake.submit(office, ANAN, Draft(service, who, who, None, answers, papers), None)


def test_importing_twice_changes_nothing_at_either_end(silent: RealCentre, office: Office, tmp_path: Path) -> None:
    work(office, 3)
    up = tmp_path / "up.deskbag"
    up.write_bytes(stick.pack(office.file).file)
    first = carry(silent, up)
    second = carry(silent, up)
    assert stick.open_bag(office.file, first).taken == 3
    before = state(office)
    kept = office.read().execute("SELECT count(*) FROM feed_kept").fetchone()
    for again in (first, second, first):
        assert stick.open_bag(office.file, again).taken == 0
        assert state(office) == before
        assert office.read().execute("SELECT count(*) FROM feed_kept").fetchone() == kept


def test_bags_opened_out_of_turn_lose_nothing(silent: RealCentre, office: Office, tmp_path: Path) -> None:
    up = tmp_path / "up.deskbag"
    homes = []
    for _ in range(2):
        work(office, 2)
        up.write_bytes(stick.pack(office.file).file)
        homes.append(carry(silent, up))
    assert stick.open_bag(office.file, homes[1]).taken == 4
    assert stick.open_bag(office.file, homes[0]).taken == 0
    assert status(office).all_sent


def test_an_answer_to_a_bag_of_the_file_before_it_was_put_back_is_refused(
    silent: RealCentre, office: Office, tmp_path: Path
) -> None:
    """Its page leaves out what that bag carried, which this file does not hold: it would never be asked for again."""
    home, key, before = office.file.home, office.file.store.data_key, visits(office)
    office.close()
    yesterday = (home / DATABASE).read_bytes()
    office = open_office(home, key)
    work(office, 3)
    up = tmp_path / "up.deskbag"
    up.write_bytes(stick.pack(office.file).file)
    late = carry(silent, up)
    office.close()
    (home / DATABASE).write_bytes(yesterday)
    office = open_office(home, key)
    try:
        assert office.file.identity().epoch == 2
        with pytest.raises(BagRefused):
            stick.open_bag(office.file, late)
        assert visits(office) == before
        round_trip(silent, office, tmp_path)
        assert visits(office) == before + 3, "what was lost with the file came home from the centre"
        with pytest.raises(BagRefused):
            stick.open_bag(office.file, late)
    finally:
        office.close()


def visits(office: Office) -> int:
    return int(office.read().execute("SELECT count(*) FROM visits").fetchone()[0])


def test_each_bag_names_the_one_before(silent: RealCentre, office: Office, tmp_path: Path) -> None:
    work(office, 1)
    up = tmp_path / "up.deskbag"
    receiving = json.loads((silent.folder / "centre.key").read_text())["age"]
    mine = str(meta.get(office.read(), "stick_identity"))
    sent, came = [], []
    for _ in range(2):
        up.write_bytes(stick.pack(office.file).file)
        sent.append(up.read_bytes())
        came.append(carry(silent, up))
    assert bags.unlock(sent[0], receiving).previous == ""
    assert bags.unlock(sent[1], receiving).previous == hashlib.sha256(sent[0]).hexdigest()
    assert bags.unlock(came[1], mine).previous == hashlib.sha256(came[0]).hexdigest()


def test_a_bag_may_be_posted_by_anybody_with_a_line(make_centre: Any, tmp_path: Path) -> None:
    centre = make_centre()
    relay = centre.desk("5701R")
    home, clock, chance = tmp_path / "desk", SystemClock(), SystemRandomness()
    file = stick.ask_to_enrol(home, centre.code("5701S"), centre.command("bag", "recipient"), "x", clock, chance)
    assert relay.plain("POST", "/v1/bags", file).status == 401
    answer = relay.signed("POST", "/v1/bags", file)
    assert answer.status == 200
    told = stick.finish_enrolment(home, answer.body, clock, chance)
    office = open_office(home, told.data_key)
    try:
        work(office, 3)
        cursor = relay.pull()[1]
        answer = relay.signed("POST", "/v1/bags", stick.pack(office.file).file)
        assert stick.open_bag(office.file, answer.body).taken == 3
        seen = [json.loads(body["line"])["n"] for body in relay.sync(feed=cursor, max=100_000).of_kind("line")]
        assert seen == [1, 2, 3]
        for bad, problem in ((b"x" * 50, "bag"), (file[:-9], "bag")):
            refusal = relay.signed("POST", "/v1/bags", bad)
            assert (refusal.status, refusal.json()["type"]) == (400, f"/problems/{problem}")
    finally:
        office.close()


# ---- a stranger's bag, made from the page alone


def strange_bag(desk: Stranger, recipient: str, sync: bytes, **changed: Any) -> bytes:
    to = changed.pop("to", b64(hashlib.sha256(desk.server_key).digest()[:8]))
    first = {"bag": 1, "from": desk.desk, "to": to, "made": int(time.time() * 1000), "previous": ""} | changed
    return pyrage.encrypt(zstd.compress(compact(first) + b"\n" + sync), [x25519.Recipient.from_str(recipient)])


def test_a_strangers_bag_and_its_answer(make_centre: Any, tmp_path: Path) -> None:
    centre = make_centre()
    mine = x25519.Identity.generate()
    desk = Stranger(centre.address, recipient=str(mine.to_public()))
    assert desk.enrol(centre.code("5701A")).status == 200
    for _ in range(3):
        desk.act("visit.opened", {"purpose": "enquiry"})
    desk.append(b'{"enrolment":{"a":"line that looks like something else"}}')
    path = tmp_path / "s.deskbag"
    recipient = centre.command("bag", "recipient")
    path.write_bytes(strange_bag(desk, recipient, desk.request(feed="", max=4_000_000) + desk.segment(1, 4)))
    plain = zstd.decompress(pyrage.decrypt(carry(centre, path), [mine]))
    first, _, rest = plain.partition(b"\n")
    told = json.loads(first)
    key = b64(hashlib.sha256(desk.server_key).digest()[:8])
    assert (told["bag"], told["from"], told["to"], told["previous"]) == (1, key, "5701A", "")
    reply = desk.read(rest)
    assert reply.acks[0]["through"] == 4
    assert reply.of_kind("applied") == [{"desk": "5701A", "epoch": 1, "through": 4}]
    # refused whole, each with a reason, and nothing is taken in
    desk.act("visit.opened", {"purpose": "enquiry"})
    good = desk.request() + desk.segment(5, 5)
    other = x25519.Identity.generate()
    ghost = Stranger(centre.address, desk="5701GHST", server_key=desk.server_key)
    for file, code in (
        (strange_bag(desk, recipient, good, to="AAAAAAAAAAA"), "E643"),
        (strange_bag(desk, recipient, good, **{"from": "5701B"}), "E643"),
        (strange_bag(desk, recipient, good, bag=2), "E640"),
        (strange_bag(desk, recipient, good[:-20]), "E642"),
        (strange_bag(desk, recipient, b"<html>\n"), "E643"),
        (strange_bag(desk, str(other.to_public()), good), "E641"),
        (strange_bag(ghost, recipient, ghost.request()), "E643"),
        (strange_bag(desk, recipient, desk.request(epoch=0)), "E643"),
        (b"", "E640"),
    ):
        assert refused(centre, file, tmp_path) == code
    assert desk.sync().acks[0]["through"] == 4
    centre.command("revoke", "5701A", "--yes")
    assert refused(centre, strange_bag(desk, recipient, good), tmp_path) == "E643"


# ---- bags that come home otherwise than they left


def home_of(silent: RealCentre, office: Office, folder: Path, **changed: Any) -> tuple[bytes, bags.Bag]:
    work(office, 2)
    up = folder / "up.deskbag"
    up.write_bytes(stick.pack(office.file).file)
    file = carry(silent, up)
    return file, bags.unlock(file, str(meta.get(office.read(), "stick_identity")))


def locked(office: Office, came: bags.Bag, **changed: Any) -> bytes:
    from dataclasses import replace

    return bags.lock(replace(came, **changed), bags.recipient_of(str(meta.get(office.read(), "stick_identity"))))


@pytest.mark.parametrize("how", ["cut", "cut-much", "altered", "head", "nothing", "html", "for-another", "trailing"])
def test_what_was_cut_or_altered_or_is_for_another_is_refused(
    silent: RealCentre, office: Office, tmp_path: Path, how: str
) -> None:
    file, came = home_of(silent, office, tmp_path)
    bad = {
        "cut": file[:-1], "cut-much": file[: len(file) // 2], "nothing": b"", "html": b"<html>" * 50,
        "altered": file[:-40] + bytes([file[-40] ^ 1]) + file[-39:],
        "head": file[:60] + bytes([file[60] ^ 1]) + file[61:],
        "for-another": bags.lock(came, bags.new_identity()[1]), "trailing": file + b"x",
    }[how]  # fmt: skip
    before = state(office)
    with pytest.raises((NotABag, BagDamaged, BagForAnother)):
        stick.open_bag(office.file, bad)
    assert state(office) == before
    assert stick.open_bag(office.file, file).taken == 2


@pytest.mark.parametrize(
    ("how", "fault"),
    [
        ("sender", BagRefused), ("receiver", BagRefused), ("page", PageNotSigned), ("not-a-reply", BagRefused),
        ("beyond", PageOutOfTurn), ("other-lines", HeadsDiffer),
    ],
)  # fmt: skip
def test_what_the_centre_did_not_sign_is_refused_whole(
    silent: RealCentre, office: Office, tmp_path: Path, how: str, fault: type[DeskError]
) -> None:
    _file, came = home_of(silent, office, tmp_path)
    first, _, lines = came.sync.partition(b"\n")
    reply = json.loads(first)
    private = keys.private_key(
        keys.b64decode(json.loads((silent.folder / "centre.key").read_text())["ed25519"], length=32)
    )
    changed: dict[str, Any] = {
        "sender": {"sender": "AAAAAAAAAAA"},
        "receiver": {"receiver": "5701ZZ"},
        "page": {"sync": first + b"\n" + lines.replace(b'"through":2', b'"through":3')},
        "not-a-reply": {"sync": b"{}\n"},
    }.get(how, {})
    if how == "beyond":
        reply["from"] = reply["feed"].split(".")[0] + ".99999"
        digest = hashlib.sha256(lines).hexdigest()
        text = f"page\n5701\n{reply['from']}\n{reply['feed']}\n{digest}"
        changed = {"sync": compact(reply | {"sig": keys.sign(private, text)}) + b"\n" + lines}
    if how == "other-lines":
        ack = reply["acks"][0] | {"head": b64(b"x" * 32)}
        text = f"ack\n{ack['desk']}\n{ack['epoch']}\n{ack['through']}\n{ack['head']}\n{ack['time']}"
        changed = {"sync": compact(reply | {"acks": [ack | {"sig": keys.sign(private, text)}]}) + b"\n" + lines}
    before = state(office)
    with pytest.raises(fault):
        stick.open_bag(office.file, locked(office, came, **changed))
    assert state(office) == before
    assert (meta.get(office.read(), "integrity") is not None) == (how == "other-lines")


def test_an_unknown_cursor_brings_a_whole_copy_home(silent: RealCentre, office: Office, tmp_path: Path) -> None:
    work(office, 2)
    office.file.store.write(lambda c: meta.put(c, "feed_cursor", "elsewhere.7"))
    opened = round_trip(silent, office, tmp_path)
    assert (opened.taken, opened.copy, opened.problem) == (2, True, "stale-cursor")
    assert feed.cursor(office.read()) != "elsewhere.7"
    assert status(office).decided == 2
    assert not round_trip(silent, office, tmp_path).copy


def test_the_commands(silent: RealCentre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from desk.cli import desk as program

    monkeypatch.setenv("DESK_HOME", str(tmp_path / "home"))
    run = CliRunner()
    code, recipient = silent.code(f"5701{next(_LETTERS)}"), silent.command("bag", "recipient")
    asked = run.invoke(program, ["bag", "enrol", code, recipient, str(tmp_path / "e.deskbag")])
    assert asked.exit_code == 0, asked.output
    silent.command("bag", "open", str(tmp_path / "e.deskbag"), "--out", str(tmp_path / "home.deskbag"))
    wrong = run.invoke(
        program, ["bag", "open", str(tmp_path / "home.deskbag"), "--officer", "anan"], input="nonsense\n"
    )
    assert "E104" in str(wrong.exception) or wrong.exit_code != 0
    begun = run.invoke(
        program, ["bag", "open", str(tmp_path / "home.deskbag"), "--officer", "anan"], input="amphoe-demo-anan\n"
    )
    assert begun.exit_code == 0, begun.output
    stick_folder = tmp_path / "stick"
    stick_folder.mkdir()
    packed = run.invoke(program, ["bag", "pack", str(stick_folder)], input="anan\namphoe-demo-anan\n")
    assert packed.exit_code == 0, packed.output
    (up,) = stick_folder.iterdir()
    silent.command("bag", "open", str(up), "--out", str(stick_folder))
    (home,) = set(stick_folder.iterdir()) - {up}
    opened = run.invoke(program, ["bag", "open", str(home)], input="anan\namphoe-demo-anan\n")
    assert opened.exit_code == 0, opened.output
    (tmp_path / "bad").write_bytes(up.read_bytes()[:-1])
    bad = ("bag", "open", str(tmp_path / "bad"), "--out", str(tmp_path / "never"), "--data", str(silent.folder))
    assert run_central(*bad).returncode == 5
    assert not (tmp_path / "never").exists()
    again = run.invoke(program, ["bag", "pack", str(up)], input="anan\namphoe-demo-anan\n")
    assert again.exit_code != 0
    assert up.exists()


def test_a_key_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(NotARecipient):
        stick.ask_to_enrol(tmp_path / "d", "CODE", "age1nothing", "x", SystemClock(), SystemRandomness())
