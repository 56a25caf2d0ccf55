"""From rows back to desks that go on exactly as if nothing had happened."""

from collections.abc import Iterator, Mapping
from heapq import heapify
from typing import Any

import orjson

from models.instants import format_instant
from models.policy import Policy
from rules.desk.client import Coverage
from rules.desk.contact import ENDED
from rules.desk.desk import Desk, Work
from rules.desk.elsewhere import derive_elsewhere, weigh_elsewhere
from rules.desk.former import held_by, watch_away
from rules.desk.hand_over import decode_hand_over
from rules.desk.holding import hold_back
from rules.desk.house import House
from rules.desk.keeping import rebook
from rules.desk.leaving import watch_leaving
from rules.desk.loads import said_of
from rules.desk.membership import join
from rules.desk.naming import coverage_of
from rules.desk.pace import Pace
from rules.desk.passing_time import note_dues
from rules.desk.placing import look_again
from rules.desk.policy_act import put_in_force
from rules.desk.policy_tables import PolicyInForce
from rules.desk.rewalling import derive as derive_rivals
from rules.desk.rivals import consent_key
from rules.desk.rows import decode_client, decode_contact, decode_coverage, decode_manager
from rules.desk.serving import derive as derive_services
from rules.desk.stay import decode_stay

POLICY_KEY = "policy"


def restored_desks(rows: Mapping[str, bytes], house: House) -> dict[str, Desk]:
    """All desks of a partition by id; puts the policy of the rows in force in `house`."""
    policy = rows.get(POLICY_KEY)
    house.policy = None if policy is None else PolicyInForce(Policy.from_canonical(orjson.loads(policy)["policy"]))
    desks = {row["id"]: _empty(row, house) for _, row in _of_kind(rows, "desk")}
    for desk_id, row in _of_kind(rows, "manager"):
        manager = decode_manager(row)
        manager.place = len(desks[desk_id].managers)
        desks[desk_id].managers[manager.id] = manager
        if manager.employed:
            desks[desk_id].employed[manager.id] = manager
    _take_hand_overs(desks, rows)
    _take_stays(desks, rows)
    for desk_id, row in _of_kind(rows, "client"):
        _take_client(desks[desk_id], row)
    for desk_id, row in _of_kind(rows, "coverage"):
        _take_coverage(desks[desk_id], decode_coverage(row))
    for desk_id, row in _of_kind(rows, "introduced"):
        desks[desk_id].introduced[row["coverage_id"]] = row["managers"]
    for desk_id, row in _of_kind(rows, "consent"):
        desks[desk_id].rivals.consent(consent_key(row["coverage_a"], row["coverage_b"], row["side"]), row)
    for desk_id, row in _of_kind(rows, "contact"):
        _take_contact(desks[desk_id], row)
    for desk_id, places in _paces(rows).items():
        desks[desk_id].pace = Pace(places)
    for desk in desks.values():
        _wake(desk)
    house.touched.clear()
    house.counts.clear()
    return desks


def _of_kind(rows: Mapping[str, bytes], kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Desk id and row, by key: no order of the journal's shows in what is decided."""
    for key in sorted(key for key in rows if key.startswith(f"{kind}/")):
        yield key.split("/", 2)[1], orjson.loads(rows[key])


def _empty(row: Mapping[str, Any], house: House) -> Desk:
    fields = {name: value for name, value in row.items() if name != "policy_version"}
    return Desk(house=house, **fields | {"opened": tuple(row.get("opened", ()))})


def _paces(rows: Mapping[str, bytes]) -> dict[str, list[tuple[int, int, int]]]:
    """Place, number and milliseconds of the services each desk remembers."""
    paces: dict[str, list[tuple[int, int, int]]] = {}
    for key in sorted(key for key in rows if key.startswith("pace/")):
        _, desk_id, place = key.split("/", 2)
        number, held_ms = orjson.loads(rows[key])
        paces.setdefault(desk_id, []).append((int(place), number, held_ms))
    return paces


def _take_hand_overs(desks: Mapping[str, Desk], rows: Mapping[str, bytes]) -> None:
    for desk_id, row in _of_kind(rows, "handover"):
        desks[desk_id].hand_overs[row["leaver"]] = decode_hand_over(row)
    for desk in desks.values():
        for manager in desk.employed.values():
            watch_leaving(desk, manager)


def _take_stays(desks: Mapping[str, Desk], rows: Mapping[str, bytes]) -> None:
    for key in sorted(key for key in rows if key.startswith("elsewhere/")):
        _, desk_id, rest = key.split("/", 2)
        manager_id, _, former = rest.rpartition("/")
        desks[desk_id].elsewhere.setdefault(manager_id, {})[former] = decode_stay(orjson.loads(rows[key]))
    for desk in desks.values():
        for manager in desk.managers.values():
            watch_away(desk, manager)


def _take_client(desk: Desk, row: Mapping[str, Any]) -> None:
    client = decode_client(row)
    desk.clients[client.id] = client
    coverage_of(desk, client.coverage_id).enter(client)
    owner = None if client.data is None else client.data["manager_id"]
    if owner is not None:
        desk.plans.setdefault(owner, {})[client.id] = client


def _take_coverage(desk: Desk, written: Coverage) -> None:
    coverage = coverage_of(desk, written.id)
    coverage.lead, coverage.backup, coverage.origin = written.lead, written.backup, written.origin
    coverage.free_since, coverage.recorded = written.free_since, written.recorded
    coverage.led_by, coverage.led_since = written.led_by, written.led_since
    coverage.rotation_since = written.rotation_since
    coverage.lead_at = written.lead_at
    coverage.lead_since, coverage.past, coverage.breaches = written.lead_since, written.past, written.breaches
    if coverage.backup is not None:
        desk.managers[coverage.backup].backup_of += 1


def _take_contact(desk: Desk, row: Mapping[str, Any]) -> None:
    contact = decode_contact(row)
    desk.contacts[contact.id] = contact
    if contact.status == ENDED:
        assert contact.ended_at is not None
        desk.ended.append((contact.ended_at, contact.id))
    else:
        join(desk, contact)


def _wake(desk: Desk) -> None:
    """Derive all that is derived."""
    heapify(desk.ended)
    desk.work.at, desk.work.now = desk.first_at, format_instant(desk.clock)
    for coverage in desk.coverages.values():
        derive_services(desk, coverage)
    derive_elsewhere(desk)
    derive_rivals(desk)
    for coverage in desk.coverages.values():
        rebook(desk, coverage)
    tables = None if desk.house.policy is None else desk.house.policy.at(desk.id)
    if tables is None:
        for contact in desk.contacts.values():
            if contact.manager_id is not None and contact.status != ENDED:
                desk.managers[contact.manager_id].hold(contact)
        for manager in desk.managers.values():
            weigh_elsewhere(desk, manager)
    else:
        opened = desk.opened
        put_in_force(desk, tables)
        desk.opened = opened
        for contact in desk.waiting.by_id.values():
            look_again(desk, contact)
            note_dues(desk, contact)
        hold_back(desk)
        for manager in desk.employed.values():
            manager.published = said_of(desk, manager)
    for manager in desk.away.values():
        manager.held_told = held_by(manager)
    desk.work = Work({}, 0)
