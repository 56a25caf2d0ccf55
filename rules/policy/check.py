"""All static checks of a policy together, for the whole and for each desk that differs."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Final

from models.policy import InvalidPolicyError, Policy
from rules.policy.accord import contradictions, cycles
from rules.policy.books import Book, books_above
from rules.policy.finding import TARIFFS_OFF, UNKNOWN_TIME_ZONE, WRONG_TARIFFS, Finding
from rules.policy.people import Person, empty_desks, unmet_demands
from rules.policy.price_lists import dead_zones
from rules.policy.reach import idle_steps, too_heavy, unreachable_lines
from rules.policy.templates import idle_templates
from rules.policy.walled_off import Clients, walled_off

NOBODY: Final = Clients()


def wrong_tariffs(policy: Policy) -> Iterator[Finding]:
    """Find what of the tariffs cannot be read."""
    try:
        _ = policy.tariff_rules
    except InvalidPolicyError as wrong:
        for problem in wrong.problems:
            place, _, sentence = problem.partition(": ")
            yield Finding(WRONG_TARIFFS, place, sentence)


CHECKS: Final[tuple[Callable[[Policy], Iterable[Finding]], ...]] = (
    wrong_tariffs,
    dead_zones,
    idle_templates,
    unreachable_lines,
    idle_steps,
    too_heavy,
    contradictions,
)


def check(
    policy: Policy,
    people: Sequence[Person] | None = None,
    time_zones: Collection[str] | None = None,
    books: Sequence[Book] = (),
    *,
    clients: Clients = NOBODY,
    keeps_tariffs: bool = True,
) -> tuple[Finding, ...]:
    """
    Find what is wrong with `policy`, errors first, each in the order of the file.

    `people` are the employed managers, `time_zones` the known ones, `books` and `clients` those of today; what needs
    them is left unchecked where they are None or there are none. `keeps_tariffs`: whether the workers do.
    """
    found = list(_everywhere(policy))
    zones = [("time_zone", policy.time_zone)]
    own_zones = ((desk_id, policy.for_desk(desk_id).time_zone) for desk_id in policy.desks)
    zones += [(f"desks.{desk_id}.time_zone", zone) for desk_id, zone in own_zones if zone != policy.time_zone]
    if time_zones:
        said = "no time zone database knows {}"
        found += [Finding(UNKNOWN_TIME_ZONE, at, said.format(zone)) for at, zone in zones if zone not in time_zones]
    if people:
        found += [*empty_desks(policy, people), *unmet_demands(policy, people), *walled_off(policy, people, clients)]
    found += books_above(policy, books)
    if policy.tariffs and not keeps_tariffs:
        found.append(Finding(TARIFFS_OFF, "tariffs", "KONTOR_TARIFFS is false, so no worker keeps them"))
    return tuple(sorted(dict.fromkeys(found), key=lambda each: each.kind.level != "error"))


def _everywhere(policy: Policy) -> Iterator[Finding]:
    of_the_whole = [finding for each in CHECKS for finding in each(policy)]
    yield from of_the_whole
    yield from cycles(policy)  # of all desks together, each by its own overrides
    for desk_id in policy.desks:
        for finding in (finding for each in CHECKS for finding in each(policy.for_desk(desk_id))):
            if finding not in of_the_whole:  # what a desk inherits is said once
                yield finding._replace(place=f"desks.{desk_id}.{finding.place}")
