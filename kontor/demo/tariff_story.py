"""
A client's year with a tariff, from the first walk-in to the settled agreement: what people do, day by day.

A scenario like any other (`examples/tariff-year.jsonl`), made here so that each act has its
sentence. What Kontor answers it decides by itself.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from kontor.demo.scenario import SERVICE, Scenario
from models.cloudevent import encode
from models.instants import format_instant, parse_instant
from models.recording import Line

AGREEMENT: Final = {"agreement_id": "A-1", "version": 1}
_CLIENT, _HOLDING, _ITEM = "Amber-Works", "Amber", "settlement"
_SOURCE: Final = "crm/story"
_PEOPLE: Final = (
    ("Anna", "business", ()),
    ("Vera", "head-office", ("committee",)),
    ("Oleg", "head-office", ("committee",)),
)
"""Name, desk, levels of approval. Who stands behind a client's manager approves nothing for him."""
_TERMS: Final[dict[str, Any]] = {
    "mode": "earn_first",
    "scope": "coverage",
    "valid_from": "2026-05-01",
    "valid_to": "2026-11-01",
    "applies": "next_window",
    "window": {"kind": "calendar", "unit": "month"},
    "obligations": {"all": [{"metric": "qualified_turnover", "op": ">=", "value_minor": 1_000_000_000}]},
    "benefit": {"target": "fee", "type": "fixed", "rate_ppm": 1500},
    "hysteresis": {"off_minor": 900_000_000},
}
_FORECAST: Final = {"volume_now_minor": 400_000_000, "volume_minor": [1_000_000_000]}


class Act(NamedTuple):
    """What somebody does on a day of 2026 at noon in Moscow, and the sentence about it; empty: it speaks for itself."""

    day: str
    kind: str
    data: Mapping[str, Any]
    sentence: str = ""


def _posting(day: str, minor: int, sentence: str = "", value_date: str | None = None) -> Act:
    data = {
        "posting_id": f"P-{day}",
        "client_id": _CLIENT,
        "amount_minor": minor,
        "currency": "RUB",
        "direction": "credit",
        "kind": "sale",
        "value_date": f"2026-{value_date or day}",
    }
    return Act(day, "turnover.posted", data, sentence)


def _contact(day: str, contact_id: str, channel: str, sentence: str) -> Act:
    data = {"contact_id": contact_id, "client_id": _CLIENT, "channel": channel}
    return Act(day, "contact.opened", data, sentence)


def _offer(day: str, kind: str, sentence: str, **data: Any) -> Act:
    return Act(day, f"offer.{kind}", {**AGREEMENT, **data}, sentence)


ACTS: Final = (
    _contact("01-12", "first-visit", "branch", "Amber-Works walks in for the first time; Anna takes them on."),
    _posting("01-20", 400_000_000, "Amber-Works turns over about four million a month, at 0.30 %."),
    _posting("02-17", 400_000_000),
    _posting("03-17", 400_000_000),
    _contact("04-06", "april-call", "phone", "Amber-Works calls: Anna sees what she may talk about."),
    _offer(
        "04-08", "requested", "Anna asks for terms: ten million a month, and the next month costs 0.15 %.",
        client_id=_CLIENT, item=_ITEM, by="Anna", terms=_TERMS, forecast=_FORECAST,
    ),
    _offer("04-09", "decided", "Anna tries to approve her own proposal.", decision="approve", by="Anna"),
    _offer("04-10", "decided", "Vera of the committee approves.", decision="approve", by="Vera"),
    _offer("04-12", "decided", "Oleg of the committee approves.", decision="approve", by="Oleg"),
    _offer("04-14", "sent", "The offer goes to the client.", by="Anna"),
    _offer("04-17", "accepted", "The client accepts.", by="Anna"),
    _posting("04-20", 400_000_000),
    _posting("05-04", 500_000_000),
    _posting("05-18", 430_000_000, "In the middle of May 9.3 million are there."),
    _posting("05-27", 110_000_000, "With 10.4 million May is earned."),
    _posting("06-03", 500_000_000),
    _posting("06-15", 450_000_000, "June stops at 9.5 million: below ten, above nine."),
    _posting("07-03", 300_000_000, "July begins slowly."),
    _contact("07-21", "july-call", "phone", "Amber-Works calls in July: Anna knows what is at stake."),
    _posting("07-27", 500_000_000),
    _posting("08-04", 600_000_000),
    _posting("08-11", 250_000_000, "A posting of July comes late, in August.", value_date="07-30"),
    _posting("08-18", 450_000_000),
    _posting("09-03", 600_000_000),
    _posting("09-15", 420_000_000),
    _posting("10-05", 600_000_000),
    _posting("10-15", 450_000_000),
    _posting("11-04", 400_000_000, "The agreement is over; its last month is judged, and may be corrected."),
    _posting("12-08", 400_000_000, "The year goes on by the list."),
)  # fmt: skip
_TOPICS: Final = {"turnover": "crm.activity", "contact": "crm.contacts", "offer": "crm.offers"}


def instant_of(act: Act) -> int:
    """UTC milliseconds."""
    return parse_instant(f"2026-{act.day}T09:00:00Z")


def story() -> Scenario:
    """The year as a scenario; people and the client are told the day before it begins."""
    return Scenario.of([*_people(parse_instant("2026-01-11T09:00:00Z")), *map(_line, ACTS)])


def _people(at_ms: int) -> Iterator[Line]:
    for name, desk, levels in _PEOPLE:
        data = {"manager_id": name, "desk_id": desk, "segments": ["sme"], "approval_levels": list(levels)}
        yield _written("crm.managers", name, at_ms, "manager.updated", data, f"manager/{name}")
        presence = {"manager_id": name, "state": "available" if name == "Anna" else "away"}
        yield _written("crm.managers", f"{name}/presence", at_ms, "manager.presence", presence, f"presence/{name}")
    client = {"client_id": _CLIENT, "segment": "sme", "desk_id": "business", "group_id": _HOLDING}
    yield _written("crm.clients", _CLIENT, at_ms, "client.updated", client, f"client/{_CLIENT}")


def _line(act: Act) -> Line:
    topic = _TOPICS[act.kind.partition(".")[0]]
    line = _written(
        topic, _HOLDING if topic == "crm.offers" else _CLIENT, instant_of(act), act.kind, act.data,
        f"{act.kind}/{format_instant(instant_of(act))[:10]}",
    )  # fmt: skip
    if act.kind != "contact.opened":
        return line
    service = f'"{SERVICE}":900,"datacontenttype"'.encode()
    return line._replace(value=(line.value or b"").replace(b'"datacontenttype"', service, 1))


def _written(topic: str, key: str, at_ms: int, kind: str, data: Mapping[str, Any], event: str) -> Line:
    value = encode(id=event, source=_SOURCE, type=kind, time=at_ms, subject=key, data=data)
    return Line(topic, key.encode(), at_ms, value)
