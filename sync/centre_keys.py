"""By whose keys a desk believes its centre: the key of enrolment, and those the centre itself named since (`key.put`).

The next key comes in a page that a believed key signed, so trust is handed on and never taken. A key taken back
(`desk.revoked` of the centre) is believed no more, unless no other would be left.
"""

from __future__ import annotations

from dataclasses import dataclass

from desk.rules import keys
from local_db import meta
from local_db.connection import Connection
from local_db.queries.branch import centre_keys
from sync.wire import Ack, SyncReply


@dataclass(frozen=True, slots=True)
class CentreKeys:
    """Raw public keys, that of enrolment first where it still counts."""

    raw: tuple[bytes, ...]

    @property
    def names(self) -> frozenset[str]:
        """Their ids, as acks, segments and bags name them."""
        return frozenset(keys.key_id(each) for each in self.raw)

    def signed_ack(self, ack: Ack) -> bool:
        """Whether the centre signed this ack."""
        return any(ack.signed_by(each) for each in self.raw)

    def signed_page(self, page: SyncReply, branch: str) -> bool:
        """Whether the page is by the centre; a page without lines needs no signature."""
        return any(page.page_signed_by(each, branch) for each in self.raw)

    def signed(self, text: str, signature: object) -> bool:
        """Whether the centre signed a text."""
        return any(keys.verify(each, text, signature) for each in self.raw)


def believed(connection: Connection) -> CentreKeys:
    """The keys that count now."""
    first = meta.identity(connection).centre_key
    named, taken_back = centre_keys(connection)
    raw = [first]
    for text in named:
        try:
            each = keys.b64decode(text, length=keys.KEY_BYTES)
        except ValueError:
            continue  # nobody's key
        if each not in raw:
            raw.append(each)
    kept = [each for each in raw if keys.key_id(each) not in taken_back]
    return CentreKeys(tuple(kept or raw))
