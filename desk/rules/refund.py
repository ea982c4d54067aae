"""Which part of a receipt's items a refund takes back: the last named first, each no more than it was paid."""

from __future__ import annotations

from collections.abc import Sequence


def taken_back(items_satang: Sequence[int], done_satang: int, satang: int) -> list[int]:
    """Satang taken back of each item, in their order, after `done_satang` was taken back before.

    Refunds begin at the last item and work upwards, so that several of one receipt never take an item twice. Raises
    ValueError where more is asked than is left.
    """
    if done_satang < 0 or satang < 0 or done_satang + satang > sum(items_satang):
        raise ValueError("more than the items hold")
    before, after = _filled(items_satang, done_satang), _filled(items_satang, done_satang + satang)
    return [now - then for now, then in zip(after, before, strict=True)]


def _filled(items_satang: Sequence[int], satang: int) -> list[int]:
    left, shares = satang, []
    for item in reversed(items_satang):
        share = min(item, left)
        left -= share
        shares.append(share)
    return shares[::-1]
