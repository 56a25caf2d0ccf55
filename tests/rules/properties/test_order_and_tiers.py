"""Whatever comes, a better word wins over everything else, and what is unrelated may come in any order."""

from itertools import groupby
from random import Random
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from models.unit import InboxRecord
from rules.desk.partition import DeskPartition
from tests.oracle.histories import make_history
from tests.rules.desk.bank import POLICY, Bank

quick = settings(max_examples=40, deadline=None)
WORDS = ("chosen", "plan", "backup", "specialist", "anyone")
odds = st.fixed_dictionaries(
    {
        "capacity": st.integers(3, 9),
        "grade": st.integers(1, 5),
        "level": st.integers(0, 5),
        "held": st.integers(0, 2),
    }
)


@quick
@given(st.permutations(WORDS), st.lists(odds, min_size=5, max_size=5))
def test_the_first_word_that_names_somebody_who_can_wins_whatever_load_level_grade_and_idleness(
    words: list[str], people: list[dict[str, int]]
) -> None:
    bank = Bank({**POLICY, "lines": [{"steps": [{"after_s": 0, "who": list(words)}]}]})
    for word, odd in zip(WORDS, people, strict=True):
        industries = ["oil"] if word == "specialist" else []
        profile: dict[str, Any] = {"capacity": odd["capacity"], "grade": odd["grade"]}
        bank.manager(word, industries=industries, skills={"cards": odd["level"]}, **profile)
        for number in range(odd["held"]):
            bank.open(f"{word}-{number}", 1)
            bank.move(f"{word}-{number}", word, 1)
    bank.client("C", industry="oil", manager_id="plan", backup_manager_id="backup")

    preferred = [{"skill": "cards", "min_level": 3, "mandatory": False}]
    bank.open("K", 2, client="C", requested_manager_id="chosen", required_skills=preferred)

    decided = bank.last("K")
    first = words[0]
    assert decided["origin"] == first
    if first != "anyone":
        assert decided["manager_id"] == first


def _by_desk(commands: list[dict[str, Any]]) -> dict[str, list[bytes | None]]:
    fold = DeskPartition()
    fold.restore({}, 0)
    said: dict[str, list[bytes | None]] = {"D1": [], "D2": []}
    for number, command in enumerate(commands):
        key = str(command.get("desk_id", "policy.activated")).encode()
        for message in fold.apply(InboxRecord(number, command["at"], key, orjson.dumps(command))):
            data = {} if message.value is None else orjson.loads(message.value)["data"]
            # A load that is gone and a plan of a hand-over do not say the desk; its own command brings them about.
            said[data.get("desk_id", command.get("desk_id", "D1"))].append(message.value)
    return said


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6).map(lambda number: number * 2), st.randoms(use_true_random=False))
def test_records_of_two_desks_at_one_instant_may_come_in_any_order(seed: int, random: Random) -> None:
    history = make_history(seed, length=60)
    shuffled: list[dict[str, Any]] = []
    for _, together in groupby(history, key=lambda command: (command["clock"], command.get("desk_id") is None)):
        piles: dict[str | None, list[dict[str, Any]]] = {}
        for command in together:
            piles.setdefault(command.get("desk_id"), []).append(command)
        while piles:
            desk_id = random.choice(sorted(piles, key=str))
            shuffled.append(piles[desk_id].pop(0))
            if not piles[desk_id]:
                piles.pop(desk_id)

    assert _by_desk(shuffled) == _by_desk(history)
