"""What of a request does not pass, and what it is worth."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from models.messages.tariff_refusals import REFUSALS
from models.messages.terms import METRICS
from models.policy.part import MILLION
from models.policy.tariffs import PriceList, Tariffs
from rules.tariff.authority import needed
from rules.tariff.certainty import cannot_fail
from rules.tariff.conditions import clauses
from rules.tariff.rounding import rounded
from rules.tariff.simulation import Simulated, simulate
from rules.tariff.windows import fits_calendar, windows

LIFTED_BY_EXCEPTION: Final = frozenset({"below_floor", "no_break_even", "not_worth_it"})
UNREADABLE: Final = frozenset({"unknown_metric", "no_end_date", "bad_window"})
"""Without an end or whole windows there are no flows, and a metric nobody knows says nothing of turnover."""
_ORDER: Final = {code: place for place, code in enumerate(REFUSALS)}


class Proposal(NamedTuple):
    """A request whose terms can be read, with what the bank knows of it."""

    terms: Mapping[str, Any]
    forecast: Mapping[str, Any] | None
    exception: bool
    today: date
    tariffs: Tariffs
    prices: PriceList | None
    """The list in force on the later of today and the first day; None where no list has the item then."""


class Looked(NamedTuple):
    """What a look at a request gives."""

    reasons: tuple[str, ...]
    simulated: Simulated | None
    needs: tuple[str, ...]

    def said(self) -> dict[str, Any]:
        """The simulation as it is published."""
        simulated = self.simulated
        assert simulated is not None, "what passes was simulated"
        return {
            "break_even_minor": simulated.break_even_minor,
            "no_break_even": simulated.no_break_even,
            "npv_minor": simulated.npv_minor,
            "payback_window": simulated.payback_window,
            "depth_ppm": simulated.depth_ppm,
            "floor_ok": simulated.floor_ok,
            "needs": self.needs,
            "flows": simulated.flows,
        }


def list_for(tariffs: Tariffs, item: str, segment: str | None, today: date, valid_from: str) -> PriceList | None:
    """The price list that a request is checked against."""
    return tariffs.list_of(item, segment, max(today, date.fromisoformat(valid_from)))


def look_at(proposal: Proposal) -> Looked:
    """Every reason for which the terms by themselves do not pass, in the catalogue's order."""
    terms, prices = proposal.terms, proposal.prices
    reasons = list(_of_form(terms))
    if prices is None:
        return Looked(in_order([*reasons, "unknown_item"]), None, ())
    if not UNREADABLE.isdisjoint(reasons):
        return Looked(in_order(reasons), None, ())
    simulated = simulate(
        terms, proposal.forecast, prices, proposal.tariffs.hurdle_ppm, proposal.tariffs.raroc.get(prices.item)
    )
    reasons += _of_worth(terms, proposal, simulated)
    needs = needed(proposal.tariffs, simulated.depth_ppm, exception=proposal.exception)
    if needs is None:
        reasons.append("no_authority")
    return Looked(in_order(reasons), simulated, needs or ())


def in_order(reasons: Iterable[str]) -> tuple[str, ...]:
    """Each reason once, in the catalogue's order."""
    return tuple(sorted(set(reasons), key=_ORDER.__getitem__))


def _of_form(terms: Mapping[str, Any]) -> Iterable[str]:
    obligations = terms["obligations"]
    if obligations is None or cannot_fail(obligations):
        yield "no_obligation"
    if obligations is not None and any(clause["metric"] not in METRICS for _, clause in clauses(obligations)):
        yield "unknown_metric"
    if terms["valid_to"] is None:
        yield "no_end_date"
    elif not _windows_fit(terms):
        yield "bad_window"
    if terms["mode"] == "earn_first" and terms["on_miss"] != "none":
        yield "miss_without_grant"


def _windows_fit(terms: Mapping[str, Any]) -> bool:
    window = terms["window"]
    first, end = date.fromisoformat(terms["valid_from"]), date.fromisoformat(terms["valid_to"])
    if terms["mode"] == "grant_first" and (terms["applies"] == "same_window" or window["kind"] == "rolling"):
        return False
    unit = "month" if window["kind"] == "rolling" else window["unit"]
    if window["kind"] != "anniversary" and not (fits_calendar(unit, first) and fits_calendar(unit, end)):
        return False
    last = None
    for each in windows(terms):
        last = each
    return last is not None and last.to == end and end > first


def _of_worth(terms: Mapping[str, Any], proposal: Proposal, simulated: Simulated) -> Iterable[str]:
    of_a_fee = terms["benefit"]["target"] == "fee"
    reasons: Sequence[str] = [
        code
        for code, holds in (
            ("below_floor", simulated.floor_ok is False),
            ("no_break_even", simulated.no_break_even),
            ("not_worth_it", of_a_fee and (simulated.npv_minor is None or simulated.npv_minor < 0)),
            ("forecast_mismatch", _is_mistaken(proposal.forecast, simulated)),
        )
        if holds
    ]
    yield from (code for code in reasons if not (proposal.exception and code in LIFTED_BY_EXCEPTION))


def _is_mistaken(forecast: Mapping[str, Any] | None, simulated: Simulated) -> bool:
    """Whether a forecast says another contribution than the price list, rounded to whole ppm."""
    if forecast is None or simulated.margins is None:
        return False
    pairs = zip((forecast.get("cm_now_ppm"), forecast.get("cm_then_ppm")), simulated.margins, strict=True)
    return any(said is not None and margin is not None and said != rounded(margin * MILLION) for said, margin in pairs)


def days_on(day: date, days: int) -> str:
    """The n-th business date after a day, as it is kept."""
    return (day + timedelta(days=days)).isoformat()
