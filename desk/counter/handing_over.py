"""The last step of a request: the line that it was handed over, with the hash of what stood there then."""

from __future__ import annotations

import hashlib
import json

from desk.model.kinds.requests import RequestDone
from local_db.connection import Connection
from local_db.journal import latest


def handed_over(connection: Connection, ref: str) -> RequestDone:
    """What was handed over: the request and the line it stood at, which names all before it; for a paid one that line
    and its receipt are in the same act. Cheap, as it is asked within a payment."""
    spelled = json.dumps([ref, latest(connection, ref)], separators=(",", ":"))
    return RequestDone(request=ref, shown=hashlib.sha256(spelled.encode()).hexdigest())
