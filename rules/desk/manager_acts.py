"""What a desk does with what is said of managers."""

from collections.abc import Mapping
from typing import Any, Final

from models.instants import parse_instant
from rules.desk.apart import mark_held
from rules.desk.client import Coverage
from rules.desk.contact import ENDED, OFFERED
from rules.desk.desk import EVERYBODY, Desk
from rules.desk.due import Due
from rules.desk.elsewhere import await_history, forget_elsewhere
from rules.desk.ending import lose_manager
from rules.desk.former import tell_all, watch_away
from rules.desk.handing_over import finish, look_again
from rules.desk.keeping import rebook, tell_naming
from rules.desk.leaving import notice, watch_leaving
from rules.desk.missing_skills import staff_changed as skills_changed
from rules.desk.naming import coverage_of
from rules.desk.offering import begin_anew, take_back
from rules.desk.placing import reclassify
from rules.desk.presence import end_silence, tell_fitness
from rules.desk.publish import coverage_message
from rules.desk.ramp_up import tell_pace
from rules.desk.serving import begin_plan, end, end_plan, freshen, undo
from rules.desk.staff import Manager
from rules.desk.tenure import note_presence, watch_absence

Command = Mapping[str, Any]
COOLED_OFF: Final = "cooled_off"
"""Why a lead ends who has held no contact of it for the cooling-off."""


def updated(desk: Desk, command: Command) -> None:
    """A snapshot of a manager: someone new, someone changed, or a new employment."""
    data, at = command["data"], command["at"]
    manager = desk.managers.get(data["manager_id"])
    if manager is not None and (
        (manager.employed and at < manager.at) or (manager.left_at is not None and at <= manager.left_at)
    ):
        desk.house.count("stale_snapshot")
        return
    joins = manager is None or not manager.employed
    if manager is None:
        place = len(desk.managers)
        manager = desk.managers[data["manager_id"]] = Manager(data["manager_id"], at, data, place=place, first_at=at)
    elif manager.left_at is not None:
        # A new employment: nothing is carried over from the one that ended.
        manager.left_at = manager.last_day = manager.last_seq = manager.last_at = None
        manager.returned_at, manager.given = None, []
        manager.first_at = at
        manager.absent_last = None
        _forget_presence(manager)
    manager.employed = True
    if joins:
        manager.came_at = at
        await_history(manager, command)
        watch_away(desk, manager)
        _watch_until(desk, manager)  # while he was not of this desk it was nobody's
        watch_absence(desk, manager)
    manager.take_profile(data, at)
    limit_channels(desk, manager)
    weigh(desk, manager)
    if joins:
        manager.joined = desk.acts
        for client in desk.plans.get(manager.id, {}).values():
            freshen(desk, client)
    desk.employed[manager.id] = manager
    watch_leaving(desk, manager)
    look_again(desk)
    skills_changed(desk)
    for panel in desk.panels.values():
        panel.profile_changed(manager)
    tell_fitness(desk, manager)
    if joins:
        tell_pace(desk, manager)
    desk.touch_manager(manager, better=True)
    _touch(desk, manager)
    desk.work.colours |= desk.infeasible_since is not None
    if joins:
        _staff_changed(desk, manager)
    else:
        stir_watchers(desk, manager)


def limit_channels(desk: Desk, manager: Manager) -> None:
    """Where a channel is limited for the first time, it is part of what contacts need from now on."""
    if not manager.limits.keys() <= desk.limited:
        desk.limited.update(manager.limits)
        if desk.tables is not None:
            for contact in desk.contacts.values():
                if contact.status != ENDED:
                    reclassify(desk, contact)


def weigh(desk: Desk, manager: Manager) -> None:
    """His capacity under the policy in force."""
    said: int | None = manager.profile["capacity"]
    if said is None:
        said = 0 if desk.tables is None else desk.tables.default_capacity
    manager.capacity = said


def presence(desk: Desk, command: Command) -> None:
    """The manager is there, or is not."""
    data, at = command["data"], command["at"]
    manager = desk.managers.get(data["manager_id"])
    if manager is None:
        desk.house.count("unknown_manager")
        return
    if manager.heard_at is not None and at < manager.heard_at:
        desk.house.count("stale_presence")
        return
    if manager.state == "leave" and data["state"] != "leave":
        manager.returned_at = at
        tell_pace(desk, manager)
    if data["state"] != manager.state:
        manager.state, manager.since = data["state"], at
    manager.until = None if data["until"] is None else parse_instant(data["until"])
    manager.heard_at = at
    note_presence(desk, manager, at)
    desk.heard_at = at if desk.heard_at is None else max(desk.heard_at, at)
    if data["state"] in {"away", "leave", "offline"}:
        take_back(desk, manager, at)
    elif data["state"] == "available":
        begin_anew(desk, manager)
    end_silence(desk)
    _touch(desk, manager)
    desk.work.changed[manager.id] = manager
    _watch_until(desk, manager)
    tell_fitness(desk, manager)
    stir_watchers(desk, manager)


def noticed(desk: Desk, command: Command) -> None:
    """The manager will leave: who takes what he has is to be searched for."""
    data = command["data"]
    manager = desk.managers.get(data["manager_id"])
    if manager is None:
        desk.house.count("unknown_manager")
        return
    manager.last_day = data["last_day"]
    notice(desk, manager)
    _touch(desk, manager)


def left(desk: Desk, command: Command) -> None:
    """The manager is gone: his contacts go back into the queue, his leads end."""
    at = command["at"]
    manager = desk.managers.get(command["data"]["manager_id"])
    if manager is None or (not manager.employed and manager.left_at is not None):
        desk.house.count("unknown_manager")
        return
    manager.away = 0
    if manager.employed:
        finish(desk, manager)
        manager.left_at = at
        _out(desk, manager)
    else:
        # He went to another desk before, and left the bank from there.
        manager.left_at = at
        watch_away(desk, manager)
        tell_fitness(desk, manager)
        _touch(desk, manager)
        desk.stir(desk.waiting.by_id)
    for contact in sorted(manager.held.values(), key=lambda each: each.age_key):
        lose_manager(desk, contact, "rescinded" if contact.status == OFFERED else "manager_left", at)
    begin_anew(desk, manager)
    for contact in list(manager.wrapping.values()):
        manager.wrapped(contact)
        contact.wrap_until = None
        desk.house.touch("contact", desk.id, contact.id)
    for coverage in sorted((each for each in desk.coverages.values() if each.lead == manager.id), key=_id):
        end_lead(desk, coverage, "manager_left")


def end_lead(desk: Desk, coverage: Coverage, reason: str) -> None:
    """A lead on record ends; the backup stays until a new lead's is named."""
    lead = coverage.lead
    assert lead is not None
    if reason != COOLED_OFF:
        end(desk, coverage, lead, desk.work.at)
    coverage.lead = coverage.free_since = None
    if reason == COOLED_OFF:
        # It adds no cooling-off of its own: that counts from the lead's last contact, which he may never have had here.
        undo(desk, coverage, lead)
    coverage_message(desk, coverage, "coverage.ended", lead, reason)
    desk.house.touch("coverage", desk.id, coverage.id)
    desk.note_service(lead, coverage=coverage.id)
    rebook(desk, coverage)
    tell_naming(desk, coverage)


def moved(desk: Desk, command: Command) -> None:
    """
    The manager went to another desk: employed here no more, his open contacts stay with him.

    Or he went from there to a third one. Either way that desk is to hear what he did here.
    """
    data = command["data"]
    manager = desk.managers.get(data["manager_id"])
    if manager is not None and manager.employed:
        finish(desk, manager)
        _forget_presence(manager)
        _out(desk, manager)
        begin_anew(desk, manager)
    elif manager is None:
        desk.house.count("unknown_manager")
    if "move" in data:
        tell_all(desk, data["manager_id"], data["move"])


def _out(desk: Desk, manager: Manager) -> None:
    forget_elsewhere(desk, manager)
    for client in desk.plans.get(manager.id, {}).values():
        end_plan(desk, client, manager.id)
    manager.employed = False
    desk.work.absences[manager.id] = manager
    del desk.employed[manager.id]
    skills_changed(desk)
    watch_leaving(desk, manager)
    tell_fitness(desk, manager)
    desk.touch_manager(manager, better=False)
    _touch(desk, manager)
    _staff_changed(desk, manager)


def _staff_changed(desk: Desk, manager: Manager) -> None:
    """Someone came or went for good: whom plans and words name is told anew."""
    coverages = {client.coverage_id for client in desk.plans.get(manager.id, {}).values()}
    if manager.employed:
        for client in desk.plans.get(manager.id, {}).values():
            begin_plan(desk, client, manager.id)
    for coverage_id in desk.bound.by_manager.get(manager.id, {}):
        desk.work.breaches[manager.id, coverage_id] = None
    mark_held(desk, manager.id)
    desk.recolour = True
    desk.work.colours |= desk.infeasible_since is not None
    for coverage_id in sorted(coverages):
        rebook(desk, coverage_of(desk, coverage_id))
    desk.stir(desk.waiting.by_id)


def stir_watchers(desk: Desk, manager: Manager) -> None:
    """Look again at contacts for which his coming or going may open or shut a step."""
    desk.stir(desk.watchers.get(manager.id))
    desk.stir(desk.watchers.get(EVERYBODY))


def _watch_until(desk: Desk, manager: Manager) -> None:
    if manager.until is not None and manager.until > desk.clock:
        desk.due.put(manager.until, Due.UNTIL_END, manager.id)


def _forget_presence(manager: Manager) -> None:
    manager.state = manager.until = manager.heard_at = manager.since = manager.absent_since = None


def _touch(desk: Desk, manager: Manager) -> None:
    desk.house.touch("manager", desk.id, manager.id)


def _id(coverage: Coverage) -> str:
    return coverage.id
