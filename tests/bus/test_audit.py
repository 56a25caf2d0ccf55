"""Coverages compared on the bus, with the worker that compares them killed: each alert once, and as a replay says."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest

from models.business_days import business_date
from models.recording import Line
from rules.tariff.windows import months_on
from tests.bus.outside import Outside, outside
from tests.bus.running import put_in_force, sigkill_tree, start_workers
from tests.bus.test_live_equals_replay import replayed_lines
from tests.bus.test_tariffs import BEGIN, POLICY, SPEED, ZONE, Crm
from tests.installation import Installation, until
from tests.rules.tariff.prices import terms

pytestmark = [pytest.mark.bus, pytest.mark.timeout(480)]
GRANTS = {"C-1": ("M1", 1500), "C-2": ("M1", 1500), "C-3": ("M2", 2700), "C-4": ("M2", 2700)}
"""Client, to who proposes and the rate; C-1 and C-3 are rivals."""
COMPARED = f"{POLICY}  favouritism: {{min_agreements: 2}}\n"
RAISED = {
    ("favouritism", "M1"), ("favouritism", "M1/M40"), ("favouritism", "M1/M41"), ("parity", "C-1/C-3"),
}  # fmt: skip


def people(crm: Crm, at: int) -> list[Line]:
    levels: dict[str, list[str]] = {"M1": [], "M2": [], "M40": ["committee"], "M41": ["committee"]}
    managers = [
        crm.line(
            "crm.managers", name, "manager.updated", at, manager_id=name, desk_id="D", segments=["sme"],
            approval_levels=of,
        )
        for name, of in levels.items()
    ]  # fmt: skip
    return managers + [
        crm.line(
            "crm.clients", name, "client.updated", at, client_id=name, segment="sme", desk_id="D",
            rivals=["C-3"] if name == "C-1" else [],
        )
        for name in GRANTS
    ]  # fmt: skip


def agreed(crm: Crm, name: str, at: int, first: date) -> Iterable[Line]:
    """From the request to the client's word."""
    by, rate = GRANTS[name]
    of: dict[str, Any] = {"agreement_id": f"A-{name}", "version": 1}
    said = terms(
        valid_from=first.isoformat(), valid_to=months_on(first, 6).isoformat(),
        benefit={"target": "fee", "type": "fixed", "rate_ppm": rate},
    )  # fmt: skip
    yield crm.line(
        "crm.offers", name, "offer.requested", at, **of, client_id=name, item="settlement", by=by, terms=said,
        forecast={"volume_now_minor": 400_000_000, "volume_minor": [1_000_000_000]},
    )  # fmt: skip
    for approver in ("M40", "M41"):
        yield crm.line("crm.offers", name, "offer.decided", at, **of, decision="approve", by=approver)
    for kind in ("offer.sent", "offer.accepted"):
        yield crm.line("crm.offers", name, kind, at, **of, by=by)


def alerts(values: Iterable[bytes | None]) -> dict[str, dict[str, Any]]:
    """What the audit said, by id: what is said again after a take-over has the same one."""
    told: dict[str, dict[str, Any]] = {}
    for value in values:
        event = orjson.loads(value or b"null")
        if event["type"] in ("alert.favouritism", "alert.parity"):
            assert told.setdefault(event["id"], event["data"]) == event["data"], "two different things under one id"
    return told


def said(told: dict[str, dict[str, Any]], *, cleared: bool) -> list[tuple[str, str]]:
    return sorted((each["kind"], each["subject_id"]) for each in told.values() if each["cleared"] is cleared)


def published(bus: Outside) -> dict[str, dict[str, Any]]:
    return alerts(record.raw for record in bus.read("kontor.alerts"))


def test_workers_killed_while_coverages_are_compared_alert_once_and_clear_once(
    install: Callable[..., Installation], kafka: str, tmp_path: Path
) -> None:
    installation = install(kafka, tariffs=True, clock=f"{BEGIN}x{SPEED}")
    clock = installation.settings.make_clock()
    put_in_force(installation, tmp_path, COMPARED)
    crm = Crm()
    with outside(installation) as bus:
        bus.publish(people(crm, clock.now_ms()))
        workers = start_workers(installation, "first", "second")
        today = business_date(clock.now_ms(), ZONE)
        first = months_on(today.replace(day=1), 1 if today.day < 20 else 2)
        lines = [line for name in GRANTS for line in agreed(crm, name, clock.now_ms(), first)]
        assert len(bus.publish(lines)) == len(lines)
        until(lambda: len(said(published(bus), cleared=False)) >= 3, 60, "the alerts on one person's discounts")
        sigkill_tree(workers["first"])
        workers |= start_workers(installation, "third")
        sigkill_tree(workers["second"])
        until(lambda: set(said(published(bus), cleared=False)) == RAISED, 60, "the alert on rivals that pay unlike")
        until(lambda: len(said(published(bus), cleared=True)) >= 3, 90, "the end of the quarter")
        assert installation.processes.stop("third") == 0
        told = published(bus)
        done = installation.kontor("verify", "--live")
        assert done.returncode == 0, done.stdout + done.stderr

    assert said(told, cleared=False) == sorted(RAISED)
    assert len(said(told, cleared=True)) == len(set(said(told, cleared=True)))
    again = alerts(line.value for line in replayed_lines(installation, tmp_path) if line.topic == "kontor.alerts")
    # At this speed a day is over before what was said on it has come: dates may differ, what is told may not.
    assert figures(told, cleared=False) == figures(again, cleared=False)


def figures(told: dict[str, dict[str, Any]], *, cleared: bool) -> list[str]:
    return sorted(
        orjson.dumps([each["kind"], each["subject_id"], each["figures"]]).decode()
        for each in told.values()
        if each["cleared"] is cleared
    )
