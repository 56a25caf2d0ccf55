"""Proposals of Kontor's own: when a contact is assigned, near a threshold, at risk, and from the policy's templates."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from models.business_days import first_instant
from models.ids import kontor_uuid
from models.instants import format_instant
from models.messages.tariff_told import Trigger
from models.policy.part import MILLION
from rules.tariff import templates
from rules.tariff.asked import terms_asked
from rules.tariff.coverage import Coverage
from rules.tariff.credit_only import only_borrows
from rules.tariff.opening import Opening, of_agreement
from rules.tariff.pace import pace
from rules.tariff.rounding import rounded_down
from rules.tariff.running import Running
from rules.tariff.talking_point import talking_point
from rules.tariff.telling import tell


def assigned(coverage: Coverage, command: Mapping[str, Any]) -> None:
    """A manager has got a contact: tell him the nearest benefit of its client that he was not told of."""
    contact = command["data"]
    client = coverage.clients.get(contact["client_id"])
    if client is None or not client.is_known:
        return
    found = [each for each in _of_agreements(coverage, client.id) if _may_be_said(coverage, each, "contact")]
    found += [each for each in templates.openings(coverage, contact) if _may_be_said(coverage, each, "contact")]
    nearest = min(found, key=lambda each: each.relative, default=None)
    if nearest is not None:
        _propose(coverage, nearest, "contact", contact["manager_id"])


def _of_agreements(coverage: Coverage, client_id: str) -> Iterable[Opening]:
    """Those of the client, and those of all clients of the coverage together, by id and version."""
    for agreement in coverage.live():
        if agreement.scope == "coverage" or agreement.client_id == client_id:
            opening = of_agreement(coverage, agreement)
            if opening is not None:
                yield opening


def look_at_window(running: Running, *, at_risk: bool) -> None:
    """A business date has begun: propose what an agreement is near to, and what it is about to lose."""
    opening = of_agreement(running.coverage, running.agreement)
    if opening is None:
        return
    due: list[Trigger] = ["at_risk"] if at_risk else []
    if _is_near(running, opening):
        due.append("near_threshold")
    for trigger in due:
        if _may_be_said(running.coverage, opening, trigger):
            _propose(running.coverage, opening, trigger)


def _is_near(running: Running, opening: Opening) -> bool:
    found = pace(running, opening.window)
    if found is None:
        return False
    missing = found.asked_minor - found.value_minor
    return missing > 0 and missing * MILLION <= running.coverage.tariffs.near_threshold_ppm * found.asked_minor


def look_at_templates(coverage: Coverage) -> None:
    """A calendar month has begun: of each item the nearest that the client has no agreement on."""
    nearest: dict[tuple[str, str], Opening] = {}
    for each in templates.openings(coverage):
        if _may_be_said(coverage, each, "near_threshold"):
            for_whom = each.item, each.client_id if each.scope == "client" else ""
            if for_whom not in nearest or each.relative < nearest[for_whom].relative:
                nearest[for_whom] = each
    for each in nearest.values():
        _propose(coverage, each, "near_threshold")


def _may_be_said(coverage: Coverage, opening: Opening, trigger: Trigger) -> bool:
    """Whether it is worth it, its window has not heard it by this trigger, and nobody declined lately."""
    if not opening.pays or _is_quiet(coverage) or _for_credit_only(coverage, opening):
        return False
    if opening.agreement is None:
        return _note(opening, trigger) not in coverage.proposed
    row = coverage.windows.get(opening.agreement.key, {}).get(opening.window.first.isoformat())
    return row is None or trigger not in row.proposed


def _is_quiet(coverage: Coverage) -> bool:
    """Whether an offer was declined in the last days."""
    quiet = timedelta(days=coverage.tariffs.quiet_days)
    return any(
        each.state == "declined" and coverage.today < date.fromisoformat(each.entered) + quiet
        for each in coverage.agreements.values()
    )


def _for_credit_only(coverage: Coverage, opening: Opening) -> bool:
    """Whether it would go to clients who have loans and little else with the bank: they are proposed nothing."""
    return only_borrows(coverage, opening.currency)


def _note(opening: Opening, trigger: Trigger) -> list[str]:
    """How a coverage remembers what was proposed from a template."""
    client_id = opening.client_id if opening.scope == "client" else ""
    return [opening.window.first.isoformat(), trigger, opening.template, client_id, opening.item]


def _propose(coverage: Coverage, opening: Opening, trigger: Trigger, manager_id: str | None = None) -> None:
    agreement, first = opening.agreement, opening.window.first.isoformat()
    if agreement is None:
        kept = [each for each in coverage.proposed if each[0] > coverage.today.isoformat()]
        coverage.proposed = [*kept, _note(opening, trigger)]
        coverage.touch("coverage")
        whose = coverage.id if opening.scope == "coverage" else f"{coverage.id}|{opening.client_id}"
        named = f"{whose}|{opening.template}"
    else:
        row = coverage.window(agreement, *opening.window)
        row.proposed = [*row.proposed, trigger]
        named = f"{agreement.agreement_id}|{agreement.version}"
    expires = min(opening.last_day, coverage.today + timedelta(days=coverage.tariffs.offer_ttl_days))
    english, russian = talking_point(opening, trigger)
    tell(
        coverage,
        "offer.proposed",
        agreement,
        {
            "proposal_id": kontor_uuid(f"{named}|proposal/{trigger}|{first}|1"),
            "trigger": trigger,
            "manager_id": manager_id,
            "terms": terms_asked(opening.terms),
            "simulation": opening.simulation,
            "distance": opening.distance,
            "talking_point": {"en": english, "ru": russian},
            "expires_at": format_instant(first_instant(expires, coverage.house.zone)),
        },
        client_id=opening.client_id,
        scope=opening.scope,
        item=opening.item,
        currency=opening.currency,
        price_list_version=opening.price_list_version,
    )
    # For the metrics; what is published says it in full.
    message = coverage.work.out[-1]
    share = rounded_down(opening.relative * MILLION)
    coverage.work.out[-1] = message._replace(type=f"{message.type}:{trigger}:{share}")
