"""What Kontor proposes about agreements that hold: at a contact, near a threshold, at risk."""

from datetime import date
from fractions import Fraction

from models.business_days import first_instant
from models.ids import kontor_uuid
from models.instants import format_instant
from tests.tariff_oracle import figures
from tests.tariff_oracle.calendar import Span, after, later, windows
from tests.tariff_oracle.conditions import clauses, wanted
from tests.tariff_oracle.fees import MILLION
from tests.tariff_oracle.looking import looked, times
from tests.tariff_oracle.messages import OFFERS, head
from tests.tariff_oracle.records import Coverage, Data, Said, Version
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
            share = _share(version, distance)
            assert share is not None
            best.append((share, version.agreement_id, version.version, window))
    if not best:
        return []
    _, agreement_id, number, window = min(best)
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
    return None if said.met is True or _share(version, distance) is None else window


def _share(version: Version, distance: list[Data]) -> Fraction | None:
    """Missing of what is asked; of `all` the most, of `any` the least."""
    missing = {each["path"]: next(each[name] for name in each if name.startswith("missing")) for each in distance}
    shares = {}
    for path, clause in clauses(version.terms["obligations"]):
        if path in missing and "/not" not in path:
            months = times(version) if clause["metric"] in ("qualified_turnover", "margin") else 1
            shares[path] = Fraction(missing[path], max(1, abs(wanted(clause)) * months))
    if not shares:
        return None
    return min(shares.values()) if "any" in version.terms["obligations"] else max(shares.values())


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
        "terms": version.terms,
        "simulation": version.simulation,
        "distance": distance,
        "expires_at": format_instant(first_instant(expires, coverage.zone)),
    }
    return Said(OFFERS, "offer.proposed", data)
