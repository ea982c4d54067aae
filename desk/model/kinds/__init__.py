"""What journal lines mean: one pydantic model per kind, by room.

`KINDS` names every kind this version writes. Readers keep and pass on kinds they do not know.
The JSON Schemas under docs/kinds/ are generated from here.
"""

from __future__ import annotations

from desk.model.kinds.bank import SettlementRead, SlipSeen
from desk.model.kinds.body import Body
from desk.model.kinds.complaints import (
    ComplaintAnswered,
    ComplaintForwarded,
    ComplaintReceived,
    ComplaintReopened,
)
from desk.model.kinds.desk_life import (
    ClockCorrected,
    DeskKept,
    DeskRetired,
    DeskRetiring,
    RecoverySeen,
    TroubleAnswered,
)
from desk.model.kinds.files import FileAttached
from desk.model.kinds.journal import JournalOpened, LineRecovered, OfficerSignedIn, OfficerSignedOut
from desk.model.kinds.money import (
    OrderCancelled,
    OrderOpened,
    PaymentTaken,
    ReceiptIssued,
    ReceiptPrinted,
    ReceiptWritten,
    SettlementPlaced,
)
from desk.model.kinds.papers import AgencyAnswered, DelayTold, PapersAsked
from desk.model.kinds.printing import PaperPrinted
from desk.model.kinds.public_notices import (
    NoticeEnded,
    NoticeLogged,
    NoticeObjected,
    NoticePosted,
)
from desk.model.kinds.requests import (
    RequestApproved,
    RequestDone,
    RequestRefused,
    RequestRepriced,
    RequestResubmitted,
    RequestReturned,
    RequestSubmitted,
    RequestWithdrawn,
)
from desk.model.kinds.review import (
    DayReviewed,
    DraftHandedOver,
    HandoverTaken,
    HandoverWritten,
    ProposalSetAside,
    RequestAnswered,
    RequestAsked,
    RequestEndorsed,
    RequestReassigned,
    RequestSigned,
    RequestTakenUp,
    ReviewChecked,
)
from desk.model.kinds.shifts import DayClosed, ShiftClosed, ShiftHandedOver, ShiftOpened
from desk.model.kinds.taxes import AssessmentTold
from desk.model.kinds.tickets import (
    TicketAsked,
    TicketCalled,
    TicketDropped,
    TicketGiven,
    TicketHeld,
    TicketIssued,
    TicketKept,
    TicketMissed,
    TicketReturned,
    TicketServed,
    TicketTransferred,
)
from desk.model.kinds.treasury import CashMoved, DayCountersigned, NumbersEnded, RemittanceMade, SafeChecked
from desk.model.kinds.undo import (
    ChequeBounced,
    FeeWaived,
    ReceiptVoided,
    RefundApproved,
    RefundPaid,
    UndoAsked,
    UndoConfirmed,
    UndoDropped,
)
from desk.model.kinds.visits import LooksExtended, RecordRevealed, RecordViewed, VisitClosed, VisitOpened

KINDS: dict[str, type[Body]] = {
    model.kind: model
    for model in (
        JournalOpened,
        LineRecovered,
        OfficerSignedIn,
        OfficerSignedOut,
        VisitOpened,
        VisitClosed,
        RecordViewed,
        RecordRevealed,
        LooksExtended,
        RequestSubmitted,
        RequestResubmitted,
        RequestRepriced,
        RequestApproved,
        RequestReturned,
        RequestRefused,
        RequestWithdrawn,
        RequestDone,
        PapersAsked,
        DelayTold,
        AgencyAnswered,
        OrderOpened,
        OrderCancelled,
        PaymentTaken,
        ReceiptIssued,
        ReceiptWritten,
        ReceiptPrinted,
        PaperPrinted,
        ReceiptVoided,
        SettlementPlaced,
        SettlementRead,
        SlipSeen,
        AssessmentTold,
        UndoAsked,
        UndoConfirmed,
        UndoDropped,
        RefundApproved,
        RefundPaid,
        ChequeBounced,
        FeeWaived,
        CashMoved,
        SafeChecked,
        RemittanceMade,
        NumbersEnded,
        ShiftOpened,
        ShiftHandedOver,
        ShiftClosed,
        DayClosed,
        DayCountersigned,
        RecoverySeen,
        TroubleAnswered,
        ClockCorrected,
        DeskRetiring,
        DeskKept,
        DeskRetired,
        RequestTakenUp,
        RequestAsked,
        RequestAnswered,
        RequestEndorsed,
        RequestSigned,
        RequestReassigned,
        ProposalSetAside,
        ReviewChecked,
        DayReviewed,
        HandoverWritten,
        HandoverTaken,
        DraftHandedOver,
        TicketIssued,
        TicketCalled,
        TicketHeld,
        TicketReturned,
        TicketMissed,
        TicketTransferred,
        TicketServed,
        TicketDropped,
        TicketAsked,
        TicketGiven,
        TicketKept,
        ComplaintReceived,
        ComplaintForwarded,
        ComplaintAnswered,
        ComplaintReopened,
        NoticePosted,
        NoticeObjected,
        NoticeLogged,
        NoticeEnded,
        FileAttached,
    )
}

__all__ = ["KINDS", "Body", *sorted(model.__name__ for model in KINDS.values())]
