"""Ways to break a sound house, each with a word of the sentence by which it must be found."""

from collections.abc import Callable

import orjson

from kontor.verify.record import Record
from tests.verify.bank import one
from tests.verify.house import House
from tests.verify.records import data_of, edited, kind_of

ASSIGNMENTS, LOADS, LETTERS = "kontor.assignments", "kontor.manager-loads", "kontor.dead-letters"


def decisions(made: House, kind: str = "contact.assigned") -> list[Record]:
    return [record for record in made.all(ASSIGNMENTS) if kind_of(record) == kind]


def lose_a_contact(made: House) -> str:
    lost = decisions(made)[0]
    while mine := [record for record in made.all(ASSIGNMENTS) if record.key == lost.key]:
        made.unwrite(mine[0])
    return "was opened and never decided"


def lose_an_end(made: House) -> str:
    made.unwrite(decisions(made, "contact.finished")[0])
    return "its end was not published"


def lose_a_dead_letter(made: House) -> str:
    made.unwrite(made.all(LETTERS)[0])
    return "has no dead letter"


def say_something_else_again(made: House) -> str:
    said = decisions(made)[-1]
    again = edited(said, manager_id="M-9-9")
    made.append(ASSIGNMENTS, said.partition or 0, said.key, again.value)
    return "said two different things"


def assign_twice(made: House) -> str:
    first = one(each for each in decisions(made) if data_of(each)["contact_id"] == "K-3")
    later = one(
        each
        for each in decisions(made)[::-1]
        if data_of(each)["contact_id"] != "K-3" and each.partition == first.partition
    )
    made.put(later, edited(later, contact_id="K-3", desk_id=data_of(later)["desk_id"]))
    end = one(each for each in decisions(made, "contact.finished") if data_of(each)["contact_id"] == "K-3")
    made.unwrite(end)
    return "was assigned to"


def take_from_the_wrong_one(made: House) -> str:
    moved = decisions(made, "contact.reassigned")[-1]
    made.put(moved, edited(moved, previous_manager_id="M-9-9"))
    return "was moved from M-9-9 while"


def take_anothers_id(made: House) -> str:
    said = decisions(made)[4]
    event = orjson.loads(said.value or b"")
    event["data"]["decision_id"] = "00000000-0000-5000-8000-000000000000"
    made.put(said, said._replace(value=orjson.dumps(event)))
    return "an id that is not its own"


def decide_otherwise(made: House) -> str:
    said = decisions(made)[7]
    made.put(said, edited(said, origin="specialist"))
    return "is not what the rules decide"


def skip_a_decision(made: House) -> str:
    made.unwrite(decisions(made)[9])
    return "was not published"


def decide_more(made: House) -> str:
    said = decisions(made)[-1]
    made.append(ASSIGNMENTS, said.partition or 0, said.key, edited(said, seq=9999, decision_id="x").value)
    return "the rules do not decide it"


def change_the_order(made: House) -> str:
    log = made.logs[ASSIGNMENTS, 0]
    desk = data_of(log[0])["desk_id"]
    first, second = [number for number, each in enumerate(log) if data_of(each)["desk_id"] == desk][:2]
    log[first], log[second] = (
        log[second]._replace(timestamp_ms=log[first].timestamp_ms),
        log[first]._replace(timestamp_ms=log[second].timestamp_ms),
    )
    return "readers pass over it"


def tell_a_wrong_load(made: House) -> str:
    said = made.all(LOADS)[11]
    made.put(said, edited(said, load=5))
    return "on kontor.manager-loads"


def stand_at_an_earlier_load(made: House) -> str:
    chains: dict[bytes | None, list[Record]] = {}
    for record in made.all(LOADS):
        chains.setdefault(record.key, []).append(record)
    chain = next(each for each in chains.values() if len(each) > 2)
    made.append(LOADS, chain[0].partition or 0, chain[0].key, chain[-2].value)
    return "stands at an earlier value"


def forget_a_coverage(made: House) -> str:
    made.unwrite(made.all("kontor.coverage")[0])
    return "on kontor.coverage: not published"


def give_more_than_fits(made: House) -> str:
    said = decisions(made)[2]
    made.put(said, edited(said, capacity=data_of(said)["load_after"] - 1))
    return "was given more than fits"


def hold_less_than_nothing(made: House) -> str:
    said = decisions(made, "contact.finished")[2]
    made.put(said, edited(said, load_after=-1))
    return "holds less than nothing"


def store_a_load_that_drifts(made: House) -> str:
    said = decisions(made)[5]
    made.put(said, edited(said, load_after=data_of(said)["load_after"] + 1))
    return "by a recount"


def reject_what_is_good(made: House) -> str:
    letter = made.all(LETTERS)[0]
    made.append(LETTERS, 0, letter.key, edited(letter, offset=0).value)
    return "is not bad, and has a dead letter"


def reject_for_another_reason(made: House) -> str:
    letter = made.all(LETTERS)[0]
    made.put(letter, edited(letter, reason="unknown_type"))
    return "says something else"


BROKEN: dict[str, tuple[tuple[str, Callable[[House], str]], ...]] = {
    "I1": (("contact", lose_a_contact), ("end", lose_an_end), ("letter", lose_a_dead_letter)),
    "I2": (
        ("content", say_something_else_again), ("assignees", assign_twice), ("move", take_from_the_wrong_one),
        ("id", take_anothers_id),
    ),
    "I3": (
        ("content", decide_otherwise), ("missing", skip_a_decision), ("more", decide_more), ("order", change_the_order),
        ("load", tell_a_wrong_load), ("last load", stand_at_an_earlier_load), ("coverage", forget_a_coverage),
    ),
    "I4": (
        ("capacity", give_more_than_fits), ("negative", hold_less_than_nothing), ("recount", store_a_load_that_drifts),
    ),
    "I8": (("missing", lose_a_dead_letter), ("more", reject_what_is_good), ("other", reject_for_another_reason)),
}  # fmt: skip
