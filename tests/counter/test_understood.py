"""The search box understands what is typed, scanned or slipped, and tells people apart whom a name does not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.counter import lookup
from desk.counter.lookup import CARD_EXPIRED, Found
from desk.counter.understood import Typed, understand
from desk.rules.mrz import MrzCheckDigitWrong
from desk.thai.keyboard import latin_to_thai
from tests.counter.days import copy_request, open_drawer, pay
from tests.desks import BOOK, FISCAL_YEAR, Desk, citizen, pin, tell

TODAY = date(2026, 11, 20)
# the specimen of ICAO Doc 9303 part 4, appendix A; TD1 and TD2 of parts 5 and 6
TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
TD1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"


def search(desk: Desk, text: str) -> Found:
    return lookup.search(desk.office, desk.session("anan"), text)


def names(desk: Desk, text: str) -> list[str]:
    return [row.name for row in search(desk, text).rows]


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("1-9901-00000-01-1", "person", "1990100000011"),
        ("0-99-4-000-61772-1", "juristic", "0994000617721"),
        ("๙๙๐๑-๐๐๐๐๐๐-๑", "house", "99010000001"),
        ("099-000-0002", "number", "0990000002"),
        ("9901A-17", "reference", "9901A-17"),
        ("9901a - 17", "reference", "9901A-17"),
        ("๙๙๐๑A–๑๗", "reference", "9901A-17"),
        (latin_to_thai("9901A-17"), "reference", "9901A-17"),
        ("9901A.2-17", "reference", "9901A.2-17"),
        ("9", "number", "9"),
        ("สมใจ", "name", ""),
        ("เกิด:2510", "name", ""),
        ("", "nothing", ""),
        (TD1, "zone", "D23145890"),
        (TD2, "zone", "D23145890"),
        (TD3, "zone", "L898902C3"),
        (TD3.replace("\n", ""), "zone", "L898902C3"),
        (latin_to_thai(TD3.replace("\n", "")), "zone", "L898902C3"),
    ],
)
def test_every_kind_of_text_is_understood(text: str, kind: str, number: str) -> None:
    typed = understand(text, TODAY)
    assert (typed.kind, typed.number) == (kind, number)


def test_a_zone_gives_name_and_year_and_a_damaged_one_its_fault() -> None:
    typed = understand(TD3, TODAY)
    assert (typed.words, typed.born) == (["anna", "maria", "eriksson"], 2517)
    damaged = understand(TD3.replace("7408122", "7408121"), TODAY)
    assert isinstance(damaged.fault, MrzCheckDigitWrong)


def test_receipt_numbers_and_filters_are_taken_apart() -> None:
    assert understand("2570/0001/9", TODAY) == Typed("receipt", ["2570/0001/9"], "9", fiscal_year=2570, book="0001")
    assert understand("๒๕๗๐/69a-1/000009", TODAY).book == "69A-1"
    for text in ("2570/0001 000009", "เล่มที่ ๒๕๗๐/๐๐๐๑   เลขที่ ๐๐๐๐๐๙", "Book 2570/0001 No. 000009"):
        read = understand(text, TODAY)
        assert (read.kind, read.fiscal_year, read.book, read.number) == ("receipt", 2570, "0001", "9"), text
    typed = understand("สมใจ เกิด:๒๕๑๐ ตำบล:ทดสอบ", TODAY)
    assert (typed.words, typed.born, typed.tambon) == (["สมใจ"], 2510, "ทดสอบ")
    assert understand("born:1967", TODAY).born == 2510
    assert understand("เกิด:67", TODAY).words == ["เกิด:67"]


@settings(max_examples=200)
@given(st.text(max_size=200) | st.text(alphabet="<P0A:/-จ\ud800\x1b", max_size=200))
def test_nothing_is_beyond_understanding(text: str) -> None:
    understand(text, TODAY)


def test_a_request_and_a_receipt_are_found_by_what_is_printed_on_them(desk: Desk) -> None:
    open_drawer(desk)
    ref = copy_request(desk)
    receipt = pay(desk, ref).receipt
    for text in (ref, ref.lower(), latin_to_thai(ref)):
        assert [(paper.kind, paper.ref) for paper in search(desk, text).papers] == [("request", ref)]
    assert [paper.ref for paper in search(desk, receipt).papers] == [receipt]
    for text in (f"{FISCAL_YEAR}/{BOOK}/1", f"{BOOK}/1", f"{FISCAL_YEAR}/{BOOK}/000001", "1", "๑"):
        assert receipt in [paper.ref for paper in search(desk, text).papers], text
    desk.office.file.store.write(
        lambda connection: connection.execute("UPDATE receipts SET book = ?", (f"{FISCAL_YEAR}/0001",))
    )
    for text in (f"{FISCAL_YEAR}/0001 000001", f"{FISCAL_YEAR}/0001/1"):
        assert [paper.number for paper in search(desk, text).papers] == [f"{FISCAL_YEAR}/0001 000001"], text
    assert search(desk, "9901A-999").papers == ()
    assert search(desk, f"2569/{BOOK}/1").papers == ()


def test_house_code_finds_the_household(desk: Desk) -> None:
    assert len(search(desk, "9901-000000-1").rows) == 4
    assert search(desk, "0000-000000-1").fault is not None


def test_filters_narrow_a_name_and_stand_alone(desk: Desk) -> None:
    tell(
        desk,
        ("citizen.put", citizen(30, "สมใจ", "ใจดี", born_year=2540)),
        ("citizen.put", citizen(31, "สมใจ", "ไกลบ้าน", house=None)),
    )
    assert [row.pin for row in search(desk, "สมใจ เกิด:2540").rows] == [pin(30)]
    assert {row.pin for row in search(desk, "สมใจ ตำบล:ทดสอบ").rows} == {pin(1), pin(30)}
    assert [row.pin for row in search(desk, "เกิด:2540").rows] == [pin(30)]
    assert pin(31) not in {row.pin for row in search(desk, "ตำบล:ทด").rows}
    assert search(desk, "ตำบล:ที่อื่น").rows == []


@pytest.mark.parametrize(
    "typed",
    [
        *["นำผึ้ง รักเรียน", "น้ำผึง", "น้ำผื้ง", "รักเรียณ น้ำผึ้ง", "รักเลียน", "น้ำพึ้ง รักเรีย", "นำผึง รักเลียน"],
        *["นางน้ำผึ้ง รักเรียน", "นาง น้ำผึ้ง", "น้ำผึ้งรักเรียน"],
    ],
)
def test_a_slip_still_finds_the_person(desk: Desk, typed: str) -> None:
    assert names(desk, typed)[:1] == ["นางน้ำผึ้ง รักเรียน"]


def test_a_name_that_only_looks_like_a_title_keeps_its_letters(desk: Desk) -> None:
    tell(desk, ("citizen.put", citizen(33, "นาวยืน", "บุญดี")))
    assert names(desk, "นายืน บุญดี")[:1] == ["นางนาวยืน บุญดี"]


def test_names_near_are_counted_apart_and_never_beside_an_exact_one(desk: Desk) -> None:
    tell(desk, ("citizen.put", citizen(32, "สมไจ", "ใจดี")))
    assert names(desk, "สมใจ ใจดี") == ["นางสมใจ ใจดี"]
    found = search(desk, "สมไจย ใจดี")
    assert (found.near, found.total) == (2, 2)


def test_a_name_typed_under_the_latin_layout_is_recovered(desk: Desk) -> None:
    from desk.thai.keyboard import thai_to_latin

    assert names(desk, thai_to_latin("น้ำผึ้ง")) == ["นางน้ำผึ้ง รักเรียน"]


def test_namesakes_on_a_page_are_told_apart(desk: Desk) -> None:
    house = {"house": "99010000002", "version": 1, "number": "77", "subdistrict": "990101", "tambon": "ทดสอบ",
             "amphoe": "ก", "province": "ข", "postcode": "99000"}  # fmt: skip
    twin = {"born_month": 5, "born_day": 9}
    tell(
        desk,
        ("household.put", house),
        ("citizen.put", citizen(40, "แฝด", "หนึ่ง", **twin)),
        ("citizen.put", citizen(41, "แฝด", "หนึ่ง", born_month=6)),
        ("citizen.put", citizen(42, "แฝด", "หนึ่ง", house="99010000002")),
        ("citizen.put", citizen(43, "แฝด", "หนึ่ง", mother=pin(1), **twin)),
    )
    apart = {row.pin: row.apart for row in search(desk, "แฝด").rows}
    said = {number: words.th if words else None for number, words in apart.items()}
    assert said == {pin(40): "เกิด 9/5", pin(41): "เกิด -/6", pin(42): "77 ทดสอบ", pin(43): "มารดา สมใจ"}
    tell(desk, ("citizen.put", citizen(44, "แฝด", "หนึ่ง", mother=pin(1), **twin)))  # the same person twice
    said = {row.pin: row.apart.th for row in search(desk, "แฝด").rows if row.apart}
    assert said[pin(43)] == f"เลขท้าย {pin(43)[-4:]}"
    assert len(set(said.values())) == 5
    assert search(desk, "ปู่").rows[0].apart is None


def test_states_that_must_not_be_overlooked_stand_in_the_row(desk: Desk) -> None:
    tell(
        desk,
        ("citizen.put", citizen(50, "บัตรเก่า", "ก", card_expires="2020-01-01")),
        ("citizen.put", citizen(51, "บัตรใหม่", "ก", card_expires="2099-01-01")),
        ("citizen.put", citizen(52, "บัตรตาย", "ก", card_expires="2020-01-01", status="deceased")),
    )
    states = {row.name: row.status for row in search(desk, "บัตร").rows}
    assert states == {"นางบัตรเก่า ก": CARD_EXPIRED, "นางบัตรใหม่ ก": "alive", "นางบัตรตาย ก": "deceased"}


def test_a_zone_finds_the_foreigner_by_latin_name_and_year(desk: Desk) -> None:
    tell(
        desk,
        ("citizen.put", citizen(60, "แอนนา", "เอริกสัน", given_en="Anna Maria", family_en="Eriksson", born_year=2517)),
        ("citizen.put", citizen(61, "แอนนา", "เอริกสัน", given_en="Anna Maria", family_en="Eriksson", born_year=2530)),
    )
    assert [row.pin for row in search(desk, TD3).rows] == [pin(60)]
    assert search(desk, TD3.replace("7408122", "7408121")).fault is not None
