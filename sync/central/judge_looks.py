"""Rules for looks at records: more of them than the policy allows need a second person. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from sync.central.adjudication import Case, Rule, Verdict


def extended(case: Case) -> Verdict:
    """An officer who may look people up was allowed more looks by a second person who may allow them."""
    return case.forbidden("look_up") or case.unseconded("extend_looks") or case.applied()


RULES: Mapping[str, Rule] = {"looks.extended": extended}
