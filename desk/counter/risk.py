"""What a supervisor looks at first, with the reasons: requests to be decided, and things done without them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from desk.counter.office import Office
from desk.counter.session import Session
from desk.rules.office_day import day_span
from desk.rules.risk import Reason, in_order, sampled, score
from local_db import meta
from local_db.connection import Connection
from local_db.queries import office as office_data
from local_db.queries import requests, risk
from local_db.queries.requests import RequestRow
from local_db.queries.risk import NearCloseRow, ReprintRow, ViewRow

QUEUE_MAX: Final = 2_000
LOOKED_AT_MAX: Final = 200
DAY_MS: Final = 86_400_000
HOUR_MS: Final = 3_600_000
MINUTE_MS: Final = 60_000
NEAR_CLOSE_MINUTES: Final = 60
OFFICE_CLOSES: Final = "16:30"
"""When drawers are closed where the office says nothing else (policy `office_closes`)."""
LOOK_BACK_DAYS: Final = 7
"""How many days what was done without a supervisor stays in their list."""
SAME_PERSON_DAYS: Final = 30
LONG_OFFLINE_HOURS: Final = 4
SAMPLE_PERCENT: Final = 5
TO_DECIDE: Final = ("submitted", "in_review")

Sort = Literal["decide", "check"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing for a supervisor. `decide`: a request that waits for a decision; `check`: done without them."""

    ref: str
    sort: Sort
    reasons: tuple[Reason, ...]
    score: int
    request: RequestRow | None = None
    view: ViewRow | None = None
    reprint: ReprintRow | None = None
    void: NearCloseRow | None = None

    @property
    def at(self) -> int:
        """When it was done, ms."""
        for row in (self.view, self.reprint, self.void):
            if row is not None:
                return row.t
        return self.request.opened if self.request is not None else 0

    @property
    def officer(self) -> str:
        """Whose work it is."""
        for row in (self.view, self.reprint, self.void, self.request):
            if row is not None:
                return row.officer
        return ""

    @property
    def own_of(self) -> frozenset[str]:
        """Who had a hand in it and so does not say that it is in order: whose work it is, and who confirmed a void."""
        return frozenset({self.officer, *([self.void.second] if self.void is not None else [])})

    @property
    def shown(self) -> str:
        """The hash of what a list shows of it."""
        spelled = json.dumps([self.ref, self.sort, self.reasons, self.officer, self.at], separators=(",", ":"))
        return hashlib.sha256(spelled.encode()).hexdigest()

    def is_clean(self, officer: str) -> bool:
        """Whether nothing speaks against approving it together with others: no reason to look, not own work, no
        question open, no other supervisor at it, decided by a supervisor alone."""
        row = self.request
        return (
            self.sort == "decide"
            and not self.reasons
            and row is not None
            and row.decided_by == "supervisor"
            and row.officer != officer
            and not row.question
            and row.reviewer in ("", officer)
        )


def review_queue(office: Office, session: Session, limit: int = QUEUE_MAX) -> list[Item]:
    """Everything that waits for this supervisor, what weighs most first; equal weights by due date, then by age.

    Raises RoleForbids.
    """
    session.require("review")
    connection, today = office.read(), office.today()
    rows = requests.in_states(connection, TO_DECIDE, limit)
    reasons = reasons_of(office, connection, [row.ref for row in rows])
    weights = office_data.reference(connection, "review_weights", {})
    found = []
    for row in rows:
        why = reasons[row.ref]
        due = date.fromisoformat(row.due) if row.due else None
        found.append(Item(row.ref, "decide", why, score(why, due, today, weights), request=row))
    found += _done_without(office, connection, today, weights)
    return sorted(found, key=_place)[:limit]


def reasons_of(office: Office, connection: Connection, refs: Sequence[str]) -> dict[str, tuple[Reason, ...]]:
    """Why each of these requests should be looked at; an empty tuple where nothing speaks for it."""
    desk, now = meta.desk(connection), office.clock.now_ms()
    found: dict[str, list[Reason]] = {ref: [] for ref in refs}
    for ref, own in risk.of_own_people(connection, refs).items():
        found[ref].append("own_record" if own else "family_record")
    for ref in risk.edited_after_payment(connection, refs):
        found[ref].append("edited_after_payment")
    days = int(office.policy(connection, "review_same_person_days", SAME_PERSON_DAYS))
    for ref in risk.asked_before(connection, refs, days * DAY_MS):
        found[ref].append("same_person")
    hours = int(office.policy(connection, "review_long_offline_hours", LONG_OFFLINE_HOURS))
    for ref, late in risk.late_ms(connection, desk, refs, now).items():
        if late > hours * HOUR_MS:
            found[ref].append("long_offline")
    percent = int(office.policy(connection, "review_sample_percent", SAMPLE_PERCENT))
    for ref, track in risk.tracks(connection, refs).items():
        if sampled(ref, track, percent):
            found[ref].append("random_sample")
    return {ref: in_order(why) for ref, why in found.items()}


def _done_without(office: Office, connection: Connection, today: date, weights: dict[str, int]) -> list[Item]:
    """Look-ups without request, reprints, and what the counter decided alone where there is a reason to look."""
    _, until = day_span(today)
    since = until - LOOK_BACK_DAYS * DAY_MS
    found: list[Item] = []
    for view in risk.looked_without_request(connection, since, until, LOOKED_AT_MAX):
        why: tuple[Reason, ...] = ("looked_without_request",)
        found.append(Item(view.ref, "check", why, score(why, None, today, weights), view=view))
    for receipt in risk.reprinted(connection, since, until, LOOKED_AT_MAX):
        why = ("reprint",)
        found.append(Item(receipt.ref, "check", why, score(why, None, today, weights), reprint=receipt))
    minutes = int(office.policy(connection, "review_void_near_close_minutes", NEAR_CLOSE_MINUTES))
    closing = str(office.policy(connection, "office_closes", OFFICE_CLOSES))
    for void in risk.voided_near_close(connection, since, until, minutes * MINUTE_MS, closing, LOOKED_AT_MAX):
        why = ("void_near_close",)
        found.append(Item(void.ref, "check", why, score(why, None, today, weights), void=void))
    alone = risk.decided_at_counter(connection, since, until, QUEUE_MAX)
    reasons = {ref: why for ref, why in reasons_of(office, connection, alone).items() if why}
    for row in requests.rows(connection, list(reasons)[:LOOKED_AT_MAX]):
        why = reasons[row.ref]
        found.append(Item(row.ref, "check", why, score(why, None, today, weights), request=row))
    return found


def _place(item: Item) -> tuple[int, str, int]:
    due = item.request.due if item.request is not None and item.sort == "decide" else None
    return (-item.score, due or "9999", item.at)
