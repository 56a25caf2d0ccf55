"""An installation whose managers are asked before they get a contact is verified while offers wait for an answer."""

from kontor.policy_file import activation
from kontor.verify.findings import Verdict
from models.policy import Policy
from models.recording import Line
from tests.verify.bank import SMALL, START_MS, broken, live, said, told
from tests.verify.house import House
from tests.verify.records import data_of, kind_of

POLICY = """
name: asking
presence: {debounce_s: 0, silent_after_s: 86400}
offer: {enabled: true, timeout_s: 3600, decline_limit: 3, missed_in_a_row: 9}
lines: [{when: {}, mandatory: [], steps: [{after_s: 0, who: [anyone]}], escalate_after_s: null}]
"""


def test_units_of_an_offer_nobody_has_answered_yet_are_held() -> None:
    made = House(START_MS)
    rules = Line("kontor.policies", b"policy", START_MS, activation(Policy.from_yaml(POLICY), "kontor", START_MS))
    calls = [
        said("contact.opened", f"K-{number}", f"o/{number}", client_id=f"client-{number}", channel="branch")
        for number in range(8)
    ]
    made.publish([rules, *SMALL.people(START_MS), *calls])
    made.work()
    assert {kind_of(each) for each in made.all("kontor.assignments")} == {"contact.offered"}
    assert sum(data_of(each)["load"] for each in made.all("kontor.manager-loads") if each.value) > 0

    found = live(made)

    assert broken(found) == set(), "\n".join(told(each) for each in found.values())
    assert found["I4"].verdict is Verdict.HOLDS
