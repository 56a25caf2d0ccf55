"""Agreements and their windows as people read them: money with its currency, shares in per cent."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from kontor.money_text import money_text, percent_text

Said = Mapping[str, Any]
_VALUES: Final = ("value_minor", "value_ppm", "value")
_MISSING: Final = ("missing_minor", "missing_ppm", "missing")
_MONEY: Final = ("qualified_turnover", "average_balance", "margin")
_WORDS: Final = {
    "waive": "waived",
    "fixed": "at {value}",
    "spread": "better by {value}",
    "pct_off": "{value} off",
    "amount_off": "{value} off",
}
"""What a benefit does to its target, by type."""


def metric_text(metric: str, value: int | None, currency: str) -> str:
    """What a metric came to; None: unknown."""
    if value is None:
        return "unknown"
    if metric in _MONEY:
        return money_text(value, currency)
    return percent_text(value) if metric == "reciprocity" else str(value)


def missing_text(distance: Said, currency: str) -> str:
    """How far a clause is from being met."""
    missing = next(distance[name] for name in _MISSING if name in distance)
    return f"{metric_text(distance['metric'], missing, currency)} of {distance['metric']}"


def benefit_text(benefit: Said, currency: str) -> str:
    """What is earned, like `fee at 0.1500 %`."""
    ppm = next((benefit[name] for name in ("rate_ppm", "spread_ppm", "off_ppm") if name in benefit), None)
    value = percent_text(ppm) if ppm is not None else money_text(benefit.get("off_minor", 0), currency)
    return f"{benefit['target']} {_WORDS[benefit['type']].format(value=value)}"


def stands_text(said: Said) -> str:
    """An agreement: its state, its open window, what is missing, and what was promised and brought."""
    return "\n".join(_stands(said))


def _stands(said: Said) -> Iterator[str]:
    currency = said["currency"]
    who = f"{said['agreement_id']} version {said['version']}: {said['item']} of {said['client_id']}"
    until = f", until {said['expires_on']} if nobody goes on" if said["expires_on"] else ""
    yield f"{who}, {said['state']}, valid {said['valid_from']} to {said['valid_to']}{until}"
    held = {None: "", True: ", held", False: ", not held"}[said["held"]]
    yield f"  {benefit_text(said['benefit'], currency)}{held}"
    if said["window"] is not None:
        terms = "agreed terms" if said["held"] else "list"
        left = _counted(said["days_left"], "day")
        yield f"  {said['window']['from']} to {said['window']['to']}, {left} left, charged at {terms}"
    for metric, value in said["values"].items():
        yield f"  {metric}: {metric_text(metric, value, currency)}"
    for each in said["distance"]:
        yield f"  still missing at {each['path'] or 'the obligation'}: {missing_text(each, currency)}"
    if said["windows_judged"]:
        promised, realised = (money_text(said[name], currency) for name in ("promised_minor", "realised_minor"))
        yield f"  {_counted(said['windows_judged'], 'window')} judged: promised {promised}, realised {realised}"


def explained_text(said: Said) -> str:
    """A judged window: its clauses, its postings with why one does not count, its money line by line."""
    return "\n".join(_explained(said))


def _explained(said: Said) -> Iterator[str]:
    currency = said["currency"]
    because = f" ({said['reason']})" if said["reason"] else ""
    yield f"{said['window']['from']} to {said['window']['to']}: {said['outcome']}{because}"
    for clause in said["clauses"]:
        metric, value = clause["metric"], next(clause[name] for name in _VALUES if name in clause)
        came = metric_text(metric, clause["measured"], currency)
        failed = "missed" if clause["failed"] else "met or not decisive"
        yield f"  {metric} {clause['op']} {metric_text(metric, value, currency)}: {came}, {failed}"
    for posting in said["postings"]:
        note = posting["why_not"] or f"counted {money_text(posting['counted_minor'], currency)}"
        amount = (
            "" if posting["amount_minor"] is None else f" {money_text(posting['amount_minor'], posting['currency'])}"
        )
        yield f"  {posting['value_date']} {posting['client_id']} {posting['posting_id']}{amount}: {note}"
    money = said["money"]
    lines = {
        "turnover": money["volume_minor"],
        "fee by the list": money["list_minor"],
        f"fee charged ({money['charged_at']})": money["charged_minor"],
        f"owed for the miss{', waived' if money['waived'] else ''}": money["miss_minor"],
        "brought more than before": money["realised_minor"],
    }
    for name, minor in lines.items():
        if minor is not None:
            yield f"  {name:<26} {money_text(minor, currency):>28}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
