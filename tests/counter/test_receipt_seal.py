"""The code on a receipt: true at its own desk and at a fellow's, void when it is, never true once altered."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader, PdfWriter

from desk.counter import undo
from desk.counter.receipt_seal import PaperUnreadable, check_paper, check_seal
from desk.counter.receipts import receipt_paper
from desk.paper.escpos import escpos
from desk.paper.pdf import pdf
from desk.paper.receipt import receipt_document
from desk.paper.roll import roll
from desk.rules.office_day import moment
from desk.rules.receipt_seal import NotASeal, read_seal
from desk.thai import latin_to_thai
from local_db import meta
from tests.counter.days import copy_request, open_drawer, pay
from tests.desks import MORNING, Desk, make_desk, tell
from tests.paper.test_roll import Printer

FELLOW = b"e" * 32


@pytest.fixture
def receipt(desk: Desk) -> str:
    open_drawer(desk)
    return pay(desk, copy_request(desk)).receipt


@pytest.fixture
def fellow(tmp_path: Path) -> Iterator[Desk]:
    """Another desk of the branch: of the first it knows nothing but its key."""
    made = make_desk(tmp_path / "fellow")
    identity = meta.Identity("9901B", 1, "9901", "http://127.0.0.1:9", b"c" * 32, FELLOW)
    made.office.file.store.write(lambda c: meta.put_identity(c, identity))
    yield made
    made.office.close()


def know(fellow: Desk, desk: Desk) -> None:
    raw = Ed25519PrivateKey.from_private_bytes(desk.office.file.identity().device_key).public_key().public_bytes_raw()
    key = base64.urlsafe_b64encode(hashlib.sha256(raw).digest()[:8]).rstrip(b"=").decode()
    public = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    tell(fellow, ("key.put", {"owner": "9901A", "key": key, "public_key": public}))


def code(desk: Desk, receipt: str, copy: int = 1) -> str:
    return receipt_paper(desk.office, receipt, copy).seal


def test_a_receipt_is_true_at_its_own_desk_and_names_itself(desk: Desk, receipt: str) -> None:
    finding = check_seal(desk.office, code(desk, receipt, copy=2))
    assert (finding.verdict, finding.recorded) == ("holds", True)
    facts = finding.facts
    assert (facts.ref, facts.number, facts.satang, facts.copy, facts.desk) == (receipt, 1, 20_00, 2, "9901A")


def test_the_code_on_paper_and_on_the_roll_is_the_seal(desk: Desk, receipt: str) -> None:
    document = receipt_document(receipt_paper(desk.office, receipt))
    picture = Printer(escpos(roll(document, 384))).picture().convert("L")
    (found,) = zxingcpp.read_barcodes(picture)
    assert check_seal(desk.office, found.text).verdict == "holds"
    assert isinstance(picture, Image.Image)


def test_a_fellow_desk_tells_it_true_without_a_line_and_says_what_it_cannot_know(
    desk: Desk, receipt: str, fellow: Desk
) -> None:
    text = code(desk, receipt)
    assert check_seal(fellow.office, text).verdict == "unknown_key"
    know(fellow, desk)
    finding = check_seal(fellow.office, text)
    assert (finding.verdict, finding.recorded) == ("holds", False)
    assert "not known here" in finding.words.en


def test_a_void_receipt_says_void_wherever_the_void_is_known(desk: Desk, receipt: str, fellow: Desk) -> None:
    text = code(desk, receipt)
    undo.void(desk.office, desk.session("anan"), receipt, "ผิดคน", desk.session("somying"))
    finding = check_seal(desk.office, text)
    assert finding.verdict == "void"
    assert "VOID" in finding.words.en
    know(fellow, desk)
    lines = desk.office.read().execute("SELECT n, raw FROM journal ORDER BY n").fetchall()
    tell(fellow, *(("line", {"desk": "9901A", "epoch": 1, "line": bytes(raw).decode()}) for _n, raw in lines))
    assert check_seal(fellow.office, text).verdict == "void"


def resealed(text: str, change: dict[int, object]) -> str:
    """The code with facts changed, the old signature kept."""
    prefix, body, key, signature = text.split(".")
    facts = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    for place, value in change.items():
        facts[place] = value
    again = base64.urlsafe_b64encode(json.dumps(facts, separators=(",", ":"), ensure_ascii=False).encode())
    return ".".join((prefix, again.rstrip(b"=").decode(), key, signature))


@pytest.mark.parametrize("change", [{5: 90_00}, {2: 7}, {4: "2026-11-21"}, {6: 1, 1: "99"}])
def test_whatever_is_changed_on_it_shows(desk: Desk, receipt: str, change: dict[int, object]) -> None:
    text = resealed(code(desk, receipt), change)
    assert check_seal(desk.office, text).verdict == "forged"


def test_another_desks_key_signs_nothing_for_this_one(desk: Desk, receipt: str, fellow: Desk) -> None:
    """A fellow's true key under a receipt that names this desk."""
    know(fellow, desk)
    other = resealed(code(desk, receipt), {0: "9901B-3"})
    assert check_seal(fellow.office, other).verdict == "unknown_key"


def test_a_scanner_on_the_thai_layout_is_understood(desk: Desk, receipt: str) -> None:
    text = code(desk, receipt)
    assert check_seal(desk.office, latin_to_thai(text)).verdict == "holds"
    assert check_seal(desk.office, f"  {text[:100]}\n{text[100:]}\r\n").verdict == "holds"


@given(st.text(max_size=60))
def test_other_texts_are_no_seals(text: str) -> None:
    with pytest.raises(NotASeal):
        read_seal(text)


@pytest.mark.parametrize("change", [{2: "1"}, {5: 1.5}, {5: -1}, {0: "x"}, {4: "20/11/2569"}, {2: True}, {6: 100}])
def test_facts_that_cannot_be_are_no_seal(desk: Desk, receipt: str, change: dict[int, object]) -> None:
    with pytest.raises(NotASeal):
        read_seal(resealed(code(desk, receipt), change))


def test_a_pdf_is_checked_by_the_record_within_and_its_seal(desk: Desk, receipt: str) -> None:
    content = pdf(receipt_document(receipt_paper(desk.office, receipt)), moment(MORNING))
    assert check_paper(desk.office, content).verdict == "holds"
    record = json.loads(PdfReader(io.BytesIO(content)).attachments["receipt.json"][0])
    record["total_satang"] += 100
    assert check_paper(desk.office, json.dumps(record).encode()).verdict == "altered"
    record["seal"] = ""
    for bad in (json.dumps(record).encode(), content[:2000], b"%PDF-1.7", b"{", b"[1]", b"{}"):
        with pytest.raises((PaperUnreadable, NotASeal)):
            check_paper(desk.office, bad)
    other = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(other)
    with pytest.raises(PaperUnreadable):
        check_paper(desk.office, other.getvalue())


def test_the_command_says_it_with_its_exit_code(
    desk: Desk, receipt: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desk.commands import paper

    monkeypatch.setattr(paper, "open_office", lambda **_: make_reader(desk))
    file = tmp_path / "receipt.pdf"
    file.write_bytes(pdf(receipt_document(receipt_paper(desk.office, receipt)), moment(MORNING)))
    run = CliRunner()
    done = run.invoke(paper.paper, ["verify", str(file), "--json"])
    told = json.loads(done.output)
    assert (done.exit_code, told["verdict"], told["satang"], told["recorded"]) == (0, "holds", 20_00, True)
    done = run.invoke(paper.paper, ["verify", "-"], input=resealed(code(desk, receipt), {5: 1}))
    assert done.exit_code == 5
    undo.void(desk.office, desk.session("anan"), receipt, "ผิดคน", desk.session("somying"))
    done = run.invoke(paper.paper, ["verify", str(file)])
    assert done.exit_code == 1
    assert "ยกเลิก" in done.output


def make_reader(desk: Desk) -> object:
    """The command closes what it opened; this desk's own stays open."""
    from desk.counter.office import unlock_with_key
    from tests.desks import KEY, Counting

    return unlock_with_key(desk.office.home, KEY, desk.clock, Counting(), read_only=True)
