"""The data meter as screens read it: bytes by day, what they cost, how much of the budget is used, what still waits."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from desk.rules.cash import format_baht
from desk.rules.line_budget import MB, WARN_PERCENT, Budget, HeldBack, hours_of, percent
from desk.words import Words, same
from local_db import data_use, files, meta
from local_db.data_use import DayUse
from local_db.queries import files_wait
from local_db.queries import office as office_data
from local_db.queries.sync import unsent_bytes

if TYPE_CHECKING:
    from desk.counter.office import Office
    from desk.counter.session import Session
    from local_db.connection import Connection

DAYS: Final = 31
_SIZES: Final = (
    (1_000_000, Words("{n} เมกะไบต์", "{n} MB")),
    (1_000, Words("{n} กิโลไบต์", "{n} kB")),
    (1, Words("{n} ไบต์", "{n} bytes")),
)
DATA_WORDS: Final = Words("ข้อมูล (เมกะไบต์)", "Data used (MB)")
_USED: Final = Words("วันนี้ {today} · เดือนนี้ {month}", "today {today} · month {month}")
_OF: Final = Words("{used} จาก {budget}", "{used} of {budget}")
_NEAR: Final = Words("! {used} จาก {budget} ({percent}%)", "! {used} of {budget} ({percent}%)")
_COST: Final = Words("{used} · {baht} บาท", "{used} · {baht} baht")
_WAITS: Final[dict[HeldBack, Words]] = {
    "facts": Words("หลังรายการที่รอส่ง", "after the unsent lines"),
    "served": Words("มีผู้รับบริการอยู่", "somebody is served"),
    "hours": Words("ส่งในเวลา {begin}-{end}", "goes at {begin} to {end}"),
    "day": Words("เต็มโควตาวันนี้", "today's data is used up"),
    "month": Words("เต็มโควตาเดือนนี้", "this month's data is used up"),
}


@dataclass(frozen=True, slots=True)
class DataUse:
    """What the line carried and what waits for it.

    `today` and `days` (newest first) in bytes; `month` bytes both ways since its first; `satang` today's cost;
    `percent` of the day's and `month_percent` of the month's budget, None without one; `files` and `file_bytes` scans
    not gone up yet, `stuck` of them cannot be sent, `in_branch` are held by the branch's hub; `waits` why they do not
    go now, `hours` when they may, `now` that somebody said they go now; `rate` bytes a second the line was last seen
    to carry, 0 where not measured; `seconds_to_send` how long what is unsent takes at that rate, None where nobody
    knows.
    """

    today: DayUse
    days: tuple[DayUse, ...]
    month: int
    satang: int
    budget: Budget
    files: int
    file_bytes: int
    stuck: int
    in_branch: int
    waits: HeldBack | None
    hours: tuple[str, str] | None
    now: bool
    rate: int
    seconds_to_send: int | None

    @property
    def percent(self) -> int | None:
        """How much of the day's budget is used."""
        return percent(self.today.up + self.today.down, self.budget.bytes_a_day)

    @property
    def month_percent(self) -> int | None:
        """How much of the month's."""
        return percent(self.month, self.budget.bytes_a_month)

    @property
    def warns(self) -> bool:
        """Whether a budget is nearly used up."""
        return any(each is not None and each >= WARN_PERCENT for each in (self.percent, self.month_percent))

    def as_json(self) -> dict[str, Any]:
        """For `desk status --json`."""
        told = asdict(self)
        for name in ("days", "budget"):
            del told[name]
        budget = {"bytes_a_day": self.budget.bytes_a_day, "bytes_a_month": self.budget.bytes_a_month}
        return told | budget | {"percent": self.percent, "month_percent": self.month_percent}


def data_used(office: Office) -> DataUse:
    """Read from this thread's connection; changes nothing."""
    return read_data_use(office.read(), office.today().isoformat(), office.clock.now_ms())


def read_data_use(connection: Connection, today: str, now_ms: int) -> DataUse:
    """The same on any connection; `today` ISO."""
    used = data_use.of_day(connection, today)
    budget = Budget.read(lambda name: office_data.policy(connection, name, None))
    waiting = files.waiting(connection)
    rate = int(meta.get(connection, "line_rate", 0) or 0)
    packed = int(meta.get(connection, "lines_packed", 0) or 400)
    unsent = unsent_bytes(connection) * 100 // max(packed, 100)
    return DataUse(
        today=used,
        days=tuple(data_use.last_days(connection, DAYS)),
        month=data_use.of_month(connection, today),
        satang=budget.cost_satang(used.up + used.down),
        budget=budget,
        files=waiting.files,
        file_bytes=waiting.bytes,
        stuck=waiting.stuck,
        in_branch=waiting.in_branch,
        waits=files_wait.held_back(connection, now_ms) if waiting.files else None,
        hours=hours_of(office_data.policy(connection, "files.hours", None)),
        now=files_wait.asked_now(connection, now_ms),
        rate=rate,
        seconds_to_send=0 if not unsent else -(-unsent // rate) if rate else None,
    )


def send_files_now(office: Office, session: Session) -> int:
    """Scans go at once: hours, budgets and whoever is served hold them back no more today, what got stuck is tried
    again. What is unsent of the journal still goes first. Gives how many files there are (at least 1). Raises
    RoleForbids."""
    session.require("take_request")
    now = office.clock.now_ms()

    def ask(connection: Connection) -> int:
        files_wait.ask_now(connection, now)
        files.try_all_again(connection)
        return max(1, files.waiting(connection).files)

    return office.file.store.write(ask)


def size_words(size: int) -> Words:
    """Bytes in the unit that reads best: `1.2 MB`, `340 kB`."""
    unit, said = next(((unit, said) for unit, said in _SIZES if size >= unit), _SIZES[-1])
    number = f"{size / unit:,.1f}" if unit > 1 and size < 100 * unit else f"{size // unit:,}"
    return said.fill(n=number)


def used_words(used: DataUse) -> Words:
    """What the line carried today and this month in megabytes, beside what it may, and today's cost."""
    today = _beside(used.today.up + used.today.down, used.budget.bytes_a_day, used.percent)
    month = _beside(used.month, used.budget.bytes_a_month, used.month_percent)
    said = _USED.fill(today=today, month=month)
    if used.budget.satang_a_mb:
        said = _COST.fill(used=said, baht=format_baht(used.satang))
    return said


def waiting_words(used: DataUse) -> Words:
    """How many scans wait, how much of them, and why they do not go now."""
    if not used.files:
        return Words("ไม่มีแฟ้มรอส่ง", "none waits")
    said = Words("รอส่ง {n} แฟ้ม {size}", "{n} waiting, {size}").fill(n=used.files, size=size_words(used.file_bytes))
    if used.stuck:
        stuck = Words("! {said} · ส่งไม่ได้ {n} แฟ้ม กด N ลองใหม่", "! {said} · {n} cannot be sent: N tries again")
        return stuck.fill(said=said, n=used.stuck)
    if used.in_branch == used.files:
        return Words("{said} · อยู่ที่ศูนย์กลางสำนักงาน", "{said} · held by the branch's hub").fill(said=said)
    if used.waits is None:
        return Words("{said} · กำลังส่งเมื่อสายว่าง", "{said} · going as the line allows").fill(said=said)
    why = why_words(used)
    if used.waits == "facts":
        return Words("{said} · {why}", "{said} · {why}").fill(said=said, why=why)
    return Words("{said} · {why} · กด N ส่งเลย", "{said} · {why} · N sends now").fill(said=said, why=why)


def why_words(used: DataUse) -> Words:
    """Why scans do not go now; empty where they do."""
    if used.waits is None:
        return Words("", "")
    begin, end = used.hours or ("", "")
    return _WAITS[used.waits].fill(begin=begin, end=end)


def _beside(used: int, budget: int, part: int | None) -> Words:
    if part is None:
        return same(_megabytes(used))
    said = _NEAR if part >= WARN_PERCENT else _OF
    return said.fill(used=_megabytes(used), budget=_megabytes(budget), percent=part)


def _megabytes(size: int) -> str:
    number = size / MB
    return f"{number:,.2f}" if number < 1 else f"{number:,.1f}" if number < 100 else f"{number:,.0f}"
