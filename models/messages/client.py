"""What the CRM says about a client, and what two rivals consent to."""

from typing import Literal, Self

from pydantic import model_validator

from models.messages.fields import Code, Codes, DeskId, Id, Ids, Instant, Said, Tier


class ClientUpdated(Said):
    """The whole of what routing needs to know of a client; replaces what was known."""

    client_id: Id
    segment: Code
    tier: Tier = "standard"
    industry: Code | None = None
    group_id: Id | None = None
    desk_id: DeskId
    manager_id: Id | None = None
    backup_manager_id: Id | None = None
    rivals: Ids = ()
    conflict_classes: Codes = ()
    language: Code | None = None
    planned: bool = False


class WallConsent(Said):
    """One side's consent that the same manager may serve both; it takes one from each side."""

    coverage_a: Id
    coverage_b: Id
    by: Id
    side: Literal["a", "b"]
    until: Instant | None = None

    @model_validator(mode="after")
    def _a_before_b(self) -> Self:
        if self.coverage_a >= self.coverage_b:
            raise ValueError("coverage_a is the smaller of the two")
        return self
