"""What a change of a record makes a thing of the past: the name and the address that held until that day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

PAST_MAX: Final = 40
_NAMED: Final = ("title", "given", "middle", "family")


def full_name(record: Mapping[str, Any]) -> str:
    """Title, given, middle and family name as written in Thai."""
    title, *names = (str(record.get(name) or "") for name in _NAMED)
    return title + " ".join(name for name in names if name)


def with_past(before: Mapping[str, Any], after: Mapping[str, Any], day: str, address: str = "") -> Sequence[Any] | None:
    """The past of a record changed on `day` (ISO): what it had, and what no longer holds; None where there is none.

    `address` is the one written out that belonged to `before`.
    """
    past = list(before.get("past") or [])
    if full_name(before) != full_name(after):
        past.append({"until": day, "name": full_name(before)})
    if before.get("house") != after.get("house") and (address or before.get("house")):
        past.append({"until": day, "address": address or str(before["house"])})
    return past[-PAST_MAX:] or None
