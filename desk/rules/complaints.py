"""The life of a complaint, and what it may be about. Pure.

How long the office has to answer is the office's to set (policy `complaint_days`, in working days): no source this
project could read says it for a district office, so without it no due date is reckoned and the officer may type one.
"""

from __future__ import annotations

from typing import Final, Literal

from desk.model.kinds.complaints import Category, Channel
from desk.words import Words

State = Literal["open", "forwarded", "closed", "not_taken"]

CATEGORY_WORDS: Final[dict[Category, Words]] = {
    "service": Words("การให้บริการ", "Service at the office"),
    "officer": Words("พฤติกรรมเจ้าหน้าที่", "Conduct of an officer"),
    "neighbour": Words("ข้อพิพาทเพื่อนบ้าน", "Dispute with neighbours"),
    "environment": Words("สิ่งแวดล้อม เหตุรำคาญ", "Environment, nuisance"),
    "public_works": Words("ถนน น้ำ ไฟ สาธารณูปโภค", "Roads, water, power"),
    "debt": Words("หนี้สิน", "Debt"),
    "benefit": Words("สวัสดิการ", "Benefits"),
    "other": Words("อื่น ๆ", "Other"),
}
CHANNEL_WORDS: Final[dict[Channel, Words]] = {
    "counter": Words("ที่เคาน์เตอร์", "At the counter"),
    "telephone": Words("โทรศัพท์", "Telephone"),
    "letter": Words("จดหมาย", "Letter"),
    "online": Words("ออนไลน์", "Online"),
    "box": Words("ตู้รับเรื่อง", "Box"),
}
STATE_WORDS: Final[dict[State, Words]] = {
    "open": Words("กำลังดำเนินการ", "Open"),
    "forwarded": Words("ส่งต่อแล้ว", "Forwarded"),
    "closed": Words("ตอบแล้ว", "Answered"),
    "not_taken": Words("ส่วนกลางไม่รับ", "Not taken"),
}
FROM: Final[dict[str, frozenset[str]]] = {
    "complaint.forwarded": frozenset({"open", "forwarded"}),
    "complaint.answered": frozenset({"open", "forwarded"}),
    "complaint.reopened": frozenset({"closed"}),
}
"""States in which each kind of line may follow; every state has a way on."""
