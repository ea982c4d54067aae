"""Words the house register writes in Thai, said in English where they are common; all others stay as registered."""

from __future__ import annotations

from typing import Final

from desk.words import Words, same

_ROLES: Final = {
    "เจ้าบ้าน": "householder",
    "คู่สมรส": "spouse",
    "สามี": "husband",
    "ภรรยา": "wife",
    "บิดา": "father",
    "มารดา": "mother",
    "บุตร": "child",
    "บุตรบุญธรรม": "adopted child",
    "หลาน": "grandchild, niece or nephew",
    "พี่": "elder sibling",
    "น้อง": "younger sibling",
    "ปู่": "grandfather",
    "ย่า": "grandmother",
    "ตา": "grandfather",
    "ยาย": "grandmother",
    "ลุง": "uncle",
    "ป้า": "aunt",
    "น้า": "aunt or uncle",
    "อา": "aunt or uncle",
    "เขย": "son-in-law",
    "สะใภ้": "daughter-in-law",
    "ญาติ": "relative",
    "ผู้อาศัย": "resident",
}
_NATIONALITIES: Final = {
    "ไทย": "Thai",
    "เมียนมา": "Myanmar",
    "พม่า": "Myanmar",
    "ลาว": "Lao",
    "กัมพูชา": "Cambodian",
    "เวียดนาม": "Vietnamese",
    "จีน": "Chinese",
    "มาเลเซีย": "Malaysian",
    "อินเดีย": "Indian",
    "ญี่ปุ่น": "Japanese",
}


def role_words(registered: str) -> Words:
    """A role in a house: `เจ้าบ้าน` is "householder" in English; a word not known here stays as it is."""
    return Words(registered, _ROLES[registered]) if registered in _ROLES else same(registered)


def nationality_words(registered: str) -> Words:
    """A nationality: `ไทย` is "Thai" in English; a word not known here stays as it is."""
    return Words(registered, _NATIONALITIES[registered]) if registered in _NATIONALITIES else same(registered)
