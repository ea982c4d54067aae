"""The supervisor's report on paper after a recovery: which receipt numbers are to be looked for in the folders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from desk.counter.printing import Printout, label_of, letterhead
from desk.counter.recovery import WHY_WORDS, Report
from desk.paper.document import Block, Document, Pair, Paragraph, Rule, Signatures
from desk.paper.receipt import record_json
from desk.rules.office_day import moment_words, office_date
from desk.words import Words, same

if TYPE_CHECKING:
    from desk.counter.office import Office

TITLE = Words("รายงานการกู้คืนสมุดรายการของโต๊ะ", "Recovery report of a desk")
SUPERVISOR = Words("หัวหน้าผู้ตรวจ", "Supervisor")
OFFICER = Words("เจ้าหน้าที่รับเงิน", "Cashier")
_NONE = Words("ไม่มี", "none")
_EPOCH = Words("สมุดรอบที่ {epoch}: {why}", "Epoch {epoch}: {why}")
_CARRIED = Words("รายการที่ยกมา", "Lines carried over")
_MISSING = Words("รายการที่หายจากแฟ้มและยังไม่กลับมา", "Lines gone from the file and not back")
_TWICE = Words("เลขใบเสร็จที่อาจมีสองใบบนกระดาษ: {numbers}", "Receipt numbers that may exist twice on paper: {numbers}")
_UNKNOWN = Words("เลขที่เคยออกแต่ไม่มีในเครื่องนี้: {numbers}", "Numbers once issued and not in this desk: {numbers}")
_SEEN = Words("ผู้ตรวจ", "Looked at by")
_SEEN_AT = Words("{who} {when}", "{who}, {when}")
_NOT_YET = Words("ยังไม่มี", "nobody yet")


def recovery_to_print(office: Office, reports: Sequence[Report]) -> Printout:
    """The report: each epoch in doubt, numbers perhaps on two papers, numbers not known."""
    head, now = letterhead(office), office.clock.now_ms()
    blocks = head.over(TITLE, moment_words(now))
    for report in reports:
        blocks += _epoch(report)
    blocks += [Rule(), Signatures((("", OFFICER), ("", SUPERVISOR)))]
    record = record_json("recovery", {"reports": [asdict(report) for report in reports]})
    name = f"recovery-{head.desk}-{office_date(now).isoformat()}"
    document = Document("recovery", label_of(TITLE, head.desk), tuple(blocks), record, "A4", head.sample)
    return Printout(document, name, TITLE, now, name)


def _epoch(report: Report) -> list[Block]:
    why = WHY_WORDS.get(report.why, same(report.why))
    seen = _SEEN_AT.fill(who=report.seen_by, when=moment_words(report.seen_at)) if report.seen_by else _NOT_YET
    return [
        Rule(),
        Pair(_EPOCH.fill(epoch=report.epoch, why=why), moment_words(report.t), "bold"),
        Pair(_CARRIED, same(f"{report.carried:,}")),
        Pair(_MISSING, same(f"{report.missing:,}")),
        Paragraph(_TWICE.fill(numbers=", ".join(report.twice) or _NONE)),
        Paragraph(_UNKNOWN.fill(numbers=", ".join(report.unknown) or _NONE)),
        Pair(_SEEN, seen),
    ]
