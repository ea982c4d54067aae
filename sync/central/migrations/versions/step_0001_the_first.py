"""The first schema of a centre, as it was then: later steps change it, this one never changes."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, String, Table, Text

revision = "0001"
down_revision = None

metadata = MetaData()


def _text(name: str, *, key: bool = False, empty: bool = False) -> Column[str]:
    return Column(name, String, primary_key=key, nullable=empty and not key)


def _number(name: str, *, key: bool = False, empty: bool = False) -> Column[int]:
    return Column(name, BigInteger, primary_key=key, nullable=empty and not key, autoincrement=False)


meta = Table("meta", metadata, _text("name", key=True), Column("value", Text, nullable=False))

branches = Table(
    "branches",
    metadata,
    _text("branch", key=True),
    _text("name"),
    _number("f"),
    _number("adjudicated"),
    _number("made"),
)
desks = Table(
    "desks",
    metadata,
    _text("desk", key=True),
    _text("branch"),
    _number("epoch"),
    _number("heard", empty=True),
    _number("said_n", empty=True),
    _number("oldest", empty=True),
    _number("offset_ms", empty=True),
    _text("version", empty=True),
    Index("desks_branch", "branch"),
)
keys = Table(
    "keys",
    metadata,
    _text("desk", key=True),
    _text("key", key=True),
    Column("public", LargeBinary, nullable=False),
    _text("recipient"),
    _text("name"),
    _number("epoch"),
    _text("state"),
    _number("made"),
    Index("keys_key", "key", unique=True),
)
codes = Table(
    "codes",
    metadata,
    _text("code_hash", key=True),
    _text("desk"),
    _number("made"),
    _number("until"),
    Column("public", LargeBinary, nullable=True),
    Column("answer", Text, nullable=True),
)
journals = Table(
    "journals",
    metadata,
    _text("desk", key=True),
    _number("epoch", key=True),
    _text("branch"),
    _number("through"),
    Column("head", LargeBinary, nullable=False),
    Index("journals_branch", "branch"),
)
lines = Table(
    "lines",
    metadata,
    _text("desk", key=True),
    _number("epoch", key=True),
    _number("n", key=True),
    Column("raw", LargeBinary, nullable=False),
    Column("head", LargeBinary, nullable=False),
    _text("key"),
    _text("key_state"),
    _number("taken"),
)
evidence = Table(
    "evidence",
    metadata,
    _text("desk", key=True),
    _text("sha256", key=True),
    _number("epoch"),
    _number("n"),
    _number("taken"),
    Column("segment", LargeBinary, nullable=False),
)
feed = Table(
    "feed",
    metadata,
    _text("branch", key=True),
    _number("f", key=True),
    _text("k"),
    Column("b", Text, nullable=True),
    _text("desk", empty=True),
    _number("epoch", empty=True),
    _number("n", empty=True),
    _text("line_kind", empty=True),
)
standing = Table(
    "standing",
    metadata,
    _text("branch", key=True),
    _text("k", key=True),
    _text("name", key=True),
    _number("f"),
    Column("b", Text, nullable=False),
)
records = Table(
    "records",
    metadata,
    _text("branch", key=True),
    _text("kind", key=True),
    _text("number", key=True),
    _number("version"),
    _text("name"),
    _text("house", empty=True),
    Column("b", Text, nullable=False),
    Index("records_house", "branch", "house"),
)
officers = Table(
    "officers",
    metadata,
    _text("branch", key=True),
    _text("officer", key=True),
    _number("since", key=True),
    _number("until", empty=True),
    Column("roles", Text, nullable=False),
    Column("b", Text, nullable=False),
)
books = Table(
    "books",
    metadata,
    _text("branch", key=True),
    _number("fiscal_year", key=True),
    _text("book", key=True),
    _text("desk"),
    _number("epoch"),
    _number("first"),
    _number("last"),
    _number("used"),
    Column("closed", Boolean, nullable=False),
)
receipts = Table(
    "receipts",
    metadata,
    _text("branch", key=True),
    _number("fiscal_year", key=True),
    _text("book", key=True),
    _number("number", key=True),
    _text("ref"),
)
acts = Table(
    "acts",
    metadata,
    _text("branch", key=True),
    _text("ref", key=True),
    _text("kind"),
    Column("facts", Text, nullable=False),
)
lives = Table(
    "lives",
    metadata,
    _text("branch", key=True),
    _text("root", key=True),
    _text("latest"),
    _text("state"),
    Column("facts", Text, nullable=False),
)
outcomes = Table(
    "outcomes",
    metadata,
    _text("branch", key=True),
    _text("ref", key=True),
    _text("result"),
    _text("code"),
    Column("b", Text, nullable=False),
    _text("waits_on", empty=True),
    _number("f"),
    Index("outcomes_waiting", "branch", "waits_on"),
)
aliases = Table(
    "aliases",
    metadata,
    _text("branch", key=True),
    _text("old", key=True),
    _text("new"),
)
bills = Table(
    "bills",
    metadata,
    _text("branch", key=True),
    _text("ref1", key=True),
    _text("ref"),
    _number("satang"),
    _number("asked"),
    _number("settled", empty=True),
    _text("bank_ref", empty=True),
)
snapshots = Table(
    "snapshots",
    metadata,
    _text("branch", key=True),
    _text("id", key=True),
    _number("f"),
    _text("feed"),
    _number("bytes"),
    _number("lines"),
    _text("sha256"),
    _number("made"),
    _text("sig"),
)
snapshot_parts = Table(
    "snapshot_parts",
    metadata,
    _text("branch", key=True),
    _text("id", key=True),
    _number("part", key=True),
    Column("body", LargeBinary, nullable=False),
)
files = Table(
    "files",
    metadata,
    _text("branch", key=True),
    _text("sha256", key=True),
    _number("length"),
    _number("held"),
    Column("complete", Boolean, nullable=False),
    _number("made"),
)
file_parts = Table(
    "file_parts",
    metadata,
    _text("branch", key=True),
    _text("sha256", key=True),
    _number("at", key=True),
    Column("body", LargeBinary, nullable=False),
)
lookups = Table(
    "lookups",
    metadata,
    _text("branch", key=True),
    _text("ref", key=True),
    _number("at", key=True),
    _text("desk"),
    _text("officer"),
    _text("by"),
    _text("purpose"),
    Column("found", Integer, nullable=False),
)


def upgrade() -> None:
    """Make every table."""
    metadata.create_all(op.get_bind())
