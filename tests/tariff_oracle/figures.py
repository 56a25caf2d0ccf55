"""Turnover, balances, margin and the rest: added up from everything heard, every time anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.tariff_oracle.calendar import Span, later, months_on


@dataclass(frozen=True)
class Heard:
    """An event with the business dates of its own time and of its arrival."""

    arrived: date
    on: date
    kind: str
    data: dict[str, Any]
    since: str | None = None


@dataclass(frozen=True)
class Whose:
    """For whom and in which money figures are asked."""

    clients: tuple[str, ...] | None
    """None: all who were members."""
    currency: str


def members(heard: list[Heard]) -> dict[str, list[list[date | None]]]:
    """Client to the spans he was a member in; None is open."""
    found: dict[str, list[list[date | None]]] = {}
    for each in heard:
        spans = found.setdefault(each.data.get("client_id", ""), [])
        if each.kind == "client.updated" and not (spans and spans[-1][1] is None):
            spans.append([date.fromisoformat(each.since) if each.since else None, None])
        if each.kind == "member.left" and spans and spans[-1][1] is None:
            spans[-1][1] = date.fromisoformat(each.data["on"])
    return {client: spans for client, spans in found.items() if spans}


def is_member(heard: list[Heard], client: str, day: date) -> bool:
    spans = members(heard).get(client, [])
    return any((a is None or a <= day) and (b is None or day < b) for a, b in spans)


def clients_of(heard: list[Heard], whose: Whose, window: Span) -> list[str]:
    """Who was a member on a day of the window."""
    found = []
    for client, spans in members(heard).items():
        inside = any((a is None or a < window.to) and (b is None or (b > window.first and a != b)) for a, b in spans)
        if inside and (whose.clients is None or client in whose.clients):
            found.append(client)
    return sorted(found)


def qualified(data: dict[str, Any]) -> int:
    """How much turnover a posting is."""
    credit = data["direction"] == "credit"
    if credit and data["kind"] in ("sale", "other"):
        return int(data["amount_minor"])
    if not credit and data["kind"] == "return":
        return -int(data["amount_minor"])
    return 0


def postings(heard: list[Heard], window: Span, by: date) -> Iterator[tuple[str, str, int]]:
    """Client, currency and amount of each posting that counts in the window, of what had arrived before `by`."""
    in_time = [each for each in heard if each.arrived < by]
    back = {(each.data["client_id"], each.data["posting_id"]) for each in in_time if each.kind == "turnover.reversed"}
    seen = set()
    for each in in_time:
        if each.kind != "turnover.posted":
            continue
        key, day = (each.data["client_id"], each.data["posting_id"]), date.fromisoformat(each.data["value_date"])
        if key in seen:
            continue
        seen.add(key)
        if key not in back and window.has(day) and is_member(heard, key[0], day):
            yield key[0], each.data["currency"], qualified(each.data)


def by_client(heard: list[Heard], whose: Whose, window: Span, by: date) -> dict[str, int]:
    found: dict[str, int] = {}
    for client, currency, amount in postings(heard, window, by):
        if currency == whose.currency and (whose.clients is None or client in whose.clients):
            found[client] = found.get(client, 0) + amount
    return found


def turnover(heard: list[Heard], whose: Whose, window: Span, by: date) -> int:
    return sum(by_client(heard, whose, window, by).values())


def other_currency(heard: list[Heard], whose: Whose, window: Span, by: date) -> list[dict[str, Any]]:
    found: dict[str, int] = {}
    for client, currency, amount in postings(heard, window, by):
        if currency != whose.currency and (whose.clients is None or client in whose.clients):
            found[currency] = found.get(currency, 0) + amount
    return [{"currency": name, "amount_minor": amount} for name, amount in sorted(found.items()) if amount]


def products_of(heard: list[Heard], client: str, day: date) -> set[str]:
    found: set[str] = set()
    for each in sorted((each for each in heard if each.on <= day), key=lambda each: each.on):
        if each.data.get("client_id") == client and each.kind == "product.activated":
            found.add(each.data["product"])
        if each.data.get("client_id") == client and each.kind == "product.closed":
            found.discard(each.data["product"])
    return found


def loan_of(heard: list[Heard], client: str, day: date) -> dict[str, Any] | None:
    said = [each for each in heard if each.kind == "loan.updated" and each.data["client_id"] == client]
    latest = None
    for each in sorted((each for each in said if each.on <= day), key=lambda each: each.on):
        latest = each.data
    return latest


def on_last_day(window: Span) -> date:
    return later(window.to, -1)


def products_active(heard: list[Heard], whose: Whose, window: Span) -> int | None:
    clients = clients_on(heard, whose, on_last_day(window))
    told = {each.data["client_id"] for each in heard if each.kind.startswith("product.") and each.on < window.to}
    if not told & set(clients):
        return None
    return len(set[str]().union(*(products_of(heard, client, on_last_day(window)) for client in clients)))


def overdue_days(heard: list[Heard], whose: Whose, window: Span) -> int | None:
    days = []
    for client in clients_on(heard, whose, on_last_day(window)):
        loan = loan_of(heard, client, date.max)
        if loan is not None:
            days.append(loan["overdue_days"])
    return max(days, default=None)


def clients_on(heard: list[Heard], whose: Whose, day: date) -> list[str]:
    """Who is a member that day."""
    return clients_of(heard, whose, Span(day, later(day, 1)))


def has_business(heard: list[Heard], client: str, window: Span) -> bool:
    """Products or loans, at the window's end."""
    day = on_last_day(window)
    loan = loan_of(heard, client, day)
    owes = bool(loan and loan["exposure_minor"])
    return is_member(heard, client, day) and (owes or bool(products_of(heard, client, day)))


def balance(heard: list[Heard], whose: Whose, window: Span) -> int | None:
    """The sum of the days' closing balances."""
    total, known = 0, False
    for client in clients_of(heard, whose, window):
        said = {
            date.fromisoformat(each.data["day"]): each.data["average_minor"]
            for each in heard
            if each.kind == "balance.recorded"
            and each.data["client_id"] == client
            and each.data["currency"] == whose.currency
        }
        if not any(day < window.to for day in said):
            if has_business(heard, client, window):
                return None
            continue
        known = True
        for number in range(window.days):
            day = later(window.first, number)
            before = [each for each in said if each <= day]
            if not before:
                if is_member(heard, client, day):
                    return None
                continue
            if is_member(heard, client, day):
                total += said[max(before)]
    return total if known else None


def margin(heard: list[Heard], whose: Whose, window: Span) -> int | None:
    """Of the months that begin in the window; one that nobody's record is of makes it unknown."""
    total, month = 0, window.first if window.first.day == 1 else months_on(window.first.replace(day=1), 1)
    while month < window.to:
        amounts = [_month_of(heard, whose, client, month) for client in clients_on(heard, whose, month)]
        silent = [client for client in clients_of(heard, whose, window) if has_business(heard, client, window)]
        told = {each.data["client_id"] for each in _records(heard, whose, month)}
        if not any(amount is not None for amount in amounts) or any(client not in told for client in silent):
            return None
        total += sum(amount or 0 for amount in amounts)
        month = months_on(month, 1)
    return total


def _records(heard: list[Heard], whose: Whose, month: date) -> list[Heard]:
    margins = [each for each in heard if each.kind == "margin.recorded"]
    return [
        each for each in margins if (each.data["month"], each.data["currency"]) == (f"{month:%Y-%m}", whose.currency)
    ]


def _month_of(heard: list[Heard], whose: Whose, client: str, month: date) -> int | None:
    said = [each.data for each in _records(heard, whose, month) if each.data["client_id"] == client]
    return said[-1]["credit_minor"] + said[-1]["non_credit_minor"] - said[-1]["cost_minor"] if said else None
