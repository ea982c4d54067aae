"""Names of synthetic people: Thai given and family names, put together from elements, with their English spelling.

Every combination is made here; that one of them is also the name of somebody real cannot be helped and means nothing.
"""

from __future__ import annotations

from functools import cache
from random import Random

Pair = tuple[str, str]

_FAMILY_FIRST: tuple[Pair, ...] = (
    ("ทอง", "Thong"), ("แก้ว", "Kaeo"), ("บุญ", "Bun"), ("ศรี", "Si"), ("ชัย", "Chai"), ("สุข", "Suk"),
    ("มณี", "Mani"), ("จันทร์", "Chan"), ("รัตน", "Rattana"), ("เพชร", "Phet"), ("ธรรม", "Tham"), ("กิตติ", "Kitti"),
    ("สิริ", "Siri"), ("อนันต", "Ananta"), ("เกษม", "Kasem"), ("วัฒน", "Watthana"), ("ภูมิ", "Phumi"), ("ดำรง", "Damrong"),
    ("สมบูรณ์", "Sombun"), ("ทวี", "Thawi"), ("ปัญญา", "Panya"), ("โชติ", "Choti"), ("พูน", "Phun"), ("มงคล", "Mongkhon"),
    ("รุ่ง", "Rung"), ("เจริญ", "Charoen"), ("ไพศาล", "Phaisan"), ("นาค", "Nak"), ("ดาว", "Dao"), ("เมฆ", "Mek"),
    ("ตะวัน", "Tawan"), ("พนา", "Phana"), ("ธารา", "Thara"), ("คีรี", "Khiri"), ("นที", "Nathi"), ("ลำดวน", "Lamduan"),
    ("มะลิ", "Mali"), ("ไม้", "Mai"), ("หอม", "Hom"), ("คำ", "Kham"), ("อินทร", "Inthra"), ("วิเศษ", "Wiset"),
    ("พิมล", "Phimon"), ("ประทุม", "Prathum"), ("ยอด", "Yot"), ("เรือง", "Rueang"), ("สว่าง", "Sawang"), ("แสง", "Saeng"),
)  # fmt: skip
_FAMILY_SECOND: tuple[Pair, ...] = (
    ("วงศ์", "wong"), ("พงษ์", "phong"), ("สกุล", "sakun"), ("กุล", "kun"), ("ทรัพย์", "sap"), ("งาม", "ngam"),
    ("ดี", "di"), ("รักษ์", "rak"), ("เดช", "det"), ("ไพบูลย์", "phaibun"), ("รัตน์", "rat"), ("วัฒนา", "watthana"),
    ("พันธ์", "phan"), ("ประเสริฐ", "prasoet"), ("นิยม", "niyom"), ("สวัสดิ์", "sawat"), ("โรจน์", "rot"), ("กิจ", "kit"),
    ("วิไล", "wilai"), ("ภักดี", "phakdi"), ("ชาติ", "chat"), ("ธานี", "thani"), ("บุตร", "but"), ("ใจ", "chai"),
    ("คง", "khong"), ("มั่น", "man"), ("ยืน", "yuen"), ("ร่มเย็น", "romyen"), ("พานิช", "phanit"), ("เกิด", "koet"),
    ("วารี", "wari"), ("เขียว", "khiao"), ("ขาว", "khao"), ("นคร", "nakhon"), ("เมือง", "mueang"), ("อุดม", "udom"),
    ("สถิต", "sathit"), ("ปรีชา", "pricha"), ("ถาวร", "thawon"), ("ผล", "phon"), ("นาวา", "nawa"), ("เวช", "wet"),
    ("สาร", "san"), ("แดน", "daen"), ("ไทร", "sai"), ("พฤกษา", "phrueksa"), ("บรรพต", "banphot"), ("ชล", "chon"),
)  # fmt: skip
_GIVEN_FIRST: tuple[Pair, ...] = (
    ("สม", "Som"), ("บุญ", "Bun"), ("ทอง", "Thong"), ("วิ", "Wi"), ("ประ", "Pra"), ("สุ", "Su"), ("อนุ", "Anu"),
    ("พิ", "Phi"), ("กิตติ", "Kitti"), ("จันทร์", "Chan"), ("มณี", "Mani"), ("ธน", "Thana"), ("ศิริ", "Siri"),
    ("รัตน", "Rattana"), ("นภา", "Napha"),
    ("ปัญ", "Pan"), ("วร", "Wora"), ("อรุณ", "Arun"), ("ชล", "Chon"), ("เพชร", "Phet"),
)  # fmt: skip
_GIVEN_MALE: tuple[Pair, ...] = (
    ("ชัย", "chai"), ("ศักดิ์", "sak"), ("พงษ์", "phong"), ("ชาติ", "chat"), ("เดช", "det"), ("วัฒน์", "wat"),
    ("สิทธิ์", "sit"), ("เกียรติ", "kiat"), ("ฤทธิ์", "rit"), ("ภพ", "phop"), ("นนท์", "non"), ("พล", "phon"),
)  # fmt: skip
_GIVEN_FEMALE: tuple[Pair, ...] = (
    ("ศรี", "si"), ("พร", "phon"), ("ใจ", "chai"), ("มาลี", "mali"), ("รัตน์", "rat"), ("ลักษณ์", "lak"),
    ("ดา", "da"), ("วรรณ", "wan"), ("ณี", "ni"), ("วดี", "wadi"), ("ทิพย์", "thip"), ("ภา", "pha"),
)  # fmt: skip
FOREIGN: tuple[tuple[str, str, str, str], ...] = (  # given and family, as the register writes them, in both scripts
    ("หม่อง", "Maung", "อู", "U"), ("นาง", "Nang", "คำ", "Kham"), ("ทุน", "Tun", "วิน", "Win"),
    ("ซอ", "Saw", "โม", "Moe"),
    ("จาย", "Sai", "หลวง", "Luang"), ("บัว", "Bua", "วันนา", "Vanna"),
    ("สีดา", "Sida", "พมมะ", "Phomma"), ("แดง", "Daeng", "สุวัน", "Souvan"),
)  # fmt: skip


@cache
def _lists() -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Given names (male, female) and family names as Faker lists them."""
    from faker.providers.person.th_TH import Provider

    return tuple(Provider.first_names_male), tuple(Provider.first_names_female), tuple(Provider.last_names)


def family_name(random: Random) -> Pair:
    """A family name; the English spelling is empty where only a list's Thai is known."""
    if random.random() < 0.08:
        return random.choice(_lists()[2]), ""
    first, second = random.choice(_FAMILY_FIRST), random.choice(_FAMILY_SECOND)
    return first[0] + second[0], first[1] + second[1]


def given_name(random: Random, sex: str) -> Pair:
    """A given name of a man (`m`) or a woman (`f`)."""
    if random.random() < 0.5:
        return random.choice(_lists()[0 if sex == "m" else 1]), ""
    first, second = random.choice(_GIVEN_FIRST), random.choice(_GIVEN_MALE if sex == "m" else _GIVEN_FEMALE)
    return first[0] + second[0], first[1] + second[1]
