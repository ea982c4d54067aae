"""What a sum of the bank's is, beside the order it names: exact, short, over, late, twice, unknown. Pure."""

from __future__ import annotations

from typing import Final, Literal

from desk.words import Words

Sort = Literal["exact", "short", "over", "late", "twice", "unknown"]

SORT_WORDS: Final[dict[Sort, Words]] = {
    "exact": Words("ตรง", "exact"),
    "short": Words("ยอดขาด", "short"),
    "over": Words("ยอดเกิน", "over"),
    "late": Words("มาหลังยกเลิกใบสั่ง", "after cancelling"),
    "twice": Words("จ่ายซ้ำ", "paid twice"),
    "unknown": Words("ไม่พบใบสั่ง", "no such order"),
}


def sort_of(state: str | None, order_satang: int, settled_satang: int) -> Sort:
    """What the sum is; `state` is that of the order it names, None where no order bears the reference."""
    if state is None:
        return "unknown"
    if state == "paid":
        return "twice"
    if state == "cancelled":
        return "late"
    if settled_satang == order_satang:
        return "exact"
    return "short" if settled_satang < order_satang else "over"
