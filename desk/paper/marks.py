"""Marks that any paper may bear: sample for practice, void, and which copy it is."""

from __future__ import annotations

from typing import Final

from desk.words import Words

SAMPLE: Final = Words("ตัวอย่าง", "SAMPLE")
SAMPLE_LINE: Final = Words("ตัวอย่างเพื่อการฝึก ไม่ใช่เอกสารจริง", "Sample for practice, not a real document")
VOID: Final = Words("ยกเลิก", "VOID")
ORIGINAL: Final = Words("ต้นฉบับ", "Original")
COPY: Final = Words("สำเนา พิมพ์ครั้งที่ {n}", "Copy, print {n}")


def copy_words(copy: int) -> Words:
    """Whether a sheet is the original (1) or which copy of it."""
    return ORIGINAL if copy == 1 else COPY.fill(n=copy)
