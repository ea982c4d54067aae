"""What a hub keeps beside the tables it shares with the centre: segments on their way, the centre's proofs, its feed.

Journals, lines and keys stand in the centre's tables; the hub's own `feed` there is nothing but the order of arrival.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, String, Table, Text

metadata = MetaData()


def _number(name: str, *, key: bool = False) -> Column[int]:
    return Column(name, BigInteger, primary_key=key, nullable=False, autoincrement=False)


def _text(name: str, *, key: bool = False) -> Column[str]:
    return Column(name, String, primary_key=key, nullable=False)


segments = Table(  # as their desks sealed them, until the centre has signed for the last line of each
    "hub_segments",
    metadata,
    _text("desk", key=True),
    _number("epoch", key=True),
    _number("from_n", key=True),
    _number("to_n", key=True),
    _number("taken"),
    Column("sealed", LargeBinary, nullable=False),
)
proofs = Table(  # the latest ack of the centre for each journal
    "hub_proofs",
    metadata,
    _text("desk", key=True),
    _number("epoch", key=True),
    _number("through"),
    Column("ack", Text, nullable=False),
)
problems = Table(  # what the centre said against a journal's segments, until it signs for more of it
    "hub_problems",
    metadata,
    _text("desk", key=True),
    _number("epoch", key=True),
    Column("problem", Text, nullable=False),
)
places = Table(  # where the centre's feed has a line: whoever has pulled beyond it holds the line
    "hub_places",
    metadata,
    _text("desk", key=True),
    _number("epoch", key=True),
    _number("n", key=True),
    _number("f"),
)
files_due = Table(  # scans this hub took alone; each until the centre was given it whole
    "hub_files_due",
    metadata,
    _text("sha256", key=True),
    _number("taken"),
)
pages = (
    Table(  # the centre's signed pages as this hub pulled them, one after the other, for desks while the line is down
        "hub_pages",
        metadata,
        _number("from_f", key=True),
        _number("to_f"),
        _text("from_cursor"),
        _text("to_cursor"),
        _text("sig"),
        _number("time"),  # when the centre gave it, by the centre's clock
        Column("packed", LargeBinary, nullable=False),  # the feed lines with their line feeds, zstd
    )
)
