"""What Kontor tells itself through the intake's inbox; no contract with anybody."""

from typing import Annotated, Literal

from pydantic import Field

from models.messages.fields import Channel, Code, DeskId, Id, Instant, JsonObject, Said

Number = Annotated[int, Field(ge=0)]


class Tick(Said):
    """An instant of a desk is reached at which time alone changes something."""

    desk_id: DeskId


class CoverageTick(Said):
    """A business date begins at which time alone changes something in a coverage's tariffs."""

    coverage_id: Id


class AuditTick(Said):
    """A business date begins at which the audit compares coverages."""


class Started(Said):
    """A worker came up; contacts before `start` are history."""

    start: Instant


class OverflowAsked(Said):
    """A desk offers a contact that nobody there can take to another one."""

    contact_id: Id
    client_id: Id
    home: DeskId
    """The desk that asks."""
    to: DeskId
    ask: Number
    """Which offer of this contact to another desk it is."""
    moves: Number
    """How many acts of people the desk had heard of it."""
    contact: JsonObject
    """The contact whole, as the desk's rows hold it."""


class OverflowAnswered(Said):
    """A desk has taken a contact of another one, or has nobody for it."""

    contact_id: Id
    home: DeskId
    to: DeskId
    """The desk that answers."""
    ask: Number
    manager_id: Id | None
    """Who took it."""


class ContactGiven(Said):
    """A manager has got a contact for the first time: he will speak to the client."""

    contact_id: Id
    client_id: Id
    manager_id: Id
    channel: Channel
    product: Code | None
    purpose: Code | None
    language: Code | None


class ClientServed(Said):
    """A client whom a manager serves or served."""

    client_id: Id
    began: Number
    """The record of the log in which his unbroken service began, as desks number their records."""
    until: Number | None
    """When it ended, UTC milliseconds; None: it goes on, 0: it counts no more."""


class CoverageServed(Said):
    """A coverage that a manager serves or served."""

    coverage_id: Id
    began: Number
    until: Number | None


class HeldElsewhere(Said):
    """A contact that holds units of a manager at a desk where he works no more."""

    contact_id: Id
    client_id: Id
    channel: Channel
    complexity: Annotated[int, Field(ge=1, le=5)]
    state: Literal["assigned", "offered", "wrap_up"]
    """By what it holds them; `wrap_up`: the contact is over, and its wrap-up is not."""


class ManagerHistory(Said):
    """What a manager serves, served and holds at a desk where he works no more, for the one where he works now."""

    manager_id: Id
    former: DeskId
    """The desk that tells it."""
    move: Number
    """Which change of desk it is told for."""
    clients: Annotated[tuple[ClientServed, ...], Field(strict=False)]
    coverages: Annotated[tuple[CoverageServed, ...], Field(strict=False)]
    held: Annotated[tuple[HeldElsewhere, ...], Field(strict=False)] | None
    """All that he still holds there; None: more parts follow."""


class ContactHeld(Said):
    """A contact is a manager's, not for the first time."""

    contact_id: Id
    client_id: Id
    manager_id: Id


class Led(Said):
    """People of one coverage at a desk."""

    coverage_id: Id
    lead: Id | None
    backup: Id | None


class CoveragesLed(Said):
    """Who leads coverages at a desk from now on, and who stands behind."""

    desk_id: DeskId
    leads: Annotated[tuple[Led, ...], Field(strict=False)]


class PlannedStep(Said):
    """One coverage of a hand-over plan, and who is to take it."""

    coverage_id: Id
    to: Id
    backup: Id | None


class HandOverPlanned(Said):
    """What the search for a leaver's successors has found."""

    desk_id: DeskId
    plan_id: Id
    leaver: Id
    number: Number
    """Which plan for him it is at this desk, 1 first."""
    steps: Annotated[tuple[PlannedStep, ...], Field(strict=False)]
    nobody: Annotated[tuple[Id, ...], Field(strict=False)]
    """Coverages that nobody can take."""


class HandOverContinued(Said):
    """The next steps of a plan in force are to be taken."""

    desk_id: DeskId
    plan_id: Id
    leaver: Id
    step: Number
    """How many of its steps were looked at before."""


Outcome = Literal["taken", "nobody", "void"]
"""What became of an offer; void: something was said of the contact before it, and it does not hold."""
