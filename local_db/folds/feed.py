"""Folds of what the centre says, except registry rows (which have a room of their own)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from local_db.folds import FeedFold, Statement, text
from local_db.folds.lives import LIFE_TABLES
from local_db.folds.requests import REQUEST_TABLE


def _applied(body: dict[str, Any], _seq: int) -> Iterator[Statement]:
    yield (
        "INSERT INTO adjudicated VALUES (?, ?, ?) ON CONFLICT (desk, epoch)"
        " DO UPDATE SET through = max(through, excluded.through)",
        (body["desk"], body["epoch"], body["through"]),
    )


def _outcome(body: dict[str, Any], seq: int) -> Iterator[Statement]:
    reference = body["ref"]
    yield (
        "INSERT OR REPLACE INTO outcomes VALUES (?, ?, ?, ?, ?, ?)",
        (reference, body["result"], body.get("code", ""), body.get("detail", ""), text(body.get("fields", {})), seq),
    )
    yield "UPDATE request_events SET verdict = ? WHERE ref = ?", (body["result"], reference)
    for restate in REQUEST_TABLE:
        yield (
            restate.removesuffix("WHERE ref = ?") + "WHERE ref IN (SELECT request FROM request_events WHERE ref = ?)",
            (reference,),
        )
    yield "UPDATE life_events SET verdict = ? WHERE ref = ?", (body["result"], reference)
    for restate in LIFE_TABLES:
        yield (
            restate.removesuffix("WHERE ref = ?") + "WHERE ref IN (SELECT root FROM life_events WHERE ref = ?)",
            (reference,),
        )


def _settled(body: dict[str, Any], _seq: int) -> Iterator[Statement]:
    yield (
        "INSERT OR IGNORE INTO settlements VALUES (?, ?, ?, ?)",
        (body["ref1"], body["bank_ref"], body["satang"], body["at"]),
    )


def _officer_put(body: dict[str, Any], _seq: int) -> Iterator[Statement]:
    yield (
        "INSERT OR REPLACE INTO officers VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            body["officer"],
            body["name_th"],
            body["name_en"],
            text(body["roles"]),
            body["verifier"],
            body["valid_until"],
            body.get("pin"),
        ),
    )


def _officer_drop(body: dict[str, Any], _seq: int) -> Iterator[Statement]:
    yield "DELETE FROM officers WHERE officer = ?", (body["officer"],)


def _book_leased(body: dict[str, Any], _seq: int) -> Iterator[Statement]:
    yield (
        "INSERT OR IGNORE INTO books VALUES (?, ?, ?, ?, ?, ?, 0)",
        (body["book"], body["fiscal_year"], body["desk"], body["epoch"], body["first"], body["last"]),
    )


def _book_closed(body: dict[str, Any], _seq: int) -> Iterator[Statement]:
    yield (
        "UPDATE books SET closed = 1 WHERE book = ? AND fiscal_year = ? AND desk = ? AND epoch = ?",
        (body["book"], body["fiscal_year"], body["desk"], body["epoch"]),
    )


def _catalogue_put(body: dict[str, Any], _seq: int) -> Iterator[Statement]:
    from desk.catalogue.load import check_body  # late: only a desk that is sent a definition pays for it

    service = body["service"]
    if check_body(service)[0] is None:
        raise ValueError("not a service definition")  # kept, named, and tried again by a version that may know more
    yield (
        "INSERT OR REPLACE INTO services VALUES (?, ?, ?)",
        (service["code"], str(service["valid_from"]), text(service)),
    )


def _policy_put(body: dict[str, Any], _seq: int) -> Iterator[Statement]:
    yield "INSERT OR REPLACE INTO policies VALUES (?, ?)", (body["name"], text(body["value"]))


def _holiday_put(body: dict[str, Any], _seq: int) -> Iterator[Statement]:
    yield (
        "INSERT OR REPLACE INTO holidays VALUES (?, ?, ?, ?)",
        (body["date"], body["name_th"], body.get("name_en", ""), int(body.get("working", False))),
    )


def _reference_put(body: dict[str, Any], _seq: int) -> Iterator[Statement]:
    yield "INSERT OR REPLACE INTO reference_data VALUES (?, ?)", (body["name"], text(body["value"]))


def _key_put(body: dict[str, Any], _seq: int) -> Iterator[Statement]:
    yield "INSERT OR REPLACE INTO public_keys VALUES (?, ?, ?)", (body["key"], body["owner"], body["public_key"])


def _revoked(body: dict[str, Any], _seq: int) -> Iterator[Statement]:
    yield "INSERT OR IGNORE INTO revoked_desks VALUES (?, ?)", (body["desk"], body.get("key", ""))


def _notice(body: dict[str, Any], seq: int) -> Iterator[Statement]:
    yield "INSERT INTO notices VALUES (?, ?, ?, ?)", (seq, body["th"], body.get("en", ""), body.get("at", 0))


FEED_FOLDS: dict[str, FeedFold] = {
    "applied": _applied,
    "outcome": _outcome,
    "payment.settled": _settled,
    "officer.put": _officer_put,
    "officer.drop": _officer_drop,
    "book.leased": _book_leased,
    "book.closed": _book_closed,
    "catalogue.put": _catalogue_put,
    "policy.put": _policy_put,
    "holiday.put": _holiday_put,
    "reference.put": _reference_put,
    "key.put": _key_put,
    "desk.revoked": _revoked,
    "notice": _notice,
}
