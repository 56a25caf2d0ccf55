"""
What people say about a tariff offer.

The form of terms is checked here; what may not be agreed the tariff rules refuse with their own
codes rather than with a dead letter.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from models.messages.fields import LARGEST, Code, FullDate, Id, JsonObject, Said, Text
from models.messages.terms import Forecast, Terms


class AboutAgreement(Said):
    """The version of the agreement that is meant."""

    agreement_id: Id
    version: Annotated[int, Field(ge=1, le=LARGEST)]
    """Last one and 1; each change of terms before approval is a new one."""


class OfferRequested(AboutAgreement):
    """Somebody proposes terms."""

    client_id: Id
    item: Code
    """Of the price list."""
    by: Id
    committee_exception: bool = False
    """Lifts the floor, the break-even and the worth, and asks the last row of the authority."""
    exception_reason: Text | None = None
    draft: bool = False
    """True: waits for `offer.submitted`."""
    partner_id: Id | None = None
    """The partner who referred the client for these terms: who has an interest in him does not decide about them."""
    terms: Terms
    forecast: Forecast | None = None

    @model_validator(mode="after")
    def _exception_has_a_reason(self) -> Self:
        if self.committee_exception and not self.exception_reason:
            raise ValueError("committee_exception without an exception_reason")
        return self


class OfferSubmitted(AboutAgreement):
    """A draft is put forward for approval."""

    by: Id | None = None


class OfferDecided(AboutAgreement):
    """An approver says yes, no, or not like this."""

    decision: Literal["approve", "reject", "return"]
    by: Id
    recommended: JsonObject | Text | None = None
    reason: Text | None = None


class OfferStep(AboutAgreement):
    """Sent to the client, accepted, declined or withdrawn."""

    by: Id


class OfferReviewed(AboutAgreement):
    """An agreement under review goes on, or ends."""

    decision: Literal["keep", "end"]
    by: Id


class OfferEnded(AboutAgreement):
    """Client or bank end an agreement early."""

    by: Literal["client", "bank"]
    person: Id
    """Who records or decides it."""
    reason: Text | None = None
    last_day: FullDate


class FeeWaiver(AboutAgreement):
    """Two people forgive what a missed window owes."""

    adjustment_id: Id
    by: Id
    approver: Id
    reason: Text


class RiskHold(Said):
    """Risk control stops, or lets go on, everything a coverage was promised."""

    coverage_id: Id
    set: bool
    reason: Text | None = None
