"""Whether the keys of a policy agree with each other."""

from collections.abc import Iterator, Mapping, Sequence

from models.policy import Policy
from rules.policy.finding import NO_EFFECT, OVERFLOW_CYCLE, PRESENCE, Finding


def contradictions(policy: Policy) -> Iterator[Finding]:
    """Find settings of presence and offers under which nobody could ever serve."""
    presence, offer = policy.presence, policy.offer
    if presence.when_silent == "nobody" and presence.debounce_s >= presence.silent_after_s:
        said = (
            f"nobody would ever be there: the feed is silent after {presence.silent_after_s} s, before a return counts"
        )
        yield Finding(PRESENCE, "presence.debounce_s", said)
    if offer.enabled and presence.when_silent == "nobody" and offer.timeout_s >= presence.silent_after_s:
        said = f"no offer could be missed: the feed is silent after {presence.silent_after_s} s, and nobody is there"
        yield Finding(PRESENCE, "offer.timeout_s", said)
    if not offer.enabled:
        for key in ("timeout_s", "decline_limit", "missed_in_a_row"):
            if getattr(offer, key) != offer.default_of(key):
                yield Finding(NO_EFFECT, f"offer.{key}", "changes nothing while offer.enabled is false")
    if policy.ramp_up.new_contacts_per_hour is None and policy.ramp_up.for_hours != policy.ramp_up.default_of(
        "for_hours"
    ):
        said = "changes nothing while ramp_up.new_contacts_per_hour is null"
        yield Finding(NO_EFFECT, "ramp_up.for_hours", said)


def cycles(policy: Policy) -> Iterator[Finding]:
    """Find each desk from which overflow leads back to it, every desk by the overflow that holds there."""
    helpers = {desk_id: policy.for_desk(desk_id).overflow.get(desk_id, ()) for desk_id in _asking(policy)}
    for desk_id in sorted(helpers):
        way = _way_back(helpers, desk_id)
        if way:
            own = helpers[desk_id] != policy.overflow.get(desk_id, ())
            place = f"desks.{desk_id}.overflow.{desk_id}" if own else f"overflow.{desk_id}"
            yield Finding(OVERFLOW_CYCLE, place, f"leads back to it: {' -> '.join(way)}")


def _asking(policy: Policy) -> set[str]:
    return {*policy.overflow, *policy.desks}


def _way_back(helpers: Mapping[str, Sequence[str]], home: str) -> list[str]:
    """Return a shortest way from `home` over the overflow desks back to it; empty where there is none."""
    ways, seen = [[home]], set[str]()
    while ways:
        way = ways.pop(0)
        for desk_id in helpers.get(way[-1], ()):
            if desk_id == home:
                return [*way, home]
            if desk_id not in seen:
                seen.add(desk_id)
                ways.append([*way, desk_id])
    return []
