"""Signed requests: RFC 9421 with Ed25519, as section 7 of the protocol wants them. Pure.

What we sign ourselves is written as plainly as can be and read as plainly (`_base`); whatever else a stranger may
write, the library understands. What it leaves to the application is done here: which components and parameters must be
there, the digest of the body, and time as it is passed in (its own check reads the wall clock).
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature as InvalidKeySignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    algorithms,
)
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from desk.rules import keys

TAG = "amphoe-desk"
CLOCK_LEEWAY_S = 24 * 3600
NONCE_LENGTH_MAX = 200
_COMPONENTS = ("@method", "@path", "@query")
LABEL = "d"  # any does; it stands in two headers of every request
NONCE_BYTES = 9  # tells the attempts of one key apart for some minutes, no more
_PARAMETERS = ("created", "nonce", "keyid", "tag")
_PLAIN_INPUT = re.compile(
    r'(?P<label>[a-z][a-z0-9]{0,20})=\("@method" "@path" "@query"(?P<digest> "content-digest")?\)'
    r';created=(?P<created>[1-9][0-9]{0,11});keyid="(?P<keyid>[A-Za-z0-9_-]{1,40})";nonce="(?P<nonce>[A-Za-z0-9_-]{1,60})"'
    r';tag="amphoe-desk"'
)
_PLAIN_PATH = re.compile(r"/[A-Za-z0-9/._~=&-]*")


class SignatureFault(ValueError):
    """No signature, or one that does not hold or does not cover what it must (401)."""


class ClockFault(ValueError):
    """A good signature made more than a day from `now` (409)."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Who spoke: the key's id, and what marks this one attempt. `created` in seconds."""

    key: str
    created: int
    nonce: str


@dataclass
class _Message:
    method: str
    url: str
    headers: dict[str, str]


class _Keys(HTTPSignatureKeyResolver):
    def __init__(self, lookup: Callable[[str], bytes | None]) -> None:
        self._lookup = lookup

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey | None:
        raw = self._lookup(key_id)
        return None if raw is None else Ed25519PublicKey.from_public_bytes(raw)


class _Verifier(HTTPMessageVerifier):
    def validate_created_and_expires(self, sig_input: Any, max_age: timedelta | None = None) -> None:
        """Time is judged by `verify_signature`, against the time passed in."""


def new_nonce() -> str:
    """A nonce for one attempt, from the system's randomness."""
    return secrets.token_urlsafe(NONCE_BYTES)


def content_digest(body: bytes) -> str:
    """RFC 9530 sha-256 over the encoded body."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode('ascii')}:"


def signature_headers(
    method: str, url: str, body: bytes, key: Ed25519PrivateKey, created: int, nonce: str
) -> dict[str, str]:
    """The headers that sign one attempt: Signature-Input, Signature, and Content-Digest where there is a body.

    `url` absolute and percent-encoded, `body` as it goes over the wire, `created` in seconds.
    """
    parts, digest = urlsplit(url), content_digest(body) if body else ""
    components = [f'"{name}"' for name in (*_COMPONENTS, *(["content-digest"] if digest else []))]
    keyid = keys.key_id(keys.public_raw(key))
    said = f'({" ".join(components)});created={created};keyid="{keyid}";nonce="{nonce}";tag="{TAG}"'
    signature = key.sign(_base(method.upper(), parts.path or "/", parts.query, digest, said))
    headers = {"Content-Digest": digest} if digest else {}
    return headers | {
        "Signature-Input": f"{LABEL}={said}",
        "Signature": f"{LABEL}=:{base64.b64encode(signature).decode('ascii')}:",
    }


def _base(method: str, path: str, query: str, digest: str, said: str) -> bytes:
    """What is signed (RFC 9421, 2.5): the components this protocol covers, then what the signature says of itself."""
    lines = [f'"@method": {method}', f'"@path": {path}', f'"@query": ?{query}']
    lines += [f'"content-digest": {digest}'] if digest else []
    return "\n".join([*lines, f'"@signature-params": {said}']).encode("ascii")


def verify_signature(
    method: str,
    path: str,
    query: str,
    headers: Mapping[str, str],
    body: bytes,
    key_lookup: Callable[[str], bytes | None],
    now: int,
) -> Signed:
    """Who signed this request. `path` and `query` (without `?`) raw as on the wire, `headers` by lower-case name
    (repeated ones joined by `, `), `body` encoded, `now` in seconds.

    Raises SignatureFault, or ClockFault when the signature is good but made more than 24 hours off.
    """
    plain = _verified_plain(method, path, query, headers, body, key_lookup)
    if plain is not None:
        return _in_time(plain, now)
    url = f"http://centre{path}" + (f"?{query}" if query else "")
    message = _Message(method, url, dict(headers))  # all: a signature may cover more than it must
    verifier = _Verifier(signature_algorithm=algorithms.ED25519, key_resolver=_Keys(key_lookup))
    try:
        results = verifier.verify(
            message, max_age=None, expect_tag=TAG, require_components=_COMPONENTS, body=body or None
        )
    except (InvalidSignature, HTTPMessageSignaturesException, ValueError, TypeError) as fault:
        raise SignatureFault(str(fault)[:200]) from fault
    if len(results) != 1:
        raise SignatureFault("more than one signature with our tag")
    if body and content_digest(body) not in headers.get("content-digest", "").replace(" ", "").split(","):
        raise SignatureFault("no sha-256 in Content-Digest")  # others beside it were verified, too
    parameters = results[0].parameters
    for name in _PARAMETERS:
        if name not in parameters:
            raise SignatureFault(f"no {name}")
    created, nonce = parameters["created"], parameters["nonce"]
    if not isinstance(created, int) or not isinstance(nonce, str) or not 1 <= len(nonce) <= NONCE_LENGTH_MAX:
        raise SignatureFault("created or nonce")
    expires = parameters.get("expires")
    if isinstance(expires, int) and expires < now - CLOCK_LEEWAY_S:
        raise SignatureFault("expired")
    return _in_time(Signed(str(parameters["keyid"]), created, nonce), now)


def _in_time(signed: Signed, now: int) -> Signed:
    if abs(now - signed.created) > CLOCK_LEEWAY_S:
        raise ClockFault(f"{signed.created - now} seconds off")
    return signed


def _verified_plain(
    method: str,
    path: str,
    query: str,
    headers: Mapping[str, str],
    body: bytes,
    key_lookup: Callable[[str], bytes | None],
) -> Signed | None:
    """The same for a signature written as plainly as can be, which nearly all are: its base needs no parsing then.

    None for any other, and for one that does not hold: those the library judges, and names what is wrong.
    """
    said, signature = headers.get("signature-input", ""), headers.get("signature", "")
    found = _PLAIN_INPUT.fullmatch(said)
    if (
        found is None
        or not _PLAIN_PATH.fullmatch(path)
        or not _PLAIN_PATH.fullmatch(f"/{query}")
        or not method.isupper()
    ):
        return None
    label, digested = found["label"], found["digest"] is not None
    if digested != bool(body) or not signature.startswith(f"{label}=:") or not signature.endswith(":"):
        return None
    digest = content_digest(body) if digested else ""
    if digested and headers.get("content-digest") != digest:
        return None
    public = key_lookup(found["keyid"])
    if public is None:
        return None
    try:
        raw = base64.b64decode(signature[len(label) + 2 : -1], validate=True)
        Ed25519PublicKey.from_public_bytes(public).verify(
            raw, _base(method, path, query, digest, said[len(label) + 1 :])
        )
    except (ValueError, InvalidKeySignature):
        return None
    return Signed(found["keyid"], int(found["created"]), found["nonce"])
