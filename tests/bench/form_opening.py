"""How long the form of a service takes to open: a form of 20 fields, once warm, from the key to the painted screen.

    python tests/bench/form_opening.py [runs]

Without a terminal, over a real encrypted desk: what is timed is building the questions, filling them in from the
record, laying out and painting. The goal is 50 ms; a form of 5 fields stands beside it. On a busy machine the time of
computing alone says more.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[1] / "screens"), str(HERE.parents[2])]

from open_office import OfficeApp, at_the_desk  # noqa: E402

from desk.counter.record import open_record  # noqa: E402
from screens.request_form import RequestForm  # noqa: E402
from tests.counter.days import open_visit  # noqa: E402
from tests.desks import make_desk, pin, tell  # noqa: E402

TYPES = ("text", "thai_name", "date", "number", "yes_no")


def definition(fields: int) -> dict[str, Any]:
    """A service with so many questions of every common type, some filled in from the record."""
    return {
        "code": f"XX-WIDE{fields}",
        "menu": "990",
        "name": {"th": "แบบฟอร์มยาว", "en": "A long form"},
        "domain": "office",
        "applicants": ["citizen"],
        "concerns": ["citizen"],
        "valid_from": "2024-10-01",
        "decided_by": "counter",
        "confidence": "to_confirm",
        "fields": [
            {
                "name": f"field_{n}",
                "type": TYPES[n % len(TYPES)],
                "label": {"th": f"ช่องที่ {n}", "en": f"Field {n}"},
                **({"from": "given"} if n % len(TYPES) == 1 else {}),
            }
            for n in range(fields)
        ],
        "papers": [{"code": f"p{n}", "label": {"th": f"เอกสาร {n}", "en": f"Paper {n}"}} for n in range(4)],
        "fee": {"kind": "fixed", "satang": 0},
    }


async def opening_ms(app: OfficeApp, code: str, runs: int) -> list[tuple[float, float]]:
    """Open and leave the form so many times; ms until its questions stand painted, and ms of computing alone."""
    desk = app.desk_under_test
    app.work.visit = open_visit(desk)
    record = open_record(desk.office, desk.session("anan"), pin(1), app.work.visit)
    times = []
    for _ in range(runs):
        began, cpu = time.perf_counter(), time.process_time()
        form = RequestForm(code, record.citizen, record.household)
        await app.push_screen(form)
        while form.filling is None or form.sheet.at is None:
            await asyncio.sleep(0)
        form._compositor.render_strips()
        times.append(((time.perf_counter() - began) * 1000, (time.process_time() - cpu) * 1000))
        await app.keys_settled()
        form.dismiss(None)
        await app.keys_settled()
    return times


async def main() -> None:
    """Measure and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as folder:
        desk = make_desk(Path(folder))
        tell(desk, *(("catalogue.put", {"service": definition(fields)}) for fields in (5, 20)))
        async with at_the_desk(desk, "anan") as app:
            for fields in (5, 20):
                first, *warm = await opening_ms(app, f"XX-WIDE{fields}", runs)
                wall, cpu = (statistics.median(column) for column in zip(*warm, strict=True))
                print(f"{fields:2d} fields: first {first[0]:.0f} ms, warm {wall:.1f} ms, computing alone {cpu:.1f} ms")


if __name__ == "__main__":
    asyncio.run(main())
