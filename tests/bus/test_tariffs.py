"""A client's half year on the bus, with workers killed in the middle: nothing granted twice, no verdict lost."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pytest

from models.business_days import business_date
from models.instants import format_instant
from models.recording import Line
from rules.tariff.windows import months_on
from streams.clock import Clock
from tests.bus.outside import Outside, outside
from tests.bus.running import put_in_force, sigkill_tree, start_workers
from tests.bus.test_live_equals_replay import replayed_lines
from tests.installation import Installation, until
from tests.rules.tariff.prices import terms

pytestmark = [pytest.mark.bus, pytest.mark.timeout(480)]
COVERAGES = [f"G-{number}" for number in range(8)]
BEGIN = "2025-12-01T09:00:00Z"
SPEED = 86_400 * 3
"""Three days a second."""
ZONE = "Europe/Moscow"
POLICY = """
name: tariffs
lines: [{}]
tariffs:
  price_lists:
    - {item: settlement, version: 1, currency: RUB, valid_from: "2025-01-01", variable_cost_ppm: 500, float_ppm: 400,
       tiers: [{from_minor: 0, rate_ppm: 3000}]}
"""


class Crm:
    """Says what the bank's systems say, each at its own instant of the virtual half year."""

    def __init__(self) -> None:
        self.number = 0

    def line(self, topic: str, key: str, kind: str, at: int, /, **data: Any) -> Line:
        self.number += 1
        event = {
            "specversion": "1.0", "id": f"e{self.number}", "source": "crm/test", "type": kind,
            "time": format_instant(at), "data": data,
        }  # fmt: skip
        return Line(topic, key.encode(), at, orjson.dumps(event))

    def people(self, at: int) -> list[Line]:
        managers = [("M1", []), ("M40", ["committee"]), ("M41", ["committee"])]
        lines = [
            self.line(
                "crm.managers", name, "manager.updated", at, manager_id=name, desk_id="D", segments=["sme"],
                approval_levels=levels,
            )
            for name, levels in managers
        ]  # fmt: skip
        return lines + [
            self.line(
                "crm.clients", f"C-{each}", "client.updated", at, client_id=f"C-{each}", segment="sme",
                desk_id="D", group_id=each, manager_id="M1",
            )
            for each in COVERAGES
        ]  # fmt: skip

    def agreed(self, coverage: str, at: int, first: date) -> Iterable[Line]:
        """From the request to the client's word."""
        of = {"agreement_id": f"A-{coverage}", "version": 1}
        said = terms(
            mode="grant_first", applies=None, on_miss="reprice", valid_from=first.isoformat(),
            valid_to=months_on(first, 6).isoformat(),
        )  # fmt: skip
        yield self.line(
            "crm.offers", coverage, "offer.requested", at, **of, client_id=f"C-{coverage}", item="settlement",
            by="M1", terms=said, forecast={"volume_now_minor": 400_000_000, "volume_minor": [1_000_000_000]},
        )  # fmt: skip
        for by in ("M40", "M41"):
            yield self.line("crm.offers", coverage, "offer.decided", at, **of, decision="approve", by=by)
        for kind in ("offer.sent", "offer.accepted"):
            yield self.line("crm.offers", coverage, kind, at, **of, by="M1")

    def postings(self, day: date, at: int) -> Iterable[Line]:
        """Every third day something; the even groups turn over enough."""
        for number, coverage in enumerate(COVERAGES):
            minor = 60_000_000 if number % 2 == 0 else 30_000_000
            if day.toordinal() % 3 == 0:
                yield self.line(
                    "crm.activity", f"C-{coverage}", "turnover.posted", at, client_id=f"C-{coverage}",
                    posting_id=f"{coverage}-{day}", amount_minor=minor, currency="RUB", direction="credit",
                    kind="sale", value_date=day.isoformat(),
                )  # fmt: skip


def of_tariffs(rows: Iterable[tuple[str, bytes | None]]) -> dict[str, list[Any]]:
    """By coverage, in the order of the numbers; what is said again with the same content is one."""
    told: dict[str, dict[int, Any]] = {}
    for topic, value in rows:
        if topic != "kontor.tariff-offers":
            continue
        event = orjson.loads(value or b"null")
        data = event["data"]
        before = told.setdefault(data["coverage_id"], {}).setdefault(data["seq"], event)
        assert before == event, "two different things as one number"
    for coverage, numbers in told.items():
        assert sorted(numbers) == list(range(1, len(numbers) + 1)), coverage
    return {coverage: [numbers[seq] for seq in sorted(numbers)] for coverage, numbers in sorted(told.items())}


def replayed(installation: Installation, folder: Path) -> dict[str, list[Any]]:
    lines = replayed_lines(installation, folder)
    return of_tariffs((line.topic, line.value) for line in lines)


def published(bus: Outside) -> dict[str, list[Any]]:
    return of_tariffs((record.topic, record.raw) for record in bus.read("kontor.tariff-offers"))


def judged(told: dict[str, list[Any]]) -> set[tuple[str, str]]:
    """Coverage and window of every verdict."""
    return {
        (coverage, event["data"]["window"]["from"])
        for coverage, events in told.items()
        for event in events
        if event["type"].startswith("benefit.") and event["data"]["closed"]
    }


def test_workers_killed_in_the_middle_of_months_grant_nothing_twice_and_lose_no_verdict(
    install: Callable[..., Installation], kafka: str, tmp_path: Path
) -> None:
    installation = install(kafka, tariffs=True, clock=f"{BEGIN}x{SPEED}")
    clock = installation.settings.make_clock()
    put_in_force(installation, tmp_path, POLICY)
    crm = Crm()
    with outside(installation) as bus:
        bus.publish(crm.people(clock.now_ms()))
        workers = start_workers(installation, "first", "second")
        today = business_date(clock.now_ms(), ZONE)
        first = months_on(today.replace(day=1), 1 if today.day < 20 else 2)
        windows = [first, months_on(first, 1)]
        lines = [line for coverage in COVERAGES for line in crm.agreed(coverage, clock.now_ms(), first)]
        assert len(bus.publish(lines)) == len(lines)
        until(lambda: len(published(bus)) == len(COVERAGES), 60, "the first word of every coverage")

        day, end = today, months_on(first, 2) + timedelta(days=1)
        while day < end:
            until(partial(_has_begun, clock, day), 60, f"the virtual {day}")
            bus.publish(list(crm.postings(day, clock.now_ms())))
            if day == first + timedelta(days=3):
                sigkill_tree(workers["first"])
            elif day == first + timedelta(days=33):
                workers |= start_workers(installation, "third")
                sigkill_tree(workers["second"])
            day += timedelta(days=1)
        due = {(coverage, window.isoformat()) for coverage in COVERAGES for window in windows}
        until(lambda: judged(published(bus)) >= due, 120, "the verdicts of two months")
        assert installation.processes.stop("third") == 0
        told = published(bus)
        # Rows, numbers, commits, and that each coverage was told what the rules say: by the verifier's own fold.
        done = installation.kontor("verify", "--live")
        assert done.returncode == 0, done.stdout + done.stderr
        shown = installation.kontor("tariffs", "show", "G-1", "--json")
        assert orjson.loads(shown.stdout)["agreement_id"] == "A-G-1", shown.stderr
        explained = installation.kontor("tariffs", "why", "A-G-1", "--window", windows[0].isoformat(), "--json")
        (window,) = map(orjson.loads, explained.stdout.splitlines())
        assert window["outcome"] == "revoked", explained.stderr
        assert window["money"]["miss_minor"] > 0
        assert installation.kontor("tariffs", "show", "nobody").returncode == 1

    for coverage, events in told.items():
        verdicts = [event["data"]["verdict_id"] for event in events if event["type"].startswith("benefit.")]
        assert len(verdicts) == len(set(verdicts)), coverage
        owed = [event["data"]["adjustment_id"] for event in events if event["type"] == "fee.adjusted"]
        assert len(owed) == len(set(owed)), coverage
    assert any(event["type"] == "fee.adjusted" for event in told["G-1"])
    again = replayed(installation, tmp_path)
    for coverage in COVERAGES:
        assert told[coverage] == again[coverage][: len(told[coverage])], coverage


def _has_begun(clock: Clock, day: date) -> bool:
    return business_date(clock.now_ms(), ZONE) >= day
