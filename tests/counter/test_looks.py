"""Looks at records: confirmed, limited, uncovered and told to the person; the centre asked about somebody else."""

from __future__ import annotations

from typing import Any

import pytest

from desk.counter import looks
from desk.counter.centre_registry import ask_centre, question_of
from desk.counter.confirming import NumberNotTheirs, NumberUnconfirmed
from desk.counter.looks import LooksUsedUp, extend_looks, looks_at, looks_slip, looks_to_print
from desk.counter.lookup import search
from desk.counter.masking import NothingHidden, hidden_fields, reveal
from desk.counter.printing import Printers, print_now
from desk.counter.record import open_record
from desk.counter.refusals import CitizenUnknown, PurposeMissing, ReasonMissing
from desk.counter.session import SamePerson
from desk.model.look_up import LookedUp, SourceDown, SourceTimeout
from desk.paper.looks_slip import looks_document
from desk.paper.preview import preview
from desk.rules.roles import RoleForbids
from local_db.rebuild import rebuild
from tests.counter.days import copy_request, open_visit
from tests.desks import MORNING, Desk, citizen, pin, tell
from tests.local_db.files import last_line, raw_lines

HOUR = 3_600_000


# ---- a typed number is confirmed


@pytest.mark.parametrize(
    ("said", "confirmed"),
    [
        *[("2510", "birth_year"), ("๒๕๑๐", "birth_year"), ("1967", "birth_year")],
        *[("น้ำ", "name"), ("นางน้ำผึ้ง รักเรียน", "name"), ("รักเรียน", "name"), ("น้ำ รัก", "name")],
    ],
)
def test_a_typed_number_opens_once_year_or_name_fits(desk: Desk, said: str, confirmed: str) -> None:
    at = open_visit(desk)
    open_record(desk.office, desk.session("anan"), pin(2), at, found_by="number", typed=True, said=said)
    assert last_line(desk)["b"]["confirmed"] == confirmed
    # once a visit is enough, and enough for this person alone
    open_record(desk.office, desk.session("anan"), pin(2), at, found_by="number", typed=True)
    with pytest.raises(NumberUnconfirmed):
        open_record(desk.office, desk.session("anan"), pin(1), at, found_by="number", typed=True)


@pytest.mark.parametrize("said", ["2511", "25100", "10", "สม", "น", "น้ำ ใจดี", "x", "\x1b[31m", "\ud800", "๒๕"])
def test_what_does_not_fit_opens_nothing(desk: Desk, said: str) -> None:
    at = open_visit(desk)
    before = raw_lines(desk)
    with pytest.raises(NumberNotTheirs):
        open_record(desk.office, desk.session("anan"), pin(2), at, found_by="number", typed=True, said=said)
    assert raw_lines(desk) == before


def test_the_search_says_what_was_typed_and_what_was_scanned(desk: Desk) -> None:
    session = desk.session("anan")
    for typed in (pin(2), "19901", "0990000002"):
        assert search(desk.office, session, typed).number_typed, typed
    for named in ("น้ำผึ้ง", "9901-000000-1", "สม"):
        assert not search(desk.office, session, named).number_typed, named


# ---- the limit, and who allows more


def test_looks_beyond_the_hours_limit_need_a_second_person(desk: Desk) -> None:
    tell(desk, ("policy.put", {"name": "looks_per_hour", "value": 2}))
    session, at = desk.session("anan"), open_visit(desk)
    for number in (1, 2):
        open_record(desk.office, session, pin(number), at)
    before = raw_lines(desk)
    with pytest.raises(LooksUsedUp) as caught:
        open_record(desk.office, session, pin(4), at)
    assert raw_lines(desk) == before
    assert caught.value.facts == {"most": 2, "minutes": 60}
    # another officer has looks of their own
    open_record(desk.office, desk.session("busaba"), pin(4), at)
    with pytest.raises(SamePerson):
        extend_looks(desk.office, desk.session("somying"), desk.session("somying"), "คนมาก")
    with pytest.raises(RoleForbids):
        extend_looks(desk.office, session, desk.session("busaba"), "คนมาก")
    with pytest.raises(ReasonMissing):
        extend_looks(desk.office, session, desk.session("somying"), "  ")
    extend_looks(desk.office, session, desk.session("somying"), "คนมาก", 1)
    assert (last_line(desk)["o"], last_line(desk)["w"]) == ("anan", "somying")
    open_record(desk.office, session, pin(4), at)
    with pytest.raises(LooksUsedUp):
        open_record(desk.office, session, pin(4), at)
    desk.clock.now += HOUR
    open_record(desk.office, session, pin(4), at)


@pytest.mark.parametrize("value", ["many", -5, True, ["1"]])
def test_a_policy_that_is_no_number_leaves_the_usual_limit(desk: Desk, value: Any) -> None:
    tell(desk, ("policy.put", {"name": "looks_per_hour", "value": value}))
    assert looks.look_limit(desk.office, desk.office.read()) == looks.LOOKS_PER_HOUR


# ---- hidden and uncovered


def test_what_is_hidden_is_uncovered_by_a_line_of_its_own(desk: Desk) -> None:
    session, at = desk.session("anan"), open_visit(desk)
    record = open_record(desk.office, session, pin(2), at)
    assert record.hidden == {"birth", "phone", "parents"}
    assert reveal(desk.office, session, record.viewed_ref) == record.hidden
    line = last_line(desk)
    assert (line["k"], line["p"]) == ("record.revealed", record.viewed_ref)
    assert line["b"] == {"viewed": record.viewed_ref, "fields": ["birth", "phone", "parents"]}
    assert hidden_fields(desk.office, desk.office.read(), record.viewed_ref) == frozenset()
    with pytest.raises(NothingHidden):
        reveal(desk.office, session, record.viewed_ref)
    assert open_record(desk.office, session, pin(2), at).hidden  # the next look hides them again
    tell(desk, ("policy.put", {"name": "masked_fields", "value": ["pin", "nonsense"]}))
    assert open_record(desk.office, session, pin(2), at).hidden == {"pin"}


# ---- who looked


def test_the_slip_names_every_look_and_what_was_uncovered(desk: Desk) -> None:
    class Tray:
        printed: tuple[str, bytes] | None = None

        def print_pdf(self, name: str, content: bytes) -> str:
            self.printed = (name, content)
            return "tray"

    session, at = desk.session("anan"), open_visit(desk)
    first = open_record(desk.office, session, pin(2), at)
    reveal(desk.office, session, first.viewed_ref)
    desk.clock.now += 60_000
    record = open_record(desk.office, desk.session("busaba"), pin(2), at, found_by="card")
    assert [(look.officer_id, look.how.en, len(look.revealed)) for look in record.looks.looks] == [
        ("busaba", "card read", 0),
        ("anan", "found by name", 3),
    ]
    text = "\n".join(preview(looks_document(looks_slip(desk.office, session, record.citizen, "th")), "th"))
    assert "x-xxxx-xxxx0-02-9" in text
    assert pin(2) not in text.replace("-", "")
    assert "เปิดดูที่โต๊ะ 9901A ทั้งหมด 2 ครั้ง" in text
    assert "สำนักงานนี้มีโต๊ะเดียว" in text
    for owner, more in (("9901B", {}), ("9901H", {"address": "https://hub"}), ("centre", {})):
        tell(desk, ("key.put", {"owner": owner, "key": f"k-{owner}", "public_key": "x"} | more))
    covered = looks_at(desk.office, pin(2))
    assert (covered.covered, covered.elsewhere) == (("9901A",), ("9901B",))
    text = " ".join(preview(looks_document(looks_slip(desk.office, session, record.citizen, "th")), "th"))
    assert "ไม่รวมโต๊ะอื่นของสำนักงาน (9901B)" in text
    assert "อ่านบัตรประชาชน" in text
    tray = Tray()
    assert print_now(looks_to_print(desk.office, session, record.citizen), Printers(tray)).where == "tray"
    assert tray.printed is not None
    assert tray.printed[0] == "looks-0029-2026-11-20"
    assert tray.printed[1].startswith(b"%PDF")
    assert looks_at(desk.office, pin(1)).looks == []


def test_every_look_is_folded_alike_by_a_rebuild(desk: Desk) -> None:
    session, at = desk.session("anan"), open_visit(desk)
    record = open_record(desk.office, session, pin(2), at, found_by="number", typed=True, said="2510")
    reveal(desk.office, session, record.viewed_ref)
    extend_looks(desk.office, session, desk.session("somying"), "คนมาก")

    def rows() -> list[Any]:
        read = desk.office.read()
        return [read.execute(f"SELECT * FROM {name}").fetchall() for name in ("views", "reveals", "look_allowances")]

    before = rows()
    assert [len(table) for table in before] == [1, 1, 1]
    desk.office.file.store.write(rebuild)
    assert rows() == before


# ---- the record's surroundings


def test_a_twin_and_a_namesake_of_the_house_are_named_and_a_sibling_is_not(desk: Desk) -> None:
    born = {"born_month": 5, "born_day": 9}
    tell(
        desk,
        ("citizen.put", citizen(40, "แฝดพี่", "หนึ่ง", **born)),
        ("citizen.put", citizen(41, "แฝดน้อง", "หนึ่ง", **born)),
        ("citizen.put", citizen(42, "แฝดพี่", "หนึ่ง", born_year=2480)),
        ("citizen.put", citizen(43, "น้องเล็ก", "หนึ่ง", born_month=6)),
    )
    record = open_record(desk.office, desk.session("anan"), pin(40), open_visit(desk))
    assert {other.pin for other in record.alike} == {pin(41), pin(42)}


def test_a_change_asked_for_stands_beside_the_record_until_it_is_decided(desk: Desk) -> None:
    from desk.counter.forms import prefill
    from desk.counter.intake import Draft, services, submit
    from desk.counter.parties import of_citizen
    from local_db.queries import citizens

    session, at = desk.session("anan"), open_visit(desk)
    service = next(one for one in services(desk.office) if any(effect.member == "given" for effect in one.effects))
    person = citizens.by_pin(desk.office.read(), pin(2))
    assert person is not None
    field = next(effect.field for effect in service.effects if effect.member == "given")
    answers: dict[str, Any] = dict(prefill(service, person, None))
    answers |= {one.name: "เหตุผลสำคัญ" for one in service.fields if one.type == "text" and one.name not in answers}
    answers |= {one.name: one.choices[0].value for one in service.fields if one.type == "choice"}
    answers |= {one.name: False for one in service.fields if one.type == "yes_no"}
    party = of_citizen(person)
    ref = submit(desk.office, session, Draft(service, party, party, answers=answers | {field: "น้ำทิพย์"}), at)
    record = open_record(desk.office, session, pin(2), at)
    assert [(change.ref, change.member, change.after) for change in record.pending] == [(ref, "given", "น้ำทิพย์")]
    tell(desk, ("citizen.put", citizen(2, "น้ำทิพย์", "รักเรียน", version=2)))
    assert open_record(desk.office, session, pin(2), at).pending == []


def test_papers_shown_with_requests_are_on_file(desk: Desk) -> None:
    ref = copy_request(desk)
    record = open_record(desk.office, desk.session("anan"), pin(1), open_visit(desk))
    assert {paper.request for paper in record.papers} <= {ref}
    assert all(paper.how in ("seen", "registry") for paper in record.papers)


# ---- the centre


class Centre:
    """A centre that answers, or raises."""

    def __init__(self, answer: LookedUp | Exception) -> None:
        self.answer = answer
        self.asked: list[tuple[str, str, str]] = []

    async def look_up(self, by: str, value: str, *, purpose: str, ref: str, officer: str) -> LookedUp:
        self.asked.append((by, value, ref))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


async def test_the_centre_is_asked_after_the_line_that_says_so(desk: Desk) -> None:
    session, at = desk.session("anan"), open_visit(desk)
    question = question_of(desk.office, pin(77))
    assert question is not None
    centre = Centre(LookedUp(MORNING + 5, (citizen(77, "ไกล", "บ้าน", house=None),)))
    answer = await ask_centre(desk.office, session, centre, question, at)
    line = last_line(desk)
    assert centre.asked == [("pin", pin(77), "9901A-2")]
    assert (line["k"], line["b"]["source"], line["b"]["question"]) == (
        "record.viewed",
        "centre",
        {"by": "pin", "value": pin(77)},
    )
    assert [row.name for row in answer.rows] == ["นางไกล บ้าน"]
    with pytest.raises(NumberUnconfirmed):
        open_record(desk.office, session, pin(77), at, found_by="centre", typed=True)
    record = open_record(desk.office, session, pin(77), at, found_by="centre", typed=True, said="ไกล")
    assert (record.source, record.as_of, record.citizen.family) == ("centre", MORNING + 5, "บ้าน")
    # kept: not asked again within the hour, asked again after it
    again = await ask_centre(desk.office, session, centre, question, at)
    assert (again.kept, len(centre.asked)) == (True, 1)
    desk.clock.now += HOUR + 1
    assert not (await ask_centre(desk.office, session, centre, question, at)).kept


async def test_nobody_found_is_an_answer_and_could_not_ask_is_none(desk: Desk) -> None:
    session, at = desk.session("anan"), open_visit(desk)
    question = question_of(desk.office, "ไม่มีใครเลย")
    assert question is not None
    answer = await ask_centre(desk.office, session, Centre(LookedUp(MORNING, ())), question, at)
    assert (answer.rows, answer.as_of) == ([], MORNING)
    for fault in (SourceDown("line"), SourceTimeout("line")):
        with pytest.raises(type(fault)):
            await ask_centre(desk.office, session, Centre(fault), question, at)
    with pytest.raises(SourceDown):
        await ask_centre(desk.office, session, None, question, at)
    nonsense = LookedUp(MORNING, ({"pin": pin(8), "given": "\x1b" * 300},))
    with pytest.raises(SourceDown):
        await ask_centre(desk.office, session, Centre(nonsense), question, at)
    with pytest.raises(PurposeMissing):
        await ask_centre(desk.office, session, Centre(LookedUp(MORNING, ())), question, None)
    with pytest.raises(CitizenUnknown):
        open_record(desk.office, session, pin(8), at)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (pin(2), ("pin", pin(2))),
        ("นาย สมใจ  ใจดี", ("name", "นาย สมใจ ใจดี")),
        ("5007-000000-1", ("house", "50070000001")),
        ("1234567890123", None),
        ("0990000002", None),
        ("9901A-17", None),
        ("", None),
        ("ก", None),
    ],
)
def test_what_the_centre_can_be_asked_for(desk: Desk, text: str, asked: tuple[str, str] | None) -> None:
    question = question_of(desk.office, text)
    assert (None if question is None else (question.by, question.value)) == asked
