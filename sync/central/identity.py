"""The centre's own keys: Ed25519 to sign acks, pages and snapshots; X25519 to receive sticks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync import keys

_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


@dataclass(frozen=True)
class Identity:
    """Private halves as they are kept; everything public is derived."""

    signing: Ed25519PrivateKey
    receiving: X25519PrivateKey

    @classmethod
    def generate(cls) -> Identity:
        return cls(Ed25519PrivateKey.generate(), X25519PrivateKey.generate())

    @classmethod
    def from_members(cls, members: Mapping[str, str]) -> Identity:
        """From the key file; raises KeyError or ValueError when it is none."""
        return cls(
            keys.private_key(keys.b64decode(members["ed25519"], length=32)),
            X25519PrivateKey.from_private_bytes(keys.b64decode(members["x25519"], length=32)),
        )

    def members(self) -> dict[str, str]:
        """What the key file holds."""
        return {
            "ed25519": keys.b64encode(keys.private_raw(self.signing)),
            "x25519": keys.b64encode(self.receiving.private_bytes_raw()),
        }

    @cached_property
    def public(self) -> bytes:
        return keys.public_raw(self.signing)

    @cached_property
    def recipient(self) -> str:
        """The age recipient of the centre (bech32 of the X25519 public key, `age1...`)."""
        return bech32("age", self.receiving.public_key().public_bytes_raw())


def bech32(prefix: str, raw: bytes) -> str:
    """BIP 173 text of `raw`, without its limit of 90 characters, as age writes recipients."""
    values = _five_bits(raw)
    expanded = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    check = _polymod([*expanded, *values, 0, 0, 0, 0, 0, 0]) ^ 1
    values += [(check >> 5 * (5 - place)) & 31 for place in range(6)]
    return prefix + "1" + "".join(_BECH32[value] for value in values)


def _five_bits(raw: bytes) -> list[int]:
    number = int.from_bytes(raw, "big")
    bits = len(raw) * 8
    padding = -bits % 5
    number <<= padding
    return [(number >> shift) & 31 for shift in range(bits + padding - 5, -1, -5)]


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATOR):
            if top >> place & 1:
                check ^= generator
    return check
