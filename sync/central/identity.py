"""The centre's own keys: Ed25519 to sign acks, pages and snapshots; age X25519 to receive sticks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyrage import IdentityError, x25519  # type: ignore[attr-defined,unused-ignore]

from desk.rules import keys


@dataclass(frozen=True)
class Identity:
    """Private halves as they are kept; everything public is derived. `receiving` is age's own text of its key.

    `following` is the next signing key, named in the feed and not used yet; `former` the one before, which signs for
    desks that have not read of the present one.
    """

    signing: Ed25519PrivateKey
    receiving: str
    following: Ed25519PrivateKey | None = None
    former: Ed25519PrivateKey | None = None

    @classmethod
    def generate(cls) -> Identity:
        return cls(Ed25519PrivateKey.generate(), str(x25519.Identity.generate()))

    @classmethod
    def from_members(cls, members: Mapping[str, str]) -> Identity:
        """From the key file; raises KeyError or ValueError when it is none."""
        receiving = members["age"]
        try:
            x25519.Identity.from_str(receiving)
        except IdentityError as fault:
            raise ValueError("age") from fault
        return cls(
            _key(members["ed25519"]),
            receiving,
            _key(members["following"]) if "following" in members else None,
            _key(members["former"]) if "former" in members else None,
        )

    def members(self) -> dict[str, str]:
        """What the key file holds."""
        kept = {"ed25519": self.signing, "following": self.following, "former": self.former}
        raw = {name: keys.b64encode(keys.private_raw(key)) for name, key in kept.items() if key is not None}
        return raw | {"age": self.receiving}

    @cached_property
    def public(self) -> bytes:
        return keys.public_raw(self.signing)

    @cached_property
    def recipient(self) -> str:
        """The age recipient of the centre (`age1...`)."""
        return str(x25519.Identity.from_str(self.receiving).to_public())


def _key(text: str) -> Ed25519PrivateKey:
    return keys.private_key(keys.b64decode(text, length=32))
