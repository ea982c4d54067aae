"""A walk through the real screens: every service opened from a record, filled in key by key, and submitted.

    make walk          every service of the package, with what became of each; exit 1 when one could not be submitted

The whole app over a real encrypted desk, without a centre. Each answer is typed as an officer types it (dates with
the Buddhist year, choices by their number, papers with Space); nothing is put into the form behind its back.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve()
if __name__ == "__main__":
    sys.path[:0] = [str(HERE.parent), str(HERE.parents[2])]

from open_office import until  # noqa: E402
from whole_desk import find, signed_in  # noqa: E402

from desk.catalogue.load import packaged  # noqa: E402
from desk.catalogue.service import FormField, Service  # noqa: E402
from desk.rules.cash import format_baht  # noqa: E402
from local_db.queries import requests  # noqa: E402
from local_db.queries.requests import RequestCase  # noqa: E402
from screens.app import DeskApp  # noqa: E402
from screens.form_lines import AddRow, PaperItem, Question  # noqa: E402
from screens.party import AskParty  # noqa: E402
from screens.party_line import PartyLine  # noqa: E402
from screens.record import RecordScreen  # noqa: E402
from screens.request_form import RequestForm  # noqa: E402
from screens.services import ChooseService  # noqa: E402
from screens.typist import press, type_text  # noqa: E402
from tests.desks import Desk, make_desk, pin  # noqa: E402

STEPS_MAX = 200
JURISTIC = "0994000617721"
TYPED = {
    "text": "ตัวอย่าง",
    "thai_name": "ตัวอย่าง",
    "date": "20112569",
    "time": "0830",
    "pin": pin(2),
    "juristic": JURISTIC,
    "house": "99010000001",
    "phone": "0812345678",
    "choice": "1",
    "address": "9 หมู่ 1 ต.ศรีภูมิ อ.เมืองเชียงใหม่",
    "yes_no": "ช",
}


@dataclass(frozen=True, slots=True)
class Walked:
    """One service that was walked through: its request as kept, how many keys it took, seconds."""

    service: Service
    case: RequestCase
    keys: int
    seconds: float


async def to_record(app: DeskApp) -> None:
    """From the home screen to a record, by name and purpose."""
    await find(app, "น้ำผึ้ง\n")
    await press(app, "1")
    await until(app, lambda: isinstance(app.screen, RecordScreen))


async def walk(app: DeskApp, desk: Desk, service: Service) -> Walked:
    """From the open record to a submitted request and back."""
    began, before = time.perf_counter(), newest(desk)
    await press(app, "f10")
    await until(app, lambda: isinstance(app.screen, ChooseService))
    await type_text(app, f"{service.menu}\n")
    await until(app, lambda: isinstance(app.screen, RequestForm) and bool(app.screen.sheet.lines or not service.fields))
    form = app.screen
    assert isinstance(form, RequestForm)
    keys = await fill(app, form)
    await press(app, "f10")
    await until(app, lambda: isinstance(app.screen, RecordScreen) or form.message_line.words is not None)
    ref = newest(desk)
    if ref == before or ref is None:
        raise AssertionError(f"{service.code}: not submitted: {form.message_line.words}")
    case = requests.one(desk.office.read(), ref)
    assert case is not None
    assert case.row.service == service.code
    return Walked(service, case, keys, time.perf_counter() - began)


async def fill(app: DeskApp, form: RequestForm) -> int:
    """Name who is not named yet, then answer every stop of the sheet; gives the keys pressed."""
    for role in ("applicant", "concerns"):
        if form.parties[role] is None:
            await name_somebody(app, form, role)
    form.sheet.enter()
    await until(app, lambda: app.focused in (form.sheet, form.sheet.field))
    keys = 0
    for _ in range(STEPS_MAX):
        line = form.sheet.at
        if isinstance(app.focused, PartyLine):
            return keys
        if isinstance(line, Question):
            typed = "" if line.text else answer_to(line.field)
            await type_text(app, f"{typed}\n")
            keys += len(typed) + 1
        elif isinstance(line, PaperItem) and line.how == "missing":
            await press(app, "space", "enter")
            keys += 2
        elif isinstance(line, AddRow | PaperItem):
            await press(app, "enter")
            keys += 1
        else:
            return keys
        assert form.sheet.at is not line or form.sheet.field.error is None, form.message_line.words
    raise AssertionError("the form has no end")


async def name_somebody(app: DeskApp, form: RequestForm, role: str) -> None:
    """F4 on the person's line: the first kind that is not in the registry, by name and number."""
    assert form.filling is not None
    service = form.filling.service
    kinds = service.applicants if role == "applicant" else service.concerns
    form.people_lines[role].focus()
    await app.keys_settled()
    await press(app, "f4")
    await until(app, lambda: isinstance(app.screen, AskParty))
    if len(kinds) > 1:
        await type_text(app, "1\n")
    number = {"citizen": pin(2), "foreigner": "AA1234567", "company": JURISTIC}.get(kinds[0])
    if number is not None:
        await type_text(app, f"{number}\n")
    if kinds[0] != "citizen":
        await type_text(app, "ผู้เกี่ยวข้อง ตัวอย่าง\n")
    await press(app, "f10")
    await until(app, lambda: app.screen is form)


def answer_to(field: FormField) -> str:
    """What an officer types into an empty question."""
    if field.type == "number":
        return str(max(field.least if field.least is not None else 1, min(2, field.most or 2)))
    if field.type == "money":
        return f"{max(100_00, field.least or 0) // 100}"
    return TYPED[field.type][: field.max_length]


def newest(desk: Desk) -> str | None:
    """The request taken in last."""
    row = desk.office.read().execute("SELECT ref FROM requests ORDER BY opened_seq DESC LIMIT 1").fetchone()
    return row[0] if row else None


async def everything(desk: Desk) -> int:
    """Walk through every service of the package; gives how many could not be submitted."""
    failed = 0
    services = packaged().on(desk.office.today())
    async with signed_in(desk) as app:
        await to_record(app)
        for service in services:
            try:
                done = await walk(app, desk, service)
            except AssertionError as error:
                failed += 1
                print(f"FAILED  {service.code}: {error}")
                while not isinstance(app.screen, RecordScreen):
                    await press(app, "f12")
                continue
            fee = "-" if done.case.row.fee_satang is None else format_baht(done.case.row.fee_satang)
            questions, papers = len(done.case.form), len(done.case.papers)
            print(
                f"{service.menu} {service.code:<20} {done.case.row.state:<14} {questions:2d} answers "
                f"{papers:2d} papers {done.keys:3d} keys {fee:>8} baht {done.seconds:5.2f} s"
            )
    print(f"{len(services) - failed} of {len(services)} services opened, filled in and submitted")
    return failed


def main() -> int:
    """Walk, print, and say by the exit code whether all went well."""
    with tempfile.TemporaryDirectory() as folder:
        return min(1, asyncio.run(everything(make_desk(Path(folder)))))


if __name__ == "__main__":
    sys.exit(main())
