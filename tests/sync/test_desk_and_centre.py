"""The desk against a real centre process: pushed once, pulled once, whatever happens on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from desk_end import ANAN, Switch, engine_of, open_office, work

from desk.commands.opening import SystemRandomness
from desk.counter import intake, parties, review
from desk.counter.intake import Draft
from desk.counter.office import Office
from desk.counter.session import Session
from desk.counter.status import Status, status
from desk.model.errors import DeskError
from desk.model.kinds.requests import PaperShown, RequestApproved
from desk.model.look_up import LookedUp
from desk.rules import keys
from desk.words import Words
from local_db import meta
from local_db.desk_file import SystemClock
from local_db.queries import citizens
from local_db.queries import office as office_data
from local_db.queries import sync as sync_rows
from local_db.rebuild import rebuild
from local_db.verify import verify
from sync.engine import Engine
from sync.enrol import enrol
from sync.errors import CodeRefused, NotTheCentre
from sync.line_errors import LineCut, LineDown
from sync.link import Link
from sync.look_up import CentreRegistry

_LETTERS = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


class BadLine(httpx.AsyncBaseTransport):
    """A real transport that loses answers, sends twice, or answers for somebody else, as told by `plan`."""

    def __init__(self, plan: list[str]) -> None:
        self.plan = plan
        self.seen: list[str] = []
        self._real = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        fault = self.plan.pop(0) if self.plan and request.url.path == "/v1/sync" else ""
        self.seen.append(fault)
        body = await request.aread()
        if fault == "lost_request":
            raise httpx.ConnectError("cut")
        if fault == "portal":
            return httpx.Response(
                200, headers={"content-type": "text/html"}, stream=httpx.ByteStream(b"<html>pay for wifi</html>")
            )
        if fault == "garbage":
            return httpx.Response(
                200, headers={"content-type": "application/x-ndjson"}, stream=httpx.ByteStream(b"\x00\xffnot json\n")
            )
        if fault == "redirect":
            return httpx.Response(302, headers={"location": "http://elsewhere.invalid/"}, stream=httpx.ByteStream(b""))
        response = await self._real.handle_async_request(request)
        if fault in ("lost_answer", "cut_answer", "twice"):
            content = b"".join([piece async for piece in response.stream])  # type: ignore[union-attr]
            if fault == "lost_answer":
                raise httpx.ReadError("cut")
            if fault == "cut_answer":
                content = content[: len(content) // 2]
            if fault == "twice":
                again = httpx.Request(request.method, request.url, headers=request.headers, content=body)
                await self._real.handle_async_request(again)
            return httpx.Response(response.status_code, headers=response.headers, stream=httpx.ByteStream(content))
        return response

    async def aclose(self) -> None:
        await self._real.aclose()


async def until(holds: Callable[[], bool], seconds: float = 10) -> None:
    for _ in range(int(seconds / 0.02)):
        if holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("never happened")


def centre_head(office: Office) -> tuple[int, str]:
    """What the centre says it holds, asked as the protocol's read-only face."""
    identity = office.file.identity()
    link = Link(identity.centre_url, keys.private_key(identity.device_key))

    async def ask() -> tuple[int, str]:
        try:
            told = await link.desk_head(identity.desk)
        finally:
            await link.close()
        return int(told["through"]), keys.b64decode(told["head"]).hex()

    return asyncio.run(ask())


def agree(office: Office) -> Status:  # type: ignore[no-untyped-def]
    """Desk and centre hold the same lines under the same head; the desk's own checks hold."""
    found = status(office)
    assert found.all_sent
    assert centre_head(office) == (found.n, found.head)
    verify(office.read(), None)
    rebuilt = office.file.store.write(rebuild)
    assert rebuilt.different == []
    assert rebuilt.registry_holds
    return found


@pytest.fixture
def enrolled(centre, tmp_path: Path):  # type: ignore[no-untyped-def]
    """A centre with a small sample, and a desk newly enrolled at it: (centre, home, key)."""
    code = centre.code(f"5701{next(_LETTERS)}")
    home = tmp_path / "desk"
    told = asyncio.run(enrol(home, centre.address, code, "test", SystemClock(), SystemRandomness()))
    return centre, home, told.data_key


@pytest.mark.process
def test_enrolment_brings_roster_book_and_registry(enrolled) -> None:  # type: ignore[no-untyped-def]
    centre, home, key = enrolled
    office = open_office(home, key)
    try:
        found = status(office)
        assert found.citizens == 200
        assert found.copy_as_of is not None
        officers, books = (
            office.read().execute("SELECT (SELECT count(*) FROM officers), (SELECT count(*) FROM books)").fetchone()
        )
        assert (officers, books) == (5, 2)  # one to write in, one ahead
        with pytest.raises(CodeRefused):
            asyncio.run(
                enrol(home.parent / "other", centre.address, "WRONG-CODE", "x", SystemClock(), SystemRandomness())
            )
    finally:
        office.close()


@pytest.mark.process
@pytest.mark.parametrize(
    ("plan", "failure"),
    [
        (["lost_request"], LineDown),
        (["lost_answer"], LineDown),
        (["cut_answer"], NotTheCentre),
        (["portal"], NotTheCentre),
        (["garbage"], NotTheCentre),
        (["redirect"], NotTheCentre),
    ],
)
def test_whatever_the_line_does_the_centre_has_each_line_once(enrolled, plan, failure) -> None:  # type: ignore[no-untyped-def]
    _centre, home, key = enrolled
    office = open_office(home, key)
    try:
        work(office)

        async def play() -> None:
            async with engine_of(office, BadLine(plan)) as engine:
                with pytest.raises(failure):
                    await engine.once()
                assert status(office).unsent == 3
                await engine.once()

        asyncio.run(play())
        agree(office)
        tries = office.read().execute("SELECT cause FROM attempts ORDER BY id").fetchall()
        assert tries[0][0] == failure.code
        assert tries[-1][0] is None
    finally:
        office.close()


@pytest.mark.process
def test_the_same_request_twice_changes_nothing(enrolled) -> None:  # type: ignore[no-untyped-def]
    _centre, home, key = enrolled
    office = open_office(home, key)
    try:
        work(office)

        async def play() -> None:
            async with engine_of(office, BadLine(["twice"])) as engine:
                await engine.once()

        asyncio.run(play())
        assert agree(office).n == 3
    finally:
        office.close()


@pytest.mark.process
def test_work_goes_on_while_the_line_is_cut_and_goes_by_itself_when_it_returns(enrolled) -> None:  # type: ignore[no-untyped-def]
    _centre, home, key = enrolled
    office, switch = open_office(home, key), Switch()
    try:

        async def play() -> None:
            async with engine_of(office, switch=switch) as engine:
                office.file.store.on_commit(engine.wake)
                running = asyncio.create_task(engine.run())
                work(office, 1)
                await until(lambda: status(office).all_sent)
                switch.off = True
                work(office, 5)
                await until(lambda: status(office).line == "down")
                assert status(office).unsent == 5
                assert isinstance(engine.last_failure, LineCut)
                switch.off = False
                await until(lambda: status(office).all_sent)
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)

        asyncio.run(play())
        agree(office)
    finally:
        office.close()


@pytest.mark.process
def test_the_centre_killed_and_restarted_at_any_moment_loses_and_doubles_nothing(enrolled) -> None:  # type: ignore[no-untyped-def]
    centre, home, key = enrolled
    office = open_office(home, key)
    try:

        async def push() -> None:
            async with engine_of(office) as engine:
                try:
                    await engine.once()
                except DeskError:
                    return

        async def killed_while(pushing: Callable[[], Awaitable[None]], delay: float) -> None:
            task = asyncio.ensure_future(pushing())
            await asyncio.sleep(delay)
            centre.kill()
            await task

        for number in range(5):
            work(office, 20)
            asyncio.run(killed_while(push, 0.01 * number))
            centre.start()
            office.file.store.write(
                lambda c: c.execute("UPDATE meta SET value = ? WHERE name = 'centre_url'", (centre.address,))
            )
        asyncio.run(push())
        assert agree(office).n == 100
    finally:
        office.close()


@pytest.mark.process
def test_an_outcome_comes_back_and_what_the_centre_refused_keeps_its_place(enrolled) -> None:  # type: ignore[no-untyped-def]
    _centre, home, key = enrolled
    office = open_office(home, key)
    try:
        pin = (
            office.read().execute("SELECT pin FROM citizens WHERE status = 'alive' AND born_year < 2540").fetchone()[0]
        )
        person = citizens.by_pin(office.read(), pin)
        assert person is not None
        service = office.catalogue(office.read()).get("NM-GIVEN", office.today())
        who = parties.of_citizen(person)
        papers = tuple(
            PaperShown(paper=paper.code, how="seen") for paper in service.papers if paper.held_by == "citizen"
        )
        answers = {"old_given": person.given, "new_given": "ทดลอง", "minor": False}
        ref = intake.submit(office, ANAN, Draft(service, who, who, None, answers, papers), None)
        # an approval by the officer who took the request in: the desk's rules and its file refuse it, so it is forged
        office.file.act(lambda act: act.connection.execute("DROP TRIGGER nobody_decides_on_own_work"))
        office.file.act(lambda act: act.append(RequestApproved(request=ref, shown="0" * 64), officer="anan", about=ref))
        assert office.read().execute("SELECT state FROM requests").fetchone()[0] == "approved"

        async def push() -> None:
            async with engine_of(office) as engine:
                await engine.once()
                await until_decided(engine)

        async def until_decided(engine: Engine) -> None:
            for _ in range(100):
                if status(office).decided == status(office).n:
                    return
                await asyncio.sleep(0.05)
                await engine.cycle()
            raise AssertionError("never decided")

        asyncio.run(push())
        troubles = sync_rows.troubles(office.read(), office.file.identity().desk)
        assert [trouble.result for trouble in troubles] == ["refused"]
        assert office.read().execute("SELECT state FROM requests").fetchone()[0] == "submitted"
        agree(office)
        # a true approval changes the registry, and the change comes home
        somying = Session("somying", Words("สมหญิง", "Somying"), frozenset({"supervisor"}))
        review.decide(office, somying, review.open_case(office, ref), "approve")
        asyncio.run(push())
        changed = citizens.by_pin(office.read(), pin)
        assert changed is not None
        assert (changed.given, changed.version) == ("ทดลอง", person.version + 1)
        agree(office)
    finally:
        office.close()


@pytest.mark.process
def test_a_desk_of_a_sample_branch_knows_its_office_and_marks_its_papers(enrolled) -> None:  # type: ignore[no-untyped-def]
    _centre, home, key = enrolled
    office = open_office(home, key)
    try:
        told = office_data.reference(office.read(), "office")
        assert (told["name_th"], told["sample"]) == ("อำเภอตัวอย่าง", True)
    finally:
        office.close()


@pytest.mark.process
def test_an_id_enrolled_again_and_again_goes_on_in_its_next_epoch(centre, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for epoch in (1, 2, 3, 4):
        code = centre.command("enrol", "5701Z")
        home = tmp_path / str(epoch)
        told = asyncio.run(enrol(home, centre.address, code, "test", SystemClock(), SystemRandomness()))
        office = open_office(home, told.data_key)
        try:
            assert (told.epoch, status(office).epoch) == (epoch, epoch)
            work(office, 2)
            asyncio.run(_once(office))
            agree(office)
        finally:
            office.close()


async def _once(office: Office) -> None:
    async with engine_of(office) as engine:
        await engine.once()


@pytest.mark.process
def test_the_registry_is_asked_over_the_desks_own_line(enrolled) -> None:  # type: ignore[no-untyped-def]
    _centre, home, key = enrolled
    office = open_office(home, key)
    try:
        identity = office.file.identity()
        (pin,) = office.read().execute("SELECT min(pin) FROM citizens").fetchone()
        work(office, 1)

        async def ask(value: str) -> LookedUp:
            link = Link(identity.centre_url, keys.private_key(identity.device_key))
            try:
                ref = identity.journal.reference(1)
                return await CentreRegistry(link).look_up("pin", value, purpose="enquiry", ref=ref, officer="anan")
            finally:
                await link.close()

        found = asyncio.run(ask(pin))
        assert [each["pin"] for each in found.found] == [pin]
        assert abs(found.as_of - office.clock.now_ms()) < 60_000
        assert asyncio.run(ask("1111111111111")).found == ()
    finally:
        office.close()


class SecondFirst(httpx.AsyncBaseTransport):
    """The body of the first request stays on the way until another has arrived whole."""

    def __init__(self) -> None:
        self._real = httpx.AsyncHTTPTransport()
        self._count = 0
        self._overtaken = asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._count += 1
        body = await request.aread()
        if self._count == 1:

            async def slow() -> AsyncIterator[bytes]:
                yield body[:100]
                await request.extensions["trace"]("http11.send_request_body.complete", {})
                await asyncio.wait_for(self._overtaken.wait(), 20)
                await asyncio.sleep(0.3)
                yield body[100:]

            late = httpx.Request(request.method, request.url, headers=request.headers, content=slow())
            late.extensions = {"timeout": request.extensions["timeout"]}
            return await self._real.handle_async_request(late)
        asyncio.get_running_loop().call_later(0.2, self._overtaken.set)
        return await self._real.handle_async_request(request)

    async def aclose(self) -> None:
        await self._real.aclose()


@pytest.mark.process
def test_two_requests_arriving_out_of_order_make_no_gap(enrolled) -> None:  # type: ignore[no-untyped-def]
    _centre, home, key = enrolled
    office = open_office(home, key)
    try:
        work(office, 120)
        office.file.store.write(lambda c: (meta.put(c, "request_bytes", 1_000), meta.put(c, "lines_packed", 400)))

        async def play() -> None:
            async with engine_of(office, SecondFirst()) as engine:
                await engine.once()

        asyncio.run(play())
        agree(office)
        tries = office.read().execute("SELECT first, last, cause FROM attempts ORDER BY id").fetchall()
        assert len(tries) > 1
        assert [cause for _, _, cause in tries if cause] == []
        assert sum(last - first + 1 for first, last, _ in tries) == status(office).n
    finally:
        office.close()
