"""What is said, in the page's words; `seq` and the envelope's id, which depend on the order, are left out."""

from datetime import date

from models.business_days import first_instant
from models.ids import kontor_uuid
from models.instants import format_instant
from models.messages.tariff_refusals import REFUSALS
from tests.tariff_oracle.calendar import Span, money_span
from tests.tariff_oracle.fees import in_force
from tests.tariff_oracle.records import Coverage, Data, Said, Verdict, Version

OFFERS = "kontor.tariff-offers"


def derived(version: Version, kind: str, first: date) -> str:
    """The next id of a kind for a window."""
    ordinal = version.ordinals[kind, first] = version.ordinals.get((kind, first), 0) + 1
    parts = (version.agreement_id, version.version, kind, first.isoformat(), ordinal)
    return kontor_uuid("|".join(str(part) for part in parts))


def head(coverage: Coverage, version: Version | None, asked: Data | None = None) -> Data:
    """What every message says first."""
    asked = asked or {}
    return {
        "agreement_id": version.agreement_id if version else asked.get("agreement_id"),
        "version": version.version if version else asked.get("version"),
        "coverage_id": coverage.id,
        "client_id": version.client_id if version else asked.get("client_id"),
        "scope": version.terms["scope"] if version else asked.get("terms", {}).get("scope"),
        "item": version.item if version else asked.get("item"),
        "currency": version.currency if version else None,
        "policy_version": coverage.policy_version,
        "price_list_version": version.list_version if version else None,
        "decided_at": format_instant(coverage.clock),
        "cause": coverage.cause,
    }


def of_window(coverage: Coverage, version: Version, window: Span) -> Data:
    """The same of a window: by the list in force on its first day."""
    assert coverage.tariffs is not None
    prices = in_force(
        coverage.tariffs, version.item, coverage.segment(version.client_id),
        money_span(version.terms, window).first, version.currency,
    )  # fmt: skip
    assert prices is not None
    return head(coverage, version) | {"price_list_version": prices.version}


def as_asked(terms: Data) -> Data:
    """Terms with what their kind of window and of benefit has, and nothing of the other kinds."""
    window, benefit = terms["window"], terms["benefit"]
    value = {"fixed": "rate_ppm", "spread": "spread_ppm", "pct_off": "off_ppm", "amount_off": "off_minor"}
    names = ("target", "type", value.get(benefit["type"], "type"))
    length = "months" if window["kind"] == "rolling" else "unit"
    return terms | {
        "window": {name: window[name] for name in ("kind", length)},
        "benefit": {name: benefit[name] for name in names},
    }


def state(coverage: Coverage, version: Version, before: str | None, by: str | None, reason: str | None) -> Said:
    """A version is in a state now."""
    data = head(coverage, version)
    expires = None
    if version.expires is not None:
        expires = format_instant(first_instant(version.expires, coverage.zone))
    data |= {
        "state": version.state,
        "from_state": before,
        "by": by,
        "reason": reason,
        "approvals": list(version.approvals),
        "terms": as_asked(version.terms),
        "valid_from": version.terms["valid_from"],
        "valid_to": version.terms["valid_to"],
        "expires_at": expires,
    }
    if version.state in ("drafted", "pending"):
        data["simulation"] = version.simulation
        data["forecast"] = version.forecast and {k: v for k, v in version.forecast.items() if v is not None}
    return Said(OFFERS, f"offer.{version.state}", data)


def enter(coverage: Coverage, version: Version, to: str, by: str | None = None, reason: str | None = None) -> Said:
    """Go into a state, and say so."""
    assert coverage.tariffs is not None
    assert coverage.day is not None
    before, version.state = version.state, to
    version.entered, version.expires = coverage.day, None
    days = {
        "drafted": coverage.tariffs.stale_days,
        "pending": coverage.tariffs.stale_days,
        "returned": coverage.tariffs.stale_days,
        "approved": coverage.tariffs.approval_ttl_days,
        "offered": coverage.tariffs.offer_ttl_days,
    }.get(to)
    if days is not None:
        version.expires = date.fromordinal(coverage.day.toordinal() + days)
        if to == "offered":
            version.expires = min(version.expires, version.span.to)
    return state(coverage, version, before, by, reason)


def refused(
    coverage: Coverage, version: Version | None, asked: Data, reasons: set[str], distance: list[Data] | None = None,
    posting: str | None = None, window: Span | None = None,
) -> Said:  # fmt: skip
    """It does not pass."""
    codes = [code for code in REFUSALS if code in reasons]
    message = {
        language: " ".join(REFUSALS[code][place] for code in codes) for place, language in enumerate(("en", "ru"))
    }
    said = window.said() if window else None
    more = {"reasons": codes, "message": message, "distance": distance, "posting_id": posting, "window": said}
    return Said(OFFERS, "offer.refused", head(coverage, version, asked) | more)


def benefit(
    coverage: Coverage, version: Version, outcome: str, window: Span, verdict_id: str, supersedes: str | None,
    *, closed: bool, values: Data, distance: list[Data], failed: list[str], rate: int | None, effective: Span | None,
    clients: list[str], reason: str | None = None,
) -> Said:  # fmt: skip
    """A verdict, or what is seen of an open window."""
    data = of_window(coverage, version, window) | {
        "verdict_id": verdict_id,
        "supersedes": supersedes,
        "window": window.said(),
        "closed": closed,
        "values": values,
        "distance": distance,
        "failed": failed,
        "benefit": version.benefit,
        "rate_ppm": rate,
        "effective": effective.said() if effective else None,
        "clients": clients,
        "reason": reason,
    }
    return Said(OFFERS, f"benefit.{outcome}", data)


def verdict(coverage: Coverage, version: Version, found: Verdict, supersedes: str | None) -> Said:
    """A closed window's verdict."""
    first = found.window.first
    version.ids[first] = derived(version, "verdict", first)
    return benefit(
        coverage, version, found.outcome, found.window, version.ids[first], supersedes, closed=True,
        values=found.values, distance=found.distance, failed=found.failed, rate=found.rate_ppm,
        effective=found.effective, clients=found.clients, reason=found.reason,
    )  # fmt: skip


def adjusted(
    coverage: Coverage, version: Version, window: Span, verdict_id: str, kind: str, amount: int, *, basis: Data,
    allocations: list[Data], capped: bool = False, waived_by: list[str] | None = None,
) -> Said:  # fmt: skip
    """An extra line of the bill."""
    data = of_window(coverage, version, window) | {
        "adjustment_id": derived(version, f"adjustment/{kind}", window.first),
        "verdict_id": verdict_id,
        "window": window.said(),
        "kind": kind,
        "amount_minor": amount,
        "basis": {name: basis[name] for name in ("list_minor", "charged_minor", "volume_minor")},
        "allocations": allocations,
        "capped": capped,
        "waived_by": waived_by,
    }
    return Said(OFFERS, "fee.adjusted", data)


def realised(
    coverage: Coverage, version: Version, window: Span, supersedes: str | None, figures: tuple[int, int, int, int]
) -> Said:
    """What a window was to bring, and what it brought."""
    names = ("forecast_minor", "realised_minor", "cumulative_forecast_minor", "cumulative_realised_minor")
    data = head(coverage, version) | {
        "verdict_id": version.ids[window.first],
        "supersedes": supersedes,
        "window": window.said(),
        **dict(zip(names, figures, strict=True)),
    }
    return Said(OFFERS, "profit.realised", data)
