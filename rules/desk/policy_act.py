"""A policy comes into force, or a desk's state is read back: everything derived is derived anew."""

from rules.desk.apart import mark_breaches
from rules.desk.contact import ENDED, OFFERED, WAITING, Contact
from rules.desk.cooling_off import watch
from rules.desk.desk import Desk
from rules.desk.due import Due, DueInstants
from rules.desk.elsewhere import weigh_elsewhere
from rules.desk.manager_acts import weigh
from rules.desk.need import Needs
from rules.desk.offering import wait_for_answer
from rules.desk.past_bound import PastBound
from rules.desk.placing import classify
from rules.desk.policy_tables import Tables
from rules.desk.presence import tell_fitness
from rules.desk.ramp_up import tell_pace
from rules.desk.rewalling import watch_consent
from rules.desk.tenure import watch_absence, watch_rotation
from rules.desk.waiting import Waiting


def put_in_force(desk: Desk, tables: Tables) -> None:
    """Weigh everything and classify every contact anew under `tables`; who waits is to be looked at."""
    first = desk.tables is None
    desk.tables = tables
    desk.needs = Needs()
    desk.panels.clear()
    desk.nears.clear()
    desk.shorts.clear()
    desk.opened = ()
    desk.pools.clear()
    desk.pool_keys.clear()
    desk.listed.clear()
    desk.watchers.clear()
    desk.waiting = Waiting()
    desk.due = DueInstants()
    desk.past_bound = PastBound()
    desk.held_at = (-1, -1)
    for manager in desk.managers.values():
        weigh(desk, manager)
        manager.forget_pools()
        desk.limited.update(manager.limits)
        manager.load = manager.wrap_units = manager.open_far = 0
        manager.by_channel.clear()
        manager.full = frozenset(channel for channel, limit in manager.limits.items() if limit == 0)
        manager.wrapping.clear()
        manager.held.clear()
        manager.far = ()
        weigh_elsewhere(desk, manager)
    for contact in desk.contacts.values():
        if contact.status == ENDED:
            _weigh_wrap_up(desk, contact)
            continue
        classify(desk, contact)
        if contact.status == WAITING:
            contact.pool = contact.due_line = contact.forgets_at = None
            contact.watching = contact.listed = ()
            desk.waiting.put(contact)
            desk.work.stale[contact.id] = contact
            if first:
                desk.work.entered[contact.id] = contact
        elif contact.manager_id is not None:
            desk.managers[contact.manager_id].hold(contact)
            if contact.status == OFFERED:
                wait_for_answer(desk, contact)
    _watch_everyone(desk)


def _watch_everyone(desk: Desk) -> None:
    """Note what will be due of managers and coverages; what was told of them under other limits is looked at anew."""
    for manager in desk.managers.values():
        if manager.until is not None and manager.until > desk.clock:
            desk.due.put(manager.until, Due.UNTIL_END, manager.id)
        tell_fitness(desk, manager)
        tell_pace(desk, manager)
        desk.touch_manager(manager, better=True)
        watch_absence(desk, manager)
        if manager.absence_due_since is not None:
            desk.work.absences[manager.id] = manager
    _watch_walls(desk)


def _watch_walls(desk: Desk) -> None:
    """Cooling-offs may be of another length now; what stood in breach before a first policy is to be told."""
    for coverage in desk.coverages.values():
        coverage.noted, coverage.signature = None, None
        watch(desk, coverage)
        watch_rotation(desk, coverage)
        if coverage.rotation_since is not None:
            desk.work.tenures[coverage.id] = coverage
        for manager_id in coverage.serving if desk.rivals.walled(coverage.id) else ():
            desk.work.breaches[manager_id, coverage.id] = None
        mark_breaches(desk, coverage)  # a client nobody knows may be open to all now
    for key, said in desk.rivals.consents.items():
        watch_consent(desk, key, said)


def _weigh_wrap_up(desk: Desk, contact: Contact) -> None:
    """A wrap-up that is not over holds the units the contact weighs now."""
    assert desk.tables is not None
    if contact.wrap_until is None or contact.wrap_until <= desk.clock or contact.manager_id is None:
        return
    contact.weight = desk.tables.weights[contact.channel, contact.complexity]
    desk.managers[contact.manager_id].wrap_up(contact)
    desk.due.put(contact.wrap_until, Due.WRAP_UP_END, contact.id)
