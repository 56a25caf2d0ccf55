"""The lines of a policy: which contacts they are for, whom they name, in which order and how soon."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Annotated, Final, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field

from models.policy.part import MILLION, Channel, Grade, Part, Priority, Seconds, SomeShare, Word, YesNo

Who = Literal["chosen", "incumbent", "plan", "backup", "specialist", "anyone"]
T = TypeVar("T")
Hard = Literal["segment", "language", "industry"]
HARD_IN_ORDER: Final[tuple[Hard, ...]] = ("segment", "language", "industry")


def _listed(value: object) -> object:
    """Read a single value as a list of one."""
    return (value,) if isinstance(value, str | bool | int) else value


def _as_a_set(values: tuple[T, ...]) -> tuple[T, ...]:
    """Order has no meaning and a repeat says nothing: sorted, each once, so that one meaning has one form."""
    return tuple(sorted(set(values), key=str))


def _hard_in_order(values: Iterable[Hard]) -> tuple[Hard, ...]:
    asked = set(values)
    return tuple(word for word in HARD_IN_ORDER if word in asked)


def _each_once(words: tuple[Who, ...]) -> tuple[Who, ...]:
    if len(set(words)) < len(words):
        twice = next(word for place, word in enumerate(words) if word in words[:place])
        raise ValueError(f"names {twice} twice")
    return words


AsASet = AfterValidator(_as_a_set)
Words = Annotated[tuple[Word, ...], Field(min_length=1), AsASet]
Tiers = Annotated[tuple[Literal["standard", "vip"], ...], Field(min_length=1), AsASet]
Channels = Annotated[tuple[Channel, ...], Field(min_length=1), AsASet]
YesNos = Annotated[tuple[YesNo, ...], Field(min_length=1), AsASet]
Listed = BeforeValidator(_listed)
"""A value or a list of them, or null."""


class When(Part):
    """What a contact and its client must be for a line to be theirs; what is left out asks for nothing."""

    segment: Annotated[Words | None, Listed] = Field(default=None, description="the client's segment")
    tier: Annotated[Tiers | None, Listed] = Field(
        default=None, description="the client's tier, standard or vip; an unknown client is standard"
    )
    industry: Annotated[Words | None, Listed] = Field(default=None, description="the client's industry")
    channel: Annotated[Channels | None, Listed] = Field(default=None, description="the contact's channel")
    product: Annotated[Words | None, Listed] = Field(default=None, description="the contact's product")
    purpose: Annotated[Words | None, Listed] = Field(default=None, description="the contact's purpose")
    language: Annotated[Words | None, Listed] = Field(
        default=None, description="the contact's language, else the client's"
    )
    planned: Annotated[YesNos | None, Listed] = Field(
        default=None, description="whether the client is planned business; an unknown client is not"
    )

    def said_key(self, key: str, value: object, usual: object) -> object:
        """Say a list of one as its value."""
        if isinstance(value, tuple) and len(value) == 1:
            return value[0]
        return super().said_key(key, value, usual)


class Step(Part):
    """One step of a line: from when on it is open, and whom it names."""

    after_s: Seconds = Field(description="seconds after the contact's virtual start; open at exactly that")
    who: Annotated[tuple[Who, ...], Field(min_length=1), AfterValidator(_each_once)] = Field(
        description="whom it names, the preferred first: chosen, incumbent, plan, backup, specialist, anyone"
    )
    overflow: YesNo = Field(default=False, description="also the desks of `overflow`")


class Sla(Part):
    """What is promised to the client, and how it is counted."""

    method: Literal["offered", "answered", "positive"] = Field(
        default="answered", description="what stops the clock: offered, answered or positive"
    )
    within_s: Seconds = Field(default=60, description="seconds from the virtual start")


class OpenWhen(Part):
    """The live health at which all steps of a line open."""

    expected_wait_s: Seconds = Field(description="all steps are open while the desk's expected wait is above it")


def _steps_rise(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    if steps[0].after_s != 0:
        raise ValueError(f"the first step must open at after_s 0, not {steps[0].after_s}")
    for before, step in pairwise(steps):
        if step.after_s <= before.after_s:
            raise ValueError(f"after_s must rise from step to step, {step.after_s} does not follow {before.after_s}")
    return steps


def _usual_steps() -> tuple[Step, ...]:
    return (
        Step(after_s=0, who=("chosen", "incumbent", "plan")),
        Step(after_s=20, who=("backup", "specialist", "anyone")),
    )


class Line(Part):
    """What holds for the contacts its `when` matches; the first line that matches is a contact's."""

    when: When = Field(default=When(), description="which contacts it is for; {} is all")
    priority: Priority = Field(default=0, description="0 to 9, added to the contact's own")
    min_grade: Grade = Field(default=1, description="hard: the least grade of a manager, 1 to 5")
    mandatory: Annotated[tuple[Hard, ...], AfterValidator(_hard_in_order)] = Field(
        default=("segment", "language"),
        description="which of segment, language, industry are hard; required skills marked mandatory always are",
    )
    introduce: Literal["head", "none"] = Field(
        default="none", description="head: the desk's head introduces and the assignee takes over; none"
    )
    steps: Annotated[tuple[Step, ...], Field(min_length=1), AfterValidator(_steps_rise)] = Field(
        default_factory=_usual_steps, description="the first opens at 0, they rise"
    )
    max_load_ppm: SomeShare = Field(default=MILLION, description="hard: (load + weight) / capacity may not exceed it")
    open_when: OpenWhen | None = Field(default=None, description="live health that opens all steps; null is never")
    escalate_after_s: Seconds | None = Field(
        default=600, description="seconds after which a contact still queued is escalated, once; null is never"
    )
    sla: Sla = Field(default=Sla(), description="what is promised to the client")
