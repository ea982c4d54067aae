"""The papers of a request: which it needs, how each is satisfied, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from desk.model.kinds.requests import HowShown, PaperShown
from desk.rules.reckoning import holds
from desk.words import Words

if TYPE_CHECKING:
    from desk.catalogue.service import Paper, Service

HOW_WORDS: Final[dict[str, Words]] = {
    "seen": Words("เห็นแล้ว", "Seen"),
    "scan": Words("แนบภาพแล้ว", "Scan attached"),
    "registry": Words("รัฐมีอยู่แล้ว", "The state has it"),
    "agency": Words("หน่วยงานตอบแล้ว", "Agency answered"),
    "agency_asked": Words("ถามหน่วยงานอยู่", "Agency is asked"),
    "not_needed": Words("ไม่ต้องใช้", "Not needed"),
    "missing": Words("ยังขาด", "Missing"),
}
ORDER: Final[dict[str, tuple[HowShown, ...]]] = {
    "registry": ("registry",),
    "agency": ("agency_asked", "agency"),
    "required": ("missing", "seen", "scan"),
    "optional": ("not_needed", "seen", "scan", "missing"),
}
"""How a paper may stand, in the order the key of the checklist tells them, by who holds it."""


APPLICANT: Final = "applicant"
"""What a definition calls the kind of whoever applies (desk/catalogue/form.py)."""


OUTSIDE_THE_REGISTRY: Final = frozenset({"person", "foreigner"})
"""Kinds of people the registry says nothing about; a foreigner who stands in it applies as one of its citizens."""


def ways(paper: Paper, applicant: str) -> tuple[HowShown, ...]:
    """How this paper may stand; the first is how it stands before anybody looked.

    What the registry holds is never asked of the citizen, and what another agency holds the office asks of the agency.
    Of people outside the registry it holds nothing: they bring the paper.
    """
    if paper.held_by == "registry" and applicant in OUTSIDE_THE_REGISTRY:
        return ORDER["required"]
    if paper.held_by != "citizen":
        return ORDER[paper.held_by]
    return ORDER["required" if paper.required else "optional"]


def needed(paper: Paper, form: Mapping[str, object], applicant: str) -> bool:
    """Whether the paper is needed for this form, and this kind of applicant ('' while nobody is named)."""
    return paper.when is None or holds(paper.when, {**form, APPLICANT: applicant} if applicant else form)


def checklist(
    service: Service, form: Mapping[str, object], shown: Sequence[PaperShown], applicant: str
) -> list[PaperShown]:
    """Every paper of the service with how it stands; one told in a way it cannot stand is as if nobody had told."""
    told = {paper.paper: paper for paper in shown}
    found: list[PaperShown] = []
    for paper in service.papers:
        known = told.get(paper.code)
        if not needed(paper, form, applicant):
            found.append(PaperShown(paper=paper.code, how="not_needed"))
        elif known is None or known.how not in ways(paper, applicant):
            found.append(PaperShown(paper=paper.code, how=ways(paper, applicant)[0]))
        else:
            counts = {other.code for other in paper.instead}
            found.append(known if known.instead in (None, *counts) else known.model_copy(update={"instead": None}))
    return found


def missing(service: Service, shown: Sequence[PaperShown]) -> list[Paper]:
    """The papers the citizen has still to bring."""
    codes = {paper.paper for paper in shown if paper.how == "missing"}
    return [paper for paper in service.papers if paper.code in codes]
