"""A backlog goes as several requests, two of them under way at once, and every line arrives once whatever is lost."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from desk_end import engine_of, open_office, work
from stranger_server import StrangerServer

from desk.commands.opening import SystemRandomness
from desk.counter.office import Office
from desk.counter.status import status
from local_db import meta
from local_db.desk_file import SystemClock
from sync.enrol import enrol
from sync.line_errors import LineDown

LINES = 400


class Watched(httpx.AsyncBaseTransport):
    """A real transport that counts what is under way, loses what `lose` names, and holds answers back as told."""

    def __init__(self, lose: dict[int, str] | None = None, hold: dict[int, float] | None = None) -> None:
        self.lose, self.hold = lose or {}, hold or {}
        self.count, self.now, self.most, self.largest = 0, 0, 0, 0
        self._real = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        number, self.count = self.count, self.count + 1
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            self.largest = max(self.largest, len(await request.aread()))
            if self.lose.get(number) == "request":
                await asyncio.sleep(self.hold.get(number, 0))
                raise httpx.ConnectError("cut")
            response = await self._real.handle_async_request(request)
            content = b"".join([piece async for piece in response.stream])  # type: ignore[union-attr]
            await asyncio.sleep(self.hold.get(number, 0.02))
            if self.lose.get(number) == "answer":
                raise httpx.ReadError("cut")
            return httpx.Response(response.status_code, headers=response.headers, stream=httpx.ByteStream(content))
        finally:
            self.now -= 1

    async def aclose(self) -> None:
        await self._real.aclose()


@pytest.fixture
def server() -> Iterator[StrangerServer]:
    made = StrangerServer(codes={"ABC": "5701A"})
    made.start()
    yield made
    made.stop()


@pytest.fixture
def office(server: StrangerServer, tmp_path: Path) -> Iterator[Office]:
    enrolled = asyncio.run(enrol(tmp_path / "desk", server.address, "ABC", "x", SystemClock(), SystemRandomness()))
    made = open_office(tmp_path / "desk", enrolled.data_key)
    server.seen.clear()
    work(made, LINES)
    made.file.store.write(lambda c: c.execute("UPDATE visits SET closed = 1"))  # nobody stands at the counter
    told = {"request_bytes": 2_000, "lines_packed": 400, "dictionary_asked": 2**53}
    made.file.store.write(lambda c: [meta.put(c, name, value) for name, value in told.items()])
    yield made
    made.close()


def once(office: Office, line: Watched) -> None:
    async def go() -> None:
        async with engine_of(office, line) as engine:
            await engine.once()

    asyncio.run(go())


def carried(server: StrangerServer) -> list[tuple[int, int]]:
    """First and last line of every segment that reached the server."""
    return [
        (int(header["from"]), int(header["to"]))
        for asked in server.seen
        for header in (line["segment"] for line in map(_object, asked.body.splitlines()) if "segment" in line)
    ]


def _object(raw: bytes) -> dict:  # type: ignore[type-arg]
    found = json.loads(raw)
    return found if isinstance(found, dict) else {}


def all_there(server: StrangerServer, office: Office) -> None:
    own = [bytes(raw) for (raw,) in office.read().execute("SELECT raw FROM journal ORDER BY n")]
    assert server.journals[("5701A", 1)] == own
    assert status(office).all_sent


def test_two_are_under_way_and_every_line_goes_once(server: StrangerServer, office: Office) -> None:
    line = Watched(hold={0: 0.4})  # long enough for a busy machine to make the second ready
    once(office, line)
    all_there(server, office)
    runs = carried(server)
    assert line.most == 2
    assert len(runs) > 2
    assert sum(last - first + 1 for first, last in runs) == LINES
    assert sum("feed" in asked.first for asked in server.seen) == 1


def test_answers_in_the_wrong_order_lose_no_proof(server: StrangerServer, office: Office) -> None:
    once(office, Watched(hold={0: 0.4}))
    all_there(server, office)
    assert sum(last - first + 1 for first, last in carried(server)) == LINES


@pytest.mark.parametrize("what", ["request", "answer"])
@pytest.mark.parametrize("which", [0, 1])
def test_what_was_under_way_goes_again_and_no_more(
    server: StrangerServer, office: Office, what: str, which: int
) -> None:
    line = Watched(lose={which: what}, hold={which: 0.4})
    with pytest.raises(LineDown):
        once(office, line)
    before = carried(server)
    line.lose.clear()
    once(office, line)
    all_there(server, office)
    assert line.most == 2
    assert line.largest <= 128 * 1024
    again = sum(last - first + 1 for first, last in carried(server)) - LINES
    under_way = sum(last - first + 1 for first, last in before[:2])
    assert again <= max(under_way, 2 * 60)


def test_after_a_failure_one_goes_alone(server: StrangerServer, office: Office) -> None:
    line = Watched(lose={0: "answer", 1: "answer"}, hold={0: 0.3, 1: 0.3})

    async def go() -> list[int]:
        most = []
        async with engine_of(office, line) as engine:
            with pytest.raises(LineDown):
                await engine.once()
            most.append(line.most)
            line.most = 0
            line.lose, line.hold = {line.count: "answer"}, {line.count: 0.3}
            with pytest.raises(LineDown):
                await engine.once()
            most.append(line.most)
            await engine.once()
        return most

    assert asyncio.run(go()) == [2, 1]
    all_there(server, office)
