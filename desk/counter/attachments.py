"""Scans on papers of a request: attaching a file, seeing where it stands, asking for a fellow desk's.

The line that says so is an act like any other and goes first; the content follows when nothing else waits
(sync/files_lane.py). A request is whole without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from desk.counter.typed_text import NAME_LETTERS_MAX, clean_text
from desk.model.errors import Refused
from desk.words import Words
from local_db import files
from local_db.queries import attachments as rows
from local_db.queries import requests
from local_db.queries.attachments import AttachedRow

if TYPE_CHECKING:
    from desk.counter.office import Office
    from desk.counter.session import Session
    from desk.model.kinds.files import Media
    from local_db.journal import Act

SCAN_BYTES_MAX: Final = 10 * 1024 * 1024
"""Unless the office's policy `files.bytes_max` says otherwise; a centre takes 64 MB at most."""
ON_A_REQUEST_MAX: Final = 50
_NO_MORE: Final = frozenset({"refused", "withdrawn", "not_taken"})
_NAME = Words("ชื่อแฟ้ม", "the name of the file")
_MARKS: Final[tuple[tuple[bytes, int, Media], ...]] = (
    (b"%PDF-", 0, "application/pdf"),
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"II*\0", 0, "image/tiff"),
    (b"MM\0*", 0, "image/tiff"),
    (b"WEBP", 8, "image/webp"),
)
Where = Literal["stuck", "waits", "going", "branch", "sent", "elsewhere", "coming", "here"]
WHERE_WORDS: Final[dict[Where, Words]] = {
    "stuck": Words("! ส่งไม่ได้", "! cannot be sent"),
    "waits": Words("○ อยู่ที่โต๊ะนี้", "○ held here"),
    "going": Words("○ กำลังส่ง", "○ on its way"),
    "branch": Words("◐ อยู่ที่สำนักงาน", "◐ held in the branch"),
    "sent": Words("● ถึงส่วนกลางแล้ว", "● at the centre"),
    "elsewhere": Words("อยู่ที่โต๊ะอื่น", "at another desk"),
    "coming": Words("○ กำลังรับ", "○ coming"),
    "here": Words("● รับมาแล้ว", "● fetched"),
}


class FileNotTaken(Refused):
    """Neither PDF nor picture."""

    code = "E380"
    said = Words(
        "แนบได้เฉพาะเอกสารพีดีเอฟหรือภาพสแกน ยังไม่มีอะไรถูกแนบ คำขอยังอยู่ครบ เลือกแฟ้มอื่น",
        "Only a PDF or a scanned picture can be attached; nothing was, and the request is as it was. Choose another",
    )


class FileTooLarge(Refused):
    """Larger than this office attaches."""

    code = "E381"
    said = Words(
        "แฟ้มใหญ่เกิน {most} เมกะไบต์ ยังไม่มีอะไรถูกแนบ คำขอยังอยู่ครบ สแกนใหม่ให้ละเอียดน้อยลง",
        "The file is larger than {most} MB; nothing was attached and the request is as it was. Scan it less finely",
    )


class TooManyFiles(Refused):
    """A request holds as many as it may."""

    code = "E382"
    said = Words(
        "คำขอนี้มีแฟ้มครบ {most} แฟ้มแล้ว ยังไม่มีอะไรถูกแนบ รวมหลายหน้าไว้ในแฟ้มเดียว",
        "This request already has {most} files; nothing was attached. Put several pages into one file",
    )


class AttachedAlready(Refused):
    """The very same content on the very same paper."""

    code = "E383"
    said = Words(
        "แฟ้มนี้แนบกับเอกสารนี้ไว้แล้ว ไม่มีอะไรเปลี่ยนแปลง ทำรายการต่อได้",
        "This very file is on this paper already; nothing was changed. Go on",
    )


class RequestOver(Refused):
    """Nothing is attached to what was refused or withdrawn."""

    code = "E384"
    said = Words(
        "คำขอนี้จบไปแล้ว จึงแนบแฟ้มไม่ได้ ไม่มีอะไรเปลี่ยนแปลง",
        "This request has ended, so nothing can be attached to it; nothing was changed",
    )


class NotAttached(Refused):
    """No such file on any request here."""

    code = "E385"
    said = Words(
        "ไม่พบแฟ้มที่แนบนี้ ไม่มีอะไรเปลี่ยนแปลง กลับไปเลือกใหม่", "There is no such file; nothing was changed. Choose again"
    )


class NotHereYet(Refused):
    """The content lies at another desk or is still coming."""

    code = "E386"
    said = Words(
        "เนื้อหาแฟ้มนี้ยังไม่อยู่ที่โต๊ะนี้ ขอไว้แล้ว จะมาเองเมื่อสายว่าง ทำรายการอื่นต่อได้",
        "The content is not at this desk yet; it was asked for and comes when the line is free. Go on meanwhile",
    )


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file on one paper, and where its content is; `moved` of `bytes` are there already."""

    row: AttachedRow
    where: Where
    moved: int


def attach(office: Office, session: Session, request: str, paper: str, content: bytes, name: str) -> str:
    """Attach a file to a paper of a request (`paper` its code, empty for none of them); gives the line's reference.

    Content and line are committed together. Raises RoleForbids, RequestUnknown, RequestOver, FileNotTaken,
    FileTooLarge, TooManyFiles, AttachedAlready, TextRefused.
    """
    from desk.counter.refusals import RequestUnknown
    from desk.model.kinds.files import FILE_BYTES_MAX, FileAttached

    session.require("take_request")
    called = clean_text(name, _NAME, NAME_LETTERS_MAX)
    media = media_of(content)
    if media is None:
        raise FileNotTaken()
    most = min(int(office.policy(office.read(), "files.bytes_max", SCAN_BYTES_MAX)), FILE_BYTES_MAX)
    if len(content) > most:
        raise FileTooLarge(most=max(1, most // (1024 * 1024)))

    def carry_out(act: Act) -> str:
        case = requests.one(act.connection, request)
        if case is None:
            raise RequestUnknown(ref=request)
        found = case.row
        if found.state in _NO_MORE:
            raise RequestOver()
        sha256 = files.keep(act.connection, content, act.now_ms)
        there = rows.of_request(act.connection, found.ref)
        if any((each.paper, each.sha256) == (paper, sha256) for each in there):
            raise AttachedAlready()
        if len(there) >= ON_A_REQUEST_MAX:
            raise TooManyFiles(most=ON_A_REQUEST_MAX)
        body = FileAttached(
            request=found.ref, paper=paper, sha256=sha256, bytes=len(content), media=media, name=called or paper or "-"
        )
        return act.append(body, officer=session.officer, about=found.ref)

    return office.file.act(carry_out)


def media_of(content: bytes) -> Media | None:
    """What a file is by its first bytes, whatever it is called; None for what is not attached."""
    return next((media for mark, at, media in _MARKS if content[at : at + len(mark)] == mark), None)


def of_request(office: Office, session: Session, request: str) -> list[Attachment]:
    """What is attached to a request, oldest first. Raises RoleForbids."""
    session.require("look_up")
    return [_where(row) for row in rows.of_request(office.read(), request)]


def content_of(office: Office, session: Session, ref: str) -> bytes:
    """The content of an attached file. Raises RoleForbids, NotAttached, NotHereYet (it is asked for then)."""
    if fetch(office, session, ref):
        raise NotHereYet()
    row = rows.by_ref(office.read(), ref)
    assert row is not None
    return files.read(office.read(), row.sha256, 0, row.bytes)


def fetch(office: Office, session: Session, ref: str) -> bool:
    """Have a fellow desk's file brought here; False where it is here. Raises RoleForbids, NotAttached."""
    session.require("look_up")
    row = rows.by_ref(office.read(), ref)
    if row is None:
        raise NotAttached()
    if row.here >= row.bytes:
        return False
    now = office.clock.now_ms()
    office.file.store.write(lambda c: files.want(c, row.sha256, row.bytes, now))
    return True


def papers_of(office: Office, request: str) -> list[tuple[str, Words]]:
    """Code and name of each paper a scan may be of. Raises RequestUnknown."""
    from desk.counter.intake import service_of
    from desk.counter.refusals import RequestUnknown

    case = requests.one(office.read(), request)
    if case is None:
        raise RequestUnknown(ref=request)
    service = service_of(office, case.row.service, case.row.service_from)
    return [(paper.code, paper.label) for paper in service.papers]


def waiting_files(office: Office) -> list[Attachment]:
    """Scans of this desk the centre does not hold whole, oldest first."""
    return [_where(row) for row in rows.not_gone(office.read())]


def try_again(office: Office, session: Session, ref: str) -> None:
    """Have a file moved that got stuck. Raises RoleForbids, NotAttached."""
    session.require("take_request")
    row = rows.by_ref(office.read(), ref)
    if row is None:
        raise NotAttached()
    office.file.store.write(lambda c: files.try_again(c, row.sha256))


def _where(row: AttachedRow) -> Attachment:
    if row.cause == files.IN_BRANCH:
        return Attachment(row, "branch", row.bytes)
    if row.cause is not None:
        return Attachment(row, "stuck", row.held)
    if row.here < row.bytes:
        return Attachment(row, "coming" if row.wanted else "elsewhere", row.here)
    if row.wanted:
        return Attachment(row, "here", row.bytes)
    if row.done is not None:
        return Attachment(row, "sent", row.bytes)
    return Attachment(row, "going" if row.held else "waits", row.held)
