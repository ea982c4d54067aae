"""Kinds of taxes an office assesses: when the payer was told what is owed."""

from __future__ import annotations

from typing import ClassVar

from desk.model.kinds.body import Body, IsoDate, Name, Reference, Satang


class AssessmentTold(Body):
    """The payer was given the assessment of a tax: from this day the time to pay it runs."""

    kind: ClassVar[str] = "assessment.told"
    request: Reference
    satang: Satang
    date: IsoDate
    received_by: Name
