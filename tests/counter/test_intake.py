"""Taking requests in: required answers, kinds of people, papers that are missing, and text that must not get in raw."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.counter import answers as answering
from desk.counter import cashier, forms, intake, parties, review
from desk.counter.intake import Draft
from desk.counter.refusals import (
    AnswerMissing,
    AnswerWrong,
    BillStillOpen,
    CitizenDeceased,
    CitizenNotInForce,
    CitizenUnknown,
    PaperStillMissing,
    PartyIncomplete,
    PartyNotServed,
    ReasonMissing,
    RequestUnknown,
    TextRefused,
)
from desk.model.errors import DeskError
from desk.model.kinds.body import Acting, Party
from desk.rules.ids import NumberRefused, pin_check_digit
from desk.rules.office_day import DAY_MS
from desk.rules.request_life import ActNotAllowed
from local_db.queries import requests
from local_db.queries.citizens import Household
from local_db.queries.requests import RequestRow
from tests.counter.days import copy_request, draft, name_request, open_drawer, party
from tests.desks import Desk, citizen, pin, tell
from tests.local_db.files import last_line, raw_lines

COPY: dict[str, object] = {"register": "house", "house": "99010000001", "copies": 2}
BIRTH: dict[str, object] = {
    "child_given": "หนูดี",
    "child_family": "ใจดี",
    "sex": "f",
    "born": "2026-11-18",
    "born_in_hospital": True,
    "hospital": "โรงพยาบาลตัวอย่าง",
}
JURISTIC = "099999999999" + pin_check_digit("099999999999")


def submit(desk: Desk, made: Draft) -> str:
    return intake.submit(desk.office, desk.session("anan"), made, None)


def refused(desk: Desk, made: Draft, kind: type[DeskError]) -> DeskError:
    """Submit, see the refusal by name, and that nothing was stored."""
    before = raw_lines(desk)
    with pytest.raises(kind) as caught:
        submit(desk, made)
    assert raw_lines(desk) == before
    assert caught.value.line.th
    assert caught.value.line.en
    return caught.value


def row(desk: Desk, ref: str) -> RequestRow:
    return requests.rows(desk.office.read(), [ref])[0]


@pytest.mark.parametrize("missing", ["register", "house", "copies"])
def test_every_required_answer_must_be_there(desk: Desk, missing: str) -> None:
    for empty in (None, ""):
        fault = refused(desk, draft(desk, "CR-COPY", {**COPY, missing: empty}), AnswerMissing)
        assert fault.code == "E322"
    service = draft(desk, "CR-COPY", COPY).service
    field = service.asks(missing)
    assert field is not None
    assert field.label.th in fault.line.th
    assert field.label.en in fault.line.en


def test_a_field_that_does_not_apply_is_neither_asked_nor_kept(desk: Desk) -> None:
    ref = submit(desk, draft(desk, "CR-COPY", {"register": "birth", "house": "99010000001", "copies": 1, "extra": "x"}))
    case = requests.one(desk.office.read(), ref)
    assert case is not None
    assert case.form == {"register": "birth", "copies": 1}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("copies", 0),
        ("copies", 51),
        ("copies", -1),
        ("copies", True),
        ("copies", "2"),
        ("copies", 2**60),
        ("register", "everything"),
        ("register", 1),
        ("house", 99010000001),
        ("purpose", "ก" * 121),
        ("purpose", "a\0b"),
        ("purpose", "\ud800"),
        ("purpose", "\u202eabc"),
        ("purpose", "line\nbreak"),
    ],
)
def test_an_answer_the_field_cannot_keep_is_refused_at_the_door(desk: Desk, field: str, value: object) -> None:
    assert refused(desk, draft(desk, "CR-COPY", {**COPY, field: value}), AnswerWrong).code == "E323"


def test_a_wrong_number_or_date_in_a_form_is_refused(desk: Desk) -> None:
    minor = {"old_given": "สมใจ", "new_given": "สมจิต", "minor": True}
    assert refused(desk, draft(desk, "NM-GIVEN", minor), AnswerMissing)
    refused(desk, draft(desk, "NM-GIVEN", {**minor, "guardian": "1234567890123"}), NumberRefused)
    refused(desk, draft(desk, "ID-LOST", {"why": "lost", "lost_on": "yesterday"}), AnswerWrong)
    for house in ("9" * 12, "28010000001", "\x1b[31m", "๙๙๐๑"):
        refused(desk, draft(desk, "CR-COPY", {**COPY, "house": house}), NumberRefused)
    assert submit(desk, draft(desk, "NM-GIVEN", {**minor, "guardian": pin(2)}))


def test_what_the_fields_themselves_clean_is_taken_at_the_door(desk: Desk) -> None:
    """Every answer `clean_answer` gives can be submitted."""
    service = draft(desk, "CR-BIRTH", {}).service
    typed = {
        "sex": "2",
        "born_at": "๘.๓๐",
        "born": "18 พ.ย. 2569",
        "born_in_hospital": "ใช่",
        "mother": pin(1),
        "child_given": " หนูดี ",
    }
    texts = {field.name: typed.get(field.name, "โรงพยาบาลตัวอย่าง") for field in service.fields}
    texts["father"] = ""
    answers = {field.name: answering.clean_answer(field, texts[field.name]) for field in service.fields}
    baby = parties.typed("newborn", "หนูดี ใจดี")
    made = replace(draft(desk, "CR-BIRTH", answers), concerns=baby)  # type: ignore[arg-type]
    case = requests.one(desk.office.read(), submit(desk, made))
    assert case is not None
    assert (case.form["sex"], case.form["born"], case.form["mother"]) == ("f", "2026-11-18", pin(1))
    assert (case.form["born_at"], case.form["late_days"]) == ("08:30", 0)


@pytest.mark.parametrize(
    ("born", "filed_on", "late"),
    [
        ("2026-11-06", 23, 0),  # the fifteenth day is a Saturday: Monday is in time
        ("2026-11-06", 24, 1),
        ("2026-11-05", 20, 0),
        ("2026-11-05", 23, 3),
        ("1990-01-01", 20, 13_457),  # before any calendar of holidays
    ],
)
def test_a_last_day_on_which_the_office_is_closed_is_the_next_working_day(
    desk: Desk, born: str, filed_on: int, late: int
) -> None:
    desk.clock.now += (filed_on - 20) * DAY_MS
    service = draft(desk, "CR-BIRTH", {}).service
    calendar = desk.office.holidays(desk.office.read())
    now = forms.asked(service, {"born": born}, desk.office.today(), calendar)
    assert now.form["late_days"] == late


# --- people ---


def test_a_company_needs_a_number_that_is_one() -> None:
    assert parties.typed("company", "บริษัท ทดสอบ จำกัด", JURISTIC).number == JURISTIC
    for wrong in ("", "123", JURISTIC[:-1] + str((int(JURISTIC[-1]) + 1) % 10), pin(1), "\ud800"):
        with pytest.raises(NumberRefused):
            parties.typed("company", "บริษัท ทดสอบ จำกัด", wrong)


def test_a_foreigner_needs_a_passport_and_everybody_a_name() -> None:
    with pytest.raises(PartyIncomplete):
        parties.typed("foreigner", "John Smith")
    assert parties.typed("foreigner", "John Smith", " AA 123 ").number == "AA 123"
    for kind in ("person", "newborn", "agency"):
        for empty in ("", "  ", "\u200b", "\u0e48"):
            with pytest.raises(PartyIncomplete):
                parties.typed(kind, empty)
        assert parties.typed(kind, "ชื่อ").number is None


def test_a_newborn_is_concerned_and_cannot_apply(desk: Desk) -> None:
    baby = parties.typed("newborn", "เด็กหญิง หนูดี ใจดี")
    made = draft(desk, "CR-BIRTH", BIRTH)
    ref = submit(desk, replace(made, concerns=baby))
    assert (row(desk, ref).concerns_name, row(desk, ref).concerns_number) == ("เด็กหญิง หนูดี ใจดี", None)
    refused(desk, replace(made, applicant=baby, concerns=baby), PartyNotServed)
    refused(desk, made, PartyNotServed)


def test_a_service_is_only_for_those_it_names(desk: Desk) -> None:
    company = parties.typed("company", "บริษัท ทดสอบ จำกัด", JURISTIC)
    fault = refused(desk, replace(draft(desk, "CR-COPY", COPY), applicant=company), PartyNotServed)
    assert "นิติบุคคล" in fault.line.th
    assert "a company" in fault.line.en
    place = {"act": "new", "business_name": "ร้าน", "activity": "ขาย", "place": "1", "started": "2026-11-01"}
    assert submit(desk, replace(draft(desk, "BZ-REG", place), applicant=company, concerns=company))  # type: ignore[arg-type]


def test_whoever_claims_to_be_in_the_registry_is_there_and_lives(desk: Desk) -> None:
    made = draft(desk, "CR-COPY", COPY)
    stranger = Party(kind="citizen", name="ใคร", number=pin(999))
    tell(
        desk,
        ("citizen.put", citizen(5, "ระงับ", "อยู่", status="suspended")),
        ("citizen.put", citizen(6, "รวม", "แล้ว", status="merged", merged_into=pin(1))),
    )
    refused(desk, replace(made, applicant=stranger), CitizenUnknown)
    refused(desk, replace(made, concerns=stranger), CitizenUnknown)
    refused(desk, replace(made, applicant=Party(kind="citizen", name="ไม่มีเลข")), CitizenUnknown)
    refused(desk, replace(made, applicant=party(desk, 3)), CitizenDeceased)
    for number in (5, 6):
        refused(desk, replace(made, applicant=party(desk, number)), CitizenNotInForce)
        refused(desk, replace(made, concerns=party(desk, number)), CitizenNotInForce)
    assert submit(desk, replace(made, concerns=party(desk, 3))), "a copy may concern the dead"


def test_one_acts_for_another_by_a_paper_that_was_seen(desk: Desk) -> None:
    made = draft(desk, "CR-COPY", COPY)
    by = parties.acting_by(party(desk, 2), " หนังสือมอบอำนาจ  ลงวันที่ 1 พ.ย. 2569 ")
    ref = submit(desk, replace(made, acting=by))
    case = requests.one(desk.office.read(), ref)
    assert case is not None
    assert case.acting is not None
    assert case.acting["paper"] == "หนังสือมอบอำนาจ ลงวันที่ 1 พ.ย. 2569"
    assert case.acting["party"]["number"] == pin(2)
    refused(desk, replace(made, acting=parties.acting_by(party(desk, 3), "หนังสือ")), CitizenDeceased)
    with pytest.raises(PartyIncomplete):
        parties.acting_by(party(desk, 2), " ")
    with pytest.raises(TextRefused):
        parties.acting_by(party(desk, 2), "\x1b[2J")
    refused(desk, replace(made, acting=Acting(party=party(desk, 2), paper="\x1b[2J")), TextRefused)


# --- papers ---


def without_papers(made: Draft) -> Draft:
    return replace(made, papers=())


@pytest.mark.parametrize(
    ("code", "answers", "then"),
    [("CR-COPY", COPY, "approved"), ("NM-GIVEN", {"old_given": "ก", "new_given": "ข", "minor": False}, "submitted")],
)
def test_missing_papers_wait_and_come_back(desk: Desk, code: str, answers: dict[str, object], then: str) -> None:
    made = draft(desk, code, answers)
    ref = submit(desk, without_papers(made))
    assert row(desk, ref).state == "waiting_papers"
    shown = last_line(desk)["b"]["papers"]  # type: ignore[index]
    assert {"paper": "card", "how": "missing"} in shown
    assert all(paper["how"] != "missing" for paper in shown if paper["paper"] == "house_book"), "the state has it"
    before = raw_lines(desk)
    with pytest.raises(PaperStillMissing) as caught:
        intake.resubmit(desk.office, desk.session("anan"), ref, made.answers, ())
    assert "บัตรประจำตัวประชาชน" in caught.value.sentence.th, "says which paper"
    assert raw_lines(desk) == before
    intake.resubmit(desk.office, desk.session("busaba"), ref, made.answers, made.papers, "ได้บัตรแล้ว")
    assert row(desk, ref).state == then
    with pytest.raises(ActNotAllowed):
        intake.resubmit(desk.office, desk.session("anan"), ref, made.answers, made.papers)


def test_a_returned_request_comes_back_corrected_or_is_withdrawn(desk: Desk) -> None:
    ref = name_request(desk)
    review.decide(desk.office, desk.session("somying"), review.open_case(desk.office, ref), "return", "ชื่อไม่ชัด")
    assert (row(desk, ref).state, row(desk, ref).reason) == ("returned", "ชื่อไม่ชัด")
    again = draft(desk, "NM-GIVEN", {"old_given": "สมใจ", "new_given": "สมจิตต์", "minor": False})
    wrong = {**again.answers, "new_given": ""}
    with pytest.raises(AnswerMissing):
        intake.resubmit(desk.office, desk.session("anan"), ref, wrong, again.papers)
    intake.resubmit(desk.office, desk.session("anan"), ref, again.answers, again.papers)
    case = requests.one(desk.office.read(), ref)
    assert case is not None
    assert (case.row.state, case.form["new_given"]) == ("submitted", "สมจิตต์")
    intake.withdraw(desk.office, desk.session("anan"), ref, "เปลี่ยนใจ")
    assert (row(desk, ref).state, row(desk, ref).reason) == ("withdrawn", "เปลี่ยนใจ")
    with pytest.raises(ActNotAllowed):
        intake.withdraw(desk.office, desk.session("anan"), ref, "อีกครั้ง")


def test_withdrawing_needs_a_reason_and_a_request(desk: Desk) -> None:
    ref, session = copy_request(desk), desk.session("anan")
    for said, kind in (
        ("", ReasonMissing),
        ("  \u200b", ReasonMissing),
        ("ก" * 201, TextRefused),
        ("\x07", TextRefused),
    ):
        with pytest.raises(kind):
            intake.withdraw(desk.office, session, ref, said)
    with pytest.raises(RequestUnknown):
        intake.withdraw(desk.office, session, "9901A-99", "x")
    assert row(desk, ref).state == "approved"


def test_a_request_whose_bill_may_still_be_paid_is_not_withdrawn(desk: Desk) -> None:
    open_drawer(desk)
    ref, session = copy_request(desk), desk.session("anan")
    order = cashier.open_qr_order(desk.office, session, [ref], party(desk), None)
    with pytest.raises(BillStillOpen) as caught:
        intake.withdraw(desk.office, session, ref, "เปลี่ยนใจ")
    assert order.ref in caught.value.line.th
    cashier.cancel_order(desk.office, session, order.ref, "เปลี่ยนใจ")
    intake.withdraw(desk.office, session, ref, "เปลี่ยนใจ")
    assert row(desk, ref).state == "withdrawn"


def test_a_due_date_counts_working_days_and_the_centres_holidays(desk: Desk) -> None:
    service = draft(desk, "CR-COPY", COPY).service.model_copy(update={"working_days": 3})
    made = replace(draft(desk, "CR-COPY", COPY), service=service)
    first = row(desk, submit(desk, made)).due
    tell(desk, ("holiday.put", {"date": "2026-11-23", "name_th": "วันหยุดทดสอบ"}))
    second = row(desk, submit(desk, made)).due
    assert first is not None
    assert second is not None
    assert first < second


# --- hostile text ---

HOSTILE = {
    "escape sequences": "\x1b[31mแดง\x1b[0m",
    "title of the terminal": "\x1b]0;owned\x07",
    "eight-bit control": "\x9b31m",
    "NUL": "a\0b",
    "lone surrogate": "ก\ud800",
    "delete": "a\x7fb",
    "line separator": "a\u2028b",
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names_are_cleaned_or_refused_by_name(desk: Desk, name: str) -> None:
    try:
        spelled = parties.typed("person", name).name
    except TextRefused as fault:
        spelled = ""
        told = fault.line
        assert told.th.startswith("E327")
        assert name not in told.th
    assert spelled == "" or spelled.isprintable()


@pytest.mark.parametrize("name", [text for text in HOSTILE.values() if "\ud800" not in text])
def test_hostile_parties_made_elsewhere_are_refused_at_the_door(desk: Desk, name: str) -> None:
    made = draft(desk, "CR-COPY", COPY)
    for who in (
        Party(kind="person", name=name),
        Party(kind="foreigner", name="John", number=name[:20]),
        Party(kind="person", name="ก", address=name),
    ):
        refused(desk, replace(made, applicant=who), TextRefused)
        refused(desk, replace(made, concerns=who), TextRefused)
        refused(desk, replace(made, acting=Acting(party=who, paper="x")), TextRefused)


@pytest.mark.parametrize(
    "name", ["[/]", "[bold]ตัวหนา[/bold]", "{name}", "%s", "<b>", "'; DROP TABLE requests; --", "🙂"]
)
def test_marks_of_other_languages_are_letters_like_others(desk: Desk, name: str) -> None:
    ref = submit(desk, replace(draft(desk, "CR-COPY", COPY), applicant=parties.typed("person", name)))
    assert row(desk, ref).applicant_name == name


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\u200b", "\ufeff", "\u00ad"])
def test_direction_marks_and_unseen_signs_are_taken_out_of_names(mark: str) -> None:
    assert parties.typed("person", f"{mark}สม{mark}ใจ{mark}").name == "สมใจ"


@pytest.mark.parametrize("length", [201, 10_000, 1_000_000])
def test_names_beyond_any_name_are_refused(length: int) -> None:
    with pytest.raises(TextRefused):
        parties.typed("person", "ก" * length)
    with pytest.raises(TextRefused):
        parties.typed("foreigner", "John", "9" * length)
    assert len(parties.typed("person", "ก" * 200).name) == 200


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=220), reason=st.text(max_size=220), answer=st.text(max_size=130))
def test_whatever_is_typed_is_stored_clean_or_refused_by_name(desk: Desk, name: str, reason: str, answer: str) -> None:
    before = raw_lines(desk)
    try:
        made = draft(desk, "CR-COPY", COPY)
        field = made.service.asks("purpose")
        assert field is not None
        answers: Mapping[str, object] = {**COPY, "purpose": answering.clean_answer(field, answer)}
        who = parties.typed("person", name)
        ref = submit(desk, replace(made, applicant=who, answers=answers))  # type: ignore[arg-type]
        intake.withdraw(desk.office, desk.session("anan"), ref, reason)
    except DeskError as fault:
        told = fault.line.th
    else:
        told = ""
    assert not told or told[0] == "E"
    for line in raw_lines(desk)[len(before) :]:
        assert b"\\u00" not in line, "a control sign was written as an escape"
        assert all(text.isprintable() for text in texts(json.loads(line)))


def texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for member in members for text in texts(member)]


@pytest.mark.parametrize("road", ["ริมน้ำ", "ถนนริมน้ำ"])
def test_a_road_is_not_called_road_twice(road: str) -> None:
    house = Household("99010000001", 1, "1", "", road, "990101", "สันโป่ง", "แม่ริม", "เชียงใหม่", "50180")
    assert "ถ.ริมน้ำ " in forms.address_line(house)
