"""A checker that knows no rules: who won, and that everyone is accounted for, from a decision's own words alone."""

from collections.abc import Iterator
from fractions import Fraction
from hashlib import sha256
from typing import Any

import orjson
import pytest

from models.unit import InboxRecord
from rules.desk.partition import DeskPartition
from rules.replay.driver import replay
from rules.replay.kind import Kind
from tests.oracle.histories import make_history
from tests.replay.test_overflow import helping_day

Data = dict[str, Any]


def faults(kind: str, data: Data) -> list[str]:
    """What of an explanation does not agree with itself or with its decision."""
    told = data["explanation"]

    def order(each: Data) -> tuple[Any, ...]:
        word, levels, ratio, last, digits = each["rank"]
        digest = sha256(f"{data['contact_id']}|{each['manager_id']}".encode()).hexdigest()
        return word, -levels, Fraction(ratio), last or 0, digits == digest[:8], digest

    ranked = sorted(told["top"], key=order)
    agreed = {
        "everyone is either eligible or refused": told["considered"]
        == told["eligible"] + sum(told["refused"].values()),
        "no refusal is told that nobody has": all(told["refused"].values()),
        "the best three are shown": len(told["top"]) == min(3, told["eligible"]),
        "they stand by rank": told["top"] == ranked and all(order(each)[-2] for each in ranked),
        "nothing is to be changed where somebody can take it": not (told["eligible"] and told["relax"]),
    }
    if kind == "contact.offered" or (kind == "contact.assigned" and data["reservation_id"] is None):
        load = Fraction(data["load_after"], data["capacity"])
        agreed["the first of them has it"] = ranked[0]["manager_id"] == data["manager_id"]
        agreed["his load is what his rank says"] = Fraction(ranked[0]["rank"][2]) == load
    elif kind == "contact.queued":
        agreed["who waits could go to nobody"] = told["eligible"] == 0
    return [sentence for sentence, holds in agreed.items() if not holds]


def explained(seed: int) -> Iterator[tuple[str, Data]]:
    """All decisions with an explanation that a random history leads to."""
    rules = DeskPartition()
    rules.restore({}, 0)
    for number, command in enumerate(make_history(seed, 150)):
        for message in rules.apply(InboxRecord(number, command["at"], b"", orjson.dumps(command))):
            if message.topic == "kontor.assignments" and message.value is not None:
                data = orjson.loads(message.value)["data"]
                if data["explanation"] is not None:
                    yield message.type, data


@pytest.mark.parametrize("seed", range(100, 110))
def test_the_winner_follows_from_the_explanation_alone(seed: int) -> None:
    told = list(explained(seed))
    assert {kind for kind, _ in told} & {"contact.assigned", "contact.offered", "contact.queued"}
    assert [(data["decision_id"], found) for kind, data in told if (found := faults(kind, data))] == []


def test_an_offer_is_held_to_its_explanation_as_an_assignment_is() -> None:
    kind, data = next(each for seed in range(100, 130) for each in explained(seed) if each[0] == "contact.offered")

    assert faults(kind, data) == []
    assert faults(kind, data | {"manager_id": "M-other"}) == ["the first of them has it"]


def test_the_checker_sees_another_winner_and_somebody_unaccounted_for() -> None:
    kind, data = next(each for seed in range(100, 110) for each in explained(seed) if each[0] == "contact.assigned")
    told = data["explanation"]

    assert faults(kind, data | {"manager_id": "M-other"}) == ["the first of them has it"]
    assert "everyone is either eligible or refused" in faults(
        kind, data | {"explanation": told | {"considered": told["considered"] + 1}}
    )


@pytest.mark.parametrize("seed", range(8))
def test_the_winner_follows_from_the_explanation_alone_also_at_a_desk_that_helps_another(seed: int) -> None:
    day = helping_day(seed)
    lines = [each for each in replay(day.texts, Kind.BANK) if each.topic == "kontor.assignments"]
    values = [orjson.loads(each.value or b"") for each in lines]
    told = [(each["type"], each["data"]) for each in values if each["data"]["explanation"] is not None]

    helped = [data for kind, data in told if kind == "contact.assigned" and data["origin"] == "overflow"]
    assert helped, "nobody was helped: this shows nothing"
    assert [(data["decision_id"], found) for kind, data in told if (found := faults(kind, data))] == []
    assert faults("contact.assigned", helped[0] | {"manager_id": "M-other"}) == ["the first of them has it"]
