"""Who answers in the centre's stead: a captive portal, a proxy, a page of HTML, a certificate that is not the centre's.

Each is told by its own words, for each has another cure: sign in to the network, tell who runs it, set the clock. Pure.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping

from desk.words import Words
from sync.errors import NotTheCentre

_PORTAL = Words(
    "เครือข่ายนี้พาไปหน้าอื่น ต้องลงชื่อเข้าใช้อินเทอร์เน็ตก่อน", "this network leads elsewhere: sign in to the internet first"
)
_PROXY_SIGN_IN = Words("ตัวกลางของเครือข่ายต้องการรหัสผ่าน", "a proxy of this network wants a password")
_PROXY = Words("ตัวกลางของเครือข่ายตอบแทน รหัส {status}", "a proxy of this network answers, status {status}")
_PAGE = Words("ได้หน้าเว็บแทน รหัส {status}", "a web page came instead, status {status}")
_STATUS = Words("รหัส {status}", "status {status}")
_NOT_TLS = Words("ปลายทางไม่ได้เข้ารหัส", "the other end does not encrypt")
_CERTIFICATE = Words("ใบรับรองไม่ใช่ของระบบกลาง", "the certificate is not the centre's")
_CERTIFICATE_TIME = Words(
    "ใบรับรองหมดอายุหรือยังไม่เริ่มใช้ ตรวจนาฬิกาเครื่องนี้", "the certificate is out of date: check this desk's clock"
)
_OUT_OF_DATE = frozenset({9, 10})  # X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED


def answered_instead(status: int, headers: Mapping[str, str], content: bytes) -> NotTheCentre:
    """What an answer that is none of the centre's looks like."""
    if status == 511 or 300 <= status < 400:
        return NotTheCentre(_PORTAL, "portal")
    if status == 407:
        return NotTheCentre(_PROXY_SIGN_IN, "proxy")
    if status in (502, 503, 504):
        return NotTheCentre(_PROXY.fill(status=status), "proxy")
    if is_page(headers, content):
        return NotTheCentre(_PAGE.fill(status=status), "page")
    return NotTheCentre(_STATUS.fill(status=status), "garbled")


def is_page(headers: Mapping[str, str], content: bytes) -> bool:
    """Whether somebody sent a page for people."""
    if headers.get("content-type", "").split(";", 1)[0].strip().lower() in ("text/html", "application/xhtml+xml"):
        return True
    return content[:200].lstrip().lower().startswith((b"<!doctype html", b"<html"))


def broken_tls(fault: BaseException | None) -> NotTheCentre | None:
    """Why the handshake failed, where it was the other end's certificate or that it speaks no TLS; None for a line
    that only broke."""
    while fault is not None:
        if isinstance(fault, ssl.SSLCertVerificationError):
            late = fault.verify_code in _OUT_OF_DATE
            return NotTheCentre(_CERTIFICATE_TIME if late else _CERTIFICATE, "tls")
        if isinstance(fault, ssl.SSLError) and not isinstance(fault, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            return NotTheCentre(_NOT_TLS, "tls")
        fault = fault.__cause__ or fault.__context__
    return None
