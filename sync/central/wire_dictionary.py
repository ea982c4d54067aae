"""The dictionaries this server packs with: raw content, packaged with the program (protocol section 4).

The one whose name sorts last is the current one; older ones stay, so that a desk that holds one need not fetch anew.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources

from sync import compression
from sync.compression import Encoding


@cache
def known() -> dict[bytes, bytes]:
    """Every dictionary by its SHA-256 digest, the current one last."""
    folder = resources.files("sync.central") / "dictionaries"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".dictionary"))
    found = [(folder / name).read_bytes() for name in names]
    return {hashlib.sha256(dictionary).digest(): dictionary for dictionary in found}


def current() -> bytes:
    """The dictionary new desks fetch."""
    return next(reversed(known().values()))


def by_sha256(hex_digest: str) -> bytes | None:
    """A dictionary by the hash in its path."""
    try:
        return known().get(bytes.fromhex(hex_digest))
    except ValueError:
        return None


def choose(accept: str, available: str) -> tuple[Encoding, bytes | None]:
    """How to pack an answer for who sent `Accept-Encoding` and `Available-Dictionary`."""
    accepted = _accepted(accept)
    digest = compression.offered_dictionary(available) if "dcz" in accepted else None
    held = known().get(digest) if digest is not None else None
    if held is not None:
        return "dcz", held
    if "zstd" in accepted:
        return "zstd", None
    return ("gzip" if "gzip" in accepted else "identity"), None


def _accepted(header: str) -> set[str]:
    """The codings of Accept-Encoding; one with `q=0` is refused, not accepted."""
    found = set()
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        text = weight.strip().removeprefix("q=").strip()
        if not (text and text.strip("0.") == ""):
            found.add(name.strip())
    return found
