"""Looking somebody up: what was typed is understood or explained; typing leaves no trace, opening leaves one line."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.counter import lookup, visit
from desk.counter.lookup import SEARCH_LETTERS_MAX, Found
from desk.counter.record import open_record
from desk.counter.refusals import CitizenUnknown, NameTooShort, PurposeMissing
from desk.rules.ids import NumberCheckDigitWrong, PinFirstDigitRefused, format_pin
from desk.rules.roles import RoleForbids
from desk.thai.keyboard import latin_to_thai
from tests.counter.days import copy_request, open_drawer, open_visit, pay
from tests.desks import MORNING, Desk, citizen, pin, tell
from tests.local_db.files import last_line, raw_lines

THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def search(desk: Desk, text: str, limit: int = lookup.PAGE) -> Found:
    """Search, and see that nothing was journalled."""
    before = raw_lines(desk)
    found = lookup.search(desk.office, desk.session("anan"), text, limit)
    assert raw_lines(desk) == before
    return found


def names(desk: Desk, text: str) -> list[str]:
    return [row.name for row in search(desk, text).rows]


@pytest.fixture(autouse=True)
def _more_people(desk: Desk) -> None:
    tell(
        desk,
        ("citizen.put", citizen(10, "จุฑามาศ", "แสงทอง", title="")),
        ("citizen.put", citizen(11, "จันทร์", "ตุลา", title="", given_en="Chan", family_en="Tula")),
        ("citizen.put", citizen(12, "John", "Smith", title="", nationality="อื่น")),
        ("citizen.put", citizen(13, 'อ"บ', "*OR", title="")),
        ("citizen.put", citizen(14, "ดี", "ใจงาม", title="")),
    )


@pytest.mark.parametrize(
    "spelling",
    [
        pytest.param(lambda n: n, id="plain"),
        pytest.param(lambda n: n.translate(THAI_DIGITS), id="Thai digits"),
        pytest.param(lambda n: n.translate(FULL_WIDTH), id="full-width digits"),
        pytest.param(format_pin, id="dashes"),
        pytest.param(lambda n: format_pin(n).translate(THAI_DIGITS), id="Thai digits and dashes"),
        pytest.param(lambda n: " ".join(n), id="blanks"),
        pytest.param(lambda n: f"  {n}\t", id="blanks around"),
        pytest.param(lambda n: "\u200b".join(n), id="zero-width spaces"),
        pytest.param(lambda n: "\u2066" + n + "\u2069", id="direction marks"),
        pytest.param(latin_to_thai, id="typed under the Thai layout"),
        pytest.param(lambda n: latin_to_thai(format_pin(n)), id="dashes under the Thai layout"),
        pytest.param(lambda n: "\x02" + n + "\x03", id="a scanner's control signs"),
    ],
)
def test_a_number_is_understood_in_any_spelling(desk: Desk, spelling) -> None:  # type: ignore[no-untyped-def]
    found = search(desk, spelling(pin(2)))
    assert [row.pin for row in found.rows] == [pin(2)]
    assert (found.total, found.fault, found.as_of) == (1, None, MORNING)
    assert found.rows[0].masked_pin == f"x-xxxx-xxxx{pin(2)[9]}-{pin(2)[10:12]}-{pin(2)[12]}"


def test_a_mistyped_number_is_explained_by_the_digit_that_would_fit(desk: Desk) -> None:
    right = pin(2)
    wrong = right[:-1] + str((int(right[-1]) + 3) % 10)
    found = search(desk, wrong)
    assert found.rows == []
    assert isinstance(found.fault, NumberCheckDigitWrong)
    for language in ("th", "en"):
        assert f" {right[-1]} " in found.fault.line.in_language(language)  # type: ignore[arg-type]
    assert isinstance(search(desk, "9" + "0" * 12).fault, PinFirstDigitRefused)


def test_a_right_number_of_nobody_here_is_simply_not_found(desk: Desk) -> None:
    found = search(desk, pin(999))
    assert (found.rows, found.total, found.fault) == ([], 0, None)


def test_part_of_a_number_and_a_telephone_find_their_people(desk: Desk) -> None:
    assert {row.pin for row in search(desk, "19901").rows} >= {pin(n) for n in (1, 2, 3, 4)}
    assert [row.pin for row in search(desk, "099-000-0002").rows] == [pin(2)]
    assert [row.pin for row in search(desk, "๐๙๙ ๐๐๐ ๐๐๐๒").rows] == [pin(2)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("สมใจ", {"นางสมใจ ใจดี"}),
        ("ใจดี", {"นางสมใจ ใจดี", "นางสมหญิง ใจดี"}),
        ("สมใจ ใจดี", {"นางสมใจ ใจดี"}),
        ("ใจดี สมใจ", {"นางสมใจ ใจดี"}),
        ("  สมใจ   ใจดี ", {"นางสมใจ ใจดี"}),
        ("หญิง", {"นางสมหญิง ใจดี"}),
        ("มหญ", {"นางสมหญิง ใจดี"}),
        ("ส", {"นางสมใจ ใจดี", "นางสมหญิง ใจดี"}),
        ("สม", {"นางสมใจ ใจดี", "นางสมหญิง ใจดี"}),
        ("ดี", {"ดี ใจงาม"}),
        ("ใจ", {"นางสมใจ ใจดี", "นางสมหญิง ใจดี", "ดี ใจงาม"}),
        ("ใจ สม", {"นางสมใจ ใจดี", "นางสมหญิง ใจดี"}),
        ("น้ำผึ้ง", {"นางน้ำผึ้ง รักเรียน"}),
        ("น\u0e4d้าผึ้ง", {"นางน้ำผึ้ง รักเรียน"}),
        ("น้\u200bำผึ้ง", {"นางน้ำผึ้ง รักเรียน"}),
        ("จ", {"จุฑามาศ แสงทอง", "จันทร์ ตุลา"}),
        ("จุ", {"จุฑามาศ แสงทอง"}),
        ("ตุ", {"จันทร์ ตุลา"}),
        ("Jo", {"John Smith"}),
        ("smith", {"John Smith"}),
        ("SMITH john", {"John Smith"}),
        ("tula", {"จันทร์ ตุลา"}),
        ("ไม่มีใคร", set()),
        ("สมใจ ไม่มี", set()),
    ],
)
def test_names_are_found_by_any_part_in_any_order(desk: Desk, typed: str, found: set[str]) -> None:
    assert set(names(desk, typed)) == found


def test_names_that_begin_so_come_first_in_the_order_of_a_dictionary(desk: Desk) -> None:
    tell(
        desk,
        ("citizen.put", citizen(20, "กมลใจดี", "ก", title="")),
        ("citizen.put", citizen(21, "ใจดี", "ก", title="")),
    )
    found = names(desk, "ใจดี")
    assert found[0] == "ใจดี ก"
    assert found[-1] == "กมลใจดี ก"


@pytest.mark.parametrize(
    "typed",
    [
        *['"', "'", "''", '""', "*", "NEAR(", "สม*", 'สมใจ" OR "ใจดี', "สมใจ AND", "-สมใจ", "name_key:สมใจ", "^สม"],
        *["{", "(((", "a\0b", "abc\0def", "\0", "\ud800", "สม\ud800ใจ", "\x1b[31m", "%", "_", "\\", "🙂🙂🙂"],
        "; DROP TABLE citizens; --",
    ],
)
def test_signs_of_any_search_language_are_only_letters(desk: Desk, typed: str) -> None:
    search(desk, typed)
    assert names(desk, "สมใจ") == ["นางสมใจ ใจดี"]


def test_quotes_and_stars_in_a_name_are_found(desk: Desk) -> None:
    assert names(desk, 'อ"บ') == ['อ"บ *OR']
    assert names(desk, "*OR") == ['อ"บ *OR']


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=SEARCH_LETTERS_MAX))
def test_nothing_typed_breaks_the_search(desk: Desk, typed: str) -> None:
    search(desk, typed)


@pytest.mark.parametrize("typed", ["", " ", "\t\n", "\u200b", "\u0e48"])
def test_nothing_typed_finds_nobody(desk: Desk, typed: str) -> None:
    assert (search(desk, typed).rows, search(desk, typed).total) == ([], 0)


@pytest.mark.parametrize("length", [SEARCH_LETTERS_MAX + 1, 10_000])
def test_a_text_beyond_any_name_is_refused(desk: Desk, length: int) -> None:
    with pytest.raises(NameTooShort) as caught:
        search(desk, "ก" * length)
    assert caught.value.code == "E255"
    search(desk, "ก" * SEARCH_LETTERS_MAX)


def test_a_page_holds_what_was_asked_for_and_says_how_many_there_are(desk: Desk) -> None:
    tell(desk, *[("citizen.put", citizen(100 + n, "สมาน", f"ที่{n}")) for n in range(60)])
    found = search(desk, "สมาน")
    assert (len(found.rows), found.total, found.more) == (lookup.PAGE, 60, False)
    assert len(search(desk, "สมาน", 5).rows) == 5


def test_rows_are_masked_until_a_record_is_opened(desk: Desk) -> None:
    for row in search(desk, "สม").rows:
        assert row.pin[:9] not in row.masked_pin.replace("-", "")
        assert not hasattr(row, "phone")


def test_opening_a_record_needs_a_visit_and_leaves_exactly_one_line_with_its_purpose(desk: Desk) -> None:
    session = desk.session("anan")
    with pytest.raises(PurposeMissing):
        open_record(desk.office, session, pin(1), None)
    assert raw_lines(desk) == []
    at = visit.open_visit(desk.office, session, "enquiry")
    record = open_record(desk.office, session, pin(1), at)
    assert len(raw_lines(desk)) == 2
    line = last_line(desk)
    assert (line["k"], line["o"], record.viewed_ref) == ("record.viewed", "anan", "9901A-2")
    assert line["b"] == {
        "citizen": pin(1),
        "name": "นางสมใจ ใจดี",
        "visit": at.ref,
        "purpose": "enquiry",
        "source": "copy",
        "as_of": MORNING,
        "found_by": "name",
    }
    assert [(look.officer_id, look.purpose.en, look.at) for look in record.looks.looks] == [
        ("anan", "To ask about their own record", line["t"])
    ]


def test_the_record_shows_household_requests_receipts_and_age(desk: Desk) -> None:
    at = open_visit(desk)
    open_drawer(desk)
    ref = copy_request(desk, 2, at)
    paid = pay(desk, ref)
    record = open_record(desk.office, desk.session("anan"), pin(1), at)
    assert record.household is not None
    assert record.household.tambon == "ทดสอบ"
    assert {member.pin for member in record.members} >= {pin(1), pin(2), pin(4)}
    assert [row.ref for row in record.requests] == [ref]
    assert [row.ref for row in record.receipts] == [paid.receipt]
    assert record.as_of == MORNING


def test_a_visit_that_ended_or_never_was_opens_nothing(desk: Desk) -> None:
    session, at = desk.session("anan"), open_visit(desk)
    visit.close_visit(desk.office, session, at)
    before = raw_lines(desk)
    for past in (at, visit.Visit("9901A-999", "request")):
        with pytest.raises(PurposeMissing):
            open_record(desk.office, session, pin(1), past)
    assert raw_lines(desk) == before


@pytest.mark.parametrize("number", [pin(999), "", "x", "1" * 500])
def test_a_record_nobody_has_is_not_opened(desk: Desk, number: str) -> None:
    at = open_visit(desk)
    before = raw_lines(desk)
    with pytest.raises(CitizenUnknown):
        open_record(desk.office, desk.session("anan"), number, at)
    assert raw_lines(desk) == before


def test_an_auditor_looks_nobody_up(desk: Desk) -> None:
    with pytest.raises(RoleForbids):
        lookup.search(desk.office, desk.session("darin"), "สมใจ")


def test_a_record_with_the_longest_names_is_opened(desk: Desk) -> None:
    tell(desk, ("citizen.put", citizen(30, "ก" * 200, "ข" * 200, middle="ค" * 200, title="ง" * 60)))
    record = open_record(desk.office, desk.session("anan"), pin(30), open_visit(desk))
    assert record.citizen.given == "ก" * 200
