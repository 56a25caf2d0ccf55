"""The sections of a policy beside its lines, with exactly the keys and defaults of the policy page."""

from typing import Annotated, Literal

from pydantic import Field

from models.policy.part import AtLeastOne, Part, Seconds, Share, SomeSeconds, Whole, YesNo


class ChannelWeights(Part):
    """Units of capacity by channel, before complexity."""

    branch: AtLeastOne = Field(default=2, description="units, at a branch")
    phone: AtLeastOne = Field(default=2, description="units, on the phone")
    callback: AtLeastOne = Field(default=2, description="units, called back")
    chat: AtLeastOne = Field(default=1, description="units, in a chat")
    email: AtLeastOne = Field(default=1, description="units, by e-mail")
    web: AtLeastOne = Field(default=1, description="units, through the web")


class ContactWeight(Part):
    """How many units of capacity an open contact holds: channel times complexity."""

    channel: ChannelWeights = Field(default=ChannelWeights(), description="units by channel")
    complexity: Annotated[tuple[AtLeastOne, ...], Field(min_length=5, max_length=5)] = Field(
        default=(1, 1, 1, 2, 2), description="the factors of complexity 1, 2, 3, 4, 5"
    )

    def of(self, channel: str, complexity: int) -> int:
        """Return the units a contact by `channel` of `complexity` 1..5 holds."""
        units: int = getattr(self.channel, channel)
        return units * self.complexity[complexity - 1]


class WrapUp(Part):
    """Seconds the units stay held after `contact.closed`, by channel."""

    branch: Seconds = Field(default=0, description="seconds, at a branch")
    phone: Seconds = Field(default=0, description="seconds, on the phone")
    callback: Seconds = Field(default=0, description="seconds, called back")
    chat: Seconds = Field(default=0, description="seconds, in a chat")
    email: Seconds = Field(default=0, description="seconds, by e-mail")
    web: Seconds = Field(default=0, description="seconds, through the web")

    def of(self, channel: str) -> int:
        """Return the seconds of `channel`; 0 is none."""
        seconds: int = getattr(self, channel)
        return seconds


class Queue(Part):
    """How those who wait rise."""

    ageing_s: SomeSeconds = Field(default=60, description="one priority level is gained per so many seconds waited")
    bound_s: Seconds = Field(
        default=600, description="from so many seconds on it is served next and capacity is held back for it"
    )


class Offer(Part):
    """Whether managers are asked to accept, and what missing an offer leads to."""

    enabled: YesNo = Field(default=False, description="true: a contact is offered, and assigned by the accept")
    timeout_s: SomeSeconds = Field(default=30, description="seconds an offer stands")
    decline_limit: AtLeastOne = Field(default=3, description="so many declines escalate the contact")
    missed_in_a_row: AtLeastOne = Field(default=3, description="so many misses in a row set the manager aside")


class Presence(Part):
    """How far what the presence feed says is believed."""

    debounce_s: Seconds = Field(default=2, description="seconds after which having become available counts")
    silent_after_s: SomeSeconds = Field(default=300, description="seconds without presence until it is silent")
    when_silent: Literal["last_known", "nobody"] = Field(
        default="last_known", description="what holds while it is silent: last_known, or nobody is there"
    )


class Duplicates(Part):
    """How long a repeat of an event is known as one."""

    horizon_s: SomeSeconds = Field(default=604_800, description="seconds; also how long early records are kept")


class Walls(Part):
    """How long service binds, and what an unknown client may see."""

    cooling_off_s: Seconds = Field(
        default=31_536_000, description="seconds after his last contact that a manager still counts as having served"
    )
    unknown_client: Literal["closed", "open"] = Field(
        default="closed", description="closed: refused from everyone who serves a walled coverage; open"
    )


class CoverageRules(Part):
    """What keeps the client the bank's: the backup's share, and limits to one manager's book."""

    backup_share_ppm: Share = Field(default=0, description="share of contacts that goes to the backup, ppm")
    max_groups: AtLeastOne = Field(default=200, description="groups in one book")
    max_margin_share_ppm: Share = Field(default=250_000, description="largest group's share of a book's margin, ppm")
    max_hhi: Annotated[Whole, Field(le=10_000)] = Field(default=2_500, description="concentration of a book, HHI")
    rotation_months: AtLeastOne = Field(default=36, description="months with one lead until rotation is due")
    absence_days: Whole = Field(default=14, description="days in a row away that each manager owes a year")


class RampUp(Part):
    """How gently someone new or back from leave begins."""

    new_contacts_per_hour: AtLeastOne | None = Field(default=None, description="assignments an hour; null: any")
    for_hours: AtLeastOne = Field(default=8, description="hours that it holds")


class Choice(Part):
    """What a client may choose from."""

    enabled: YesNo = Field(default=True, description="whether the client may choose")
    shown: Annotated[AtLeastOne, Field(le=3)] = Field(default=3, description="dossiers shown, at most three")
    answer_within_s: SomeSeconds = Field(default=1_800, description="seconds after which routing is automatic")
