"""How often an office may ask for papers, and when it explains itself.

The Licensing Facilitation Act, B.E. 2558, as retold on public pages (justicechannel.org, "4 steps"): papers are checked
at once; what is missing is written down and given to the applicant; the office may ask for more only once; when it is
late it explains why every seven days.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from desk.model.errors import NotPermitted
from desk.rules.request_life import DECIDERS
from desk.words import Words

EXPLAIN_EVERY_DAYS: Final = 7


class AskedOnce(NotPermitted):
    """Papers were asked for once already."""

    code = "E340"
    said = Words(
        "คำขอนี้เคยแจ้งเอกสารที่ขาดแล้ว กฎหมายให้แจ้งได้ครั้งเดียว ไม่มีอะไรเปลี่ยนแปลง ถ้าจำเป็นให้หัวหน้าบันทึกเหตุผล",
        "Papers were asked for once already, and the law allows no second time; nothing was changed. Where it must be, "
        "a supervisor records why",
    )


def check_ask(asked_before: int, roles: Collection[str], reason: str) -> None:
    """Raise AskedOnce unless nobody asked before, or one who decides says why it is asked again."""
    if asked_before and not (reason and DECIDERS.intersection(roles)):
        raise AskedOnce()


def explain_on(due: date, told: date | None) -> date:
    """The day by which the office explains why it is late: seven days from the due date, then from each notice."""
    return (told if told is not None and told > due else due) + timedelta(days=EXPLAIN_EVERY_DAYS)
