"""After every command: in queue order, from the top again after each assignment, until nobody can be served."""

from heapq import heappop, heappush
from itertools import count

from rules.desk.choosing import explanation, look
from rules.desk.constraints import no_room
from rules.desk.contact import Contact
from rules.desk.desk import Desk
from rules.desk.expecting import tell_health
from rules.desk.holding import hold_back
from rules.desk.need import PoolKey
from rules.desk.offering import give
from rules.desk.placing import look_again, name_anew, put_in_place, waits_for_a_person
from rules.desk.staff import Manager
from rules.desk.waiting import QueueKey, queue_key

Candidate = tuple[QueueKey, int, str, PoolKey | None]
"""A contact that might be served, and the pool it is the oldest of, if it was found there."""

_serial = count()
"""Keeps the heap from comparing what has no order; entries it settles are of one and the same contact."""


def drain(desk: Desk) -> None:
    """
    Serve everyone who can be served.

    Between commands nobody who waits can be served. So only those can now who are new or whose
    naming, steps or need changed, and those whom a manager who can do more now could take; of a
    pool (contacts that differ only in age) it is enough to try the oldest.
    """
    _serve_newcomer(desk)
    candidates: list[Candidate] = []
    pooled: set[PoolKey] = set()
    while True:
        _gather(desk, candidates, pooled)
        tell_health(desk)
        if desk.work.stale:
            continue
        if (desk.past_bound or desk.holds) and hold_back(desk):
            continue
        if not candidates:
            return
        _, _, contact_id, pool = heappop(candidates)
        contact = desk.waiting.by_id.get(contact_id)
        if pool is not None:
            pooled.discard(pool)
        if contact is None or (pool is not None and contact.pool != pool):
            if pool is not None:
                _push_oldest(desk, candidates, pooled, pool)
            continue
        if _serve(desk, contact) and pool is not None:
            _push_oldest(desk, candidates, pooled, pool)


def _serve(desk: Desk, contact: Contact) -> bool:
    """Give it to the best who can take it; False where nobody can."""
    view = look(desk, contact)
    if not view.best or waits_for_a_person(desk, contact):
        return False
    manager_id, word = view.best[0]
    told = explanation(desk, contact, view)
    assert contact.words is not None
    give(desk, contact, desk.managers[manager_id], contact.words.words[word], told)
    return True


def _serve_newcomer(desk: Desk) -> None:
    """
    Try the contact that has just come first, where nobody else can be served: so it is with most commands.

    It is put among those who wait only if it must.
    """
    work, tables = desk.work, desk.tables
    assert tables is not None
    if len(work.stale) != 1 or work.improved or desk.past_bound or desk.holds or tables.opened_by_health:
        return
    (contact,) = work.stale.values()
    if contact.id not in work.entered or contact.asked is not None or contact.over_since is not None:
        return
    watching = name_anew(desk, contact)
    work.stale.clear()
    if not _serve(desk, contact):
        put_in_place(desk, contact, watching)
        work.looked[contact.id] = contact


def _gather(desk: Desk, candidates: list[Candidate], pooled: set[PoolKey]) -> None:
    """Take in what this command has stirred up so far."""
    work = desk.work
    if work.stale:
        stale, work.stale = work.stale, {}
        for contact in stale.values():
            look_again(desk, contact)
            work.looked[contact.id] = contact
            if contact.asked is None:
                _push(desk, candidates, contact, None)
    if work.improved:
        improved, work.improved = work.improved, {}
        for manager in improved.values() if desk.waiting.by_id else ():
            if manager.unfit < 0 and manager.load < manager.capacity:
                _offer_room(desk, manager, candidates, pooled)


def _offer_room(desk: Desk, manager: Manager, candidates: list[Candidate], pooled: set[PoolKey]) -> None:
    """Find those whom a manager who can do more might take."""
    keys = desk.pool_keys
    if manager.pools_seen < len(keys):
        manager.pools += [key for key in keys[manager.pools_seen :] if _suits(desk, manager, key)]
        manager.pools_seen = len(keys)
    for key in manager.pools:
        if desk.pools[key] and key not in pooled and no_room(manager, key[0]) < 0:
            _push_oldest(desk, candidates, pooled, key)
    for contact in desk.listed.get(manager.id, {}).values():
        _push(desk, candidates, contact, None)


def _suits(desk: Desk, manager: Manager, key: PoolKey) -> bool:
    need, specialism, _, barred = key
    return (
        manager.id not in barred
        and (specialism is None or specialism in manager.industries)
        and desk.suits(manager, need)
    )


def _push(desk: Desk, candidates: list[Candidate], contact: Contact, pool: PoolKey | None) -> None:
    assert desk.tables is not None
    heappush(candidates, (queue_key(contact, desk.clock, desk.tables), next(_serial), contact.id, pool))


def _push_oldest(desk: Desk, candidates: list[Candidate], pooled: set[PoolKey], key: PoolKey) -> None:
    ages = desk.pools[key]
    while ages:
        contact = desk.waiting.by_id.get(ages[0][1])
        if contact is not None and contact.pool == key and contact.age_key == ages[0]:
            pooled.add(key)
            _push(desk, candidates, contact, key)
            return
        heappop(ages)
