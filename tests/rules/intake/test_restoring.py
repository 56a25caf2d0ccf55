"""The intake goes on from its rows as if nothing had happened."""

from collections.abc import Iterable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from models.inbox_headers import Origin, origin_headers
from models.instants import format_instant
from models.policy import Policy
from models.unit import InboxRecord, Message
from rules.intake.fold import IntakeFold
from tests.journaling import put
from tests.rules.intake.bank import HOUR, NOON, event

DESKS = st.sampled_from(["D1", "D2", "D3"])
PEOPLE = st.sampled_from(["M1", "M2"])
CLIENTS = st.sampled_from(["C1", "C2", "C3"])
CONTACTS = st.sampled_from(["X1", "X2", "X3"])
MAYBE_HOUR = st.sampled_from([0, 0, 0, 1, 1000, HOUR, 3 * HOUR])
SHORT = Policy.from_canonical({"name": "p", "lines": [{}], "duplicates": {"horizon_s": 3600}, "late_limit_s": 600})
LONG = Policy.from_canonical({"name": "p", "lines": [{}], "duplicates": {"horizon_s": 7200}})
TARIFFS = Policy.from_canonical({"name": "p", "lines": [{}], "tariffs": {"correction_days": 1}})


def said(topic: str, kind: str, /, **fields: Any) -> st.SearchStrategy[tuple[str, str, dict[str, Any]]]:
    return st.tuples(st.just(topic), st.just(kind), st.fixed_dictionaries(fields))


EVENTS = st.one_of(
    said(
        "crm.contacts",
        "contact.opened",
        contact_id=CONTACTS,
        client_id=CLIENTS,
        channel=st.just("web"),
        desk_id=st.none() | DESKS,
    ),
    said("crm.contacts", "contact.closed", contact_id=CONTACTS),
    said("crm.contacts", "contact.reassigned", contact_id=CONTACTS, manager_id=PEOPLE, by=st.just("b")),
    said(
        "crm.clients",
        "client.updated",
        client_id=CLIENTS,
        segment=st.just("sme"),
        desk_id=DESKS,
        group_id=st.none() | st.sampled_from(["G1", "G2"]),
        manager_id=st.none() | PEOPLE,
        rivals=st.just([]) | st.sampled_from([["C1"], ["C2"], ["G1"]]),
        conflict_classes=st.sampled_from([[], [], ["oil"]]),
    ),
    said(
        "crm.clients",
        "wall.consent",
        coverage_a=st.just("C1"),
        coverage_b=st.sampled_from(["C2", "G1"]),
        side=st.sampled_from(["a", "b"]),
        by=st.just("b"),
    ),
    said("crm.managers", "manager.updated", manager_id=PEOPLE, desk_id=DESKS, segments=st.just(["sme"])),
    said("crm.managers", "manager.presence", manager_id=PEOPLE, state=st.sampled_from(["available", "busy"])),
    said("crm.managers", "manager.left", manager_id=PEOPLE),
    said("crm.contacts", "contact.sang"),
    said(
        "crm.activity",
        "turnover.posted",
        posting_id=st.sampled_from(["P1", "P2"]),
        client_id=CLIENTS,
        amount_minor=st.sampled_from([1, 2]),
        currency=st.just("RUB"),
        direction=st.just("credit"),
        kind=st.just("sale"),
        value_date=st.sampled_from(["2025-11-23", "2025-11-24", "2025-11-25"]),
    ),
    said("crm.activity", "product.closed", client_id=CLIENTS, product=st.just("acquiring")),
    said("crm.offers", "offer.sent", agreement_id=st.just("A1"), version=st.just(1), by=PEOPLE),
    said(
        "crm.offers",
        "offer.requested",
        agreement_id=st.just("A1"),
        version=st.just(1),
        client_id=CLIENTS,
        item=st.just("settlement"),
        by=PEOPLE,
        terms=st.just(
            {
                "mode": "earn_first",
                "valid_from": "2026-01-01",
                "window": {"kind": "calendar", "unit": "quarter"},
                "benefit": {"target": "fee", "type": "waive"},
            }
        ),
    ),
    st.sampled_from([SHORT, LONG, TARIFFS, TARIFFS]).map(
        lambda policy: (
            "kontor.policies",
            "policy.activated",
            {"policy": policy.canonical, "version": policy.version},
        )
    ),
    st.just(("kontor.started", "kontor.started", {"start": format_instant(NOON + HOUR)})),
    said("kontor.ticks", "tick", desk_id=DESKS),
)
NULLS = st.one_of(
    st.tuples(st.just("crm.clients"), CLIENTS | st.sampled_from(["consent/C1/C2/a", "consent/C1/G1/b"])),
    st.tuples(st.just("crm.managers"), PEOPLE),
    st.tuples(st.just("crm.managers"), PEOPLE.map(lambda name: f"{name}/presence")),
)


@st.composite
def inboxes(draw: st.DrawFn) -> list[InboxRecord]:
    records, now = [], NOON
    for offset in range(draw(st.integers(1, 40))):
        now += draw(MAYBE_HOUR)
        if draw(st.integers(0, 9)) == 0:
            topic, key = draw(NULLS)
            value = None
        else:
            topic, kind, data = draw(EVENTS)
            name = f"e{draw(st.integers(0, 40))}"
            value, key = event(kind, data, time_ms=now - draw(MAYBE_HOUR), named=name), "key"
        headers = origin_headers(Origin(topic, 0, offset, now, ()))
        records.append(InboxRecord(offset, now, key.encode(), value, headers))
    return records


class Journal:
    """Keeps rows as the engine does, and starts a new fold from them whenever asked."""

    def __init__(self) -> None:
        self.fold = IntakeFold()
        self.rows: dict[str, bytes] = {}

    def restart(self) -> None:
        self.fold = IntakeFold()
        self.fold.restore(dict(reversed(self.rows.items())), 7)

    def hear(self, record: InboxRecord) -> list[Message]:
        messages = list(self.fold.apply(record))
        self.settle(self.fold.take_touched())
        return messages

    def settle(self, touched: Iterable[str]) -> None:
        for key in touched:
            assert not key.startswith("!")
            put(self.rows, key, self.fold.row(key))


@given(inboxes(), st.data())
@settings(max_examples=100, deadline=None)
def test_an_intake_restored_anywhere_goes_on_the_same(records: list[InboxRecord], data: st.DataObject) -> None:
    whole, broken = Journal(), Journal()
    restarts = data.draw(st.sets(st.integers(0, len(records) - 1), max_size=8))

    for place, record in enumerate(records):
        if place in restarts:
            broken.restart()
        assert broken.hear(record) == whole.hear(record)
        assert broken.rows == whole.rows
        assert broken.fold.clock_ms == whole.fold.clock_ms


@given(inboxes())
@settings(max_examples=40, deadline=None)
def test_a_row_that_was_not_touched_has_not_changed(records: list[InboxRecord]) -> None:
    journal = Journal()
    for record in records:
        journal.hear(record)
        for key, row in journal.rows.items():
            assert journal.fold.row(key) == row, key
