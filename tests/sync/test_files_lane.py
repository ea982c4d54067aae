"""Scans between desks of a branch by a real centre: after the facts, in pieces, none twice, only when they may."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from desk_end import ANAN, engine_of, open_office

from desk.commands.opening import SystemRandomness
from desk.counter import attachments, intake, parties, visit
from desk.counter.attachments import NotHereYet
from desk.counter.intake import Draft
from desk.counter.office import Office
from desk.counter.status import status
from desk.model.errors import DeskError
from desk.model.kinds.requests import PaperShown
from local_db import data_use, feed, files, meta
from local_db.desk_file import SystemClock
from local_db.queries import citizens
from local_db.queries.files_wait import held_back
from sync.enrol import enrol
from sync.files_lane import TRIES_MOST, LaneRefused

SIZE = 90_000
_LETTERS = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


class Watched(httpx.AsyncBaseTransport):
    """A real transport that notes what files asked and were answered, and cuts, refuses or spoils as told."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int, int]] = []
        self.order: list[str] = []
        self.cut_answers: list[int] = []
        self.instead: list[httpx.Response] = []
        self._real = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        lane = request.url.path.startswith("/v1/files/")
        self.order.append("file" if lane else "fact")
        if not lane:
            return await self._real.handle_async_request(request)
        body = await request.aread()
        if self.instead:
            return self.instead.pop(0)
        response = await self._real.handle_async_request(request)
        content = b"".join([piece async for piece in response.stream])  # type: ignore[union-attr]
        self.asked.append((request.method, len(body), len(content)))
        if len(self.asked) in self.cut_answers:
            raise httpx.ReadError("cut")
        return httpx.Response(response.status_code, headers=response.headers, stream=httpx.ByteStream(content))

    async def aclose(self) -> None:
        await self._real.aclose()

    def bytes_up(self) -> int:
        return sum(up for method, up, _ in self.asked if method == "PATCH")


@pytest.fixture
def desks(centre, tmp_path: Path) -> Iterator[tuple[Office, Office]]:  # type: ignore[no-untyped-def]
    made = []
    for name in ("one", "two"):
        home = tmp_path / name
        code = centre.code(f"5701{next(_LETTERS)}")
        told = asyncio.run(enrol(home, centre.address, code, name, SystemClock(), SystemRandomness()))
        made.append(open_office(home, told.data_key))
    yield made[0], made[1]
    for office in made:
        office.close()


def once(office: Office, line: Watched) -> DeskError | None:
    async def go() -> DeskError | None:
        async with engine_of(office, line) as engine:
            try:
                await engine.once()
            except DeskError as fault:
                return fault
            return None

    return asyncio.run(go())


def request_of(office: Office) -> str:
    connection = office.read()
    service = office.catalogue(connection).get("NM-GIVEN", office.today())
    (pin,) = connection.execute("SELECT min(pin) FROM citizens WHERE status = 'alive'").fetchone()
    citizen = citizens.by_pin(connection, pin)
    assert citizen is not None
    party = parties.of_citizen(citizen)
    papers = tuple(PaperShown(paper=each.code, how="seen") for each in service.papers if each.held_by == "citizen")
    answers = {"old_given": citizen.given, "new_given": "สมจิต", "minor": False}
    return intake.submit(office, ANAN, Draft(service, party, party, None, answers, papers), None)  # type: ignore[arg-type]


def scan(seed: int) -> bytes:
    """A file no other test has sent to this centre."""
    return b"%PDF-1.7\n" + random.Random(seed).randbytes(SIZE - 9)


def pace(office: Office, rate: int = 8_000) -> None:
    office.file.store.write(lambda c: meta.put(c, "line_rate", rate))


def say(office: Office, name: str, value: object) -> None:
    office.file.store.write(lambda c: feed.apply_item(c, "policy.put", {"name": name, "value": value}, 0))


@pytest.mark.process
def test_a_scan_follows_its_line_and_a_fellow_desk_fetches_it(desks: tuple[Office, Office]) -> None:
    one, two = desks
    request = request_of(one)
    ref = attachments.attach(one, ANAN, request, "", scan(1), "คำขอที่เซ็นแล้ว")
    pace(one)
    line = Watched()
    assert once(one, line) is None
    assert line.order.index("file") > line.order.index("fact")
    assert attachments.of_request(one, ANAN, request)[0].where == "sent"
    assert line.bytes_up() == SIZE
    assert len([1 for method, _, _ in line.asked if method == "PATCH"]) > 4
    assert status(one).all_sent

    other = Watched()
    assert once(two, other) is None
    (seen,) = attachments.of_request(two, ANAN, request)
    assert (seen.row.ref, seen.where, seen.row.verdict) == (ref, "elsewhere", "")
    assert other.asked == []  # nothing is fetched that nobody asked for
    with pytest.raises(NotHereYet):
        attachments.content_of(two, ANAN, ref)
    pace(two)
    other.cut_answers = [2, 4]
    while attachments.of_request(two, ANAN, request)[0].where != "here":
        once(two, other)
    assert attachments.content_of(two, ANAN, ref) == scan(1)
    lost = sum(other.asked[number - 1][2] for number in other.cut_answers)
    assert sum(down for _, _, down in other.asked) == SIZE + lost  # only what the cuts lost came again


@pytest.mark.process
def test_cut_anywhere_it_goes_on_where_the_centre_stands(desks: tuple[Office, Office]) -> None:
    one, _ = desks
    attachments.attach(one, ANAN, request_of(one), "", scan(2), "x")
    pace(one)
    line = Watched()
    line.cut_answers = [2, 3, 6]
    tries = 0
    while files.waiting(one.read()).files and tries < 9:
        tries += 1
        once(one, line)
    assert files.waiting(one.read()) == files.Waiting(0, 0)
    assert tries == 4
    assert line.bytes_up() == SIZE  # the answers were lost, the pieces were not: none went twice


@pytest.mark.process
def test_what_a_fellow_desk_sent_already_is_not_sent_again(desks: tuple[Office, Office]) -> None:
    one, two = desks
    for office in desks:
        attachments.attach(office, ANAN, request_of(office), "", scan(3), "x")
    assert once(one, Watched()) is None
    line = Watched()
    assert once(two, line) is None
    assert line.bytes_up() == 0
    assert files.waiting(two.read()).files == 0


@pytest.mark.process
def test_a_lane_that_is_refused_holds_up_no_fact_and_ends(desks: tuple[Office, Office]) -> None:
    one, _ = desks
    request = request_of(one)
    attachments.attach(one, ANAN, request, "", scan(4), "x")
    line = Watched()

    async def go() -> None:
        async with engine_of(one, line) as engine:
            for _ in range(TRIES_MOST):
                line.instead = [
                    httpx.Response(200, headers={"upload-offset": "0"}, stream=httpx.ByteStream(b"")),
                    httpx.Response(500, stream=httpx.ByteStream(b"")),
                ]
                await asyncio.to_thread(request_of, one)
                with pytest.raises(LaneRefused):
                    await engine.once()
                assert status(one).all_sent
            line.instead = []
            assert await engine.once() == 0

    asyncio.run(go())
    (stuck,) = attachments.of_request(one, ANAN, request)
    assert (stuck.where, stuck.row.cause) == ("stuck", "E611")
    attachments.try_again(one, ANAN, stuck.row.ref)
    assert once(one, line) is None
    assert attachments.of_request(one, ANAN, request)[0].where == "sent"


@pytest.mark.process
def test_only_when_nothing_is_unsent_nobody_served_the_hour_allows_and_the_budget_is_not_spent(
    desks: tuple[Office, Office],
) -> None:
    one, _ = desks
    attachments.attach(one, ANAN, request_of(one), "", scan(5), "x")
    now = one.clock.now_ms()
    assert held_back(one.read(), now) == "facts"
    assert once(one, Watched()) is None
    assert held_back(one.read(), now) is None
    at_counter = visit.open_visit(one, ANAN, "enquiry")
    line = Watched()
    attachments.attach(one, ANAN, request_of(one), "", scan(50), "y")
    assert once(one, line) is None
    assert "file" not in line.order
    assert status(one).all_sent
    visit.close_visit(one, ANAN, at_counter)
    assert once(one, line) is None
    assert "file" in line.order
    say(one, "files.hours", "12:00-12:01")
    assert held_back(one.read(), now - now % 86_400_000) == "hours"  # 07:00 at the office
    say(one, "files.hours", "")
    say(one, "data.bytes_a_day", 100)
    assert held_back(one.read(), now) == "day"
    used = data_use.of_day(one.read(), one.today().isoformat())
    assert used.up > 2 * SIZE
    assert used.requests > 10
