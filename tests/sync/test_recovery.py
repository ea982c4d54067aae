"""A file put back, a copied machine, a line nobody takes: every act ends at the centre once, or is named."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desk_end import ANAN, engine_of, open_office, work
from sqlalchemy import select
from stranger_server import StrangerServer

from desk.commands.opening import SystemRandomness
from desk.counter import cashier, intake, parties, recovery, shift
from desk.counter.intake import Draft
from desk.counter.office import Office
from desk.counter.session import Session
from desk.counter.status import status
from desk.counter.sync_story import life_story, sent_lines
from desk.model.errors import DeskError
from desk.model.kinds.requests import PaperShown
from desk.model.line import LINE_BYTES_MAX, decode_line, encode_line, link, unwrapped
from desk.rules.roles import RoleForbids
from desk.words import Words
from local_db import high_water, meta
from local_db.desk_file import SystemClock
from local_db.folds import Origin, apply_fold
from local_db.journal import Act
from local_db.queries import citizens, money
from local_db.queries import sync as sync_rows
from local_db.rebuild import rebuild
from local_db.store import DATABASE
from local_db.verify import verify
from sync.central import tables
from sync.central.decide import replay
from sync.enrol import enrol
from sync.errors import DeskRefused
from sync.line_errors import HeadsDiffer, LinesNotTaken

SOMYING = Session("somying", Words("สมหญิง", "Somying"), frozenset({"supervisor"}))
_LETTERS = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
pytestmark = pytest.mark.process


@pytest.fixture
def enrolled(centre, tmp_path: Path) -> Any:  # type: ignore[no-untyped-def]
    """A real centre, and a desk newly enrolled at it: (centre, home, key)."""
    home = tmp_path / "desk"
    told = asyncio.run(
        enrol(home, centre.address, centre.code(f"5701{next(_LETTERS)}"), "test", SystemClock(), SystemRandomness())
    )
    return centre, home, told.data_key


def send(office: Office, fault: type[DeskError] | None = None) -> None:
    """Exchange until nothing is unsent and all is decided, or fail by name."""

    async def go() -> None:
        async with engine_of(office) as engine:
            if fault is not None:
                with pytest.raises(fault):
                    await engine.once()
                return
            for _ in range(40):
                await engine.once()
                if status(office).decided == status(office).n:
                    return
                await asyncio.sleep(0.05)

    asyncio.run(go())


def own_acts(office: Office) -> Counter[bytes]:
    """Every act in the file, by the bytes it was first written as, and how many lines are meant to carry it."""
    found = office.read().execute("SELECT DISTINCT raw FROM journal WHERE k != 'journal.opened'")
    return Counter({unwrapped(bytes(raw)) for (raw,) in found.fetchall()})


def at_centre(centre: Any, desk: str) -> Counter[bytes]:
    """Every act of a desk the centre holds, and in how many lines."""
    rows = centre.inside(
        lambda store: store.write(
            lambda c: c.execute(select(tables.lines.c.raw).where(tables.lines.c.desk == desk)).all()
        )
    )
    lines = [bytes(row.raw) for row in rows]
    return Counter(unwrapped(raw) for raw in lines if decode_line(raw).k != "journal.opened")


def ends_well(office: Office) -> None:
    """All sent, the journal holds, a rebuild agrees, a number is on two receipts only where the centre says so."""
    found = status(office)
    assert (found.all_sent, found.unsent, found.integrity) == (True, 0, "")
    verify(office.read(), high_water.read(office.home))
    assert office.file.store.write(rebuild).different == []
    numbers = office.read().execute("SELECT desk, fiscal_year, book, number FROM receipts").fetchall()
    named = office.read().execute("SELECT count(*) FROM outcomes WHERE code = 'duplicate-number'").fetchone()[0]
    assert len(numbers) - len(set(numbers)) == named


def sell(office: Office) -> str:
    """A certified copy taken in and paid; the number of its receipt."""
    connection = office.read()
    if not money.open_shifts(connection, office.file.identity().desk):
        shift.open_shift(office, ANAN, "1", {100_00: 5, 20_00: 10, 10_00: 20, 1_00: 50})
    pin, house = connection.execute(
        "SELECT pin, house FROM citizens WHERE status = 'alive' AND born_year < 2540 AND house IS NOT NULL"
    ).fetchone()
    person = citizens.by_pin(connection, pin)
    assert person is not None
    who = parties.of_citizen(person)
    service = office.catalogue(connection).get("CR-COPY", office.today())
    papers = tuple(PaperShown(paper=paper.code, how="seen") for paper in service.papers if paper.held_by == "citizen")
    answers = {"register": "house", "house": house, "copies": 1}
    ref = intake.submit(office, ANAN, Draft(service, who, who, None, answers, papers), None)
    return cashier.take_cash(office, ANAN, (ref,), who, 100_00, None).number


@pytest.mark.parametrize("sent", [True, False])
def test_a_file_put_back_goes_on_in_the_next_epoch(enrolled: Any, sent: bool) -> None:
    centre, home, key = enrolled
    office = open_office(home, key)
    sell(office)
    send(office)
    work(office, 2)  # not yet sent when the file is copied
    office.close()
    yesterday = (home / DATABASE).read_bytes()
    office = open_office(home, key)
    lost = [sell(office)]
    if sent:
        send(office)
    every = own_acts(office)
    office.close()
    (home / DATABASE).write_bytes(yesterday)
    office = open_office(home, key)
    try:
        assert office.file.identity().epoch == 2
        work(office, 2)
        every = (every if sent else Counter()) + Counter()
        mine = own_acts(office)
        send(office)
        ends_well(office)
        held = at_centre(centre, office.file.identity().desk)
        assert set(held.values()) == {1}
        assert set(held) == set(every) | set(mine)
        numbers = [f"{b}/{n}" for b, n in office.read().execute("SELECT book, number FROM receipts").fetchall()]
        assert (lost[0] in numbers) == sent, "what the centre held of the lost stretch came home"
        assert sync_rows.troubles(office.read(), office.file.identity().desk) == []
        # a quiet desk is quiet: nothing is acknowledged again and again
        office.file.store.write(lambda c: c.execute("DELETE FROM attempts"))
        send(office)
        assert office.read().execute("SELECT count(*) FROM attempts").fetchone() == (0,)
    finally:
        office.close()


def test_a_copied_desk_carries_its_own_lines_over_and_the_other_machine_stops(enrolled: Any) -> None:
    centre, home, key = enrolled
    office = open_office(home, key)
    sell(office)
    send(office)
    office.close()
    shutil.copytree(home, home.parent / "copy")
    office, other = open_office(home, key), open_office(home.parent / "copy", key)
    try:
        work(office, 1)
        mine, theirs = sell(office), sell(other)
        assert mine == theirs, "the same number on two papers"
        send(other)
        send(office, HeadsDiffer)
        parted = status(office)
        assert (parted.integrity, parted.all_sent) == ("E633", False)
        work(office, 1)  # the counter goes on, unsent
        send(office, HeadsDiffer)
        with pytest.raises(RoleForbids):
            recovery.recover(office, ANAN)
        opened = recovery.recover(office, SOMYING)
        assert (opened.epoch, opened.receipts) == (2, (mine,))
        every = own_acts(office) + Counter()
        send(office)
        held = at_centre(centre, office.file.identity().desk)
        assert set(held.values()) == {1}
        assert set(held) == set(every) | set(own_acts(other))
        ends_well(office)
        troubles = sync_rows.troubles(office.read(), office.file.identity().desk)
        assert [(trouble.result, trouble.code) for trouble in troubles] == [("conflict", "duplicate-number")]
        assert {line.state for line in sent_lines(office)} == {"decided", "carried", "troubled"}
        for line in sent_lines(office):
            told = life_story(office, line.ref)
            if told is not None and line.state == "carried":
                assert (told.proof, told.decided) == (None, False), "the proof is of the other machine's line"
        assert centre.inside(lambda store: store.write(lambda c: replay(c, "5701"))) == []
        with pytest.raises(recovery.NothingToRecover):
            recovery.recover(office, SOMYING)
        # the other machine goes by the same id in an epoch that is over
        work(other, 1)
        send(other, DeskRefused)
        assert status(other).integrity == "E632"
        with pytest.raises(recovery.DeskCopied):
            recovery.recover(other, SOMYING)
    finally:
        office.close()
        other.close()


def test_a_whole_folder_put_back_has_nothing_of_its_own_to_carry_over(enrolled: Any) -> None:
    centre, home, key = enrolled
    office = open_office(home, key)
    work(office)
    send(office)
    office.close()
    shutil.copytree(home, home.parent / "yesterday")
    office = open_office(home, key)
    work(office)
    send(office)
    every = own_acts(office)
    office.close()
    office = open_office(home.parent / "yesterday", key)
    try:
        send(office, HeadsDiffer)
        assert recovery.recover(office, SOMYING).carried == 0
        work(office, 1)
        mine = own_acts(office)
        send(office)
        ends_well(office)
        held = at_centre(centre, office.file.identity().desk)
        assert (set(held), set(held.values())) == (set(every) | set(mine), {1})
        seen = f"{office.file.identity().desk}%"
        assert office.read().execute("SELECT count(*) FROM visits WHERE ref LIKE ?", (seen,)).fetchone() == (7,)
    finally:
        office.close()


def too_long(act: Act) -> None:
    """A line no version of ours would write, put in with its chain right."""
    body = {"purpose": "request", "note": "x" * LINE_BYTES_MAX}
    n = act.tip.n + 1
    raw = encode_line(n=n, t=act.now_ms, o="anan", k="visit.other", b=body, limit=2**20)
    seq = meta.next_arrival(act.connection)
    row = (act.journal.epoch, n, seq, act.now_ms, "visit.other", raw, link(act.tip.head, raw))
    act.connection.execute("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    apply_fold(act.connection, decode_line(raw), Origin(act.journal, seq))


def test_a_line_too_long_stays_at_home_and_holds_up_no_other(enrolled: Any) -> None:
    centre, home, key = enrolled
    office = open_office(home, key)
    try:
        work(office, 2)
        office.file.act(too_long)
        work(office, 2)
        send(office)
        ends_well(office)
        found = status(office)
        assert (found.epoch, found.left_at_home) == (2, 1)
        held = at_centre(centre, found.desk)
        assert len(held) == 4
        assert set(held.values()) == {1}
        home_lines = [line for line in sent_lines(office, "troubled") if line.state == "home"]
        assert [(line.ref, line.code) for line in home_lines] == [(f"{found.desk}-3", "E627")]
    finally:
        office.close()


# ---- against a server written from the page


@pytest.fixture
def server() -> Iterator[StrangerServer]:
    made = StrangerServer(codes={"ABC": "5701A"})
    made.start()
    yield made
    made.stop()


@pytest.fixture
def office(server: StrangerServer, tmp_path: Path) -> Iterator[Office]:
    told = asyncio.run(enrol(tmp_path / "desk", server.address, "ABC", "x", SystemClock(), SystemRandomness()))
    made = open_office(tmp_path / "desk", told.data_key)
    server.seen.clear()
    yield made
    made.close()


def once(office: Office, fault: type[DeskError] | None = None) -> None:
    async def go() -> None:
        async with engine_of(office) as engine:
            if fault is None:
                await engine.once()
                return
            with pytest.raises(fault):
                await engine.once()

    asyncio.run(go())


def kinds(server: StrangerServer, epoch: int) -> list[str]:
    return [decode_line(raw).k for raw in server.journals.get(("5701A", epoch), [])]


def refusing(server: StrangerServer, kind: str, times: int, **facts: Any) -> None:
    """The server refuses what it is sent so often, and takes nothing of it."""
    real = server.take

    def take(lines: list[bytes]) -> list[dict[str, Any]]:
        nonlocal times
        if not lines or times <= 0:
            return real(lines)
        times -= 1
        epoch = server.seen[-1].first["epoch"]
        return [{"type": f"/problems/{kind}", "desk": "5701A", "epoch": epoch, **facts}]

    server.take = take  # type: ignore[method-assign]


def test_a_bad_segment_is_sealed_once_more(server: StrangerServer, office: Office) -> None:
    work(office)
    refusing(server, "bad-segment", 1)
    once(office)
    assert status(office).epoch == 1
    ends_well(office)


def test_a_segment_refused_twice_goes_with_the_next_epoch(server: StrangerServer, office: Office) -> None:
    work(office, 2)
    once(office)
    work(office, 2)
    refusing(server, "bad-segment", 2)
    once(office)
    ends_well(office)
    assert kinds(server, 1) == ["visit.opened"] * 2
    assert kinds(server, 2) == ["journal.opened", "line.recovered", "line.recovered"]


def test_a_server_that_takes_no_segment_at_all_is_not_met_with_epochs_without_end(
    server: StrangerServer, office: Office
) -> None:
    work(office, 2)
    refusing(server, "bad-segment", 1_000)
    once(office, LinesNotTaken)
    once(office, LinesNotTaken)
    assert status(office).epoch == 2
    assert status(office).unsent == 3


def test_a_line_refused_twice_stays_at_home_under_its_card(server: StrangerServer, office: Office) -> None:
    work(office, 4)
    refusing(server, "bad-line", 2, n=3)
    once(office)
    ends_well(office)
    assert status(office).left_at_home == 1
    assert kinds(server, 1) == ["visit.opened"] * 2
    assert kinds(server, 2) == ["journal.opened", "line.recovered"]


@pytest.mark.parametrize("kind", ["bad-segment", "bad-line", "gap"])
def test_a_refusal_of_lines_that_were_not_sent_or_were_taken_is_not_acted_upon(
    server: StrangerServer, office: Office, kind: str
) -> None:
    def says_so_again(told: dict[str, Any], _page: list[bytes]) -> None:
        told["problems"].append({"type": f"/problems/{kind}", "desk": "5701A", "epoch": 1, "n": 2, "expected": 2})

    server.plan += [says_so_again] * 1_000
    work(office, 4)
    once(office)
    once(office)
    ends_well(office)
    assert (status(office).epoch, len(kinds(server, 1))) == (1, 4)
    assert len(server.seen) <= 6


def test_a_server_that_names_a_bad_line_whatever_it_is_sent_is_not_met_with_epochs_without_end(
    server: StrangerServer, office: Office
) -> None:
    work(office, 6)
    real = server.take

    def take(lines: list[bytes]) -> list[dict[str, Any]]:
        heads = [json.loads(line)["segment"] for line in lines if line.startswith(b'{"segment"')]
        return [{"type": "/problems/bad-line", "desk": "5701A", "epoch": each["epoch"], "n": 3} for each in heads]

    server.take = take  # type: ignore[method-assign]
    once(office, LinesNotTaken)
    epochs = status(office).epoch
    once(office, LinesNotTaken)
    assert status(office).epoch == epochs <= 5
    server.take = real  # type: ignore[method-assign]
    once(office)
    assert status(office).left_at_home == epochs - 1


def test_a_fork_named_by_the_server_is_the_point_from_which_lines_are_carried_over(
    server: StrangerServer, office: Office
) -> None:
    work(office, 2)
    once(office)
    work(office, 3)
    own = [bytes(raw) for (raw,) in office.read().execute("SELECT raw FROM journal ORDER BY n")]
    server.journals["5701A", 1] = [*own[:3], b"somebody else's fourth line"]
    once(office, HeadsDiffer)
    opened = recovery.recover(office, None)
    assert opened.carried == 2
    server.feed.append(
        ("line", {"desk": "5701A", "epoch": 1, "line": '{"n":4,"t":5,"o":"x","k":"visit.other","b":{}}'})
    )
    server.journals["5701A", 1] = [*own[:3], b'{"n":4,"t":5,"o":"x","k":"visit.other","b":{}}']
    once(office)
    ends_well(office)
    after = decode_line(server.journals["5701A", 2][0]).b
    assert (after["why"], after["after"]["n"]) == ("fork", 3)
    assert [unwrapped(raw) for raw in server.journals["5701A", 2][1:]] == own[3:]
