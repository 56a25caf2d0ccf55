"""What the policy's templates offer to clients who have no agreement on the item."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final, NamedTuple

from models.policy.lines import When
from models.policy.tariffs import PriceList
from models.policy.worth import Template
from rules.tariff.client import Client
from rules.tariff.conditions import TURNOVER, Clause, Judged, first_threshold, judged, measured
from rules.tariff.coverage import Coverage
from rules.tariff.figures import Figures
from rules.tariff.nearness import relative_distance
from rules.tariff.opening import Opening
from rules.tariff.request import Proposal, list_for, look_at
from rules.tariff.rounding import rounded_down
from rules.tariff.verdict import asked_by
from rules.tariff.windows import Window, months_on, step_of, windows

MONTHS: Final = 3
"""Whole months whose mean a client is taken to go on with."""
OF_MONTHS: Final = frozenset({"average_balance", "margin"})
"""Metrics beside turnover that add up; the others are looked at as they are today."""
OF_CLIENTS: Final = ("segment", "tier", "industry", "language", "planned")

Contact = Mapping[str, Any]
"""`client_id`, and what a contact says of itself: channel, product, purpose, language."""


def openings(coverage: Coverage, contact: Contact | None = None) -> Iterator[Opening]:
    """What may be offered today, in the policy's order; at a contact to its client alone."""
    if coverage.held:
        return
    for template in coverage.tariffs.benefits:
        if not coverage.live(template.item):
            terms = _from_next_month(template.terms, coverage.today)
            for client in _who(coverage, template, contact):
                opening = _opening(coverage, template, terms, client)
                if opening is not None:
                    yield opening


def _who(coverage: Coverage, template: Template, contact: Contact | None) -> Iterator[Client]:
    """Clients it is for; of those who would earn together the first stands for all."""
    for client_id in sorted(coverage.clients):
        client = coverage.clients[client_id]
        asked = contact is None or contact["client_id"] == client_id
        if asked and client.is_known and suits(template.when, client, contact):
            yield client
            if template.terms["scope"] == "coverage":
                return


def suits(when: When, client: Client, contact: Contact | None) -> bool:
    """Whether a client, and a contact of his, are what a `when` asks for; without a contact nothing of one is so."""
    facts = {name: getattr(client, name) for name in OF_CLIENTS}
    if contact is not None:
        facts |= {name: contact[name] for name in ("channel", "product", "purpose")}
        facts["language"] = contact["language"] or client.language
    asked = ((name, getattr(when, name)) for name in When.model_fields)
    return all(values is None or facts.get(name) in values for name, values in asked)


def _from_next_month(terms: Mapping[str, Any], today: date) -> dict[str, Any]:
    """A template's dates say how long it holds; it begins with the month after."""
    begins = months_on(today.replace(day=1), 1)
    ends = None
    if terms["valid_to"] is not None:
        first, to = date.fromisoformat(terms["valid_from"]), date.fromisoformat(terms["valid_to"])
        ends = months_on(begins, 12 * (to.year - first.year) + to.month - first.month).isoformat()
    return {**terms, "valid_from": begins.isoformat(), "valid_to": ends}


class Before(NamedTuple):
    """What the last whole months were."""

    facts: Figures
    today: date
    to: date
    """The first day of this month."""
    turnover_minor: int

    def measure(self, clause: Clause, own: Window) -> int | Fraction | None:
        """What a clause would come to in a window to come, if all went on as before."""
        months = 12 * (own.to.year - own.first.year) + own.to.month - own.first.month
        if clause["metric"] == TURNOVER:
            return Fraction(self.turnover_minor * months, MONTHS)
        past = Window(months_on(self.to, -months), self.to)
        if clause["metric"] not in OF_MONTHS:
            return measured(self.facts, clause, Window(past.first, self.today + timedelta(days=1)))
        value = measured(self.facts, clause, past)
        if value is None or clause["metric"] != "average_balance":
            return value
        return Fraction(value) * own.days / past.days


def _before(coverage: Coverage, prices: PriceList, only: str | None) -> Before | None:
    """None where fewer whole months are known."""
    to = coverage.today.replace(day=1)
    first = months_on(to, -MONTHS)
    begins = coverage.ledger.first_month(prices.currency, only)
    if begins is None or begins > first.isoformat()[:7]:
        return None
    facts = Figures(coverage, prices.currency, only)
    return Before(facts, coverage.today, to, max(0, facts.turnover(first, to)))


def _opening(coverage: Coverage, template: Template, terms: Mapping[str, Any], client: Client) -> Opening | None:
    """The template for a client, if it passes as a request would."""
    tariffs, today = coverage.tariffs, coverage.today
    prices = list_for(tariffs, template.item, client.segment, today, terms["valid_from"])
    asked = None if terms["obligations"] is None else first_threshold(terms["obligations"])
    if prices is None or asked is None:
        return None
    before = _before(coverage, prices, client.id if terms["scope"] == "client" else None)
    if before is None:
        return None
    now = rounded_down(Fraction(before.turnover_minor * step_of(terms), MONTHS))
    forecast = {"volume_now_minor": now, "volume_minor": [asked]}
    looked = look_at(Proposal(terms, forecast, False, today, tariffs, prices))
    if looked.reasons:
        return None
    window = next(iter(windows(terms)))
    found = _judged(terms, window, before, (window.to - today).days)
    relative = relative_distance(terms, found)
    if found.met is True or relative is None:
        return None
    return Opening(
        None, template.name, client.id, template.item, terms["scope"], prices.currency, prices.version, terms,
        looked.said(), window, found.distance, relative, held=False,
    )  # fmt: skip


def _judged(terms: Mapping[str, Any], window: Window, before: Before, days_left: int) -> Judged:
    return judged(terms["obligations"], window, days_left, before.measure, asked_by(terms))
