"""POST /v1/lookups: asking the centre's registry while the line is up (protocol section 8).

A person waits at the counter, so a question has its own, short patience, and its failures say that nothing is known,
which is not the same as "not found".
"""

from __future__ import annotations

from typing import Any

from desk.model.errors import DeskError
from desk.model.line import encode_json
from desk.model.look_up import AskedTooOften, CouldNotAsk, LookedUp, LookUpBy, SourceDown, SourceRefused, SourceTimeout
from sync.errors import ClockWrong, DeskRefused, NotTheCentre, SignatureRefused
from sync.line_errors import CentreBusy, LineStalled
from sync.link import Got, Link
from sync.questions import Question
from sync.refusals import is_kind, read_object, refusal, retry_after
from sync.wire import PROBLEM_TYPE

PATIENCE_S = 10.0  # a stall, not the whole: an answer that still comes is read to its end
ANSWER_BYTES_MAX = 1024 * 1024
FOUND_MAX = 200
_NAMED: dict[str, type[CouldNotAsk]] = {
    "source-down": SourceDown,
    "source-refused": SourceRefused,
    "source-timeout": SourceTimeout,
}


class CentreRegistry:
    """The registry at the centre, asked over the desk's own line (desk.model.ports.RegistryLine)."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def look_up(self, by: LookUpBy, value: str, *, purpose: str, ref: str, officer: str) -> LookedUp:
        """Ask once. Raises CouldNotAsk: SourceDown, SourceTimeout, SourceRefused, AskedTooOften."""
        asked = {"by": by, "value": value, "purpose": purpose, "ref": ref, "officer": officer}
        headers = {"Content-Type": "application/json"}
        try:
            with self._link.way.taken():
                body = encode_json(asked)
                got = await self._link.ask(
                    Question("POST", "/v1/lookups", body, headers, ANSWER_BYTES_MAX, stall_s=PATIENCE_S)
                )
            if got.status != 200:
                raise _not_asked(got)
            return _read(got.content)
        except CouldNotAsk:
            raise
        except LineStalled as fault:
            raise SourceTimeout("line") from fault
        except DeskError as fault:
            raise SourceDown("line") from fault


def _not_asked(got: Got) -> CouldNotAsk:
    """What a status other than 200 means to somebody who asked."""
    fault = refusal(got.status, got.headers, got.content)
    if got.status == 429 and isinstance(fault, CentreBusy):
        return AskedTooOften("centre", seconds=retry_after(got.headers))
    problem = _problem(got)
    kind = _NAMED.get(str(problem.get("type", "")).rsplit("/", 1)[-1])
    source = problem.get("source")
    if kind is not None:
        return kind(source if isinstance(source, str) and source.isprintable() else "")
    if isinstance(fault, DeskRefused | SignatureRefused | ClockWrong) or got.status in (400, 403):
        return SourceRefused("centre")
    return SourceDown("line" if isinstance(fault, NotTheCentre) else "centre")


def _problem(got: Got) -> dict[str, Any]:
    if not is_kind(got.headers, PROBLEM_TYPE):
        return {}
    try:
        return read_object(got.content)
    except NotTheCentre:
        return {}


def _read(content: bytes) -> LookedUp:
    """The answer, read strictly; raises NotTheCentre."""
    told = read_object(content)
    as_of, found, truncated = told.get("as_of"), told.get("found"), told.get("truncated", False)
    if type(as_of) is not int or not isinstance(found, list) or len(found) > FOUND_MAX:
        raise NotTheCentre.unreadable()
    if not all(isinstance(each, dict) for each in found) or type(truncated) is not bool:
        raise NotTheCentre.unreadable()
    return LookedUp(as_of, tuple(found), truncated)
