"""Which instant counts, and how the clock goes."""

from collections.abc import Mapping

import pytest

from models.unit import EVERY_PARTITION, InboxRecord
from tests.rules.intake.bank import HOUR, NOON, Bank, Sent, event, short

POLICY = {"name": "p", "lines": [{}]}


def activation(policy: Mapping[str, object], version: str | None = None) -> dict[str, object]:
    from models.policy import Policy

    whole = Policy.from_canonical(policy)
    return {"policy": whole.canonical, "version": version or whole.version}


def activate(bank: Bank, policy: Mapping[str, object], version: str | None = None) -> list[Sent]:
    value = event("policy.activated", activation(policy, version), time_ms=bank.now, named=f"p{bank.offset}")
    return bank.raw("kontor.policies", value, b"policy")


@pytest.mark.parametrize(
    ("ago_ms", "counts_ms"),
    [(0, 0), (1, 1), (HOUR, HOUR), (HOUR + 1, HOUR), (56 * 365 * 24 * HOUR, HOUR), (-1, 0), (-900 * HOUR, 0)],
)
def test_an_events_own_time_is_believed_within_the_late_limit_before_its_arrival(ago_ms: int, counts_ms: int) -> None:
    bank = Bank()

    (sent,) = bank.opens("X1", desk_id="D1", ago_ms=ago_ms)

    assert sent.value["at"] == NOON - counts_ms


def test_an_event_that_gives_no_time_counts_at_its_arrival() -> None:
    bank = Bank()
    data = {"contact_id": "X", "client_id": "C", "channel": "web", "desk_id": "D1"}

    (sent,) = bank.raw("crm.contacts", event("contact.opened", data, time_ms=None, named="1"))

    assert sent.value["at"] == NOON


def test_the_late_limit_is_that_of_the_policy_in_force() -> None:
    bank = Bank()
    activate(bank, {**POLICY, "late_limit_s": 10})

    (sent,) = bank.opens("X1", desk_id="D1", ago_ms=HOUR)

    assert sent.value["at"] == NOON + 1000 - 10_000


def test_commands_carry_the_largest_instant_so_far() -> None:
    bank = Bank()
    bank.opens("X1", desk_id="D1")

    (late,) = bank.opens("X2", desk_id="D2", ago_ms=60_000)

    assert (late.value["at"], late.value["clock"]) == (NOON + 1000 - 60_000, NOON)
    assert bank.intake.clock_ms == NOON


def test_what_is_rejected_or_repeated_does_not_move_the_clock() -> None:
    bank = Bank()
    bank.opens("X1", desk_id="D1", named="1")
    bank.raw("crm.contacts", b"{")
    bank.opens("X1", desk_id="D1", named="1")
    bank.opens("X2")

    assert bank.intake.clock_ms == NOON


def tick(desk_id: str, instant_ms: int, now: int) -> InboxRecord:
    value = event("tick", {"desk_id": desk_id}, time_ms=instant_ms, named="t", source="kontor")
    return InboxRecord(999, now, desk_id.encode(), value, (("topic", b"kontor.ticks"),))


def test_a_tick_goes_to_its_desk_and_moves_the_clock() -> None:
    bank = Bank()

    (sent,) = bank.hear(tick("D1", NOON + 5, NOON + 7))

    assert short([sent]) == [("D1", "tick")]
    assert (sent.value["at"], sent.value["clock"], sent.data) == (NOON + 5, NOON + 5, {})
    assert sent.value["cause"] == {
        "source": "kontor",
        "id": "tick/D1/2025-11-24T16:00:00.005Z",
        "type": "tick",
        "at": "2025-11-24T16:00:00.005Z",
    }


def test_a_tick_may_come_twice_and_leaves_no_row() -> None:
    bank = Bank()

    assert bank.hear(tick("D1", NOON, NOON)) == bank.hear(tick("D1", NOON, NOON + 3))
    assert list(bank.rows) == ["intake"]


def test_a_tick_ahead_of_the_brokers_clock_is_ignored() -> None:
    bank = Bank()

    assert bank.hear(tick("D1", NOON + 1, NOON)) == []
    assert bank.counts() == {"tick_early": 1}
    assert bank.intake.clock_ms == 0


def test_a_policy_goes_to_every_partition() -> None:
    bank = Bank()

    (sent,) = activate(bank, POLICY)

    assert (sent.topic, sent.partition, sent.type) == ("kontor.desk-inbox", EVERY_PARTITION, "policy.activated")
    assert "desk_id" not in sent.value
    assert sent.data == activation(POLICY)
    assert bank.intake.clock_ms == NOON


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        ({"policy": {"name": "p", "lines": []}, "version": "sha256:" + "0" * 64}, "data.policy: lines"),
        ({"policy": {"name": "p", "lines": [{}]}, "version": "sha256:" + "0" * 64}, "data.version: not that"),
        (activation({**POLICY, "lines": [{}, {}]}), "data.policy: lines[1]"),
    ],
    ids=["broken", "of another version", "with a line that takes nothing"],
)
def test_a_policy_that_cannot_come_into_force_is_a_dead_letter(policy: Mapping[str, object], told: str) -> None:
    bank = Bank()

    (sent,) = bank.raw("kontor.policies", event("policy.activated", policy, time_ms=NOON, named="1"), b"policy")

    assert sent.data["reason"] == "invalid"
    assert sent.data["errors"][0].startswith(told), sent.data["errors"]
    assert bank.intake.clock_ms == 0, "what is rejected moves no clock"
