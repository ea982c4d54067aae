"""The life of a line: saved, tried, taken in, decided, and what went wrong."""

from __future__ import annotations

from desk.counter.sync_story import life_story, sent_lines
from local_db import meta, outbox
from local_db.journal import head_at
from tests.counter.days import copy_request, name_request
from tests.desks import Desk, tell


def taken_in(desk: Desk, through: int) -> None:
    """As the engine keeps the centre's acknowledgement."""

    def keep(connection) -> None:  # type: ignore[no-untyped-def]
        journal = meta.identity(connection).journal
        head = head_at(connection, journal, through)
        assert head is not None
        now = desk.clock.now_ms()
        outbox.keep_ack(connection, journal, through, head, now, "key", "sig", now)

    desk.office.file.store.write(keep)


def test_lines_newest_first_with_their_state(desk: Desk) -> None:
    name_request(desk)
    copy_request(desk)
    taken_in(desk, 1)
    found = sent_lines(desk.office)
    assert [(line.ref, line.state) for line in found] == [("9901A-2", "waiting"), ("9901A-1", "taken")]
    assert [line.ref for line in sent_lines(desk.office, "unsent")] == ["9901A-2"]
    assert sent_lines(desk.office, "troubled") == []
    assert [line.ref for line in sent_lines(desk.office, limit=1)] == ["9901A-2"]


def test_the_story_of_one_line(desk: Desk) -> None:
    ref = name_request(desk)
    told = life_story(desk.office, ref)
    assert told is not None
    assert (told.proof, told.attempts, told.decided, told.trouble) == (None, [], False, None)
    taken_in(desk, 1)
    told = life_story(desk.office, ref)
    assert told is not None
    assert told.proof is not None
    assert (told.proof.through, told.proof.key) == (1, "key")
    assert life_story(desk.office, "9901A-99") is None
    assert life_story(desk.office, "9902B-1") is None


def test_a_refused_line_is_named_with_its_code(desk: Desk) -> None:
    ref = name_request(desk)
    tell(desk, ("outcome", {"ref": ref, "result": "refused", "code": "R12", "detail": "x"}))
    (line,) = sent_lines(desk.office, "troubled")
    assert (line.ref, line.state, line.code) == (ref, "troubled", "R12")
    told = life_story(desk.office, ref)
    assert told is not None
    assert told.trouble is not None
    assert told.trouble.result == "refused"
