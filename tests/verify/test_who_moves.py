"""A manager who holds contacts at two desks is verified: his load is that of both, and what they tell stands there."""

from functools import cache

import orjson

from kontor.policy_file import activation
from kontor.verify.findings import Verdict
from kontor.verify.record import Record
from models.cloudevent import encode
from models.inbox_headers import INTAKE_INBOX
from models.policy import Policy
from models.recording import Line
from tests.verify.bank import SMALL, START_MS, broken, live, said, told
from tests.verify.house import House

POLICY = """
name: moving
presence: {debounce_s: 0, silent_after_s: 86400}
lines: [{when: {}, mandatory: [], steps: [{after_s: 0, who: [anyone]}], escalate_after_s: null}]
"""


def opened(desk: str, first: int) -> list[Line]:
    return [
        said("contact.opened", f"{desk}-{number}", f"o/{desk}/{number}", client_id=f"client-{number % 20}",
             channel="branch", desk_id=desk)
        for number in range(first, first + 12)
    ]  # fmt: skip


def joins(manager_id: str, desk: str) -> Line:
    data = {"manager_id": manager_id, "desk_id": desk, "segments": ["retail", "sme"], "capacity": 40}
    value = encode(
        id=f"j/{manager_id}", source="crm/t", type="manager.updated", time=START_MS, subject=manager_id, data=data
    )
    return Line("crm.managers", manager_id.encode(), START_MS, value)


@cache
def _decided() -> House:
    made = House(START_MS)
    rules = Line("kontor.policies", b"policy", START_MS, activation(Policy.from_yaml(POLICY), "kontor", START_MS))
    moves = [joins(f"M-0-{number}", "desk-1") for number in range(2)]
    closed = [said("contact.closed", f"desk-0-{number}", f"c/{number}") for number in range(6)]
    made.publish([rules, *SMALL.people(START_MS), *opened("desk-0", 0), *moves])
    made.work()
    made.publish([*opened("desk-1", 12), *closed])
    made.work()
    return made


def house() -> House:
    return _decided().copy()


def words(made: House) -> list[Record]:
    """What former desks have told."""
    return [each for each in made.all(INTAKE_INBOX) if b'"manager.history"' in (each.value or b"")]


def test_who_holds_contacts_at_two_desks_is_verified() -> None:
    made = house()
    held = [orjson.loads(each.value or b"")["data"]["held"] for each in words(made)]
    assert len(held) > 2
    assert any(held), "nobody who moved held anything: this shows nothing"
    found = live(made)
    assert broken(found) == set(), "\n".join(told(each) for each in found.values())
    assert [found[code].verdict for code in ("I1", "I3", "I4")] == [Verdict.HOLDS] * 3


def test_a_load_that_leaves_out_what_he_holds_at_the_other_desk_is_found() -> None:
    made = house()
    row = next(each for each in made.all("kontor.desk-journal") if (each.key or b"").startswith(b"elsewhere/desk-1/"))
    rows = [each for each in made.all("kontor.desk-journal") if each.key == row.key and each.value is not None]
    for each in rows:
        made.put(each, each._replace(value=orjson.dumps({"clients": {}, "coverages": {}, "held": []})))
    assert "I4" in broken(live(made))


def test_a_word_of_a_former_desk_that_was_changed_is_found() -> None:
    made = house()
    word = next(each for each in words(made) if b'"assigned"' in (each.value or b""))
    made.put(word, word._replace(value=(word.value or b"").replace(b'"assigned"', b'"offered"', 1)))
    assert "what a desk told another is not what the rules make it tell" in told(live(made)["I3"])
