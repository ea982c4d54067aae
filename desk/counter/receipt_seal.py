"""The seal of a receipt: signed by the desk that issued it, told true from false at any other, with the line down."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

from desk.model.errors import Refused
from desk.rules.receipt_seal import Seal, SealedFacts, read_seal, seal
from desk.words import Words
from local_db import meta
from local_db.queries import money
from local_db.queries.branch import key_of
from local_db.queries.money import ReceiptRow

if TYPE_CHECKING:
    from desk.counter.office import Office

Verdict = Literal["holds", "void", "altered", "forged", "unknown_key"]
VERDICT_WORDS: Final[dict[Verdict, Words]] = {
    "holds": Words("ใบเสร็จจริง", "The receipt is true"),
    "void": Words("ใบเสร็จถูกยกเลิกแล้ว ใช้ไม่ได้", "VOID: this receipt was cancelled and does not hold"),
    "altered": Words("ใบเสร็จไม่ตรงกับรายการที่บันทึกไว้", "The receipt differs from what was recorded"),
    "forged": Words("ลายเซ็นไม่ถูกต้อง ใบเสร็จนี้ไม่ได้ออกจากระบบ", "The signature is wrong: no desk issued this"),
    "unknown_key": Words(
        "ไม่รู้จักกุญแจของโต๊ะที่ออก จึงบอกไม่ได้ว่าจริงหรือไม่ ต่อสายแล้วตรวจใหม่",
        "The key of the desk that issued it is not known here: it cannot be told. Check again with the line up",
    ),
}
UNRECORDED: Final = Words(
    "ลายเซ็นถูกต้อง แต่เครื่องนี้ไม่มีสมุดของโต๊ะนั้น จึงไม่รู้ว่าถูกยกเลิกภายหลังหรือไม่",
    "The signature is right; this desk holds no record of it, so whether it was cancelled since is not known here",
)
FILE_BYTES_MAX: Final = 5_000_000


class PaperUnreadable(Refused):
    """The file holds no receipt of this system."""

    code = "E474"
    said = Words(
        "ไฟล์นี้ไม่มีใบเสร็จของระบบนี้ ไม่มีอะไรเปลี่ยนแปลง เลือกไฟล์ของใบเสร็จ หรือข้อความจากคิวอาร์",
        "This file holds no receipt of this system; nothing was changed. Choose the PDF of a receipt or the text of "
        "its QR code",
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """What a receipt was found to be. `recorded`: this desk's tables know it, so that VOID would be known too."""

    verdict: Verdict
    facts: SealedFacts
    recorded: bool

    @property
    def words(self) -> Words:
        """The sentence for it."""
        return UNRECORDED if self.verdict == "holds" and not self.recorded else VERDICT_WORDS[self.verdict]


def seal_of(office: Office, row: ReceiptRow, copy: int) -> str:
    """The text of the QR code on a receipt of this desk; empty for another's, whose key is not here."""
    from desk.rules import keys

    identity = meta.identity(office.read())
    if row.desk != identity.desk:
        return ""
    private = keys.private_key(identity.device_key)
    facts = SealedFacts(row.ref, row.book, row.number, row.fiscal_year, date.fromisoformat(row.date), row.satang, copy)
    return seal(facts, keys.key_id(keys.public_raw(private)), lambda text: keys.sign(private, text))


def check_seal(office: Office, text: str) -> Finding:
    """What the scanned code of a receipt is worth, as far as this desk can tell without a line. Raises NotASeal."""
    from desk.rules.keys import verify

    found = read_seal(text)
    connection, facts = office.read(), found.facts
    public = _public_key(office, found)
    row = money.receipt(connection, facts.ref)
    if public is None:
        return Finding("unknown_key", facts, recorded=row is not None)
    if not verify(public, found.signed, found.signature):
        return Finding("forged", facts, recorded=row is not None)
    if row is None:
        return Finding("holds", facts, recorded=False)
    told = (facts.book, facts.number, facts.fiscal_year, facts.date.isoformat(), facts.satang)
    if told != (row.book, row.number, row.fiscal_year, row.date, row.satang):
        return Finding("altered", facts, recorded=True)
    return Finding("void" if row.voided is not None else "holds", facts, recorded=True)


def check_paper(office: Office, content: bytes) -> Finding:
    """The same for a file: the PDF of a receipt with its record attached, the record itself, or the text of the code.

    What the record says must be what its seal says, else it is *altered*. Raises PaperUnreadable, NotASeal.
    """
    if len(content) > FILE_BYTES_MAX:
        raise PaperUnreadable()
    record = _record(content)
    if record is None:
        return check_seal(office, content.decode("utf-8", "replace").strip())
    text = record.get("seal")
    if record.get("paper") != "receipt" or not isinstance(text, str) or not text:
        raise PaperUnreadable()
    finding = check_seal(office, text)
    facts = finding.facts
    told = [record.get(name) for name in ("book", "number", "fiscal_year", "date", "total_satang", "copy")]
    sealed = [facts.book, facts.number, facts.fiscal_year, facts.date.isoformat(), facts.satang, facts.copy]
    if finding.verdict in ("holds", "void") and told != sealed:
        return Finding("altered", facts, finding.recorded)
    return finding


def _record(content: bytes) -> dict[str, Any] | None:
    """The record in a PDF or a JSON file; None for anything else, which may be the text of a code."""
    if content.startswith(b"%PDF"):
        content = _attached(content)
    elif not content.lstrip().startswith(b"{"):
        return None
    try:
        record = json.loads(content)
    except (ValueError, RecursionError) as fault:
        raise PaperUnreadable() from fault
    if not isinstance(record, dict):
        raise PaperUnreadable()
    return record


def _attached(content: bytes) -> bytes:
    """`receipt.json` out of a PDF."""
    import io

    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        found = PdfReader(io.BytesIO(content)).attachments.get("receipt.json", [])
        return bytes(found[0])
    except (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, OSError) as fault:
        raise PaperUnreadable() from fault


def _public_key(office: Office, found: Seal) -> bytes | None:
    """The raw key that should have signed: of the desk the receipt names, this desk's own or one of the branch."""
    from desk.rules import keys

    connection = office.read()
    identity = meta.identity(connection)
    if found.facts.desk == identity.desk:
        own = keys.public_raw(keys.private_key(identity.device_key))
        if found.key == keys.key_id(own):
            return own
    known = key_of(connection, found.key)
    if known is None or known[0] != found.facts.desk:
        return None
    try:
        raw = keys.b64decode(known[1], length=keys.KEY_BYTES)
    except ValueError:
        return None
    return raw if keys.key_id(raw) == found.key else None
