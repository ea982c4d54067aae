"""Twenty and more hard searches on a real terminal: typed wrongly, scanned, half known; each finds its person."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

if not sys.platform.startswith("linux"):
    pytest.skip("pseudo-terminals are used as Linux has them", allow_module_level=True)

from terminal import F, Terminal
from test_office_pty import WHOLE_DESK

from desk.rules.ids import format_pin, mask_pin
from desk.thai.keyboard import latin_to_thai, thai_to_latin
from tests.counter.days import copy_request, open_drawer, pay
from tests.desks import BOOK, FISCAL_YEAR, citizen, make_desk, pin, tell

pytestmark = pytest.mark.pty
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")
# specimens of ICAO Doc 9303 (parts 4, 5, 6): synthetic, of the state of Utopia
TD3 = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
TD1 = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
TD2 = ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6")

PEOPLE = [
    citizen(20, "อู", "แก้วทุ่งนา", title="นาย", phone="0100000020"),
    citizen(21, "ธนพัฒน์", "ศรีสุวรรณ", title="นาย"),
    citizen(22, "กัลยาณี", "พิทักษ์ไพร", born_year=2533),
    citizen(23, "กัลยาณี", "พิทักษ์ไพร", born_year=2540, house="99010000002"),
    citizen(24, "แอนนา มาเรีย", "เอริกสัน", title="", given_en="Anna Maria", family_en="Eriksson", born_year=2517),
    citizen(25, "ฮุ้ย", "แซ่ลิ้ม", title="นาง"),
    citizen(26, "ทรงศักดิ์", "ภู่ระหงษ์", title="นาย"),
    citizen(27, "จุฬา", "ตุลา", title="นาย", house="99010000002"),
]
HOUSE = {
    "house": "99010000002", "version": 1, "number": "77", "subdistrict": "990102", "tambon": "ดอนไกล", "amphoe": "ก",
    "province": "ข", "postcode": "99000",
}  # fmt: skip
SEARCHES: list[tuple[str, str, int]] = [
    ("Thai digits", format_pin(pin(21)).translate(THAI), 21),
    ("full-width digits and dashes", format_pin(pin(26)).translate(FULL_WIDTH), 26),
    ("a number typed under the Thai layout", latin_to_thai(pin(22)), 22),
    ("zero-width characters pasted along", "\u200b".join(pin(25)), 25),
    ("blanks, as read aloud", " ".join(pin(20)), 20),
    ("a name typed under the Latin layout", thai_to_latin("ธนพัฒน์"), 21),
    ("a Latin name typed under the Thai layout", latin_to_thai("eriksson"), 24),
    ("two letters", "อู", 20),
    ("one letter", "ฮ", 25),
    ("letters that are digits on the other layout", "จุ", 27),
    ("a missing tone mark", "แกวทุ่งนา", 20),
    ("a missing silent mark", "ธนพัฒน ศรีสุวรรณ", 21),
    ("like-sounding letters in both words", "ทรงสักดิ์ พู่ระหงส์", 26),
    ("a letter left out in both words", "ทรงักดิ์ ภู่ระงษ์", 26),
    ("family name first", "แซ่ลิ้ม ฮุ้ย", 25),
    ("names run together, title before", "นายธนพัฒน์ศรีสุวรรณ", 21),
    ("the middle of a family name", "ทักษ์ไพร เกิด:2533", 22),
    ("filters in Thai digits", "กัลยาณี เกิด:๒๕๔๐ ตำบล:ดอน", 23),
    ("a telephone number", "๐๑๐-๐๐๐-๐๐๒๐", 20),
    ("a part of the Latin name", "anna eriks", 24),
    ("passport, two lines by a scanner", "\r".join(TD3), 24),
    ("card of three lines through the wrong layout", "\r".join(map(latin_to_thai, TD1)), 24),
    ("card of two lines", "\r".join(TD2), 24),
]


def test_every_hard_search_finds_its_person(tmp_path: Path) -> None:
    home = tmp_path / "desk"
    desk = make_desk(home)
    tell(desk, ("household.put", HOUSE), *[("citizen.put", person) for person in PEOPLE])
    open_drawer(desk)
    ref = copy_request(desk)
    pay(desk, ref)
    desk.office.close()
    missed = []
    with Terminal([WHOLE_DESK, str(home), "open"]) as terminal:
        terminal.wait_for("รหัสผ่าน")
        terminal.write("\r")
        terminal.wait_for("พิมพ์แล้วหรือไม่")
        terminal.write("y")
        terminal.wait_for("รายการ")
        terminal.write(F[2])
        terminal.wait_for("การพิมพ์ค้น")
        for what, typed, number in SEARCHES:
            terminal.write(F[2])
            terminal.wait_for("การพิมพ์ค้น")
            terminal.write(typed)
            try:
                terminal.wait_for(f"› {mask_pin(pin(number))}", 8)
            except AssertionError:
                missed.append((what, terminal.text().splitlines()[1:6]))
        for typed in (ref.lower(), f"{FISCAL_YEAR}/{BOOK}/1".translate(THAI)):
            terminal.write(F[2])
            terminal.wait_for("การพิมพ์ค้น")
            terminal.write(typed)
            terminal.wait_for("พบเอกสาร 1 รายการ")
        terminal.write(F[2], "9901-000000-2")
        terminal.wait_for("พบ 2 คน")
        terminal.write("\x11")
        assert terminal.wait_for_end() == 0
    assert missed == []
