"""Two server processes on one PostgreSQL: neither knows anything the other does not."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from conftest import RealCentre
from own_postgres import OwnPostgres
from stranger import Stranger

pytestmark = pytest.mark.process
Workers = tuple[RealCentre, RealCentre]


@pytest.fixture
def workers(make_centre: Callable[..., RealCentre]) -> Iterator[Workers]:
    first = make_centre(citizens=20)
    second = RealCentre(first.folder, first.options, first.database)
    second.start()
    yield first, second
    for worker in (first, second):
        if worker.process is not None:
            worker.stop()


def at(desk: Stranger, worker: RealCentre) -> Stranger:
    desk.address = worker.address
    return desk


def lines_of(found: list[dict], desk: str = "") -> list[tuple[str, int]]:
    bodies = [x["b"] for x in found if x["k"] == "line" and (not desk or x["b"]["desk"] == desk)]
    return [(body["desk"], json.loads(body["line"])["n"]) for body in bodies]


def test_no_cursor_misses_a_line_whichever_worker_took_it(workers: Workers) -> None:
    desks = [workers[0].desk("5701" + letter) for letter in "ABCD"]
    reader = workers[0].desk("5701R")
    _, cursor = reader.pull()
    over = threading.Event()

    def write(desk: Stranger, start: int) -> None:
        for n in range(1, 26):
            desk.act("visit.opened", {"purpose": "enquiry"})
            ack = at(desk, workers[(n + start) % 2]).sync(desk.segment(n, n)).acks[0]
            assert ack["through"] == n

    threads = [threading.Thread(target=write, args=(desk, start)) for start, desk in enumerate(desks)]
    for thread in threads:
        thread.start()
    threading.Thread(target=lambda: ([thread.join() for thread in threads], over.set())).start()
    seen: list[tuple[str, int]] = []
    turn = 0
    while True:
        last, turn = over.is_set(), turn + 1
        found, cursor = at(reader, workers[turn % 2]).pull(cursor, most=2000)
        seen += lines_of(found)
        if last:
            break
    assert sorted(seen) == [(desk.desk, n) for desk in desks for n in range(1, 26)]
    for worker in workers:
        assert json.loads(worker.command("doctor", "--json"))["faults"] == []
        assert json.loads(worker.command("replay", "--json"))["faults"] == []


def test_the_same_segment_at_both_at_once_is_held_once(workers: Workers) -> None:
    desk, reader = workers[0].desk("5701A"), workers[0].desk("5701B")
    _, cursor = reader.pull()
    for n in range(1, 9):
        desk.act("visit.opened", {"purpose": "enquiry"})
        body = desk.request() + desk.segment(n, n)
        answers: list[int] = []

        def send(worker: RealCentre, body: bytes = body, answers: list[int] = answers) -> None:
            sender = Stranger(worker.address, desk.private, desk.desk)
            answers.append(sender.post_sync(body).status)

        threads = [threading.Thread(target=send, args=(worker,)) for worker in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert answers == [200, 200]
    assert lines_of(reader.pull(cursor)[0]) == [("5701A", n) for n in range(1, 9)]


def test_one_code_serves_one_key_whichever_worker_is_asked(workers: Workers) -> None:
    code = workers[0].code("5701A")
    first, second = Stranger(workers[0].address), Stranger(workers[1].address)
    answers: dict[str, int] = {}
    threads = [
        threading.Thread(target=lambda who=who: answers.update({who.key: who.enrol(code).status}))
        for who in (first, second)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers.values()) == [200, 403]
    winner = first if answers[first.key] == 200 else second
    again = Stranger(workers[1].address, winner.private)
    assert again.enrol(code).status == 200
    assert again.desk == "5701A"


def test_news_at_one_worker_ends_a_pull_held_at_the_other(workers: Workers) -> None:
    desk, reader = workers[0].desk("5701A"), workers[0].desk("5701B")
    _, cursor = at(reader, workers[1]).pull()
    desk.act("visit.opened", {"purpose": "enquiry"})
    threading.Timer(0.4, lambda: desk.push()).start()
    started = time.monotonic()
    reply = reader.sync(feed=cursor, max=100_000, wait=30)
    assert time.monotonic() - started < 6
    assert ("5701A", 1) in lines_of(reply.feed)


def test_a_worker_killed_and_a_database_crashed_lose_nothing_acknowledged(
    workers: Workers, postgres: OwnPostgres
) -> None:
    desk = workers[0].desk("5701A")
    acknowledged = 0

    def push_until_it_breaks(worker: RealCentre) -> int:
        at(desk, worker)
        through = acknowledged
        try:
            while True:
                desk.act("visit.opened", {"purpose": "enquiry"})
                answer = desk.post_sync(desk.request() + desk.segment(through + 1, len(desk.lines)))
                if answer.status != 200:
                    assert answer.status == 503, answer.body
                    return through
                through = desk.read(answer.body).acks[0]["through"]
        except (OSError, http.client.HTTPException):
            return through

    threading.Timer(0.5, workers[0].kill).start()
    acknowledged = push_until_it_breaks(workers[0])
    assert acknowledged > 0
    threading.Timer(0.5, lambda: postgres.stop("immediate")).start()
    acknowledged = push_until_it_breaks(workers[1])
    time.sleep(0.7)
    postgres.run()
    ack = at(desk, workers[1]).sync().acks[0]
    assert ack["through"] >= acknowledged
    desk.sync(desk.segment(ack["through"] + 1, len(desk.lines))) if ack["through"] < len(desk.lines) else None
    found, _ = desk.pull()
    assert lines_of(found, "5701A") == [("5701A", n) for n in range(1, len(desk.lines) + 1)]
    assert json.loads(workers[1].command("doctor", "--json"))["faults"] == []
