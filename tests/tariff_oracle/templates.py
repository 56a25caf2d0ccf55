"""What the policy's templates offer to who has no agreement on the item, three whole months looked back at."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from models.business_days import first_instant
from models.ids import kontor_uuid
from models.instants import format_instant
from tests.tariff_oracle import figures
from tests.tariff_oracle.asking import of_form
from tests.tariff_oracle.calendar import Span, later, length, months_on, span_of, windows
from tests.tariff_oracle.conditions import Known, look, missing
from tests.tariff_oracle.fees import in_force
from tests.tariff_oracle.looking import KEYS, measured, threshold
from tests.tariff_oracle.messages import OFFERS, as_asked, head
from tests.tariff_oracle.records import LIVE, OPEN, Coverage, Data, Said, Version
from tests.tariff_oracle.shares import share_of
from tests.tariff_oracle.worth import first_turnover, months_of_window, simulate

OF_A_DAY = ("overdue_days", "products_active", "reciprocity")
BEGAN = date(1990, 1, 1)


class Offer(NamedTuple):
    """A template that a client could have."""

    share: Fraction
    name: str
    version: Version
    """As if it had been asked for."""
    window: Span
    distance: list[Data]


def of_the_month(coverage: Coverage) -> list[Said]:
    """With a calendar month: of each item, and where it is a client's alone of each client, the nearest."""
    best: dict[tuple[str, str], Offer] = {}
    for offer in _offers(coverage, None):
        whose = offer.version.item, offer.version.client_id if offer.version.terms["scope"] == "client" else ""
        if may(coverage, offer, "near_threshold") and (whose not in best or offer.share < best[whose].share):
            best[whose] = offer
    return [proposed(coverage, offer, "near_threshold", None) for offer in best.values()]


def of_contact(coverage: Coverage, data: Data) -> list[Offer]:
    """What may be talked about, in the policy's order."""
    return [offer for offer in _offers(coverage, data) if may(coverage, offer, "contact")]


def may(coverage: Coverage, offer: Offer, trigger: str) -> bool:
    declined = [each.entered for each in coverage.versions.values() if each.state == "declined"]
    quiet = any(coverage.today < later(day, coverage.rules.quiet_days) for day in declined)
    npv = offer.version.simulation["npv_minor"]
    return npv is not None and npv >= 0 and not quiet and _remembered(offer, trigger) not in coverage.proposed


def _remembered(offer: Offer, trigger: str) -> tuple[str, str, str, date]:
    alone = offer.version.terms["scope"] == "client"
    return trigger, offer.name, offer.version.client_id if alone else "", offer.window.first


def proposed(coverage: Coverage, offer: Offer, trigger: str, manager_id: str | None) -> Said:
    """Say it; once for a window by a trigger."""
    coverage.proposed.add(_remembered(offer, trigger))
    version, first = offer.version, offer.window.first
    whose = coverage.id if version.terms["scope"] == "coverage" else f"{coverage.id}|{version.client_id}"
    expires = min(first, later(coverage.today, coverage.rules.offer_ttl_days))
    data = head(coverage, version) | {
        "agreement_id": None,
        "version": None,
        "proposal_id": kontor_uuid(f"{whose}|{offer.name}|proposal/{trigger}|{first.isoformat()}|1"),
        "trigger": trigger,
        "manager_id": manager_id,
        "terms": as_asked(version.terms),
        "simulation": version.simulation,
        "distance": offer.distance,
        "expires_at": format_instant(first_instant(expires, coverage.zone)),
    }
    return Said(OFFERS, "offer.proposed", data)


def _offers(coverage: Coverage, contact: Data | None) -> Iterator[Offer]:
    lives = {each.item for each in coverage.versions.values() if each.state in (*OPEN, *LIVE, "ending")}
    for template in () if coverage.hold_now else coverage.rules.benefits:
        for client in _who(coverage, template.when, contact) if template.item not in lives else ():
            offer = _offer(coverage, template.name, template.item, dict(template.terms), client)
            if offer is not None:
                yield offer
            if template.terms["scope"] == "coverage":
                break


def _who(coverage: Coverage, when: object, contact: Data | None) -> Iterator[str]:
    """Members whom the `when` is for."""
    said = {each.data["client_id"]: each.data for each in coverage.heard if each.kind == "client.updated"}
    for client, data in sorted(said.items()):
        facts = {name: data.get(name) for name in ("segment", "tier", "industry", "language", "planned")}
        if contact is not None:
            facts |= {name: contact[name] for name in ("channel", "product", "purpose")}
        asked = {name: values for name, values in vars(when).items() if values is not None}
        here = contact is None or contact["client_id"] == client
        suits = here and all(facts.get(name) in values for name, values in asked.items())
        if suits and figures.is_member(coverage.heard, client, coverage.today):
            yield client


def _offer(coverage: Coverage, name: str, item: str, terms: Data, client: str) -> Offer | None:
    begins = months_on(coverage.today.replace(day=1), 1)
    if terms["valid_to"] is not None:
        valid = span_of(terms)
        months = (valid.to.year - valid.first.year) * 12 + valid.to.month - valid.first.month
        terms["valid_to"] = months_on(begins, months).isoformat()
    terms["valid_from"] = begins.isoformat()
    prices = in_force(coverage.rules, item, coverage.segment(client), begins, None)
    if prices is None or of_form(terms):
        return None
    asked = first_turnover(terms)
    version = Version(
        "", 1, client, item, "", False, terms, None, prices.currency, prices.version, {}, [], coverage.today
    )
    back = Span(months_on(coverage.today.replace(day=1), -3), coverage.today.replace(day=1))
    before = figures.by_client(coverage.heard, version.whose, Span(BEGAN, months_on(back.first, 1)), date.max)
    if asked is None or not any(before.values()):
        return None
    total = max(0, figures.turnover(coverage.heard, version.whose, back, date.max))
    version.forecast = {"volume_now_minor": total * months_of_window(terms) // 3, "volume_minor": [asked]}
    said = {"terms": terms, "forecast": version.forecast, "committee_exception": False}
    version.simulation, codes = simulate(said, prices, coverage.rules)
    return None if codes else _looked(coverage, name, version, total)


def _looked(coverage: Coverage, name: str, version: Version, total: int) -> Offer | None:
    window = windows(version.terms)[0]
    to, months = coverage.today.replace(day=1), length(version.terms)
    past = Span(months_on(to, -months), to)

    def value(clause: Data) -> Known:
        if clause["metric"] == "qualified_turnover":
            return Fraction(total * months, 3)
        # What he owes late and which products he has is asked as of today.
        as_of = Span(past.first, later(coverage.today, 1))
        found = measured(coverage, version, clause, as_of if clause["metric"] in OF_A_DAY else past)
        scaled = clause["metric"] == "average_balance" and found is not None
        return Fraction(found or 0) * window.days / past.days if scaled else found

    said = look(version.terms["obligations"], value, lambda clause: threshold(version, clause, window))
    distance = []
    for path, failing in said.failed if said.met is not True else ():
        if failing is not None:
            short = missing(failing, value(failing), threshold(version, failing, window))
            if failing["metric"] == "average_balance":
                short = Fraction(short) / window.days
            key = next(KEYS[each] for each in KEYS if each in failing)
            left = (window.to - coverage.today).days
            distance.append({"path": path, "metric": failing["metric"], key: ceil(short), "days_left": left})
    share = share_of(version, distance)
    return None if share is None or said.met is True else Offer(share, name, version, window, distance)
