"""The catalogue of what comes in: what the CRM says, and Kontor's own notes to itself."""

from typing import Final

from models.inbox_headers import DESKS, SEARCHES, STARTED, TICKS
from models.messages import activity, client, contact_in, internal, manager, offer_in, policy_activated
from models.messages.fields import Said
from models.messages.kind import Direction, MessageKind

CONTACTS: Final = "crm.contacts"
CLIENTS: Final = "crm.clients"
MANAGERS: Final = "crm.managers"
ACTIVITY: Final = "crm.activity"
OFFERS: Final = "crm.offers"
POLICIES: Final = "kontor.policies"


def _said(topic: str, key: str, *kinds: tuple[str, type[Said], str]) -> tuple[MessageKind, ...]:
    return tuple(MessageKind(topic, kind, Direction.IN, model, key, sentence) for kind, model, sentence in kinds)


SAID: Final[tuple[MessageKind, ...]] = (
    *_said(
        CONTACTS,
        "client_id",
        ("contact.opened", contact_in.ContactOpened, "A client got in touch."),
        (
            "contact.accepted",
            contact_in.ContactAccepted,
            "The manager took the contact he was offered, or answered it.",
        ),
        ("contact.declined", contact_in.ContactDeclined, "The manager turned the offered contact down."),
        ("contact.closed", contact_in.ContactClosed, "The service is over."),
        ("contact.abandoned", contact_in.ContactAbandoned, "The client left before being served."),
        ("contact.reassigned", contact_in.ContactMoved, "A person moved the contact in the CRM."),
    ),
    *_said(
        CLIENTS,
        "client_id",
        ("client.updated", client.ClientUpdated, "All that routing needs to know of a client, replacing what it knew."),
    ),
    *_said(
        CLIENTS,
        "consent/<coverage_a>/<coverage_b>/<side>",
        ("wall.consent", client.WallConsent, "One of two rivals consents to a common manager; both must."),
    ),
    *_said(
        MANAGERS,
        "manager_id",
        (
            "manager.updated",
            manager.ManagerUpdated,
            "All that routing needs to know of a manager, replacing what it knew.",
        ),
    ),
    *_said(
        MANAGERS,
        "manager_id/presence",
        ("manager.presence", manager.ManagerPresence, "A manager is there, or is not."),
    ),
    *_said(
        MANAGERS,
        "manager_id",
        ("manager.notice", manager.ManagerNotice, "A manager will leave, and when his last day is."),
        ("manager.left", manager.ManagerLeft, "A manager is gone."),
    ),
    *_said(
        ACTIVITY,
        "client_id",
        ("turnover.posted", activity.TurnoverPosted, "Money moved over a client's account."),
        ("turnover.reversed", activity.TurnoverReversed, "The whole of a posting is taken back."),
        ("balance.recorded", activity.BalanceRecorded, "The closing balance of a day."),
        ("loan.updated", activity.LoanUpdated, "What a client owes, at which rate, and how late he is."),
        ("product.activated", activity.ProductChanged, "A client began to use a product."),
        ("product.closed", activity.ProductChanged, "A client gave a product up."),
        ("margin.recorded", activity.MarginRecorded, "What the bank earned with a client in a month."),
    ),
    *_said(
        OFFERS,
        "coverage_id",
        ("offer.requested", offer_in.OfferRequested, "Somebody proposes terms."),
        ("offer.submitted", offer_in.OfferSubmitted, "A draft is put forward for approval."),
        ("offer.decided", offer_in.OfferDecided, "An approver approves, rejects or returns a proposal."),
        ("offer.sent", offer_in.OfferStep, "An approved offer went to the client."),
        ("offer.accepted", offer_in.OfferStep, "The client accepted an offer."),
        ("offer.declined", offer_in.OfferStep, "The client declined an offer."),
        ("offer.withdrawn", offer_in.OfferStep, "The bank takes an offer back."),
        ("offer.reviewed", offer_in.OfferReviewed, "An agreement under review goes on, or ends."),
        ("offer.ended", offer_in.OfferEnded, "Client or bank end an agreement early."),
        ("fee.waiver", offer_in.FeeWaiver, "Two people forgive what a missed window owes."),
        ("risk.hold", offer_in.RiskHold, "Risk control stops what a coverage was promised, or lets it go on."),
    ),
)

OWN: Final[tuple[MessageKind, ...]] = (
    MessageKind(
        POLICIES,
        "policy.activated",
        Direction.OWN,
        policy_activated.PolicyActivated,
        "policy",
        "A policy comes into force, whole.",
    ),
    MessageKind(TICKS, "tick", Direction.OWN, internal.Tick, "desk_id", "An instant of a desk is reached."),
    MessageKind(
        TICKS,
        "tick.coverage",
        Direction.OWN,
        internal.CoverageTick,
        "coverage_id",
        "A business date begins for a coverage's tariffs.",
    ),
    MessageKind(
        TICKS,
        "tick.audit",
        Direction.OWN,
        internal.AuditTick,
        "none",
        "A business date begins for what compares coverages.",
    ),
    MessageKind(
        DESKS,
        "overflow.asked",
        Direction.OWN,
        internal.OverflowAsked,
        "contact_id",
        "A desk offers a contact to another desk.",
    ),
    MessageKind(
        DESKS,
        "overflow.answered",
        Direction.OWN,
        internal.OverflowAnswered,
        "contact_id",
        "The other desk has taken it, or has nobody.",
    ),
    MessageKind(
        DESKS,
        "contact.assigned",
        Direction.OWN,
        internal.ContactGiven,
        "client_id",
        "A desk has given a contact to a manager, and the client's tariffs may have something to say.",
    ),
    MessageKind(
        DESKS,
        "manager.history",
        Direction.OWN,
        internal.ManagerHistory,
        "manager_id",
        "A former desk of a manager tells what he serves, served and holds there.",
    ),
    MessageKind(
        DESKS, "contact.held", Direction.OWN, internal.ContactHeld, "contact_id", "A contact is another manager's now."
    ),
    MessageKind(
        DESKS,
        "coverage.led",
        Direction.OWN,
        internal.CoveragesLed,
        "desk_id",
        "Who leads coverages of a desk: he does not decide about their tariffs.",
    ),
    MessageKind(
        SEARCHES,
        "handover.planned",
        Direction.OWN,
        internal.HandOverPlanned,
        "desk_id",
        "Who is to take a leaver's coverages, as the search found it.",
    ),
    MessageKind(
        SEARCHES,
        "handover.continued",
        Direction.OWN,
        internal.HandOverContinued,
        "desk_id",
        "The next steps of a hand-over plan are to be taken.",
    ),
    MessageKind(STARTED, "kontor.started", Direction.OWN, internal.Started, "none", "A worker came up."),
)
