"""Every way of drawing on paper keeps to PDF/A-3B, as an independent validator reads the standard."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import page
import pytest

from desk.paper.document import (
    Bars,
    Code,
    Column,
    Document,
    Heading,
    Pair,
    Paragraph,
    Rule,
    Signatures,
    Table,
)
from desk.paper.marks import VOID
from desk.paper.pdf import pdf
from desk.paper.receipt import receipt_document
from desk.words import Words, same
from tests.paper.test_receipt_paper import PAPER

MADE = datetime(2026, 11, 20, 17, 0, tzinfo=timezone(timedelta(hours=7)))
THAI = Words("น้ำปลาร้านป้าปุ้ย", "Fish sauce")
EVERY_BLOCK = Document(
    "everything",
    THAI,
    (
        *(Heading(THAI, level) for level in ("office", "title", "under")),
        Paragraph(THAI, centred=True, weight="small"),
        *(Pair(THAI, same("1.00"), weight) for weight in ("plain", "bold", "small")),
        Rule(),
        Table((Column(THAI, 3), Column(THAI, 1, figures=True)), ((THAI, same("1.00")),) * 80),
        Code("00020101021230", THAI),
        Bars("|099999999999900\r5701A42\r\r2000", THAI),
        Signatures((("นางสมใจ", THAI), ("นายสมชาย", THAI))),
    ),
    b'{"paper": "everything"}',
    "A4",
    True,
    VOID,
)


@pytest.mark.parametrize(
    "document",
    [
        receipt_document(replace(PAPER, sample=False)),
        receipt_document(replace(PAPER, void=True, copy=2, seal="AMPHOE1ABC")),
        EVERY_BLOCK,
    ],
    ids=["original", "void copy with its seal", "every block on several pages"],
)
def test_a_paper_is_pdf_a_3b(document: Document) -> None:
    content = pdf(document, MADE)
    found = page.validate_pdf_bytes(content, profile="3b")
    assert [failure.message for failure in found.failures] == []
    assert found.is_compliant
    assert found.rules.total > 100


def test_the_validator_sees_what_is_no_pdf_a() -> None:
    content = pdf(receipt_document(PAPER), MADE)
    for true, false in ((b"OutputIntents", b"OutputIntentz"), (b"AFRelationship", b"AFRelationshiq")):
        assert not page.is_pdf_compliant_bytes(content.replace(true, false), profile="3b")
