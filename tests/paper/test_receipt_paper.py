"""The receipt on screen and paper: the prescribed elements, sums that agree, columns that align, bytes that repeat."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zlib
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from importlib import resources
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.paper.bilingual import in_both
from desk.paper.columns import PREVIEW_CELLS, cells, clusters, one_line, spread, wrap
from desk.paper.document import Column, Document, Pair, Signatures, Table
from desk.paper.pdf import pdf
from desk.paper.preview import preview
from desk.paper.receipt import PaperContradicts, PaperItem, ReceiptPaper, Tender, receipt_document
from desk.paper.roll import roll
from desk.paper.sheet import Sheet
from desk.thai import baht_text
from desk.words import Language, Words

FONTS = resources.files("desk.paper").joinpath("fonts")
MADE = datetime(2026, 11, 20, 9, 30, tzinfo=timezone(timedelta(hours=7)))
CASH, QR = Words("เงินสด", "cash"), Words("คิวอาร์ชำระบิล", "QR bill payment")
PAPER = ReceiptPaper(
    office="ที่ว่าการอำเภอทดสอบ",
    branch="จุดบริการตำบลบ้านใหม่",
    book="ก12",
    number=42,
    fiscal_year=2570,
    date=date(2026, 11, 20),
    payer="นางสาวปิ่นแก้ว น้ำผึ้ง",
    items=(PaperItem("คัดและรับรองสำเนาทะเบียนราษฎร 3 ฉบับ", 3000), PaperItem("บัตรหาย", 10025)),
    total_satang=13025,
    tenders=(Tender(CASH, 20000),),
    change_satang=6975,
    cashier="นางอัญชลี ที่ปรึกษา",
    request_refs=("5701A-38", "5701A-39"),
    payment_ref="5701A-41",
    receipt_ref="5701A-42",
)


def receipt_preview(paper: ReceiptPaper, speech: Language) -> list[str]:
    return preview(receipt_document(paper), speech)


def receipt_pdf(paper: ReceiptPaper, made_at: datetime) -> bytes:
    return pdf(receipt_document(paper), made_at)


def streams(content: bytes) -> list[bytes]:
    found = []
    for raw in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            found.append(zlib.decompress(raw))
        except zlib.error:
            found.append(raw)
    return found


def test_the_preview_holds_every_prescribed_element() -> None:
    text = "\n".join(receipt_preview(PAPER, "th"))
    for element in (
        "ใบเสร็จรับเงิน", "เล่มที่ ก12", "เลขที่ 000042", "ปีงบประมาณ 2570", "20 พ.ย. 2569", PAPER.payer, "30.00", "100.25",
        "130.25", baht_text(13025), "เงินสด", "200.00", "69.75", PAPER.cashier, "5701A-38, 5701A-39", "5701A-41",
        "ต้นฉบับ", "ตัวอย่าง",
    ):  # fmt: skip
        assert element in text, element


def test_the_preview_speaks_english_too_and_says_which_copy_it_is() -> None:
    text = "\n".join(receipt_preview(replace(PAPER, copy=2, sample=False), "en"))
    assert "Official receipt" in text
    assert "20 Nov 2569 BE" in text
    assert "Copy, print 2" in text
    assert "SAMPLE" not in text.upper()


def test_a_bill_paid_by_qr_has_no_change() -> None:
    paper = replace(PAPER, tenders=(Tender(QR, 13025),), change_satang=0)
    text = "\n".join(receipt_preview(paper, "th"))
    assert "คิวอาร์ชำระบิล" in text
    assert "เงินทอน" not in text


def test_amounts_stand_at_the_right_edge_and_no_line_is_too_wide() -> None:
    items = tuple(PaperItem("ที่ญี่ปุ่นกี้ฝี่น้ำ" * n, 100 * n) for n in range(1, 12))
    total = sum(item.satang for item in items)
    lines = receipt_preview(
        replace(PAPER, items=items, total_satang=total, tenders=(Tender(CASH, total),), change_satang=0), "th"
    )
    assert max(map(cells, lines)) == PREVIEW_CELLS
    for line in lines:
        if re.search(r"\d\.\d\d$", line):
            assert cells(line) == PREVIEW_CELLS


WRONG: list[dict[str, Any]] = [
    {"total_satang": 13026},
    {"change_satang": 6974},
    {"tenders": (Tender(CASH, 13024),), "change_satang": -1},
    {"items": (), "total_satang": 0, "tenders": (), "change_satang": 0},
    {"items": (PaperItem("ฟรี", 0),), "total_satang": 0, "tenders": (), "change_satang": 0},
    {"number": 0},
    {"fiscal_year": 2569},
    {"payer": "  "},
    {"payer": "ก" * 301},
    {"copy": 0},
]


@pytest.mark.parametrize("change", WRONG)
def test_a_paper_that_contradicts_itself_is_not_made(change: dict[str, Any]) -> None:
    with pytest.raises(PaperContradicts) as caught:
        replace(PAPER, **change)
    assert caught.value.exit_code == 5
    assert "{" not in caught.value.line.th


def test_the_pdf_repeats_byte_for_byte_and_changes_with_the_record() -> None:
    first = receipt_pdf(PAPER, MADE)
    assert first == receipt_pdf(PAPER, MADE)
    assert first != receipt_pdf(replace(PAPER, number=43), MADE)
    assert first.startswith(b"%PDF-")
    assert len(first) < 200_000


def test_the_record_is_attached_to_the_pdf_as_json() -> None:
    (record,) = [part for part in streams(receipt_pdf(PAPER, MADE)) if part == PAPER.record()]
    read = json.loads(record)
    assert (read["paper"], read["number"], read["total_satang"]) == ("receipt", 42, 13025)
    assert read["date"] == "2026-11-20"
    assert read["payer"] == PAPER.payer


def test_thai_in_the_pdf_is_shaped(monkeypatch: pytest.MonkeyPatch) -> None:
    def page() -> bytes:
        return next(part for part in streams(receipt_pdf(PAPER, MADE)) if b" Tf" in part)

    shaped = page()
    monkeypatch.setattr("fpdf.FPDF.set_text_shaping", lambda *_, **__: None)
    assert page() != shaped


def test_the_paper_is_pdf_a_3_with_its_record_as_the_source() -> None:
    import io

    from pypdf import PdfReader

    content = receipt_pdf(PAPER, MADE)
    reader = PdfReader(io.BytesIO(content))
    told = json.loads(reader.attachments["receipt.json"][0])
    assert (told["total_satang"], told["payer"]) == (PAPER.total_satang, PAPER.payer)
    root: Any = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_object().get_data()
    assert b"<pdfaid:part>3</pdfaid:part>" in metadata
    assert root["/AF"][0].get_object()["/AFRelationship"] == "/Source"
    assert metadata.count(b"2026-11-20T09:30:00+07:00") == 3, "the hour of the paper, not of its drawing"


def test_the_font_sets_a_tone_mark_higher_over_a_vowel() -> None:
    hb: Any = pytest.importorskip("uharfbuzz")

    for name in ("Sarabun-Regular.ttf", "Sarabun-Bold.ttf"):
        font = hb.Font(hb.Face(hb.Blob(FONTS.joinpath(name).read_bytes())))

        def marks(text: str, font: Any = font) -> list[tuple[int, int, int]]:
            buffer = hb.Buffer()
            buffer.add_str(text)
            buffer.guess_segment_properties()
            hb.shape(font, buffer)
            return [
                (info.codepoint, place.x_advance, place.y_offset)
                for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
            ]

        for word in ("ที่", "น้ำ", "กี้", "ปี่", "ฝี่", "ญู", "ฐู", "ฎุ"):
            shaped = marks(word)
            assert all(glyph for glyph, _, _ in shaped), word
        assert (marks("ที่")[-1][0], marks("ที่")[-1][2]) != (marks("ท่")[-1][0], marks("ท่")[-1][2])
        assert sum(advance for _, advance, _ in marks("ที่")) == marks("ท")[0][1]
        assert marks("น้ำ")[1][:2] != marks("น้า")[1][:2]  # the ring of SARA AM and the tone above it are one sign


def test_the_sample_mark_is_on_every_page_and_only_on_samples() -> None:
    items = tuple(PaperItem(f"รายการที่ {n}", 100) for n in range(50))
    long = replace(PAPER, items=items, total_satang=5000, tenders=(Tender(CASH, 5000),), change_satang=0)
    pages = [part for part in streams(receipt_pdf(long, MADE)) if b" Tf" in part]
    assert len(pages) == 3
    for page in pages:
        assert page.count(b" cm") >= 2  # the two turned marks
    real = [part for part in streams(receipt_pdf(replace(PAPER, sample=False), MADE)) if b" Tf" in part]
    assert b" cm" not in real[0]


def test_a_sheet_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Sheet("A5", "x", datetime(2026, 1, 1), sample=True)  # noqa: DTZ001 - the very fault that is tested


def test_text_from_outside_cannot_disturb_the_page() -> None:
    assert one_line("นาย\x1b[31m ก\n\n\u202eข\u200b ค") == "นาย [31m ก ข ค"
    nasty = replace(PAPER, payer="\x1b]52;c;AAAA\x07\u202eชื่อ\n\nสอง 中")
    assert all(line.isprintable() for line in receipt_preview(nasty, "th"))
    assert receipt_pdf(nasty, MADE)


@given(st.text(alphabet="กขญนที่น้ำเแ์ุู abc", max_size=60), st.integers(4, 30))
def test_wrapping_loses_nothing_and_never_parts_a_cluster(text: str, room: int) -> None:
    lines = wrap(text, room, cells)
    assert "".join(lines).replace(" ", "") == one_line(text).replace(" ", "")
    assert "".join(clusters(text)) == text
    spelled = one_line(text)
    for before, after in pairwise(lines):
        # a leading vowel stays with the consonant written after it; a space the writer put there parts them by right
        # (two of them in a row are a slip of the fingers, and belong to nothing)
        one = before[-1:] in ("เ", "แ") and before[-2:-1] not in ("เ", "แ")
        parted = one and after[:1] >= "ก" and after[:1] not in ("เ", "แ")
        assert not parted or f"{before[-1]} " in spelled, (before, after)


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("รายงานเงินคงเหลือประจำวัน", 20, ["รายงานเงินคงเหลือประจำ", "วัน"]),
        ("ผู้มาติดต่อราชการที่เคาน์เตอร์", 8, ["ผู้มาติดต่อ", "ราชการที่", "เคาน์เตอร์"]),
        ("เหตุผล: ผู้ชำระได้รับยกเว้นค่าธรรมเนียมเพราะบัตรถูกไฟไหม้", 24, None),
        ("นางสาวปิ่นแก้ว น้ำผึ้งทิพย์", 16, ["นางสาวปิ่นแก้ว", "น้ำผึ้งทิพย์"]),
    ],
)
def test_a_line_ends_where_a_syllable_does(text: str, room: int, lines: list[str] | None) -> None:
    found = wrap(text, room, cells)
    assert lines is None or found == lines
    assert max(map(cells, found)) <= room + 1
    for before, after in pairwise(found):
        assert before[-1] not in "ัึื็", found
        assert not re.match("[ก-ฮ]์", after), found


def test_a_figure_never_touches_the_words_before_it() -> None:
    for length in range(1, 100):
        lines = spread("ก" * length, "1.00")
        assert lines[-1].endswith(" 1.00")
        assert {cells(line) for line in lines[-1:]} == {PREVIEW_CELLS}
        assert max(map(cells, lines)) <= PREVIEW_CELLS


def test_the_room_imports_neither_fpdf_nor_rich_before_a_paper_is_drawn() -> None:
    code = "import sys; import desk.paper.pdf, desk.paper.day_sheet, desk.paper.roll, desk.paper.qr_terminal\n"
    code += "sys.exit(any(name in sys.modules for name in ('fpdf', 'rich', 'segno', 'uharfbuzz')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_empty_side_of_a_row_is_no_trouble_on_the_roll() -> None:
    blocks = (Pair(Words("เงินตรงกัน", "The cash agrees")), Signatures((("", Words("ผู้รับมอบ", "Receiver")),)))
    bare = Document("bare", Words("ว่าง", "Bare"), blocks, b"{}")
    assert roll(bare, 384).height > 100
    assert any("(...." in line for line in preview(bare, "th"))


def test_pages_say_how_many_there_are_and_headings_stand_on_each(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    real = Sheet.put

    def put(self: Sheet, text: str, *given: Any, **more: Any) -> float:
        said.append(text)
        return real(self, text, *given, **more)

    monkeypatch.setattr(Sheet, "put", put)
    table = Table((Column(Words("เลขที่", "No."), 1),), tuple((Words(str(n), str(n)),) for n in range(120)))
    pdf(Document("long", Words("ยาว", "Long"), (table,), b"{}"), MADE)
    assert [text for text in said if text.startswith("หน้า ")][-3:] == ["หน้า 1/3", "หน้า 2/3", "หน้า 3/3"]
    assert said.count("เลขที่") == 6, "three pages, drawn twice"


def test_a_paper_in_both_languages_keeps_every_thai_word_and_says_a_name_once() -> None:
    document = in_both(receipt_document(PAPER))
    thai = "\n".join(preview(receipt_document(PAPER), "th"))
    both = "\n".join(preview(document, "th"))
    for line in thai.splitlines():
        if "ผู้รับเงิน" not in line:  # a role stands in both languages on one line
            assert line in both, line
    for said in ("Official receipt", "Fiscal year 2570", "Total", "Change", "ผู้รับเงิน /", "Received"):
        assert said in both, said
    assert both.count(PAPER.items[0].label) == 1
    assert pdf(document, MADE).startswith(b"%PDF")
    assert roll(document, 576).height > roll(receipt_document(PAPER), 576).height
