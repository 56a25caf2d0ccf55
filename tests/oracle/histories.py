"""Random histories, each from one seed."""

from random import Random

from tests.oracle import happenings_of_contacts as contacts
from tests.oracle import happenings_of_people as people
from tests.oracle.history import History
from tests.oracle.records import Data

CROWDED = (
    *(contacts.opened,) * 12,
    *(contacts.ending,) * 4,
    *(contacts.acting,) * 2,
    *(contacts.answering,) * 4,
    people.any_presence,
    people.flapping,
    people.any_manager,
    people.any_client,
    people.consent,
    contacts.tick,
)
HAPPENINGS = (
    *(contacts.opened,) * 9,
    *(contacts.ending,) * 5,
    *(contacts.acting,) * 3,
    *(contacts.answering,) * 3,
    *(people.any_presence,) * 5,
    people.flapping,
    people.leaving,
    people.notice,
    people.plan,
    *(people.any_manager,) * 2,
    *(people.any_client,) * 2,
    people.forgotten,
    people.consent,
    contacts.tick,
    people.new_policy,
)


def make_history(seed: int, length: int = 60) -> list[Data]:
    """Make one history: people and clients first, then whatever happens."""
    history = History(Random(seed), ("D1",) if seed % 2 else ("D1", "D2"))
    history.crowded = history.chance(40)
    history.cooling_off_s = history.some((20, 120, 31_536_000))
    early_policy = history.chance(80)
    if early_policy:
        people.activate(history)
    for number in range(history.some((1, 2, 3, 5))):
        people.manager(history, f"M{number}")
    for number in range(history.some((0, 2, 4))):
        people.client(history, f"C{number}")
    if not early_policy:
        people.activate(history)
    while len(history.commands) < length:
        history.wait()
        history.some(CROWDED if history.crowded else HAPPENINGS)(history)
    return history.commands
