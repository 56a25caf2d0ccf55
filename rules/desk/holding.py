"""
Capacity held back: who waits past the bound and is heavy is not starved by those behind it.

A contact past the bound that some manager refuses only with `at_capacity` or `channel_limit`, and
that nobody can take, holds back one manager: of those not held back by one before it who could
take it with nothing else in hand, the one with the fewest missing units, then by rank. Nobody
behind it gets that manager. Told anew whenever a manager or one of those contacts changes.
"""

from collections.abc import Iterable, Iterator, Mapping

from rules.desk.contact import BoundKey, Contact
from rules.desk.desk import Desk
from rules.desk.order_of_words import ANYONE, GROUPS
from rules.desk.panel import ELIGIBLE, Panel
from rules.desk.past_bound import bound_key
from rules.desk.rank import RankKey
from rules.desk.short_of_room import ShortKey, ShortOfRoom, first_of, short_of_room
from rules.desk.staff import FIT

Holds = dict[str, BoundKey]


def held_before(desk: Desk, contact: Contact) -> Iterator[str]:
    """Managers held back for contacts that stand before this one in the queue."""
    if contact.over_since is None:
        return iter(desk.holds)
    own = bound_key(contact)
    return (manager_id for manager_id, key in desk.holds.items() if key < own)


def hold_back(desk: Desk) -> bool:
    """Tell anew who is held back for whom; whether that set somebody free for those behind."""
    version = (desk.changes, desk.past_bound.version)
    if version == desk.held_at:
        return False
    desk.held_at = version
    before, now = desk.holds, _derived(desk)
    if now == before:
        return False
    desk.holds = now
    freed = False
    for manager_id in before | now:
        manager = desk.managers[manager_id]
        was, is_now = before.get(manager_id), now.get(manager_id)
        if was != is_now:
            manager.held_back_for = None if is_now is None else is_now[2]
            desk.work.changed[manager_id] = manager
            if was is not None and (is_now is None or is_now > was):
                desk.work.improved[manager_id] = manager
                freed = True
    return freed


def _derived(desk: Desk) -> Holds:
    holds: Holds = {}
    walk = desk.past_bound.in_order()
    most = sum(each.unfit == FIT for each in desk.employed.values())
    while len(holds) < most and (key := walk.next()) is not None:
        held = _choice(desk, desk.contacts[key[2]], holds)
        if held is None:
            # What its group could hold back is held back already, or it will be served and looked at after that.
            walk.leave_out()
        else:
            holds[held] = key
            walk.go_on()
    return holds


def _choice(desk: Desk, contact: Contact, holds: Holds) -> str | None:
    """Whom a contact past the bound holds back, when `holds` are held back before it; None: nobody."""
    need = contact.need
    assert need is not None
    panel, short = desk.panel(need), short_of_room(desk, need)
    taken: Mapping[str, object] = {**holds, **contact.barred} if contact.barred else holds
    best: tuple[int, int] | None = None
    chosen: str | None = None
    for at, word in enumerate(contact.opened_words):
        if word in GROUPS:
            if any(key[-1] not in taken for key in _eligible(panel, contact, word)):
                return None
            found = first_of(_short_in(desk, short, contact, word), contact.id, taken)
        else:
            named = contact.named.get(word)
            if named is None or named not in desk.employed or named in taken:
                continue
            if panel.verdict(named) == ELIGIBLE:
                return None
            found = short.key(named)
        if found is not None and (best is None or (found[0], at) < best):
            best, chosen = (found[0], at), found[-1]
    return chosen


def _eligible(panel: Panel, contact: Contact, word: str) -> Iterable[RankKey]:
    if word == ANYONE:
        return panel.ranked()
    return () if contact.specialism is None else panel.ranked_of(contact.specialism)


def _short_in(desk: Desk, short: ShortOfRoom, contact: Contact, word: str) -> Iterable[ShortKey]:
    if word == ANYONE:
        return short.ranked
    specialism = contact.specialism
    return filter(lambda key: specialism in desk.employed[key[-1]].industries, short.ranked)
