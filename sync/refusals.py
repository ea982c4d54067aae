"""What an answer that is no success means to the desk: the named failure behind status and problem. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from desk.words import Words
from sync.errors import ClockWrong, CodeRefused, DeskRefused, NotTheCentre, SignatureRefused
from sync.impostors import answered_instead
from sync.line_errors import CentreBusy, RequestTooLarge, WireTooOld
from sync.wire import PROBLEM_TYPE

RETRY_AFTER_S = 5
RETRY_AFTER_MAX_S = 600
_PROBLEMS_OF_DESK = {
    "revoked": Words("ถูกยกเลิกสิทธิ์", "revoked"),
    "unknown-desk": Words("ไม่รู้จักโต๊ะนี้", "unknown desk"),
    "copied": Words("มีเครื่องอื่นใช้รหัสโต๊ะเดียวกัน", "another machine claims this desk"),
}


class EncodingRefused(Exception):
    """415: the same again, packed in a plainer way. Never leaves the link."""


def read_object(content: bytes) -> dict[str, Any]:
    """A JSON object; raises NotTheCentre."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as fault:
        raise NotTheCentre.unreadable() from fault
    if not isinstance(value, dict):
        raise NotTheCentre.unreadable()
    return value


def refusal(status: int, headers: Mapping[str, str], content: bytes, *, enrolling: bool = False) -> Exception:
    """The named failure behind an answer that is no success; `headers` by name in whatever case the mapping finds."""
    if status == 413:
        # also from a proxy in front, whose page is no problem document: smaller is the cure either way
        return RequestTooLarge(_max_named(headers, content))
    if status == 415:
        return EncodingRefused()
    if not is_kind(headers, PROBLEM_TYPE):
        return answered_instead(status, headers, content)
    try:
        problem = read_object(content)
    except NotTheCentre as fault:
        return fault
    name = str(problem.get("type", "")).rstrip("/").rsplit("/", 1)[-1]
    if status == 409 and name == "clock":
        time = problem.get("time")
        return ClockWrong(time if type(time) is int else None)
    if status == 426:
        return WireTooOld()
    if status in (429, 503):
        return CentreBusy(seconds=retry_after(headers))
    if enrolling and status in (400, 401, 403, 404, 409, 410):
        return CodeRefused()
    if status == 401:
        return SignatureRefused()
    if status == 403:
        return DeskRefused(_PROBLEMS_OF_DESK.get(name, Words("ไม่อนุญาต", "not permitted")), name)
    return NotTheCentre(Words("รหัส {status} {name}", "status {status} {name}").fill(status=status, name=name[:40]))


def named(fault: Exception) -> Exception:
    """What leaves the link: an encoding refused even when plain is no centre of ours."""
    if isinstance(fault, EncodingRefused):
        return NotTheCentre(Words("รหัส {status}", "status {status}").fill(status=415))
    return fault


def is_kind(headers: Mapping[str, str], kind: str) -> bool:
    """Whether the answer's media type is `kind`, whatever its parameters."""
    return headers.get("content-type", "").split(";", 1)[0].strip().lower() == kind


def retry_after(headers: Mapping[str, str]) -> int:
    """Seconds to wait, from Retry-After: a number of seconds or an HTTP date (which counts from the answer's own Date,
    so that a desk's wrong clock does not matter); RETRY_AFTER_S where it says nothing of use."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit() and len(said) < 10:
        return min(int(said), RETRY_AFTER_MAX_S)
    until, now = _http_date(said), _http_date(headers.get("date", ""))
    if until is None or now is None:
        return RETRY_AFTER_S
    return min(max(0, int((until - now).total_seconds())), RETRY_AFTER_MAX_S)


def _http_date(said: str) -> datetime | None:
    if not said:
        return None
    try:
        found = parsedate_to_datetime(said)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _max_named(headers: Mapping[str, str], content: bytes) -> int:
    if not is_kind(headers, PROBLEM_TYPE):
        return 0
    try:
        most = read_object(content).get("max")
    except NotTheCentre:
        return 0
    return most if type(most) is int and most > 0 else 0
