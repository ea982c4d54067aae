"""Records into a branch: the sample, a CSV file, a service definition; said in the feed as they are written."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar

from pydantic import ValidationError
from sqlalchemy import Connection, select

from desk.catalogue.service import Service
from desk.model.errors import Misused
from desk.model.feed import CitizenPut
from desk.model.line import encode_json
from desk.words import Words
from sync.central import officers, tables
from sync.central.enrolment import require_branch
from sync.central.feed import FeedWriter, lock_branch
from sync.central.registry import put_records
from sync.central.sample import make_sample, sample_officers
from sync.central.snapshots import columns_of
from sync.central.store import Store

# A page holds at least one line, and a receiver that asks for little reads 1 MiB: no line of the feed comes near that.
FEED_ROWS = 1_000
FEED_BYTES = 600 * 1024
_NUMBERS = ("version", "born_year", "born_month", "born_day")


class CsvInvalid(Misused):
    code: ClassVar[str] = "E932"
    said: ClassVar[Words] = Words(
        "แฟ้มรายชื่อบรรทัด {line} ช่อง {key} ไม่ถูกต้อง บรรทัดก่อนหน้านี้นำเข้าแล้วเท่าที่เต็มชุด แก้แล้วนำเข้าใหม่ได้ทั้งแฟ้ม",
        "Line {line}: {key} is not right. Whole batches before it were loaded; correct it and load the file again",
    )


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many records were written."""

    citizens: int
    households: int


def load_sample(store: Store, branch: str, citizens: int, seed: int, now: int) -> Loaded:
    """Make and write the sample of a branch, with its officers and the demo's biller. Raises UnknownBranch."""
    store.read(lambda connection: require_branch(connection, branch))
    sample = make_sample(branch, citizens, seed)
    for kind, number, found in (
        ("household", "house", sample.households),
        ("citizen", "pin", sample.citizens),
    ):
        found.sort(key=lambda record, number=number: record[number])  # type: ignore[misc]
        write_records(store, branch, kind, found)
    roster = [(officer, officers.verifier_of(passphrase)) for officer, passphrase in sample_officers(branch)]

    def work(connection: Connection) -> None:
        for officer, verifier in roster:
            officers.put_officer(connection, branch, officer, verifier, now, since=0)
        feed = FeedWriter(branch)
        name = connection.execute(select(tables.branches.c.name).where(tables.branches.c.branch == branch)).scalar_one()
        # every paper of a sample branch says that it is one
        office = {"branch": branch, "name_th": name, "name_en": name, "sample": True}
        feed.say("reference.put", {"name": "office", "value": office})
        # a biller that no bank knows: its check digit is wrong on purpose
        feed.say("reference.put", {"name": "biller", "value": {"biller_id": "099999999999900", "sample": True}})
        feed.flush(connection)

    store.write(work)
    return Loaded(len(sample.citizens), len(sample.households))


def load_csv(store: Store, branch: str, file: Path) -> int:
    """Load citizens from a CSV file with a header of record members; how many. Raises UnknownBranch, CsvInvalid."""
    store.read(lambda connection: require_branch(connection, branch))
    count = 0
    with file.open(encoding="utf-8-sig", newline="") as text:
        rows = enumerate(csv.DictReader(text), 2)
        while batch := list(islice(rows, FEED_ROWS)):
            found = [_citizen(line, row) for line, row in batch]
            store.write(lambda connection, found=found: _next_versions(connection, branch, found))  # type: ignore[misc]
            count += len(found)
    return count


def write_records(store: Store, branch: str, kind: str, found: Sequence[Mapping[str, Any]]) -> None:
    """Write records, sorted by number, in batches that each are one line of the feed and one transaction."""
    for batch in _batches(found):
        store.write(lambda connection, batch=batch: _put(connection, branch, kind, batch))  # type: ignore[misc]


def put_service(connection: Connection, branch: str, service: Service) -> None:
    """Give a branch a service definition. Raises UnknownBranch."""
    require_branch(connection, branch)
    feed = FeedWriter(branch)
    feed.say("catalogue.put", {"service": service.body()})
    feed.flush(connection)


def _put(connection: Connection, branch: str, kind: str, batch: Sequence[Mapping[str, Any]]) -> None:
    lock_branch(connection, branch)
    put_records(connection, branch, kind, list(batch))
    feed = FeedWriter(branch)
    feed.say(f"{kind}.columns", columns_of(batch))
    feed.flush(connection)


def _next_versions(connection: Connection, branch: str, found: list[dict[str, Any]]) -> None:
    """Records that are there already go on from their version."""
    lock_branch(connection, branch)
    records = tables.records
    pins = [record["pin"] for record in found]
    held = dict(
        connection.execute(
            select(records.c.number, records.c.version).where(
                records.c.branch == branch, records.c.kind == "citizen", records.c.number.in_(pins)
            )
        ).all()
    )
    by_pin = {record["pin"]: record | {"version": held.get(record["pin"], 0) + 1} for record in found}
    for batch in _batches([by_pin[pin] for pin in sorted(by_pin)]):
        _put(connection, branch, "citizen", batch)


def _batches(found: Sequence[Mapping[str, Any]]) -> Iterable[Sequence[Mapping[str, Any]]]:
    start = 0
    while start < len(found):
        size = FEED_ROWS
        while size > 1 and len(encode_json(columns_of(found[start : start + size]))) > FEED_BYTES:
            size //= 2
        yield found[start : start + size]
        start += size


def _citizen(line: int, row: Mapping[str | None, Any]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in row.items():
        if name is None or not isinstance(value, str):
            raise CsvInvalid(line=line, key="-")
        if value.strip() == "":
            continue
        if name in _NUMBERS and not value.strip().isdigit():
            raise CsvInvalid(line=line, key=name)
        members[name] = int(value) if name in _NUMBERS else value.strip()
    try:
        return CitizenPut.model_validate({"version": 1} | members).model_dump(mode="json")
    except ValidationError as fault:
        raise CsvInvalid(line=line, key=json.dumps(fault.errors()[0]["loc"][0])) from fault
