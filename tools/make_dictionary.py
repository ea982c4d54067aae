"""Make the compression dictionary of the wire: raw content, from lines invented here and from nothing else.

    python tools/make_dictionary.py [--check]

The same services and kinds give the same bytes. Who changes either may make the dictionary anew; an older one goes on
working, it only saves less. `--check` writes nothing and says whether it would differ (exit 1).
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from desk.catalogue.load import packaged
from desk.catalogue.service import FormField, Service
from desk.model.kinds import KINDS
from desk.model.line import Journal, encode_json, encode_line
from desk.rules import keys
from sync import compression
from sync.central.sample import make_sample
from sync.segment import SegmentHeader
from sync.wire import Ack, SyncReply, SyncRequest

HOUSE = Path(__file__).resolve().parent.parent
FOLDER = HOUSE / "sync" / "central" / "dictionaries"
BYTES = 32 * 1024
PEOPLE = 2_000
SEED = 57
JOURNAL = Journal("9901A", 1)
START = 1_790_000_000_000
TITLES = ("นาย", "นาง", "นางสาว")
GIVEN = ("สมมติ", "ตัวอย่าง", "ทดลอง", "สาธิต", "จำลอง", "ประดิษฐ์", "แบบฝึก", "ลองดู")
FAMILY = ("ตัวอย่างดี", "ทดลองงาน", "สาธิตไทย", "จำลองกิจ", "สมมติวงศ์", "แบบเรียน")
PLACES = ("ต.ตัวอย่าง อ.ตัวอย่าง จ.ตัวอย่าง 57000", "ต.ในเมือง อ.เมืองตัวอย่าง จ.ตัวอย่าง 10000")
TEXTS = ("ตัวอย่าง", "ขอใหม่แทนของเดิมที่สูญหาย", "ประกอบการขออนุญาต", "ตามเอกสารที่แนบมาด้วยนี้")
SIGNATURE = keys.b64encode(bytes(64))
DIGEST = keys.b64encode(bytes(32))
KEY = keys.b64encode(bytes(8))


class LineMaker:
    """Lines of one invented desk, one visit after the other."""

    def __init__(self, seed: int, journal: Journal = JOURNAL, *, names: Sequence[str] | None = None) -> None:
        """`names` for the people instead of the invented ones (figures are taken with other names than these)."""
        self._random = Random(seed)  # noqa: S311 - the same every time
        self._journal = journal
        self._names = names
        self._services = packaged().definitions()
        self._n = 0
        self._t = START + seed * 86_400_000
        self._receipt = 0

    def visit(self, service: Service) -> Iterator[bytes]:
        """Everything from coming in to the receipt, for one service."""
        person, visit = self._person(), self._line("visit.opened", {"purpose": "request"})
        yield visit[1]
        seen = {"citizen": person["number"], "name": person["name"], "visit": visit[0], "purpose": "request"}
        yield self._line("record.viewed", seen | {"source": "copy", "as_of": self._t})[1]
        request, raw = self.request(service, person, visit[0])
        yield raw
        if service.decided_by == "supervisor":
            decision = {"request": request, "shown": hashlib.sha256(raw).hexdigest(), "note": ""}
            yield self._line("request.approved", decision, o="somying", p=request)[1]
        yield from self._money(service, request, person, visit[0])
        yield self._line("request.done", {"request": request}, p=request)[1]
        yield self._line("visit.closed", {"visit": visit[0]}, p=visit[0])[1]

    def request(self, service: Service, person: dict[str, Any], visit: str) -> tuple[str, bytes]:
        """One `request.submitted`, its form answered."""
        form: dict[str, Any] = {}
        for field in service.fields:
            if field.when is None or field.when.holds(dict(form)):
                form[field.name] = self._answer(field)
        papers = [{"paper": paper.code, "how": "seen"} for paper in service.papers]
        return self._line(
            "request.submitted",
            {
                "service": service.code,
                "service_from": service.valid_from.isoformat(),
                "applicant": person,
                "concerns": person,
                "form": form,
                "papers": papers,
                "fee_satang": 2000,
                "due": self._day(),
                "visit": visit,
                "decided_by": service.decided_by,
                "track": "".join(self._random.choice("23456789ABCDEFGH") for _ in range(10)),
            },
        )

    def long_request(self, service: Service, size: int) -> bytes:
        """A request whose line has about `size` bytes: its form says more, in words that differ each time."""
        person = self._person()
        form = {"reason": ""}
        base = len(self.request_line(service, person, form))
        self._n -= 1
        words: list[str] = []
        while base + len(" ".join(words).encode()) < size:
            words.append(self._word())
        form["reason"] = " ".join(words)
        return self.request_line(service, person, form)

    def request_line(self, service: Service, person: dict[str, Any], more: dict[str, Any]) -> bytes:
        """A request with more answers than the service asks for."""
        form = {field.name: self._answer(field) for field in service.fields} | more
        body = {
            "service": service.code, "service_from": service.valid_from.isoformat(), "applicant": person,
            "concerns": person, "form": form, "papers": [{"paper": p.code, "how": "seen"} for p in service.papers],
            "fee_satang": 2000, "due": self._day(), "decided_by": service.decided_by, "track": "23456789AB",
        }  # fmt: skip
        return self._line("request.submitted", body)[1]

    @property
    def services(self) -> Sequence[Service]:
        return self._services

    def _money(self, service: Service, request: str, person: dict[str, Any], visit: str) -> Iterator[bytes]:
        shift = self._journal.reference(2)
        items = [{"request": request, "label": service.name.th, "satang": 2000}]
        order = {"items": items, "satang": 2000, "payer": person, "method": "cash", "shift": shift, "visit": visit}
        bill, raw = self._line("order.opened", order)
        yield raw
        paid = {"order": bill, "method": "cash", "satang": 2000, "tendered_satang": 10000, "change_satang": 8000}
        payment, raw = self._line("payment.taken", paid | {"shift": shift}, p=bill)
        yield raw
        self._receipt += 1
        book = {"book": "2570/0001", "number": self._receipt, "fiscal_year": 2570, "order": bill, "payment": payment}
        paper = book | {"payer": person, "items": items, "satang": 2000, "date": self._day(), "shift": shift}
        receipt, raw = self._line("receipt.issued", paper, p=payment)
        yield raw
        printed = {"receipt": receipt, "result": "printed", "copy_number": 1}
        yield self._line("receipt.printed", printed, p=receipt)[1]

    def _line(self, kind: str, body: dict[str, Any], *, o: str = "anan", p: str | None = None) -> tuple[str, bytes]:
        members = KINDS[kind].model_validate(body).members()
        self._n += 1
        self._t += self._random.randint(900, 60_000)
        return self._journal.reference(self._n), encode_line(n=self._n, t=self._t, o=o, p=p, k=kind, b=members)

    def _person(self) -> dict[str, Any]:
        name = f"{self._random.choice(TITLES)}{self._word()} {self._word()}" if self._names else (
            f"{self._random.choice(TITLES)}{self._random.choice(GIVEN)} {self._random.choice(FAMILY)}"
        )  # fmt: skip
        number = f"19901{self._random.randrange(10**8):08d}"
        address = f"{self._random.randint(1, 299)} หมู่ {self._random.randint(1, 12)} {self._random.choice(PLACES)}"
        return {"kind": "citizen", "name": name, "number": number, "address": address, "identity": "card_seen"}

    def _word(self) -> str:
        return self._random.choice(self._names or GIVEN)

    def _day(self) -> str:
        return f"2026-{self._random.randint(10, 12)}-{self._random.randint(1, 28):02d}"

    def _answer(self, field: FormField) -> Any:
        random = self._random
        if field.type == "number":
            return random.randint(field.least or 1, min(field.most or 99, (field.least or 1) + 50))
        if field.type == "yes_no":
            return random.random() < 0.5
        if field.type == "choice":
            return random.choice(field.choices).value
        if field.type == "date":
            return self._day()
        if field.type == "pin":
            return f"19901{random.randrange(10**8):08d}"
        if field.type == "address":
            return f"{random.randint(1, 299)} หมู่ {random.randint(1, 12)} {random.choice(PLACES)}"
        return random.choice(self._names or TEXTS)[: field.max_length]


def heads() -> Iterator[bytes]:
    """First lines and headers of requests and replies, and what the centre says most."""
    ack = Ack("9901A", 1, 120, bytes(32), START, KEY, SIGNATURE)
    yield SyncReply(START, (ack,), (), "0123abcd.1200", "0123abcd.1234", False, SIGNATURE).encode()
    yield encode_json({"segment": SegmentHeader("9901A", 1, 1, 25, bytes(32), START, KEY, SIGNATURE).members()})
    yield SyncRequest("9901A", 1, 120, START, "0123abcd.1200", 262144, {"9901A": 95}, 25).encode()


def feed(lines: Sequence[bytes]) -> Iterator[bytes]:
    """Lines of the feed: journal lines inside lines, and the centre's own words."""
    for f, raw in enumerate(lines, 1200):
        yield b'{"f":%d,"k":"line","b":%s}' % (
            f,
            encode_json({"desk": "9901B", "epoch": 1, "line": raw.decode("utf-8")}),
        )
    citizen = {
        "pin": "1990100000011", "version": 2, "title": "นาย", "given": "สมมติ", "family": "ตัวอย่างดี", "sex": "m",
        "born_year": 2530, "born_month": 1, "born_day": 1, "house": "99010000001", "role": "เจ้าบ้าน",
        "nationality": "ไทย", "status": "alive", "phone": "0100000000",
    }  # fmt: skip
    outcome = {"ref": "9901A-17", "result": "refused", "code": "roles", "detail": "", "fields": {}}
    for kind, body in (
        ("payment.settled", {"ref1": "9901A42", "satang": 2000, "at": START, "bank_ref": "DEMO9901A42"}),
        ("citizen.put", citizen),
        ("outcome", outcome | {"result": "conflict", "code": "not-latest", "fields": {"state": "approved"}}),
        ("outcome", outcome),
        ("applied", {"desk": "9901A", "epoch": 1, "through": 120}),
    ):
        yield b'{"f":1234,"k":"%s","b":%s}' % (kind.encode(), encode_json(body))


def make() -> bytes:
    """The dictionary: what is needed most stands at the end, where zstd reaches it cheapest."""
    people = make_sample("9901", PEOPLE, SEED)
    names = [f"{person['given']} {person['family']}" for person in people.citizens if person["family"]]
    maker = LineMaker(SEED, names=[part for name in names for part in name.split(" ")])
    visits = [list(maker.visit(service)) for service in maker.services]
    requests = [line for visit in visits for line in visit if b'"k":"request.submitted"' in line]
    others = [line for line in visits[0] if b'"k":"request.submitted"' not in line]
    supervised = [line for visit in visits for line in visit if b'"k":"request.approved"' in line][:1]
    carried = list(feed([others[0], requests[0], others[-4]]))
    end = [*carried, *heads(), *supervised, *others]
    room = BYTES - sum(len(line) + 1 for line in end)
    chosen: list[bytes] = []
    for line in requests:
        if len(line) + 1 <= room:
            chosen.append(line)
            room -= len(line) + 1
    return b"".join(line.rstrip(b"\n") + b"\n" for line in [*vocabulary(names, room), *reversed(chosen), *end])


def vocabulary(names: Sequence[str], room: int) -> Iterator[bytes]:
    """A chunk of the feed's columns with as many different names as there is room for: what names are made of."""
    given, family = (list(dict.fromkeys(name.split(" ")[part] for name in names)) for part in (0, 1))
    for count in range(min(len(given), len(family)), 0, -1):
        columns = {"given": given[:count], "family": family[:count]}
        line = b'{"f":7,"k":"citizen.columns","b":%s}' % encode_json({"count": count, "columns": columns})
        if len(line) < room:
            yield line
            return


def main() -> int:
    """Write the file under the beginning of its hash, or compare."""
    made = make()
    assert compression.DICTIONARY_BYTES_LEAST < len(made) <= compression.DICTIONARY_BYTES_MAX
    held = sorted(FOLDER.glob("*.dictionary"))
    name = f"{1 + len(held):04d}-{hashlib.sha256(made).hexdigest()[:12]}.dictionary"
    if any(path.read_bytes() == made for path in held):
        return 0
    if "--check" in sys.argv:
        print(f"{FOLDER.name}: the newest would differ", file=sys.stderr)  # noqa: T201 - a developer's own tool
        return 1
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / name).write_bytes(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
