"""What the CRM says about a client, and what two rivals consent to."""

from typing import Literal, Self

from pydantic import model_validator

from models.messages.fields import Code, Codes, DeskId, Id, Ids, Instant, Said, Tier


class ClientUpdated(Said):
    """The whole of what routing needs to know of a client; replaces what was known."""

    client_id: Id
    segment: Code
    """retail, sme, corporate, institution or another of the bank's words."""
    tier: Tier = "standard"
    industry: Code | None = None
    """Whom a specialist is found by."""
    group_id: Id | None = None
    """The holding: clients of one group are one coverage."""
    desk_id: DeskId
    """The home desk."""
    manager_id: Id | None = None
    """In whose plan the client is."""
    backup_manager_id: Id | None = None
    """Who stands in for that manager."""
    rivals: Ids = ()
    """Coverages or clients that may not share a manager with this one."""
    conflict_classes: Codes = ()
    """All coverages of a class are rivals of each other."""
    language: Code | None = None
    planned: bool = False
    """Whether the client is in the plan of the period."""


class WallConsent(Said):
    """One side's consent that the same manager may serve both; it takes one from each side."""

    coverage_a: Id
    """The smaller of the two."""
    coverage_b: Id
    by: Id
    side: Literal["a", "b"]
    """Which of the two consents."""
    until: Instant | None = None
    """Until when; left out: for good."""

    @model_validator(mode="after")
    def _a_before_b(self) -> Self:
        if self.coverage_a >= self.coverage_b:
            raise ValueError("coverage_a is the smaller of the two")
        return self
