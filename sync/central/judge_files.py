"""Rule for files: attached to a request that is there, by somebody who may take requests in. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from desk.model.kinds.files import FileAttached
from sync.central.adjudication import Case, Life, Rule, Verdict


def attached(case: Case) -> Verdict:
    """The line holds without the content, which comes by the lane of files; the request's state is not changed."""
    body = case.body
    assert isinstance(body, FileAttached)
    life = case.life_of(body.request, needs="service")
    if not isinstance(life, Life):
        return life
    return case.forbidden("take_request") or case.applied()


RULES: Mapping[str, Rule] = {"file.attached": attached}
