"""What Kontor proposes about agreements that hold: at a contact, near a threshold, at risk."""

from datetime import date
from fractions import Fraction

from models.business_days import first_instant
from models.ids import kontor_uuid
from models.instants import format_instant
from tests.tariff_oracle import figures, templates
from tests.tariff_oracle.calendar import Span, after, later, windows
from tests.tariff_oracle.fees import MILLION
from tests.tariff_oracle.looking import looked, times
from tests.tariff_oracle.messages import OFFERS, as_asked, head
from tests.tariff_oracle.records import Coverage, Data, Said, Version
from tests.tariff_oracle.shares import share_of
from tests.tariff_oracle.worth import first_turnover


def of_the_day(coverage: Coverage, version: Version, *, at_risk: bool) -> list[Said]:
    """A business date has begun."""
    said, window = list[Said](), _open(coverage, version)
    if window is None:
        return said
    threshold = first_turnover(version.terms)
    near = False
    if threshold is not None:
        asked = threshold * times(version)
        missing = asked - figures.turnover(coverage.heard, version.whose, window, date.max)
        near = 0 < missing <= Fraction(asked * coverage.rules.near_threshold_ppm, MILLION)
    for trigger, holds in (("at_risk", at_risk), ("near_threshold", near)):
        if holds and _may(coverage, version, window, trigger):
            said.append(_proposed(coverage, version, window, trigger, None))
    return said


def at_contact(coverage: Coverage, data: Data) -> list[Said]:
    """At most one talking point: the nearest that was not said of its window."""
    client_id, best = data["client_id"], list[tuple[Fraction, str, int, Span]]()
    if not figures.is_member(coverage.heard, client_id, coverage.today):
        return []
    for version in coverage.versions.values():
        concerns = version.terms["scope"] == "coverage" or version.client_id == client_id
        window = _open(coverage, version) if concerns else None
        if window is not None and _may(coverage, version, window, "contact"):
            _, _, distance = looked(coverage, version, window, 0)
            share = share_of(version, distance)
            assert share is not None
            best.append((share, version.agreement_id, version.version, window))
    nearest = min(best, default=None)
    offers = sorted(templates.of_contact(coverage, data), key=lambda each: each.share)
    if offers and (nearest is None or offers[0].share < nearest[0]):
        return [templates.proposed(coverage, offers[0], "contact", data["manager_id"])]
    if nearest is None:
        return []
    _, agreement_id, number, window = nearest
    return [_proposed(coverage, coverage.versions[agreement_id, number], window, "contact", data["manager_id"])]


def _open(coverage: Coverage, version: Version) -> Span | None:
    """The open window, where there is still something to do in it and something would come of it."""
    known = figures.is_member(coverage.heard, version.client_id, coverage.today)
    if version.state != "active" or not known:
        return None
    starts = version.starts or version.span.first
    open_now = (each for each in windows(version.terms) if each.has(coverage.today) and each.first >= starts)
    window = next(open_now, None)
    if window is None or window.to > version.end:
        return None
    terms, following = version.terms, after(version.terms, window)
    moves_money = terms["applies"] == "same_window" or (terms["mode"] == "grant_first" and terms["on_miss"] != "none")
    if not moves_money and (following.to > version.span.to or following.first >= version.end):
        return None
    said, _, distance = looked(coverage, version, window, 0)
    return None if said.met is True or share_of(version, distance) is None else window


def _may(coverage: Coverage, version: Version, window: Span, trigger: str) -> bool:
    npv = version.simulation["npv_minor"]
    quiet = coverage.rules.quiet_days
    declined = [each.entered for each in coverage.versions.values() if each.state == "declined"]
    if npv is None or npv < 0 or any(coverage.today < later(day, quiet) for day in declined):
        return False
    return (trigger, window.first) not in version.proposed


def _proposed(coverage: Coverage, version: Version, window: Span, trigger: str, manager_id: str | None) -> Said:
    version.proposed.add((trigger, window.first))
    _, _, distance = looked(coverage, version, window, (window.to - coverage.today).days)
    parts = (version.agreement_id, version.version, f"proposal/{trigger}", window.first.isoformat(), 1)
    expires = min(window.to, later(coverage.today, coverage.rules.offer_ttl_days))
    data = head(coverage, version) | {
        "proposal_id": kontor_uuid("|".join(map(str, parts))),
        "trigger": trigger,
        "manager_id": manager_id,
        "terms": as_asked(version.terms),
        "simulation": version.simulation,
        "distance": distance,
        "expires_at": format_instant(first_instant(expires, coverage.zone)),
    }
    return Said(OFFERS, "offer.proposed", data)
