"""What of a policy's lines and steps can never come to anything."""

from collections.abc import Iterator
from typing import Final

from models.policy import Line, Policy, When
from rules.policy.finding import (
    NEVER_FITS,
    UNREACHABLE_LINE,
    UNREACHABLE_STEP,
    WORD_WITHOUT_EFFECT,
    Finding,
)

ALL_THERE_IS: Final = {
    "tier": {"standard", "vip"},
    "planned": {True, False},
    "channel": {"branch", "phone", "callback", "chat", "email", "web"},
}
"""Attributes of `when` that are one of few values: to name them all is to ask for nothing."""


def unreachable_lines(policy: Policy) -> Iterator[Finding]:
    """Find each line all of whose contacts an earlier one takes."""
    for at, line in enumerate(policy.lines):
        taker = next((before for before in range(at) if _takes_all(policy.lines[before].when, line.when)), None)
        if taker is not None:
            yield Finding(UNREACHABLE_LINE, f"lines[{at}]", f"lines[{taker}] takes every contact it is for")


def _takes_all(earlier: When, later: When) -> bool:
    for attribute in When.model_fields:
        asked = getattr(earlier, attribute)
        if asked is None or set(asked) == ALL_THERE_IS.get(attribute):
            continue
        left = getattr(later, attribute)
        if left is None or not set(left) <= set(asked):
            return False
    return True


def idle_steps(policy: Policy) -> Iterator[Finding]:
    """Find each step, and each word of a step, that adds nobody to those already named."""
    for at, line in enumerate(policy.lines):
        yield from _idle_steps_of(line, f"lines[{at}]")


def _idle_steps_of(line: Line, place: str) -> Iterator[Finding]:
    named: set[str] = set()
    for at, step in enumerate(line.steps):
        before = set(named)
        late = []  # words that come after `anyone`, who is everybody
        for word in step.who:
            if "anyone" in named and word != "anyone":
                late.append(word)
            named.add(word)
        if step.overflow:
            continue
        if set(step.who) <= before or "anyone" in before:
            yield Finding(UNREACHABLE_STEP, f"{place}.steps[{at}]", "names nobody that earlier steps have not named")
            continue
        for word in late:
            said = f"{word} is named without effect, for anyone stands before it"
            yield Finding(WORD_WITHOUT_EFFECT, f"{place}.steps[{at}].who", said)


def too_heavy(policy: Policy) -> Iterator[Finding]:
    """Find the lines under which a manager of default capacity can never hold the lightest of contacts."""
    weight = policy.contact_weight
    lightest = min(getattr(weight.channel, channel) for channel in type(weight.channel).model_fields) * min(
        weight.complexity
    )
    for at, line in enumerate(policy.lines):
        room = policy.default_capacity * line.max_load_ppm // 1_000_000
        if lightest > room:
            said = f"the lightest contact holds {lightest}, and default_capacity leaves room for {room}"
            yield Finding(NEVER_FITS, f"lines[{at}].max_load_ppm", said)
