"""Who serves a coverage at a desk: `kontor.coverage`."""

from typing import Annotated, Literal

from pydantic import Field

from models.messages.decision import Origin
from models.messages.fields import Code, Count, DeskId, Id, Told


class CoverageStarted(Told):
    """A coverage in nobody's plan has a lead and a backup from now on."""

    coverage_id: Id
    desk_id: DeskId
    manager_id: Id
    """The lead."""
    backup_id: Id | None
    origin: Origin | None
    """How the lead came to it."""
    reason: Code | None
    """Why it ended."""
    seq: Count
    """The desk's decision it belongs to."""


class CoverageEnded(CoverageStarted):
    """The lead of a coverage is its lead no more; `reason` says why."""


class HandOverStep(Told):
    """One coverage and its new people."""

    coverage_id: Id
    to: Id
    backup: Id | None


class HandOverRefusal(Told):
    """One coverage that was not handed over."""

    coverage_id: Id
    to: Id | None
    """Who was to take it; None: nobody could be found."""
    reason: Code
    """`nobody`, `not_his`, `left`, `grade`, `skill`, `wall`, `not_present` or `book_limit`."""


class CoverageHandOver(Told):
    """A leaver's coverages, and who takes each."""

    plan_id: Id
    from_: Annotated[Id, Field(alias="from")]
    state: Literal["planned", "applied", "done"]
    steps: Annotated[tuple[HandOverStep, ...], Field(strict=False)]
    """Planned: all that are to be taken. Applied: those taken so far, more follow. Done: all that were taken."""
    refused: Annotated[tuple[HandOverRefusal, ...], Field(strict=False)]
    """What the plan does not hand over, and why; a step that is refused is planned anew."""
