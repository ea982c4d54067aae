"""Ed25519 keys as the wire names them: raw 32 bytes, base64url without padding, key ids (protocol sections 2 and 7)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_BYTES = 32
SIGNATURE_BYTES = 64
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")


def b64encode(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def b64decode(text: object, *, length: int | None = None) -> bytes:
    """The bytes of base64url without padding; raises ValueError for anything else, or another `length` in bytes."""
    if not isinstance(text, str) or not _BASE64URL.fullmatch(text):
        raise ValueError("not base64url without padding")
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as fault:
        raise ValueError("not base64url without padding") from fault
    if b64encode(raw) != text:
        # two spellings of the same bytes would make two names of one key
        raise ValueError("loose bits at the end of base64url")
    if length is not None and len(raw) != length:
        raise ValueError(f"{len(raw)} bytes, wanted {length}")
    return raw


def key_id(public_raw: bytes) -> str:
    """The name of a key: the first 8 bytes of SHA-256 of the raw public key, base64url."""
    return b64encode(hashlib.sha256(public_raw).digest()[:8])


def private_key(raw: bytes) -> Ed25519PrivateKey:
    """The private key of 32 raw bytes (made by the caller's source of randomness)."""
    return Ed25519PrivateKey.from_private_bytes(raw)


def private_raw(key: Ed25519PrivateKey) -> bytes:
    """The 32 raw bytes of a private key, to be kept where nobody else reads."""
    return key.private_bytes_raw()


def public_raw(key: Ed25519PrivateKey) -> bytes:
    """The 32 raw bytes of the public half."""
    return key.public_key().public_bytes_raw()


def sign(key: Ed25519PrivateKey, text: str) -> str:
    """Ed25519 over the UTF-8 of `text`, base64url."""
    return b64encode(key.sign(text.encode("utf-8")))


def verify(public: bytes, text: str, signature: object) -> bool:
    """Whether `signature` (base64url) is by the raw public key `public` over `text`; never raises."""
    try:
        raw = b64decode(signature, length=SIGNATURE_BYTES)
        Ed25519PublicKey.from_public_bytes(public).verify(raw, text.encode("utf-8"))
    except (ValueError, InvalidSignature):
        return False
    return True
