"""A recording in which a soft rate comes to one who only borrows, replayed, says what was said."""

from rules.replay.kind import Kind
from tests.replay.test_tariffs import played
from tests.rules.tariff.test_credit_only import a_borrower, asked, softened
from tests.rules.tariff.test_reciprocity import product


def test_a_replay_refuses_and_warns_as_the_coverage_did() -> None:
    bank = a_borrower()
    assert asked(bank)["reasons"] == ["credit_only"]
    softened(bank)
    product(bank, "acquiring", closed=True, client_id="C2")
    bank.posts("C1", 10**12)
    bank.on("2026-02-02")
    said = [(message.topic, message.key, message.value) for message in bank.said]
    again = [(line.topic, line.key, line.value) for line in played(bank.lines, Kind.BANK, bank.now)]
    assert again == said
    assert [topic for topic, _, _ in again].count("kontor.alerts") == 2
