"""What desks tell each other is verified too: a contact offered to one that never hears of it waits for ever."""

from functools import cache

from kontor.policy_file import activation
from kontor.verify.findings import Verdict
from kontor.verify.record import Record
from models.inbox_headers import INTAKE_INBOX
from models.policy import Policy
from models.recording import Line
from tests.verify.bank import SMALL, START_MS, broken, live, said, told
from tests.verify.house import House
from tests.verify.records import EPOCH

POLICY = """
name: helping
presence: {debounce_s: 0, silent_after_s: 86400}
overflow: {desk-0: [desk-1, desk-2, desk-3]}
lines: [{when: {}, mandatory: [], steps: [{after_s: 0, who: [anyone], overflow: true}], escalate_after_s: null}]
"""


@cache
def _decided() -> House:
    made = House(START_MS)
    rules = Line("kontor.policies", b"policy", START_MS, activation(Policy.from_yaml(POLICY), "kontor", START_MS))
    opened = [
        said("contact.opened", f"K-{number}", f"o/{number}", client_id=f"client-{number % 20}", channel="branch",
             desk_id="desk-0")
        for number in range(40)
    ]  # fmt: skip
    made.publish([rules, *SMALL.people(START_MS), *opened])
    made.work()
    return made


def house() -> House:
    return _decided().copy()


def asides(made: House) -> list[Record]:
    return [each for each in made.all(INTAKE_INBOX) if dict(each.headers).get("sender", b"").startswith(b"desk/")]


def test_desks_that_help_each_other_hold() -> None:
    made = house()
    assert len(asides(made)) > 20
    found = live(made)
    assert broken(found) == set(), "\n".join(told(each) for each in found.values())
    assert [found[code].verdict for code in ("I1", "I3", "I4")] == [Verdict.HOLDS] * 3


def test_a_word_to_another_desk_that_was_never_written_is_found() -> None:
    made = House(START_MS)
    made.logs.update(_decided().copy().logs)
    made.committed = dict(_decided().committed)
    lost = asides(made)[-1]
    made.unwrite(lost)
    found = live(made)
    assert "I3" in broken(found)
    assert "tells another is not in kontor.intake-inbox" in told(found["I3"])


def test_a_word_to_another_desk_that_was_changed_is_found() -> None:
    made = house()
    word = asides(made)[0]
    made.put(word, word._replace(value=(word.value or b"").replace(b'"branch"', b'"phone"')))
    found = live(made)
    assert "I3" in broken(found)
    assert "what a desk told another is not what the rules make it tell" in told(found["I3"])


def test_a_word_that_no_desk_tells_is_found() -> None:
    made = house()
    word = asides(made)[-1]
    headers = (("sender", b"desk/0"), ("n", b"%d" % (EPOCH + 10_000)))
    made.append(INTAKE_INBOX, 0, word.key, word.value, headers)
    assert "a desk told another what the rules do not make it tell" in told(live(made)["I3"])


def test_a_word_that_is_written_twice_counts_once() -> None:
    made = house()
    word = asides(made)[-1]
    made.append(INTAKE_INBOX, 0, word.key, word.value, word.headers)
    assert "I3" not in broken(live(made))
