"""Who could take a contact now, in which order, and why the others could not."""

from collections.abc import Iterable, Mapping
from math import gcd
from typing import Any, Final, NamedTuple

from models.messages.explanation import REFUSALS
from rules.desk.constraints import HELD_BACK, LEFT, refusal, skill_levels
from rules.desk.contact import Contact
from rules.desk.desk import Desk
from rules.desk.holding import held_before
from rules.desk.naming import known_here
from rules.desk.need import Need
from rules.desk.order_of_words import ANYONE, GROUPS, SPECIALIST
from rules.desk.panel import ELIGIBLE, Panel
from rules.desk.rank import RankKey, in_order, tie_hash
from rules.desk.relaxing import relaxations
from rules.desk.staff import Manager

SHOWN: Final = 3
"""How many of the best an explanation shows."""


class View(NamedTuple):
    """What a decision saw."""

    considered: int
    eligible: int
    refused: dict[str, int]
    """By reason, in the order of the refusals, none that is zero."""
    best: tuple[tuple[str, int], ...]
    """At most three: manager_id, index of his best word."""
    bars: Mapping[str, int]
    """Managers whom something refuses this contact alone."""


def look(desk: Desk, contact: Contact) -> View:
    """Everyone named by an open step, counted, and the best of them."""
    opened, bars = contact.opened_words, _bars(desk, contact)
    if not _names_a_group(contact, opened):
        return _look_at_singles(desk, contact, opened, bars)
    panel = desk.panel(_need(contact))
    counts = _counts(desk, contact, panel, opened, bars)
    eligible = counts[ELIGIBLE]
    refused: dict[str, int] = {reason: count for reason, count in zip(REFUSALS, counts, strict=False) if count}
    best = _best(desk, contact, panel, opened, bars, min(SHOWN, eligible)) if eligible else ()
    return View(sum(counts), eligible, refused, best, bars)


def _look_at_singles(desk: Desk, contact: Contact, opened: tuple[str, ...], bars: Mapping[str, int]) -> View:
    """The same where each is named alone: most contacts are an incumbent's, and of the others nothing need be known."""
    panel = desk.panel_of(_need(contact))
    verdicts: dict[str, int] = {}
    for manager_id in contact.singles:
        manager = known_here(desk, manager_id)
        if manager is None:
            continue
        if not manager.employed:
            verdicts[manager_id] = LEFT
            continue
        verdict = panel.verdict(manager_id)
        verdicts[manager_id] = min(verdict, bars.get(manager_id, verdict))
    refused: dict[str, int] = {}
    for verdict in sorted([each for each in verdicts.values() if each != ELIGIBLE]):
        refused[REFUSALS[verdict]] = refused.get(REFUSALS[verdict], 0) + 1
    eligible = len(verdicts) - sum(refused.values())
    found: dict[str, int] = {}
    for at, word in enumerate(opened):
        named = contact.named.get(word)
        if named is not None and named not in found and verdicts.get(named) == ELIGIBLE:
            found[named] = at
    return View(len(verdicts), eligible, refused, tuple(found.items())[:SHOWN], bars)


def explanation(desk: Desk, contact: Contact, view: View) -> dict[str, Any]:
    """A view as a decision tells it."""
    need = _need(contact)
    top = []
    for manager_id, word in view.best:
        manager = desk.managers[manager_id]
        after, capacity = manager.load + need.weight, manager.capacity
        common = gcd(after, capacity)
        ratio = f"{after // common}/{capacity // common}"
        rank = [word, skill_levels(manager, need), ratio, manager.last_seq, tie_hash(contact.id, manager_id)[:8]]
        top.append({"manager_id": manager_id, "rank": rank})
    return {
        "considered": view.considered,
        "eligible": view.eligible,
        "refused": view.refused,
        "top": top,
        "relax": [] if view.eligible else relaxations(desk, contact, contact.opened_words, view.bars),
    }


def _need(contact: Contact) -> Need:
    assert contact.need is not None
    return contact.need


def _names_a_group(contact: Contact, opened: tuple[str, ...]) -> bool:
    return ANYONE in opened or (SPECIALIST in opened and contact.specialism is not None)


def _bars(desk: Desk, contact: Contact) -> Mapping[str, int]:
    """Managers whom something refuses this contact, beside what their panel says; none of them is one who left."""
    if not desk.holds:
        return contact.barred
    return dict.fromkeys(held_before(desk, contact), HELD_BACK) | contact.barred


def refusal_of(desk: Desk, contact: Contact, manager: Manager) -> int:
    """Why he does not get this contact now, as a number of `REFUSALS`; `FIT` if nothing speaks against him."""
    found = refusal(manager, _need(contact))
    bar = _bars(desk, contact).get(manager.id)
    return found if bar is None or 0 <= found < bar else bar


def _counts(desk: Desk, contact: Contact, panel: Panel, opened: tuple[str, ...], bars: Mapping[str, int]) -> list[int]:
    """Everyone named by an open step once, by refusal; one of them names a group."""
    specialism = contact.specialism
    everybody, specialists = ANYONE in opened, SPECIALIST in opened and specialism is not None
    counts = panel.counts.copy() if everybody or specialism is None else panel.counts_of(specialism)
    singles = contact.singles
    for manager_id in singles:
        manager = known_here(desk, manager_id)
        if manager is None:
            continue
        if not manager.employed:
            counts[LEFT] += 1
        elif not (everybody or (specialists and specialism in manager.industries)):
            counts[panel.verdict(manager_id)] += 1
    for manager_id, bar in bars.items():
        employed = desk.employed.get(manager_id)
        if employed is None:
            continue
        found = panel.verdict(manager_id)
        if bar < found and (everybody or manager_id in singles or (specialists and specialism in employed.industries)):
            counts[found] -= 1
            counts[bar] += 1
    return counts


def _best(
    desk: Desk, contact: Contact, panel: Panel, opened: tuple[str, ...], bars: Mapping[str, int], wanted: int
) -> tuple[tuple[str, int], ...]:
    """The best `wanted` candidates, each with the index of his best word; there are at least so many."""
    found: dict[str, int] = {}
    for at, word in enumerate(opened):
        if word in GROUPS:
            if word == ANYONE:
                ranked: Iterable[RankKey] = panel.ranked()
            elif contact.specialism is not None:
                ranked = panel.ranked_of(contact.specialism)
            else:
                continue
            for manager_id in in_order(ranked, contact.id):
                if manager_id not in found and manager_id not in bars:
                    found[manager_id] = at
                    if len(found) == wanted:
                        return tuple(found.items())
        else:
            named = contact.named.get(word)
            if (
                named is not None
                and named not in found
                and named not in bars
                and named in desk.employed
                and panel.verdict(named) == ELIGIBLE
            ):
                found[named] = at
                if len(found) == wanted:
                    break
    return tuple(found.items())
