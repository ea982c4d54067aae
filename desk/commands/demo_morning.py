"""The sample desk's morning: requests in every state, some paid, so that today's queue is half full.

Carried out through the acts of the counter, as officers would, with a clock that walks from opening time to now.
"""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final

from desk.commands.opening import LineFile, SystemRandomness
from desk.counter import cashier, forms, intake, parties, receipts, review, shift
from desk.counter.intake import Draft
from desk.counter.office import Office, unlock_with_key
from desk.counter.session import Session
from desk.model.kinds.requests import PaperShown
from desk.rules.office_day import day_span, office_date
from desk.words import Words
from local_db.desk_file import SystemClock
from local_db.queries import citizens
from local_db.queries import office as office_data
from local_db.queries.citizens import Citizen
from local_db.queries.played_day import living_born_before

if TYPE_CHECKING:
    from desk.catalogue.service import FormField, Service

OPENING_MS: Final = int(8.5 * 3600 * 1000)
STEP_MS: Final = 4 * 60 * 1000
REQUESTS: Final = 24
SERVICES: Final = (
    "CR-COPY", "CR-BIRTH", "CR-DEATH", "CR-MOVE-OUT", "CR-MOVE-IN", "CR-BOOK-REPL", "ID-LOST", "ID-ADDR", "NM-GIVEN",
    "FM-MARRY-OUT", "BZ-REG", "PH-FOOD-LIC",
)  # fmt: skip
"""What the sample office is asked for on an ordinary morning."""
FLOAT: Final = {100_00: 10, 50_00: 10, 20_00: 20, 10_00: 30, 5_00: 20, 1_00: 50}
SEED: Final = 17
ADULT_BORN_BEFORE: Final = 2549
CHOSEN_FROM: Final = 5_000


class WalkingClock:
    """Walks from opening time towards now, a few minutes a request; never beyond now."""

    def __init__(self, now: int, steps: int) -> None:
        opening = day_span(office_date(now))[0] + OPENING_MS
        begin = min(opening, now) if opening < now else max(day_span(office_date(now))[0], now - steps * STEP_MS)
        self._step = max(1, min(STEP_MS, (now - begin) // max(1, steps)))
        self._now, self._end = begin, now

    def walk(self) -> None:
        """On to the next citizen."""
        self._now = min(self._end, self._now + self._step)

    def now_ms(self) -> int:
        """Milliseconds since 1970 UTC."""
        return self._now

    def unsure_ms(self) -> int:
        """The sample's clock is sure."""
        return 0


async def fill_morning(home: Path, key: bytes) -> None:
    """Take in, decide and receipt the morning's requests, and send them to the centre."""
    clock = WalkingClock(SystemClock().now_ms(), REQUESTS + 4)
    office = unlock_with_key(home, key, clock, SystemRandomness())
    try:
        _morning(office, clock)
        await _send(office)
    finally:
        office.close()


def _morning(office: Office, clock: WalkingClock) -> None:
    random = Random(SEED)  # noqa: S311 - a sample wants to be the same each time
    busaba, chai, somying = (_session(office, officer) for officer in ("busaba", "chai", "somying"))
    people = _adults(office, random)
    services = [service for service in intake.services(office) if service.code in SERVICES]
    shift.open_shift(office, chai, "2", FLOAT)
    for number in range(REQUESTS):
        clock.walk()
        service, person = services[number % len(services)], people[number]
        if "citizen" not in service.applicants:
            continue
        officer = busaba if number % 3 else chai
        ref = intake.submit(office, officer, _draft(office, service, person, random), None)
        if service.decided_by == "supervisor" and number % 2:
            decision: Any = "approve" if number % 4 == 1 else "return"
            reason = "" if decision == "approve" else "พื้นที่ร้านไม่ตรงกับผัง โปรดวัดใหม่"
            review.decide(office, somying, review.open_case(office, ref), decision, reason)
        _settle(office, chai, ref, person, number)
    _close_drawer(office, chai)


def _settle(office: Office, cashier_session: Session, ref: str, person: Citizen, number: int) -> None:
    """Every other approved request is paid, or finished where it costs nothing."""
    from local_db.queries import requests

    row = requests.rows(office.read(), [ref])[0]
    if row.state != "approved" or number % 5 == 4:
        return
    if not row.fee_satang:
        if row.fee_satang == 0:
            cashier.finish_free(office, cashier_session, [ref])
        return
    tendered = (row.fee_satang + 99_99) // 100_00 * 100_00
    paid = cashier.take_cash(office, cashier_session, [ref], parties.of_citizen(person), tendered, None)
    receipts.record_print(office, cashier_session, paid.receipt, "printed", 1)


def _close_drawer(office: Office, session: Session) -> None:
    from desk.rules.cash import by_denomination
    from local_db.queries import money

    row = shift.own_shift(office, session)
    assert row is not None
    expected = money.cash_expected(office.read(), row.ref)
    shift.close_shift(office, session, by_denomination(expected), "กะเช้า")


def _draft(office: Office, service: Service, person: Citizen, random: Random) -> Draft:
    house = citizens.household(office.read(), person.house) if person.house else None
    answers: dict[str, Any] = dict(forms.prefill(service, person, house))
    today, calendar = office.today(), office.holidays(office.read())
    for field in service.fields:
        if field.name not in answers and field in forms.asked(service, answers, today, calendar).fields:
            answers[field.name] = _answer(field, random)
    who = parties.of_citizen(person)
    concerns = who if "citizen" in service.concerns else parties.typed(service.concerns[0], "เด็กชาย ตัวอย่าง ทดลอง")
    papers = tuple(PaperShown(paper=paper.code, how="seen") for paper in service.papers if paper.held_by == "citizen")
    return Draft(service, who, concerns, None, answers, papers)


_WRITTEN: Final[dict[str, Any]] = {
    "time": "10:30",
    "pin": "1990100000011",
    "house": "99010000001",
    "phone": "0990000001",
    "money": 100_00,
    "table": [],
}
"""What the sample says in fields whose answers have a form of their own."""


def _answer(field: FormField, random: Random) -> Any:
    if field.type == "number":
        return max(field.least or 1, min(field.most or 5, random.randint(1, 4)))
    if field.type == "yes_no":
        return False
    if field.type == "choice":
        return random.choice(field.choices).value
    if field.type == "date":
        return "2026-11-16"
    return _WRITTEN.get(field.type, "ตัวอย่าง")


def _adults(office: Office, random: Random) -> list[Citizen]:
    """Grown-up, living people of the sample, by their place in it."""
    connection = office.read()
    pins = living_born_before(connection, ADULT_BORN_BEFORE, CHOSEN_FROM)
    found = [citizens.by_pin(connection, pin) for pin in random.sample(pins, REQUESTS)]
    return [person for person in found if person is not None]


def _session(office: Office, officer: str) -> Session:
    row = office_data.officer(office.read(), officer)
    assert row is not None, "the sample's officers came with the first copy"
    return Session(row.officer, Words(row.name_th, row.name_en), row.roles)


async def _send(office: Office) -> None:
    from random import SystemRandom

    from desk.rules import keys
    from sync.engine import Engine
    from sync.link import Link

    identity = office.file.identity()
    switch = LineFile(office.home)
    link = Link(identity.centre_url, keys.private_key(identity.device_key), switch)
    try:
        await Engine(office.file, link, SystemRandom(), switch).once()
    finally:
        await link.close()
