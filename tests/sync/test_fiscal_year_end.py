"""30 September becomes 1 October at two desks and a centre, over a line that loses what it likes, one desk without any:
no number twice, each receipt in the book of its year, the sleeping book opens by itself, every day's sheet closes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import httpx
import pytest

from desk.counter import book_year, books, cashier, day, intake, parties, shift, treasury, undo
from desk.counter.audit import CentreHead, walk
from desk.counter.intake import Draft
from desk.counter.office import Office, unlock_with_key
from desk.counter.session import Session
from desk.model.errors import DeskError
from desk.model.kinds.body import Party
from desk.model.kinds.requests import PaperShown
from desk.rules import keys
from desk.rules.office_day import fiscal_year
from desk.words import Words
from local_db.queries import money
from local_db.rebuild import rebuild
from local_db.store import Store
from sync import bag
from sync.central import books as central_books
from sync.central import enrolment, loading
from sync.central.app import build_app
from sync.central.centre import Centre
from sync.central.policies import put_policy
from sync.central.store import Store as CentreStore
from sync.central.store import make_store
from sync.engine import Engine
from sync.enrol import found_desk, identity_of
from sync.link import Link
from tests.desks import Counting, TestClock

BRANCH, URL, KEY = "5701", "http://127.0.0.1:7999", bytes(range(32))
ANAN = Session("anan", Words("อนันต์", "Anan"), frozenset({"officer", "cashier"}))
SOMYING = Session("somying", Words("สมหญิง", "Somying"), frozenset({"supervisor"}))
FLOAT = {100_00: 5, 20_00: 20}
DAYS = ("2027-09-28", "2027-09-29", "2027-09-30", "2027-10-01", "2027-10-04")
NO_LINE = ("2027-09-30", "2027-10-01")
"""Days the second desk has no line at all: the new year begins there without a word from anybody."""
NUMBERS, A_DAY, TRIES = 7, 6, 400
YEAR_ENDS = int(os.environ.get("DESK_YEAR_ENDS", "1"))
"""How many year's ends are played, each over a line of its own (`make soak-money`)."""


class Losing(httpx.AsyncBaseTransport):
    """The centre's own application; requests are lost, answers are lost after they did their work, some come twice."""

    def __init__(self, app: object, chance: Random) -> None:
        self._to = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
        self._chance = chance
        self.loses = True
        self.lost = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()  # it may be sent twice
        fate = self._chance.random() if self.loses else 1.0
        if fate < 0.3:
            self.lost += 1
            raise httpx.ConnectError("lost on the way", request=request)
        answer = await self._to.handle_async_request(request)
        if fate < 0.4:
            answer = await self._to.handle_async_request(request)
        if fate < 0.55:
            self.lost += 1
            raise httpx.ReadError("the answer was lost", request=request)
        return answer


class Desk:
    """One desk, its counter and its line."""

    def __init__(self, office: Office, transport: Losing) -> None:
        self.office, self.transport = office, transport

    @property
    def name(self) -> str:
        return self.office.file.identity().desk

    @asynccontextmanager
    async def engine(self) -> AsyncIterator[Engine]:
        identity = self.office.file.identity()
        link = Link(URL, keys.private_key(identity.device_key), None, self.transport)
        link.use_clock(self.office.clock.now_ms)
        try:
            yield Engine(self.office.file, link, Random(1))
        finally:
            await link.close()

    async def sync(self) -> None:
        """Until it went through, however often the line loses it."""
        for _ in range(TRIES):
            if await self.tried():
                return
        raise AssertionError("the line lost everything")

    async def tried(self) -> bool:
        """Once; whether it went through."""
        async with self.engine() as engine:
            try:
                await engine.once()
            except DeskError:
                return False
        return True

    async def work(self, chance: Random, *, line: bool) -> None:
        """One day: a float, payments, now and then a void, the count, the signature; sending in between."""
        office = self.office
        held = treasury.look_at_safe(office, ANAN).cash_satang
        treasury.check_safe_sum(office, ANAN, held // 25 * 25, SOMYING)
        opened = shift.open_shift(office, ANAN, "1", FLOAT, SOMYING)
        for _ in range(A_DAY):
            paid = self.pay(chance.randint(1, 3))
            if chance.random() < 0.2:
                undo.void(office, ANAN, paid.receipt, "ผิดรายการ", SOMYING)
            if line:
                await self.tried()
        counted = money.cash_expected(office.read(), opened)
        shift.close_shift(office, ANAN, {25: counted // 25}, "", SOMYING)
        sheet = day.close_day(office, SOMYING, office.today(), "", ANAN)
        assert sheet.balances
        assert sheet.difference_satang == 0

    def pay(self, copies: int) -> cashier.Paid:
        service = self.office.catalogue(self.office.read()).get("CR-COPY", self.office.today())
        who: Party = parties.typed("person", "ผู้ชำระ ทดสอบ")
        papers = tuple(PaperShown(paper=each.code, how="seen") for each in service.papers if each.held_by == "citizen")
        answers = {"register": "house", "house": "99010000001", "copies": copies}
        made = Draft(service, who, who, None, answers, papers)  # type: ignore[arg-type]
        ref = intake.submit(self.office, ANAN, made, None)
        return cashier.take_cash(self.office, ANAN, [ref], who, 100_00, None)


@pytest.fixture
def clock() -> TestClock:
    return TestClock(at(DAYS[0]))


def at(told: str) -> int:
    """08:30 at the counter of that day, ms."""
    return int((datetime.fromisoformat(told).replace(tzinfo=UTC) + timedelta(hours=1.5)).timestamp() * 1000)


@pytest.fixture
def store(tmp_path: Path, clock: TestClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[CentreStore]:
    monkeypatch.setattr(central_books, "NUMBERS", NUMBERS)
    made = make_store(tmp_path / "centre")
    made.write(lambda c: enrolment.add_branch(c, BRANCH, "อำเภอตัวอย่าง", clock.now_ms()))
    loading.load_sample(made, BRANCH, 5, 7, clock.now_ms())
    made.write(lambda c: put_policy(c, BRANCH, "books_ahead", 3))
    yield made
    made.close()


async def enrolled(home: Path, name: str, store: CentreStore, clock: TestClock, transport: Losing, seed: bytes) -> Desk:
    """What `sync.enrol.enrol` does, on the test's clock and line."""
    home.mkdir()
    code = store.write(lambda c: enrolment.new_code(c, name, clock.now_ms()))
    stick, recipient = bag.new_identity()
    link = Link(URL, None, None, transport)
    told = await link.enrol(code, keys.b64encode(keys.public_raw(keys.private_key(seed))), recipient, "test")
    await link.close()
    file = Store(home, KEY, create=True)
    file.write(lambda c: found_desk(c, identity_of(told, URL, seed), stick, told["recipient"], clock))
    file.close()
    desk = Desk(unlock_with_key(home, KEY, clock, Counting()), transport)
    async with desk.engine() as engine:
        await engine.load_snapshot()
        await engine.once()
    return desk


def receipts_of(desk: Desk) -> list[tuple[int, str, int, str]]:
    found = desk.office.read().execute(
        "SELECT fiscal_year, book, number, date FROM receipts WHERE desk = ? ORDER BY t", (desk.name,)
    )
    return [tuple(row) for row in found]


@pytest.mark.parametrize("seed", range(1, 1 + YEAR_ENDS))
async def test_the_fiscal_year_ends_at_two_desks_over_a_bad_line(
    tmp_path: Path, clock: TestClock, store: CentreStore, seed: int
) -> None:
    chance = Random(seed)
    centre = Centre(store, clock.now_ms)
    async with centre.running():
        line = Losing(build_app(centre), chance)
        line.loses = False
        first = await enrolled(tmp_path / "a", "5701A", store, clock, line, b"a" * 32)
        second = await enrolled(tmp_path / "b", "5701B", store, clock, line, b"b" * 32)
        desks = (first, second)
        line.loses = True
        for told in DAYS:
            clock.now = max(clock.now, at(told))
            for desk in desks:
                line_today = not (desk is second and told in NO_LINE)
                await desk.work(chance, line=line_today)
                if line_today:
                    await desk.sync()
        for desk in desks:  # what was left of the old year
            assert book_year.year_end(desk.office, SOMYING, 2570).left > 0
            book_year.close_year(desk.office, SOMYING, 2570, ANAN)
        line.loses = False
        for _ in range(2):
            for desk in desks:
                await desk.sync()
        await judged(store, centre)
    assert line.lost > 10, "the line must have been bad"
    check(desks, store)
    for desk in desks:
        desk.office.close()


async def judged(store: CentreStore, centre: Centre) -> None:
    """Until the centre has decided on everything."""
    for _ in range(100):
        await centre.judge(BRANCH)
        await asyncio.sleep(0)


def check(desks: tuple[Desk, Desk], store: CentreStore) -> None:
    """What an auditor asks of both desks and the centre."""
    issued = [(desk.name, *row) for desk in desks for row in receipts_of(desk)]
    assert len(issued) == 2 * len(DAYS) * A_DAY
    numbers = [(year, book, number) for _desk, year, book, number, _date in issued]
    assert len(set(numbers)) == len(numbers), "no number twice"
    assert all(year == fiscal_year(datetime.fromisoformat(date).date()) for _d, year, _b, _n, date in issued)
    owners: dict[tuple[int, str], set[str]] = {}
    for name, year, book, _number, _date in issued:
        owners.setdefault((year, book), set()).add(name)
    assert all(len(who) == 1 for who in owners.values()), "a book belongs to one desk"
    for desk in desks:
        audit = walk(desk.office.read(), head_at_centre(store, desk))
        assert audit.findings == []
        assert (audit.unsent, audit.troubled, audit.trial_satang) == ((), (), 0)
        states = books.register_of(desk.office.read(), 2570)
        assert all(state.explained.whole and not state.explained.unused for state in states)
        assert len(days_signed(desk)) == len(DAYS), "every day was signed"
        assert desk.office.file.store.write(rebuild).different == []
    usage = store.read(lambda c: central_books.usage(c, BRANCH))
    old = [book for book in usage if book["fiscal_year"] == 2570 and book["desk"] in ("5701A", "5701B")]
    assert [book["missing"] for book in usage] == [[]] * len(usage)
    assert sum(book["used"] for book in usage) == len(issued)
    assert all(book["left"] == 0 for book in old), "centre and desks agree to the last number"
    assert all(book["closed"] for book in old)


def days_signed(desk: Desk) -> list[str]:
    found = desk.office.read().execute("SELECT date FROM days WHERE desk = ? ORDER BY date", (desk.name,))
    return [str(row[0]) for row in found]


def head_at_centre(store: CentreStore, desk: Desk) -> CentreHead:
    """What the centre says it holds of the desk's journal."""
    from sqlalchemy import select

    from sync.central.tables import journals

    wanted = select(journals.c.epoch, journals.c.through, journals.c.head).where(journals.c.desk == desk.name)
    row = store.read(lambda c: c.execute(wanted).one())
    return CentreHead(int(row.epoch), int(row.through), bytes(row.head))
