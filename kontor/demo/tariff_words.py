"""What is published of tariffs, each in a sentence or two, for people who watch the demo."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from models.messages.benefit_told import OUTCOME_SENTENCES
from models.messages.tariff_told import STATE_SENTENCES
from rules.tariff.talking_point import ENGLISH, amount_said, percent_said

_OUTCOMES: Final[Mapping[str, str]] = dict(OUTCOME_SENTENCES.items())
_ADJUSTED: Final[Mapping[str, str]] = {
    "reprice": "the window was granted and missed, and is charged by the list after all",
    "shortfall": "the turnover that was promised and did not come is charged",
    "min_fee": "the smallest fee that was agreed is charged",
    "correction": "what came late changes what was charged",
    "waiver": "two people forgave what a missed window owed",
}


def tariff_words(kind: str, data: Mapping[str, Any]) -> str:
    """One record of `kontor.tariff-offers`."""
    what = kind.partition(".")[2]
    words = _WORDS.get(kind)
    said = words(data) if words else _benefit(what, data) if kind.startswith("benefit.") else _state(data)
    return f"{data['agreement_id'] or data['coverage_id']} {what}: {said}"


def _state(data: Mapping[str, Any]) -> str:
    said = STATE_SENTENCES[data["state"]]
    worth = data.get("simulation") if data["state"] == "drafted" else None
    if worth and worth["npv_minor"] is not None:
        said += (
            f" By its forecast it is worth {_money(data, worth['npv_minor'])} today, and takes the approval of "
            f"{', '.join(worth['needs'])}."
        )
    approved = ", ".join(each["by"] for each in data["approvals"])
    return said + (f" So far approved by {approved}." if approved and data["state"] == "pending" else "")


def _refused(data: Mapping[str, Any]) -> str:
    return str(data["message"]["en"])


def _proposed(data: Mapping[str, Any]) -> str:
    to = "Kontor proposes" if data["manager_id"] is None else f"Kontor tells {data['manager_id']}"
    return f"{to}: “{data['talking_point']['en']}”"


def _benefit(outcome: str, data: Mapping[str, Any]) -> str:
    turnover, effective = data["values"].get("qualified_turnover"), data["effective"]
    said = f"{_window(data['window'])}: {_OUTCOMES[outcome]}"
    if turnover is not None:
        said += f" Turnover {_money(data, turnover)}."
    if effective is not None and data["rate_ppm"] is not None:
        said += f" {_window(effective)} costs {percent_said(ENGLISH, data['rate_ppm'])} %."
    return said + (" It replaces what was said before." if data["supersedes"] else "")


def _adjusted(data: Mapping[str, Any]) -> str:
    amount = data["amount_minor"]
    whose = "back to the client" if amount < 0 else "to be paid"
    return f"{_window(data['window'])}: {_money(data, abs(amount))} {whose}; {_ADJUSTED[data['kind']]}."


def _profit(data: Mapping[str, Any]) -> str:
    return (
        f"{_window(data['window'])} brought {_money(data, data['realised_minor'])} more than without the agreement, "
        f"{_money(data, data['forecast_minor'])} were promised; so far "
        f"{_money(data, data['cumulative_realised_minor'])} of {_money(data, data['cumulative_forecast_minor'])}."
    )


def _money(data: Mapping[str, Any], minor: int) -> str:
    return amount_said(ENGLISH, minor, data["currency"])


def _window(window: Mapping[str, str]) -> str:
    last = date.fromisoformat(window["to"]) - timedelta(days=1)
    return f"{window['from']} to {last.isoformat()}"


_WORDS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "offer.refused": _refused,
    "offer.proposed": _proposed,
    "fee.adjusted": _adjusted,
    "profit.realised": _profit,
}
